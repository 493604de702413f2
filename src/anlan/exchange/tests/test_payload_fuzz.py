"""Whatever a device or a file holds, each payload door answers with sound columns and reasons, or refuses all with a sentence."""

import io
import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import csv, parquet

from anlan.engines.codecs.series_file import read_file
from anlan.engines.codecs.telemetry import AHEAD, EARLIEST, LONGEST_ID, MOST_READINGS, BodyFault, read
from anlan.engines.stream_rules.decode import Decoder, NotReadings

NOW = 1_767_225_600_000
HAN = re.compile(r"[\u4e00-\u9fff]")
TIMES = (
    NOW,
    NOW / 1000,
    str(NOW),
    "2026-01-01 08:00:00",
    0,
    -1,
    4_070_908_800_000,
    "2099-01-01",
    1e300,
    "昨天",
    None,
    True,
    10**400,
)
VALUES = (0.42, 1, "0.42", math.nan, math.inf, -1e308, 10**400, "NaN", "x", None, True, [], {}, [1, 2], "\x00", "﻿1")
IDS = ("CH4-1", "煤矿/甲烷", "", " ", "a" * 300, 7, None, True, ["CH4-1"], {"id": "x"}, "\ud800", "a,b=c d")
SOME = st.sampled_from((*TIMES, *VALUES, *IDS))
KEYS = st.sampled_from(
    ("id", "sensorId", "t", "ts", "time", "v", "value", "values", "q", "quality", "CH4-1", "lon", "lat", "n", "")
)
BODIES = st.recursive(SOME, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=25)
READING = st.fixed_dictionaries({"id": st.sampled_from(IDS), "t": st.sampled_from(TIMES), "v": st.sampled_from(VALUES)})
COLUMNS = st.fixed_dictionaries(
    {
        "id": st.lists(st.sampled_from(IDS), max_size=4),
        "t": st.sampled_from(TIMES) | st.lists(st.sampled_from(TIMES), max_size=4),
        "v": st.lists(st.sampled_from(VALUES), max_size=4),
        "q": st.lists(st.integers(-1, 300), max_size=4) | st.none(),
    }
)
LINES = st.lists(
    st.sampled_from(
        (
            "CH4-1",
            "id=CH4-1",
            ",",
            " ",
            "v=0.42",
            "v=1i",
            "v=t",
            "v=NaN",
            "=",
            '"',
            "\\ ",
            "\n",
            str(NOW * 10**6),
            "#",
            "，",
            "\x00",
        )
    ),
    max_size=30,
).map("".join)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def in_chinese(fault: Exception) -> None:
    assert HAN.search(str(fault)), fault


def sound(body: bytes) -> None:
    """Read, or refused in Chinese; nothing in between."""
    try:
        found = read(body, NOW)
    except BodyFault as fault:
        in_chinese(fault)
    else:
        assert len(found.ids) == len(found.at) == len(found.values) == len(found.quality) <= MOST_READINGS
        assert all(0 < len(id) <= LONGEST_ID and id == id.strip() for id in found.ids)
        assert all(EARLIEST <= at <= NOW + AHEAD for at in found.at)
        assert all(math.isfinite(value) for value in found.values)
        assert all(0 <= mark <= 5 for mark in found.quality)
        assert all(HAN.search(one.why) for one in found.refused)


def mangled(whole: bytes, data: st.DataObject) -> bytes:
    """Cut, or with some bytes changed."""
    body = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    return bytes(body[: data.draw(st.integers(0, len(body)) | st.just(len(body)))])


