"""隐患: how many major hazards are open and how old, which dangerous works go on now, and the ways in."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest, chosen_place
from anlan.kernel import queries
from anlan.kernel.catalogue import catalogue
from anlan.kernel.people import Role
from anlan.prevention.loops.hazard import MAJOR
from anlan.prevention.loops.public_report import PUBLIC_REPORT
from anlan.prevention.loops.public_report import At as Told
from anlan.prevention.permits import At, Permit

if TYPE_CHECKING:
    from anlan.kernel.models import Matter

AGES = ((30, "30 天以内"), (90, "31 至 90 天"), (36_500, "90 天以上"))
MOST = 1000
"""So many open major hazards are counted; a county that has more is told so."""


@dataclass(frozen=True)
class Aged:
    """One trade's open major hazards by age, and how many are past their day."""

    sector: str
    ages: tuple[int, ...]
    overdue: int

    @property
    def total(self) -> int:
        return sum(self.ages)


def ageing(found: "list[Matter]", now: datetime) -> list[Aged]:
    """By trade, the most first."""
    trades: dict[str, list[Matter]] = {}
    for one in found:
        trades.setdefault(one.sector or "未写明行业", []).append(one)
    lines = [_aged(sector, those, now) for sector, those in trades.items()]
    return sorted(lines, key=lambda one: (-one.total, one.sector))


def _aged(sector: str, those: "list[Matter]", now: datetime) -> Aged:
    steps = [most for most, _ in AGES]
    ages = Counter(next(n for n, most in enumerate(steps) if (now - one.opened).days <= most) for one in those)
    return Aged(sector, tuple(ages[n] for n in range(len(AGES))), sum(one.overdue for one in those))


@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """The room's own page."""
    by, place = request.actor, chosen_place(request).code
    major = list(queries.matters(by, place=place, kinds=("hazard",), open_only=True).filter(severity=MAJOR)[:MOST])
    permits = tuple(one.kind for one in catalogue().loops() if issubclass(one.facts, Permit))
    works = list(queries.matters(by, place=place, kinds=permits, states=(At.WORKING, At.HALTED), newest=False)[:50])
    may_open, is_clerk = {one.kind for one in queries.may_open(by)}, Role.CLERK in by.roles()
    told = queries.matters(by, kinds=(PUBLIC_REPORT.kind,), states=(Told.TOLD,)).count() if is_clerk else 0
    shown = {
        "lines": ageing(major, request.now),
        "ages": [title for _, title in AGES],
        "total": len(major),
        "is_full": len(major) == MOST,
        "works": works,
        "may_hazard": "hazard" in may_open,
        "may_permit": any(kind in may_open for kind in permits),
        "is_clerk": is_clerk,
        "reports": told,
        "units": queries.units_named({one.unit for one in works}),
    }
    return render(request, "prevention/home.html", shown)
