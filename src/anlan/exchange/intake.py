"""The intake: messages of the bus become readings, readings events, and all of it lies in history before the bus forgets it.

    intake = Intake(folder, roster(), plan, tell=…)
    intake.take(messages)          # decodes, evaluates, tells events at once (telling twice must change nothing)
    upto = intake.settle()         # history and engine are on the disk: the bus may drop what came up to `upto`

After a kill it begins behind the last snapshot and reads the same messages again: history knows up to where it holds all, letters
and events have ids made from what they say, so nothing is lost and nothing is there twice.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from anlan.engines.codecs.telemetry import AHEAD, EARLIEST, BodyFault, read
from anlan.engines.stream_rules.decode import Decoder, NotReadings
from anlan.engines.stream_rules.engine import COLUMNS, Engine, SnapshotFault
from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.plan import Plan
from anlan.engines.stream_rules.renew import gone, renewed
from anlan.engines.stream_rules.rules import Quality
from anlan.exchange.points import reached
from anlan.monitoring.actions import Letter, keep_letters
from anlan.monitoring.heard import GATEWAYS, LAGS, SENSORS
from anlan.monitoring.history import History
from anlan.monitoring.memory import Memory, recalled
from anlan.monitoring.queries import FILES, Roster
from anlan.monitoring.watch import Places, Watch

Array = np.ndarray[Any, np.dtype[Any]]
MOST_REASONS, LATELY = 20, 50
WORST = int(Quality.DOUBTFUL)
Row = tuple[Sequence[int], Sequence[int], Sequence[float], Sequence[int]] | tuple[Array, Array, Array, Array]
"""Sensors' numbers, epoch ms, values and qualities of one message, or of some in their order."""


@dataclass(frozen=True)
class Message:
    """One message of the bus: its number, the gateway it is signed in as, the body, and when the bus stored it (epoch ms)."""

    number: int
    gateway: str
    body: bytes
    arrived: int


