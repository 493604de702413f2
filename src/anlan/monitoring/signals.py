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
from anlan.monitoring.rule_names import CONDITION, DOUBTS, JOINED, SCALES, TOLD_ONLY, UNITS

MOST = 40
"""So many signals an alarm lists, the loud before the quiet; the others are counted."""
SHOWN = 5


@dataclass(frozen=True)
class Said:
    """An event with the sensor that spoke, and the last readings (epoch ms, value) that caused it, if they are at hand."""

    event: Event
    sensor: Listed
    readings: tuple[tuple[int, float], ...] = ()

    @property
    def doubt(self) -> str:
        """The kind of doubt; "" for an alarm."""
        return DOUBTS.get(self.sort, "")

    @property
    def sort(self) -> str:
        """What stands before the first point of the rule's id."""
        return self.event.rule.partition(".")[0]

    @property
    def is_silent(self) -> bool:
        """A rule that only other rules are made of."""
        return self.sort == CONDITION

    @property
    def is_measured(self) -> bool:
        """Whether the event's own figure and limit mean something together: not of rules that join several sensors."""
        return isfinite(self.figure) and self.sort not in (JOINED, "contradict", *TOLD_ONLY)

    @property
    def figure(self) -> float:
        """What was held against the limit; of a doubt the reading itself."""
        return self.event.value if self.doubt else self.event.measure * SCALES.get(self.sort, (1.0, ""))[0]

    @property
    def limit(self) -> float:
        return self.event.limit * SCALES.get(self.sort, (1.0, ""))[0]

    @property
    def measured_in(self) -> str:
        """The unit of the figure."""
        own = str(self.sensor.facts.get("measured_in") or "")
        return UNITS.get(self.sort, own + SCALES.get(self.sort, (1.0, ""))[1])

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
        """The level that the rule names; else the sensor's own for the first limit of a rule, one graver for each limit above."""
        named = self.event.rule.rpartition(":")[2].split(",")
        if named[0] in LEVELS:
            return named[min(max(self.event.level, 1), len(named)) - 1]
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
        event = self.event
        value = f" {plain(self.figure)} {self.measured_in}".rstrip() if self.is_measured else ""
        limit = f"（{plain(self.limit)}）" if self.is_measured and not self.doubt else ""
        return f"{self.name}{value}，{event.title or event.rule}{limit}"


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
    signal: dict[str, Any] = {"sensor": said.sensor.id, "rule": said.rule, "severity": said.severity}
    signal |= {"first": said.at, "last": said.at, "times": 1, "quiet": False, "cause": cause(said)}
    return signal | (_figures(said) if said.is_measured else {})


def _figures(said: Said) -> dict[str, str]:
    told = {"value": plain(said.figure), "limit": plain(said.limit)}
    return told | ({"measured_in": said.measured_in} if said.measured_in else {})


def _next(old: Mapping[str, Any], said: Said) -> dict[str, Any]:
    event = said.event
    if not event.level:
        return {**old, "last": said.at, "quiet": True}
    again = {**old, "last": said.at, "quiet": False, "severity": graver(old["severity"], said.severity)}
    if event.was == 0:
        again["times"] = int(old["times"]) + 1
    if said.is_measured and _worse(said, old):
        again |= _figures(said) | {"cause": cause(said)}
    return again


def _worse(said: Said, old: Mapping[str, Any]) -> bool:
    """Further from the limit than before, on the side on which it spoke."""
    if old.get("value") is None or old.get("limit") is None:
        return True
    return abs(said.figure - said.limit) > abs(float(old["value"]) - float(old["limit"]))


def cause(said: Said) -> str:
    """The readings behind an event, the last five: "12:00:05 0.97、12:00:10 1.03"."""
    return "、".join(f"{moment(ms):%H:%M:%S} {plain(value)}" for ms, value in said.readings[-SHOWN:])[:400]
