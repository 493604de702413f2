"""A sensor's readings over any span as a plain line: lowest and highest of each column, its limits, the axes' words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anlan.engines.codecs.telemetry import BEIJING

WIDE, HIGH = 1000, 300
DAY = 86_400_000
SPANS = {
    "1h": ("一小时", DAY // 24),
    "24h": ("一天", DAY),
    "7d": ("七天", 7 * DAY),
    "30d": ("三十天", 30 * DAY),
    "1y": ("一年", 365 * DAY),
    "5y": ("五年", 1826 * DAY),
}
TICKS = 5


@dataclass(frozen=True)
class Curve:
    """What the page draws in a picture of WIDE x HIGH: polylines (a gap parts them), limits as heights, labels of the axes."""

    lines: tuple[str, ...]
    limits: tuple[tuple[float, str], ...]
    top: str
    bottom: str
    times: tuple[str, ...]
    points: int
    more: tuple[tuple[float, str], ...] = ()


def curve(
    points: Sequence[tuple[int, float]], start: int, end: int, limits: Sequence[float], gap: int, more: Sequence[float] = ()
) -> Curve:
    """Points in the order of time (epoch ms); a silence longer than `gap` ms (at least a column of the picture) is left empty.

    `more`: limits of another kind, those that are only being tried."""
    low, high = _range([value for _, value in points], [*limits, *more])
    longest, lines, last = max(gap, 2 * (end - start) // WIDE), list[list[str]](), None

    def up(value: float) -> float:
        return round(HIGH - (value - low) / (high - low) * HIGH, 1)

    for at, value in points:
        if last is None or at - last > longest:
            lines.append([])
        lines[-1].append(f"{round((at - start) / (end - start) * WIDE, 1)},{up(value)}")
        last = at
    drawn = tuple(" ".join(one if len(one) > 1 else [*one, one[0]]) for one in lines)
    heights, tried = (tuple((up(one), f"{one:g}") for one in some) for some in (limits, more))
    return Curve(drawn, heights, f"{high:g}", f"{low:g}", _times(start, end), len(points), tried)


def _range(values: Sequence[float], limits: Sequence[float]) -> tuple[float, float]:
    """What the picture must hold, with a little room; never of no height."""
    every = [*values, *limits] or [0.0, 1.0]
    low, high = min(every), max(every)
    room = (high - low) * 0.05 or abs(high) * 0.1 or 1.0
    return (0.0 if 0 <= low < (high - low) else _round(low - room)), _round(high + room)


def _round(value: float) -> float:
    return float(f"{value:.3g}")


def _times(start: int, end: int) -> tuple[str, ...]:
    """Five moments along the axis, as coarse as the span allows."""
    length = end - start
    form = "%H:%M" if length <= DAY else "%m-%d %H:%M" if length <= 7 * DAY else "%Y-%m-%d"
    origin = datetime.fromtimestamp(start / 1000, BEIJING)
    return tuple((origin + timedelta(milliseconds=length * tick / (TICKS - 1))).strftime(form) for tick in range(TICKS))
