"""Files of readings (CSV, Parquet) as one long table: id, at (epoch ms), value, quality. Pure but for the file it is given.

Long files have a row a reading (id, t, v, perhaps q); wide ones a row a moment: a time column, and a column a sensor (its id).
"""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from anlan.engines.codecs.telemetry import BEIJING, NAMES, BodyFault, when

TIMES = (*NAMES["at"], "datetime", "date_time", "时间", "监测时间", "采集时间")
OTHER = {"id": ("编码", "监测点编码", "测点编号"), "value": ("值", "监测值", "数值"), "quality": ("质量",)}


def read_file(path: Path) -> pa.Table:
    """The readings in the order of the file. Raises BodyFault with a sentence for what is no such table."""
    table = _table(path)
    try:
        return _read(table, path)
    except BodyFault:
        raise
    except (pa.ArrowException, ValueError, OverflowError) as wrong:
        raise BodyFault(f"有一列读不懂：{str(wrong).splitlines()[0][:120]}") from None


def _read(table: pa.Table, path: Path) -> pa.Table:
    found = {what: _named(table, (*NAMES[what], *OTHER.get(what, ()))) for what in ("id", "value", "quality")}
    at = _named(table, TIMES)
    if at is None:
        raise BodyFault(f"没有时间列，请把它命名为 t、time 或“时间”；现有：{'、'.join(table.column_names[:10])}。")
    times = moments(table[at])
    if found["id"] is not None and found["value"] is not None:
        quality = table[found["quality"]].to_numpy() if found["quality"] else np.zeros(table.num_rows, np.int8)
        return _long(table[found["id"]].cast(pa.string()), times, _numbers(table[found["value"]]), quality)
    channels = [name for name in table.column_names if name != at and _is_number(table[name])]
    if not channels:
        raise BodyFault("除时间外没有数值列，认不出哪一列是读数。")
    named = [path.stem] if channels == [found["value"]] else channels
    return _wide(table, channels, named, times)


def _wide(table: pa.Table, channels: list[str], named: list[str], times: Any) -> pa.Table:
    """Moment by moment: every channel that has a value then. A lone column of values is named by its file."""
    values = np.column_stack([_numbers(table[name]) for name in channels])
    ids = pa.array(np.tile(np.array(named, object), table.num_rows), pa.string())
    flat = _long(ids, np.repeat(times, len(channels)), values.ravel(), np.zeros(values.size, np.int8))
    return flat.filter(pc.is_finite(flat["value"]))


def _long(ids: Any, times: Any, values: Any, quality: Any) -> pa.Table:
    return pa.table({"id": ids, "at": pa.array(times, pa.int64()), "value": values, "quality": pa.array(quality, pa.int8())})


def _table(path: Path) -> pa.Table:
    try:
        with path.open("rb") as file:
            start = file.read(4096)
        if start.startswith(b"PAR1"):
            return parquet.read_table(path)
        head = start.splitlines()[0] if start.strip() else b""
        return csv.read_csv(path, parse_options=csv.ParseOptions(delimiter=max(",;\t", key=lambda one: head.count(one.encode()))))
    except (pa.ArrowException, UnicodeDecodeError, OSError) as wrong:
        if isinstance(wrong, OSError) and wrong.errno:
            raise
        raise BodyFault(f"读不出来，文件可能不完整：{str(wrong).splitlines()[0][:120]}") from None


def _named(table: pa.Table, names: tuple[str, ...]) -> str | None:
    heads = {name.strip().lower(): name for name in table.column_names}
    return next((heads[name.lower()] for name in names if name.lower() in heads), None)


def _is_number(column: Any) -> bool:
    return bool(pa.types.is_floating(column.type) or pa.types.is_integer(column.type))


def _numbers(column: Any) -> Any:
    """Float64; what is no number is NaN."""
    if not _is_number(column):
        text = column.cast(pa.string())
        column = pc.if_else(pc.match_substring_regex(text, r"^-?[0-9]+(\.[0-9]+)?$"), text, None)
    return column.cast(pa.float64()).to_numpy(zero_copy_only=False)


def moments(column: Any) -> Any:
    """Epoch ms of a time column: timestamps without a zone are Beijing time; numbers and text as devices write them."""
    if column.null_count:
        raise BodyFault(f"时间列有 {column.null_count} 处是空的，请补上或删去这些行。")
    if pa.types.is_timestamp(column.type):
        shift = 0 if column.type.tz else int(BEIJING.utcoffset(None).total_seconds() * 1000)
        return column.cast(pa.timestamp("ms"), safe=column.type.unit == "s").cast(pa.int64()).to_numpy() - shift
    told = column.to_pylist()
    try:
        return np.fromiter((when(one) for one in told), np.int64, len(told))
    except (ValueError, OverflowError) as wrong:
        raise BodyFault(f"时间列有一处看不懂：{wrong}") from None