class Intake:
    """One intake of one data folder. `tell` is given the events of each batch; it must be durable and idempotent."""

    def __init__(
        self, folder: Path, roster: Roster, plan: Plan, tell: Callable[[list[Event]], None], places: Places | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.tell = tell
        self.history, self.file = History(folder / "history"), folder / "engine.snapshot"
        self._meet(roster)
        self.taken, self.engine, memory = _restored(self.file, self.mark, plan)
        self.watch = Watch(roster, places, memory)
        self.settled, self.stored = self.taken, self.history.recorded()
        self._rows: list[Row] = []
        self.counts: Counter[str] = Counter()
        self.heard: dict[str, tuple[int, int]] = {}

    def _meet(self, roster: Roster) -> None:
        self.roster = roster
        self.codes = [one.code for one in roster.sensors]
        self.mark = hashlib.sha256("\n".join(self.codes).encode()).digest()
        self.decoder = Decoder(self.codes)
        self.gateways = {name: number for number, name in enumerate(dict.fromkeys(one.gateway for one in roster.sensors))}
        self.owner = np.array([self.gateways[one.gateway] for one in roster.sensors], np.int32)
        before = _last(self.file.with_name(SENSORS))
        known = [before.get(code, (0, 0.0)) for code in self.codes]
        self.last_at = np.array([at for at, _ in known], np.int64)
        self.last_value = np.array([value for _, value in known], np.float64)
        lags = _last(self.file.with_name(LAGS))
        self.lag = np.array([lags.get(one.code, 0) for one in roster.sensors], np.int64)

    def take(self, messages: Sequence[Message], now: int) -> None:
        """Takes messages in the order of their numbers; `now` (epoch ms) is how far the clock has come."""
        letters: list[Letter] = []
        live, kept = list[Row](), list[Row]()
        for message in messages:
            row = self._scanned(message) or self._decoded(message, letters)
            count = len(row[0])
            if count and message.number > self.stored:
                kept.append(row)
            if count and message.gateway != FILES:
                live.append(row)
                self.lag[row[0]] = message.arrived - np.asarray(row[1], np.int64)
            self.counts["readings"] += count
            self.heard[message.gateway] = (message.arrived, self.heard.get(message.gateway, (0, 0))[1] + count)
        if kept:
            self._rows.append(_joined(kept))
        if letters:
            keep_letters(letters)
        if live:
            self._see(_joined(live))
        self._tell(self.engine.plan.told(self.engine.advance(now)))
        reached("told")
        self.counts["messages"] += len(messages)
        self.taken = messages[-1].number if messages else self.taken
        reached("taken")

    def _see(self, row: Row) -> None:
        self.last_at[row[0]], self.last_value[row[0]] = row[1], row[2]
        self._tell(self.engine.plan.told(self.engine.feed(*row)))
        self._tell(self.watch.see(row, self.engine.filings))

    def _tell(self, events: list[Event]) -> None:
        if events:
            self.tell(events)
            self.counts["events"] += len(events)

    def _scanned(self, message: Message) -> Row | None:
        """The ordinary case at once: JSON objects in which every reading is known, in time and a number. None: look closer."""
        try:
            found = self.decoder.columns(message.body)
        except NotReadings:
            return None
        sensor, time = found.sensor, found.time
        own = self.gateways.get(message.gateway, -1)
        if not sensor.size or sensor.max() >= self.owner.size or not (self.owner[sensor] == own).all():
            return None
        in_time = time.min() >= EARLIEST and time.max() <= message.arrived + AHEAD
        good = in_time and np.isfinite(found.value).all() and found.quality.max() <= WORST
        return (sensor, time, found.value, found.quality) if good else None

    def _decoded(self, message: Message, letters: list[Letter]) -> Row:
        """The readings that count, with their sensors' numbers; what does not goes into a letter."""
        try:
            columns = read(message.body, message.arrived)
        except BodyFault as fault:
            letters.append(_letter(message, [str(fault)], 1))
            self.counts["refused"] += 1
            return [], [], [], []
        found = [self.roster.known(message.gateway, id) for id in columns.ids]
        why = [f"第 {one.number} 个：{one.why}" for one in columns.refused] + [one for one in found if isinstance(one, str)]
        if why:
            letters.append(_letter(message, list(dict.fromkeys(why)), len(why)))
            self.counts["refused"] += len(why)
        kept = [place for place, one in enumerate(found) if isinstance(one, int)]
        numbers = [one for one in found if isinstance(one, int)]
        at, values = [columns.at[place] for place in kept], [columns.values[place] for place in kept]
        return numbers, at, values, [columns.quality[place] for place in kept]

    def settle(self) -> int:
        """Writes what was taken into history, then the engine; the number up to which the bus may forget. OSError and DeltaError
        leave it as it was: it may be asked again."""
        if self.taken > self.stored:
            self.history.append(self._table(), self.taken)
            self.stored = self.taken
        self._rows = []
        reached("committed")
        memory = self.watch.memory.dump()
        numbers = self.taken.to_bytes(8, "little") + len(memory).to_bytes(8, "little")
        _write(self.file, self.mark + numbers + memory + self.engine.snapshot())
        reached("renamed")
        _write(self.file.with_name(GATEWAYS), orjson.dumps(self.heard))
        _write(self.file.with_name(SENSORS), self._latest(self.last_at, self.last_value))
        _write(self.file.with_name(LAGS), self._latest(self.lag))
        self.settled = self.taken
        reached("settled")
        return self.settled

    def _latest(self, *columns: Array) -> bytes:
        """What each sensor that has spoken said last: its figure, or several."""
        spoken = np.flatnonzero(self.last_at)
        codes = self.codes if spoken.size == len(self.codes) else [self.codes[number] for number in spoken.tolist()]
        told = [column[spoken].tolist() for column in columns]
        return orjson.dumps(dict(zip(codes, zip(*told, strict=True) if len(told) > 1 else told[0], strict=True)))

    def lately(self, sensor: int, until: int, most: int = 20) -> tuple[tuple[int, float], ...]:
        """The last readings (epoch ms, value) of a sensor up to a moment, among the last that history does not hold yet."""
        found: list[tuple[int, float]] = []
        for numbers, times, values, _ in reversed(self._rows[-LATELY:]):
            its = np.flatnonzero(np.asarray(numbers) == sensor)[::-1]
            rows = zip(np.asarray(times)[its].tolist(), np.asarray(values)[its].tolist(), strict=True)
            found += [(at, value) for at, value in rows if at <= until]
            if len(found) >= most:
                break
        return tuple(reversed(found[:most]))

    def renew(self, roster: Roster, plan: Plan, places: Places | None = None) -> None:
        """Sensors or rules have changed: what is taken is settled, and what stays goes on as if nothing had happened."""
        self.settle()
        numbers = {one.code: number for number, one in enumerate(self.roster.sensors)}
        same = {number: numbers[one.code] for number, one in enumerate(roster.sensors) if one.code in numbers}
        self._tell(self.engine.plan.told(gone(self.engine, plan, same)))
        self.engine, rows = renewed(self.engine, plan, same)
        self._meet(roster)
        self.watch = Watch(roster, places, self.watch.memory)
        self._tell([*plan.told(rows), *self.watch.orphans(self.engine.clock)])
        self.settle()

    def _table(self) -> pa.Table:
        sensor, at, value, quality = _joined(self._rows)
        codes = pa.array(self.codes, pa.string()).take(pa.array(sensor))
        return pa.table({"sensor": codes, "at": at, "value": value, "quality": quality})


def _joined(rows: Sequence[Row]) -> Row:
    """The columns of some messages, one after the other, as the engine takes them."""
    sensor, at, value, quality = (
        np.concatenate([np.asarray(row[n], kind) for row in rows] or [np.zeros(0, kind)]) for n, kind in enumerate(COLUMNS)
    )
    return sensor, at, value, quality


def _last(file: Path) -> dict[str, Any]:
    return dict(orjson.loads(file.read_bytes())) if file.exists() else {}


def _letter(message: Message, why: list[str], count: int) -> Letter:
    more = [f"……等 {len(why)} 种"] if len(why) > MOST_REASONS else []
    at = datetime.fromtimestamp(message.arrived / 1000, UTC)
    return Letter(message.number, message.gateway, at, "\n".join([*why[:MOST_REASONS], *more]), count, message.body)


def _restored(file: Path, mark: bytes, plan: Plan) -> tuple[int, Engine, Memory]:
    """The message that was settled last, the engine as it was then (a new one where the sensors or their rules have changed), and
    what the rarer watchers remember."""
    if not file.exists():
        return 0, Engine(plan), Memory()
    kept = file.read_bytes()
    number, size = (int.from_bytes(kept[at : at + 8], "little") for at in (32, 40))
    memory = recalled(kept[48 : 48 + size])
    try:
        if kept[:32] == mark:
            return number, Engine.restored(plan, kept[48 + size :]), memory
    except SnapshotFault:
        pass
    return number, Engine(plan), memory


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk."""
    part = file.with_suffix(".part")
    with part.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    reached("written")
    part.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
