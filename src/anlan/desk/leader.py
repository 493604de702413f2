"""领导一屏: one sentence, four figures, one table by town, what waits for me. Every figure leads to its rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest, chosen_place
from anlan.desk.offers import Offers
from anlan.desk.rows import lines
from anlan.kernel import queries
from anlan.kernel.calendar import local
from anlan.kernel.people import Actor

WEEKS = 12
MOST = 20_000


@dataclass(frozen=True)
class Figure:
    """A figure with its unit, the rows behind it, a remark and its weeks as a line in a box of 190 by 48."""

    title: str
    value: str
    unit: str
    href: str
    remark: str
    trend: str = ""


@require_GET
def leader(request: DeskRequest) -> HttpResponse:
    """领导."""
    by, now, place = request.actor, request.now, chosen_place(request)
    waiting = queries.inbox(by, limit=6)
    month = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    opened = stamps(by, place.code, now, "opened")
    closed = stamps(by, place.code, now, "closed")
    table = [(town, *counts(by, town.code, now, month)) for town in queries.places_under(place.code)]
    whole = counts(by, place.code, now, month)
    shown = {
        "place": place,
        "asks": lines(waiting.rows, Offers(by, now)),
        "figures": figures(place.code, whole, opened, closed, now),
        "first": f"{month:%Y-%m-%d}",
        "table": table,
        "whole": whole,
        "mine": queries.inbox_counts(by, {"today": now + timedelta(days=1)})["today"],
        "month": month,
        "pages": settings.FIGURE_PAGES,
    }
    return render(request, "desk/leader.html", shown)


def counts(by: Actor, place: str, now: datetime, month: datetime) -> tuple[str, str, str, str]:
    """Open, overdue, opened this month and closed this month at a place, as far as these eyes see; bounded."""
    going = queries.matters(by, place=place, open_only=True)
    late = queries.matters(by, place=place, overdue_at=now)
    new = queries.matters(by, place=place, opened_from=month)
    done = queries.matters(by, place=place).filter(closed__gte=month)
    open_, over, come, gone = (queries.bounded(found.order_by()[: queries.BOUND].count()) for found in (going, late, new, done))
    return open_, over, come, gone


def stamps(by: Actor, place: str, now: datetime, column: str) -> list[datetime]:
    """When the matters of the last weeks were opened or closed."""
    since = now - timedelta(weeks=WEEKS)
    found = queries.matters(by, place=place).filter(**{f"{column}__gte": since}).order_by()
    return list(found.values_list(column, flat=True)[:MOST])


def figures(
    place: str, whole: tuple[str, str, str, str], opened: Sequence[datetime], closed: Sequence[datetime], now: datetime
) -> list[Figure]:
    """The four figures."""
    came, went = weekly(opened, now), weekly(closed, now)
    going, over, new, done = whole
    at, first = {"place": place}, f"{local(now):%Y-%m}-01"
    return [
        Figure(
            "在办事项",
            going,
            "件",
            f"/matters?{urlencode(at)}",
            f"近 7 天新增 {came[-1]} 件，办结 {went[-1]} 件",
            line(standing(going, came, went)),
        ),
        Figure("逾期未办", over, "件", f"/matters?{urlencode(at | {'over': '1'})}", "目标 0"),
        Figure("本月新增", new, "件", f"/matters?{urlencode(at | {'opened_from': first})}", "曲线为每周新增", line(came)),
        Figure("本月办结", done, "件", f"/matters?{urlencode(at | {'closed_from': first})}", "曲线为每周办结", line(went)),
    ]


def weekly(stamps: Sequence[datetime], now: datetime) -> list[int]:
    """How many fell into each of the last weeks, the present one last."""
    weeks = Counter((now - at).days // 7 for at in stamps)
    return [weeks[n] for n in range(WEEKS - 1, -1, -1)]


def standing(going: str, came: Sequence[int], went: Sequence[int]) -> list[int]:
    """How many were open at the end of each week, reckoned back from now; nothing where the count is bounded."""
    if not going.isdigit():
        return []
    found = [int(going)]
    for more, less in zip(reversed(came[1:]), reversed(went[1:]), strict=True):
        found.insert(0, max(0, found[0] - more + less))
    return found


def line(values: Sequence[int]) -> str:
    """The points of a polyline with a zero base."""
    if not values or not any(values):
        return ""
    step, top = 178 / max(1, len(values) - 1), max(values)
    return " ".join(f"{6 + n * step:.1f},{44 - value / top * 40:.1f}" for n, value in enumerate(values))
