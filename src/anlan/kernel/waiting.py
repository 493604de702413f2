"""What waits for whom: of each holder that a person is, one indexed bite of open matters, so that an inbox is flat in table size.

Plain SQL with `closed IS NULL` and `holder_unit=''` written out: SQLite matches the condition of an index only with what is
written, not with bound values (docs/why/indexes-of-the-inbox.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from anlan.kernel.columns import to_micros
from anlan.kernel.people import Actor, GrantView
from anlan.kernel.places import PlaceError, level_of
from anlan.kernel.sight import Reach


@dataclass(frozen=True)
class Holder:
    """One of the holders that a person is: the condition on a matter's row, and its values."""

    where: str
    args: tuple[str, ...]


def holders(by: Actor) -> list[Holder]:
    """Myself, my role in my unit, my role at my place."""
    if not by.person:
        return []
    mine = [Holder("holder_person=%s", (by.person,))]
    for grant in by.grants:
        if not any(other.role == grant.role and _is_wider(other, grant) for other in by.grants):
            mine += _of(grant)
    return list(dict.fromkeys(mine))


def _is_wider(other: GrantView, grant: GrantView) -> bool:
    """Whether another grant of the same role reaches all that this one does and more, so that nothing is counted twice."""
    upper, own = Reach.of(other), Reach.of(grant)
    return not grant.unit and upper != own and own.within(upper)


def _of(grant: GrantView) -> Iterator[Holder]:
    role = str(grant.role)
    if grant.unit:
        yield Holder("holder_unit=%s AND holder_role=%s", (grant.unit, role))
    if grant.role.bound == "unit" and grant.unit:
        yield Holder("holder_unit='' AND holder_role=%s AND unit=%s", (role, grant.unit))
    if grant.role.bound != "place":
        return
    try:
        here = f"holder_unit='' AND holder_role=%s AND l{level_of(grant.place)}=%s"
    except PlaceError:
        return
    sectors = tuple(sorted(grant.sectors))
    yield Holder(here + (f" AND sector IN ({','.join(['%s'] * len(sectors))})" if sectors else ""), (role, grant.place, *sectors))


def first(
    by: Actor, most: int, *, after: tuple[int, str] | None = None, due_before: datetime | None = None, kind: str = ""
) -> list[tuple[int, str]]:
    """(when due, id) of the first open matters that wait for an actor behind the place `after`, the nearest deadline first; what
    two of their holders are told of comes twice."""
    where, args = "", list[Any]()
    for condition, value in (("kind=%s", kind), ("sort_due<%s", due_before and to_micros(due_before))):
        if value:
            where += f" AND {condition}"
            args.append(value)
    if after:
        where += " AND (sort_due, id) > (%s, %s)"
        args += after
    sql, values = _bites(by, "sort_due, id", where, args, most)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY sort_due, id LIMIT %s", [*values, most])
        return [(int(due), str(id)) for due, id in cursor.fetchall()]


def due_before(by: Actor, times: Iterable[datetime], most: int) -> list[int]:
    """How many open matters that wait for an actor are due before each time, among the first `most` of each holder."""
    until = [to_micros(time) for time in times]
    last = max(until)
    counts = ",".join("COUNT(*)" if one == last else "COUNT(*) FILTER (WHERE sort_due<%s)" for one in until)
    sql, values = _bites(by, "sort_due", " AND sort_due<%s", [last], most)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts} FROM ({sql}) AS first", [*(one for one in until if one != last), *values])
        return [int(n) for n in cursor.fetchone()]


def _bites(by: Actor, columns: str, where: str, args: list[Any], most: int) -> tuple[str, list[Any]]:
    """One statement of an indexed bite for each holder. Each has its own limit: of the whole alone PostgreSQL may read all."""
    mine = holders(by)
    one = "SELECT * FROM (SELECT {0} FROM matter WHERE {1} AND closed IS NULL{2} ORDER BY {0} LIMIT %s) AS bite"
    said = [one.format(columns, holder.where, where) for holder in mine]
    return " UNION ALL ".join(said), [value for holder in mine for value in (*holder.args, *args, most)]
