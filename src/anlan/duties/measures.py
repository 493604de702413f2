"""Formal measures (督办单, 通报, 约谈 …): what each states, the way from a ground to a paper signed for, its clock. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from anlan.kernel.calendar import end_of_day
from anlan.kernel.facts import Facts, day, long_text, text, unit
from anlan.kernel.loop import After, Deadline, Keeps, Look, Loop, Notify, On, Reason, Step, signing
from anlan.kernel.people import Role, Whos
from anlan.kernel.reads import Read, RecordOf

PROPOSED, DRAFT, CHECKED, TO_SIGN, SENT, VOID = "待研判", "拟稿", "审核中", "待签发", "待签收", "已作废"
UNSENT = (PROPOSED, DRAFT, CHECKED, TO_SIGN, VOID)
ANSWERABLE = (Role.LIAISON, Role.SAFETY_MANAGER, Role.FIRM_HEAD)
"""Who answers for a unit: a department's liaison, or the people of a firm."""
KEEPS = Keeps(10, "机关文书归档；县档案部门另有规定的从其规定")
UNIT = {"who": RecordOf("unit", of="unit"), "firm": RecordOf("firm", of="unit")}


class Measure(Facts):
    """What every formal measure states before it may be signed."""

    title: str = text("标题")
    unit: str = unit("受文单位")
    ground: str = long_text("事由", longest=2000, hint="什么事，应当何时办到什么程度，现在怎样")
    basis: str | None = text("依据", optional=True, hint="文号和条款")
    demand: str | None = long_text("办理要求", longest=2000, optional=True)
    due: date | None = day("反馈期限", optional=True, later=False)
    source: str | None = text("来源事项", optional=True)


class Reply(Facts):
    result: str = long_text("办理情况", longest=4000)


class NewDate(Facts):
    due: date = day("新的期限")
    reason: str = long_text("理由", longest=2000)


def says_what_and_when(look: Look[Any]) -> str | None:
    if not look.facts.demand or not look.facts.due:
        return "还没有写明办理要求和反馈期限，请补上再送审。"
    return "反馈期限已经过了，请改成今天以后的日期再送审。" if end_of_day(look.facts.due) <= look.now else None


def is_on_record(look: Look[Any]) -> str | None:
    """Who gets a paper must be known, else nobody can sign for it."""
    return None if look.seen.who or look.seen.firm else "单位台账里没有受文单位，请先登记单位再办理。"


def is_ours_to_supervise(look: Look[Any]) -> str | None:
    """A vertically managed unit answers to its own superiors: it gets a letter, never an order."""
    if look.seen.who.get("vertical"):
        return f"{look.seen.who.title}是垂直管理单位，不发督办单、不计分，请改用督办函（工作函）。"
    return is_on_record(look)


def is_later(look: Look[Any]) -> str | None:
    return None if end_of_day(look.asked.due) > look.now else "新的期限应在今天以后，请改正。"


def children_are_closed(look: Look[Any]) -> str | None:
    return f"还有 {look.seen.kids.open} 件没有办结，请先办结。" if look.seen.kids.open else None


def issuing(out: str, mark: str, **changes: Mapping[str, Any]) -> tuple[Step, ...]:
    """From a ground to the receipt. A proposal of the clock lies first with whoever signs; a clerk's own begins likewise.

    `changes` replaces parts of single steps, by the step's name: issuing("待反馈", "督办单", adopt={"needs": …})."""
    block = (
        Step("adopt", "同意拟办", PROPOSED, DRAFT, (Role.SIGNER, Role.CLERK), is_on_record, holds=Role.CLERK),
        Step("decline", "不予采取", PROPOSED, VOID, Role.SIGNER, asks=Reason),
        *signing(DRAFT, out, mark=mark, drafter=Role.CLERK, reviewer=Role.CLERK, signer=Role.SIGNER, receiver=ANSWERABLE),
    )
    unknown = set(changes) - {step.name for step in block}
    assert not unknown, unknown
    usual: dict[str, Mapping[str, Any]] = {"submit": {"needs": says_what_and_when}}
    named = {step.name: {**usual.get(step.name, {}), **changes.get(step.name, {})} for step in block}
    return tuple(replace(step, **named[step.name]) for step in block)


def measure(
    *, closes_in: str, deadlines: tuple[Deadline, ...], facts: type[Facts] = Measure, may_open: Whos = Role.CLERK,
    reads: Mapping[str, Read] | None = None, **own: Any
) -> Loop[Any]:  # fmt: skip
    """A formal measure's loop: its own steps, form and papers; what all measures share is said here once."""
    return Loop(
        version=1, facts=facts, opens_in=PROPOSED, may_open=may_open, closes_in=(closes_in, VOID),
        reads={**UNIT, **(reads or {})}, may_edit=Role.CLERK,
        edits_in=(PROPOSED, DRAFT), unsent=UNSENT, deadlines=(*CLOCK, *deadlines), keeps=KEEPS, menu="督办",
        **own,
    )  # fmt: skip


def answer_by(state: str, text: str, *others: Role) -> Deadline:
    """Whoever answers is told, and the clerk, when the day of the answer is over."""
    return on_the_day(state, (*ANSWERABLE, Role.CLERK, *others), text)


def to_judge(state: str, text: str) -> Deadline:
    return told(state, "3 workdays", "measure.judge", Role.CLERK, text)


def told(state: str, span: str, tunable: str, who: Role | tuple[Role, ...], text: str) -> Deadline:
    """Somebody is told when the state has lasted for the county's own span (`span` until the county sets one)."""
    return Deadline(state, After(span, tunable=tunable), Notify(who, text))


def on_the_day(state: str, who: Role | tuple[Role, ...], text: str, fact: str = "due") -> Deadline:
    """Somebody is told when the day that the fact names is over, and the holder the day before."""
    return Deadline(state, On(fact), Notify(who, text), soon="1 day")


CLOCK = (
    told(PROPOSED, "2 workdays", "measure.decide", Role.SIGNER, "建议采取的措施还没有研判"),
    told(DRAFT, "2 workdays", "measure.draft", Role.CLERK, "文书还没有送审"),
    told(CHECKED, "1 workday", "measure.review", Role.CLERK, "文书还没有审核"),
    told(TO_SIGN, "1 workday", "measure.sign", Role.SIGNER, "文书还没有签发"),
    told(SENT, "1 workday", "measure.receive", (*ANSWERABLE, Role.CLERK), "文书还没有签收"),
)
"""The clock of every formal measure up to its receipt."""
