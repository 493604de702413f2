"""Two records of one thing become one: what named the one that goes names the one that stays, told in every ledger concerned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import chain, db, ids, ledger, people_store
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import facts_of, to_micros
from anlan.kernel.people import Actor
from anlan.kernel.records import IN_USE, MERGED, Kept, close, fetch, may, putting
from anlan.kernel.refusals import Refused

COLUMNS = ("subject", "unit", "holder_unit")


@db.once_more
def merge_records(kept: str, gone: str, by: Actor, *, at: datetime, id: str = "") -> Kept:
    """`gone` points to `kept` from now on, whose empty facts are filled; open matters about it go on with `kept`.

    People of the unit that goes must first be given their roles in the one that stays. Raises Refused, NotThere."""
    with db.writing() as cursor:
        by = people_store.fresh(cursor, by, at)
        stays, goes = fetch(cursor, kept), fetch(cursor, gone)
        if stays["kind"] != goes["kind"] or kept == gone or (stays["state"], goes["state"]) != (IN_USE, IN_USE):
            raise Refused("只能合并同一种台账中两条不同的在用记录，请重新选择。")
        register = catalogue().register(stays["kind"])
        for row in (stays, goes):
            may(register, register.may_put, row, by)
        if staff := _staff(cursor, gone, at):
            raise Refused(f"还有 {staff} 项岗位授权在“{goes['title']}”，请先由安全管理员改到“{stays['title']}”。")
        entry = id or ids.new_id(at)
        close(cursor, goes, MERGED, "merge", {"into": kept}, by, at, ids.made_id(entry, "gone"), into=kept)
        _follow(cursor, kept, gone, by, at)
        filled = facts_of(goes) | facts_of(stays)
        return putting(cursor, stays["kind"], filled, by, at, record=kept, entry=entry, by_step=True)


def _staff(cursor: CursorWrapper, unit: str, at: datetime) -> int:
    sql = 'SELECT count(*) AS n FROM "grant" WHERE unit=%s AND (valid_until IS NULL OR valid_until>%s)'
    found = db.row(cursor, sql, [unit, to_micros(at)])
    return int(found["n"]) if found else 0


def _follow(cursor: CursorWrapper, kept: str, gone: str, by: Actor, at: datetime) -> None:
    """Open matters get an entry of their own; closed ones and other records keep what they said and are found under `kept`."""
    named = " OR ".join(f"{column}=%s" for column in COLUMNS)
    of_party = "id IN (SELECT matter FROM party WHERE unit=%s)"
    for row in db.rows(cursor, f"SELECT * FROM matter WHERE closed IS NULL AND ({named} OR {of_party}) ORDER BY id", [gone] * 4):
        _move(cursor, row, kept, gone, by, at)
    for column in COLUMNS:
        cursor.execute(f"UPDATE matter SET {column}=%s WHERE {column}=%s", [kept, gone])
    cursor.execute(
        "DELETE FROM party WHERE unit=%s AND EXISTS (SELECT 1 FROM party o WHERE o.matter=party.matter AND o.part=party.part "
        "AND o.person=party.person AND o.unit=%s AND o.name=party.name)",
        [gone, kept],
    )
    cursor.execute("UPDATE party SET unit=%s WHERE unit=%s", [kept, gone])
    for column in ("owner", "unit"):
        cursor.execute(f"UPDATE record SET {column}=%s WHERE {column}=%s AND id<>%s", [kept, gone, gone])


def _move(cursor: CursorWrapper, row: Mapping[str, Any], kept: str, gone: str, by: Actor, at: datetime) -> None:
    before = facts_of(row)
    after = {name: _renamed(value, kept, gone) for name, value in before.items()}
    loop = catalogue().loop(row["kind"], row["version"])
    changed, private = ledger.split(loop.facts, ledger.delta(before, after))
    said = {"v": 1, "into": kept, "gone": gone, "facts": changed}
    line = ledger.Line(row["id"], row["seq"] + 1, row["head"], "merged", said, {"facts": private} if private else {})
    head = ledger.write(cursor, ids.new_id(at), line, by, at)
    new: dict[str, Any] = {"seq": row["seq"] + 1, "head": head, "facts": chain.canonical(after)}
    db.update(cursor, "matter", row["id"], new)


def _renamed(value: Any, kept: str, gone: str) -> Any:
    """A value with the one id in the place of the other, in lists and rows too; ids of 32 digits are nothing else by chance."""
    if isinstance(value, list):
        found = [_renamed(one, kept, gone) for one in value]
        return list(dict.fromkeys(found)) if gone in value else found
    if isinstance(value, dict):
        return {name: _renamed(one, kept, gone) for name, one in value.items()}
    return kept if value == gone else value
