"""督导（专项）巡查: every problem becomes a matter of its own; the tour ends when each is closed."""

import pytest

from anlan.duties.loops.inspection_tour import INSPECTION_TOUR
from anlan.duties.tests.cast import CLERK, DEPARTMENT, LIAISON, MEASURE, OFFICER, SIGNER, opened, received, without
from anlan.kernel.reads import SeenChildren

FACTS = MEASURE | {"kind": "专项督导巡查", "leader": OFFICER.person, "begins": "2026-03-09", "ends": "2026-03-13"}
PROBLEM = {"what": "隧道照明缺失", "fix_by": "2026-04-01"}


@pytest.fixture
def tour():
    walk = received(opened(INSPECTION_TOUR, FACTS, who=DEPARTMENT, kids=SeenChildren(0, 0, 0)))
    walk.take("enter", OFFICER)
    return walk


def test_each_problem_is_followed_to_its_end(tour):
    assert tour.why_not("note", LIAISON, **PROBLEM) == "“登记问题”须由组长办理。"
    tour.take("note", OFFICER, **PROBLEM)
    tour.take("note", OFFICER, what="台账不全", responsible="unit-town", fix_by="2026-04-02")
    tour.take("report", OFFICER, summary="发现两条", clean="发现问题")
    tour.take("feed_back", SIGNER)
    assert [(kind, facts["unit"], facts["item"]) for kind, facts in tour.opened] == [
        ("external_finding", DEPARTMENT.id, "1"),
        ("external_finding", "unit-town", "2"),
    ]
    tour.see(kids=SeenChildren(1, 1, 0))
    assert tour.why_not("close", CLERK) == "还有 1 件没有办结，请先办结。"
    tour.see(kids=SeenChildren(0, 2, 0))
    tour.take("close", CLERK)
    assert tour.state == "已销号"


def test_the_report_agrees_with_what_was_noted(tour):
    assert "先登记问题" in (tour.why_not("report", OFFICER, summary="略", clean="发现问题") or "")
    tour.take("note", OFFICER, **PROBLEM)
    assert tour.why_not("report", OFFICER, summary="略", clean="未发现问题") == "已登记 1 条问题，结论不能是“未发现问题”。"


@pytest.mark.parametrize(
    ("changed", "says"), [(without(FACTS, "leader"), "请填写组长"), (FACTS | {"ends": "2026-03-01"}, "早于进驻日期")]
)
def test_team_and_days_are_set_before_it_goes_out(changed, says):
    walk = opened(INSPECTION_TOUR, changed, who=DEPARTMENT)
    walk.take("adopt", CLERK)
    assert says in (walk.why_not("submit", CLERK) or "")
