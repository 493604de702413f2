"""People and vehicles in areas (人员定位, 电子围栏, 电子哨兵): who is where he may not be, how many there are, and how many
were declared.

Coordinates are whole numbers of one kind (1e-7 degree, or millimetres underground); a point on the border is inside. A subject
is where its last position says until the next one comes or `forget` is said: a silent tag has not left. Positions not later
than the last of their subject count for nothing.
"""

from dataclasses import dataclass, field

from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.laws import Cause, Law, Levels
from anlan.engines.stream_rules.rules import RuleFault

Point = tuple[int, int]


@dataclass(frozen=True)
class Area:
    """A ring of corners. `forbidden`: law told of each subject inside that is not in `allowed`. `leaving`: told of each in
    `kept` that is outside. `heads`: law on how many are inside. `declared`: law on how many more (or fewer) are inside than
    were declared."""

    id: int
    ring: tuple[Point, ...]
    forbidden: Law | None = None
    allowed: frozenset[int] = frozenset()
    leaving: Law | None = None
    kept: frozenset[int] = frozenset()
    heads: Law | None = None
    declared: Law | None = None

    def __post_init__(self) -> None:
        if len(self.ring) < 3:
            raise RuleFault(f"区域 {self.id} 至少要有三个角点。")

    def holds(self, point: Point) -> bool:
        """Inside, or on the border. Whole numbers, so no rounding decides."""
        inside = False
        for (x1, y1), (x2, y2) in zip(self.ring, (*self.ring[1:], self.ring[0]), strict=True):
            side = (x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1)
            if side == 0 and min(x1, x2) <= point[0] <= max(x1, x2) and min(y1, y2) <= point[1] <= max(y1, y2):
                return True
            if (y1 > point[1]) != (y2 > point[1]) and (side > 0) == (y2 > y1):
                inside = not inside
        return inside


@dataclass
class Positions:
    """Who is inside which area. Each call tells its events."""

    areas: tuple[Area, ...]
    levels: Levels = field(default_factory=Levels)
    heard: dict[int, int] = field(default_factory=dict)
    inside: dict[int, set[int]] = field(default_factory=dict)
    declared: dict[int, int] = field(default_factory=dict)

    def see(self, subject: int, time: int, point: Point) -> list[Event]:
        """A position of a subject."""
        if time <= self.heard.get(subject, -1):
            return []
        self.heard[subject] = time
        return [event for area in self.areas for event in self._placed(area, subject, time, area.holds(point))]

    def forget(self, subject: int, time: int) -> list[Event]:
        """The subject is known to be gone: the tag was given back, the gate counted it out."""
        self.heard.pop(subject, None)
        return [event for area in self.areas for event in self._gone(area, subject, time)]

    def declare(self, area: int, number: int, time: int) -> list[Event]:
        """So many were declared (报备) for the area from now on."""
        self.declared[area] = number
        return [event for it in self.areas if it.id == area for event in self._counted(it, time, Cause(area, time))]

    def _placed(self, area: Area, subject: int, time: int, is_in: bool) -> list[Event]:
        held = self.inside.setdefault(area.id, set())
        (held.add if is_in else held.discard)(subject)
        cause, told = Cause(subject, time), list[Event]()
        if area.forbidden and subject not in area.allowed:
            told += self.levels.hold(area.forbidden, subject, int(is_in), time, float(is_in), cause)
        if area.leaving and subject in area.kept:
            told += self.levels.hold(area.leaving, subject, int(not is_in), time, float(not is_in), cause)
        return told + self._counted(area, time, cause)

    def _gone(self, area: Area, subject: int, time: int) -> list[Event]:
        self.inside.setdefault(area.id, set()).discard(subject)
        cause, told = Cause(subject, time), list[Event]()
        for law in filter(None, (area.forbidden, area.leaving)):
            told += self.levels.hold(law, subject, 0, time, 0.0, cause)
        return told + self._counted(area, time, cause)

    def _counted(self, area: Area, time: int, cause: Cause) -> list[Event]:
        number, told = len(self.inside.get(area.id, ())), list[Event]()
        cause = Cause(cause.subject, cause.since, number)
        if area.heads:
            told += self.levels.hold(area.heads, area.id, area.heads.level(number), time, float(number), cause)
        if area.declared and area.id in self.declared:
            apart = abs(number - self.declared[area.id])
            told += self.levels.hold(area.declared, area.id, area.declared.level(apart), time, float(apart), cause)
        return told
