"""Replaying files of readings: the rules file as a plan, one engine over the sensors met so far, events as lines.

The clock ticks at whole minutes: before a minute's first reading the engine is told that minute. What comes out therefore does
not depend on how the readings are cut into parts, only on their order in time (`run/spark.py` cuts them into many).
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from anlan.engines.codecs.series_file import read_file
from anlan.engines.codecs.telemetry import BodyFault
from anlan.engines.stream_rules.engine import Engine
from anlan.engines.stream_rules.events import Event, Events
from anlan.engines.stream_rules.plan import Joint, Plan, Sensor, plan_of
from anlan.engines.stream_rules.renew import renewed
from anlan.engines.stream_rules.rules import RuleFault, read_rules
from anlan.run.parts import files

MINUTE = 60_000
Line = tuple[int, str, str]
"""When (epoch ms), which sensor, and the event as one JSON object."""


class Replay:
    """An engine over the sensors met so far; those that come later join it, and what is known of the others stands."""

    def __init__(self, rules: Any, names: Iterable[str] = ()) -> None:
        self.rules, self.names = rules, list(dict.fromkeys([*names, *joined(rules)]))
        self.engine = Engine(plan(rules, self.names))

    def feed(self, told: pa.Table) -> Iterator[Line]:
        """Readings (id, at, value, quality) that are later than those before, in any order among themselves."""
        told = told.take(pa.array(np.argsort(told["at"].to_numpy(), kind="stable")))
        ids = told["id"].combine_chunks().dictionary_encode()
        yield from self._meet(ids.dictionary.to_pylist())
        number = {name: number for number, name in enumerate(self.names)}
        sensor = np.array([number[one] for one in ids.dictionary.to_pylist()], np.int64)[ids.indices.to_numpy()]
        at, values, quality = (told[name].to_numpy() for name in ("at", "value", "quality"))
        cuts = np.flatnonzero(np.diff(at // MINUTE, prepend=-1, append=-1)).tolist() if at.size else [0]
        for begin, end in zip(cuts, cuts[1:], strict=False):
            part = slice(begin, end)
            yield from self.until(int(at[begin]) // MINUTE * MINUTE)
            yield from self._lines(self.engine.feed(sensor[part], at[part], values[part], quality[part]))

    def until(self, at: int) -> Iterator[Line]:
        """The clock has come to `at` (epoch ms)."""
        yield from self._lines(self.engine.advance(at))

    def kept(self) -> bytes:
        """All that is remembered."""
        head = json.dumps({"rules": self.rules, "names": self.names}, ensure_ascii=False).encode()
        return b"\n".join((head, self.engine.snapshot()))

    @classmethod
    def restored(cls, rules: Any, kept: bytes) -> "Replay":
        """As it was; where the rules have changed since, they take over what was running. Raises SnapshotFault, RuleFault."""
        head, _, snapshot = kept.partition(b"\n")
        before = json.loads(head)
        replay = cls(before["rules"], before["names"])
        replay.engine = Engine.restored(replay.engine.plan, snapshot)
        if before["rules"] != rules:
            replay.rules = rules
            replay.engine, _ = renewed(replay.engine, plan(rules, replay.names))
        return replay

    def _meet(self, names: list[str]) -> Iterator[Line]:
        if new := set(names) - set(self.names):
            self.names += [one for one in names if one in new]
            self.engine, rows = renewed(self.engine, plan(self.rules, self.names))
            yield from self._lines(rows)

    def _lines(self, rows: Events) -> Iterator[Line]:
        for one in self.engine.plan.told(rows):
            yield one.time, self.names[one.sensor], json.dumps(_told(one, self.names), ensure_ascii=False, allow_nan=False)


def in_order(lines: Iterable[Line]) -> list[str]:
    """By time and sensor; what one sensor told in one moment stays as it was told."""
    return [line for _, _, line in sorted(lines, key=lambda one: one[:2])]


def replayed(places: Iterable[Path], rules: Any) -> list[str]:
    """The events of all files, folders and tables together. Raises RuleFault, BodyFault, OSError."""
    told = pa.concat_tables([readings(path) for place in places for path in files(place)])
    replay, last = Replay(rules), int(told["at"].to_numpy().max(initial=-1))
    return in_order([*replay.feed(told), *(replay.until(last) if last >= 0 else ())])


def readings(path: Path) -> pa.Table:
    """The readings of a file; a fault names it."""
    try:
        return read_file(path)
    except BodyFault as wrong:
        raise BodyFault(f"{path.name}：{wrong}") from None


def plan(data: Any, names: list[str]) -> Plan:
    """The plan that a rules file means for these sensors. Raises RuleFault."""
    rules = read_rules(data)
    sensors = data.get("sensors") if isinstance(data, Mapping) else None
    if sensors is not None and not isinstance(sensors, Mapping):
        raise RuleFault("sensors 应写成“监测点编码：规则名称列表”。")
    every = [rule.id for rule in rules] if sensors is None else (sensors.get("*") or [])
    numbers = {name: number for number, name in enumerate(names)}
    joints = tuple(_joint(one, numbers) for one in _joints(data))
    return plan_of(rules, [_sensor(name, (sensors or {}).get(name, every)) for name in names], joints)


def _joints(data: Any) -> list[Mapping[str, Any]]:
    told = (data.get("joints") if isinstance(data, Mapping) else None) or []
    sound = isinstance(told, list) and all(isinstance(one, Mapping) and isinstance(one.get("keys"), list) for one in told)
    if not sound or not all(isinstance(key, list) and 2 <= len(key) <= 3 for one in told for key in one["keys"]):
        raise RuleFault("joints 应写成列表，每条有 id 和 keys；keys 的每一项依次写监测点编码、规则名称、等级（等级可不写）。")
    return list(told)


def _joint(told: Mapping[str, Any], numbers: Mapping[str, int]) -> Joint:
    keys = tuple((numbers[str(key[0])], str(key[1]), int(key[2]) if len(key) == 3 else 1) for key in told["keys"])
    named = (str(told.get(name) or "") for name in ("title", "clause"))
    return Joint(str(told.get("id") or ""), keys, int(told.get("least") or len(keys)), *named)


def joined(data: Any) -> list[str]:
    """The sensors that joint rules name."""
    return list(dict.fromkeys(str(key[0]) for one in _joints(data) for key in one["keys"]))


def bunches(data: Any) -> dict[str, str]:
    """Sensor → the one that stands for all that joint rules tie to it, directly or over others."""
    of: dict[str, str] = {}
    for one in _joints(data):
        names = [str(key[0]) for key in one["keys"]]
        first, tied = of.get(names[0], names[0]), {of.get(name, name) for name in names}
        of |= {name: first for name in {*names, *(name for name, lead in of.items() if lead in tied)}}
    return of


def bunch_number(name: str, tied: Mapping[str, str], of: int) -> int:
    """Which of so many parts a sensor belongs to, the same in every process."""
    return zlib.crc32(tied.get(name, name).encode()) % of


def _sensor(name: str, told: Any) -> Sensor:
    told = {"rules": told} if isinstance(told, list) else told
    if not isinstance(told, Mapping) or not isinstance(told.get("rules"), list):
        raise RuleFault(f"监测点“{name}”应写明 rules（规则名称的列表）。")
    limits = {str(rule): tuple(map(float, figures)) for rule, figures in dict(told.get("limits") or {}).items()}
    return Sensor(tuple(map(str, told["rules"])), limits, bool(told.get("on_change")), bool(told.get("flat_by_nature")))


def _told(event: Event, names: list[str]) -> dict[str, Any]:
    """An event as a JSON object; times ISO in UTC and epoch ms."""
    told = {
        name: getattr(event, name)
        for name in ("kind", "rule", "was", "level", "time", "value", "measure", "limit", "title", "clause", "count")
    }
    finite = {name: None if isinstance(one, float) and one != one else one for name, one in told.items()}
    at = datetime.fromtimestamp(event.time / 1000, UTC).isoformat(timespec="milliseconds")
    return {"sensor": names[event.sensor], "at": at, **finite, "readings": {"from": event.readings[1], "to": event.readings[2]}}
