"""Cumulated rain over several windows at once: the gravest law that any window reaches (暴雨 12 h 50 mm … 3 h 100 mm).

A gauge tells what fell since its last reading, in mm; a window holds what was told in (now - span, now]. Amounts are kept in
whole 0.01 mm, so sums are exact. Windows also empty by the clock (`advance`), so an alarm ends without a further reading.
"""

from collections import deque
from dataclasses import dataclass, field

from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.laws import Cause, Law, Levels


@dataclass(frozen=True)
class Window:
    """So much (mm) within the span (ms) is this level."""

    span: int
    limit: float
    level: int


@dataclass
class Gauge:
    """What fell, and of each window how much is in it and where it begins in `fallen` (counted from the first reading ever)."""

    heard: int = -1
    gone: int = 0
    fallen: deque[tuple[int, int]] = field(default_factory=deque)
    sums: list[int] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)


@dataclass
class Rain:
    """All gauges under one law; level 1…4 by the windows."""

    law: Law
    windows: tuple[Window, ...]
    levels: Levels = field(default_factory=Levels)
    gauges: dict[int, Gauge] = field(default_factory=dict)

    def see(self, gauge: int, time: int, millimetres: float) -> list[Event]:
        """A reading; one that is not later than the last, or below zero, counts for nothing."""
        it = self.gauges.setdefault(gauge, Gauge(sums=[0] * len(self.windows), begins=[0] * len(self.windows)))
        if time <= it.heard or not 0 <= millimetres < 10_000:
            return []
        it.heard = time
        hundredths = round(millimetres * 100)
        it.fallen.append((time, hundredths))
        it.sums = [each + hundredths for each in it.sums]
        return self._judged(gauge, it, time)

    def advance(self, to: int) -> list[Event]:
        """The clock has reached `to`; gauges in the order of their numbers."""
        return [event for gauge, it in sorted(self.gauges.items()) for event in self._judged(gauge, it, max(to, it.heard))]

    def _judged(self, gauge: int, it: Gauge, now: int) -> list[Event]:
        for place, window in enumerate(self.windows):
            while it.begins[place] - it.gone < len(it.fallen) and it.fallen[it.begins[place] - it.gone][0] <= now - window.span:
                it.sums[place] -= it.fallen[it.begins[place] - it.gone][1]
                it.begins[place] += 1
        while it.gone < min(it.begins):
            it.fallen.popleft()
            it.gone += 1
        reached = [
            (window.level, place) for place, window in enumerate(self.windows) if it.sums[place] >= round(window.limit * 100)
        ]
        level, place = max(reached, default=(0, 0))
        window = self.windows[place]
        cause = Cause(gauge, now - window.span + 1, len(it.fallen) + it.gone - it.begins[place])
        return self.levels.hold(self.law, gauge, level, now, it.sums[place] / 100, cause)
