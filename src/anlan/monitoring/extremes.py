"""Lows and highs by the hour: what curves over months and years are drawn from, so that no page opens a thousand days.

    readings/extremes/2026-03/07.parquet    # a month, and in it the sensors whose code falls into bucket 7
    readings/extremes/days.json             # which packed days lie in them, each with the files it was made from

Made from packed days by the night's work; what is not in them is drawn from the readings themselves. They may be thrown away at
any time: the next night makes them anew.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from anlan.engines.codecs.telemetry import BEIJING
from anlan.monitoring.history import History, Lying, Series, drawn, opened

BUCKETS, HOUR, LONG, GROUP = 32, 3_600_000, timedelta(days=60), 65_536
"""Files of a month; ms; spans beyond which a curve is drawn from these; rows of a part of a file to be read by itself."""
MANY = 31
"""So many days are taken at a time: a month's files are written once for them."""
SCHEMA = pa.schema(
    [("sensor", pa.string()), ("low_at", pa.int64()), ("low", pa.float64()), ("high_at", pa.int64()), ("high", pa.float64())]
)
Days = dict[str, list[str]]


def fold(folder: Path, stop: Callable[[], bool]) -> int:
    """Takes in the packed days that are not in here yet or were packed anew, and forgets those that history forgot; how many.
    May be stopped between two months."""
    history, done = History(folder / "history"), days(folder)
    packed: dict[date, list[Lying]] = defaultdict(list)
    for one in history.files():
        packed[one.day].append(one)
    whole = {day: sorted(one.path for one in files) for day, files in packed.items() if all(one.is_packed for one in files)}
    gone = {day for name in done if (day := date.fromisoformat(name)) not in packed}
    new = sorted({day for day, paths in whole.items() if done.get(day.isoformat()) != paths} | gone)
    folded = 0
    for some in _months(new):
        if stop():
            break
        _fold(folder, history, {day: packed.get(day, []) for day in some}, again=any(day.isoformat() in done for day in some))
        done |= {day.isoformat(): whole[day] for day in some if day in whole}
        done = {name: paths for name, paths in done.items() if date.fromisoformat(name) not in gone.intersection(some)}
        _tell(folder, done)
        folded += len(some)
    return folded


def days(folder: Path) -> Days:
    """The days that lie in the files, each with the files of history it was made from."""
    try:
        return dict(json.loads((folder / "extremes" / "days.json").read_text()))
    except (FileNotFoundError, ValueError):
        return {}


def _tell(folder: Path, done: Days) -> None:
    part = folder / "extremes" / "days.part"
    part.write_text(json.dumps(done))
    part.rename(part.with_suffix(".json"))


def _months(new: Sequence[date]) -> Iterator[list[date]]:
    some: list[date] = []
    for day in new:
        if some and (day.month != some[0].month or day.year != some[0].year or len(some) == MANY):
            yield some
            some = []
        some.append(day)
    if some:
        yield some


def _fold(folder: Path, history: History, some: dict[date, list[Lying]], *, again: bool) -> None:
    """Writes a month's files anew with some of its days in them; `again`: some of these were in them before."""
    table = history.table()
    assert table is not None
    found: dict[int, list[pa.Table]] = defaultdict(list)
    for files in filter(None, some.values()):
        for batch in opened(table, files).scanner(columns=["sensor", "at", "value"]).to_batches():
            if batch.num_rows:
                for bucket, rows in _bucketed(lows_and_highs(batch)):
                    found[bucket].append(rows)
    month = folder / "extremes" / f"{next(iter(some)):%Y-%m}"
    month.mkdir(parents=True, exist_ok=True)
    spans = [_span(day) for day in some]
    before = {int(file.stem) for file in month.glob("*.parquet")} if again else set()
    for number in sorted(before | found.keys()):
        _write(month / f"{number:02}.parquet", found[number], spans)


