"""History holds every acknowledged reading once, whatever is said twice, and draws the extremes of any span."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from anlan.monitoring.history import DAY, OFFSET, History, day_of, drawn
from anlan.monitoring.keeping import Keeper
from anlan.monitoring.nights import Keeping, Night

MIDNIGHT = 1_767_196_800_000
"""2026-01-01 00:00 in Beijing."""


def rows(*readings: tuple[str, int, float]) -> pa.Table:
    sensors, at, values = zip(*readings, strict=True)
    return pa.table({"sensor": sensors, "at": at, "value": values, "quality": np.zeros(len(at), np.int8)})


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history")


def packed(history: History, now: datetime = datetime(2026, 1, 5, 2, tzinfo=UTC)) -> Night:
    """After a night that keeps everything for ever."""
    return Keeper(history.folder.parent, lambda: False).night(Keeping(2, {}), {}, now)


def test_nothing_is_there_before_the_first_reading(history: History) -> None:
    assert history.recorded() == 0
    assert len(history.read("a", 0, MIDNIGHT).at) == 0
    assert history.files() == []


def test_what_is_told_again_changes_nothing(history: History) -> None:
    history.append(rows(("a", MIDNIGHT, 1.0), ("b", MIDNIGHT, 2.0)), upto=7)
    history.append(rows(("a", MIDNIGHT, 1.0), ("b", MIDNIGHT, 2.0)), upto=7)
    history.append(rows(("a", MIDNIGHT + 1, 9.0)), upto=3)
    assert history.recorded() == 7
    assert history.read("a", MIDNIGHT, MIDNIGHT + DAY).value.tolist() == [1.0]


def test_a_day_is_beijings(history: History) -> None:
    history.append(rows(("a", MIDNIGHT - 1, 1.0), ("a", MIDNIGHT, 2.0)), upto=1)
    assert (day_of(MIDNIGHT - 1), day_of(MIDNIGHT)) == (date(2025, 12, 31), date(2026, 1, 1))
    assert packed(history).readings == 2
    assert history.read("a", MIDNIGHT - 1, MIDNIGHT + 1).value.tolist() == [1.0, 2.0]
    assert (MIDNIGHT + OFFSET) % DAY == 0


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_reading_sent_twice_and_late_is_there_once_in_its_place(history: History, is_packed: bool) -> None:
    history.append(rows(("a", MIDNIGHT + 20, 2.0), ("b", MIDNIGHT + 20, 7.0)), upto=1)
    history.append(rows(("a", MIDNIGHT + 10, 1.0), ("a", MIDNIGHT + 20, 2.5)), upto=2)
    if is_packed:
        done = packed(history)
        assert (done.readings, done.twice, done.gone) == (3, 1, 0)
        assert history.recorded() == 2
    found = history.read("a", MIDNIGHT, MIDNIGHT + DAY)
    assert (found.at - MIDNIGHT).tolist() == [10, 20]
    assert found.value[0] == 1.0


def test_a_picture_keeps_every_peak(history: History) -> None:
    rng = np.random.default_rng(5)
    at = MIDNIGHT + np.arange(0, DAY, 1000)
    values = rng.normal(size=at.size).round(2)
    values[[4321, 70_000]] = [99.0, -99.0]
    table = pa.table({"sensor": ["a"] * at.size, "at": at, "value": values, "quality": np.zeros(at.size, np.int8)})
    history.append(table, upto=1)
    points = drawn(history.read("a", MIDNIGHT, MIDNIGHT + DAY), MIDNIGHT, MIDNIGHT + DAY, 400)
    assert len(points) <= 800
    assert (max(points, key=lambda one: one[1])[0], min(points, key=lambda one: one[1])[0]) == (int(at[4321]), int(at[70_000]))
    assert [one[0] for one in points] == sorted(one[0] for one in points)
