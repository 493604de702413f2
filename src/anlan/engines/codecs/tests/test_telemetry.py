"""Every shape that devices send becomes the same columns; what cannot be read is refused with a reason, a reading or the body."""

import json
import math

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.engines.codecs.telemetry import MOST_READINGS, BodyFault, Columns, read

NOW = 1_767_225_660_000
AT = 1_767_225_600_000
TWO = (["CH4-01", "CO-02"], [AT, AT], [0.42, 7.0])


def columns(found: Columns) -> tuple[list[str], list[int], list[float]]:
    assert not found.refused
    return found.ids, found.at, found.values


@pytest.mark.parametrize(
    "body",
    [
        json.dumps([{"id": "CH4-01", "t": AT, "v": 0.42}, {"id": "CO-02", "t": AT, "v": "7"}]),
        json.dumps({"id": ["CH4-01", "CO-02"], "t": [AT, AT], "v": [0.42, 7]}),
        json.dumps({"id": ["CH4-01", "CO-02"], "t": AT, "v": [0.42, 7]}),
        json.dumps({"ts": AT, "values": {"CH4-01": 0.42, "CO-02": 7}}),
        json.dumps([{"ts": AT // 1000, "values": {"CH4-01": 0.42}}, {"ts": AT, "values": {"CO-02": 7}}]),
        json.dumps({"time": "2026-01-01 08:00:00", "CH4-01": 0.42, "CO-02": 7}),
        json.dumps({"timestamp": "2026-01-01T00:00:00Z", "CH4-01": 0.42, "CO-02": 7}),
        f'{{"id":"CH4-01","t":{AT},"v":0.42}}\n{{"id":"CO-02","t":{AT},"v":7}}\n',
        f"gas,id=CH4-01 v=0.42 {AT}000000\ngas,site=a,id=CO-02 v=7i {AT}000\n",
    ],
)
def test_every_shape_tells_the_same(body: str) -> None:
    assert columns(read(body.encode(), NOW)) == TWO


def test_an_arrow_stream_tells_the_same() -> None:
    batch = pa.record_batch({"id": TWO[0], "t": pa.array(TWO[1], pa.timestamp("ms", tz="UTC")), "v": TWO[2]})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as out:
        out.write_batch(batch)
    assert columns(read(sink.getvalue().to_pybytes(), NOW)) == TWO


def test_a_gateway_speaks_for_its_devices() -> None:
    body = {"采煤面": [{"ts": AT, "values": {"ch4": 0.3}}], "泵房": {"level": 2.5}}
    assert columns(read(json.dumps(body).encode(), NOW)) == (["采煤面/ch4", "泵房/level"], [AT, NOW], [0.3, 2.5])


def test_line_protocol_without_an_id_names_its_fields() -> None:
    assert read(f"pump rpm=1450,on=t {AT}".encode(), NOW).ids == ["pump/rpm", "pump/on"]
    assert read(b"level v=3", NOW).ids == ["level"]


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        ({"id": "", "t": AT, "v": 1}, "编码"),
        ({"id": "a" * 201, "t": AT, "v": 1}, "200"),
        ({"id": "a", "t": AT, "v": "很高"}, "正常的数字"),
        ({"id": "a", "t": AT, "v": "NaN"}, "正常的数字"),
        ({"id": "a", "t": AT, "v": 10**400}, "正常的数字"),
        ({"id": "a", "t": 0, "v": 1}, "2000 年"),
        ({"id": "a", "t": "1970-01-01 00:00:00", "v": 1}, "2000 年"),
        ({"id": "a", "t": "2099-01-01 00:00:00", "v": 1}, "晚了"),
        ({"id": "a", "t": 10**30, "v": 1}, "晚了"),
        ({"id": "a", "t": "昨天", "v": 1}, "看不懂"),
        ({"id": "a", "t": True, "v": 1}, "真假值"),
        ({"id": "a", "t": AT, "v": 1, "q": "好"}, "质量码"),
    ],
)
def test_one_bad_reading_is_refused_and_the_others_stay(reading: dict[str, object], why: str) -> None:
    body = '[{"id":"good","v":1},' + json.dumps(reading) + "]"
    found = read(body.encode(), NOW)
    assert (found.ids, found.at) == (["good"], [NOW])
    assert [(one.number, why in one.why) for one in found.refused] == [(2, True)]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "空"),
        (b"   ", "空"),
        (b"\x00\x01\x02", "认不出"),
        (b"\xff\xfe\xfd", "UTF-8"),
        (b"\xff\xff\xff\xff\x00", "Arrow"),
        (b'{"id":"a","t":1', "JSON"),
        (b"[" * 900 + b"]" * 900, "没有读数|嵌套"),
        (b"[]", "没有读数"),
        (b'{"id":["a","b"],"t":[1],"v":[1,2]}', "长短不一"),
        (b"hello world", "认不出"),
        (json.dumps({"id": ["a"] * (MOST_READINGS + 1), "v": [1] * (MOST_READINGS + 1)}).encode(), "最多"),
    ],
)
def test_a_body_that_cannot_be_read_says_why(body: bytes, why: str) -> None:
    with pytest.raises(BodyFault, match=why):
        read(body, NOW)


def test_opc_quality_becomes_ours() -> None:
    body = [{"id": "a", "v": 1, "q": q} for q in (None, 0, 1, 192, 64, 252)]
    assert read(json.dumps(body).encode(), NOW).quality == [0, 0, 1, 0, 5, 0]


KEYS = st.text(max_size=5) | st.sampled_from(["id", "t", "v", "q", "values", "ts"])
PLAIN = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8)
BODIES = st.recursive(PLAIN, lambda one: st.lists(one, max_size=4) | st.dictionaries(KEYS, one, max_size=4), max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | BODIES.map(lambda body: json.dumps(body).encode()))
def test_nothing_sent_breaks_the_reader(body: bytes) -> None:
    try:
        found = read(body, NOW)
    except BodyFault as fault:
        said = str(fault)
    else:
        assert len(found.ids) == len(found.at) == len(found.values) == len(found.quality)
        assert all(math.isfinite(value) for value in found.values)
        assert all(0 < at <= NOW + 600_000 for at in found.at)
        said = "".join(one.why for one in found.refused) or "无"
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said)
