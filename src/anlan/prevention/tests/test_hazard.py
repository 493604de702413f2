"""事故隐患: two taps for the ordinary; clause, plan, both reports and the right acceptance for the major; the note."""

import pytest

from anlan.kernel.facts import BadFacts
from anlan.kernel.people import Role
from anlan.kernel.reads import SeenChildren, SeenMatter
from anlan.kernel.testing import someone
from anlan.prevention.loops.hazard import HAZARD, SOURCES, At, note_history, note_status
from anlan.prevention.tests.cast import CLERK, FIRM, HEAD, MANAGER, NOW, OFFICER, OTHER_OFFICER, opened

EXPERT = someone(Role.EXPERT, name="专家")
FACTS = {"title": "配电箱无盖", "unit": FIRM, "place": "140621100", "item": "临时用电", "source": "企业自查", "severity": "一般",
         "due": "2026-03-05"}  # fmt: skip
PLAN = {"responsible": MANAGER.person, "measures": "更换", "fund": "3.5", "due": "2026-04-30", "emergency_plan": "断电、围挡"}
VERDICT = {"criterion": "示例判定标准 第 3 条", "verdict_ground": "现场实测"}
TOLD = {"told_staff": "职工大会", "told_staff_on": "2026-03-02"}
NO_LISTING = {"listing": SeenChildren(), "accidents": ()}


def found(by=MANAGER, **facts):
    return opened(HAZARD, FACTS | facts, by=by, **NO_LISTING)


def governed(source="企业自查", by=MANAGER):
    walk = found(severity="重大", source=source, by=by)
    walk.take("govern", OFFICER, **VERDICT)
    walk.take("plan", HEAD, **PLAN)
    walk.take("report", MANAGER, ("文件", "照片"), **TOLD)
    walk.take("acknowledge", OFFICER)
    return walk


def test_what_a_firm_finds_and_mends_is_two_taps():
    walk = found(photos=("p1",))
    walk.take("fixed", MANAGER, "照片")
    assert walk.state == At.CLOSED


def test_without_a_photo_before_there_must_be_two():
    walk = found()
    assert "各一张" in (walk.why_not("fixed", MANAGER, "照片") or "")
    walk.take("fixed", MANAGER, ("照片", "照片"))


@pytest.mark.parametrize("source", SOURCES[1:])
def test_what_others_found_is_seen_again_by_two(source):
    walk = found(by=OFFICER, source=source, photos=("p1",))
    assert "请用“改完报复查”" in (walk.why_not("fixed", MANAGER, "照片") or "")
    walk.take("mended", MANAGER, "照片")
    walk.take("redo", OFFICER, reason="仍有裸线")
    walk.take("mended", MANAGER, "照片")
    walk.take("recheck", OFFICER, "照片")
    assert walk.why_not("confirm", OFFICER) == "须由复查人以外的人办理。"
    walk.take("confirm", OTHER_OFFICER)
    assert walk.state == At.CLOSED


def test_a_major_one_is_confirmed_by_name_and_never_closed_by_a_photo():
    walk = found(severity="重大", photos=("p1",))
    assert "先确认等级" in (walk.why_not("fixed", MANAGER, "照片") or "")
    with pytest.raises(BadFacts) as wrong:
        walk.take("govern", MANAGER, verdict_ground="现场实测")
    assert list(wrong.value.wrong) == ["criterion"]
    walk.take("govern", MANAGER, **VERDICT)
    assert (walk.state, walk.facts.severity, walk.facts.criterion) == (At.PLANNING, "重大", VERDICT["criterion"])


def test_a_disputed_one_goes_to_experts_and_nobody_decides_against_them():
    walk = found(severity="重大")
    walk.take("argue", HEAD, reason="不属于该条")
    walk.take("opine", EXPERT, "文件", opinion="应判为一般", opinion_ground="未达到数量")
    assert "请“认定为一般”" in (walk.why_not("govern", OFFICER, **VERDICT) or "")
    assert walk.why_not("ordinary", MANAGER, reason="略") == "“认定为一般隐患”须由部门监管人员、行政执法人员办理。"
    walk.take("ordinary", OFFICER, reason="采纳论证意见")
    walk.take("fixed", MANAGER, ("照片", "照片"))

    other = found(severity="重大")
    other.take("argue", OFFICER, reason="须论证")
    other.take("opine", EXPERT, "文件", opinion="应判为重大", opinion_ground="符合")
    assert "不能认定为一般" in (other.why_not("ordinary", OFFICER, reason="略") or "")


