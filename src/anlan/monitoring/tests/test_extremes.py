"""Lows and highs draw the picture of the readings; a day packed anew or forgotten is so in them too."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from anlan.monitoring import extremes
from anlan.monitoring.history import History
from anlan.monitoring.keeping import Keeper
from anlan.monitoring.nights import OTHER, Keeping

pytestmark = pytest.mark.slow

START, DAY, HOUR = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000), 86_400_000, 3_600_000
NOW, FOREVER, DAYS = datetime(2026, 6, 1, tzinfo=UTC), Keeping(99, {}), 90


def rows(
    code: str, at: "np.ndarray[tuple[int], np.dtype[np.int64]]", value: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> pa.Table:
    return pa.table({"sensor": [code] * at.size, "at": at, "value": value, "quality": np.zeros(at.size, np.int8)})


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Two sensors over ninety days, a reading each quarter of an hour, with a peak and a trough."""
    found, chance = History(tmp_path / "history"), np.random.default_rng(3)
    at = START + np.arange(0, DAYS * DAY, HOUR // 4)
    for number, code in enumerate(("甲", "乙"), 1):
        value = chance.normal(0.4, 0.05, at.size)
        value[[777, 4000]] = 1.37, -0.8
        found.append(rows(code, at, value), upto=number)
    return found


def night(history: History) -> None:
    Keeper(history.folder.parent, lambda: False).night(FOREVER, {}, NOW)


def test_the_picture_is_that_of_all_readings(history: History) -> None:
    folder, span = history.folder.parent, (START, START + DAYS * DAY)
    raw = extremes.points(folder, "甲", *span, 300)
    assert extremes.days(folder) == {}
    night(history)
    assert len(extremes.days(folder)) == DAYS + 1, "ninety days of UTC touch ninety-one of Beijing"
    told = extremes.points(folder, "甲", *span, 300)
    assert (max(v for _, v in told), min(v for _, v in told)) == (1.37, -0.8)
    assert max(raw, key=lambda one: one[1]) in told
    assert min(raw, key=lambda one: one[1]) in told
    assert len(told) <= 600
    column = {(at - START) * 300 // (DAYS * DAY) for at, _ in told}
    assert len(column) == 300, "every column of the picture has its line"
    assert extremes.points(folder, "丙", *span, 300) == []


def test_a_short_span_is_drawn_from_the_readings(history: History) -> None:
    night(history)
    at, span = START + 777 * HOUR // 4, 2 * HOUR
    assert (at, 1.37) in extremes.points(history.folder.parent, "甲", at - span, at + span, 300)
    assert len(extremes.points(history.folder.parent, "甲", at - span, at + span, 300)) == 16


def test_what_is_not_folded_yet_is_drawn_from_the_readings(history: History) -> None:
    night(history)
    folder, late = history.folder.parent, START + DAYS * DAY + DAY // 2
    history.append(rows("甲", np.array([late]), np.array([2.5])), upto=9)
    assert (late, 2.5) in extremes.points(folder, "甲", START, late + HOUR, 300)
    peak = START + 40 * DAY
    history.append(rows("甲", np.array([peak + 1]), np.array([3.5])), upto=10)
    night(history)
    assert (peak + 1, 3.5) in extremes.points(folder, "甲", START, late + HOUR, 300)
    assert extremes.fold(folder, lambda: False) == 0


def test_what_history_forgot_is_forgotten(history: History) -> None:
    night(history)
    folder, year = history.folder.parent, Keeping(1, {OTHER: timedelta(days=365)})
    Keeper(folder, lambda: False).night(year, {}, datetime(2027, 2, 15, tzinfo=UTC))
    kept = {date.fromisoformat(day) for day in extremes.days(folder)}
    assert min(kept) == date(2026, 2, 15)
    told = extremes.points(folder, "甲", START, START + DAYS * DAY, 300)
    assert min(at for at, _ in told) >= START + timedelta(days=44) // timedelta(milliseconds=1)


def test_it_may_be_stopped_and_goes_on(history: History) -> None:
    Keeper(history.folder.parent, lambda: False).night(FOREVER, {}, NOW)
    (history.folder.parent / "extremes" / "days.json").unlink()
    asked = iter((False, True))
    assert extremes.fold(history.folder.parent, lambda: next(asked)) == 31
    assert extremes.fold(history.folder.parent, lambda: False) == DAYS + 1 - 31
