"""Laws: what the rarer watchers (positions, drivers, rain, slopes, drilling, twins) hold something against, and how they tell
of it.

They keep a level for each (law, subject) and tell an `Event` when it changes, as the engine does for sensors.
"""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from anlan.engines.stream_rules.events import Event, kind
from anlan.engines.stream_rules.rules import RuleFault

MAGIC = b"ANLANSW1"
W = TypeVar("W")


@dataclass(frozen=True)
class Law:
    """A title, its clause, and up to four limits from mild to grave (reached by touching); `falls`: less is graver."""

    id: str
    limits: tuple[float, ...] = (1.0,)
    title: str = ""
    clause: str = ""
    falls: bool = False

    def __post_init__(self) -> None:
        rising = tuple(reversed(self.limits)) if self.falls else self.limits
        if not 1 <= len(rising) <= 4 or any(one >= two for one, two in zip(rising, rising[1:], strict=False)):
            raise RuleFault(f"规则“{self.id}”：限值应有 1 至 4 个，从轻到重逐级排列。")

    def level(self, figure: float) -> int:
        return sum(figure <= limit if self.falls else figure >= limit for limit in self.limits)


@dataclass(frozen=True)
class Cause:
    """The readings behind a figure: of whom, since when, how many, and the last value."""

    subject: int
    since: int
    count: int = 1
    value: float = 0.0


@dataclass
class Levels:
    """The level of each subject under each law. `hold` tells a change, or nothing."""

    at: dict[str, dict[int, int]] = field(default_factory=dict)

    def hold(self, law: Law, key: int, level: int, time: int, measure: float, cause: Cause) -> list[Event]:
        held = self.at.setdefault(law.id, {})
        was = held.get(key, 0)
        if was == level:
            return []
        held[key] = level
        limit = law.limits[min(max(level, 1), len(law.limits)) - 1]
        what = (kind(was, level), law.id, key, was, level, time, cause.value, measure, limit, law.title, law.clause, cause.count)
        return [Event(*what, (cause.subject, cause.since, time))]


def put_away(watcher: Any) -> bytes:
    """A watcher with all it remembers, for a restart that neither loses nor doubles an event."""
    kind = type(watcher)
    return MAGIC + kind.__name__.encode() + b"\n" + TypeAdapter(kind).dump_json(watcher)


def taken_up(kind: type[W], kept: bytes) -> W:
    """The watcher as it was. Raises RuleFault for another version, another kind or a cut file."""
    mark = MAGIC + kind.__name__.encode() + b"\n"
    if not kept.startswith(mark):
        raise RuleFault("快照不是本版本的这种规则写的，不能恢复，请从原始读数重放。")
    try:
        watcher: W = TypeAdapter(kind).validate_json(kept[len(mark) :])
    except ValidationError:
        raise RuleFault("快照不完整，不能恢复，请从原始读数重放。") from None
    return watcher
