"""How times, levels and values are said on a page. Pure: facts and a moment in, Chinese out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from anlan.kernel.calendar import distance, local, spoken

LEVELS = (
    ("特别重大", 1), ("重大", 1), ("较大", 2), ("一般", 3), ("低", 4),
    ("红", 1), ("橙", 2), ("黄", 3), ("蓝", 4), ("Ⅰ", 1), ("Ⅱ", 2), ("Ⅲ", 3), ("Ⅳ", 4), ("特级", 1), ("一级", 1), ("二级", 2), ("三级", 3), ("四级", 4),
)  # fmt: skip
SOON = timedelta(hours=2)


def level_of(word: str) -> int:
    """1 (红) to 4 (蓝) for a severity as matters and records write it; 0 if it names none."""
    return next((level for part, level in LEVELS if part in word), 0)


@dataclass(frozen=True)
class DueWords:
    """A due time as rows show it: the weight is later, today, soon or over."""

    text: str
    weight: str
    at: str = ""


def due_words(due: datetime, now: datetime) -> DueWords:
    """Weight first, colour never: later grey, today ink, under two hours bold, overdue inverse with its clock time beside it."""
    if due < now:
        return DueWords(distance(due, now), "over", clock(due, now))
    weight = "soon" if due - now <= SOON else "today" if local(due).date() == local(now).date() else "later"
    return DueWords(spoken(due, now), weight)


def day(value: date, now: datetime) -> str:
    """"3月18日", with the year where it is another one."""
    return f"{value.month}月{value.day}日" if value.year == local(now).year else f"{value.year}年{value.month}月{value.day}日"


def clock(at: datetime, now: datetime) -> str:
    """"今天 08:00", "昨天 08:00", "3月16日 10:12", "2025年12月1日 10:12"."""
    there = local(at)
    near = {0: "今天", -1: "昨天", 1: "明天"}.get((there.date() - local(now).date()).days)
    return f"{near or day(there.date(), now)} {there:%H:%M}"


def degrees(point: Any) -> str:
    """A point of 1e-7 degrees as people read it: "112.8123456, 39.5123456"."""
    lon, lat = point
    return f"{lon / 1e7:.6f}, {lat / 1e7:.6f}"
