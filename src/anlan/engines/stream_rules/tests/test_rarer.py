"""The rarer watchers against their meaning written over the whole history, and the stories they are for."""

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.engines.stream_rules.drilling import Drilling, Hole
from anlan.engines.stream_rules.drivers import HOUR, Drivers, Fix, Limits, metres
from anlan.engines.stream_rules.laws import Law, put_away, taken_up
from anlan.engines.stream_rules.positions import Area, Positions
from anlan.engines.stream_rules.rain import Rain, Window
from anlan.engines.stream_rules.rules import RuleFault
from anlan.engines.stream_rules.slopes import Slope, Slopes, to_failure
from anlan.engines.stream_rules.twins import Clones, Replays

FEW = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
SQUARE = ((0, 0), (10, 0), (10, 10), (0, 10))
ONCE = Law("once")
steps = st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 5), st.integers(0, 3)), max_size=60)


def levels(events: list[Any]) -> list[tuple[int, int, int]]:
    return [(event.time, event.sensor, event.level) for event in events]


def changes(states: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """(time, subject, level) wherever a subject's level differs from its last one, 0 at first."""
    last, found = dict[int, int](), []
    for time, subject, level in states:
        if last.get(subject, 0) != level:
            found.append((time, subject, level))
        last[subject] = level
    return found


def test_a_point_on_the_border_is_inside() -> None:
    area = Area(1, ((0, 0), (10, 0), (10, 10), (5, 5), (0, 10)))
    assert [area.holds(point) for point in ((0, 0), (5, 5), (5, 6), (10, 3), (11, 3), (1, 8), (-1, 0), (7, 8))] == [
        True, True, False, True, False, True, False, False,
    ]  # fmt: skip


@FEW
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 3), st.integers(-2, 12), st.integers(-2, 12)), max_size=60))
def test_heads_are_those_whose_last_position_is_inside(seen: list[tuple[int, int, int, int]]) -> None:
    watch, now, last, states = Positions((Area(7, SQUARE, heads=Law("heads", (2.0, 4.0))),)), 10, dict[int, Any](), []
    events: list[Any] = []
    for subject, passed, x, y in seen:
        now += passed
        events += watch.see(subject, now, (x, y))
        if subject not in last or now > last[subject][0]:
            last[subject] = (now, 0 <= x <= 10 and 0 <= y <= 10)
        number = sum(is_in for _, is_in in last.values())
        states.append((now, 7, (number >= 2) + (number >= 4)))
    assert levels(events) == changes(states)


def test_who_may_not_be_there_who_left_and_how_many_were_declared() -> None:
    area = Area(
        1, SQUARE, forbidden=Law("in"), allowed=frozenset({1}), leaving=Law("out"), kept=frozenset({2}), declared=Law("more")
    )
    watch = Positions((area,))
    assert watch.see(1, 1, (5, 5)) == []
    assert [(it.rule, it.kind) for it in watch.see(3, 2, (5, 5))] == [("in", "raise")]
    assert [(it.rule, it.measure) for it in watch.declare(1, 1, 3)] == [("more", 1.0)]
    assert [it.rule for it in watch.see(2, 4, (50, 5))] == ["out"]
    assert [(it.rule, it.kind) for it in watch.forget(3, 5)] == [("in", "clear"), ("more", "clear")]
    with pytest.raises(RuleFault, match="角点"):
        Area(1, ((0, 0), (1, 1)))


@FEW
@given(st.lists(st.tuples(st.integers(-1, 9), st.sampled_from([0.0, 4.9, 30.0, 80.0]), st.sampled_from([0, 0, 1])), max_size=60))
def test_driving_is_what_no_rest_of_twenty_minutes_has_ended(seen: list[tuple[int, float, int]]) -> None:
    """Minutes times four; from the whole history: back to the last stretch of 20 minutes at rest."""
    law = Law("tired", (0.5, 1.0))
    watch, now, place, fixes, states = Drivers(Limits(driving=law)), 0, 0, list[Fix](), []
    events: list[Any] = []
    for minutes, speed, moved in seen:
        now, place = now + minutes * 240_000, place + moved
        fix = Fix(now, 113.0 + place * 0.01, 39.5, speed)
        events += watch.see(1, fix)
        if not fixes or now > fixes[-1].time:
            fixes.append(fix)
        states.append((now, 1, law.level(driven(fixes) / HOUR)))
    assert levels(events) == changes(states)


def driven(fixes: list[Fix]) -> int:
    total, rested = 0, 0
    for one, two in zip(fixes, fixes[1:], strict=False):
        passed = two.time - one.time
        if one.speed <= 5 and two.speed <= 5 and metres(one, two) <= 200:
            rested += passed
            total = 0 if rested >= 20 * 60_000 else total
        else:
            rested, total = 0, total + passed
    return total


