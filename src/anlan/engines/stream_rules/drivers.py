"""Vehicles on the road: speed by day and night, driving without rest, hours in which driving is not allowed.

A vehicle *rests* between two fixes when both say `slow` or less and it moved no more than `near` metres; any other stretch is
driving, also one without fixes in which it moved on: switching the box off is no rest. Rest counts once it lasts `rest`; then
driving begins anew.
"""

import math
from collections import deque
from dataclasses import dataclass, field

from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.laws import Cause, Law, Levels

HOUR = 3_600_000
DAY = 24 * HOUR
EARTH = 6_371_008.8


@dataclass(frozen=True)
class Fix:
    """A position: ms, degrees, km/h."""

    time: int
    lon: float
    lat: float
    speed: float


@dataclass(frozen=True)
class Limits:
    """Laws in km/h and hours; night from `night[0]` to `night[1]` o'clock of local time (`zone` ms east of UTC), likewise
    `closed`."""

    speed: Law | None = None
    night_speed: Law | None = None
    driving: Law | None = None
    night_driving: Law | None = None
    closed_hours: Law | None = None
    day: Law | None = None
    week: Law | None = None
    rest: int = 20 * 60_000
    night: tuple[int, int] = (22, 6)
    closed: tuple[int, int] = (2, 5)
    slow: float = 5.0
    near: float = 200.0
    zone: int = 8 * HOUR


def within(limits: Limits, time: int, hours: tuple[int, int]) -> bool:
    """Whether the local clock stands in the hours, which may pass midnight."""
    hour = (time + limits.zone) % DAY / HOUR
    begin, end = hours
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def metres(one: Fix, other: Fix) -> float:
    """Great-circle distance."""
    lat1, lat2 = math.radians(one.lat), math.radians(other.lat)
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    )
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


@dataclass
class Total:
    """What was driven in stretches that ended within the last `span` ms."""

    span: int
    driven: int = 0
    stretches: deque[tuple[int, int]] = field(default_factory=deque)

    def add(self, end: int, passed: int) -> None:
        self.stretches.append((end, passed))
        self.driven += passed

    def by(self, now: int) -> float:
        """Hours."""
        while self.stretches and self.stretches[0][0] <= now - self.span:
            self.driven -= self.stretches.popleft()[1]
        return self.driven / HOUR


@dataclass
class Journey:
    """A vehicle since its last rest, and over the last day and week: times in ms."""

    last: Fix | None = None
    begun: int = 0
    driven: int = 0
    driven_at_night: int = 0
    rested: int = 0
    day: Total = field(default_factory=lambda: Total(DAY))
    week: Total = field(default_factory=lambda: Total(7 * DAY))


@dataclass
class Drivers:
    """All vehicles. `see` tells the events of a fix; a fix not later than the last one counts for nothing."""

    limits: Limits
    levels: Levels = field(default_factory=Levels)
    journeys: dict[int, Journey] = field(default_factory=dict)

    def see(self, vehicle: int, fix: Fix) -> list[Event]:
        it = self.journeys.setdefault(vehicle, Journey())
        if it.last and fix.time <= it.last.time:
            return []
        self._count(it, fix)
        it.last = fix
        return self._told(vehicle, it, fix)

    def _count(self, it: Journey, fix: Fix) -> None:
        if it.last is None:
            it.begun = fix.time
            return
        passed = fix.time - it.last.time
        if max(it.last.speed, fix.speed) <= self.limits.slow and metres(it.last, fix) <= self.limits.near:
            it.rested += passed
            if it.rested >= self.limits.rest:
                it.begun, it.driven, it.driven_at_night = fix.time, 0, 0
            return
        it.rested = 0
        it.driven += passed
        it.day.add(fix.time, passed)
        it.week.add(fix.time, passed)
        it.driven_at_night += passed if within(self.limits, it.last.time, self.limits.night) else 0

    def _told(self, vehicle: int, it: Journey, fix: Fix) -> list[Event]:
        is_night = within(self.limits, fix.time, self.limits.night)
        moves = fix.speed > self.limits.slow
        asked = (
            (self.limits.speed, fix.speed if not (is_night and self.limits.night_speed) else 0.0, fix.time),
            (self.limits.night_speed, fix.speed if is_night else 0.0, fix.time),
            (self.limits.driving, it.driven / HOUR, it.begun),
            (self.limits.night_driving, it.driven_at_night / HOUR, it.begun),
            (self.limits.closed_hours, float(moves and within(self.limits, fix.time, self.limits.closed)), fix.time),
            (self.limits.day, it.day.by(fix.time), fix.time - DAY + 1),
            (self.limits.week, it.week.by(fix.time), fix.time - 7 * DAY + 1),
        )
        return [
            event
            for law, figure, since in asked
            if law
            for event in self.levels.hold(law, vehicle, law.level(figure), fix.time, figure, Cause(vehicle, since, 1, fix.speed))
        ]
