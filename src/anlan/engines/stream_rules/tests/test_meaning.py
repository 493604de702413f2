"""What the rules say, in stories small enough to be checked by hand; each told by the reference and by the engine."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from anlan.engines.stream_rules.engine import Engine, SnapshotFault
from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.plan import Channel, Joint, Plan
from anlan.engines.stream_rules.reference import Reference
from anlan.engines.stream_rules.rules import Measure, Of, Rule
from anlan.engines.stream_rules.tests.invented import Act

CH4 = Rule("ch4", Measure.VALUE, (1.0, 1.5), title="甲烷", clause="示例条款", clears=(1.0, 1.0))
SILENT = Rule("silent", Measure.SILENCE, (60.0, 600.0))


def told(
    rules: Sequence[Rule], acts: list[Act], joints: tuple[Joint, ...] = (), sensors: int = 1, **channel: bool
) -> list[Event]:
    """The events of both, which must be the same."""
    plan = Plan((Channel(tuple(rules), **channel),), np.zeros(sensors, np.int64), joints)
    reference, engine, found = Reference(plan), Engine(plan), list[Event]()
    for name, *rest in acts:
        getattr(reference, name)(*rest)
        rows = engine.feed(*([each] for each in rest)) if name == "read" else getattr(engine, name)(*rest)
        found += [] if rows is None else plan.told(rows)
    assert list(map(repr, found)) == list(map(repr, reference.events))
    return found


def reads(*rows: tuple[Any, ...], sensor: int = 0) -> list[Act]:
    return [("read", sensor, row[0], float(row[1]), row[2] if len(row) > 2 else 0) for row in rows]


def brief(events: list[Event]) -> list[tuple[str, int, int]]:
    return [(event.kind, event.level, event.time) for event in events]


def test_levels_rise_and_are_left_at_the_point_of_return() -> None:
    events = told([CH4], reads((1, 0.9), (2, 1.0), (3, 1.6), (4, 1.2), (5, 0.99)))
    assert brief(events) == [("raise", 1, 2), ("step_up", 2, 3), ("clear", 0, 5)]
    first = events[0]
    assert (first.rule, first.limit, first.value, first.title, first.clause, first.readings) == (
        "ch4", 1.0, 1.0, "甲烷", "示例条款", (0, 2, 2),
    )  # fmt: skip


def test_without_points_of_return_a_level_is_left_below_its_limit() -> None:
    events = told([Rule("v", Measure.VALUE, (1.0, 1.5))], reads((1, 1.6), (2, 1.2), (3, 0.9)))
    assert brief(events) == [("raise", 2, 1), ("step_down", 1, 2), ("clear", 0, 3)]


def test_beyond_means_more_than_the_limit() -> None:
    assert brief(told([Rule("v", Measure.VALUE, (0.75,), beyond=True)], reads((1, 0.75), (2, 0.76), (3, 0.75)))) == [
        ("raise", 1, 2), ("clear", 0, 3),
    ]  # fmt: skip


def test_a_hold_time_needs_a_reading_at_its_end_unless_the_sensor_reports_changes_only() -> None:
    held = Rule("v", Measure.VALUE, (1.0,), hold=20)
    acts = [*reads((0, 1), (10, 1)), ("advance", 40), *reads((41, 0))]
    assert told([held], acts) == []
    assert brief(told([held], acts, on_change=True)) == [("raise", 1, 20), ("clear", 0, 41)]
    assert told([held], acts, on_change=True)[0].readings == (0, 0, 20)


def test_silence_is_told_by_the_clock_or_by_the_next_reading_and_says_since_when() -> None:
    by_clock = told([SILENT], [*reads((0, 1)), ("advance", 60), ("advance", 700), *reads((701, 1))])
    by_reading = told([SILENT], reads((0, 1), (701, 1)))
    assert brief(by_clock) == brief(by_reading) == [("raise", 1, 60), ("step_up", 2, 600), ("clear", 0, 701)]
    assert by_clock[1].readings == (0, 0, 600)


def test_filed_maintenance_stops_the_clock_of_silence_and_every_other_rule() -> None:
    acts = [("file", 0, 10, 200), *reads((0, 0), (15, 9)), ("advance", 259), ("advance", 262), *reads((263, 9))]
    assert brief(told([SILENT, CH4], acts)) == [("raise", 1, 260), ("clear", 0, 263), ("raise", 2, 263)]


def test_calibration_that_was_not_filed_is_told_and_its_curve_raises_nothing() -> None:
    unfiled = Rule("unfiled", Measure.UNFILED, (1.0,))
    curve = reads((1, 0.1), (2, 1.9, 1), (3, 1.9, 1), (4, 0.1))
    assert [(event.rule, *brief([event])[0]) for event in told([unfiled, CH4], curve)] == [
        ("unfiled", "raise", 1, 2), ("unfiled", "clear", 0, 4),
    ]  # fmt: skip
    assert told([unfiled, CH4], [("file", 0, 2, 3), *curve]) == []


def test_an_impossible_value_is_told_and_not_taken() -> None:
    rules = [
        Rule("range", Measure.IMPOSSIBLE, (1.0,), between=(0.0, 100.0)),
        Rule("step", Measure.STEP, (30.0,), toward="both"),
        CH4,
    ]
    events = told(rules, reads((1, 0.2), (2, 400), (3, "nan"), (4, 0.3)))
    assert [(event.rule, event.kind) for event in events] == [("range", "raise"), ("range", "clear")]


def test_late_and_equal_readings_change_nothing_and_a_run_of_them_is_told() -> None:
    rules = [Rule("clock", Measure.CLOCK, (3.0,)), CH4]
    assert brief(told(rules, reads((100, 0), (50, 9), (100, 9), (60, 9), (70, 9), (101, 0)))) == [
        ("raise", 1, 70),
        ("clear", 0, 101),
    ]


def test_a_reading_far_ahead_of_the_clock_is_none_and_a_clock_that_was_set_is_taken_anew() -> None:
    far = [("advance", 1000), *reads((4_070_908_800_000, 9), (1001, 1.2))]
    assert brief(told([CH4], far)) == [("raise", 1, 1001)]
    back = [*reads((9000, 0)), ("forget", 0), *reads((100, 1.2))]
    assert brief(told([CH4], back)) == [("raise", 1, 100)]


@pytest.mark.parametrize(
    ("of", "figures"),
    [(Of.MEAN, [1, 2, 3, 4]), (Of.SUM, [1, 4, 9, 12]), (Of.MIN, [1, 1, 1, 3]), (Of.MAX, [1, 3, 5, 5]), (Of.COUNT, [1, 2, 3, 3])],
)
def test_a_window_holds_the_readings_of_its_span(of: Of, figures: list[float]) -> None:
    """1, 3, 5, 4 at 0, 10, 20, 30 over 30: the reading at 0 has left at 30."""
    for ring in ({"slots": 8}, {"buckets": 3}):
        for turn, figure in enumerate(figures):
            values = [(0, 1), (10, 3), (20, 5), (30, 4)][: turn + 1]
            limit = Rule("w", Measure.WINDOW, (float(figure),), of=of, span=30, **ring)
            beyond = Rule("w", Measure.WINDOW, (float(figure),), of=of, span=30, beyond=True, **ring)
            last = values[-1][0]
            assert any(event.time <= last and event.kind == "raise" for event in told([limit], reads(*values)))
            assert not [event for event in told([beyond], reads(*values)) if event.time == last and event.kind == "raise"]


def test_a_flat_line_is_none_on_a_channel_that_is_flat_by_nature_or_at_rest() -> None:
    flat, steady = Rule("flat", Measure.FLAT, (100.0,)), reads((0, 5), (50, 5), (100, 5), (150, 5.1))
    assert brief(told([flat], steady)) == [("raise", 1, 100), ("clear", 0, 150)]
    assert told([flat], steady, flat_by_nature=True) == told([flat], steady, on_change=True) == []
    assert told([Rule("flat", Measure.FLAT, (100.0,), between=(0.0, 5.0))], steady) == []


def test_a_clipped_channel_lies_at_an_end_of_its_range() -> None:
    clip = Rule("clip", Measure.CLIP, (3.0,), between=(0.0, 4.0))
    events = told([clip], reads((1, 4), (2, 4.2), (3, 1), (4, 4), (5, 4), (6, 4), (7, 3.9)))
    assert brief(events) == [("raise", 1, 6), ("clear", 0, 7)]
    assert (events[0].count, events[0].readings) == (3, (0, 4, 6))


def test_two_of_three_keys_of_a_site() -> None:
    joint = Joint("site", ((0, "ch4", 1), (1, "ch4", 1), (2, "ch4", 2)), 2, title="多点")
    acts = [
        *reads((1, 1.1)),
        *reads((2, 1.1), sensor=2),
        *reads((3, 1.1), sensor=1),
        *reads((4, 1.6), sensor=2),
        *reads((5, 0)),
        *reads((6, 0), sensor=1),
    ]
    events = [event for event in told([CH4], acts, (joint,), sensors=3) if event.rule == "site"]
    assert [(event.kind, event.time, event.measure, event.limit) for event in events] == [
        ("raise", 3, 2.0, 2.0),
        ("clear", 6, 1.0, 2.0),
    ]


def test_a_snapshot_of_another_plan_or_a_cut_one_is_refused() -> None:
    plan, other = Plan((Channel((CH4,)),), [0]), Plan((Channel((SILENT,)),), [0])
    kept = Engine(plan).snapshot()
    for of, data, sentence in ((plan, b"x" * 99, "本版本"), (plan, kept[:-1], "不完整"), (other, kept, "另一套规则")):
        with pytest.raises(SnapshotFault, match=sentence):
            Engine.restored(of, data)


def test_columns_of_unlike_length_and_unknown_sensors() -> None:
    engine = Engine(Plan((Channel((CH4,)),), [0]))
    with pytest.raises(ValueError, match="长度不同"):
        engine.feed([0, 0], [1], [1.0])
    assert engine.feed([7, 0], [1, 1], [9.0, 9.0]).size == 1
    assert engine.tally == {"late": 0, "duplicate": 0, "ahead": 0, "unknown": 1, "suspended": 0}


def test_more_events_than_there_is_room_for_at_once() -> None:
    rule = Rule("v", Measure.VALUE, (1.0,))
    count = 50_000
    engine = Engine(Plan((Channel((rule,)),), np.zeros(count, np.int64)))
    rows = engine.feed(np.arange(count, dtype=np.uint32), np.ones(count, np.int64), np.ones(count))
    assert rows["sensor"].tolist() == list(range(count))
