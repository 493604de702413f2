"""Both ways of reading JSON give the same columns or refuse alike; what is refused says where."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.engines.stream_rules.decode import MOST_BYTES, UNKNOWN, Columns, Decoder, Keys, NotReadings, read_plainly

NAMES = ["甲矿-T0-01", "a", "140621-TEMP-0000007", "b" * 40]
DECODER = Decoder(NAMES)
FEW = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))

numbers = st.one_of(
    st.integers(-(10**17), 10**17), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([-0.0, 0, 0.1, 1e-7, 12.5])
)
rows = st.fixed_dictionaries(
    {"id": st.sampled_from([*NAMES, "x", "新", 'q"uote', ""]), "t": st.integers(0, 2**42), "v": numbers},
    optional={"q": st.integers(0, 255), "unit": st.text(max_size=3)},
)
odd = st.one_of(
    rows,
    st.dictionaries(st.sampled_from(["id", "t", "v", "q"]), st.one_of(numbers, st.text(max_size=2), st.none(), st.booleans())),
)
separators = st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")])


def told(columns: Columns) -> list[Any]:
    return [columns.sensor.tolist(), columns.time.tolist(), list(map(repr, columns.value.tolist())), columns.quality.tolist()]


def plainly(body: bytes) -> Any:
    try:
        return told(read_plainly(body, DECODER.known, DECODER.keys))
    except NotReadings as wrong:
        return str(wrong)


def quickly(body: bytes) -> Any:
    try:
        return told(DECODER.columns(body))
    except NotReadings as wrong:
        return str(wrong)


@FEW
@given(body=st.lists(rows, max_size=5), separators=separators, is_ascii=st.booleans(), indent=st.sampled_from([None, None, 1]))
def test_readings_are_read_alike(body: list[Any], separators: tuple[str, str], is_ascii: bool, indent: int | None) -> None:
    text = json.dumps(body, separators=separators, ensure_ascii=is_ascii, indent=indent).encode()
    assert quickly(text) == plainly(text)


@FEW
@given(body=st.one_of(st.lists(odd, max_size=4), odd, numbers), separators=separators, data=st.data())
def test_mangled_bodies_are_refused_alike(body: Any, separators: tuple[str, str], data: st.DataObject) -> None:
    text = bytearray(json.dumps(body, separators=separators).encode())
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        text[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from([b"", b'"', b"{", b"}", b"0", b"-", b".", b"e5", b"\0", b"\xff", b",", b"]"])
        )
    assert quickly(bytes(text)) == plainly(bytes(text))


def test_the_ordinary_message_never_needs_the_plain_way() -> None:
    body = [{"id": name, "t": 1_700_000_000_000 + n, "v": n / 100, "q": n} for n, name in enumerate([*NAMES, "unknown"])]
    found = DECODER._scanned(json.dumps(body, ensure_ascii=False).encode())
    assert found is not None
    assert found.sensor.tolist() == [0, 1, 2, 3, UNKNOWN]
    assert found.value.tolist() == [0.0, 0.01, 0.02, 0.03, 0.04]


def test_a_sender_may_use_other_keys() -> None:
    decoder = Decoder(["a"], Keys("deviceId", "ts", "value", "quality"))
    assert told(decoder.columns(b'{"ts":5,"value":-1.25,"deviceId":"a"}')) == [[0], [5], ["-1.25"], [0]]
    with pytest.raises(ValueError, match="键名"):
        Decoder(["a"], Keys("id", "id"))
    with pytest.raises(ValueError, match="重复"):
        Decoder(["a", "a"])


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "有效的 JSON"),
        (b"[" * 100_000, "有效的 JSON"),
        (b'[{"id":"a","t":1,"v":NaN}]', "有效的 JSON"),
        (b"3", "列表"),
        (b"[3]", "第 1 条不是读数"),
        (b'[{"id":"a","t":1,"v":1},{"id":7,"t":1,"v":1}]', "第 2 条没有监测点编码"),
        (b'[{"id":"a","t":1.5,"v":1}]', "毫秒整数"),
        (b'[{"id":"a","t":-1,"v":1}]', "毫秒整数"),
        (b'[{"id":"a","t":1,"v":true}]', "不是数"),
        (b'[{"id":"a","t":1,"v":1,"q":256}]', "质量码"),
        (b" " * (MOST_BYTES + 1), "分批"),
    ],
)
def test_what_is_no_reading_is_refused_in_a_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(NotReadings, match=sentence):
        DECODER.columns(body)
