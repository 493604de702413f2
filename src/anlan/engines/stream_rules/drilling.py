"""Drilling ahead for water (探放水): each hole against its planned length, and the face against what has been drilled before
it.

Lengths in metres. A finished hole that lacks more than `tolerance` of its plan is short. The face may advance to the reach of
the holes less the `lead` that must stay ahead; the reach is that of the shortest finished hole of the round, along the roadway
(`along`: length × cos of the hole).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.laws import Cause, Law, Levels


@dataclass(frozen=True)
class Hole:
    """Planned length, and how much of a metre drilled leads along the roadway (1 for a straight hole)."""

    planned: float
    along: float = 1.0


@dataclass
class Drilling:
    """One round of holes before one face. `short` is a law on metres lacking, `advance` on metres past what is allowed (limit:
    from 0 on)."""

    holes: Mapping[int, Hole]
    lead: float
    short: Law
    advance: Law
    tolerance: float = 0.0
    levels: Levels = field(default_factory=Levels)
    drilled: dict[int, float] = field(default_factory=dict)
    finished: set[int] = field(default_factory=set)

    def drill(self, hole: int, time: int, metres: float) -> list[Event]:
        """The hole is so deep now; rods drawn back do not shorten it."""
        self.drilled[hole] = max(self.drilled.get(hole, 0.0), metres)
        return self._short(hole, time) if hole in self.finished else []

    def finish(self, hole: int, time: int) -> list[Event]:
        """The hole was reported as finished."""
        self.finished.add(hole)
        return self._short(hole, time)

    def move(self, face: int, time: int, metres: float) -> list[Event]:
        """The face stands so far from where the round was drilled; without all holes finished it may not move."""
        past = metres - self.allowed()
        level = self.advance.level(past) if past > 0 else 0
        return self.levels.hold(self.advance, face, level, time, past, Cause(face, time, 1, metres))

    def allowed(self) -> float:
        """How far the face may advance."""
        if self.finished != set(self.holes):
            return 0.0
        return max(0.0, min(self.drilled.get(number, 0.0) * hole.along for number, hole in self.holes.items()) - self.lead)

    def _short(self, hole: int, time: int) -> list[Event]:
        length = self.drilled.get(hole, 0.0)
        lacking = self.holes[hole].planned - length
        level = self.short.level(lacking) if lacking > self.tolerance else 0
        return self.levels.hold(self.short, hole, level, time, lacking, Cause(hole, time, 1, length))
