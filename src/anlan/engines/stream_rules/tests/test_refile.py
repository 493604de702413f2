"""What is filed may be withdrawn or cut short: the engine then forgets the old windows."""

import pytest

from anlan.engines.stream_rules.engine import Engine
from anlan.engines.stream_rules.plan import Sensor, plan_of
from anlan.engines.stream_rules.rules import Measure, Rule

GAS = Rule("high", Measure.VALUE, (1.0,))


@pytest.mark.parametrize(("windows", "speaks"), [({0: [(0, 9_000)]}, 0), ({0: [(0, 3_000)]}, 1), ({}, 1)])
def test_the_last_word_on_what_is_filed_counts(windows, speaks):
    engine = Engine(plan_of([GAS], [Sensor(("high",))]))
    engine.file(0, 0, 9_000)
    engine.refile(windows)
    assert len(engine.feed([0], [5_000], [1.5], [0])) == speaks
    assert {number: list(kept) for number, kept in engine.filings.items()} == windows


def test_it_is_still_so_after_a_restart():
    plan = plan_of([GAS], [Sensor(("high",))])
    engine = Engine(plan)
    engine.file(0, 0, 9_000)
    engine.refile({})
    assert len(Engine.restored(plan, engine.snapshot()).feed([0], [5_000], [1.5], [0])) == 1
