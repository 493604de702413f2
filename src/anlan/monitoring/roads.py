"""公路行车速度: what vehicles drove on each high-risk section, out of the positions that lie in history: how many, how fast, and
how many of them beyond the limit of the hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
from django.conf import settings

from anlan.engines.stream_rules.drivers import DAY, HOUR, Limits
from anlan.kernel import queries
from anlan.kernel.directory import standing
from anlan.kernel.people import Actor
from anlan.monitoring.history import History, day_of, lying, opened

if TYPE_CHECKING:
    from anlan.kernel.models import Record

CHANNELS = ("lon", "lat", "speed")
MOVES = 5.0
"""Km/h below which a vehicle stands and is not counted."""
PER_DAY = 2**45
Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Section:
    """A section with its speeds in km/h; no figures where nobody drove, or where it is not drawn."""

    record: "Record"
    fixes: int = 0
    vehicles: int = 0
    mean: float | None = None
    most_of_them: float | None = None
    over: float | None = None


def sections(by: Actor, place: str, span: str, now: datetime) -> tuple[Section, ...]:
    """The sections that this actor may see, most speeding first; 85 of 100 fixes are no faster than `most_of_them`."""
    records = list(queries.records("road_section", by, place=place))
    end = int(now.timestamp() * 1000) + 1
    fixes = _fixes([one.key for one in standing("vehicle")], end - int(timedelta(days=int(span)).total_seconds() * 1000), end)
    found = [_section(one, fixes) for one in records]
    return tuple(sorted(found, key=lambda it: (-(it.over or 0), -it.fixes, it.record.title)))


@dataclass(frozen=True)
class Fixes:
    """Fixes of all vehicles as columns: which vehicle, ms, degrees, km/h."""

    vehicle: Numbers
    at: Numbers
    lon: Numbers
    lat: Numbers
    speed: Numbers


def _fixes(plates: Sequence[str], start: int, end: int) -> Fixes:
    """Of one scan: the moments of which a vehicle told all three channels."""
    columns = _told(plates, start, end)
    common = columns["lon"][0]
    for name in CHANNELS[1:]:
        common = np.intersect1d(common, columns[name][0], assume_unique=True)
    lon, lat, speed = (columns[name][1][np.searchsorted(columns[name][0], common)] for name in CHANNELS)
    return Fixes(common // PER_DAY, common % PER_DAY, lon, lat, speed)


def _told(plates: Sequence[str], start: int, end: int) -> Mapping[str, tuple[Numbers, Numbers]]:
    """Of each channel: vehicle and moment as one number, in order and once each, and its values."""
    codes = [f"{plate}/{name}" for name in CHANNELS for plate in plates]
    table = History(Path(settings.DATA) / "readings" / "history").table()
    files = [one for one in lying(table) if day_of(start) <= one.day <= day_of(end)] if table else []
    if table is None or not files:
        return dict.fromkeys(CHANNELS, (np.zeros(0, np.int64), np.zeros(0)))
    kept = pc.field("sensor").isin(codes) & (pc.field("at") >= start) & (pc.field("at") < end)
    rows = opened(table, files).to_table(columns=["sensor", "at", "value"], filter=kept)
    place = {code: number for number, code in enumerate(codes)}
    which = np.array([place[code] for code in rows["sensor"].to_pylist()], np.int64)
    at, value = rows["at"].to_numpy(), rows["value"].to_numpy()
    found = {}
    for number, name in enumerate(CHANNELS):
        mine = which // max(1, len(plates)) == number
        keys, first = np.unique(which[mine] % max(1, len(plates)) * PER_DAY + at[mine], return_index=True)
        found[name] = (keys, value[mine][first])
    return found


def _section(one: "Record", fixes: Fixes) -> Section:
    shape = one.facts.get("shape") or ()
    here = inside(shape, fixes.lon * 1e7, fixes.lat * 1e7) & (fixes.speed > MOVES) if len(shape) > 2 else np.zeros(0, bool)
    speed = fixes.speed[here] if here.size else np.zeros(0)
    if not speed.size:
        return Section(one)
    day, night = float(one.facts["limit"]), float(one.facts.get("night") or one.facts["limit"])
    limit = np.where(_by_night(fixes.at[here]), night, day)
    vehicles = int(np.unique(fixes.vehicle[here]).size)
    over = 100 * float((speed >= limit).mean())
    return Section(one, int(speed.size), vehicles, float(speed.mean()), float(np.percentile(speed, 85)), over)


def _by_night(at: Numbers) -> Numbers:
    begin, end = Limits().night
    hour = (at + Limits().zone) % DAY / HOUR
    return np.asarray((hour >= begin) | (hour < end))


def inside(ring: Sequence[Sequence[int]], x: Numbers, y: Numbers) -> Numbers:
    """Which points lie in a ring of corners, by counting how often a line to the east leaves it."""
    found = np.zeros(x.shape, bool)
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if y1 != y2:
            found ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return found