@pytest.mark.parametrize("missing", sorted(PLAN))
def test_all_five_settlements_or_none(missing):
    walk = found(severity="重大")
    walk.take("govern", MANAGER, **VERDICT)
    with pytest.raises(BadFacts) as wrong:
        walk.take("plan", HEAD, **{name: value for name, value in PLAN.items() if name != missing})
    assert list(wrong.value.wrong) == [missing]
    assert "早于今天" in (walk.why_not("plan", HEAD, **(PLAN | {"due": "2026-03-01"})) or "")


def test_both_reports_need_their_papers_and_a_receipt():
    walk = found(severity="重大")
    walk.take("govern", MANAGER, **VERDICT)
    walk.take("plan", HEAD, **PLAN)
    assert "至少 2 件" in (walk.why_not("report", MANAGER, "文件", **TOLD) or "")
    assert "晚于今天" in (walk.why_not("report", MANAGER, ("文件", "照片"), **(TOLD | {"told_staff_on": "2026-03-09"})) or "")
    walk.take("report", MANAGER, ("文件", "照片"), **TOLD)
    walk.take("return", OFFICER, reason="签到表不全")
    walk.take("report", MANAGER, ("文件", "照片"), **TOLD)
    walk.take("acknowledge", OFFICER)
    assert walk.look.number.startswith("重大隐患回执")


def test_self_found_is_accepted_by_the_principal_not_by_who_applied():
    walk = governed()
    walk.take("apply", HEAD, "文件")
    assert walk.why_not("accept_self", HEAD, "照片") == "须由申请人以外的人办理。"
    walk.take("reject", OFFICER, reason="资料不全")
    walk.take("apply", MANAGER, "文件")
    walk.take("accept_self", HEAD, "照片")
    assert walk.state == At.CLOSED


def test_department_found_is_accepted_by_two_officers():
    walk = governed("执法检查", by=OFFICER)
    walk.take("apply", HEAD, "文件")
    assert "两名" in (walk.why_not("accept_self", HEAD, "照片") or "")
    walk.take("accept", OFFICER, "照片")
    assert walk.why_not("confirm", OFFICER) == "须由验收人以外的人办理。"
    walk.take("confirm", OTHER_OFFICER)
    assert walk.state == At.CLOSED


def test_a_listed_one_waits_for_whoever_listed_it():
    walk = governed()
    walk.take("list", CLERK)
    kind, facts = walk.opened[-1]
    assert (kind, facts["kind"], facts["source"]) == ("listed_supervision", "重大事故隐患", walk.look.id)
    assert "不必重复" in (walk.why_not("list", OFFICER) or "")
    walk.see(listing=SeenChildren(open=1))
    walk.take("apply", MANAGER, "文件")
    assert "挂牌单位验收" in (walk.why_not("accept_self", HEAD, "照片") or "")
    assert "没有摘牌" in (walk.why_not("accept_listed", OFFICER, "文件") or "")
    walk.see(listing=SeenChildren(done=1))
    walk.take("accept_listed", OFFICER, "文件")
    assert walk.state == At.CLOSED


def test_the_note_of_a_self_report_lapses_on_each_of_its_grounds():
    walk = governed()
    assert note_status(walk.look).startswith("有效")
    assert [line.split(" ", 2)[2] for line in note_history(walk.look).splitlines()][0] == "企业登记"
    assert len(note_history(walk.look).splitlines()) == 5
    walk.see(accidents=(SeenMatter("a1", "accident", "示例事故", "续报中", NOW),))
    assert "登记了事故“示例事故”" in note_status(walk.look)
    walk.see(accidents=())
    walk.wait("70 days")
    assert "治理时限 2026-04-30 已过" in note_status(walk.look)
    walk.take("void", OFFICER, note_void="查实虚假整改", note_void_ground="照片为旧照")
    assert note_status(walk.look).startswith("已失效：查实虚假整改")
    assert note_status(governed("执法检查", by=OFFICER).look).startswith("不适用")


def test_it_can_be_opened_again_and_its_days_are_kept():
    walk = found(photos=("p1",))
    walk.wait("4 days")
    assert any("企业主要负责人" in who for who, _ in walk.told)
    walk.take("fixed", MANAGER, "照片")
    walk.take("reopen", OFFICER, reason="再次出现")
    assert walk.state == At.FIXING
