"""What the console shows: the alarms that this actor may see, the unanswered and the grave first, and what to ring for."""

import hashlib
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

MOST = 200
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
class Console:
    """The lines, how many in each state, whether to ring, and a digest that changes with what is shown."""

    rows: tuple[Row, ...]
    counts: tuple[tuple[str, int], ...]
    ring: str
    digest: str
    is_full: bool


def console(by: Actor, place: str, now: datetime) -> Console:
    """The console of a place. It rings for alarms that this actor may answer and that came after they last silenced it."""
    found = list(_open(by, place))
    units = queries.units_named({one.unit for one in found})
    rows = {one.id: _row(one, by, units, now) for one in found}
    muted = muted_at(by)
    ringing = [one.severity for one in found if rows[one.id].mine and (muted is None or one.since > muted)]
    counts = tuple((state, sum(row.state == state for row in rows.values())) for state in STATES)
    drawn = _digest([(one.id, one.seq) for one in found], muted, now)
    return Console(
        tuple(sorted(rows.values(), key=_order)), counts, min(ringing, key=LEVELS.index, default=""), drawn, len(found) == MOST
    )


def digest(by: Actor, place: str, now: datetime) -> str:
    """What a console would be drawn from, without drawing it: asked once a second by every open one."""
    return _digest(list(_open(by, place).values_list("id", "seq")), muted_at(by), now)


def _open(by: Actor, place: str) -> "QuerySet[Matter]":
    return queries.matters(by, place=place, kinds=("alarm",), open_only=True)[:MOST]


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