@FEW
@given(body=BODIES | READING | st.lists(READING, max_size=5) | COLUMNS)
def test_json_of_any_shape(body: Any) -> None:
    text = json.dumps(body)
    sound(text.encode())
    sound(json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    sound(text.encode("utf-16"))


@FEW
@given(data=st.data())
def test_mangled_json(data: st.DataObject) -> None:
    whole = json.dumps([{"id": "CH4-1", "t": NOW, "v": 0.42, "q": 0}, {"ts": NOW, "values": {"CO-1": 3}}]).encode()
    sound(mangled(whole, data))


@FEW
@given(body=LINES)
def test_line_protocol(body: str) -> None:
    sound(body.encode())


def test_depth_and_length_end_in_a_sentence() -> None:
    sound(b"[" * 100_000)
    sound(b'{"a":' * 50_000 + b"1" + b"}" * 50_000)
    sound(b"[" + b'{"id":"a","v":1},' * (MOST_READINGS + 1) + b'{"id":"a","v":1}]')
    sound(b"9" * 100_000)
    sound(b'[{"id":"a","v":' + b"9" * 100_000 + b"}]")
    sound(b"a v=" + b"1" * 100_000)


BEYOND: dict[str, Any] = {"id": ["a"], "t": pa.array([10**18], pa.timestamp("s")), "v": [1]}
"""A time that no Parquet file can hold."""
ARROW: tuple[dict[str, Any], ...] = (
    {"id": ["CH4-1", "CO-1"], "t": [NOW, NOW], "v": [0.42, 3.0]},
    {"id": ["CH4-1", None], "t": [None, NOW], "v": [None, math.nan], "q": [0, None]},
    {
        "id": pa.array(["CH4-1"]).dictionary_encode(),
        "ts": pa.array([NOW], pa.timestamp("ms")),
        "value": pa.array([1], pa.int32()),
    },
    {"id": [["CH4-1"]], "t": [{"a": 1}], "v": [b"x"]},
    {"id": [1, 2], "t": pa.array([1, 2], pa.timestamp("ns", "Asia/Shanghai")), "v": pa.array([1, 2], pa.duration("s"))},
    BEYOND,
    {"id": ["a"], "t": pa.array([1], pa.date32()), "v": [True]},
    {"v": [1]},
)


def stream(columns: dict[str, Any]) -> bytes:
    table, out = pa.table(columns), io.BytesIO()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


@pytest.mark.parametrize("columns", ARROW, ids=lambda one: ",".join(one))
def test_arrow_of_any_kind(columns: dict[str, Any]) -> None:
    sound(stream(columns))


@FEW
@given(data=st.data())
def test_mangled_arrow(data: st.DataObject) -> None:
    sound(mangled(stream(data.draw(st.sampled_from(ARROW[:3]))), data))


def sound_file(path: Path) -> None:
    try:
        found = read_file(path)
    except BodyFault as fault:
        in_chinese(fault)
    else:
        assert found.schema.names == ["id", "at", "value", "quality"]


@FEW
@given(data=st.data())
def test_files_of_any_kind(data: st.DataObject, tmp_path: Path) -> None:
    ways: tuple[Callable[[pa.Table, Path], None], ...] = (csv.write_csv, parquet.write_table)
    plain: dict[str, Any] = {"id": ["CH4-1", "CO-1"], "t": [NOW, NOW + 1], "v": [0.42, None]}
    odd: dict[str, Any] = {"time": ["2026-01-01 08:00:00", "x"], "A": [1.0, 2.0], "B": [None, 3.0]}
    path = tmp_path / "file"
    data.draw(st.sampled_from(ways))(pa.table(data.draw(st.sampled_from((plain, odd)))), path)
    path.write_bytes(mangled(path.read_bytes(), data))
    sound_file(path)


@pytest.mark.parametrize("columns", [one for one in ARROW if one is not BEYOND], ids=lambda one: ",".join(one))
def test_parquet_of_any_kind(columns: dict[str, Any], tmp_path: Path) -> None:
    parquet.write_table(pa.table(columns), tmp_path / "file")
    sound_file(tmp_path / "file")


@FEW
@given(body=LINES | st.text(max_size=200))
def test_any_text_as_csv(body: str, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text(body, encoding="utf-8")
    sound_file(tmp_path / "file.csv")
    (tmp_path / "file.csv").write_text("id;t;v\n" + body, encoding="utf-8")
    sound_file(tmp_path / "file.csv")


@FEW
@given(body=BODIES | st.lists(READING, max_size=5))
def test_the_scanner_refuses_or_reads_as_the_plain_way(body: Any) -> None:
    text = json.dumps(body).encode()
    try:
        found = Decoder(["CH4-1", "煤矿/甲烷"]).columns(text)
    except NotReadings as fault:
        in_chinese(fault)
    else:
        assert found.sensor.size == found.time.size == found.value.size == found.quality.size
