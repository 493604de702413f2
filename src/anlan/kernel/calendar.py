"""Calendar: working days, spans such as "5 workdays", and how a due time is said in Chinese. Pure; all times in Asia/Shanghai.

Working days follow the State Council's yearly arrangement as package chinese_calendar carries it. A year it does not know
yet counts Monday to Friday, and `is_assumed` says so, so that a page can mark the date as provisional.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

import chinese_calendar

from anlan.standards.loader import Figure

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNITS = {
    "min": "min", "分钟": "min", "h": "h", "小时": "h", "d": "days", "day": "days", "days": "days", "日": "days", "天": "days",
    "workday": "workdays", "workdays": "workdays", "工作日": "workdays", "个工作日": "workdays",
    "month": "months", "months": "months", "月": "months", "个月": "months", "year": "years", "years": "years", "年": "years",
}  # fmt: skip
WORDS = {"min": "分钟", "h": "小时", "days": "日", "workdays": "个工作日", "months": "个月", "years": "年"}
_SPAN = re.compile(r"(\d{1,5})\s*([a-z]+|[一-龥]+)")


class SpanError(ValueError):
    """A span that cannot be read or that has no length yet; its text is the sentence for the person."""


class LooksUp(Protocol):
    """Where a span that names a standard finds it: `anlan.standards.loader.Standards` does."""

    def look_up(self, id: str, on: date) -> Figure: ...


def local(moment: datetime) -> datetime:
    """The moment by Chinese clocks. A moment without a zone is a mistake, not a guess."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(SHANGHAI)


@cache
def is_workday(day: date) -> bool:
    """Whether the day is worked: by the published arrangement, else Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


@cache
def _is_published(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_assumed(start: datetime, end: datetime) -> bool:
    """Whether counting working days from start to end touches a year whose holidays are not known here."""
    first, last = sorted((local(start).year, local(end).year))
    return not all(_is_published(year) for year in range(first, last + 1))


def add_workdays(moment: datetime, n: int) -> datetime:
    """The same time of day n working days later; the day itself does not count. n = 0 is the moment itself."""
    if n < 0:
        raise ValueError("working days are counted forward")
    here = local(moment)
    day = here.date()
    while n:
        day += timedelta(days=1)
        n -= is_workday(day)
    return datetime.combine(day, here.timetz())


def add_months(moment: datetime, n: int) -> datetime:
    """The same day n months later, or that month's last day where it is shorter."""
    here = local(moment)
    year, month = divmod(here.year * 12 + here.month - 1 + n, 12)
    return here.replace(year=year, month=month + 1, day=min(here.day, calendar.monthrange(year, month + 1)[1]))


def end_of_day(moment: datetime | date) -> datetime:
    """The last second of that day."""
    day = local(moment).date() if isinstance(moment, datetime) else moment
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


@dataclass(frozen=True)
class Span:
    """A length of time as the law writes it. Minutes and hours run to the minute; days, working days, months and years leave
    the first day out and end with the last second of the last day. `standard` names the figure that holds the length."""

    amount: int = 0
    unit: str = ""
    standard: str = ""

    def after(self, moment: datetime, standards: LooksUp | None = None) -> datetime:
        """When a span that begins at `moment` is over. Raises SpanError where its standard has no length, or none is at hand."""
        if self.standard:
            return self._resolved(moment, standards).after(moment)
        here = local(moment)
        if self.unit in ("min", "h"):
            return here + timedelta(**{{"min": "minutes", "h": "hours"}[self.unit]: self.amount})
        if self.unit == "days":
            return end_of_day(here + timedelta(days=self.amount))
        if self.unit == "workdays":
            return end_of_day(add_workdays(here, self.amount))
        return end_of_day(add_months(here, self.amount * (12 if self.unit == "years" else 1)))

    def is_provisional(self, moment: datetime, standards: LooksUp | None = None) -> bool:
        """Whether the end may still move, because it counts working days of a year whose holidays are not published here."""
        if self.standard:
            return self._resolved(moment, standards).is_provisional(moment)
        return self.unit == "workdays" and is_assumed(moment, self.after(moment))

    def before(self, moment: datetime) -> datetime:
        """The moment this span earlier: for warnings ahead of a due time. Working days and months count as days (30 a month)."""
        minutes = {"min": 1, "h": 60, "days": 1440, "workdays": 1440, "months": 43_200, "years": 525_600}
        return local(moment) - timedelta(minutes=self.amount * minutes[self.unit])

    def _resolved(self, moment: datetime, standards: LooksUp | None) -> "Span":
        if standards is None:
            raise SpanError(f"期限取自标准 {self.standard}，这里没有标准可查，请联系系统管理员。")
        return span_of(standards.look_up(self.standard, local(moment).date()))

    def __str__(self) -> str:
        return f"standard:{self.standard}" if self.standard else f"{self.amount} {WORDS[self.unit]}"


