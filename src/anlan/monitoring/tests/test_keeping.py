"""The night: every finished day sorted, each reading once; what is past its keeping goes; stopped or late, nothing is lost."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from pyarrow import dataset

from anlan.monitoring import keeping as nightly
from anlan.monitoring import packing
from anlan.monitoring.history import DAY, History, lying
from anlan.monitoring.keeping import Keeper
from anlan.monitoring.nights import Keeping, Night, night, tell

MIDNIGHT = 1_767_196_800_000
NOW = datetime(2026, 1, 5, 18, 30, tzinfo=UTC)
"""02:30 of the sixth in Beijing."""
FOR_EVER = Keeping(2, {})
SENSORS = [f"s{number:02}" for number in range(30)]


def never() -> bool:
    return False


def said(history: History, day: int, upto: int, sensors: list[str] = SENSORS, readings: int = 40) -> None:
    """Readings of every sensor, not in the order of sensors, a second apart."""
    at = np.repeat(MIDNIGHT + day * DAY + np.arange(readings) * 1000 + upto, len(sensors))
    value = np.arange(at.size) * 0.5
    columns = {"sensor": sensors * readings, "at": at, "value": value, "quality": np.zeros(at.size, np.int8)}
    history.append(pa.table(columns), upto)


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Two finished days and today, in six files."""
    found = History(tmp_path / "history")
    for upto, day in enumerate((0, 0, 1, 1, 5, 5), 1):
        said(found, day, upto)
    return found


def everything(history: History) -> dict[str, list[tuple[int, float]]]:
    series = {one: history.read(one, MIDNIGHT, MIDNIGHT + 9 * DAY) for one in SENSORS}
    return {name: list(zip(one.at.tolist(), one.value.tolist(), strict=True)) for name, one in series.items()}


def rows(history: History) -> int:
    return sum(one.rows for one in history.files())


def test_a_night_sorts_finished_days_and_leaves_today(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "RANGE", 100)
    said(history, 0, 7)
    again = history.table()
    assert again is not None
    write_deltalake(again, again.to_pyarrow_table(filters=[("day", "=", date(2026, 1, 1))]), mode="append")
    before = everything(history)
    done = Keeper(history.folder.parent, never).night(FOR_EVER, {}, NOW)
    assert (done.days, done.of, done.readings, done.twice) == (2, 2, 5 * 1200, 3 * 1200)
    assert everything(history) == before
    assert [(one.day, one.rows) for one in history.files() if not one.is_packed] == [(date(2026, 1, 6), 1200)] * 2
    first = next(one for one in history.files() if one.day == date(2026, 1, 1))
    lies = dataset.dataset(str(history.folder / first.path)).to_table(columns=["sensor", "at"])
    assert lies.equals(lies.sort_by([("sensor", "ascending"), ("at", "ascending")]))
    assert history.recorded() == 7
    assert Keeper(history.folder.parent, never).night(FOR_EVER, {}, NOW).of == 0


def test_what_comes_late_to_a_packed_day_is_packed_the_next_night(history: History) -> None:
    Keeper(history.folder.parent, never).night(FOR_EVER, {}, NOW)
    said(history, 1, 7)
    before = everything(history)
    assert Keeper(history.folder.parent, never).night(FOR_EVER, {}, NOW).of == 1
    assert everything(history) == before


def test_what_comes_while_a_day_is_packed_stays(history: History) -> None:
    late = iter([True])

    def stop() -> bool:
        if next(late, False):
            said(History(history.folder), 0, 7)
        return False

    done = Keeper(history.folder.parent, stop).night(FOR_EVER, {}, NOW)
    assert (done.days, done.readings) == (2, 4 * 1200)
    assert rows(history) == 7 * 1200
    assert Keeper(history.folder.parent, never).night(FOR_EVER, {}, NOW).readings == 3600


def test_a_night_that_is_stopped_changes_nothing_and_the_next_goes_on(history: History) -> None:
    folder = history.folder.parent
    done = Keeper(folder, lambda: night(folder).days == 1).night(FOR_EVER, {}, NOW)
    assert (done.days, done.of, done.stopped, done.ended) == (1, 2, True, "")
    assert "被停下" in done.sentence(NOW)
    assert rows(history) == 6 * 1200
    again = Keeper(history.folder.parent, never).night(FOR_EVER, {}, NOW)
    assert (again.days, again.of, again.stopped) == (1, 1, False)
    assert not (history.folder.parent / "packing").exists()


