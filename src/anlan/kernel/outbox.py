"""What must leave: notices to people, and numbers of official papers.

Rows only; doors deliver them later, outside the transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import calendar, db, judge, looks
from anlan.kernel.columns import facts_of, to_micros
from anlan.kernel.loop import Look, Loop
from anlan.kernel.people import Actor, Holder, Opener, Part, Role, Whos, as_tuple


def put(
    cursor: CursorWrapper,
    text: str,
    at: datetime,
    *,
    subject: str = "",
    person: str = "",
    role: str = "",
    unit: str = "",
    place: str = "",
    door: str = "portal",
    body: str | None = None,
) -> None:
    """One row for a door; `portal` is the bell."""
    to = {"person": person, "role": role, "unit": unit, "place": place}
    db.insert(
        cursor,
        "outgoing",
        {"door": door, "subject": subject, "text": text[:400], "body": body, "at": to_micros(at), "sent": None} | to,
    )


def to_holder(cursor: CursorWrapper, row: Mapping[str, Any], text: str, at: datetime, by: Actor | None) -> None:
    """Tells whoever holds a matter; nobody is told of what they did themselves."""
    if by is not None and by.person and row["holder_person"] == by.person:
        return
    if row["holder_person"] or row["holder_role"]:
        put(
            cursor,
            text,
            at,
            subject=row["id"],
            person=row["holder_person"],
            role=row["holder_role"],
            unit=row["holder_unit"],
            place=row["place"],
        )


def tell(
    cursor: CursorWrapper, whos: Whos, text: str, row: Mapping[str, Any], loop: Loop[Any], look: Look[Any], at: datetime
) -> list[str]:
    """Tells each of `whos`; returns whom, in Chinese, as the entry keeps it."""
    for who in as_tuple(whos):
        to = _address(who, row, look)
        if to:
            put(cursor, text, at, subject=row["id"], place=row["place"], **to)
    return [judge.names_of(who, loop) for who in as_tuple(whos)]


def _address(who: Any, row: Mapping[str, Any], look: Look[Any]) -> dict[str, str] | None:
    if isinstance(who, Opener):
        return {"person": row["opener"]} if row["opener"] else None
    if isinstance(who, Holder):
        kind, _, rest = looks.holder_of(row).partition(":")
        return {"person": rest} if kind == "person" else {"role": kind, "unit": rest}
    if isinstance(who, Part):
        player = judge.parts(look.facts).get(who.name)
        return {"person": player} if isinstance(player, str) else None
    assert isinstance(who, Role)
    return {"role": str(who), "unit": row["unit"] if who.bound == "unit" else ""}


def next_number(cursor: CursorWrapper, mark: str, unit: str, at: datetime) -> str:
    """The next number of a series, gapless per mark, issuing unit and year: 山安委办督〔2026〕7号.

    The unit's own mark comes from its record."""
    year = calendar.local(at).year
    cursor.execute(
        "INSERT INTO series (mark, unit, year, next) VALUES (%s,%s,%s,2) "
        "ON CONFLICT (mark, unit, year) DO UPDATE SET next = series.next + 1 RETURNING next - 1",
        [mark, unit, year],
    )
    number = cursor.fetchone()[0]
    issuer = db.row(cursor, "SELECT facts FROM record WHERE id=%s", [unit]) if unit else None
    prefix = facts_of(issuer).get("doc_mark", "") if issuer else ""
    return f"{prefix}{mark}〔{year}〕{number}号"
