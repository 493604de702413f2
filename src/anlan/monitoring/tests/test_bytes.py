"""History takes no more than four bytes a reading, measured on the real series as a county would keep them: ten seconds apart.
Where a device's moments jump about at random by the millisecond, they cost one byte and a half more."""

import csv
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from anlan.engines.codecs.series_file import read_file
from anlan.monitoring.history import History
from anlan.monitoring.keeping import Keeper
from anlan.monitoring.nights import Keeping

pytestmark = pytest.mark.slow

MIDNIGHT, PERIOD, A_DAY = 1_767_196_800_000, 10_000, 8640
SOME = ("nab/a*.csv", "nab/speed*.csv", "skab/*.csv", "water_flow_anomaly/*.csv", "vehicle_bus_gps/*.csv")
MOST = 4.0


def series(data: Path) -> dict[str, list[float]]:
    """Value after value of each channel of the real files, by file and channel."""
    found: dict[str, list[float]] = {}
    for path in sorted(path for pattern in SOME for path in data.glob(pattern)):
        table = read_file(path)
        for id, value in zip(table["id"].to_pylist(), table["value"].to_pylist(), strict=True):
            found.setdefault(f"{path.stem}/{id}", []).append(value)
    with (data / "methane_mq5" / "gas_data.csv").open() as rows:
        found["methane"] = [
            float(row["data_type"]) for row in csv.DictReader(rows) if row["data_type"].replace(".", "").isdigit()
        ]
    return found


@pytest.mark.shared
@pytest.mark.parametrize(("late", "most"), [(0, MOST), (900, 4.75)], ids=["on the beat", "up to 0.9 s late at random"])
def test_a_reading_takes_four_bytes(tmp_path: Path, late: int, most: float) -> None:
    data = Path(os.environ.get("ANLAN_SHARED", "../shared")) / "data"
    if not data.is_dir():
        pytest.skip("no shared data beside the repository")
    chance, history, upto = np.random.default_rng(3), History(tmp_path / "history"), 0
    for name, values in series(data).items():
        for begin in range(0, len(values), A_DAY):
            part = np.array(values[begin : begin + A_DAY])
            at = MIDNIGHT + np.arange(part.size) * PERIOD + chance.integers(0, late + 1, part.size)
            upto += 1
            columns = {"sensor": [f"140621-{name}-{begin}"] * part.size, "at": at, "value": part}
            history.append(pa.table(columns | {"quality": np.zeros(part.size, np.int8)}), upto)
    done = Keeper(tmp_path, lambda: False).night(Keeping(2, {}), {}, datetime(2026, 1, 5, tzinfo=UTC))
    (packed,) = history.files()
    assert done.readings == packed.rows > 100_000
    assert packed.size / packed.rows <= most, f"{packed.size / packed.rows:.2f} bytes a reading of {packed.rows}"
