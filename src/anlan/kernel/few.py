"""The few rows that a list of matters has to read where it would search the newest of all for fifty that are hardly there.

An administrator's list, a worker's, the overdue ones of a county without any: there one condition with an index of its own
finds the rows, and every other one, the rule of sight too, is only tested on them. What finds may find too much, never too
little. Plain SQL with the conditions of the indexes written out, as in kernel/waiting.py (docs/why/lists-of-few.md).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.expressions import RawSQL

from anlan.kernel.columns import to_micros
from anlan.kernel.people import ADMINS, SEES_PLACE, SEES_UNIT, Actor
from anlan.kernel.waiting import holders

FEW = 5000
"""So many rows are sooner read and sorted than the newest are searched."""
Way = tuple[str, list[Any]]
"""A statement that finds ids, with its values."""


def among(by: Actor, *, states: tuple[str, ...], overdue_at: datetime | None, closed_from: datetime | None) -> Q | None:
    """Rows by their ids among which are all that are asked for, if there is a way to few of them."""
    for sql, args in _ways(by, states, overdue_at, closed_from):
        if _is_few(sql, args):
            return Q(id__in=RawSQL(sql, args))
    return None


def tested(condition: Q) -> Q:
    """The same condition, for rows that another one finds: neither database looks for an index of it."""
    return Q(Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField()))


def _ways(by: Actor, states: tuple[str, ...], overdue_at: datetime | None, closed_from: datetime | None) -> Iterator[Way]:
    if by.person and not any(grant.role in SEES_PLACE for grant in by.grants):
        yield _seen(by)
    if overdue_at is not None:
        yield "SELECT id FROM matter WHERE closed IS NULL AND due<%s", [to_micros(overdue_at)]
    if closed_from is not None:
        yield "SELECT id FROM matter WHERE closed>=%s", [to_micros(closed_from)]
    if states:
        yield f"SELECT id FROM matter WHERE state IN ({','.join(['%s'] * len(states))})", list(states)


def _seen(by: Actor) -> Way:
    """All that somebody without a place's sight can see: opened, held, taken part in, their units', public. What is closed
    nobody holds."""
    of_matter: list[Way] = [("opener=%s", [by.person])]
    of_matter += [(f"{one.where} AND closed IS NULL", list(one.args)) for one in holders(by)]
    of_party: list[Way] = [("person=%s", [by.person])]
    for unit in sorted({grant.unit for grant in by.grants if grant.role in SEES_UNIT and grant.unit}):
        of_matter.append(("unit=%s", [unit]))
        of_party.append(("unit=%s", [unit]))
    if any(grant.role not in ADMINS for grant in by.grants):
        of_matter.append(("secrecy='公开'", []))
    said = [f"SELECT id FROM matter WHERE {where}" for where, _ in of_matter]
    said += [f"SELECT matter FROM party WHERE {where}" for where, _ in of_party]
    return " UNION ALL ".join(said), [value for _, args in of_matter + of_party for value in args]


def _is_few(sql: str, args: list[Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM (SELECT 1 FROM ({sql}) AS found LIMIT %s) AS few", [*args, FEW + 1])
        return int(cursor.fetchone()[0]) <= FEW
