"""Matters as lines of a list: kind, title, who, what is next, by when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from anlan.desk.offers import Offers
from anlan.desk.story import way_on
from anlan.kernel.catalogue import UnknownKind, catalogue
from anlan.kernel.loop import Loop
from anlan.kernel.people import Role, as_tuple

if TYPE_CHECKING:
    from anlan.kernel.models import Matter


@dataclass(frozen=True)
class Line:
    """One line of a list of matters."""

    id: str
    kind: str
    title: str
    who: str
    next: str
    state: str
    due: datetime | None
    severity: str
    is_new: bool
    closed: datetime | None = None


def loop_of(kind: str, version: int = 0) -> Loop[Any] | None:
    """The loop of a stored matter; None where this node does not know the kind (any more)."""
    try:
        return catalogue().loop(kind, version)
    except UnknownKind:
        return None


def kind_title(kind: str) -> str:
    found = loop_of(kind)
    return found.title if found else kind


def lines(found: Iterable["Matter"], names: Offers, looked: datetime | None = None) -> list[Line]:
    """The lines of some matters; `looked` marks what came since the last look."""
    rows = list(found)
    names.learn("record", {row.unit for row in rows})
    names.learn("place", {row.place for row in rows if not row.unit})
    nexts = {key: next_step(*key) for key in {(row.kind, row.version, row.state, row.closed is None) for row in rows}}
    return [line(row, names, looked, nexts[row.kind, row.version, row.state, row.closed is None]) for row in rows]


def line(row: "Matter", names: Offers, looked: datetime | None, next_title: str) -> Line:
    who = names.name("record", row.unit) if row.unit else names.name("place", row.place)
    title = f"{row.number}　{row.title}" if row.number else row.title
    is_new = looked is not None and row.since > looked
    return Line(row.id, kind_title(row.kind), title, who, next_title, row.state, row.due, row.severity, is_new, row.closed)


def next_step(kind: str, version: int, state: str, is_open: bool) -> str:
    """What is to be done next in a state: the step on the shortest way to the end, else any that people take."""
    loop = loop_of(kind, version)
    if loop is None or not is_open:
        return ""
    steps = [step for step in loop.steps_from(state) if as_tuple(step.may) != (Role.CLOCK,)]
    ahead = way_on(loop, state)[:1]
    return next((step.title for step in steps if step.enters in ahead), steps[0].title if steps else "")


def by_due(rows: Sequence[Line], now: datetime, today: datetime, week: datetime) -> list[tuple[str, str, list[Line]]]:
    """(name, heading, lines) of overdue, today, this week, later; empty ones are left out."""
    parts: dict[str, list[Line]] = {"over": [], "today": [], "week": [], "later": []}
    for row in rows:
        at = row.due
        parts["later" if at is None or at > week else "over" if at < now else "today" if at <= today else "week"].append(row)
    titles = {"over": "逾期", "today": "今天", "week": "本周", "later": "以后"}
    return [(name, titles[name], found) for name, found in parts.items() if found]
