"""证据曲线: the doubted sensor and those beside it that measure the same, drawn over the same span with what was filed of each.
Two officers see at a glance whether the site moved or only the sensor."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from anlan.kernel import queries
from anlan.kernel.calendar import local
from anlan.kernel.people import Actor
from anlan.monitoring.curve import WIDE, Curve, curve
from anlan.monitoring.filings import filed
from anlan.monitoring.sensors import history, ms

if TYPE_CHECKING:
    from anlan.kernel.models import Matter, Record

BEFORE, AFTER = timedelta(hours=1), timedelta(minutes=30)
MOST = 8


@dataclass(frozen=True)
class Drawn:
    """One sensor's curve, whether it is the doubted one, and the filed windows that touch the span."""

    sensor: "Record"
    curve: Curve
    is_doubted: bool
    filed: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class Doubt:
    """The matter, the span, and the curves: the doubted sensor first."""

    matter: "Matter"
    start: datetime
    end: datetime
    drawn: tuple[Drawn, ...]


def doubt(id: str, by: Actor) -> Doubt:
    """Raises NotThere for a doubt that is not for these eyes, Refused where this machine keeps no history."""
    matter = queries.matter(id, by)
    happened = datetime.fromisoformat(matter.facts["happened_at"])
    start, end = local(happened - BEFORE), local(happened + AFTER)
    windows = filed(start)
    sensors = _beside(matter, by)
    return Doubt(matter, start, end, tuple(_drawn(one, matter, start, end, windows.get(one.id, [])) for one in sensors))


def _beside(matter: "Matter", by: Actor) -> "list[Record]":
    """The doubted sensor, and others of its unit and site that measure the same."""
    subject = matter.facts.get("subject")
    found = list(queries.records("sensor", by).filter(unit=matter.unit))
    doubted = [one for one in found if one.id == subject]
    same = [one for one in found if one.id != subject and doubted and _alike(one, doubted[0])]
    return (doubted + same)[:MOST]


def _alike(one: "Record", other: "Record") -> bool:
    return all(one.facts.get(name) == other.facts.get(name) for name in ("site", "measures"))


def _drawn(one: "Record", matter: "Matter", start: datetime, end: datetime, windows: list[tuple[datetime, datetime]]) -> Drawn:
    first, last = ms(start), ms(end)
    limits = [float(one.facts[name]) for name in ("limit", "low") if one.facts.get(name) is not None]
    points = history().drawn(one.key, first, last, WIDE)
    line = curve(points, first, last, limits, 3000 * int(one.facts.get("period") or 0))
    touching = tuple((local(begin), local(until)) for begin, until in windows if begin < end and until > start)
    return Drawn(one, line, one.id == matter.facts.get("subject"), touching)
