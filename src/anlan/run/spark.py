"""The same engine under Spark: sensors are dealt into so many bunches (those tied by joint rules stay together), an engine each.

Batch: all files at once. Stream: part by part by Structured Streaming; what a bunch remembers lies in `state/<bunch>/<batch>`,
written whole or not at all, so a batch that Spark runs again after a kill begins where it began the first time and tells the
same. Every file and the state folder must lie where all workers see them. This module needs pyspark; nothing else imports it.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import get_json_object
from pyspark.sql.functions import max as greatest
from pyspark.sql.streaming import StreamingQuery

from anlan.run.parts import Gone, Part, files, parts
from anlan.run.replay import MINUTE, Line, Replay, bunch_number, bunches, in_order, readings

ROWS = "bunch int, id string, at long, value double, quality tinyint"
LINES = "time long, sensor string, line string"
LINE = pa.schema([("time", pa.int64()), ("sensor", pa.string()), ("line", pa.string())])
Step = Callable[[pa.Table], pa.Table]


SETTINGS = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}


@contextmanager
def session(master: str, of: int) -> Iterator[SparkSession]:
    """A session whose workers run this interpreter; on one machine nothing listens to others."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {**SETTINGS, "spark.sql.shuffle.partitions": of}
    spark = SparkSession.builder.master(master).appName("anlan").config(map=settings).getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()


def replayed(spark: SparkSession, places: list[Path], rules: Any, of: int) -> list[str]:
    """The events of all files together, as `replay.replayed` tells them; `of`: how many bunches."""
    paths = [(str(path.resolve()),) for place in places for path in files(place)]
    told = (
        spark.createDataFrame(paths, "path string").repartition(max(1, len(paths))).mapInArrow(reader(rules, of), ROWS).persist()
    )
    last = told.agg(greatest("at")).first()[0]
    return stepped(told, judge(rules, None, 0, last if last is not None else -1), of)


def stepped(told: DataFrame, step: Step, of: int) -> list[str]:
    """Every bunch one step on, also those that said nothing: the clock goes for all of them. Sorted here: Spark would take every
    step twice to find out how to sort."""
    nobody = told.sparkSession.range(of).selectExpr(
        "cast(id as int) bunch", "cast(null as string) id", "0L at", "0d value", "cast(0 as tinyint) quality"
    )
    rows = told.unionByName(nobody).groupBy("bunch").applyInArrow(step, LINES)
    return in_order((row["time"], row["sensor"], row["line"]) for row in rows.collect())


def reader(rules: Any, of: int) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Paths in, readings out, each with its bunch."""
    tied = bunches(rules)

    def read(paths: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for path in (one for batch in paths for one in batch["path"].to_pylist()):
            told = readings(Path(path))
            ids = told["id"].combine_chunks().dictionary_encode()
            bunch = pa.array([bunch_number(name, tied, of) for name in ids.dictionary.to_pylist()], pa.int32())
            yield from told.add_column(0, "bunch", bunch.take(ids.indices)).to_batches()

    return read


def judge(rules: Any, state: Path | None, batch: int, until: int) -> Step:
    """What one bunch does with its readings: goes on from the batch before, tells, and keeps what it knows."""

    def step(told: pa.Table) -> pa.Table:
        folder = state / str(told["bunch"][0].as_py()) if state else None
        replay = _taken_up(rules, folder, batch)
        lines = [*replay.feed(told.filter(told["id"].is_valid())), *replay.until(until)]
        if folder:
            _put_away(replay, folder, batch)
        return _table(lines)

    return step


def _table(lines: list[Line]) -> pa.Table:
    columns = zip(*lines, strict=True) if lines else ((), (), ())
    return pa.table([pa.array(one, kind) for one, kind in zip(columns, LINE.types, strict=True)], LINE)


def _taken_up(rules: Any, folder: Path | None, batch: int) -> Replay:
    kept = folder / f"{batch - 1:09}" if folder else None
    return Replay.restored(rules, kept.read_bytes()) if kept and kept.exists() else Replay(rules)


def _put_away(replay: Replay, folder: Path, batch: int) -> None:
    """The batch before is kept as well: this one may be run again."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / f"{batch:09}", replay.kept())
    for old in folder.iterdir():
        if old.name.isdigit() and int(old.name) < batch - 1:
            old.unlink(missing_ok=True)


def write(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with part.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    part.rename(path)


class Stream:
    """Goes on where it stopped: `folder` holds the list of parts taken (`queue`), Spark's own log, the state and the events."""

    def __init__(self, spark: SparkSession, folder: Path, rules: Any, of: int) -> None:
        self.spark, self.folder, self.rules, self.of = spark, folder.resolve(), rules, of
        for name in ("queue", "events"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        dealt = self.folder / "bunches"
        if dealt.exists() and dealt.read_text() != str(of):
            raise Gone(
                f"{folder.name} 是按 {dealt.read_text()} 份记的，请用 --bunches {dealt.read_text()}，或换一个 --state 文件夹。"
            )
        write(dealt, str(of).encode())

    def take(self, places: list[Path]) -> None:
        """Takes all parts that lie there and were not taken before, each in a batch of its own. Raises Gone."""
        query = self._query()
        try:
            query.processAllAvailable()
            for part in (one for place in places for one in parts(place, self._mark(place))):
                self._queue(part)
                query.processAllAvailable()
        finally:
            query.stop()

    def told(self) -> list[str]:
        """All events so far."""
        lines = [
            line for path in sorted((self.folder / "events").glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
        ]
        return in_order((one["time"], one["sensor"], line) for line in lines for one in [json.loads(line)])

    def _mark(self, place: Path) -> str:
        lines = (json.loads(path.read_text("utf-8").splitlines()[0]) for path in self._queued())
        return max((one["mark"] for one in lines if one["place"] == str(place.resolve())), default="")

    def _queue(self, part: Part) -> None:
        number = len(self._queued())
        lines = [json.dumps({"place": part.place, "mark": part.mark, "path": path}) for path in part.files]
        write(self.folder / "queue" / f"{number:09}", "\n".join(lines).encode())

    def _queued(self) -> list[Path]:
        return sorted((self.folder / "queue").glob("[0-9]*"))

    def _query(self) -> StreamingQuery:
        queue = self.spark.readStream.text(str(self.folder / "queue"))
        return queue.writeStream.option("checkpointLocation", str(self.folder / "spark")).foreachBatch(self._batch).start()

    def _batch(self, queued: DataFrame, batch: int) -> None:
        paths = queued.select(get_json_object("value", "$.path").alias("path"))
        told = (
            paths.repartition(self.spark.sparkContext.defaultParallelism).mapInArrow(reader(self.rules, self.of), ROWS).persist()
        )
        last = told.agg(greatest("at")).first()[0]
        step = judge(self.rules, self.folder / "state", batch, last // MINUTE * MINUTE if last is not None else -1)
        write(self.folder / "events" / f"{batch:09}.jsonl", "".join(f"{one}\n" for one in stepped(told, step, self.of)).encode())
        told.unpersist()
