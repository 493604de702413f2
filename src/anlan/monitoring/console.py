"""What the console shows: the alarms that this actor may see, the unanswered and the grave first, and what to ring for."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from anlan.kernel import queries
from anlan.kernel.calendar import local
from anlan.kernel.people import Actor, Role, as_tuple
from anlan.monitoring.loops.alarm import ALARM, OPEN, At, may_answer
from anlan.monitoring.registers.alarm_rule import LEVELS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from anlan.kernel.models import Matter

MOST, FLAT, KNOWN = 200, 40, 5000
"""So many lines are listed at most; beyond so many alarms a line is a firm; so many open alarms are counted."""
BRIEFLY = ("id", "seq", "state", "severity", "unit", "opened")
STATES = OPEN
DUTY_ROOM = frozenset({Role.DUTY_OFFICER, Role.DUTY_LEADER, Role.CLERK})


@dataclass(frozen=True)
class Row:
    """An open alarm as a line; `mine`: this actor may answer it now."""

    id: str
    title: str
    severity: str
    state: str
    unit: str
    site: str
    reached: str
    since: datetime
    minutes: int
    loud: int
    mine: bool

    @property
    def is_waiting(self) -> bool:
        return self.state == At.RAISED


@dataclass(frozen=True)
class Group:
    """A firm in a storm: how many of its alarms are open, how many of them wait for an answer, how many for mine; the gravest."""

    unit: str
    name: str
    n: int
    waiting: int
    mine: int
    first: Row


@dataclass(frozen=True)
class Console:
    """The lines, how many in each state, whether to ring, and a digest that changes with what is shown. In a storm `groups`
    stand in place of the lines; `unit` is the firm whose lines alone are shown."""

    rows: tuple[Row, ...]
    counts: tuple[tuple[str, int], ...]
    ring: str
    digest: str
    is_full: bool
    groups: tuple[Group, ...] = ()
    unit: str = ""
    unit_name: str = ""


@dataclass(frozen=True)
class Brief:
    """An open alarm by its columns alone: what thousands of them are put in order by."""

    id: str
    seq: int
    state: str
    severity: str
    unit: str
    opened: datetime

    @property
    def order(self) -> tuple[bool, int, datetime]:
        return self.state != At.RAISED, LEVELS.index(self.severity), self.opened


def console(by: Actor, place: str, now: datetime, unit: str = "") -> Console:
    """The console of a place. It rings for alarms that this actor may answer and that came after they last silenced it."""
    all_of_them = [Brief(*one) for one in _open(by, place).values_list(*BRIEFLY)[:KNOWN]]
    shown = sorted((one for one in all_of_them if not unit or one.unit == unit), key=lambda one: one.order)
    muted = muted_at(by)
    grouped = not unit and len(shown) > FLAT
    rows = _rows(_gravest(shown) if grouped else shown[:MOST], by, now)
    counts = tuple((state, sum(one.state == state for one in shown)) for state in STATES)
    drawn = _digest([(one.id, one.seq) for one in all_of_them], muted, now)
    lines = tuple(sorted(rows, key=_order))
    mine = answerable(by, all_of_them)
    ring = min((one.severity for one in mine if muted is None or one.since > muted), key=LEVELS.index, default="")
    name = queries.units_named({unit}).get(unit, "") if unit else ""
    if grouped:
        return Console((), counts, ring, drawn, len(all_of_them) == KNOWN, tuple(_groups(shown, lines, mine)))
    return Console(lines, counts, ring, drawn, len(shown) > MOST, (), unit, name)


def _gravest(some: Sequence[Brief]) -> list[Brief]:
    """The first of each firm; sorted as they are."""
    return list({one.unit: one for one in reversed(some)}.values())[::-1][:MOST]


def _rows(some: Sequence[Brief], by: Actor, now: datetime) -> list[Row]:
    found = queries.matters(by, kinds=("alarm",)).filter(id__in=[one.id for one in some])
    units = queries.units_named({one.unit for one in some})
    return [_row(one, by, units, now) for one in found]


def _groups(shown: Sequence[Brief], lines: Sequence[Row], mine: "Sequence[Matter]") -> Iterator[Group]:
    """Firms, those with the gravest unanswered alarm first."""
    of: dict[str, list[Brief]] = {}
    for one in shown:
        of.setdefault(one.unit, []).append(one)
    unit_of, of_mine = {one.id: one.unit for one in shown}, Counter(one.unit for one in mine)
    for line in lines:
        unit = unit_of[line.id]
        waits = sum(one.state == At.RAISED for one in of[unit])
        yield Group(unit, line.unit, len(of[unit]), waits, of_mine[unit], line)


def answerable(by: Actor, some: Sequence[Brief]) -> "list[Matter]":
    """Those of them that this actor may answer now."""
    waiting = [one.id for one in some if one.state == At.RAISED]
    return [one for one in queries.matters(by, kinds=("alarm",)).filter(id__in=waiting) if may_take(one, by)]


def of_unit(by: Actor, place: str, unit: str) -> list[str]:
    """The firm's alarms that this actor may answer now, the gravest first; so many as one act takes."""
    waiting = sorted((Brief(*one) for one in _open(by, place).filter(unit=unit).values_list(*BRIEFLY)), key=lambda one: one.order)
    return [one.id for one in answerable(by, waiting[:MOST])]


def digest(by: Actor, place: str, now: datetime) -> str:
    """What a console would be drawn from, without drawing it: asked once a second by every open one."""
    return _digest(list(_open(by, place).values_list("id", "seq")[:KNOWN]), muted_at(by), now)


def _open(by: Actor, place: str) -> "QuerySet[Matter]":
    return queries.matters(by, place=place, kinds=("alarm",), open_only=True)


def _digest(found: list[tuple[str, int]], muted: datetime | None, now: datetime) -> str:
    shown = [f"{local(now):%H:%M}", str(muted), *(f"{id}{seq}" for id, seq in found)]
    return hashlib.sha256("".join(shown).encode()).hexdigest()[:16]


def _row(one: "Matter", by: Actor, units: dict[str, str], now: datetime) -> Row:
    since = local(datetime.fromisoformat(one.facts["raised_at"]))
    loud = sum(not it["quiet"] for it in one.facts.get("signals", ()))
    return Row(
        one.id, one.title, one.severity, one.state, units.get(one.unit, ""), one.facts.get("site") or "", one.facts["reached"],
        since, max(0, int((now - since).total_seconds() // 60)), loud, one.state == At.RAISED and may_take(one, by),
    )  # fmt: skip


def may_take(one: "Matter", by: Actor) -> bool:
    """Whether this actor may answer the alarm: as `receive` judges it."""
    roles = {grant.role for grant in by.grants if grant.covers(one.place, one.sector, one.unit)}
    return bool(roles & may_answer(one.facts["reached"]) & set(as_tuple(ALARM.step("receive").may)))


def _order(row: Row) -> tuple[bool, int, datetime]:
    return not row.is_waiting, LEVELS.index(row.severity), row.since


def muted_at(by: Actor) -> datetime | None:
    """When this actor last silenced the console."""
    found = queries.records("console_mute", by, facts={"who": by.person}).first() if by.person else None
    return datetime.fromisoformat(found.facts["muted_at"]) if found else None


def lacks_a_rule(by: Actor, now: datetime) -> bool:
    """Whether whoever keeps the county's duty room should be told that no 接警规则 is in force."""
    if not by.roles() & DUTY_ROOM:
        return False
    rules = queries.records("alarm_rule", by)[:50]
    return not any(rule.valid_from is None or rule.valid_from <= now for rule in rules)
