"""Telemetry bodies into columns: JSON objects and columns, key-value JSON, line protocol, Arrow IPC. Pure: bytes in, columns out.

    read(b'[{"id":"CH4-01","t":1767225600000,"v":0.42}]', now=…)   # one reading
    read(b'{"ts":1767225600000,"values":{"CH4-01":0.42}}', now=…)  # key-value, as device platforms send it
    read(b'{"id":"V1","t":1767225600000,"lon":112.8,"lat":39.5,"speed":62}', now=…)   # ids V1/lon, V1/lat, V1/speed

What is wrong with one reading refuses that reading, with its number and a Chinese sentence; what is wrong with the body raises
BodyFault. Times may be epoch seconds, ms, us or ns (told apart by size) or text; text without an offset is Beijing time, as
devices here write it.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import orjson

BEIJING = timezone(timedelta(hours=8))
MOST_READINGS = 100_000
EARLIEST = 946_684_800_000
AHEAD = 600_000
LONGEST_ID = 200
ARROW = b"\xff\xff\xff\xff"
NAMES = {
    "id": ("id", "sensor", "sensorId", "sensor_id", "code", "name", "n"),
    "at": ("t", "ts", "time", "timestamp", "at"),
    "value": ("v", "value", "val"),
    "quality": ("q", "quality"),
}
FARTHEST = 1e200
ENVELOPE = frozenset(name for names in NAMES.values() for name in names)
GOOD = 0


class BodyFault(ValueError):
    """The whole body cannot be read; the message is a Chinese sentence for the dead-letter list."""


@dataclass(frozen=True)
class Refused:
    """One reading that was not taken: its number in the body (from 1), what it said of itself, and why not."""

    number: int
    id: str
    why: str


@dataclass
class Columns:
    """Readings as columns of equal length: id, epoch ms, value, quality (0 good, others as `stream_rules.rules.Quality`)."""

    ids: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    quality: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def take(self, number: int, id: Any, at: Any, value: Any, quality: Any, now: int) -> None:
        """One reading, as sent, into the columns or among the refused."""
        try:
            row = (_id(id), now if at is None else _in_time(when(at), now), _value(value), _quality(quality))
        except ValueError as wrong:
            self.refused.append(Refused(number, shown(id), str(wrong)))
            return
        for column, one in zip((self.ids, self.at, self.values, self.quality), row, strict=True):
            column.append(one)  # type: ignore[attr-defined]

    def __len__(self) -> int:
        return len(self.ids)


def read(body: bytes, now: int) -> Columns:
    """The readings of one body; `now` (epoch ms) dates a reading that says no time, and bounds the others. Raises BodyFault."""
    text = body.lstrip()
    if not text:
        raise BodyFault("报文是空的。")
    if body.startswith(ARROW):
        return _arrow(body, now)
    try:
        return _json(text, now) if text[:1] in b"[{" else _lines(body, now)
    except RecursionError:
        raise BodyFault("报文嵌套太深，读不懂，请减少层数。") from None


def when(said: Any) -> int:
    """Epoch ms of a time as sent. ValueError with a sentence if it is none."""
    if isinstance(said, bool):
        raise ValueError("时间不能是真假值。")
    if isinstance(said, str) and not re.fullmatch(r"-?\d+(\.\d+)?", said.strip()):
        return _written(said.strip())
    try:
        number = float(said) if isinstance(said, (float, str)) else int(said)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"时间“{shown(said)}”看不懂。") from None
    if not -FARTHEST < number < FARTHEST:
        raise ValueError("时间不是正常的数字，请写毫秒数。")
    for least, factor in ((1e17, 1_000_000), (1e14, 1000), (1e11, 1)):
        if abs(number) >= least:
            return int(number) // factor
    return int(number * 1000)


def shown(said: Any) -> str:
    """The beginning of what was said, for a sentence; a number may be longer than Python writes out."""
    try:
        return str(said)[:40]
    except ValueError:
        return "……"


def _in_time(at: int, now: int) -> int:
    """A device whose clock stands in 1970 or 2099 is told so: such a time would put its reading where nobody looks."""
    if at < EARLIEST:
        raise ValueError("时间早于 2000 年，请校准设备时钟。")
    if at > now + AHEAD:
        raise ValueError(f"时间比平台时间晚了 {(at - now) // 60_000} 分钟，请校准设备时钟。")
    return at


def _written(said: str) -> int:
    try:
        at = datetime.fromisoformat(said.replace("/", "-"))
    except ValueError:
        raise ValueError(f"时间“{said[:40]}”看不懂，应为毫秒数或“2026-03-02 12:00:00”。") from None
    return round((at if at.tzinfo else at.replace(tzinfo=BEIJING)).timestamp() * 1000)


def _id(said: Any) -> str:
    if isinstance(said, int) and not isinstance(said, bool):
        said = str(said)
    if not isinstance(said, str) or not said.strip():
        raise ValueError("没有监测点编码。")
    if len(said) > LONGEST_ID:
        raise ValueError(f"监测点编码超过 {LONGEST_ID} 个字符。")
    return said.strip()


def _value(said: Any) -> float:
    """A finite number; yes and no are 1 and 0, a number written as text is one."""
    try:
        value = float(said) if isinstance(said, (int, float, str)) else math.nan
    except (ValueError, OverflowError):
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"数值“{shown(said)}”不是正常的数字，请检查设备。" if said is not None else "没有数值。")
    return value


def _quality(said: Any) -> int:
    """0 … 5; OPC's 192 and above, absent and true are good, its lower figures doubtful."""
    if said is None or said is True:
        return GOOD
    if isinstance(said, bool) or not isinstance(said, int) or said < 0:
        raise ValueError(f"质量码“{shown(said)}”看不懂，应为 0 至 5 或 OPC 质量码。")
    return said if said <= 5 else GOOD if said >= 192 else 5


