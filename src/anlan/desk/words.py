"""How times, levels and values are said on a page. Pure: facts and a moment in, Chinese out."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from anlan.kernel.calendar import distance, local, spoken

LEVELS = (
    re.compile(r"(特别)?重大(风险|隐患|事故隐患|事故|事件)?|红(色|色预警)?|Ⅰ级?"),
    re.compile(r"较大(风险|隐患|事故|事件)?|橙(色|色预警)?|Ⅱ级?"),
    re.compile(r"一般(风险|隐患|事故隐患|事故|事件)?|黄(色|色预警)?|Ⅲ级?"),
    re.compile(r"低(风险)?|蓝(色|色预警)?|Ⅳ级?"),
)
SOON = timedelta(hours=2)


def level_of(word: str) -> int:
    """1 (红) to 4 (蓝) for a severity as matters and records write it; 0 if it names none."""
    return next((level for level, words in enumerate(LEVELS, 1) if words.fullmatch(word.strip())), 0)


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
    said = spoken(due, now)
    return DueWords(said if local(due).year == local(now).year else re.sub(r" \d\d:\d\d 前", "前", said), weight)


def day(value: date, now: datetime) -> str:
    """ "3月18日", with the year where it is another one."""
    return f"{value.month}月{value.day}日" if value.year == local(now).year else f"{value.year}年{value.month}月{value.day}日"


def clock(at: datetime, now: datetime) -> str:
    """ "今天 08:00", "昨天 08:00", "3月16日 10:12", "2025年12月1日 10:12"."""
    there = local(at)
    near = {0: "今天", -1: "昨天", 1: "明天"}.get((there.date() - local(now).date()).days)
    return f"{near or day(there.date(), now)} {there:%H:%M}"


def degrees(point: Any) -> str:
    """A point of 1e-7 degrees as people read it: "112.8123456, 39.5123456"."""
    lon, lat = point
    return f"{lon / 1e7:.6f}, {lat / 1e7:.6f}"
