"""A look back finds what was told again, what two tell alike and what was cut, where it lies, and nothing in honest noise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.engines.stream_rules.lookback import Column, clips, clones, replays

MINUTE, ODDS, LEAST = 60_000, 10_000.0, 20
FEW = settings(max_examples=25, deadline=None)


def noise(seed: int, size: int = 1500, digits: int = 2) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return np.round(5 + np.cumsum(chance.normal(0, 0.1, size)) + chance.normal(0, 0.3, size), digits)


def column(value: np.ndarray, first: int = 0) -> Column:
    return Column(first + MINUTE * np.arange(value.size, dtype=np.int64), value)


@FEW
@given(seed=st.integers(0, 10_000), size=st.integers(25, 200), source=st.integers(0, 600))
def test_a_stretch_told_again_is_found_where_it_lies_and_whence_it_came(seed: int, size: int, source: int) -> None:
    value = noise(seed)
    value[1000 : 1000 + size] = value[source : source + size]
    (found,) = replays([column(value)], 0, ODDS, LEAST)
    begin, since = found.begin // MINUTE, found.since // MINUTE
    assert begin - since == 1000 - source
    assert begin <= 1000
    assert begin + found.count >= 1000 + size
    assert found.end == (begin + found.count - 1) * MINUTE
    assert replays([column(value)], (1000 + size + 60) * MINUTE, ODDS, LEAST) == []


@FEW
@given(seed=st.integers(0, 10_000), behind=st.integers(0, 1), size=st.integers(25, 200))
def test_what_another_of_the_group_tells_is_found_at_once_or_a_reading_later(seed: int, behind: int, size: int) -> None:
    one, two = noise(seed), noise(seed + 20_000)
    two[700 : 700 + size] = one[700 - behind : 700 - behind + size]
    some = [column(one), column(noise(seed + 40_000)), column(two, 3_000)]
    (found,) = clones(some, [0, 0, 0], 0, 90_000, ODDS, LEAST)
    assert {found.sensor, found.other} == {0, 2}
    assert found.count >= size
    assert clones(some, [0, 0, 1], 0, 90_000, ODDS, LEAST) == clones(some, [0, 0, -1], 0, 90_000, ODDS, LEAST) == []
    assert clones([some[0], column(two, 600_000)], [0, 0], 0, 90_000, ODDS, LEAST) == []


@FEW
@given(seed=st.integers(0, 10_000), digits=st.integers(0, 3))
def test_honest_noise_says_nothing(seed: int, digits: int) -> None:
    some = [column(noise(seed + place * 20_000, digits=digits)) for place in range(3)]
    assert replays(some, 0, ODDS, LEAST) == clones(some, [0, 0, 0], 0, 90_000, ODDS, LEAST) == []


@pytest.mark.parametrize("kind", ["dry", "switched", "steady"])
def test_what_repeats_itself_by_nature_is_no_replay_and_no_clone(kind: str) -> None:
    chance = np.random.default_rng(1)
    value = {
        "dry": np.where(chance.random(3000) < 0.01, 0.2, 0.0),
        "switched": (np.arange(3000) // 60 % 2).astype(float),
        "steady": np.full(3000, 4.2),
    }[kind]
    assert replays([column(value)], 0, ODDS, LEAST) == clones([column(value)] * 2, [0, 0], 0, 90_000, ODDS, LEAST) == []


@FEW
@given(seed=st.integers(0, 10_000), downward=st.booleans())
def test_a_cut_top_is_told_and_a_natural_one_is_not(seed: int, downward: bool) -> None:
    value = noise(seed, 300) * (-1 if downward else 1)
    cap = np.quantile(value, 0.1 if downward else 0.9, method="nearest")
    cut = np.maximum(value, cap) if downward else np.minimum(value, cap)
    (found,) = clips([column(value), column(cut)], 6, 1.5, [downward, downward])
    assert (found.sensor, found.value) == (1, cap)
    assert found.count == int((cut == cap).sum())


def test_a_column_too_short_to_say_anything_says_nothing() -> None:
    for size in (0, 1, 11):
        short = column(noise(3, size))
        assert replays([short], 0, ODDS, LEAST) == clones([short, short], [0, 0], 0, 1, ODDS, LEAST) == []
        assert clips([short], 6, 1.5, [False]) == []
