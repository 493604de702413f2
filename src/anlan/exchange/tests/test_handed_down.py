"""上级交办 on paper: it lies before the unit that the upper node named, else before the office; silence is told."""

from anlan.exchange.loops.handed_down import HANDED_DOWN
from anlan.kernel.people import CLOCK, Role
from anlan.kernel.testing import Walk, someone
from anlan.kernel.tests.county import NOON

CLERK, LIAISON = someone(Role.CLERK), someone(Role.LIAISON, unit="bureau")
FACTS = {"title": "排查充电点", "sender": "朔州市应急局", "sort": "责任任务", "place": "140621", "secrecy": "内部"}


def waits(**more: str) -> Walk:
    return Walk(HANDED_DOWN, facts=FACTS | more, by=CLOCK, at=NOON, place="140621")


def test_without_a_unit_the_office_has_it_and_passes_it_on():
    offer = waits()
    assert offer.holder == "clerk"
    offer.take("pass_on", CLERK, unit="bureau")
    assert (offer.state, offer.holder) == ("待接收", "liaison:bureau")
    offer.take("refuse", LIAISON, reason="不归本单位")
    assert (offer.state, offer.facts.reason) == ("已退回", "不归本单位")


def test_a_unit_that_the_register_knows_has_it_at_once():
    offer = waits(unit="bureau")
    assert offer.holder == "liaison:bureau"
    assert offer.why_not("refuse", someone(Role.LIAISON, unit="other"), reason="x") is not None


def test_nobody_accepts_by_a_bare_step():
    """Accepting opens our own matter in the same transaction (kernel.handed); the step alone is the system's."""
    assert waits().why_not("accept", CLERK) is not None


def test_silence_is_told_to_the_leader_too():
    offer = waits()
    offer.wait("6 days")
    assert ("党政领导", "上级交办的事项还没有答复，请接收或说明理由退回") in offer.told
