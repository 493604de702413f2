"""The engine tells what the reference tells, whatever the cut of the batches, and goes on from a snapshot as if nothing had
happened."""

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.engines.stream_rules.plan import Plan
from anlan.engines.stream_rules.tests.invented import Act, plans, sequences, told_by_engine, told_by_reference

FEW = settings(max_examples=int(os.environ.get("ANLAN_EXAMPLES", "150")), deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(plan=plans(), acts=sequences(), cuts=st.lists(st.integers(0, 60)), begin=st.sampled_from([-1, -1, 0, 990]))
def test_engine_and_reference_agree(plan: Plan, acts: list[Act], cuts: list[int], begin: int) -> None:
    assert told_by_engine(plan, acts, cuts, begin) == told_by_reference(plan, acts, begin)


@FEW
@given(plan=plans(), acts=sequences(), cuts=st.lists(st.integers(0, 60)), keep=st.sets(st.integers(0, 60), max_size=4))
def test_a_restart_neither_loses_nor_doubles_an_event(plan: Plan, acts: list[Act], cuts: list[int], keep: set[int]) -> None:
    assert told_by_engine(plan, acts, cuts, keep=tuple(keep)) == told_by_engine(plan, acts, [])


def test_without_numba_the_events_are_the_same() -> None:
    """The very same test, with few examples, in an interpreter that cannot import numba."""
    code = (
        "import sys; sys.modules['numba'] = None\n"
        "from anlan.engines.stream_rules.jit import IS_COMPILED; assert not IS_COMPILED\n"
        "from anlan.engines.stream_rules.tests import test_equal as it\n"
        "it.test_engine_and_reference_agree()"
    )
    source = str(Path(__file__).resolve().parents[4])
    env = {**os.environ, "PYTHONPATH": source, "ANLAN_EXAMPLES": "25"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
