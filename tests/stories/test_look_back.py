"""The night compares: a curve told again, a sensor that tells what its neighbour tells, and a cut top become doubts with their
readings; the same under filed work does not, and a second night opens nothing twice."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.stories.acts import unit_of
from tests.stories.streams import of_kind

from anlan.kernel import records
from anlan.kernel.calendar import local
from anlan.kernel.models import Proof
from anlan.monitoring import filings
from anlan.monitoring.heard import folder
from anlan.monitoring.history import DAY, History
from anlan.run import nightly
from anlan.run.sample import MAKER

MINUTE, TOWN = 60_000, "140621100"
NOW = datetime(2026, 3, 10, 18, 30, tzinfo=UTC)
"""Half past two in the morning of the eleventh in Beijing: the day looked at is the tenth."""
MIDNIGHT = int(local(NOW).replace(hour=0, minute=0).timestamp() * 1000) // MINUTE * MINUTE
DAYS = 4


@pytest.fixture
def history(sample_county: None, tmp_path: Path, settings: object) -> History:
    settings.DATA = str(tmp_path)
    return History(folder() / "history")


def sensor(code: str, **more: object) -> str:
    facts = {"code": code, "name": f"甲烷 {code}", "unit": unit_of("diaodu"), "place": TOWN, "sector": "煤矿", "site": "1 号面"}
    facts |= {"measures": "甲烷", "measured_in": "%CH4", "period": "60"} | more
    return records.put_record("sensor", facts, MAKER, at=NOW - timedelta(days=9)).id


def noise(seed: int) -> np.ndarray:
    """Four days up to midnight, a reading a minute."""
    chance = np.random.default_rng(seed)
    return np.round(0.5 + 0.1 * np.sin(np.arange(DAYS * 1440) / 200) + chance.normal(0, 0.05, DAYS * 1440), 3)


def stored(history: History, told: dict[str, np.ndarray]) -> None:
    at = MIDNIGHT - DAYS * DAY + MINUTE * np.arange(DAYS * 1440)
    columns = {
        "sensor": [code for code in told for _ in at], "at": np.tile(at, len(told)), "value": np.concatenate(list(told.values())),
        "quality": np.zeros(at.size * len(told), np.int8),
    }  # fmt: skip
    history.append(pa.table(columns), 1)


def test_the_night_doubts_what_was_invented_and_leaves_honest_noise(history: History) -> None:
    told = {code: noise(number) for number, code in enumerate(("honest", "again", "twin", "cut", "filed"))}
    ids = {code: sensor(code) for code in told}
    told["again"][-700:-640] = told["again"][-3000:-2940]
    told["twin"][-300:-200] = told["honest"][-300:-200]
    told["cut"][-900:] = np.minimum(told["cut"][-900:], np.quantile(told["cut"][-900:], 0.9, method="nearest"))
    told["filed"][-700:-640] = told["filed"][-3000:-2940]
    stored(history, told)
    starts = datetime.fromtimestamp((MIDNIGHT - 720 * MINUTE) / 1000, UTC)
    windows = {ids["filed"]: [(starts, starts + timedelta(hours=2))]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filings, "filed", lambda after: windows)
        assert nightly.doubts(NOW, lambda: True) == 0
        assert nightly.doubts(NOW, lambda: False) == 3
        assert (folder() / nightly.LOOKED).read_text() == "2026-03-11"
        assert nightly.doubts(NOW, lambda: False) == 0
        (folder() / nightly.LOOKED).write_text("2026-03-09")
        assert nightly.doubts(NOW, lambda: False) == 0
    doubts = {one.facts["kind"]: one for one in of_kind("integrity_doubt")}
    assert {kind: one.facts["subject"] for kind, one in doubts.items()} == {
        "曲线重放": ids["again"], "通道雷同": doubts["通道雷同"].facts["subject"], "削顶": ids["cut"],
    }  # fmt: skip
    assert doubts["通道雷同"].facts["subject"] in (ids["twin"], ids["honest"])
    assert (
        f"{local(datetime.fromtimestamp((MIDNIGHT - 3000 * MINUTE) / 1000, UTC)):%Y-%m-%d %H:%M}"
        in doubts["曲线重放"].facts["ground"]
    )
    kept = Proof.objects.get(id=doubts["曲线重放"].facts["package"][0])
    assert kept.size > 0


def test_a_sensor_that_rests_by_nature_is_not_compared(history: History) -> None:
    sensor("pump", measures="开停", flat=True)
    value = (np.arange(DAYS * 1440) // 45 % 2).astype(float)
    stored(history, {"pump": value})
    assert nightly.doubts(NOW, lambda: False) == 0
    assert json.dumps([one.title for one in of_kind("integrity_doubt")]) == "[]"
