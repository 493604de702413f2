"""Each fault is made once on purpose: a gate that never shut is not trusted."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from anlan.kernel import facts as f
from anlan.kernel.facts import Facts
from anlan.kernel.faults import fact_faults, faults, register_faults, same_tables
from anlan.kernel.loop import (
    After,
    Deadline,
    Each,
    Enters,
    Evidence,
    Expires,
    Guard,
    Keeps,
    Notify,
    On,
    Opens,
    Print,
    Propose,
    Put,
    Reason,
    Repeats,
    Rung,
    Spread,
    Step,
    Take,
    When,
)  # fmt: skip
from anlan.kernel.people import HOLDER, OPENER, Part, Role
from anlan.kernel.reads import Latest, MattersOf, RecordOf
from anlan.kernel.tests.paper_loop import TASK, THING, Row, also, but, step

LATE = Deadline("停", After("1h"), Notify(HOLDER))


def nothing(look: Any) -> dict[str, Any]:
    return {}


class Latin(Facts):
    note: str = f.text("note")


class Conditional(Facts):
    way: str = f.choice("方式", "甲", "乙")
    why: str | None = f.text("原因", shown_when=("way", ("丙",)))
    how: str | None = f.text("办法", shown_when=("where", ("甲",)))


class WrongColumn(Facts):
    point: str = f.text("位置")


class TextProgress(Facts):
    told: date = f.day("进展")


def deadlines(*more: Deadline) -> Any:
    return but(deadlines=(*TASK.deadlines, *more))


LOOPS = {
    "kind 'Task' is not snake_case": but(kind="Task"),
    "'Task' has no Chinese title": but(title="Task"),
    "'todo' has no Chinese title": but(opens_in="todo", steps=(step(leaves="todo").steps[0], TASK.steps[1]),
                                       deadlines=(Deadline("todo", After("1h"), Notify(HOLDER)), TASK.deadlines[1])),
    "'Do' has no Chinese title": step(title="Do"),
    "step 'doIt' is not snake_case": step(name="do") and but(steps=(replace(TASK.steps[0], name="doIt"), TASK.steps[1])),
    "step do is there twice": also(TASK.steps[0]),
    "step open is there twice": also(Step("open", "打开", "待办", "待办", Role.CLERK)),
    "says not how long it is kept and why": but(keeps=Keeps(0, "测试")),
    "fact note has no Chinese title": step(asks=Latin),
    "closes in 作废, which no step enters": but(closes_in=("办结", "作废")),
    "state 停 cannot be reached": also(Step("go", "继续", "停", "待核", Role.CLERK), deadlines=(*TASK.deadlines, LATE)),
    "state 停 has no way to the end": also(Step("stop", "停办", "待办", "停", Role.CLERK, holds=Role.CLERK),
                                          deadlines=(*TASK.deadlines, LATE)),
    "step again reopens without asking the reason": also(Step("again", "重开", "办结", "待办", Role.CLERK)),
    "guard speaks of 停, which is no state": but(guards=(Guard("停", nothing, Notify(HOLDER)),)),
    "ladder speaks of 停, which is no state": but(ladder=(Rung("1h", tells=HOLDER, states=("停",)),)),
    "print speaks of 停, which is no state": but(prints=(Print("单", "form", (), ("停",)),)),
    "editing speaks of 停, which is no state": but(may_edit=Role.CLERK, edits_in=("停",)),
    "repetition speaks of 停, which is no state": but(repeats=Repeats("task", lambda look: "2026-03", nothing, ("停",))),
    "open state 待核 has no deadline": but(deadlines=TASK.deadlines[:1]),
    "deadline for 办结, which is no open state": deadlines(Deadline("办结", After("1h"), Notify(HOLDER))),
    "the clock takes lapse, which is no step": deadlines(Deadline("待办", After("1h"), Take("lapse"))),
    "the clock takes check, which it may not": deadlines(Deadline("待核", After("1h"), Take("check"))),
    "the clock takes lapse, which does not leave 待核": also(
        Step("lapse", "失效", "待办", "办结", Role.CLOCK), guards=(Guard("待核", nothing, Take("lapse")),)),
    "deadline on end, which is no fact": deadlines(Deadline("待办", On("end"), Notify(HOLDER))),
    "deadline on title, which is a text": deadlines(Deadline("待办", On("title"), Notify(HOLDER))),
    "deadline on until, which is a date": deadlines(Deadline("待办", After("1h", since="until"), Notify(HOLDER))),
    "deadline on happened_at, which is no fact": deadlines(Deadline("待办", After("1h", since="happened_at"), Notify(HOLDER))),
    "span 两天: 期限“两天”读不懂": deadlines(Deadline("待办", After("两天"), Notify(HOLDER))),
    "span standard:law.nowhere: no such standard": deadlines(Deadline("待办", After("standard:law.nowhere"), Notify(HOLDER))),
    "span standard:accident_grade.major.deaths: 标准“": deadlines(
        Deadline("待办", After("standard:accident_grade.major.deaths"), Notify(HOLDER))),
    "span bald: 期限“bald”读不懂": but(late_by="bald"),
    "span soon: ": deadlines(Deadline("待办", On("until"), Notify(HOLDER), soon="soon")),
    "span long: ": but(reads={"x": MattersOf("task", within="long")}),
    "rung 0 does nothing": but(ladder=(Rung("1h"),)),
    "open state 待核 has no holder after do": step("check", may=Role.ANYONE),
    "open state 待办 has no holder from the beginning": step(may=(Role.ANYONE,)),
    "step do may be taken by nobody": step(may=()),
    "step do: the clock can neither number, prove nor answer": step(may=(Role.CLOCK, Role.LIAISON)),
    "step check: the clock can neither number, prove nor answer": step("check", may=(Role.CLOCK, Role.CLERK), numbers="函"),
    "step do leaves it with nobody in particular": step(holds=Role.ANYONE),
    "step do names part helper, which is no person or contact fact": step(may=Part("helper")),
    "step do names part title, which is no person or contact fact": step(holds=Part("title")),
    "deadline of 待办 names part helper, which is no person": deadlines(Deadline("待办", After("1h"), Notify(Part("helper")))),
    "guard of 待办 names part helper": but(guards=(Guard("待办", nothing, Notify(Part("helper"))),)),
    "ladder names part helper": but(ladder=(Rung("1h", tells=Part("helper")),)),
    "opening is for the holder, whom nobody is yet": but(may_open=HOLDER),
    "code for helper, which is no part": but(codes={"helper": ("do",)}),
    "code of opener takes undo, which is no step": but(codes={"opener": ("undo",)}),
    "says when it may be edited, but not by whom": but(edits_in=("待办",)),
    "step do puts its answer into rows, whose rows are of another shape": step(into="rows"),
    "step do puts its answer into list, whose rows": step(asks=Row, into="list"),
    "step do asks told as date, but the fact is a long_text": step(asks=TextProgress),
    "step do writes the record of shelf, no fact": step(puts=Put("stock", nothing, of="shelf")),
    "step do writes the stock that it read without a lock": replace(
        step(puts=Put("stock", nothing, of="stock")), reads={"stock": RecordOf("stock", of="stock")}),
    "read x looks at shelf, which is no fact": but(reads={"x": RecordOf("stock", of="shelf")}),
    "read x looks at camera, which is no fact": but(reads={"x": Latest("camera", "state")}),
    "read x looks at point, which is no fact": but(reads={"x": MattersOf("task", near=30)}),
    "read x looks at begins, which is no fact": but(reads={"x": MattersOf("task", overlapping=("begins", "until"))}),
    "read x compares county, which is no column": but(reads={"x": MattersOf("task", same=("county",))}),
    "print 单 has no layout poster": but(prints=(Print("单", "poster"),)),
    "print 单 shows colour, no fact": but(prints=(Print("单", "form", ("colour",)),)),
    "print 函 is an official paper, but no step numbers it": but(prints=(Print("函", "red_head"),)),
}  # fmt: skip

PLANS = {
    "opens letter, which nobody plans": step(opens=Opens("letter", nothing)),
    "opens talk, which nobody plans": deadlines(Deadline("待办", After("1h"), Propose("talk", nothing))),
    "opens order, which nobody plans": but(ladder=(Rung("1h", proposes=Propose("order", nothing)),)),
    "opens copy, which nobody plans": step(spread=Spread("copy", lambda look: (), lambda look, one: {})),
    "opens check, which nobody plans": but(repeats=Repeats("check", lambda look: "2026-03", nothing, ("待办",))),
    "looks at matters of fire, which nobody plans": but(reads={"x": MattersOf("fire")}),
    "looks at matters of flood, which nobody plans": but(opens_on=(When(Enters("flood", "报警中"), nothing, lambda look: ""),)),
    "reads register shelf, which nobody plans": but(reads={"x": RecordOf("shelf", of="stock")}),
    "reads register licence, which nobody plans": but(opens_on=(When(Expires("licence", "30 days"), nothing, lambda it: ""),)),
    "reads register mine, which nobody plans": step(spread=Spread("task", Each("mine"), lambda look, one: {})),
    "writes register book, which nobody plans": step(puts=Put("book", nothing)),
}

REGISTERS = {
    "has no Chinese title": replace(THING, title="thing"),
    "kind 'A thing' is not snake_case": replace(THING, kind="A thing"),
    "names colour, which is no fact": replace(THING, lists=("colour",)),
    "key count may be absent": replace(THING, key="count"),
    "name is a text, not a number": replace(THING, balances=("name",)),
    "name is a text, not a date": replace(THING, valid_until="name"),
    "expires, but no fact says when": replace(THING, expires="30 days"),
    "span late: 期限": replace(THING, expires="late", valid_until="ends"),
    "nobody may write it": replace(THING, may_put=()),
    "says not how long it is kept and why": replace(THING, keeps=Keeps(3, "")),
    "fact note has no Chinese title": replace(THING, facts=Latin, key="note", lists=()),
}


def test_what_has_no_fault_has_none():
    assert faults(TASK, {"task"}, {"stock"}) == []
    assert register_faults(THING) == []


@pytest.mark.parametrize("fault", LOOPS)
def test_a_loop_with_a_fault(fault):
    assert any(found.startswith(fault) for found in faults(LOOPS[fault])), faults(LOOPS[fault])


@pytest.mark.parametrize("fault", PLANS)
def test_a_loop_that_speaks_of_what_nobody_plans(fault):
    assert faults(PLANS[fault]) == [], "kinds are asked only where they are told"
    assert faults(PLANS[fault], {"task"}, {"stock"}) == [fault]


@pytest.mark.parametrize("fault", REGISTERS)
def test_a_register_with_a_fault(fault):
    assert any(found.startswith(fault) for found in register_faults(REGISTERS[fault])), register_faults(REGISTERS[fault])


def test_conditions_and_columns_of_facts():
    assert list(fact_faults(Conditional)) == [
        "fact why is shown when way is 丙, which it never is",
        "fact how is shown when where, which is no fact",
    ]
    assert list(fact_faults(WrongColumn)) == ["fact point fills a column of that name but is a text"]


def test_two_names_for_one_thing():
    other = also(Step("stop", "停办", "待办", "办结", Role.CLERK), kind="other")
    assert same_tables([TASK, replace(TASK, kind="copy"), other]) == ["copy has the same step table as task"]


def test_a_lock_an_opener_and_a_reason_are_no_faults():
    locked = replace(step(puts=Put("stock", nothing, of="stock")), reads={"s": RecordOf("stock", of="stock", lock=True)})
    more = also(Step("again", "重开", "办结", "待办", OPENER, asks=Reason), codes={"opener": ("again",)})
    shown = step(evidence=Evidence("照片"), numbers="函")
    assert [faults(loop, {"task"}, {"stock"}) for loop in (locked, more, shown)] == [[], [], []]
