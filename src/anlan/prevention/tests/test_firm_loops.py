"""What a firm does for itself: reports inside it, 三违, promises, experts who help, works whose safety keeps step."""

import pytest

from anlan.kernel.people import Role
from anlan.kernel.reads import UNKNOWN, SeenMatter, SeenRecord
from anlan.kernel.testing import Refused, someone
from anlan.prevention.loops.commitment import COMMITMENT
from anlan.prevention.loops.expert_guidance import EXPERT_GUIDANCE
from anlan.prevention.loops.hazard import HAZARD
from anlan.prevention.loops.internal_report import INTERNAL_REPORT
from anlan.prevention.loops.three_simultaneous import THREE_SIMULTANEOUS
from anlan.prevention.loops.violation import VIOLATION
from anlan.prevention.tests.cast import CLERK, FIRM, HEAD, MANAGER, NOW, OFFICER, opened

WORKER, SHIFT = someone(Role.WORKER, unit=FIRM), someone(Role.SHIFT_LEADER, unit=FIRM)
EXPERT = someone(Role.EXPERT)
HERE = {"unit": FIRM, "place": "140621100"}


def test_a_workers_report_becomes_a_hazard_and_is_paid_and_shown():
    walk = opened(INTERNAL_REPORT, HERE | {"title": "护栏松动", "sort": "设备设施缺陷", "story": "二层"}, by=WORKER)
    found = {"found": "属实", "severity": "一般", "due": "2026-03-10"}
    assert "早于今天" in (walk.why_not("verify", MANAGER, **(found | {"due": "2026-03-01"})) or "")
    walk.take("verify", MANAGER, **found)
    hazard = opened(HAZARD, walk.opened[0][1], by=MANAGER)
    assert (hazard.facts.title, hazard.facts.source) == ("护栏松动", "企业自查")
    walk.take("doubt", WORKER, reason="等级定低了")
    walk.take("verify", MANAGER, **found)
    walk.take("award", HEAD, clause="示例制度第 6 条", amount="200")
    assert "请附兑现凭证" in (walk.why_not("pay", MANAGER) or "")
    walk.take("pay", MANAGER, "签名")
    walk.take("show", MANAGER, "照片", shown_on="2026-03-03")
    assert walk.state == "已兑现"


RULE = SeenRecord("r", "firm_rule", FIRM, "办法", "在用", {"clauses": [
    {"sort": "违规作业", "degree": "一般", "times": "1", "clause": "第 5 条", "penalty": "批评教育"},
    {"sort": "违规作业", "degree": "一般", "times": "2", "clause": "第 6 条", "penalty": "离岗培训"},
]})  # fmt: skip
ACT = HERE | {
    "title": "未系安全带",
    "happened_at": "2026-03-02T08:00:00+08:00",
    "sort": "违规作业",
    "degree": "一般",
    "source": "现场检查",
}


def violation(rules=(RULE,), before=(), **facts):
    return opened(VIOLATION, ACT | {"who": WORKER.person} | facts, by=SHIFT, rules=rules, before=before)


def test_a_violation_is_confirmed_answered_dealt_with_by_the_firms_clause_and_trained():
    before = (SeenMatter("v0", "violation", "旧", "已销案", NOW, facts={"who": WORKER.person, "sort": "违规作业"}),)
    walk = violation(before=before)
    assert walk.why_not("confirm", SHIFT) == "须由登记人以外的人办理。"
    walk.take("confirm", MANAGER)
    assert "须由当事人办理" in (walk.why_not("answer", SHIFT, said="略") or "")
    walk.take("answer", WORKER, said="赶工")
    walk.take("punish", MANAGER)
    assert (walk.facts.clause, walk.facts.penalty, walk.facts.times) == ("第 6 条", "离岗培训", "2")
    assert "请附培训签到" in (walk.why_not("train", MANAGER) or "")
    walk.take("train", MANAGER, "文件")
    assert walk.state == "已销案"


