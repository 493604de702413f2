"""The walk itself is a promise to every test of a loop: it does what the kernel does, and stops where the clock stops."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from anlan.kernel.calendar import end_of_day
from anlan.kernel.facts import BadFacts
from anlan.kernel.loop import (
    After,
    Deadline,
    Each,
    Enters,
    Expires,
    Guard,
    Notify,
    On,
    Opens,
    Propose,
    Put,
    Repeats,
    Rung,
    Spread,
    Step,
    Take,
    When,
)
from anlan.kernel.people import CLOCK, HOLDER, Role
from anlan.kernel.reads import SeenRecord
from anlan.kernel.testing import ON_TIME, Refused, Walk, opens_by_itself, someone
from anlan.kernel.tests.paper_loop import FACTS, NOON, OTHER_UNIT, TASK, UNIT, also, but, step

LIAISON, CLERK = someone(Role.LIAISON, unit=UNIT), someone(Role.CLERK)


def begun(loop: Any = TASK, **more: Any) -> Walk:
    return Walk(loop, facts=FACTS, by=CLERK, at=NOON, **more)


def test_a_walk_from_end_to_end():
    walk = begun()
    walk.wait("1h")
    walk.take("do", by=LIAISON, told="已修")
    walk.take("check", by=CLERK)
    assert (walk.state, walk.holder, walk.facts.told) == ("办结", "", "已修")
    assert [(taken.step, taken.name, taken.asked) for taken in walk.look.taken] == [
        ("do", "部门联络员", {"told": "已修"}), ("check", "安委办经办人", {}),
    ]  # fmt: skip


def test_opening_is_refused_like_a_step():
    with pytest.raises(Refused, match="“任务”须由安委办经办人发起。"):
        Walk(TASK, facts=FACTS, by=LIAISON, at=NOON)
    with pytest.raises(Refused, match="还没有到时候"):
        begun(but(needs=lambda look: "还没有到时候，请下月再报。"))
    with pytest.raises(BadFacts):
        Walk(TASK, facts={}, by=CLERK, at=NOON)
    assert Walk(TASK, facts=FACTS, by=CLOCK, at=NOON).state == "待办", "what the clock opens needs no leave"


def test_a_refused_step_leaves_no_trace():
    walk = begun()
    before = walk.look
    with pytest.raises(Refused, match="须由部门联络员办理"):
        walk.take("do", by=CLERK, told="已修")
    with pytest.raises(BadFacts, match="进展还没有填写"):
        walk.take("do", by=LIAISON)
    assert walk.look is before


def test_the_clock_stops_at_every_deadline_and_rung_on_the_way():
    loop = but(
        ladder=(Rung("1 day", tells=Role.CLERK), Rung("2 days", proposes=Propose("letter", lambda look: {"at": look.now})))
    )
    walk = begun(loop)
    walk.wait("30 days")
    assert walk.told == [("当前承办人", ON_TIME), ("安委办经办人", "逾期未办")]
    ((kind, facts),) = walk.opened
    assert (kind, facts["at"]) == ("letter", end_of_day(date(2026, 3, 11))), "proposed on its own day, not at the end of the wait"
    walk.wait("30 days")
    assert len(walk.told) == 2, "nothing twice"


def test_a_deadline_that_is_moved_rings_again():
    walk = begun(but(deadlines=(Deadline("待办", On("until"), Notify(HOLDER)), *TASK.deadlines[1:])))
    walk.wait("3 days")
    assert walk.told == [], "no day named, no deadline"
    for until, rung in (("2026-03-06", 1), ("2026-03-10", 2)):
        walk.note(until=until)
        walk.wait("4 days")
        assert len(walk.told) == rung


def test_a_state_left_in_time_rings_no_more():
    walk = begun()
    walk.take("do", by=LIAISON, told="已修")
    walk.wait("3 days")
    walk.take("check", by=CLERK)
    walk.wait("300 days")
    assert walk.told == [("当前承办人", ON_TIME)]


def test_the_clock_takes_its_step_once():
    loop = also(Step("lapse", "失效", "待办", "办结", Role.CLOCK), deadlines=(
        Deadline("待办", After("1h"), (Take("lapse"), Notify(Role.CLERK, "已失效"))), TASK.deadlines[1]))  # fmt: skip
    walk = begun(loop)
    walk.wait("1 day")
    assert (walk.state, walk.told, walk.look.taken[0].by) == ("办结", [("安委办经办人", "已失效")], "")
    assert walk.look.since == NOON + timedelta(hours=1)


def test_a_broken_guard_goes_before_the_deadline_of_that_hour():
    def stale(look: Any) -> str | None:
        return "过时了。" if look.now >= NOON + timedelta(hours=1) else None

    loop = also(Step("lapse", "失效", "待办", "办结", Role.CLOCK), guards=(Guard("待办", stale, Take("lapse")),),
                deadlines=(Deadline("待办", After("1h"), Notify(HOLDER)), TASK.deadlines[1]))  # fmt: skip
    walk = begun(loop)
    walk.wait("2h")
    assert (walk.state, walk.told) == ("办结", [])


def test_guards_are_asked_on_entering_too():
    loop = but(guards=(Guard("待核", lambda look: "没有人。", Notify(Role.CLERK)),))
    walk = begun(loop)
    assert walk.told == []
    walk.take("do", by=LIAISON, told="已修")
    assert walk.told == [("安委办经办人", "没有人。")]


def test_what_a_step_leaves_behind():
    loop = step(
        opens=(
            Opens("letter", lambda look: {"told": look.facts.told}),
            Opens("order", lambda look: {}, only_if=lambda look: False),
        ),
        puts=Put("stock", lambda look: {"count": 1}),
        spread=Spread("copy", lambda look: ("a", "b"), lambda look, target: {"to": target, "in": look.state}),
        numbers="任务",
    )
    walk = begun(loop)
    walk.take("do", by=LIAISON, told="已修")
    assert walk.opened == [("letter", {"told": "已修"}), ("copy", {"to": "a", "in": "待核"}), ("copy", {"to": "b", "in": "待核"})]
    assert walk.put == [("stock", {"count": 1})]
    assert walk.look.number == "任务〔2026〕1号"


def test_a_spread_over_a_register_is_handed_its_records():
    walk = begun(step(spread=Spread("copy", Each("unit"), lambda look, record: {"to": record})))
    walk.take("do", by=LIAISON, told="已修")
    assert walk.opened == []
    walk.spread("do", ["r1", "r2"])
    assert [facts["to"] for _, facts in walk.opened] == ["r1", "r2"]


def test_repetition_lasts_while_the_state_does():
    def month(look: Any) -> str:
        return f"{look.today:%Y-%m}" if look.today.month > 2 else ""

    walk = Walk(but(repeats=Repeats("check", month, lambda look, period: {"period": period}, ("待办",))),
                facts=FACTS, by=CLERK, at=NOON - timedelta(days=5))  # fmt: skip
    for _ in range(3):
        walk.repeat()
        walk.wait("28 days")
    walk.take("do", by=LIAISON, told="已修")
    walk.repeat()
    assert walk.opened == [("check", {"period": "2026-03"}), ("check", {"period": "2026-04"})]


def test_holders_follow_what_steps_and_notes_say():
    walk = begun()
    assert walk.holder == f"liaison:{UNIT}"
    walk.note(unit=OTHER_UNIT)
    assert walk.look.unit == OTHER_UNIT
    assert walk.why_not("do", by=LIAISON, told="已修") == "“办理”须由部门联络员办理。"


def test_a_loop_that_opens_by_itself():
    def count(look: Any) -> dict[str, Any] | None:
        return {"n": len(look.seen.before)} if look.seen.before else None

    loop = but(kind="other", opens_on=(When(Enters("task", "待核"), count, lambda look: look.id),))
    walk = begun()
    assert opens_by_itself(loop, walk, before=(1,)) is None, "not in that state"
    walk.take("do", by=LIAISON, told="已修")
    assert opens_by_itself(loop, walk, before=()) is None
    assert opens_by_itself(loop, walk) is None, "unknown is none"
    assert opens_by_itself(loop, walk, before=(1, 2)) == (walk.look.id, {"n": 2})
    assert opens_by_itself(replace(loop, opens_on=()), walk, before=(1,)) is None


def test_a_loop_that_opens_before_a_record_expires():
    ends = When(
        Expires("licence", "30 days"), lambda record: {"number": record.key}, lambda record: f"{record.id} {record.version}"
    )
    loop = but(kind="renewal", opens_on=(ends,))
    licence = SeenRecord("r1", "licence", "T1", "证", "在用", {}, version=3)
    assert opens_by_itself(loop, licence) == ("r1 3", {"number": "T1"})
    assert opens_by_itself(loop, replace(licence, kind="camera")) is None
    assert opens_by_itself(loop, begun()) is None