def lows_and_highs(batch: Any) -> pa.Table:
    """Of rows in the order of sensor and moment: the lowest and the highest reading of each hour, and when they were."""
    codes = batch["sensor"].dictionary_encode() if not pa.types.is_dictionary(batch["sensor"].type) else batch["sensor"]
    at, value = batch["at"].to_numpy(zero_copy_only=False), batch["value"].to_numpy(zero_copy_only=False)
    key = codes.indices.to_numpy(zero_copy_only=False).astype(np.int64) << 40 | at // HOUR
    begins = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    group = np.repeat(np.arange(begins.size), np.diff(np.append(begins, key.size)))
    low, high = np.fmin.reduceat(value, begins), np.fmax.reduceat(value, begins)
    columns = [codes.dictionary.take(codes.indices.take(pa.array(begins)))]
    for extreme in (low, high):
        hits = np.flatnonzero((value == extreme[group]) | np.isnan(extreme[group]))
        first = hits[np.unique(group[hits], return_index=True)[1]]
        columns += [pa.array(at[first]), pa.array(extreme)]
    return pa.table(columns, schema=SCHEMA)


def _bucketed(rows: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    codes = rows["sensor"].combine_chunks().dictionary_encode()
    of = np.array([bucket(code) for code in codes.dictionary.to_pylist()], np.int64)[codes.indices.to_numpy()]
    for one in np.unique(of).tolist():
        yield one, rows.filter(pa.array(of == one))


def bucket(code: str) -> int:
    return zlib.crc32(code.encode()) % BUCKETS


def _write(file: Path, rows: list[pa.Table], spans: Sequence[tuple[int, int]]) -> None:
    """The file with the rows in the place of those that it had of these days; sorted, whole or not at all."""
    if file.exists():
        old = parquet.read_table(file)
        at = old["low_at"].to_numpy()
        kept = ~np.logical_or.reduce([(at >= begin) & (at < end) for begin, end in spans])
        rows = [old.filter(pa.array(kept)), *rows]
    whole = pa.concat_tables([SCHEMA.empty_table(), *rows])
    whole = whole.take(pc.sort_indices(whole, sort_keys=[("sensor", "ascending"), ("low_at", "ascending")]))
    part = file.with_suffix(".part")
    parquet.write_table(whole, part, compression="zstd", row_group_size=GROUP, use_dictionary=["sensor"])
    part.rename(file)


def _span(day: date) -> tuple[int, int]:
    """The day in epoch ms, by Chinese clocks."""
    begin = int(datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp() * 1000)
    return begin, begin + 24 * HOUR


# curves --------------------------------------------------------------------------------------------------------------


def points(folder: Path, sensor: str, start: int, end: int, width: int) -> list[tuple[int, float]]:
    """At most 2 x `width` points that draw the readings of a span (epoch ms); beyond LONG, by the hour."""
    history = History(folder / "history")
    if end - start < LONG // timedelta(milliseconds=1):
        return history.drawn(sensor, start, end, width)
    done = days(folder)
    known = [date.fromisoformat(day) for day in done]
    inside = sorted(day for day in known if _span(day)[0] >= start and _span(day)[1] <= end)
    parts = [history.read(sensor, begin, until) for begin, until in _holes(inside, start, end)]
    parts += [_folded(folder, sensor, inside)]
    at = np.concatenate([one.at for one in parts])
    order = np.argsort(at, kind="stable")
    value = np.concatenate([one.value for one in parts])
    return drawn(Series(at[order], value[order], np.zeros(at.size, np.int8)), start, end, width)


def _holes(inside: Sequence[date], start: int, end: int) -> Iterator[tuple[int, int]]:
    """What of a span the folded days leave out."""
    at = start
    for begin, until in map(_span, inside):
        if begin > at:
            yield at, begin
        at = until
    if at < end:
        yield at, end


def _folded(folder: Path, sensor: str, inside: Sequence[date]) -> Series:
    """The lows and highs of a sensor on some days."""
    months = dict.fromkeys(f"{day:%Y-%m}" for day in inside)
    files = [folder / "extremes" / month / f"{bucket(sensor):02}.parquet" for month in months]
    found = [parquet.read_table(file, filters=[("sensor", "==", sensor)], schema=SCHEMA) for file in files if file.exists()]
    rows = pa.concat_tables([SCHEMA.empty_table(), *found])
    at = np.concatenate([rows[name].to_numpy() for name in ("low_at", "high_at")])
    value = np.concatenate([rows[name].to_numpy() for name in ("low", "high")])
    wanted = np.isin(_days(at), np.array(inside, "datetime64[D]")) if len(inside) else np.zeros(at.size, bool)
    return Series(at[wanted], value[wanted], np.zeros(int(wanted.sum()), np.int8))


def _days(at: Any) -> Any:
    return ((at + 8 * HOUR) // (24 * HOUR)).astype("datetime64[D]")
