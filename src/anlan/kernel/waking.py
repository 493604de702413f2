"""Which guards are asked again because a row changed: a job of the clock, so that no step writes the rows of other matters.

Over-waking is harmless; a row that moved out of a guard's sight is noticed when the guard's own `every` comes round.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import db
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import facts_of
from anlan.kernel.fetch import near
from anlan.kernel.looks import LEVELS
from anlan.kernel.loop import Loop
from anlan.kernel.reads import Children, Covering, Latest, MattersOf, ParentOf, Read, RecordOf, RecordsAt

AT_ONCE = 500
Row = Mapping[str, Any]


def wake(cursor: CursorWrapper, kind: str, changed: Row, now: int, after: list[str]) -> list[str]:
    """Asks the guards now whose reads may see the changed row of `kind`, the next 500 after (subject, guard) `after`.

    Returns the last one looked at if there may be more, else []. Not by row number: a guard that was asked has a new row."""
    names = {f"{loop.kind}.{number}": loop for loop in catalogue().guarded_by(kind) for number in range(len(loop.guards))}
    marks = ",".join(["%s"] * len(names))
    sql = "SELECT m.*, d.id AS due_id, d.name AS due_name FROM due d JOIN matter m ON m.id = d.subject WHERE d.what='guard' "
    sql += f"AND d.name IN ({marks}) AND (d.subject, d.name) > (%s, %s) ORDER BY d.subject, d.name LIMIT {AT_ONCE}"
    guarded = db.rows(cursor, sql, [*names, *after]) if names else []
    found = [one["due_id"] for one in guarded if _concerns(names[one["due_name"]], kind, changed, one)]
    if found:
        cursor.execute(f"UPDATE due SET at=%s WHERE id IN ({','.join(['%s'] * len(found))})", [now, *found])
    return [guarded[-1]["id"], guarded[-1]["due_name"]] if len(guarded) == AT_ONCE else []


def _concerns(loop: Loop[Any], kind: str, changed: Row, guarded: Row) -> bool:
    return any(
        SEES[type(read)](read, changed, guarded) for read in loop.reads.values() if getattr(read, "kind", "") in ("", kind)
    )


def _named(read: Any, changed: Row, guarded: Row) -> bool:
    return bool(facts_of(guarded).get(read.of or read.kind) == changed["id"])


def _shares(read: RecordsAt, changed: Row, guarded: Row) -> bool:
    theirs, mine = ("owner", "subject") if read.same in ("owner", "subject") else (read.same, read.same)
    return bool(changed[theirs] == guarded[mine])


def _covers(read: Covering, changed: Row, guarded: Row) -> bool:
    return changed["place"] in [guarded[level] for level in LEVELS]


def _meets(read: MattersOf, changed: Row, guarded: Row) -> bool:
    if any(changed[column] != guarded[column] for column in read.same) or changed["id"] == guarded["id"]:
        return False
    return not read.near or None in (changed["lon"], guarded["lon"]) or near(changed, guarded, read.near)


SEES: dict[type[Read], Callable[[Any, Row, Row], bool]] = {
    RecordOf: _named, Latest: _named, RecordsAt: _shares, Covering: _covers, MattersOf: _meets,
    Children: lambda read, changed, guarded: bool(changed.get("parent") == guarded["id"]),
    ParentOf: lambda read, changed, guarded: bool(guarded["parent"] == changed["id"]),
}  # fmt: skip
