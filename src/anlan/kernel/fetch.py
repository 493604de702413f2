"""Fetches what a loop's reads declare, inside the step's transaction;
each read is indexed and bounded (kernel/reads.py says what it means)."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import calendar, db
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import facts_of, from_micros, to_micros
from anlan.kernel.lifting import lifted
from anlan.kernel.loop import Look, Loop
from anlan.kernel.reads import (
    MOST,
    UNKNOWN,
    Children,
    Covering,
    Latest,
    MattersOf,
    ParentOf,
    Read,
    RecordOf,
    RecordsAt,
    Seen,
    SeenChildren,
    SeenLatest,
    SeenMatter,
    SeenRecord,
)  # fmt: skip

METRES_A_DEGREE = 111_195


def fetch(cursor: CursorWrapper, loop: Loop[Any], row: Mapping[str, Any], look: Look[Any]) -> Seen:
    """Everything the loop's reads ask for."""
    return Seen({name: FETCH[type(read)](cursor, read, row, look) for name, read in loop.reads.items()})


def _record_of(cursor: CursorWrapper, read: RecordOf, row: Mapping[str, Any], look: Look[Any]) -> Any:
    id = getattr(look.facts, read.of, None)
    if not id:
        return UNKNOWN
    lock = " FOR UPDATE" if read.lock and cursor.db.vendor == "postgresql" else ""
    found = db.row(cursor, f"SELECT * FROM record WHERE id=%s AND kind=%s{lock}", [id, read.kind])
    return seen_record(found) if found else UNKNOWN


def _records_at(cursor: CursorWrapper, read: RecordsAt, row: Mapping[str, Any], look: Look[Any]) -> Any:
    if not catalogue().has_register(read.kind) or not row[read.same if read.same != "owner" else "subject"]:
        return UNKNOWN
    column = {"subject": "owner", "owner": "owner"}.get(read.same, read.same)
    value = row["subject"] if column == "owner" else row[column]
    sql = f"SELECT * FROM record WHERE kind=%s AND {column}=%s AND state=%s ORDER BY key LIMIT {MOST}"
    return tuple(seen_record(one) for one in db.rows(cursor, sql, [read.kind, value, read.state or "在用"]))


def _covering(cursor: CursorWrapper, read: Covering, row: Mapping[str, Any], look: Look[Any]) -> Any:
    if not catalogue().has_register(read.kind):
        return UNKNOWN
    above = [row[level] for level in ("l1", "l2", "l3", "l4", "l5") if row[level]]
    marks = ",".join(["%s"] * len(above))
    keyed, key = (" AND key=%s", [read.key]) if read.key else ("", [])
    sql = f"SELECT * FROM record WHERE kind=%s AND state='在用' AND place IN ({marks}){keyed} ORDER BY key LIMIT 1000"
    found = [seen_record(one) for one in db.rows(cursor, sql, [read.kind, *above, *key])] if above else []
    wanted = getattr(look.facts, read.match, None) if read.match else None
    return tuple(one for one in found if not read.match or one.get(read.match) == wanted)[:MOST]


def _matters_of(cursor: CursorWrapper, read: MattersOf, row: Mapping[str, Any], look: Look[Any]) -> Any:
    if not catalogue().has_loop(read.kind):
        return UNKNOWN
    if read.near and row["lon"] is None:
        return UNKNOWN
    if any(not row[column] for column in read.same):
        return ()
    where, args = _conditions(read, row, look)
    sql = f"SELECT * FROM matter WHERE {' AND '.join(where)} ORDER BY opened DESC LIMIT {MOST * 4}"
    found = db.rows(cursor, sql, args)
    kept = [one for one in found if near(one, row, read.near) and _overlaps(one, look, read.overlapping)]
    return tuple(seen_matter(one) for one in kept[:MOST])


def _conditions(read: MattersOf, row: Mapping[str, Any], look: Look[Any]) -> tuple[list[str], list[Any]]:
    where, args = ["kind=%s", "id<>%s"], [read.kind, row["id"]]
    if read.states:
        where.append(f"state IN ({','.join(['%s'] * len(read.states))})")
        args += read.states
    elif not read.within:
        where.append("closed IS NULL")
    for column in read.same:
        where.append(f"{column}=%s")
        args.append(row[column])
    if read.within:
        where.append("happened>=%s")
        args.append(to_micros(calendar.parse_span(read.within).before(look.happened_at)))
    if read.near:
        where.append("lon BETWEEN %s AND %s AND lat BETWEEN %s AND %s")
        args += _box(row["lon"], row["lat"], read.near)
    return where, args