def test_each_kind_goes_when_its_keeping_ends(history: History) -> None:
    said(history, 0, 7, ["stranger"])
    kinds = {one: "people" if one < "s10" else "gas" for one in SENSORS}

    def after(days: float, **spans: int) -> Night:
        own = Keeping(2, {name: timedelta(days=span) for name, span in spans.items()})
        return Keeper(history.folder.parent, never).night(own, kinds, NOW + timedelta(days=days))

    assert after(0, people=5, gas=50, other=50).gone == 0
    done = after(1, people=5, gas=50, other=50)
    assert (done.of, done.gone) == (2, 10 * 80)
    assert len(history.read("s00", MIDNIGHT, MIDNIGHT + DAY).at) == 0
    assert len(history.read("s10", MIDNIGHT, MIDNIGHT + DAY).at) == 80
    assert after(1, people=5, gas=50, other=50).of == 0
    assert after(1, people=5, gas=5, other=50).gone == 20 * 80
    assert len(history.read("stranger", MIDNIGHT, MIDNIGHT + DAY).at) == 40
    after(2, people=5, gas=5, other=5)
    assert {one.day for one in history.files()} == {date(2026, 1, 6)}


def test_files_of_today_become_few(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(history)
    assert Keeper(history.folder.parent, never).fold(date(2026, 1, 6)) == 0
    monkeypatch.setattr(nightly, "MANY", 2)
    assert Keeper(history.folder.parent, never).fold(date(2026, 1, 6)) == 2
    assert sum(one.day == date(2026, 1, 6) for one in history.files()) == 1
    said(history, 5, 7)
    assert {name: len(one) for name, one in everything(history).items()} == {name: len(one) + 40 for name, one in before.items()}


def test_files_that_nothing_names_are_removed_a_day_later(history: History) -> None:
    table = history.table()
    assert table is not None
    assert table.metadata().configuration["delta.deletedFileRetentionDuration"] == "interval 1 days"
    Keeper(history.folder.parent, never).night(FOR_EVER, {}, NOW)
    assert len(list(history.folder.glob("day=2026-01-01/*.parquet"))) == 3
    assert len([one for one in lying(table) if one.day == date(2026, 1, 1)]) == 2


def test_a_night_that_fails_says_why(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(DeltaTable, "create_write_transaction", full)
    with pytest.raises(OSError, match="No space"):
        Keeper(history.folder.parent, never).night(FOR_EVER, {}, NOW)
    told = night(history.folder.parent)
    assert "没有做完" in told.sentence(NOW)
    assert "No space" in told.sentence(NOW)
    assert rows(history) == 6 * 1200


def test_a_night_is_due_at_its_hour_and_caught_up_where_nobody_was_there() -> None:
    done = Night(began=NOW.isoformat(), ended=NOW.isoformat())
    assert not done.is_due(NOW + timedelta(hours=23), 2)
    assert done.is_due(NOW + timedelta(hours=24), 2)
    assert done.is_due(NOW + timedelta(hours=35), 2)
    assert Night().is_due(NOW, 2)
    assert not done.is_late(NOW + timedelta(days=1))
    assert done.is_late(NOW + timedelta(days=3))


def test_a_broken_file_of_the_night_is_no_night(tmp_path: Path) -> None:
    assert night(tmp_path) == Night()
    told = tell(tmp_path, Night(), began=NOW.isoformat(), doing="2026-01-01", of=2)
    assert night(tmp_path) == told
    assert "已完成 0/2 天" in told.sentence(NOW)
    (tmp_path / "night.json").write_bytes(b"{")
    assert night(tmp_path) == Night()


PEAK = """
import django, resource, sys
from pathlib import Path
django.setup()
from anlan.monitoring import packing
from anlan.monitoring.tests.test_keeping import FOR_EVER, NOW, History, Keeper, never, said
folder, days = Path(sys.argv[1]), int(sys.argv[2])
history = History(folder / "history")
for upto in range(1, days + 1):
    said(history, 0, upto, readings=10_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
packing.RANGE, packing.BITE = 300_000, 65_536
assert Keeper(folder, never).night(FOR_EVER, {}, NOW).readings == days * 300_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_day(tmp_path: Path) -> None:
    def told(days: int) -> int:
        """How many KB more a night of so many readings needs at its peak, in a process of its own."""
        alone = [sys.executable, "-c", PEAK, str(tmp_path / str(days)), str(days)]
        return int(subprocess.run(alone, capture_output=True, check=True, text=True).stdout)

    small, large = told(6), told(24)
    assert large < small + 150_000, f"{small} KB for 1.8 million readings, {large} KB for 7.2 million"
