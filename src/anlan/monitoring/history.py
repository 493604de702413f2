"""History of readings: one Delta table, a day (Beijing time) a partition, sorted by sensor and moment once the day is compacted.

A device may send a reading twice, so a (sensor, moment) may lie twice in a day not compacted yet: reading gives each once. An
append names the bus message up to which it holds all; said again, it changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import ColumnProperties, CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake

from anlan.engines.codecs.telemetry import BEIJING

SCHEMA = pa.schema(
    [("day", pa.date32()), ("sensor", pa.string()), ("at", pa.int64()), ("value", pa.float64()), ("quality", pa.int8())]
)
PACKED = WriterProperties(
    compression="ZSTD",
    compression_level=5,
    max_row_group_size=262_144,
    column_properties={
        "at": ColumnProperties(dictionary_enabled=False, encoding="DELTA_BINARY_PACKED"),
        "sensor": ColumnProperties(dictionary_enabled=True, statistics_enabled="PAGE"),
    },
)
QUICK = WriterProperties(compression="ZSTD", compression_level=1)
APP = "intake"
OFFSET = 8 * 3_600_000
DAY = 86_400_000


@dataclass(frozen=True)
class Series:
    """One sensor over a span: epoch ms, values, qualities, in the order of time."""

    at: "np.ndarray[Any, np.dtype[np.int64]]"
    value: "np.ndarray[Any, np.dtype[np.float64]]"
    quality: "np.ndarray[Any, np.dtype[np.int8]]"


class History:
    """The table in a folder; it is made by the first append. One process writes, any number read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def table(self) -> DeltaTable | None:
        return DeltaTable(self.folder) if DeltaTable.is_deltatable(str(self.folder)) else None

    def recorded(self) -> int:
        """The bus message up to which everything is here; 0 before the first."""
        table = self.table()
        return (table.transaction_version(APP) or 0) if table else 0

    def append(self, rows: pa.Table, upto: int) -> None:
        """Durable when it returns. `rows`: sensor, at, value, quality; those told before are left."""
        if upto <= self.recorded():
            return
        days = pc.cast(pc.floor(pc.divide(pc.add(rows["at"], OFFSET), DAY)), pa.int32())
        whole = rows.append_column("day", pc.cast(days, pa.date32())).select(SCHEMA.names).cast(SCHEMA)
        self._write(whole, mode="append", writer_properties=QUICK, commit_properties=_told(upto))

    def _write(self, rows: pa.Table, **how: Any) -> None:
        write_deltalake(str(self.folder), rows, partition_by=["day"], **how)

    def read(self, sensor: str, start: int, end: int) -> Series:
        """A sensor's readings with start <= at < end (epoch ms), each moment once."""
        table = self.table()
        if table is None:
            return _series(pa.table({name: [] for name in ("at", "value", "quality")}, schema=pa.schema(list(SCHEMA)[2:])))
        kept = (pc.field("sensor") == sensor) & (pc.field("at") >= start) & (pc.field("at") < end)
        days = (pc.field("day") >= day_of(start)) & (pc.field("day") <= day_of(end))
        return _series(table.to_pyarrow_dataset().to_table(columns=["at", "value", "quality"], filter=days & kept))

    def drawn(self, sensor: str, start: int, end: int, width: int) -> list[tuple[int, float]]:
        """At most 2 x `width` points that draw the same picture as all readings of the span."""
        return drawn(self.read(sensor, start, end), start, end, width)

    def compact(self, day: date) -> int:
        """Writes a finished day anew: sorted, each (sensor, moment) once, in few files. How many readings it holds."""
        table = self.table()
        if table is None:
            return 0
        rows = table.to_pyarrow_dataset().to_table(filter=pc.field("day") == day)
        order = pc.sort_indices(rows, sort_keys=[("sensor", "ascending"), ("at", "ascending")])
        rows = _once(rows.take(order))
        if rows.num_rows:
            self._write(rows, mode="overwrite", predicate=f"day = '{day.isoformat()}'", writer_properties=PACKED)
        return int(rows.num_rows)

    def drop(self, before: date, sensors: Iterable[str] | None = None) -> None:
        """Forgets the days before, of some sensors or of all: keeping has an end (each kind says when)."""
        if (table := self.table()) is None:
            return
        named = (
            ""
            if sensors is None
            else " AND sensor IN ({})".format(", ".join("'" + one.replace("'", "''") + "'" for one in sensors))
        )
        if not named.endswith("IN ()"):
            table.delete(f"day < '{before.isoformat()}'{named}")

    def tidy(self) -> None:
        """Removes files that no version of the last week names, and folds the log."""
        if table := self.table():
            table.vacuum(dry_run=False)
            table.create_checkpoint()


def _told(upto: int) -> CommitProperties:
    return CommitProperties(app_transactions=[Transaction(APP, upto)])


def _once(rows: pa.Table) -> pa.Table:
    """Sorted rows without those whose successor has the same sensor and moment."""
    if rows.num_rows < 2:
        return rows
    rows = rows.combine_chunks()
    sensor, at = rows["sensor"].chunk(0), rows["at"].chunk(0)
    same = pc.and_(pc.equal(sensor[1:], sensor[:-1]), pc.equal(at[1:], at[:-1]))
    return rows.filter(pa.concat_arrays([pc.invert(same), pa.array([True])]))


def _series(rows: pa.Table) -> Series:
    at = rows["at"].to_numpy()
    order = np.argsort(at, kind="stable")
    last = np.append(at[order][1:] != at[order][:-1], True)[: len(at)] if len(at) else np.zeros(0, bool)
    order = order[last]
    return Series(at[order], rows["value"].to_numpy()[order], rows["quality"].to_numpy()[order])


def day_of(at: int) -> date:
    """The day in Beijing of epoch ms."""
    return datetime.fromtimestamp(at / 1000, BEIJING).date()


def drawn(series: Series, start: int, end: int, width: int) -> list[tuple[int, float]]:
    """At most 2 x `width` points that draw the same picture: of each column of the picture the lowest and the highest reading."""
    if len(series.at) <= 2 * width:
        return list(zip(series.at.tolist(), series.value.tolist(), strict=True))
    column = (series.at - start) * width // max(1, end - start)
    order = np.lexsort((series.value, column))
    edge = np.flatnonzero(np.append(column[order][1:] != column[order][:-1], True))
    picked = np.unique(np.concatenate([order[edge], order[np.append(0, edge[:-1] + 1)]]))
    return list(zip(series.at[picked].tolist(), series.value[picked].tolist(), strict=True))