def _box(lon: int, lat: int, metres: int) -> list[int]:
    tall = metres / METRES_A_DEGREE * 1e7
    wide = tall / max(0.01, math.cos(math.radians(lat / 1e7)))
    return [int(lon - wide) - 1, int(lon + wide) + 1, int(lat - tall) - 1, int(lat + tall) + 1]


def near(one: Mapping[str, Any], row: Mapping[str, Any], metres: int) -> bool:
    """Whether two rows with points lie within so many metres (0: anywhere)."""
    if not metres:
        return True
    north = (one["lat"] - row["lat"]) / 1e7 * METRES_A_DEGREE
    east = (one["lon"] - row["lon"]) / 1e7 * METRES_A_DEGREE * math.cos(math.radians(row["lat"] / 1e7))
    return math.hypot(north, east) <= metres


def _overlaps(one: Mapping[str, Any], look: Look[Any], pair: tuple[str, str] | None) -> bool:
    """Whether the other matter's period meets this one's; a period that is not told is taken to meet it."""
    if pair is None:
        return True
    facts = facts_of(one)
    mine = [getattr(look.facts, name) for name in pair]
    other = [datetime.fromisoformat(facts[name]) if facts.get(name) else None for name in pair]
    if None in mine or None in other:
        return True
    return bool(mine[0] < other[1] and other[0] < mine[1])


def _children(cursor: CursorWrapper, read: Children, row: Mapping[str, Any], look: Look[Any]) -> Any:
    """Its own, and those that live at other nodes (a mirror that stands for a matter of this node is not ours to count)."""
    if not (row["kids_open"] or row["kids_done"]):
        return SeenChildren()
    counts = "SELECT CASE WHEN closed IS NULL THEN 1 ELSE 0 END AS n, "
    counts += "CASE WHEN closed IS NULL AND due < %s THEN 1 ELSE 0 END AS late"
    kind, args = (" AND kind=%s", [read.kind]) if read.kind else ("", [])
    one = [to_micros(look.now), row["id"], *args]
    sql = f"SELECT SUM(n) AS open, COUNT(*) AS whole, SUM(late) AS overdue FROM ({counts} FROM matter WHERE parent=%s{kind} "
    sql += f"UNION ALL {counts} FROM mirror WHERE cause=%s AND matter=''{kind}) AS kids"
    found = db.row(cursor, sql, [*one, *one]) or {}
    counted, whole, overdue = (int(found.get(name) or 0) for name in ("open", "whole", "overdue"))
    return SeenChildren(counted, whole - counted, overdue)


def _parent_of(cursor: CursorWrapper, read: ParentOf, row: Mapping[str, Any], look: Look[Any]) -> Any:
    found = db.row(cursor, "SELECT * FROM matter WHERE id=%s", [row["parent"]]) if row["parent"] else None
    return seen_matter(found) if found else UNKNOWN


def _latest(cursor: CursorWrapper, read: Latest, row: Mapping[str, Any], look: Look[Any]) -> Any:
    id = getattr(look.facts, read.of or read.kind, None)
    found = db.row(cursor, "SELECT * FROM record WHERE id=%s AND kind=%s", [id, read.kind]) if id else None
    if not found or read.key not in (facts := facts_of(found)):
        return UNKNOWN
    return SeenLatest(facts[read.key], from_micros(found["changed"]))


def seen_record(row: Mapping[str, Any]) -> SeenRecord:
    times: dict[str, Any] = {
        name: from_micros(row[name]) if row[name] is not None else None for name in ("valid_from", "valid_until")
    }
    plain = {name: row[name] for name in ("id", "kind", "key", "title", "state", "unit", "place", "sector")}
    return SeenRecord(**plain, facts=lifted(row["kind"], row["version"], facts_of(row)), version=row["seq"], **times)


def seen_matter(row: Mapping[str, Any]) -> SeenMatter:
    closed = from_micros(row["closed"]) if row["closed"] is not None else None
    plain = {name: row[name] for name in ("id", "kind", "title", "state")}
    return SeenMatter(**plain, opened=from_micros(row["opened"]), closed=closed, facts=facts_of(row))


FETCH: dict[type[Read], Callable[[CursorWrapper, Any, Mapping[str, Any], Look[Any]], Any]] = {
    RecordOf: _record_of, RecordsAt: _records_at, Covering: _covering, MattersOf: _matters_of, Children: _children,
    ParentOf: _parent_of, Latest: _latest,
}  # fmt: skip
