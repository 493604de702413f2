"""Signals of an alarm: the same whatever the batches, counted once, the loud before the quiet, bounded."""

from datetime import datetime
from math import nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.engines.stream_rules.events import Event
from anlan.monitoring.queries import Listed
from anlan.monitoring.signals import MOST, Said, graver, merged, plain

NOON = 1_770_000_000_000
FACTS = {"code": "a", "name": "甲", "unit": "f", "measured_in": "%CH4"}


def said(n: int, was: int, to: int, value: float = 1.2, sensor: str = "a", rule: str = "high", **more: object) -> Said:
    event = Event("", rule, 0, was, to, NOON + n * 1000, value, value, 1.0, "超过报警值", "依据", 1, (0, NOON, NOON))
    return Said(event, Listed(sensor, sensor, "", FACTS | {"name": sensor} | more))


LEVELS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2), st.floats(0, 5)), max_size=40)


@settings(max_examples=60, deadline=None)
@given(LEVELS, st.lists(st.integers(0, 40), max_size=5))
def test_the_batches_do_not_matter_and_what_is_told_twice_counts_once(steps, cuts):
    stands: dict[str, int] = {}
    told = []
    for n, (sensor, level, value) in enumerate(steps):
        was = stands.get(sensor, 0)
        if was != level:
            told.append(said(n, was, level, value, sensor))
            stands[sensor] = level
    whole = merged((), told).signals
    bit: tuple[dict[str, object], ...] = ()
    ends = sorted({0, len(told), *(cut for cut in cuts if cut < len(told))})
    for start, end in zip(ends, ends[1:], strict=False):
        bit = merged(bit, told[start:end]).signals
        bit = merged(bit, told[max(0, start - 2) : end]).signals
    assert bit == whole
    assert {one["sensor"]: one["times"] for one in whole} == {
        sensor: sum(it.sensor.id == sensor and it.event.was == 0 for it in told) for sensor in {it.sensor.id for it in told}
    }
    assert all(one["quiet"] is (stands[one["sensor"]] == 0) for one in whole)


def test_it_keeps_the_worst_value_and_the_gravest_level():
    [signal] = merged((), [said(0, 0, 1, 1.2), said(1, 1, 2, 1.9), said(2, 2, 1, 1.3)]).signals
    assert (signal["value"], signal["severity"], signal["times"]) == ("1.9", "红色", 1)


def test_what_only_ends_is_no_signal():
    assert merged((), [said(0, 1, 0)]).signals == ()
    assert merged((), []).changed is False


def test_the_loud_stand_before_the_quiet_and_the_rest_is_counted():
    many = [said(n, 0, 1, sensor=f"s{n:03}") for n in range(MOST + 5)]
    after = merged((), [*many, said(100, 1, 0, sensor="s000")])
    assert (len(after.signals), after.left_out) == (MOST, 5)
    assert "s000" not in {one["sensor"] for one in after.signals}


def test_a_silent_sensor_has_no_value():
    one = said(0, 0, 1, nan, rule="silent")
    assert (one.doubt, "nan" in one.line()) == ("停止上报", False)
    assert "value" not in merged((), [one]).signals[0]


@pytest.mark.parametrize(("level", "of", "severity"), [
    (1, "蓝色", "蓝色"), (2, "蓝色", "黄色"), (4, "蓝色", "红色"), (3, "橙色", "红色"), (1, None, "橙色"),
])  # fmt: skip
def test_the_sensor_says_at_which_level_it_begins(level, of, severity):
    assert said(0, 0, level, level=of).severity == severity


def test_it_says_what_it_heard():
    one = said(0, 0, 1)
    heard = Said(one.event, one.sensor, ((NOON - 5000, 0.97), (NOON, 1.2)))
    [signal] = merged((), [heard]).signals
    assert signal["cause"].endswith(" 1.2")
    assert "0.97、" in signal["cause"]
    assert one.line() == "a 1.2 %CH4，超过报警值（1）"
    assert datetime.fromisoformat(signal["first"]).utcoffset() is not None


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (0.5, "0.5"), (1234567.0, "1234567"), (0.000012, "0"), (-3.25, "-3.25")])
def test_a_value_is_written_plainly(value, text):
    assert plain(value) == text


def test_red_is_graver_than_orange():
    assert graver("黄色", "橙色") == "橙色"
