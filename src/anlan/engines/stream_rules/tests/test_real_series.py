"""Real series, read where they lie: a dirty methane sensor, channels flat by nature or by failure, buses, four years of rain."""

import csv
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import pytest

from anlan.engines.stream_rules.drivers import HOUR, Drivers, Fix, Limits, metres
from anlan.engines.stream_rules.engine import Engine
from anlan.engines.stream_rules.laws import Law
from anlan.engines.stream_rules.plan import Channel, Plan
from anlan.engines.stream_rules.rain import Rain, Window
from anlan.engines.stream_rules.rules import Measure, Rule

DATA = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[6] / "shared")) / "data"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not DATA.exists(), reason="needs ANLAN_SHARED: data")]
SILENT, FLAT = Rule("silent", Measure.SILENCE, (HOUR,)), Rule("flat", Measure.FLAT, (4 * HOUR,))


def rows(name: str) -> Iterator[list[str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        yield from list(csv.reader(file))[1:]


def ms(text: str, form: str = "%Y-%m-%d %H:%M:%S") -> int:
    return int(datetime.strptime(text, form).replace(tzinfo=UTC).timestamp() * 1000)


def series(name: str, form: str = "%Y-%m-%d %H:%M:%S") -> tuple[list[int], list[float]]:
    """Times and values; a row that does not parse is left out."""
    times, values = [], []
    for row in rows(name):
        try:
            time, value = ms(row[0], form), float(row[1])
        except (ValueError, IndexError):
            continue
        times.append(time)
        values.append(value)
    return times, values


def told(
    times: list[int], values: list[float], *rules: Rule, **channel: bool
) -> tuple[list[tuple[str, str, int]], dict[str, int]]:
    plan = Plan((Channel(rules, **channel),), [0])
    engine = Engine(plan)
    found = plan.told(engine.feed(np.zeros(len(times), np.uint32), times, values))
    return [(event.rule, event.kind, event.time) for event in found], engine.tally


def test_the_methane_sensor_reports_changes_and_is_never_flat_and_what_is_done_to_it_is_told() -> None:
    """As it is: quiet. With two hours cut out, and later a clock set back for twenty readings: both told, nothing else."""
    times, values = series("methane_mq5/gas_data.csv", "%m/%d/%y %H:%M:%S")
    rules = (SILENT, FLAT, Rule("clock", Measure.CLOCK, (10.0,)))
    assert len(times) > 10_000
    events, tally = told(times, values, *rules, on_change=True)
    gaps = sum(two - one > HOUR for one, two in pairwise(times))
    assert sum(kind == "raise" for _, kind, _ in events) == gaps
    assert tally["late"] == sum(time < latest for time, latest in zip(times[1:], accumulate(times, max), strict=False))
    kept = [place for place in range(len(times)) if not times[5000] < times[place] < times[5000] + 2 * HOUR]
    cut, told_values = [times[place] for place in kept], [values[place] for place in kept]
    cut[9000:9020] = [time - 3 * HOUR for time in cut[9000:9020]]
    events, tally = told(cut, told_values, *rules, on_change=True)
    assert [(rule, kind) for rule, kind, _ in events][:4] == [
        ("silent", "raise"), ("silent", "clear"), ("clock", "raise"), ("clock", "clear"),
    ]  # fmt: skip
    assert tally["late"] == 20
    assert events[0][2] == times[5000] + HOUR


def test_a_channel_that_is_flat_by_nature_is_told_only_when_nobody_said_so() -> None:
    times, values = series("nab/art_flatline.csv")
    assert told(times, values, FLAT, flat_by_nature=True)[0] == []
    assert [kind for _, kind, _ in told(times, values, FLAT)[0]] == ["raise"]


def test_the_flat_middle_of_a_day_lies_in_its_labelled_stretch() -> None:
    times, values = series("nab/art_daily_flatmiddle.csv")
    events, _ = told(times, values, Rule("flat", Measure.FLAT, (4 * HOUR,), tolerance=15.0))
    begin, end = ms("2014-04-10 07:15:00"), ms("2014-04-11 16:45:00")
    within = [time for _, kind, time in events if kind == "raise" and begin <= time <= end]
    assert within


def test_four_years_of_rain_agree_with_sums_over_everything() -> None:
    times, values = series("rain_river_pastas/data_vlissingen_prec_hourly.csv")
    millimetres = [value * 1000 for value in values]
    windows = (Window(12 * HOUR, 25.0, 1), Window(6 * HOUR, 25.0, 2), Window(3 * HOUR, 25.0, 3), Window(HOUR, 25.0, 4))
    watch = Rain(Law("rain", (1, 2, 3, 4)), windows)
    found = [
        (event.time, event.level) for time, fell in zip(times, millimetres, strict=True) for event in watch.see(1, time, fell)
    ]
    sums = np.concatenate([[0], np.cumsum(np.round(np.array(millimetres) * 100).astype(np.int64))])
    when, level, expected = np.array(times), 0, list[tuple[int, int]]()
    for place, time in enumerate(times):
        begins = [int(np.searchsorted(when, time - window.span, side="right")) for window in windows]
        over = [w.level for w, begin in zip(windows, begins, strict=True) if sums[place + 1] - sums[begin] >= w.limit * 100]
        if max(over, default=0) != level:
            level = max(over, default=0)
            expected.append((time, level))
    assert found == expected
    assert {level for _, level in found} == {0, 1, 2, 3, 4}


def test_a_bus_is_driven_no_longer_than_it_was_seen_and_its_rests_count() -> None:
    buses: dict[str, list[Fix]] = {}
    for row in sorted(rows("vehicle_bus_gps/route14_outbound.csv"), key=lambda row: row[3]):
        fixes, fix = buses.setdefault(row[1], []), Fix(ms(row[3]), float(row[5]), float(row[4]), 0.0)
        if not fixes or fix.time > fixes[-1].time:
            speed = metres(fixes[-1], fix) * HOUR / 1000 / (fix.time - fixes[-1].time) if fixes else 0.0
            fixes.append(Fix(fix.time, fix.lon, fix.lat, speed))
    watch = Drivers(Limits(driving=Law("tired", (4.0,))))
    events = [event for number, fixes in enumerate(buses.values()) for fix in fixes for event in watch.see(number, fix)]
    assert len(buses) > 3
    for number, fixes in enumerate(buses.values()):
        assert watch.journeys[number].driven <= fixes[-1].time - fixes[0].time
    tired = {event.sensor for event in events if event.kind == "raise"}
    assert tired == {number for number, fixes in enumerate(buses.values()) if longest(fixes) >= 4 * HOUR}


def longest(fixes: list[Fix]) -> int:
    """The longest driving between two rests of 20 minutes, counted anew."""
    most = driven = rested = 0
    for one, two in pairwise(fixes):
        rests = max(one.speed, two.speed) <= 5 and metres(one, two) <= 200
        rested = rested + two.time - one.time if rests else 0
        driven = 0 if rested >= 1_200_000 else driven if rests else driven + two.time - one.time
        most = max(most, driven)
    return most