@pytest.mark.parametrize(
    "rules, degree, why", [((), "一般", "还没有导入"), (UNKNOWN, "一般", "还没有导入"), ((RULE,), "严重", "没有对应的条款")]
)
def test_without_the_firms_rule_nobody_is_punished(rules, degree, why):
    walk = violation(rules=rules, degree=degree)
    walk.take("confirm", MANAGER)
    walk.wait("4 days")
    walk.take("unsaid", MANAGER)
    assert why in (walk.why_not("punish", MANAGER) or "")
    walk.take("dismiss", MANAGER, reason="误判")


def test_what_a_camera_told_has_its_picture():
    with pytest.raises(Refused, match="须有截图"):
        violation(source="视频识别")
    assert violation(source="视频识别", photos=("p",)).state == "待复核"


def test_a_promise_is_kept_or_its_breach_stands():
    facts = HERE | {
        "title": "2026 年履职承诺",
        "sort": "主要负责人",
        "promiser": HEAD.person,
        "words": "略",
        "until": "2026-12-31",
    }
    walk = opened(COMMITMENT, facts, by=OFFICER)
    assert "须由承诺人办理" in (walk.why_not("sign", MANAGER, "签名") or "")
    walk.take("sign", HEAD, "签名")
    walk.take("breach", OFFICER, "文件", what="未按期检查", then="约谈")
    assert "满期后再评价" in (walk.why_not("judge", OFFICER, outcome="已履行", opinion="略") or "")
    walk.wait("305 days")
    assert any("签下一期" in text for _, text in walk.told)
    assert "不能评为“已履行”" in (walk.why_not("judge", OFFICER, outcome="已履行", opinion="略") or "")
    walk.take("judge", OFFICER, outcome="部分履行", opinion="有一次违反")
    assert walk.state == "已评价"
    with pytest.raises(Refused, match="已经过去"):
        opened(COMMITMENT, facts | {"until": "2026-03-01"}, by=OFFICER)


def test_experts_help_and_come_back():
    facts = HERE | {"title": "通风系统指导", "by": "专家入企", "asked_for": "通风不稳", "planned": "2026-03-10"}
    walk = opened(EXPERT_GUIDANCE, facts, by=MANAGER)
    assert "请写明派哪位" in (walk.why_not("send", OFFICER, provider="") or "")
    walk.take("send", OFFICER, experts=[EXPERT.person])
    row = {"item": "通风", "what": "风门漏风", "severity": "一般", "advice": "更换", "due": "2026-04-01"}
    assert "早于今天" in (walk.why_not("report", EXPERT, "照片", report="略", found=[row | {"due": "2026-03-01"}]) or "")
    walk.take("report", EXPERT, "照片", report="略", found=[row])
    assert opened(HAZARD, walk.opened[0][1], by=OFFICER).facts.source == "专家指导"
    walk.take("accept", HEAD, "签名")
    walk.take("revisit", EXPERT, again="已更换")
    assert walk.state == "已办结"


def test_no_stage_opens_before_the_one_before_is_proven():
    facts = HERE | {"title": "选煤厂改造", "sector": "煤矿", "sort": "改建", "reviewed": "须经监管部门审查"}
    walk = opened(THREE_SIMULTANEOUS, facts, by=MANAGER)
    assert "现为“待预评价”" in (walk.why_not("build", MANAGER, "文件", builder="甲") or "")
    assert "请附安全预评价报告" in (walk.why_not("assess", MANAGER, pre_assessor="甲") or "")
    walk.take("assess", MANAGER, "文件", pre_assessor="甲")
    walk.take("design", MANAGER, "文件", designer="乙")
    assert "请由监管部门填审查意见" in (walk.why_not("approve", HEAD, "文件", design_no="1") or "")
    walk.take("redesign", OFFICER, reason="缺防火间距")
    walk.take("design", MANAGER, "文件", designer="乙")
    walk.take("approve", OFFICER, "文件", design_no="示审〔2026〕1号")
    walk.take("build", MANAGER, "文件", builder="丙")
    assert "今天以后" in (walk.why_not("try", MANAGER, "文件", trial_until="2026-03-02") or "")
    walk.take("try", MANAGER, "文件", trial_until="2026-09-01")
    walk.take("accept", CLERK, "文件", opinion="同意投用")
    assert walk.state == "已投用"
