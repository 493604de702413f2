"""清单核查: no content, no check; every clause answered with proof; what is unmet is mended and seen again."""

import pytest

from anlan.kernel.reads import UNKNOWN, SeenRecord
from anlan.kernel.testing import Refused
from anlan.prevention.loops.checklist_run import CHECKLIST_RUN
from anlan.prevention.tests.cast import FIRM, MANAGER, NOW, OFFICER, OTHER_OFFICER, opened

USES = (
    "矿山安全生产十五条硬措施",
    "瓦斯防治、探放水措施",
    "钢（铁）水罐安全指南",
    "采空区“三带”测定指南",
    "矿山安全管理职责清单",
    "基层应急管理若干措施",
)
FACTS = {"title": "示例核查", "checklist": "c1", "unit": FIRM, "due": "2026-03-20"}


def a_list(**more):
    clauses = [{"clause": "1", "content": "甲"}, {"clause": "2", "content": "乙"} | more]
    return SeenRecord("c1", "checklist", "k", "示例清单", "在用", {"clauses": clauses})


def run(title="示例核查", **more):
    return opened(CHECKLIST_RUN, FACTS | {"title": title}, list=a_list(**more))


@pytest.mark.parametrize("title", USES)
def test_any_imported_list_is_answered_mended_and_passed(title):
    walk = run(title)
    assert (
        walk.why_not("answer", MANAGER, clause="1", answer="已落实")
        == "请附佐证（照片、读数、文件或台账记录）（至少 1 件），再“填写一条”。"
    )
    walk.take("answer", MANAGER, evidence="读数", clause="1", answer="已落实")
    assert walk.why_not("submit", MANAGER) == "还有 1 条没有填：第 2 条，请逐条填写。"
    walk.take("answer", MANAGER, evidence="照片", clause="2", answer="未落实")
    walk.take("submit", MANAGER)
    assert walk.why_not("pass", OFFICER, opinion="略") == "第 2 条未落实，不能通过，请“责令整改”。"
    walk.take("order", OFFICER, mend_by="2026-03-31", opinion="第 2 条限期整改")
    assert walk.why_not("mended", MANAGER) == "第 2 条还是“未落实”，整改后请改填并附佐证。"
    walk.take("mend", MANAGER, evidence="照片", clause="2", answer="已落实")
    walk.take("mended", MANAGER)
    assert "没有未落实的条款" in (walk.why_not("order", OFFICER, mend_by="2026-03-31", opinion="略") or "")
    walk.take("pass", OTHER_OFFICER, opinion="到位")
    assert (walk.state, [one.clause for one in walk.facts.answers]) == ("已通过", ["1", "2"])


@pytest.mark.parametrize(
    "found", [UNKNOWN, SeenRecord("c1", "checklist", "k", "旧", "在用", {"clauses": [{"clause": "1"}]}, valid_until=NOW)]
)
def test_without_content_nothing_is_checked(found):
    with pytest.raises(Refused, match="请导入，或向上级索取"):
        opened(CHECKLIST_RUN, FACTS, list=found)


def test_a_stock_standard_counts_what_is_short():
    walk = run(amount="10", measure="套")
    have = {"evidence": "记录", "clause": "2", "answer": "已落实"}
    assert "请填现有数量" in (walk.why_not("answer", MANAGER, **have) or "")
    assert walk.why_not("answer", MANAGER, **have, amount="7") == "第 2 条应有 10 套，还差 3，不能选“已落实”。"
    walk.take("answer", MANAGER, **have, amount="10")


def test_a_clause_that_is_not_there_or_not_ours_says_so():
    walk = run()
    assert "没有第 9 条" in (walk.why_not("answer", MANAGER, evidence="照片", clause="9", answer="已落实") or "")
    assert "请说明理由" in (walk.why_not("answer", MANAGER, evidence="照片", clause="1", answer="不涉及") or "")


def test_who_filled_it_does_not_pass_it():
    walk = run()
    for clause in ("1", "2"):
        walk.take("answer", OFFICER, evidence="照片", clause=clause, answer="已落实")
    walk.take("submit", OFFICER)
    assert walk.why_not("pass", OFFICER, opinion="略") == "须由填报人以外的人办理。"
