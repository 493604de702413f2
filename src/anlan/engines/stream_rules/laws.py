"""Laws: what the rarer watchers (positions, drivers, rain, slopes, drilling, twins) hold something against, and how they tell
of it.

They keep a level for each (law, subject) and tell an `Event` when it changes, as the engine does for sensors.
"""

from dataclasses import dataclass, field

from anlan.engines.stream_rules.events import Event, kind
from anlan.engines.stream_rules.rules import RuleFault


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
    """The level of each (law, subject). `hold` tells a change, or nothing."""

    at: dict[tuple[str, int], int] = field(default_factory=dict)

    def hold(self, law: Law, key: int, level: int, time: int, measure: float, cause: Cause) -> list[Event]:
        was = self.at.get((law.id, key), 0)
        if was == level:
            return []
        self.at[law.id, key] = level
        limit = law.limits[min(max(level, 1), len(law.limits)) - 1]
        readings = (cause.subject, cause.since, time)
        return [
            Event(
                kind(was, level),
                law.id,
                key,
                was,
                level,
                time,
                cause.value,
                measure,
                limit,
                law.title,
                law.clause,
                cause.count,
                readings,
            )
        ]

    def state(self) -> list[tuple[str, int, int]]:
        return [(law, key, level) for (law, key), level in self.at.items()]

    def take(self, state: list[tuple[str, int, int]]) -> None:
        self.at = {(law, key): level for law, key, level in state}