def parse_span(text: str) -> Span:
    """Reads "30min", "2h", "3 days", "5 workdays", "1 month", "2 个工作日" or "standard:<id>"."""
    plain = text.strip()
    if plain.startswith("standard:") and plain != "standard:":
        return Span(standard=plain.removeprefix("standard:"))
    match = _SPAN.fullmatch(plain)
    if match is None or match[2] not in UNITS:
        raise SpanError(f"期限“{text}”读不懂：应如 30min、2h、3 days、5 workdays、1 month 或 standard:<标准编号>。")
    return Span(int(match[1]), UNITS[match[2]])


def span_of(figure: Figure) -> Span:
    """The span that a figure of a standard stands for."""
    if isinstance(figure.value, timedelta):
        minutes = int(figure.value.total_seconds() // 60)
        return Span(minutes // 1440, "days") if figure.unit in ("日", "天") else Span(minutes, "min")
    if isinstance(figure.value, Decimal) and figure.unit in UNITS and figure.value == int(figure.value):
        return Span(int(figure.value), UNITS[figure.unit])
    raise SpanError(f"标准“{figure.title}”（{figure.text}）不是一个期限，请先设定。")


def distance(due: datetime, now: datetime) -> str:
    """How far off: "还剩 40 分钟", "还剩 1 小时 20 分钟", "还剩 5 天", "逾期 2 天". Rounded down: it never promises more."""
    left = due - now
    late, minutes = left < timedelta(0), int(abs(left).total_seconds() // 60)
    if minutes < 1:
        return "刚刚逾期" if late else "还剩不到 1 分钟"
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        said = f"{hours // 24} 天"
    elif hours >= 3 or (hours and not rest):
        said = f"{hours} 小时"
    else:
        said = f"{hours} 小时 {rest} 分钟" if hours else f"{rest} 分钟"
    return f"{'逾期' if late else '还剩'} {said}"


def spoken(due: datetime, now: datetime) -> str:
    """As pages say it: "今天 17:00 前，还剩 2 小时", "明天 12:00 前", "3月5日 24:00 前，还剩 9 天", "逾期 2 天"."""
    there, here = local(due), local(now)
    if there < here:
        return distance(due, now)
    ahead = (there.date() - here.date()).days
    if ahead in (1, 2):
        return f"{'明天' if ahead == 1 else '后天'} {_clock(there)} 前"
    year = "" if there.year == here.year else f"{there.year}年"
    day = "今天" if ahead == 0 else f"{year}{there.month}月{there.day}日"
    return f"{day} {_clock(there)} 前，{distance(due, now)}"


def _clock(moment: datetime) -> str:
    return "24:00" if moment.timetz().replace(tzinfo=None) >= time(23, 59, 59) else f"{moment:%H:%M}"


def period(every: str, at: datetime) -> str:
    """The name of the day, week, month, quarter, half or year that `at` lies in:
    "2026-03-18", "2026-W12", "2026-03", "2026Q1", "2026H1", "2026"."""
    here = local(at)
    year, week, _ = here.isocalendar()
    names = {"day": f"{here:%Y-%m-%d}", "week": f"{year}-W{week:02d}", "month": f"{here:%Y-%m}", "year": f"{here.year}"}
    return (names | {"quarter": f"{here.year}Q{(here.month + 2) // 3}", "half": f"{here.year}H{(here.month + 5) // 6}"})[every]