def _json(text: bytes, now: int) -> Columns:
    try:
        body = _loads(text)
    except ValueError as wrong:
        return _json_lines(text, now, wrong)
    found = Columns()
    _any(body, found, now, None)
    if not found.ids and not found.refused:
        raise BodyFault("报文里没有读数。")
    return found


def _loads(text: bytes) -> Any:
    """Strict first; then as devices write it, with NaN and numbers beyond measure, which are refused reading by reading."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def _json_lines(text: bytes, now: int, wrong: ValueError) -> Columns:
    """One object a line; a body that is broken otherwise is refused as a whole."""
    found, broken = Columns(), 0
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        try:
            body = _loads(line)
        except ValueError:
            found.refused.append(Refused(number, "", "这一行不是完整的 JSON。"))
            broken += 1
            continue
        _any(body, found, now, None)
    if broken == len(lines):
        place = f"（第 {wrong.pos + 1} 个字符处有错）" if isinstance(wrong, json.JSONDecodeError) else ""
        raise BodyFault(f"不是完整的 JSON{place}。")
    return found


def _any(body: Any, found: Columns, now: int, at: Any) -> None:
    """A list of bodies, columns, one reading, `ts` with `values`, or a plain map of ids to values."""
    if isinstance(body, list):
        for one in body:
            _fits(found)
            _any(one, found, now, at)
        return
    if not isinstance(body, Mapping):
        found.refused.append(Refused(len(found) + len(found.refused) + 1, "", '读数应写成对象，例如 {"id":…,"t":…,"v":…}。'))
        return
    id, value, quality = _named(body, "id"), _named(body, "value"), _named(body, "quality")
    at = _named(body, "at") if _named(body, "at") is not None else at
    if isinstance(id, list):
        _columns(found, now, id, at, value, quality)
    elif id is not None and value is not None:
        found.take(len(found) + len(found.refused) + 1, id, at, value, quality, now)
    elif isinstance(id, str) and (own := _said_of(body)):
        _under(id, {"values": own}, found, now, at)
    elif isinstance(body.get("values"), Mapping):
        _pairs(body["values"].items(), found, now, at)
    else:
        _pairs(((key, one) for key, one in body.items() if key not in NAMES["at"]), found, now, at)


def _said_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """What one thing says by several channels at once, as vehicles do: `{"id":…,"t":…,"lon":…,"lat":…,"speed":…}`."""
    return {name: said for name, said in body.items() if name not in ENVELOPE and name != "values"}


def _pairs(pairs: Iterable[tuple[str, Any]], found: Columns, now: int, at: Any) -> None:
    """Ids and values; a value that is itself a list or an object is what a device under this gateway said."""
    for key, one in pairs:
        _fits(found)
        if isinstance(one, (list, Mapping)):
            _under(key, one, found, now, at)
        else:
            found.take(len(found) + len(found.refused) + 1, key, at, one, None, now)


def _under(key: str, body: Any, found: Columns, now: int, at: Any) -> None:
    """A device's own readings: `ts` with `values`, or key-value; their ids are device/key."""
    for one in body if isinstance(body, list) else [body]:
        inner = one if isinstance(one, Mapping) else {}
        at_inner = _named(inner, "at") if _named(inner, "at") is not None else at
        values = inner.get("values", {name: said for name, said in inner.items() if name not in NAMES["at"]})
        if not isinstance(values, Mapping) or not values:
            found.refused.append(Refused(len(found) + len(found.refused) + 1, key, "设备下没有读数。"))
            continue
        for name, said in values.items():
            _fits(found)
            found.take(len(found) + len(found.refused) + 1, f"{key}/{name}", at_inner, said, None, now)


def _named(body: Mapping[str, Any], what: str) -> Any:
    return next((body[name] for name in NAMES[what] if name in body), None)


