"""治理工程: every kind walks the same way; money, milestones and a second hand stand between it and 销号."""

from decimal import Decimal

import pytest

from anlan.duties.loops.project import CATASTROPHE, CLOSED, KINDS, PROJECT, SAVES_PEOPLE
from anlan.duties.tests.cast import CLERK, LIAISON, OFFICER, SIGNER, TRAFFIC, opened
from anlan.kernel.facts import BadFacts
from anlan.kernel.people import Role
from anlan.kernel.testing import someone

FACTS = {
    "title": "示例工程",
    "unit": TRAFFIC,
    "owner": "示例公司",
    "place": "140621",
    "why": "消除隐患",
    "budget": "100",
    "due": "2026-10-31",
}
MORE = {CATASTROPHE: {"scenario": "百年一遇洪水"}, SAVES_PEOPLE: {"people_before": "40"}}


def building(kind):
    walk = opened(PROJECT, FACTS | {"kind": kind} | MORE.get(kind, {}), by=LIAISON)
    walk.take("apply", LIAISON, evidence="文件")
    walk.take("approve", LIAISON, evidence="文件", approval="示例批〔2026〕1号")
    walk.take("fund", LIAISON, source="f1", amount="60")
    assert walk.why_not("funded", LIAISON) == "总投资 100 万元，已落实 60 万元，还差 40 万元，请逐笔登记资金来源。"
    walk.take("fund", LIAISON, source="f2", amount="40")
    walk.take("funded", LIAISON)
    assert walk.why_not("begin", LIAISON, evidence="文件") == "还没有登记节点，请先登记再开工。"
    walk.take("plan", LIAISON, name="主体", planned="2026-06-30")
    walk.take("begin", LIAISON, evidence="文件")
    return walk


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_runs_from_plan_to_the_list(kind):
    walk = building(kind)
    assert walk.why_not("finish", LIAISON, evidence="文件") == "还有 1 个节点没有完成：主体。请完成并登记后再报完工。"
    assert "没有这个节点" in (walk.why_not("tick", LIAISON, evidence="照片", name="装修", done_on="2026-03-02") or "")
    walk.take("tick", LIAISON, evidence="照片", name="主体", done_on="2026-03-02")
    walk.take("finish", LIAISON, evidence="文件")
    assert (
        walk.why_not("accept", OFFICER, evidence="文件", accepted="不合格", opinion="缺")
        == "验收不合格的请用“退回整改”，写明问题。"
    )
    walk.take("reject", OFFICER, reason="缺资料")
    walk.take("finish", LIAISON, evidence="文件")
    walk.take("accept", OFFICER, evidence="文件", accepted="合格", opinion="到位", people_after="12")
    walk.take("close", CLERK)
    assert walk.state == CLOSED
    assert sum((one.amount for one in walk.facts.money), Decimal(0)) == 100


def test_saving_people_says_how_many():
    walk = building(SAVES_PEOPLE)
    walk.take("tick", LIAISON, evidence="照片", name="主体", done_on="2026-03-02")
    walk.take("finish", LIAISON, evidence="文件")
    assert "减了多少人" in (walk.why_not("accept", OFFICER, evidence="文件", accepted="合格", opinion="到位") or "")
    walk.take("accept", OFFICER, evidence="文件", accepted="合格", opinion="到位", people_after="12")
    assert (walk.facts.people_before, walk.facts.people_after) == (40, 12)


@pytest.mark.parametrize(("kind", "says"), [(CATASTROPHE, "设防情景"), (SAVES_PEOPLE, "改造前岗位人数")])
def test_some_kinds_ask_for_more(kind, says):
    with pytest.raises(BadFacts, match=says):
        opened(PROJECT, FACTS | {"kind": kind}, by=LIAISON)


def test_who_built_does_not_accept():
    both = someone(Role.OFFICER)
    walk = building("水库除险加固")
    walk.take("tick", LIAISON, evidence="照片", name="主体", done_on="2026-03-02")
    walk.take("finish", both, evidence="文件")
    assert walk.why_not("accept", both, evidence="文件", accepted="合格", opinion="到位") == "须由报完工的人以外的人办理。"


def test_a_late_one_is_told_moved_or_stopped_by_the_signer():
    walk = building("雨水管渠提标改造")
    walk.wait("250 days")
    assert ("安委办经办人", "工程到期还没有完工") in walk.told
    walk.take("extend", SIGNER, due="2026-12-31", reason="冬休")
    walk.take("stop", SIGNER, reason="并入新项目")
    assert walk.state == "已终止"


def test_not_approved_goes_back():
    walk = opened(PROJECT, FACTS | {"kind": "电梯安全筑底"}, by=LIAISON)
    walk.take("apply", LIAISON, evidence="文件")
    walk.take("not_approved", OFFICER, reason="材料不全")
    assert walk.state == "拟立项"
