"""The engine: columns of readings in, events out; the same events as `reference.Reference`, at the speed of memory.

    engine = Engine(plan)
    rows = engine.feed(sensors, times, values, qualities)     # uint32, int64 ms, float64, uint8 (or None: all good)
    rows = engine.advance(now_ms)                              # silence and hold times end by the clock
    for event in plan.told(rows): ...

Calls are the sequence that decides; where a batch is cut does not matter. One thread at a time. `snapshot()` between two calls
holds all of it: `Engine.restored(plan, snapshot)` goes on as if nothing had happened.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from anlan.engines.stream_rules import kernel, layout, timers
from anlan.engines.stream_rules.events import EVENT, NONE, Events, joined
from anlan.engines.stream_rules.jit import IS_COMPILED, desk, settle
from anlan.engines.stream_rules.joints import Joints
from anlan.engines.stream_rules.plan import Plan, Whole

MAGIC = b"ANLANSR1"
ROWS = 8192
COLUMNS = (np.uint32, np.int64, np.float64, np.uint8)
TALLY = ("late", "duplicate", "ahead", "unknown", "suspended")


class SnapshotFault(ValueError):
    """A snapshot that does not fit; the message is a Chinese sentence."""


def columns(*given: Any) -> list[Any]:
    """What was given as contiguous columns of the engine's kinds."""
    return [np.ascontiguousarray(column, kind) for column, kind in zip(given, COLUMNS, strict=True)]


