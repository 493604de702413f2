"""History of readings: one Delta table, a day (Beijing time) a partition, sorted by sensor and moment once the day is packed.

A device may send a reading twice, so a (sensor, moment) may lie twice in a day not packed yet: reading gives each once. An
append names the bus message up to which it holds all; said again, it changes nothing. What the night does is in `keeping`.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError
from pyarrow import dataset

from anlan.engines.codecs.telemetry import BEIJING

SCHEMA = pa.schema(
    [("day", pa.date32()), ("sensor", pa.string()), ("at", pa.int64()), ("value", pa.float64()), ("quality", pa.int8())]
)
STORED = pa.schema(list(SCHEMA)[1:])
"""As it lies in a file: the day is its folder."""
QUICK = WriterProperties(compression="SNAPPY")
PACKED, FOLDED = "packed-", "folded-"
"""How the files begin that the night sorted and those that were sorted by day; the intake's begin otherwise."""
KEPT_FOR = {"delta.logRetentionDuration": "interval 2 days", "delta.deletedFileRetentionDuration": "interval 1 days"}
APP = "intake"
TRIES = 5
OFFSET = 8 * 3_600_000
DAY = 86_400_000


@dataclass(frozen=True)
class Series:
    """One sensor over a span: epoch ms, values, qualities, in the order of time."""

    at: "np.ndarray[Any, np.dtype[np.int64]]"
    value: "np.ndarray[Any, np.dtype[np.float64]]"
    quality: "np.ndarray[Any, np.dtype[np.int8]]"


@dataclass(frozen=True)
class Lying:
    """A file of the table: where, of which day, how many readings and bytes."""

    path: str
    day: date
    rows: int
    size: int

    @property
    def is_packed(self) -> bool:
        """Whether it is part of a day that was sorted and packed."""
        return Path(self.path).name.startswith(PACKED)

    @property
    def is_fresh(self) -> bool:
        """Whether it is as the intake wrote it."""
        return not Path(self.path).name.startswith((PACKED, FOLDED))


class History:
    """The table in a folder; it is made by the first append. One process appends, one packs, any number read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own: DeltaTable | None = None

    def table(self) -> DeltaTable | None:
        return DeltaTable(self.folder) if DeltaTable.is_deltatable(str(self.folder)) else None

    def recorded(self) -> int:
        """The bus message up to which everything is here; 0 before the first."""
        self._own = self._own or self.table()
        return (self._own.transaction_version(APP) or 0) if self._own else 0

    def append(self, rows: pa.Table, upto: int) -> None:
        """Durable when it returns. `rows`: sensor, at, value, quality; those told before are left."""
        if upto <= self.recorded():
            return
        days = pc.cast(pc.floor(pc.divide(pc.add(rows["at"], OFFSET), DAY)), pa.int32())
        whole = rows.append_column("day", pc.cast(days, pa.date32())).select(SCHEMA.names).cast(SCHEMA)
        how: dict[str, Any] = {"writer_properties": QUICK, "commit_properties": _told(upto), "partition_by": ["day"]}
        if self._own is None:
            write_deltalake(str(self.folder), whole, mode="append", configuration=KEPT_FOR, **how)
            self._own = DeltaTable(self.folder)
        else:
            _beside_others(self._own, whole, how)
        force(self._own)

    def read(self, sensor: str, start: int, end: int) -> Series:
        """A sensor's readings with start <= at < end (epoch ms), each moment once."""
        return self.read_all([sensor], start, end)[sensor]

    def read_all(self, sensors: Sequence[str], start: int, end: int) -> dict[str, Series]:
        """The same for several sensors, in one pass over the files of the span."""
        first, last = day_of(start), day_of(end)
        table = self.table()
        files = [one for one in lying(table) if first <= one.day <= last] if table else []
        if table is None or not files:
            return {one: _series(STORED.empty_table()) for one in sensors}
        known = pc.field("sensor") == sensors[0] if len(sensors) == 1 else pc.field("sensor").isin(list(sensors))
        kept = known & (pc.field("at") >= start) & (pc.field("at") < end)
        rows = opened(table, files).to_table(columns=["sensor", "at", "value", "quality"], filter=kept)
        of = rows["sensor"].combine_chunks().dictionary_encode()
        order, names = np.argsort(of.indices.to_numpy(), kind="stable"), of.dictionary.to_pylist()
        cuts = np.searchsorted(of.indices.to_numpy()[order], np.arange(len(names) + 1))
        place = {name: order[cuts[number] : cuts[number + 1]] for number, name in enumerate(names)}
        nothing = np.zeros(0, np.int64)
        return {one: _series(rows.take(pa.array(place.get(one, nothing)))) for one in sensors}

    def drawn(self, sensor: str, start: int, end: int, width: int) -> list[tuple[int, float]]:
        """At most 2 x `width` points that draw the same picture as all readings of the span."""
        return drawn(self.read(sensor, start, end), start, end, width)

    def files(self) -> list["Lying"]:
        """What lies in the table, the oldest first."""
        return lying(table) if (table := self.table()) else []


def _beside_others(table: DeltaTable, rows: pa.Table, how: Mapping[str, Any]) -> None:
    """Appends. A commit that the night's work came before is refused by the library, and made again on what is there now."""
    for left in reversed(range(TRIES)):
        table.update_incremental()
        try:
            write_deltalake(table, rows, mode="append", **how)
            return
        except CommitFailedError:
            if not left:
                raise


def _told(upto: int) -> CommitProperties:
    return CommitProperties(app_transactions=[Transaction(APP, upto)])


def here(table: DeltaTable) -> Path:
    """The table's folder."""
    return Path(unquote(table.table_uri.removeprefix("file://")))


def opened(table: DeltaTable, files: Sequence["Lying"]) -> Any:
    """Some files of the table as one set of readings, without their days: no other file is looked at."""
    return dataset.dataset([str(here(table) / one.path) for one in files], schema=STORED, format="parquet")


def force(table: DeltaTable) -> None:
    """The table's last commit and the files it added are on the disk when it returns: the library leaves that to the system."""
    folder = here(table)
    log = folder / "_delta_log" / f"{table.version():020}.json"
    actions = [json.loads(line) for line in log.read_text().splitlines()]
    added = [folder / unquote(one["add"]["path"]) for one in actions if "add" in one]
    for path in (*added, *{one.parent for one in added}, log, log.parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def lying(table: DeltaTable) -> list["Lying"]:
    """The files of a version of the table, the oldest first."""
    columns = pa.table(table.get_add_actions(flatten=True))
    names = ("path", "partition.day", "num_records", "size_bytes", "modification_time")
    rows = sorted(zip(*(columns[name].to_pylist() for name in names), strict=True), key=lambda one: (one[4], one[0]))
    return [Lying(*one[:4]) for one in rows]


def _series(rows: pa.Table) -> Series:
    at = rows["at"].to_numpy()
    order = np.argsort(at, kind="stable")
    first = np.append(True, at[order][1:] != at[order][:-1])[: len(at)]
    order = order[first]
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
