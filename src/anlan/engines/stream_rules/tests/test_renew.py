"""A changed plan takes over: what did not change tells what it would have told; what changed goes on from where it stood."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.engines.stream_rules.engine import Engine
from anlan.engines.stream_rules.plan import Channel, Joint, Plan
from anlan.engines.stream_rules.renew import gone, level_of, renewed
from anlan.engines.stream_rules.rules import Measure, Rule
from anlan.engines.stream_rules.tests.invented import Act, plans, sequences, told_by_engine

FEW = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
MORE = Rule("more", Measure.VALUE, (1e301,), hold=5), Rule("window", Measure.WINDOW, (1e9,), span=9, slots=3)


def told(engine: Engine, plan: Plan, acts: list[Act]) -> list[Any]:
    found = []
    for name, *rest in acts:
        rows = engine.feed(*([each] for each in rest)) if name == "read" else getattr(engine, name)(*rest)
        found += [] if rows is None else plan.told(rows)
    return found


@FEW
@given(plan=plans(), acts=sequences(), cut=st.integers(0, 60))
def test_rules_that_did_not_change_go_on_as_if_nothing_had_happened(plan: Plan, acts: list[Act], cut: int) -> None:
    """The new plan has two rules more on each channel, before and behind the old ones."""
    wider = Plan(tuple(replace(it, rules=(MORE[1], *it.rules, MORE[0])) for it in plan.channels), plan.of, plan.joints)
    first = Engine(plan)
    before = told(first, plan, acts[:cut])
    second, rows = renewed(first, wider)
    assert rows.size == 0
    after = told(second, wider, acts[cut:])
    assert [repr(event) for event in before + after] == told_by_engine(plan, acts, list(range(60)))


def test_a_tightened_limit_is_asked_at_the_next_reading_and_nothing_is_cleared_by_the_change() -> None:
    law = Rule("ch4", Measure.VALUE, (1.0, 1.5))
    plan = Plan((Channel((law,)),), [0])
    tighter = Plan((Channel((replace(law, limits=(0.8, 1.2)),)),), [0], (Joint("site", ((0, "ch4", 1),), 1),))
    engine = Engine(plan)
    engine.feed([0], [1], [1.3])
    engine, rows = renewed(engine, tighter)
    assert [(event.rule, event.kind) for event in tighter.told(rows)] == [("site", "raise")]
    assert level_of(engine, 0, "ch4") == 1
    assert [(it.rule, it.kind, it.level) for it in told(engine, tighter, [("read", 0, 2, 1.3, 0)])] == [("ch4", "step_up", 2)]
    assert [(it.rule, it.kind) for it in told(engine, tighter, [("read", 0, 3, 0.1, 0)])] == [("ch4", "clear"), ("site", "clear")]


def test_sensors_may_come_under_other_numbers() -> None:
    plan = Plan((Channel((Rule("v", Measure.VALUE, (1.0,)),)),), [0, 0])
    engine = Engine(plan)
    engine.feed([0, 1], [5, 5], [0.0, 2.0])
    engine, _ = renewed(engine, Plan(plan.channels, [0, 0, 0]), {2: 1})
    assert [level_of(engine, sensor, "v") for sensor in range(3)] == [0, 0, 1]
    assert engine.feed([0, 2], [5, 5], [2.0, 0.0])["sensor"].tolist() == [0]


def test_what_stands_under_a_rule_or_a_sensor_that_is_gone_ends_with_it() -> None:
    laws = tuple(Rule(name, Measure.VALUE, (1.0,)) for name in ("stays", "goes"))
    joint = Joint("both", ((0, "stays", 1), (1, "stays", 1)), 2)
    plan = Plan((Channel(laws),), [0, 0], (joint,))
    engine = Engine(plan)
    engine.advance(9)
    engine.feed([0, 1], [5, 5], [2.0, 2.0])
    fewer = Plan((Channel(laws[:1]),), [0])
    ended = plan.told(gone(engine, fewer, {0: 0}))
    assert {(it.sensor, it.rule, it.kind) for it in ended} == {
        (0, "goes", "clear"), (1, "goes", "clear"), (1, "stays", "clear"), (0, "both", "clear"),
    }  # fmt: skip
    assert {it.time for it in ended} == {9}
    assert gone(engine, plan, {0: 0, 1: 1}).size == 0
