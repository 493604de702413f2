"""Slopes: velocity of a displacement over a span, and the inverse velocity that foretells when it will fail (Fukuzono 1985,
linear form).

Displacement in mm, ms; velocity in mm/h is the change since the oldest reading within `span`, told once that is at least half
of `span` old. Inverse velocity: the straight line through the last `points` values of 1/v against time meets zero at the
foretold failure; it is told only while the line falls and every v is at least `least`.
"""

from collections import deque
from dataclasses import dataclass, field

from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.laws import Cause, Law, Levels

HOUR = 3_600_000


@dataclass(frozen=True)
class Slope:
    """`velocity`: law in mm/h. `failure`: falling law in hours to the foretold failure."""

    velocity: Law
    failure: Law | None = None
    span: int = HOUR
    points: int = 5
    least: float = 0.1


@dataclass
class Point:
    heard: int = -1
    moved: deque[tuple[int, float]] = field(default_factory=deque)
    velocities: deque[tuple[int, float]] = field(default_factory=deque)


@dataclass
class Slopes:
    """All points of a slope under the same laws."""

    slope: Slope
    levels: Levels = field(default_factory=Levels)
    points: dict[int, Point] = field(default_factory=dict)

    def see(self, point: int, time: int, displacement: float) -> list[Event]:
        """A reading; one that is not later than the last counts for nothing."""
        it = self.points.setdefault(point, Point())
        if time <= it.heard:
            return []
        it.heard = time
        it.moved.append((time, displacement))
        while it.moved[0][0] < time - self.slope.span:
            it.moved.popleft()
        begin, first = it.moved[0]
        if time - begin < self.slope.span / 2:
            return []
        velocity = (displacement - first) * HOUR / (time - begin)
        cause = Cause(point, begin, len(it.moved), displacement)
        law = self.slope.velocity
        told = self.levels.hold(law, point, law.level(abs(velocity)), time, velocity, cause)
        return told + self._foretold(point, it, time, abs(velocity), cause)

    def _foretold(self, point: int, it: Point, time: int, velocity: float, cause: Cause) -> list[Event]:
        if (law := self.slope.failure) is None:
            return []
        it.velocities.append((time, velocity))
        while len(it.velocities) > self.slope.points:
            it.velocities.popleft()
        hours = to_failure(list(it.velocities), self.slope) if len(it.velocities) == self.slope.points else None
        level = 0 if hours is None else law.level(hours)
        return self.levels.hold(law, point, level, time, -1.0 if hours is None else hours, cause)


def to_failure(velocities: list[tuple[int, float]], slope: Slope) -> float | None:
    """Hours from the last velocity to the foretold failure, None where none is foretold."""
    if any(velocity < slope.least for _, velocity in velocities):
        return None
    last = velocities[-1][0]
    hours = [(time - last) / HOUR for time, _ in velocities]
    inverse = [1 / velocity for _, velocity in velocities]
    n = len(hours)
    mean_hour, mean_inverse = sum(hours) / n, sum(inverse) / n
    spread = sum((hour - mean_hour) ** 2 for hour in hours)
    tilt = sum((hour - mean_hour) * (each - mean_inverse) for hour, each in zip(hours, inverse, strict=True))
    if spread == 0 or tilt >= 0:
        return None
    return max(0.0, mean_hour - mean_inverse * spread / tilt)
