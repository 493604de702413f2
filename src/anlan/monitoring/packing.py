"""A finished day of history written anew: sorted by sensor and moment, each of them once, without what is past its keeping.

Memory holds one range of sensors (a million readings) however long the day is: the day is first parted by range into files of
its own folder, then each range is sorted and written. The table changes in one commit at the end, or not at all; what comes to
the day meanwhile stays as it is. `fold` does the like with some small files of a day that is not over.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable
from deltalake.transaction import AddAction, RemoveAction
from pyarrow import parquet

from anlan.monitoring.history import FOLDED, PACKED, STORED, Lying, force, here, opened

RANGE, BITE, FILE, GROUP, LEVEL = 1_000_000, 262_144, 16_000_000, 131_072, 5
"""Readings that lie in memory at once; of a bite; of a file; of a part of a file to be read by itself; how hard it is packed."""
SPILLED = pa.schema([("rank", pa.int32()), *list(STORED)[1:]])
ENCODED = {"use_dictionary": ["sensor"], "column_encoding": {"at": "DELTA_BINARY_PACKED"}}
Gone = Callable[[Sequence[str]], "np.ndarray[Any, np.dtype[np.bool_]]"]
"""Which of some sensors' readings are past their keeping."""


class Stopped(Exception):
    """Somebody asked to stop; the table is as it was."""


@dataclass(frozen=True)
class Packed:
    """What became of a day's readings: how many stay, were there twice, are past their keeping."""

    after: int
    twice: int
    gone: int


@dataclass(frozen=True)
class Ranges:
    """The day's sensors in order with the range each belongs to (-1: gone), how many ranges, how many readings stay and go."""

    codes: pa.Array
    place: "np.ndarray[Any, np.dtype[np.int32]]"
    count: int
    kept: int
    gone: int


def pack(table: DeltaTable, day: date, files: Sequence[Lying], scratch: Path, gone: Gone, go_on: Callable[[], bool]) -> Packed:
    """Packs a day of `table`, whose files these are. `go_on` is asked between bites. Raises Stopped."""
    source = opened(table, files)
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    sheets = _Sheets(table, day, PACKED, "zstd")
    try:
        ranges = _ranges(source, gone, go_on)
        _part(source, ranges, scratch, go_on)
        for number in range(ranges.count):
            _check(go_on)
            sheets.add(_sorted(scratch / str(number), ranges.codes))
        written = sheets.commit(files)
    except BaseException:
        sheets.remove()
        raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Packed(written, ranges.kept - written, ranges.gone)


def fold(table: DeltaTable, day: date, files: Sequence[Lying]) -> None:
    """Makes one sorted file of some that hold no more than memory is meant to."""
    rows = opened(table, files).to_table()
    codes = pc.unique(rows["sensor"]).sort()
    rank = pc.index_in(rows["sensor"], value_set=codes).combine_chunks()
    sheets = _Sheets(table, day, FOLDED, "snappy")
    sheets.add(_ordered(pa.table([rank, *rows.columns[1:]], schema=SPILLED), codes))
    sheets.commit(files)


def _check(go_on: Callable[[], bool]) -> None:
    if not go_on():
        raise Stopped


def _batches(source: Any, columns: Sequence[str], go_on: Callable[[], bool]) -> Iterator[pa.RecordBatch]:
    how = {"batch_size": BITE, "batch_readahead": 1, "fragment_readahead": 1, "use_threads": False}
    for batch in source.scanner(columns=list(columns), **how).to_batches():
        _check(go_on)
        yield batch


