"""安全生产举报: anybody tells, few see, a code is answered, nobody is named; what is true becomes a hazard."""

import pytest

from anlan.kernel.facts import widgets
from anlan.kernel.people import NOBODY, Role, Secrecy
from anlan.kernel.testing import someone
from anlan.prevention.loops.hazard import HAZARD
from anlan.prevention.loops.public_report import PUBLIC_REPORT, SORTS, At, PublicReport
from anlan.prevention.tests.cast import CLERK, FIRM, HEAD, OFFICER, opened

HANDLER = someone(Role.OFFICER, name="核查人")
REPORTER = {"name": "张某（示例）", "phone": "13800001111"}
TOLD = {"title": "夜间违法开采", "place": "140621100", "about": "北沟废弃矿井", "sort": SORTS[1], "story": "每晚十点后有爆破声"}
FOUND = {"is_true": "属实", "finding": "发现盗采点一处", "unit": FIRM, "hazard_due": "2026-03-20"}


def told(**facts):
    return opened(PUBLIC_REPORT, TOLD | facts, by=NOBODY)


def checked(**facts):
    walk = told(**facts)
    walk.take("accept", CLERK, handler=HANDLER.person)
    return walk


def test_anybody_may_tell_and_comes_back_with_a_code():
    walk = checked()
    walk.take("ask", HANDLER, reason="请说明位置")
    walk.take("tell_more", walk.coder("opener"), more="水库上游", photos=["p"])
    assert (walk.state, walk.facts.photos) == (At.CHECKED, ("p",))
    walk.take("answer", HANDLER, "文件", **FOUND)
    walk.take("again", walk.coder("opener"), reason="只查了白天")
    assert walk.state == At.CHECKED


def test_the_finding_names_nobody_and_a_hazard_has_a_day():
    walk = checked(reporter=REPORTER)
    for slip in REPORTER.values():
        assert "请删去" in (walk.why_not("answer", HANDLER, "文件", **(FOUND | {"finding": f"据{slip}反映"})) or "")
    assert "请填隐患整改期限" in (walk.why_not("answer", HANDLER, "文件", **(FOUND | {"hazard_due": None})) or "")
    assert "早于今天" in (walk.why_not("answer", HANDLER, "文件", **(FOUND | {"hazard_due": "2026-03-01"})) or "")
    assert "核查人办理" in (walk.why_not("answer", OFFICER, "文件", **FOUND) or "")


def test_what_is_true_becomes_a_hazard_and_a_reward_and_neither_says_who_told():
    walk = checked(reporter=REPORTER, works_there=True)
    walk.take("answer", HANDLER, "文件", **FOUND)
    walk.take("close", CLERK)
    assert [kind for kind, _ in walk.opened] == ["hazard", "reward"]
    assert not any(said in str(facts) for _, facts in walk.opened for said in REPORTER.values())
    hazard = opened(HAZARD, walk.opened[0][1], by=OFFICER)
    assert (hazard.facts.source, hazard.facts.unit) == ("群众举报", FIRM)
    assert widgets(PublicReport)["reporter"].personal


def test_what_is_not_true_opens_nothing_and_the_same_thing_twice_is_joined():
    walk = checked()
    walk.take("answer", HANDLER, "文件", is_true="不属实", finding="无开采痕迹")
    walk.take("close", CLERK)
    assert walk.opened == []
    twice = told()
    twice.take("join", CLERK, same_as="夜间违法开采")
    assert (twice.state, twice.facts.same_as) == (At.JOINED, "夜间违法开采")


def test_it_may_be_passed_on_or_declined_with_a_ground():
    walk = checked()
    other = someone(Role.OFFICER)
    walk.take("pass_on", HANDLER, handler=other.person)
    assert walk.holder == f"person:{other.person}"
    declined = told()
    declined.take("decline", CLERK, reason="不属安全生产")
    assert declined.state == At.REFUSED
    assert declined.why_not("accept", HEAD, handler=other.person)
    assert PUBLIC_REPORT.secrecy is Secrecy.NAMED


@pytest.mark.parametrize("days, told_of", [(49, False), (51, True)])
def test_sixty_days_run_from_the_telling(days, told_of):
    walk = checked()
    walk.wait(f"{days} days")
    assert any("即将到期" in text for _, text in walk.told) is told_of


def test_silence_does_not_hold_up_the_check():
    walk = checked()
    walk.take("ask", HANDLER, reason="请说明位置")
    walk.wait("11 days")
    assert walk.state == At.CHECKED