@FEW
@given(st.lists(st.tuples(st.integers(1, 300), st.sampled_from([0.0, 60.0])), max_size=60))
def test_hours_of_a_day_are_those_of_stretches_that_ended_in_it(seen: list[tuple[int, float]]) -> None:
    law = Law("day", (1.0, 8.0))
    watch, now, fixes, states = Drivers(Limits(day=law)), 0, list[Fix](), []
    events: list[Any] = []
    for minutes, speed in seen:
        now += minutes * 60_000
        fixes.append(Fix(now, 113.0, 39.5, speed))
        events += watch.see(1, fixes[-1])
        ended = [(two.time, two.time - one.time) for one, two in pairwise(fixes) if max(one.speed, two.speed) > 5]
        states.append((now, 1, law.level(sum(passed for end, passed in ended if end > now - 24 * HOUR) / HOUR)))
    assert levels(events) == changes(states)


def test_night_has_its_own_speed_and_hours() -> None:
    limits = Limits(
        speed=Law("day", (80.0,)),
        night_speed=Law("night", (64.0,)),
        closed_hours=Law("closed"),
        night_driving=Law("tired", (2.0,)),
    )
    watch, midnight = Drivers(limits), 1_800_000_000_000 // (24 * HOUR) * 24 * HOUR - 8 * HOUR
    told = [event for hour in range(21, 31) for event in watch.see(1, Fix(midnight + hour * HOUR, 113 + hour / 2, 39, 70))]
    assert [(it.rule, it.kind, (it.time - midnight) // HOUR) for it in told] == [
        ("night", "raise", 22), ("tired", "raise", 24), ("closed", "raise", 26), ("closed", "clear", 29), ("night", "clear", 30),
    ]  # fmt: skip


WINDOWS = (Window(5, 3.0, 1), Window(10, 4.0, 2), Window(3, 6.5, 4))


@FEW
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 1), st.integers(0, 4), st.sampled_from([0, 0.1, 0.2, 1.3, 5.0])), max_size=50
    )
)
def test_rain_is_the_gravest_of_all_windows(seen: list[tuple[bool, int, int, float]]) -> None:
    law = Law("rain", (1, 2, 3, 4))
    watch, now, fallen, states = Rain(law, WINDOWS), 0, dict[int, list[tuple[int, float]]](), []
    events: list[Any] = []
    for is_clock, gauge, passed, amount in seen:
        now += passed
        if is_clock:
            events += watch.advance(now)
        else:
            events += watch.see(gauge, now, amount)
            rows = fallen.setdefault(gauge, [])
            if not rows or rows[-1][0] < now:
                rows.append((now, amount))
            else:
                continue
        for each in sorted(fallen) if is_clock else [gauge]:
            sums = [(w, round(sum(mm for t, mm in fallen[each] if t > now - w.span), 2)) for w in WINDOWS]
            states.append((now, each, max((w.level for w, total in sums if total >= w.limit), default=0)))
    assert levels(events) == changes(states)


def test_a_slope_that_speeds_up_foretells_its_failure() -> None:
    """v = 10 / (hours left): displacement is its integral, inverse velocity a straight line to zero."""
    watch = Slopes(Slope(Law("v", (1.0, 2.0, 5.0, 8.0)), Law("t", (24.0, 6.0), falls=True), span=60_000, points=5))
    told = []
    for minute in range(12 * 60, 20 * 60 + 30):
        told += watch.see(1, minute * 60_000, -10 * math.log(24 - minute / 60))
    assert [it.level for it in told if it.rule == "v"] == [1, 2]
    warned = next(it for it in told if it.rule == "t" and it.level == 2)
    assert warned.measure == pytest.approx(6.0, abs=0.1)
    assert warned.time / HOUR == pytest.approx(18.0, abs=0.1)
    assert to_failure([(0, 1.0), (HOUR, 1.0)], watch.slope) is None


def test_a_slope_at_rest_foretells_nothing() -> None:
    watch = Slopes(Slope(Law("v", (1.0,)), Law("t", (24.0,), falls=True)))
    assert [event for n in range(200) for event in watch.see(1, n * 60_000, 0.01 * (n % 2))] == []


