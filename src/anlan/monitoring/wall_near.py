"""What a wall says in words: the sensors at a spot, and those in alarm within the view, the gravest first."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from anlan.desk.atlas import Box
from anlan.desk.words import clock
from anlan.kernel import queries
from anlan.kernel.people import Actor
from anlan.monitoring import heard
from anlan.monitoring.signals import plain
from anlan.monitoring.wall import STATES, Seen, alarming, columns, last_words, seen, under_work

MOST = 60
GRAVEST = 500


@dataclass(frozen=True)
class Near:
    """A sensor as a line: where it leads, its name and firm, its state as word and number, what it said last and when."""

    href: str
    title: str
    unit: str
    state: str
    level: int
    said: str
    at: str
    alarm: str
    lon: float
    lat: float


def at_spot(by: Actor, place: str, box: Box, now: datetime) -> dict[str, Any]:
    """The sensors drawn within a small box."""
    return _told(by, seen(by, place, now, _within(by, box)), alarming(by, place), now)


def in_alarm(by: Actor, place: str, box: Box, now: datetime) -> dict[str, Any]:
    """The sensors in alarm that are drawn within the view."""
    levels = alarming(by, place)
    gravest = sorted(levels, key=lambda id: levels[id])[:GRAVEST]
    return _told(by, seen(by, place, now, _within(by, box) & Q(id__in=gravest)), levels, now)


def _within(by: Actor, box: Box) -> Q:
    """In the box by the sensor's own point, or by its firm's where it has none."""
    west, south, east, north = (int(side * 1e7) for side in box)
    inside = Q(lon__range=(west, east), lat__range=(south, north))
    firms = queries.records("firm", by, state="").filter(inside).order_by().values("id")
    return inside | Q(lon=None, unit__in=firms)


def _told(by: Actor, shown: Seen, levels: dict[str, tuple[int, str]], now: datetime) -> dict[str, Any]:
    """The lines as JSON, the gravest first; `n` is how many there are in all."""
    states = columns(shown, levels, under_work(now), last_words(shown), now).tolist()
    order = sorted(range(len(shown.ids)), key=lambda one: (states[one] or len(STATES), shown.codes[one]))[:MOST]
    rows = {one.id: one for one in queries.records("sensor", by).filter(id__in=[shown.ids[one] for one in order])}
    units, last = queries.units_named({one.unit for one in rows.values()}), heard.spoken()

    def line(n: int) -> Near:
        one = rows[shown.ids[n]]
        ms, value = last.get(one.key, (0, 0.0))
        said = f"{plain(value)} {one.facts.get('measured_in', '')}".rstrip() if ms else ""
        at = clock(datetime.fromtimestamp(ms / 1000, UTC), now) if ms else "还没有上报"
        alarm = f"/m/{levels[one.id][1]}" if one.id in levels else ""
        spot = (float(shown.lon[n]) / 1e7, float(shown.lat[n]) / 1e7)
        return Near(
            f"/monitoring/sensors/{one.id}",
            one.title,
            units.get(one.unit, ""),
            STATES[states[n]],
            states[n],
            said,
            at,
            alarm,
            *spot,
        )

    return {"n": len(shown.ids), "rows": [asdict(line(n)) for n in order if shown.ids[n] in rows]}