class Engine:
    """The sensors of a plan. `begin` (ms): every sensor counts as heard then, so one that never speaks is silent."""

    def __init__(self, plan: Plan, begin: int = -1) -> None:
        settle(kernel.feed, np.int64, *COLUMNS)
        settle(timers.advance, np.int64)
        self.plan = plan
        self.code, begins = layout.codes(plan)
        self.base, words = layout.bases(plan)
        self.words = layout.lines(words)
        self.wake = np.zeros(plan.of.size, np.int64)
        self.filed = np.zeros(1, np.int64)
        self.filings: dict[int, list[tuple[int, int]]] = {}
        self.joints = Joints(plan)
        self._tally = np.zeros(len(TALLY), np.int64)
        self._out = np.zeros(ROWS * timers.ROW, np.int64)
        self._facts = np.array([-1, plan.of.size, ROWS], np.int64)
        self._set_desk()
        self._all_good = np.zeros(0, np.uint8)
        if words:
            self.words[self.base + layout.HEARD] = begin
            self.words[self.base + layout.LAST_GOOD] = -1
            slots = np.array([layout.block(it).slots for it in plan.channels], np.int64)
            self.words[self.base + layout.PROGRAM] = (begins << 16 | slots)[plan.of]

    @property
    def clock(self) -> int:
        """The latest moment (ms) that `advance` was told, -1 before."""
        return int(self._facts[layout.CLOCK_NOW])

    @property
    def tally(self) -> dict[str, int]:
        """How many readings were not taken, by reason, since the beginning."""
        return dict(zip(TALLY, self._tally.tolist(), strict=True))

    def feed(self, sensor: Any, time: Any, value: Any, quality: Any = None) -> Events:
        """Readings in the order of their arrival. Unknown sensors are counted and passed over. Raises ValueError for columns
        of unlike length."""
        qualities = self._all_good if quality is None else quality
        if not IS_COMPILED:
            return self._fed(*columns(sensor, time, value, qualities))
        try:
            return self._fed(sensor, time, value, qualities)
        except TypeError:  # not yet contiguous columns of these very kinds
            return self._fed(*columns(sensor, time, value, qualities))

    def _fed(self, s: Any, t: Any, v: Any, q: Any) -> Events:
        done, rows = kernel.feed(self._desk, s, t, v, q, 0)
        if done == s.size:
            return self.joints.after(self._rows(rows)) if rows else NONE
        if done < 0:
            raise ValueError("各列长度不同，请核对监测点、时间、数值和质量四列。")
        parts = [self._rows(rows)]
        while done < s.size:
            done, rows = kernel.feed(self._desk, s, t, v, q, done)
            parts.append(self._rows(rows))
        return self.joints.after(joined(parts))

    def advance_to(self, to: int) -> None:
        """Sets the clock forward without firing what falls due; the next `advance` does."""
        self._facts[layout.CLOCK_NOW] = max(self.clock, int(to))

    def advance(self, to: int) -> Events:
        """The clock has reached `to` (ms): no reading before it is waited for."""
        self.advance_to(to)
        parts, done = [], 0
        while done < self.base.size:
            done, rows = timers.advance(self._desk, done)
            parts.append(self._rows(rows))
        found = joined(parts)
        return self.joints.after(found[np.lexsort((found["level"], found["rule"], found["sensor"], found["time"]))])

    def file(self, sensor: int, begin: int, end: int) -> None:
        """Calibration or maintenance was filed for a sensor, both moments included."""
        if begin > end:
            raise ValueError("报备的结束时间早于开始时间，请改正。")
        merged: list[tuple[int, int]] = []
        for one in sorted([*self.filings.get(sensor, []), (begin, end)]):
            if merged and one[0] <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], one[1]))
            else:
                merged.append(one)
        self.filings[sensor] = merged
        self._lay_filings()
        self.wake[sensor] = 0

    def refile(self, filings: Mapping[int, Iterable[tuple[int, int]]]) -> None:
        """All that is filed now, in place of what was told before: a window may have been withdrawn or cut short."""
        for sensor in self.filings:
            self.words[self.base[sensor] + layout.MARKS] &= 0xFFFF_FFFF
        self.filings = {}
        self._lay_filings()
        self.wake[:] = 0
        for sensor, windows in filings.items():
            for begin, end in windows:
                self.file(sensor, begin, end)

    def forget(self, sensor: int) -> None:
        """The sensor's clock was set: whatever time its next reading bears is taken."""
        wiped = layout.block(self.plan.channels[int(self.plan.of[sensor])]).wiped
        timers.forget(int(self.base[sensor]), wiped, self.words, self.code)
        self.wake[sensor] = 0

    def snapshot(self) -> bytes:
        """All that is remembered, with the mark of the plan it belongs to."""
        head = {
            "plan": self._mark(), "clock": self.clock, "filings": [[k, w] for k, w in self.filings.items()],
            "joints": self.joints.state(), "tally": self._tally.tolist(),
        }  # fmt: skip
        text = json.dumps(head).encode()
        return b"".join((MAGIC, len(text).to_bytes(8, "little"), text, self.wake.tobytes(), self.words.tobytes()))

    @classmethod
    def restored(cls, plan: Plan, snapshot: bytes) -> "Engine":
        """The engine as it was. Raises SnapshotFault for another version, another plan or a cut file."""
        if snapshot[: len(MAGIC)] != MAGIC:
            raise SnapshotFault("快照不是本版本的规则引擎写的，不能恢复，请从原始读数重放。")
        engine, begin = cls(plan), len(MAGIC) + 8
        end = begin + int.from_bytes(snapshot[len(MAGIC) : begin], "little")
        if len(snapshot) != end + engine.wake.nbytes + engine.words.nbytes:
            raise SnapshotFault("快照与现行的监测点清单不符或不完整，不能恢复，请从原始读数重放。")
        head = json.loads(snapshot[begin:end])
        if head["plan"] != engine._mark():
            raise SnapshotFault("快照属于另一套规则，不能恢复，请从原始读数重放。")
        engine._take(
            head, np.frombuffer(snapshot, np.int64, offset=end) if end % 8 == 0 else np.frombuffer(snapshot[end:], np.int64)
        )
        return engine

    def _take(self, head: dict[str, Any], words: Whole) -> None:
        self.wake[:], self.words[:] = words[: self.wake.size], words[self.wake.size :]
        self._facts[layout.CLOCK_NOW], self._tally[:] = head["clock"], head["tally"]
        self.filings = {sensor: [(begin, end) for begin, end in filed] for sensor, filed in head["filings"]}
        self.joints.take(head["joints"])
        self._lay_filings()

    def _mark(self) -> str:
        joints = repr(self.plan.joints).encode()
        return hashlib.sha256(
            self.code.tobytes() + self.plan.of.tobytes() + joints + "\n".join(self.plan.rules).encode()
        ).hexdigest()

    def _lay_filings(self) -> None:
        rows = [0]
        for sensor, filed in self.filings.items():
            place = self.base[sensor] + layout.MARKS
            self.words[place] = len(rows) << 32 | int(self.words[place]) & 0xFFFF_FFFF
            rows += [len(filed), *(moment for pair in filed for moment in pair)]
        self.filed = np.array(rows, np.int64)
        self._set_desk()

    def _set_desk(self) -> None:
        self._desk = desk([self._facts, self.base, self.wake, self.words, self.code, self.filed, self._out, self._tally])

    def _rows(self, rows: int) -> Events:
        return np.ndarray(rows, EVENT, self._out[: rows * timers.ROW].copy())
