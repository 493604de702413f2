"""When the intake starts the night's work, and the command that does it: with the sample county, as a process of its own."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from anlan.monitoring.history import History
from anlan.monitoring.nights import Keeping, Night, night, tell
from anlan.run import nightly
from anlan.run.tests.elsewhere import Elsewhere

BEGAN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
"""09:00 in Beijing."""


class Started(nightly.Nightly):
    """One that only notes what it would start."""

    def __init__(self, began: datetime) -> None:
        super().__init__(began)
        self.words: list[tuple[str, ...]] = []

    def _start(self, now: datetime, *words: str) -> None:
        self.tried = now
        self.words.append(words)


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Started:
    monkeypatch.setattr(nightly, "folder", lambda: tmp_path)
    monkeypatch.setattr(nightly, "keeping", lambda now: Keeping(2, {}))
    return Started(BEGAN)


def test_the_night_begins_at_its_hour_and_is_made_up_where_it_was_missed(started: Started, tmp_path: Path) -> None:
    started.look(BEGAN, is_busy=False)
    started.look(BEGAN + timedelta(minutes=61), is_busy=True)
    assert started.words == []
    started.look(BEGAN + timedelta(minutes=62), is_busy=False)
    assert started.words == [()]
    tell(tmp_path, Night(), began=BEGAN.isoformat(), ended=BEGAN.isoformat())
    for minutes in range(70, 1040, 30):
        started.look(BEGAN + timedelta(minutes=minutes), is_busy=False)
    assert started.words.count(()) == 2
    assert started.words.count(("--today",)) >= 10


@pytest.mark.slow
def test_the_command_tidies_and_the_doctor_says_so(tmp_path: Path) -> None:
    place = Elsewhere(tmp_path / "place")
    assert place.anlan("sample", "--quiet").returncode == 0
    history, before = History(place.data / "readings" / "history"), int(time.time() * 1000) - 3 * 86_400_000
    at = np.repeat(before + np.arange(100) * 1000, 2)
    columns = {"sensor": ["x"] * 200, "at": at, "value": np.ones(200), "quality": np.zeros(200, np.int8)}
    history.append(pa.table(columns), 1)
    done = place.anlan("readings", "tidy")
    assert (done.returncode, "1 天、100 个读数，去掉重复的 100 个" in done.stdout) == (0, True), done.stdout + done.stderr
    assert "[正常] 历史读数" in place.anlan("doctor").stdout
    assert night(place.data / "readings").ended
    assert place.anlan("readings", "import").returncode == 2