def test_a_short_hole_and_a_face_that_runs_ahead() -> None:
    round_ = Drilling({1: Hole(80.0), 2: Hole(60.0, 0.9)}, 20.0, Law("short", (0.01,)), Law("ahead", (0.01, 10.0)), tolerance=0.5)
    assert round_.drill(1, 1, 79.6) == []
    assert round_.finish(1, 2) == []
    assert [it.level for it in round_.move(9, 3, 5.0)] == [1]
    round_.drill(2, 4, 50.0)
    assert [(it.kind, it.measure) for it in round_.finish(2, 5)] == [("raise", 10.0)]
    assert round_.allowed() == pytest.approx(25.0)
    assert [it.kind for it in round_.move(9, 6, 20.0)] == ["clear"]
    assert [it.kind for it in round_.drill(2, 7, 60.0)] == ["clear"]
    assert [(it.kind, it.level) for it in round_.move(9, 8, 50.0)] == [("raise", 2)]


@FEW
@given(steps)
def test_clones_tell_the_same_in_the_same_order(seen: list[tuple[int, int, int]]) -> None:
    watch, now, told, states = Clones(ONCE, ((0, 1), (1, 2)), least=3, kinds=2, within=6), 0, dict[int, list[Any]](), []
    events: list[Any] = []
    for channel, passed, value in seen:
        now += passed
        events += watch.see(channel, now, float(value))
        rows = told.setdefault(channel, [])
        if rows and rows[-1][0] >= now:
            continue
        rows.append((now, float(value)))
        for pair, (one, two) in enumerate(watch.pairs):
            if channel in (one, two):
                states.append((now, pair, int(same(told.get(one, []), told.get(two, []), now))))
    assert levels(events) == changes(states)


def same(one: list[Any], two: list[Any], now: int) -> bool:
    if not one or not two or now - min(one[-1][0], two[-1][0]) > 6:
        return False
    a, b = [value for _, value in one], [value for _, value in two]
    for x, y in ((a, b), (a[:-1], b), (a, b[:-1])):
        if len(x) >= 3 and len(y) >= 3 and x[-3:] == y[-3:] and len(set(x[-3:])) >= 2:
            return True
    return False


@FEW
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=80))
def test_replays_stand_among_the_values_before(seen: list[tuple[int, int]]) -> None:
    watch, now, values, states = Replays(ONCE, least=3, kinds=2, keep=9), 0, list[float](), []
    events: list[Any] = []
    for passed, value in seen:
        events += watch.see(1, now + passed, float(value))
        if passed or not values:
            values.append(float(value))
            newest, before = values[-3:], values[-12:-3]
            found = (
                len(values) >= 3 and any(before[i : i + 3] == newest for i in range(len(before) - 2)) and len(set(newest)) >= 2
            )
            states.append((now + passed, 1, int(found)))
        now += passed
    assert levels(events) == changes(states)


def test_limits_of_a_law_go_from_mild_to_grave() -> None:
    assert Law("x", (24.0, 6.0), falls=True).level(5.0) == 2
    with pytest.raises(RuleFault, match="从轻到重"):
        Law("x", (24.0, 6.0))


@FEW
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 4), st.integers(0, 3)), max_size=40), st.integers(0, 40))
def test_a_restart_neither_loses_nor_doubles_an_event(seen: list[tuple[int, int, int]], cut: int) -> None:
    def watchers() -> list[Any]:
        area = Area(7, SQUARE, forbidden=Law("in"), heads=Law("heads", (1.0, 2.0)))
        slope = Slope(Law("v", (1.0, 2.0)), Law("t", (24.0, 6.0), falls=True), span=4, points=2)
        return [
            Positions((area,)), Drivers(Limits(driving=Law("tired", (0.01, 0.02)), day=Law("day", (0.03,)), rest=480_000)),
            Rain(Law("rain", (1, 2, 3, 4)), WINDOWS),
            Slopes(slope), Clones(ONCE, ((0, 1),), least=2, kinds=1), Replays(ONCE, least=2, kinds=1, keep=9),
        ]  # fmt: skip

    def tell(watcher: Any, who: int, now: int, value: int) -> Any:
        if isinstance(watcher, Positions):
            return watcher.see(who, now, (value * 5, 5))
        if isinstance(watcher, Drivers):
            return watcher.see(who, Fix(now * 60_000, 113.0, 39.0, value * 4.0))
        return watcher.see(who, now, float(value))

    for whole, cut_one in zip(watchers(), watchers(), strict=True):
        now = 0
        for place, (who, passed, value) in enumerate(seen):
            now += passed
            if place == cut:
                cut_one = taken_up(type(whole), put_away(cut_one))
            assert tell(whole, who, now, value) == tell(cut_one, who, now, value)


def test_what_was_put_away_by_another_is_refused() -> None:
    kept = put_away(Replays(ONCE))
    with pytest.raises(RuleFault, match="本版本"):
        taken_up(Clones, kept)
    with pytest.raises(RuleFault, match="不完整"):
        taken_up(Replays, kept[:-5])
