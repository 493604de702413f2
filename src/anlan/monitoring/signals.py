"""From what the engine says to what an alarm holds: one signal a sensor and rule, that counts how often it spoke. Pure.

An event told twice changes nothing, whatever the batches: a signal remembers the moment of its last event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from anlan.engines.stream_rules.events import Event
from anlan.kernel.calendar import local
from anlan.monitoring.queries import Listed
from anlan.monitoring.registers.sensor import LEVELS, figure_of

MOST = 40
"""So many signals an alarm lists, the loud before the quiet; the others are counted."""
SHOWN = 5
DOUBTS = {
    "silent": "停止上报", "flat": "读数平直", "clone": "通道雷同", "replay": "曲线重放", "clip": "削顶", "shift": "时间错位",
    "dead": "视频中断", "contradict": "相互矛盾", "range": "超出量程", "limit": "限值被改", "unfiled": "未报备作业",
}  # fmt: skip
"""Rules that doubt the sensor itself, by their id; every other rule is an alarm."""


@dataclass(frozen=True)
class Said:
    """An event with the sensor that spoke, and the last readings (epoch ms, value) that caused it, if they are at hand."""

    event: Event
    sensor: Listed
    readings: tuple[tuple[int, float], ...] = ()

    @property
    def doubt(self) -> str:
        """The kind of doubt; "" for an alarm."""
        return DOUBTS.get(self.event.rule, "")

    @property
    def site(self) -> tuple[str, str]:
        """What is joined: the firm and its facility."""
        return str(self.sensor.facts["unit"]), str(self.sensor.facts.get("site") or "")

    @property
    def key(self) -> str:
        """What tells this event from every other."""
        return f"{self.sensor.id}:{self.event.rule}:{self.event.time}:{self.event.was}:{self.event.level}"

    @property
    def at(self) -> str:
        return moment(self.event.time).isoformat()

    @property
    def severity(self) -> str:
        """The sensor's own level for the first limit of a rule, one graver for each limit above."""
        first = LEVELS.index(self.sensor.facts.get("level") or LEVELS[2])
        return LEVELS[min(first + max(self.event.level, 1) - 1, len(LEVELS) - 1)]

    @property
    def rule(self) -> str:
        """The rule as people read it, with the clause that it stands in."""
        law = figure_of(self.event.clause)
        clause = f"{law.source}{law.clause}" if law else self.event.clause
        return (self.event.title or self.event.rule) + (f"（{clause[:200]}）" if clause else "")

    @property
    def name(self) -> str:
        return str(self.sensor.facts["name"])

    def line(self) -> str:
        """The event in words: name, value with unit, what the rule says, its limit."""
        event, unit = self.event, self.sensor.facts.get("measured_in", "")
        value = f" {plain(event.value)} {unit}".rstrip() if isfinite(event.value) else ""
        return f"{self.name}{value}，{event.title or event.rule}" + (f"（{plain(event.limit)}）" if not self.doubt else "")


def moment(ms: int) -> datetime:
    """Epoch milliseconds as a moment, by Chinese clocks."""
    return local(datetime.fromtimestamp(ms / 1000, UTC))


def plain(value: float) -> str:
    """A value as people write it: six figures, no exponent, no tail of zeros."""
    text = f"{value:.6g}"
    return f"{value:.0f}" if "e" in text else text


def graver(one: str, two: str) -> str:
    return max(one, two, key=LEVELS.index)


def worst(signals: Iterable[Mapping[str, Any]]) -> str:
    """The gravest level among signals."""
    return max((str(one["severity"]) for one in signals), key=LEVELS.index)


@dataclass(frozen=True)
class Merged:
    """The signals of an alarm after some events: those it lists, and how many were left out."""

    signals: tuple[dict[str, Any], ...]
    left_out: int
    changed: bool


def merged(before: Sequence[Mapping[str, Any]], said: Iterable[Said]) -> Merged:
    """The signals with the events taken in, in the order of time. What was told already changes nothing."""
    kept: dict[tuple[str, str], dict[str, Any]] = {(one["sensor"], one["rule"]): dict(one) for one in before}
    changed = False
    for one in sorted(said, key=lambda it: it.event.time):
        key = (one.sensor.id, one.rule)
        old = kept.get(key)
        if old is None and one.event.level:
            kept[key], changed = _first(one), True
        elif old is not None and moment(one.event.time) > datetime.fromisoformat(str(old["last"])):
            kept[key], changed = _next(old, one), True
    listed = sorted(kept.values(), key=lambda signal: (bool(signal["quiet"]), str(signal["first"])))
    return Merged(tuple(listed[:MOST]), max(0, len(listed) - MOST), changed)


def _first(said: Said) -> dict[str, Any]:
    event = said.event
    signal: dict[str, Any] = {"sensor": said.sensor.id, "rule": said.rule, "severity": said.severity, "limit": plain(event.limit)}
    signal |= {"first": said.at, "last": said.at, "times": 1, "quiet": False, "cause": cause(said)}
    return signal | ({"value": plain(event.value)} if isfinite(event.value) else {})


def _next(old: Mapping[str, Any], said: Said) -> dict[str, Any]:
    event = said.event
    if not event.level:
        return {**old, "last": said.at, "quiet": True}
    again = {**old, "last": said.at, "quiet": False, "severity": graver(old["severity"], said.severity)}
    if event.was == 0:
        again["times"] = int(old["times"]) + 1
    if isfinite(event.value) and _worse(event, old):
        again |= {"value": plain(event.value), "limit": plain(event.limit), "cause": cause(said)}
    return again


def _worse(event: Event, old: Mapping[str, Any]) -> bool:
    """Further from the limit than before, on the side on which it spoke."""
    if old.get("value") is None or old.get("limit") is None:
        return True
    return abs(event.value - event.limit) > abs(float(old["value"]) - float(old["limit"]))


def cause(said: Said) -> str:
    """The readings behind an event, the last five: "12:00:05 0.97、12:00:10 1.03"."""
    return "、".join(f"{moment(ms):%H:%M:%S} {plain(value)}" for ms, value in said.readings[-SHOWN:])[:400]
