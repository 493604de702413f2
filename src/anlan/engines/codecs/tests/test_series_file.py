"""Files of readings, long and wide, as devices and colleagues export them; what is none says why."""

import os
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from anlan.engines.codecs.series_file import read_file
from anlan.engines.codecs.telemetry import BodyFault

AT = 1_767_225_600_000
ROWS = [("CH4", AT, 0.5), ("CO", AT, 7.0), ("CH4", AT + 1000, 0.6)]


def rows(path: Path) -> list[tuple[object, ...]]:
    table = read_file(path)
    return list(zip(*(table[name].to_pylist() for name in ("id", "at", "value")), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        f"id,t,v\nCH4,{AT},0.5\nCO,{AT},7\nCH4,{AT + 1000},0.6\n",
        "sensor;time;value;q\nCH4;2026-01-01 08:00:00;0.5;0\nCO;2026-01-01 08:00:00;7;0\nCH4;2026-01-01 08:00:01;0.6;1\n",
        "编码,时间,值\nCH4,2026-01-01T00:00:00Z,0.5\nCO,2026-01-01T00:00:00Z,7\nCH4,2026-01-01T00:00:01Z,0.6\n",
        "time,CH4,CO,note\n2026-01-01 08:00:00,0.5,7,ok\n2026-01-01 08:00:01,0.6,,ok\n",
    ],
)
def test_every_shape_of_csv_tells_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "readings.csv"
    path.write_text(text)
    assert rows(path) == ROWS


def test_parquet_tells_the_same_and_a_lone_column_is_named_by_its_file(tmp_path: Path) -> None:
    ids, at, values = zip(*ROWS, strict=True)
    parquet.write_table(pa.table({"id": ids, "t": at, "v": values}), tmp_path / "a.parquet")
    assert rows(tmp_path / "a.parquet") == ROWS
    (tmp_path / "speed.csv").write_text(f"timestamp,value\n{AT},90\n")
    assert rows(tmp_path / "speed.csv") == [("speed", AT, 90.0)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "没有时间列"),
        ("t,a\n1767225600000,x\n", "数值列"),
        ("id,t,v\na,昨天,1\n", "看不懂"),
        ("id,t,v\na,1\n", "读不出来"),
        ("", "读不出来"),
        ("PAR1 not really", "读不出来"),
    ],
)
def test_what_is_no_such_table_says_why(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(BodyFault, match=why):
        read_file(tmp_path / "x.csv")


@pytest.mark.shared
def test_real_series_are_read() -> None:
    data = Path(os.environ.get("ANLAN_SHARED", "../shared")) / "data"
    wide = read_file(data / "skab" / "other_11.csv")
    assert wide.num_rows == 1190 * 10
    assert read_file(data / "nab" / "speed_6005.csv")["id"].unique().to_pylist() == ["speed_6005"]
