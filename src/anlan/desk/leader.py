"""领导一屏: one sentence, four figures, one table by town, what waits for me. Every figure leads to its rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
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
WEEK = timedelta(days=7)
MOST = 20_000
ASKS = 4
Mark = tuple[datetime, str]
"""When something was, and at which place."""


@dataclass(frozen=True)
class Figure:
    """A figure with its unit, the rows behind it, a remark, its weeks and its target as lines in a box of 190 by 48."""

    title: str
    value: str
    unit: str
    href: str
    remark: str
    trend: str = ""
    target: str = ""


@dataclass(frozen=True)
class Row:
    """A place below: open, overdue, opened and closed this month, and by how much the first two changed within a week."""

    code: str
    name: str
    counts: tuple[str, str, str, str]
    open_change: str
    over_change: str


@require_GET
def leader(request: DeskRequest) -> HttpResponse:
    """领导."""
    by, now, place = request.actor, request.now, chosen_place(request)
    month = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    opened, closed, late = (marks(by, place.code, now, column) for column in ("opened", "closed", "due"))
    whole = counts(by, place.code, now, month)
    few = open_marks(by, place.code) if whole[0].isdigit() and max(len(opened), len(closed)) < MOST else None
    below = [
        (town.code, town.name, counts(by, town.code, now, month) if few is None or town.code.startswith("Z")
         else counted(town.code, few, opened, closed, now, month))
        for town in queries.places_under(place.code)
    ]  # fmt: skip
    shown = {
        "place": place,
        "asks": lines(queries.inbox(by, limit=ASKS).rows, Offers(by, now)),
        "figures": figures(place.code, whole, opened, closed, late, now),
        "first": f"{month:%Y-%m-%d}",
        "table": [Row(code, name, n, *changes(code, opened, closed, late, now)) for code, name, n in below],
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
    done = queries.matters(by, place=place, closed_from=month)
    open_, over, come, gone = (queries.bounded(found.order_by()[: queries.BOUND].count()) for found in (going, late, new, done))
    return open_, over, come, gone


def open_marks(by: Actor, place: str) -> list[tuple[datetime | None, str]]:
    """By when and where the open matters are, of a place that has so few that each may be read: one query for all towns."""
    found = queries.matters(by, place=place, open_only=True).order_by()
    return [(one.due, one.place) for one in found.only("due", "place")[: queries.BOUND]]


def counted(
    code: str,
    going: Sequence[tuple[datetime | None, str]],
    opened: Sequence[Mark],
    closed: Sequence[Mark],
    now: datetime,
    month: datetime,
) -> tuple[str, str, str, str]:
    """The same four figures as `counts`, from rows that are at hand."""
    here = [due for due, place in going if place.startswith(code)]
    over = sum(1 for due in here if due is not None and due < now)
    come, gone = (sum(1 for at, place in found if at >= month and place.startswith(code)) for found in (opened, closed))
    return str(len(here)), str(over), str(come), str(gone)


def marks(by: Actor, place: str, now: datetime, column: str) -> list[Mark]:
    """When and where the matters of the last weeks were opened or closed, or became overdue and still are."""
    since = now - WEEKS * WEEK
    asked = {"opened": ("opened_from", since), "closed": ("closed_from", since), "due": ("overdue_at", now)}
    named: dict[str, Any] = dict([asked[column]])
    found = queries.matters(by, place=place, **named).filter(**{f"{column}__gte": since})
    return list(found.order_by().values_list(column, "place")[:MOST])


def changes(code: str, opened: Sequence[Mark], closed: Sequence[Mark], late: Sequence[Mark], now: datetime) -> tuple[str, str]:
    """How a place's open matters changed within the last week, and how many of its overdue ones became so."""
    came, went, over = (
        sum(1 for at, place in found if at > now - WEEK and place.startswith(code)) for found in (opened, closed, late)
    )
    return changed(came - went), changed(over)


def changed(by: int) -> str:
    return f"▲{by}" if by > 0 else f"▼{-by}" if by else ""


def figures(
    place: str,
    whole: tuple[str, str, str, str],
    opened: Sequence[Mark],
    closed: Sequence[Mark],
    late: Sequence[Mark],
    now: datetime,
) -> list[Figure]:
    """The four figures."""
    came, went, over = (weekly([at for at, _ in found], now) for found in (opened, closed, late))
    going, overdue, new, done = whole
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
        Figure(
            "逾期未办",
            overdue,
            "件",
            f"/matters?{urlencode(at | {'over': '1'})}",
            f"目标 0，近 7 天新逾期 {over[-1]} 件",
            line(over),
            "M0 44h190",
        ),
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
