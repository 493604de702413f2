"""What only a look back finds: readings told again, two sensors of a site that tell the same, a top that was cut off.

A look takes the good readings of a span, for all sensors of some sites at once, and tells what is new since `fresh`; the night
goes through the day before (`run/nightly.py`). The figures are those of `standards/sensor_integrity.yaml`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from anlan.engines.codecs.telemetry import BEIJING
from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.lookback import Column, Found, clips, clones, replays
from anlan.engines.stream_rules.rules import Quality
from anlan.monitoring.history import History, Series
from anlan.monitoring.queries import Listed, Roster
from anlan.monitoring.registers.sensor import LOW
from anlan.monitoring.signals import Said, moment
from anlan.standards.loader import Figure

DAY, MINUTE = 86_400_000, 60_000
TITLES = {
    "clone": "与{other}同一时段的读数逐条相同", "replay": "与本点 {since} 起的一段读数逐条相同",
    "clip": "高低变化到这个数就被截住",
}  # fmt: skip
SHOWN, AT_ONCE = 500, 50
"""So many readings are shown; so many sensors are read in one pass over the files."""
Filed = Mapping[str, Sequence[tuple[datetime, datetime]]]
"""Sensor's id → when work on it was filed."""


@dataclass(frozen=True)
class Asked:
    """A sameness has so many `same` readings and is chance but once in `odds`; how far back is looked (ms); how often a top must
    stand to be a cut, and how many times as often as the values beside it; over how many readings that is judged."""

    odds: float
    same: int
    span: int
    tops: int
    ratio: float
    readings: int


def asked(look_up: Callable[[str, date], Figure], day: date) -> Asked:
    """As the standard says, or the county in its place."""
    names = ("same_odds", "clip_ratio", "same_readings", "clip_tops", "clip_readings")
    odds, ratio, same, tops, readings = (float(str(look_up(f"sensor_integrity.{name}", day).value)) for name in names)
    span = look_up("sensor_integrity.same_span", day).value
    assert isinstance(span, timedelta)
    return Asked(odds, int(same), span // timedelta(milliseconds=1), int(tops), ratio, int(readings))


@dataclass(frozen=True)
class Look:
    """A sensor and its good readings of the span, in the order of time (ms, values)."""

    of: Listed
    at: Any
    value: Any

    def since(self, begin: int) -> Column:
        return Column(self.at[self.at >= begin], self.value[self.at >= begin])


def look(columns: Sequence[Look], fresh: int, by: Asked) -> list[Found]:
    """What is found in readings from `fresh` (ms) on; the sensors are numbered as they are given."""
    wavy = [number for number, one in enumerate(columns) if not one.of.facts.get("flat") and one.at.size]
    some = [columns[number] for number in wavy]
    found = replays([one.since(0) for one in some], fresh, by.odds, by.same)
    found += clones([one.since(fresh - DAY) for one in some], sites(some), fresh, _within(some), by.odds, by.same)
    tops = [(number, top) for number, one in enumerate(some) for top in _tops(one, fresh, by.readings)]
    lowest = [some[number].of.facts.get("way") == LOW for number, _ in tops]
    cut = clips([top for _, top in tops], by.tops, by.ratio, lowest)
    found += {tops[one.sensor][0]: replace(one, sensor=tops[one.sensor][0]) for one in cut}.values()
    return [_numbered(one, wavy) for one in found]


def _numbered(one: Found, numbers: Sequence[int]) -> Found:
    other = numbers[one.other] if one.other >= 0 else -1
    return Found(one.kind, numbers[one.sensor], one.begin, one.end, one.count, one.value, other, one.since)


def _tops(one: Look, fresh: int, least: int) -> Iterator[Column]:
    """Half a day, or so many readings as are needed to judge, ending now and then back by halves as long as they end in what is
    fresh."""
    end = one.at.size
    while end >= least and one.at[end - 1] >= fresh:
        begin = min(end - least, int(np.searchsorted(one.at, one.at[end - 1] - DAY // 2)))
        yield Column(one.at[begin:end], one.value[begin:end])
        end -= (end - begin) // 2


def _within(some: Sequence[Look]) -> int:
    """How far apart two sensors may tell the same reading."""
    return max((int(1500 * int(one.of.facts.get("period") or 0)) for one in some), default=0) + MINUTE


def sites(some: Sequence[Look]) -> list[int]:
    """A number for each site of a firm and each source: what comes back from the province is no clone of what the firm sent."""
    names: dict[tuple[str, ...], int] = {}
    keys = (tuple(str(one.of.facts.get(name) or "") for name in ("unit", "site", "source")) for one in some)
    return [names.setdefault(key, len(names)) for key in keys]


def said(found: Iterable[Found], columns: Sequence[Look]) -> Iterator[Said]:
    """The findings as what the engine says of a sensor: with the readings, and where the same stood."""
    for one in found:
        it, count = columns[one.sensor], float(one.count)
        title = TITLES[one.kind].format(other=columns[one.other].of.facts.get("name") or "", since=_moment(one.since))
        cause = (one.sensor, one.begin, one.end)
        event = Event("raise", one.kind, one.sensor, 0, 1, one.begin, one.value, count, count, title, "", one.count, cause)
        part = slice(*np.searchsorted(it.at, (one.begin, one.end + 1)))
        told = zip(it.at[part].tolist()[:SHOWN], it.value[part].tolist(), strict=False)
        yield Said(event, it.of, tuple(told))


def _moment(ms: int) -> str:
    return f"{moment(ms):%Y-%m-%d %H:%M:%S}"


def through(
    history: History, roster: Roster, filed: Filed, days: tuple[date, date], by: Asked, stop: Callable[[], bool]
) -> Iterator[list[Said]]:
    """What is found in history from one day to before another, firm by firm, until somebody says stop. Readings while work was
    filed do not count."""
    fresh, end = (int(datetime.combine(day, time(), BEIJING).timestamp() * 1000) for day in days)
    firms: dict[str, list[Listed]] = {}
    for one in roster.sensors:
        if one.kind == "sensor" and not one.channel:
            firms.setdefault(str(one.facts.get("unit")), []).append(one)
    for some in firms.values():
        if stop():
            return
        codes = [one.code for one in some]
        series: dict[str, Series] = {}
        for place in range(0, len(codes), AT_ONCE):
            series |= history.read_all(codes[place : place + AT_ONCE], fresh - by.span, end)
        columns = [_good(one, series[one.code], filed.get(one.id, ())) for one in some]
        if told := list(said(look(columns, fresh, by), columns)):
            yield told


def _good(one: Listed, series: Series, filed: Sequence[tuple[datetime, datetime]]) -> Look:
    good = (series.quality == Quality.GOOD) & np.isfinite(series.value)
    for first, last in filed:
        good &= (series.at < first.timestamp() * 1000) | (series.at > last.timestamp() * 1000)
    return Look(one, series.at[good], series.value[good])