def _ranges(source: Any, gone: Gone, go_on: Callable[[], bool]) -> Ranges:
    """Ranges of sensors with so many readings together as memory is meant to hold."""
    counts: dict[str, int] = {}
    for batch in _batches(source, ["sensor"], go_on):
        for one in pc.value_counts(batch["sensor"]).to_pylist():
            counts[one["values"]] = counts.get(one["values"], 0) + one["counts"]
    codes = sorted(counts)
    kept = ~gone(codes)
    size = np.array([counts[code] for code in codes], np.int64) * kept
    place = ((np.cumsum(size) - size) // RANGE).astype(np.int32)
    ranges = int(place[kept].max()) + 1 if kept.any() else 0
    stay = int(size.sum())
    return Ranges(pa.array(codes, pa.string()), np.where(kept, place, np.int32(-1)), ranges, stay, sum(counts.values()) - stay)


def _part(source: Any, ranges: Ranges, scratch: Path, go_on: Callable[[], bool]) -> None:
    """Every reading that stays, into the file of its range, in the order of arrival."""
    files = [pa.OSFile(str(scratch / str(number)), "wb") for number in range(ranges.count)]
    writers = [pa.ipc.new_stream(file, SPILLED, options=pa.ipc.IpcWriteOptions(compression="lz4")) for file in files]
    try:
        for batch in _batches(source, STORED.names, go_on):
            for number, part in _parted(batch, ranges):
                writers[number].write_batch(part)
    finally:
        for one in (*writers, *files):
            one.close()


def _parted(batch: pa.RecordBatch, ranges: Ranges) -> Iterator[tuple[int, pa.RecordBatch]]:
    rank = pc.index_in(batch["sensor"], value_set=ranges.codes).to_numpy()
    place = ranges.place[rank]
    order = np.argsort(place, kind="stable")
    begins = np.searchsorted(place[order], np.arange(ranges.count + 1))
    columns = [pa.array(rank), *(batch[name] for name in SPILLED.names[1:])]
    whole = pa.RecordBatch.from_arrays(columns, schema=SPILLED).take(pa.array(order))
    for number in np.flatnonzero(np.diff(begins)):
        yield int(number), whole.slice(begins[number], begins[number + 1] - begins[number])


def _sorted(spilled: Path, codes: pa.Array) -> pa.Table:
    with pa.OSFile(str(spilled)) as file:
        rows = pa.ipc.open_stream(file).read_all()
    spilled.unlink()
    return _ordered(rows, codes)


def _ordered(rows: pa.Table, codes: pa.Array) -> pa.Table:
    """By sensor and moment; of a moment told twice what came first."""
    rank, at = rows["rank"].to_numpy(), rows["at"].to_numpy()
    order = np.lexsort((at, rank))
    same = (np.diff(rank[order]) == 0) & (np.diff(at[order]) == 0)
    rows = rows.take(pa.array(order[np.append(True, ~same)[: order.size]]))
    return pa.table([codes.take(rows["rank"].combine_chunks()), *rows.columns[1:]], schema=STORED)


class _Sheets:
    """Sorted files of a day that the table does not name until `commit`."""

    def __init__(self, table: DeltaTable, day: date, mark: str, compression: str) -> None:
        self.table, self.day, self.mark, self.compression = table, day, mark, compression
        self.files: list[_Sheet] = []

    def add(self, rows: pa.Table) -> None:
        """Rows behind those added before."""
        if not self.files or self.files[-1].rows >= FILE:
            self._close()
            name = f"day={self.day.isoformat()}/{self.mark}{uuid4().hex}.{self.compression}.parquet"
            self.files.append(_Sheet(here(self.table) / name, name, self.compression))
        if rows.num_rows:
            self.files[-1].add(rows)

    def commit(self, instead_of: Sequence[Lying]) -> int:
        """These stand in the table in place of the others. How many readings they hold."""
        self._close()
        written = [one for one in self.files if one.rows]
        partition: dict[str, str | None] = {"day": self.day.isoformat()}
        actions = [one.action(partition) for one in written]
        at = (here(self.table) / "_delta_log").stat().st_mtime_ns // 1_000_000
        out = [RemoveAction(one.path, True, at, size=one.size, partition_values=partition) for one in instead_of]
        self.table.create_write_transaction([*actions, *out], "append", self.table.schema(), partition_by=["day"])
        force(self.table)
        return sum(one.rows for one in written)

    def remove(self) -> None:
        """Nothing of it is left."""
        for one in self.files:
            one.writer.close()
            one.path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self.files:
            self.files[-1].writer.close()


class _Sheet:
    """One file, and what the table is told of it."""

    def __init__(self, path: Path, name: str, compression: str) -> None:
        self.path, self.name = path, name
        path.parent.mkdir(exist_ok=True)
        level = {"compression_level": LEVEL} if compression == "zstd" else {}
        self.writer = parquet.ParquetWriter(path, STORED, compression=compression, **level, **ENCODED)
        self.rows, self.sensors, self.times = 0, ["", ""], [2**62, -(2**62)]

    def add(self, rows: pa.Table) -> None:
        self.writer.write_table(rows, GROUP)
        first, last = rows["sensor"][0].as_py(), rows["sensor"][-1].as_py()
        times = pc.min_max(rows["at"]).as_py()
        self.sensors = [self.sensors[0] if self.rows else first, last]
        self.times = [min(self.times[0], times["min"]), max(self.times[1], times["max"])]
        self.rows += rows.num_rows

    def action(self, partition: Mapping[str, str | None]) -> AddAction:
        lowest, highest = ({"sensor": sensor, "at": at} for sensor, at in zip(self.sensors, self.times, strict=True))
        told = {"numRecords": self.rows, "minValues": lowest, "maxValues": highest, "nullCount": dict.fromkeys(STORED.names, 0)}
        found = self.path.stat()
        return AddAction(self.name, found.st_size, partition, found.st_mtime_ns // 1_000_000, True, json.dumps(told))