def _columns(found: Columns, now: int, ids: list[Any], at: Any, values: Any, quality: Any) -> None:
    """Columns of one length; a single time stands for all."""
    times = at if isinstance(at, list) else [at] * len(ids)
    marks = quality if isinstance(quality, list) else [quality] * len(ids)
    if not isinstance(values, list) or not len(ids) == len(times) == len(values) == len(marks):
        raise BodyFault("各列长短不一，请使编码、时间、数值的个数相同。")
    if len(ids) > MOST_READINGS:
        raise BodyFault(f"一次最多 {MOST_READINGS} 个读数，请分批上报。")
    for number, row in enumerate(zip(ids, times, values, marks, strict=True), start=1):
        found.take(number, *row, now)


def _fits(found: Columns) -> None:
    if len(found) + len(found.refused) >= MOST_READINGS:
        raise BodyFault(f"一次最多 {MOST_READINGS} 个读数，请分批上报。")


LINE = re.compile(
    r"(?P<name>(?:[^\s,\\]|\\.)+)(?P<tags>(?:,(?:[^\s,=\\]|\\.)+=(?:[^\s,\\]|\\.)+)*)\s+(?P<fields>[^\s=]+=(?:[^\s\"]|\"[^\"]*\")+)(?:\s+(?P<at>-?\d+))?"
)
TAG_OF_ID = ("id", "sensor", "sensor_id", "code")


def _lines(body: bytes, now: int) -> Columns:
    """Line protocol: `name,id=CH4-01 v=0.42 1767225600000000000`; without an id tag the id is name/field, or the name."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BodyFault("报文不是 UTF-8 文本，也不是认识的格式（JSON、行协议、Arrow）。") from None
    found = Columns()
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for number, line in enumerate(lines, start=1):
        _fits(found)
        if match := LINE.fullmatch(line.strip()):
            _line(match, number, found, now)
        else:
            found.refused.append(Refused(number, line[:40], "这一行不是行协议，应为“名称,id=编码 v=数值 时间”。"))
    if not found.ids and all("不是行协议" in one.why for one in found.refused):
        raise BodyFault("认不出报文的格式：JSON、行协议和 Arrow 都不是。")
    return found


def _line(match: "re.Match[str]", number: int, found: Columns, now: int) -> None:
    tags = dict(pair.split("=", 1) for pair in match["tags"].split(",")[1:])
    own = next((tags[name] for name in TAG_OF_ID if name in tags), None)
    fields = [pair.split("=", 1) for pair in match["fields"].split(",") if "=" in pair]
    plain = len(fields) == 1
    for name, said in fields:
        id = own if own and plain else f"{own or match['name']}/{name}" if not plain else match["name"]
        found.take(number, id, match["at"], _field(said), None, now)


def _field(said: str) -> Any:
    """A field's value: `1i`, `2u` are whole, t and f are yes and no."""
    words = {"t": True, "true": True, "f": False, "false": False}
    return words.get(said.lower(), said[:-1] if re.fullmatch(r"-?\d+[iu]", said) else said.strip('"'))


def _arrow(body: bytes, now: int) -> Columns:
    """An Arrow IPC stream with the columns id, t, v and perhaps q (or their other names)."""
    try:
        import pyarrow as pa
    except ImportError:
        raise BodyFault("本机没有安装 streams 扩展，读不了 Arrow 报文。") from None
    try:
        table = pa.ipc.open_stream(body).read_all()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as wrong:
        raise BodyFault(f"Arrow 报文读不出来：{str(wrong).splitlines()[0][:80]}") from None
    return _table(table, now)


def _table(table: Any, now: int) -> Columns:
    """The columns of an Arrow table, by any of their names."""
    named = {what: next((name for name in names if name in table.column_names), None) for what, names in NAMES.items()}
    ids, at, values, marks = (table[name] if (name := named[what]) else None for what in ("id", "at", "value", "quality"))
    if ids is None or values is None:
        raise BodyFault(f"表里没有编码列和数值列，现有：{'、'.join(table.column_names[:10])}。")
    if table.num_rows > MOST_READINGS:
        raise BodyFault(f"一次最多 {MOST_READINGS} 个读数，请分批上报。")
    found = Columns()
    _columns(found, now, _listed(ids), _listed(at) if at is not None else None, _listed(values), marks and _listed(marks))
    return found


def _listed(column: Any) -> list[Any]:
    """An Arrow column as Python's values; timestamps become epoch ms (without a zone: Beijing). Raises BodyFault."""
    import pyarrow as pa

    try:
        if not pa.types.is_timestamp(column.type):
            return list(column.to_pylist())
        shift = 0 if column.type.tz else int(BEIJING.utcoffset(None).total_seconds() * 1000)
        told = column.cast(pa.timestamp("ms"), safe=column.type.unit == "s").cast(pa.int64()).to_pylist()
        return [one if one is None else one - shift for one in told]
    except (ValueError, OverflowError, TypeError, pa.ArrowException):
        raise BodyFault(f"表里有一列的类型（{column.type}）读不懂，编码请用文本，时间用毫秒数或时间戳，数值用数字。") from None
