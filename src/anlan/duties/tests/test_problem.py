"""办实事解难题: seven classes; the unit that asked says whether it is solved."""

import pytest

from anlan.duties.loops.problem import CLASSES, PROBLEM
from anlan.duties.tests.cast import CLERK, LEADER, LIAISON, TRAFFIC, opened

FACTS = {"title": "执法车辆不足", "year": "2026", "unit": TRAFFIC, "now": "只有 1 辆，需要 3 辆。"}


@pytest.mark.parametrize("kind", CLASSES)
def test_is_solved_when_the_unit_says_so(kind):
    problem = opened(PROBLEM, FACTS | {"kind": kind}, by=LIAISON)
    assert problem.why_not("decide", CLERK, answer="购 2 辆", minutes="政府常务会", due="2026-06-30") == (
        "“研究决定”须由党政领导、安委办签发人办理。"
    )
    problem.take("decide", LEADER, answer="购 2 辆", minutes="政府常务会", due="2026-06-30")
    assert problem.why_not("solve", CLERK) == "请附文件、账目或照片（至少 1 件），再“登记解决”。"
    problem.take("solve", CLERK, evidence="文件")
    problem.take("not_solved", LIAISON, reason="还没有上牌")
    problem.take("solve", CLERK, evidence="文件")
    assert problem.why_not("confirm", CLERK, word="好") == "“确认解决”须由部门联络员办理。"
    problem.take("confirm", LIAISON, word="已到位")
    assert problem.state == "已解决"


def test_a_late_answer_is_told():
    problem = opened(PROBLEM, FACTS | {"kind": "执法装备"}, by=LIAISON)
    problem.take("decide", LEADER, answer="购 2 辆", minutes="政府常务会", due="2026-06-30")
    problem.wait("150 days")
    assert ("安委办签发人", "难题到期还没有解决") in problem.told


def test_what_is_left_out_says_why():
    problem = opened(PROBLEM, FACTS | {"kind": "执法装备"}, by=LIAISON)
    problem.take("leave_out", LEADER, reason="已列入财政预算")
    assert problem.state == "不列入"
