"""JSON telemetry into columns: `[{"id": "甲矿-T0-01", "t": 1700000000000, "v": 0.42, "q": 0}, …]`, or one such object alone.

    columns = Decoder(names).columns(body)        # raises NotReadings with a Chinese sentence; columns.sensor is UNKNOWN where
nobody knows the id

`read_plainly` is the meaning: orjson, then every object in turn. `scan.objects` reads the ordinary case at ten times the speed
and gives up at whatever it does not know for certain (escapes, exponents, more keys, faults); then the plain way decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from anlan.engines.stream_rules import scan
from anlan.engines.stream_rules.jit import IS_COMPILED

UNKNOWN = 0xFFFF_FFFF
MOST_BYTES = 4 << 20
LATEST = 2**53


class NotReadings(ValueError):
    """The body is refused as a whole; the message says what is wrong and where."""


@dataclass(frozen=True)
class Columns:
    """Readings as the engine takes them: uint32, int64 ms, float64, uint8."""

    sensor: np.ndarray[Any, np.dtype[np.uint32]]
    time: np.ndarray[Any, np.dtype[np.int64]]
    value: np.ndarray[Any, np.dtype[np.float64]]
    quality: np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True)
class Keys:
    """What a sender calls identity, time in ms, value and quality (the last may be left out)."""

    id: str = "id"
    time: str = "t"
    value: str = "v"
    quality: str = "q"

    def all(self) -> tuple[str, str, str, str]:
        return self.id, self.time, self.value, self.quality


class Decoder:
    """Knows the ids of the sensors: `names[n]` is sensor n."""

    def __init__(self, names: Sequence[str], keys: Keys | None = None) -> None:
        self.keys = keys or Keys()
        self.known = {name: number for number, name in enumerate(names)}
        if len(self.known) < len(names):
            raise ValueError("监测点编码有重复，请核对。")
        self._table = scan.table(names) if IS_COMPILED else None
        self._keys = scan.key_table(self.keys.all())

    def columns(self, body: bytes) -> Columns:
        """The readings of one message in their order. Raises NotReadings."""
        if len(body) > MOST_BYTES:
            raise NotReadings(f"消息有 {len(body)} 字节，超过 {MOST_BYTES >> 20} MB，请分批发送。")
        if self._table is not None and (fast := self._scanned(body)):
            return fast
        return read_plainly(body, self.known, self.keys)

    def _scanned(self, body: bytes) -> Columns | None:
        most = body.count(b"{")
        found = Columns(np.empty(most, np.uint32), np.empty(most, np.int64), np.empty(most, np.float64), np.zeros(most, np.uint8))
        marks = np.empty(3 * most, np.int64)
        assert self._table is not None
        text = np.frombuffer(body + scan.END, np.uint8)
        taken = scan.objects(text, self._table, self._keys, marks, found.sensor, found.time, found.value, found.quality)
        return found if taken == most and taken > 0 else None


def read_plainly(body: bytes, known: Mapping[str, int], keys: Keys) -> Columns:
    """What a body means. Raises NotReadings."""
    try:
        rows = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise NotReadings("消息不是有效的 JSON，请核对格式和编码（UTF-8）。") from None
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list):
        raise NotReadings("消息应是一条读数或读数的列表。")
    found = [_row(number, row, known, keys) for number, row in enumerate(rows, 1)]
    sensor, time, value, quality = zip(*found, strict=True) if found else ((), (), (), ())
    return Columns(
        np.array(sensor, np.uint32), np.array(time, np.int64), np.array(value, np.float64), np.array(quality, np.uint8)
    )  # fmt: skip


def _row(number: int, row: Any, known: Mapping[str, int], keys: Keys) -> tuple[int, int, float, int]:
    if not isinstance(row, dict):
        raise NotReadings(f"第 {number} 条不是读数，应写成一组名称和值。")
    name, time, value, quality = row.get(keys.id), row.get(keys.time), row.get(keys.value), row.get(keys.quality, 0)
    if not isinstance(name, str):
        raise NotReadings(f"第 {number} 条没有监测点编码（{keys.id}）。")
    if type(time) is not int or not 0 <= time < LATEST:
        raise NotReadings(f"第 {number} 条的时间（{keys.time}）应是毫秒整数。")
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise NotReadings(f"第 {number} 条的数值（{keys.value}）不是数。")
    if type(quality) is not int or not 0 <= quality <= 255:
        raise NotReadings(f"第 {number} 条的质量码（{keys.quality}）应是 0 至 255 的整数。")
    return known.get(name, UNKNOWN), time, float(value), quality
