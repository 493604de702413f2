"""考核扣分: no approved rule, no score; every deduction is told and open to appeal."""

import pytest

from anlan.duties.loops.deduction import DEDUCTION
from anlan.duties.tests.cast import CLERK, DEPARTMENT, LIAISON, NOW, OTHER_CLERK, SIGNER, TRAFFIC, VERTICAL, opened
from anlan.kernel.reads import UNKNOWN, SeenRecord
from anlan.kernel.testing import Refused

ITEMS = {"items": [{"clause": "3", "points": "-1"}]}
RULE = SeenRecord("r1", "assessment_rule", "示例〔2026〕8号", "考核办法", "在用", ITEMS)
OLD = SeenRecord("r1", "assessment_rule", "示例〔2024〕8号", "旧办法", "在用", ITEMS, valid_until=NOW)
FACTS = {
    "title": "督办单逾期",
    "unit": TRAFFIC,
    "rule": "r1",
    "clause": "3",
    "points": "-1",
    "ground": "逾期 5 日未反馈",
    "appeal_until": "2026-03-09",
}


def deduction(rule=RULE, who=DEPARTMENT, **changed):
    return opened(DEDUCTION, FACTS | changed, rule=rule, who=who)


@pytest.mark.parametrize(
    ("rule", "who", "changed", "says"),
    [
        (UNKNOWN, DEPARTMENT, {}, "不能打分"),
        (OLD, DEPARTMENT, {}, "不能打分"),
        (RULE, VERTICAL, {}, "不计分"),
        (RULE, DEPARTMENT, {"clause": "9"}, "没有第 9 条"),
        (RULE, DEPARTMENT, {"points": "-5"}, "分值是 -1"),
    ],
)
def test_only_an_approved_rule_scores_and_only_as_it_says(rule, who, changed, says):
    with pytest.raises(Refused, match=says):
        deduction(rule, who, **changed)


def test_a_unit_is_told_and_may_agree():
    walk = deduction()
    assert walk.why_not("tell", CLERK) == "请附事实佐证（至少 1 件），再“告知单位”。"
    walk.take("tell", CLERK, evidence="记录")
    walk.take("agree", LIAISON)
    assert walk.state == "已生效"


def test_an_appeal_is_decided_by_the_signer():
    walk = deduction()
    walk.take("tell", CLERK, evidence="记录")
    walk.take("appeal", LIAISON, reason="文件送达时已过期")
    assert walk.holder == "signer"
    assert "撤销扣分" in (walk.why_not("uphold", SIGNER, ruling="撤销", opinion="属实") or "")
    walk.take("cancel", SIGNER, reason="申诉属实")
    assert walk.state == "已撤销"


def test_silence_takes_effect_by_another_hand_after_the_day_was_told():
    walk = deduction()
    walk.take("tell", CLERK, evidence="记录")
    assert walk.why_not("no_answer", OTHER_CLERK) == "申诉期还没有满，请期满后再办。"
    walk.wait("10 days")
    assert ("部门联络员", "扣分申诉期已到") in walk.told
    assert walk.why_not("no_answer", CLERK) == "须由告知人以外的人办理。"
    walk.take("no_answer", OTHER_CLERK)
    assert walk.state == "已生效"


def test_the_signer_may_uphold():
    walk = deduction()
    walk.take("tell", CLERK, evidence="记录")
    walk.take("appeal", LIAISON, reason="不服")
    walk.take("uphold", SIGNER, ruling="维持", opinion="事实清楚")
    assert walk.state == "已生效"
