"""Indicators counted over the rows that an actor may see, read only."""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from anlan.insight import indicators
from anlan.insight.indicator import Counted, Indicator, indicators_in
from anlan.kernel import queries
from anlan.kernel.calendar import local
from anlan.kernel.catalogue import catalogue, figures
from anlan.kernel.people import Actor
from anlan.standards.loader import NoFigure

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Figure:
    """An indicator as it stands: its text ("87.5 %", "未导入", "没有可统计的数据"), target, whether met, where its rows are."""

    indicator: Indicator
    text: str
    target: str
    met: bool | None
    href: str
    value: Decimal | None = None


@cache
def house() -> Mapping[str, Indicator]:
    """Every indicator of the house by its name."""
    modules = [importlib.import_module(f"{indicators.__name__}.{one.name}") for one in pkgutil.iter_modules(indicators.__path__)]
    return {one.name: one for module in modules for one in indicators_in(module)}


def figure(indicator: Indicator, by: Actor, place: str, now: datetime) -> Figure:
    """The figure of a place, over what this actor may see."""
    href = address(indicator.rows, place, now)
    if indicator.imported and not queries.records("checklist", by, facts={"topic": indicator.imported}).exists():
        return Figure(indicator, "未导入", "", None, "/r/checklist")
    over = count(indicator.over, by, place, now) if indicator.over else None
    value = indicator.value(count(indicator.rows, by, place, now), over)
    target = target_of(indicator, now.date())
    text = "没有可统计的数据" if value is None else f"{value:f} {indicator.unit}"
    return Figure(
        indicator,
        text,
        "未设定" if target is None else f"{target:f} {indicator.unit}",
        met(indicator, value, target),
        href,
        value,
    )


def met(indicator: Indicator, value: Decimal | None, target: Decimal | None) -> bool | None:
    if value is None or target is None or indicator.better == "neither":
        return None
    return value >= target if indicator.better == "higher" else value <= target


def target_of(indicator: Indicator, on: date) -> Decimal | None:
    """The target in force: a figure of a standard, or a plain number; None where it is not set."""
    if not indicator.target:
        return None
    try:
        value: Any = figures().look_up(indicator.target, on).value if "." in indicator.target else Decimal(indicator.target)
    except NoFigure:
        return None
    return value if isinstance(value, Decimal) else None


def count(counted: Counted, by: Actor, place: str, now: datetime) -> int:
    """How many visible rows of a place meet what is counted."""
    if counted.register:
        records = queries.records(counted.register, by, place=place, facts=dict(counted.facts))
        return records.filter(**since_day(counted, now)).count()
    found = queries.matters(by, kinds=counted.kinds, states=counted.states, place=place, facts=dict(counted.facts))
    if counted.since:
        found = found.filter(Q(**{f"{counted.by}__gte": began(counted.since, now)}))
    return found.count()


def since_day(counted: Counted, now: datetime) -> dict[str, str]:
    """The condition on a record's own day; {} where no period is counted."""
    return {f"facts__{counted.on}__gte": f"{began(counted.since, now):%Y-%m-%d}"} if counted.since else {}


def began(since: str, now: datetime) -> datetime:
    """When the month, quarter or year of `now` began."""
    here, months = local(now), MONTHS[since]
    return here.replace(month=(here.month - 1) // months * months + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def address(counted: Counted, place: str, now: datetime) -> str:
    """Where the rows behind a count are listed."""
    if counted.register:
        told = {"place": place} | {f"f.{name}": value for name, value in counted.facts}
        told |= {f"f.{counted.on}_from": f"{began(counted.since, now):%Y-%m-%d}"} if counted.since else {}
        return f"/r/{counted.register}?{urlencode(told)}"
    said = [("kind", kind) for kind in counted.kinds] + [("state", state) for state in counted.states] + [("place", place)]
    said += [("fact", f"{name}:{value}") for name, value in counted.facts]
    if counted.since:
        said.append((f"{counted.by}_from", f"{began(counted.since, now):%Y-%m-%d}"))
    return f"/matters?{urlencode([*said, ('all', '1')])}"


def all_figures(by: Actor, place: str, now: datetime) -> list[Figure]:
    """Every indicator whose kinds are there, by title."""
    there = {loop.kind for loop in catalogue().loops()}
    known = [one for one in house().values() if one.rows.register or set(one.rows.kinds) <= there]
    return [figure(one, by, place, now) for one in sorted(known, key=lambda one: one.title)]
