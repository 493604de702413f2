"""年度文件报送: every kind of yearly paper becomes duties; a list that is not imported is said to be missing."""

import pytest

from anlan.duties.loops.annual_points import ANNUAL_POINTS, FROM_LIST, KINDS
from anlan.duties.loops.duty import DUTY
from anlan.duties.tests.cast import CLERK, LIAISON, TRAFFIC, opened
from anlan.kernel.facts import read
from anlan.kernel.reads import UNKNOWN, SeenChildren, SeenRecord

ITEMS = [
    {"no": "1", "task": "整治隧道照明", "due": "2026-09-30", "clause": "1"},
    {"no": "2", "task": "常态化宣传", "clause": "2"},
]
FACTS = {"title": "2026 年工作要点", "unit": TRAFFIC, "year": "2026", "items": ITEMS, "due": "2026-03-20"}
LIST = SeenRecord("c1", "checklist", "measures", "若干措施", "在用", {"clauses": [{"clause": "1"}, {"clause": "2"}]})


def paper(kind="安全生产工作要点", found=LIST, **changed):
    return opened(ANNUAL_POINTS, FACTS | {"kind": kind} | changed, list=found, kids=SeenChildren(0, 0, 0))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_taken_in_and_settled_at_the_years_end(kind):
    walk = paper(kind)
    assert walk.why_not("send", LIAISON, doc_no="示例〔2026〕1号") == "请附正式文件（至少 1 件），再“报送”。"
    walk.take("send", LIAISON, evidence="文件", doc_no="示例〔2026〕1号")
    walk.take("return", CLERK, reason="缺时限")
    walk.take("send", LIAISON, evidence="文件", doc_no="示例〔2026〕1号")
    walk.take("accept", CLERK)
    duties = [read(DUTY.facts, facts) for _, facts in walk.opened]
    assert [(duty.serial, duty.source, duty.standing) for duty in duties] == [
        ("1", "示例〔2026〕1号", False),
        ("2", "示例〔2026〕1号", True),
    ]
    walk.see(kids=SeenChildren(1, 1, 0))
    assert walk.why_not("settle", CLERK, summary="略") == "还有 1 件没有办结，请先办结。"
    walk.see(kids=SeenChildren(0, 2, 0))
    walk.take("settle", CLERK, summary="全部完成")
    assert walk.state == "已对账"


@pytest.mark.parametrize(("changed", "says"), [({"items": []}, "还没有列出来"), ({"items": [*ITEMS, ITEMS[0]]}, "序号 1 重复")])
def test_its_items_are_there_once(changed, says):
    assert says in (paper(**changed).why_not("send", LIAISON, evidence="文件", doc_no="1") or "")


def test_measures_are_answered_clause_by_clause_or_said_to_be_missing():
    assert "内容未导入" in (paper(FROM_LIST, UNKNOWN).why_not("send", LIAISON, evidence="文件", doc_no="1") or "")
    assert "清单第 2 条没有对应的任务" in (
        paper(FROM_LIST, items=ITEMS[:1]).why_not("send", LIAISON, evidence="文件", doc_no="1") or ""
    )


def test_a_missing_paper_is_told_and_may_be_excused():
    walk = paper()
    walk.wait("20 days")
    assert ("安委办经办人", "年度文件到期还没有报送") in walk.told
    walk.take("excuse", CLERK, reason="不涉及安全监管")
    assert walk.state == "不需报送"
