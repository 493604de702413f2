"""突出问题: solved with before and after, or raised to the county when it crosses departments."""

import pytest

from anlan.duties.loops.meeting import MEETING
from anlan.duties.loops.outstanding_problem import OUTSTANDING_PROBLEM
from anlan.duties.tests.cast import CLERK, LIAISON, OFFICER, SIGNER, TOWN, TRAFFIC, opened
from anlan.kernel.facts import read

FACTS = {"title": "隧道照明缺失", "sector": "道路交通", "year": "2026", "unit": TRAFFIC, "cause": "资金和产权不清"}
PLAN = {"plan": "分三批改造", "due": "2026-09-30"}


@pytest.fixture
def problem():
    walk = opened(OUTSTANDING_PROBLEM, FACTS, by=LIAISON)
    walk.take("plan", LIAISON, **PLAN)
    return walk


def test_is_solved_with_before_and_after(problem):
    assert problem.why_not("report", LIAISON, evidence="照片") == "请附前后对比佐证（至少 2 件），再“报解决情况”。"
    problem.take("report", LIAISON, evidence=("照片", "照片"))
    problem.take("reject", OFFICER, reason="还差两处")
    problem.take("report", LIAISON, evidence=("照片", "照片"))
    problem.take("verify", OFFICER, solved="已解决", opinion="属实")
    assert problem.state == "已解决"


def test_what_crosses_departments_goes_up_and_comes_back_ruled(problem):
    assert "只有跨部门" in (problem.why_not("raise_up", LIAISON, ask="明确产权") or "")
    problem.note(cross=True, helpers=[TOWN])
    problem.take("raise_up", LIAISON, ask="明确产权")
    kind, facts = problem.opened[0]
    assert (kind, read(MEETING.facts, facts).topics[0].topic) == ("meeting", "明确产权")
    problem.take("ruled", CLERK, plan="由交通局承担", due="2026-10-31")
    assert (problem.state, str(problem.facts.due)) == ("攻坚中", "2026-10-31")


def test_is_carried_over_by_the_signer_with_a_reason(problem):
    problem.wait("250 days")
    assert ("安委办经办人", "突出问题到期还没有解决") in problem.told
    problem.take("carry_over", SIGNER, reason="资金列入明年")
    assert problem.state == "转入下年"
