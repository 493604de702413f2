"""What the rarer watchers remember between two readings: one piece, put away with the engine's snapshot and handed on whole when
registers change. Subjects and areas are numbers made from their codes, so that they outlive the roster's own numbering."""

import hashlib
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from anlan.engines.stream_rules.drivers import Journey
from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.laws import Cause, Law, Levels
from anlan.engines.stream_rules.slopes import Point


@dataclass
class Day:
    """What a vehicle has driven on one day (days since 1970 in Beijing), and whose cards it has read."""

    day: int = 0
    metres: float = 0.0
    drivers: set[int] = field(default_factory=set)
    last: tuple[int, float, float] | None = None
    heard: int = -1


@dataclass
class Named(Levels):
    """Levels that know how their laws are called, for the day when a law is gone and its level must end."""

    titles: dict[str, tuple[str, str]] = field(default_factory=dict)

    def hold(self, law: Law, key: int, level: int, time: int, measure: float, cause: Cause) -> list[Event]:
        if level:
            self.titles[law.id] = (law.title, law.clause)
        return super().hold(law, key, level, time, measure, cause)


@dataclass
class Memory:
    """Levels of all laws; of vehicles, areas (by unit, "" on the map), slope points and drilling rounds what they need."""

    levels: Named = field(default_factory=Named)
    parts: dict[int, dict[str, tuple[int, float]]] = field(default_factory=dict)
    journeys: dict[int, Journey] = field(default_factory=dict)
    days: dict[int, Day] = field(default_factory=dict)
    heard: dict[str, dict[int, int]] = field(default_factory=dict)
    inside: dict[str, dict[int, set[int]]] = field(default_factory=dict)
    points: dict[int, Point] = field(default_factory=dict)
    drilled: dict[str, dict[int, float]] = field(default_factory=dict)
    finished: dict[str, set[int]] = field(default_factory=dict)

    def dump(self) -> bytes:
        return SHAPE.dump_json(self)


SHAPE = TypeAdapter(Memory)


def recalled(kept: bytes) -> Memory:
    """What was put away; nothing remembered where another version wrote it."""
    try:
        return SHAPE.validate_json(kept)
    except ValidationError:
        return Memory()


def key(code: str) -> int:
    """A number for a code that stays the same whatever else is registered."""
    return int.from_bytes(hashlib.blake2b(code.encode(), digest_size=6).digest(), "big")
