"""The one writer of records: put_record, check_record, end_record. Each is one transaction with its ledger entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from anlan.kernel import (
    calendar,
    chain,
    county,
    db,
    fact_index,
    ids,
    ledger,
    looks,
    people_store,
    proofs,
    schedule,
    search,
    tallies,
    tuning,
)
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import facts_of, from_micros, to_micros
from anlan.kernel.facts import BadFacts, Facts, read, widgets
from anlan.kernel.keepable import can_be_kept
from anlan.kernel.lifting import lifted
from anlan.kernel.people import Actor, Secrecy
from anlan.kernel.refusals import NotThere, Refused
from anlan.kernel.register import Register

IN_USE, ENDED, MERGED, UNCHECKED = "在用", "停用", "已并入", "待核对"
BITE = 200
"""Rows of a table that are written in one turn of the writer."""


@dataclass(frozen=True)
class Kept:
    """What a write of a record answers."""

    id: str
    key: str
    seq: int
    changed: bool


@db.once_more
def put_record(
    kind: str, facts: Mapping[str, Any], by: Actor, *, at: datetime, id: str = "", record: str = "", seen: int | None = None
) -> Kept:
    """Makes or changes a record: `record` names the one to change, else its key does.

    `id` makes the call idempotent; `seen` is the
    sequence that the form was drawn from, so that nobody overwrites what they have not seen.
    Raises BadFacts, Refused, NotThere."""
    with db.writing() as cursor:
        by = people_store.fresh(cursor, by, at)
        return _there(cursor, id) or putting(cursor, kind, facts, by, at, record=record, entry=id, seen=seen)


def put_records(kind: str, many: Sequence[Mapping[str, Any]], by: Actor, *, at: datetime) -> list[Kept]:
    """Several records in one transaction: all or none; the same rows again change nothing, with or without a key.

    BadFacts names the row: {"3.title": …}; Refused says which."""
    return _put_rows(kind, list(zip(_marks(kind, many), many, strict=True)), by, at, 1)


def put_table(kind: str, many: Sequence[Mapping[str, Any]], by: Actor, *, at: datetime) -> list[Kept]:
    """A table of any length, in bites that are whole each: one that was stopped in the middle goes on when it is put again.

    Refused says which row, and how many are in."""
    marked, done = list(zip(_marks(kind, many), many, strict=True)), list[Kept]()
    for start in range(0, len(marked), BITE):
        try:
            done += _put_rows(kind, marked[start : start + BITE], by, at, start + 1)
        except (BadFacts, Refused) as wrong:
            there = f"前 {start} 行已经导入；改好后把整个文件再导入一次，已导入的不会重复。" if start else ""
            raise Refused(f"{'；'.join(wrong.wrong.values()) if isinstance(wrong, BadFacts) else wrong}{there}") from None
    return done


def _marks(kind: str, many: Sequence[Mapping[str, Any]]) -> list[str]:
    """What makes each row the same when it comes again: "" where its key does; else the entry's id, made from what is written in
    the row and which of the rows that say the same it is."""
    if catalogue().register(kind).key:
        return [""] * len(many)
    said = [chain.canonical({name: value for name, value in one.items() if value not in (None, "", [], ())}) for one in many]
    nth, seen = [], dict[str, int]()
    for text in said:
        seen[text] = seen.get(text, 0) + 1
        nth.append(str(seen[text]))
    return [ids.made_id("row", people_store.node(), kind, *one) for one in zip(said, nth, strict=True)]


@db.once_more
def _put_rows(kind: str, rows: Sequence[tuple[str, Mapping[str, Any]]], by: Actor, at: datetime, first: int) -> list[Kept]:
    with db.writing() as cursor:
        by = people_store.fresh(cursor, by, at)
        return [_numbered(n, cursor, kind, facts, by, at, mark) for n, (mark, facts) in enumerate(rows, first)]


def _numbered(n: int, cursor: CursorWrapper, kind: str, facts: Mapping[str, Any], by: Actor, at: datetime, mark: str) -> Kept:
    try:
        return _there(cursor, mark) or putting(cursor, kind, facts, by, at, entry=mark)
    except BadFacts as wrong:
        raise BadFacts({f"{n}.{name}": f"第 {n} 行：{sentence}" for name, sentence in wrong.wrong.items()}) from None
    except Refused as refused:
        raise Refused(f"第 {n} 行：{refused}") from None


def _there(cursor: CursorWrapper, entry: str) -> Kept | None:
    """The record that this very entry wrote; None if it has not been written."""
    done = db.row(cursor, "SELECT subject FROM entry WHERE id=%s", [entry]) if entry else None
    row = fetch(cursor, done["subject"]) if done else None
    return Kept(row["id"], row["key"], row["seq"], False) if row else None


def writers(ids: Sequence[str]) -> dict[str, str]:
    """Who wrote each of these records last."""
    if not ids:
        return {}
    sql = "SELECT r.id, e.actor FROM record r JOIN entry e ON e.subject = r.id AND e.seq = r.seq "
    with connection.cursor() as cursor:
        return {
            one["id"]: one["actor"] for one in db.rows(cursor, f"{sql}WHERE r.id IN ({','.join(['%s'] * len(ids))})", list(ids))
        }


def fetch(cursor: CursorWrapper, id: str, kind: str = "") -> dict[str, Any]:
    """A record's row, locked on PostgreSQL; NotThere if there is none."""
    lock = " FOR UPDATE" if cursor.db.vendor == "postgresql" else ""
    row = db.row(cursor, f"SELECT * FROM record WHERE id=%s{lock}", [id])
    if row is None or (kind and row["kind"] != kind):
        raise NotThere("没有这条台账，或者您无权查看。")
    return row


def _by_key(cursor: CursorWrapper, kind: str, key: str) -> dict[str, Any] | None:
    sql = "SELECT * FROM record WHERE kind=%s AND home=%s AND key=%s AND merged_into=''"
    return db.row(cursor, sql, [kind, people_store.node(), key]) if key else None


def putting(
    cursor: CursorWrapper,
    kind: str,
    facts: Mapping[str, Any],
    by: Actor,
    at: datetime,
    *,
    record: str = "",
    entry: str = "",
    seen: int | None = None,
    by_step: bool = False,
) -> Kept:
    """Puts a record within a transaction that is already there.

    A step (`by_step`) changes facts of a record it names; rights are the step's."""
    register = catalogue().register(kind)
    key = str(facts.get(register.key) or "").strip() if register.key else ""
    old = fetch(cursor, record, kind) if record else _by_key(cursor, kind, key if can_be_kept(key) else "")
    if old is not None and not by_step and not _may_know(old, by):
        raise Refused(f"“{key or old['key']}”已有登记，但您无权查看，请联系台账维护人员。")
    if old is not None:
        people_store.must_live_here(old)
    if seen is not None and old is not None and old["seq"] != seen:
        raise Refused("这条台账刚被别人改过，请刷新后核对再改。")
    stored = facts_of(old) if old else {}
    before = lifted(kind, old["version"], stored) if old else {}
    new = read(register.facts, before | dict(facts) if by_step and old else dict(facts))
    _check(register, new, before, at, by_step=by_step)
    row = _row(register, new, by, at, old, entry)
    row |= _as_its_owner(cursor, row, looks.columns(new))
    if not by_step:
        may(register, register.may_put, row, by)
        if old:
            may(register, register.may_put, old, by)
    if old and stored == new.dump() and old["state"] in (IN_USE, UNCHECKED):
        return Kept(old["id"], old["key"], old["seq"], False)
    return _write(cursor, register, row, new, stored, old, by, at, entry or ids.new_id(at))


def _check(register: Register[Any], new: Facts, before: Mapping[str, Any], at: datetime, *, by_step: bool) -> None:
    if register.check and (sentence := register.check(new)):
        raise Refused(sentence)
    if register.kind == county.SETTINGS and (sentence := tuning.misfit(new.dump(), at)):
        raise Refused(sentence)
    shapes = widgets(register.facts)
    for name in register.balances:
        value = getattr(new, name)
        if value is not None and value < 0:
            raise Refused(f"{shapes[name].title}不足，还差 {-value}{shapes[name].unit}，请核对数量。")
        if before and not by_step and str(before.get(name)) != str(new.dump().get(name)):
            raise Refused(f"{shapes[name].title}只能通过出入库等流程变动，不能直接修改。")


def may(register: Register[Any], roles: tuple[Any, ...], row: Mapping[str, Any], by: Actor) -> None:
    if by.is_clock or any(grant.role in roles and _covers(grant, row) for grant in by.grants):
        return
    titles = "、".join(role.title for role in roles)
    raise Refused(f"“{register.title}”由本地本行业的{titles}维护，您没有这项权限。")


def _may_know(row: Mapping[str, Any], by: Actor) -> bool:
    """A record of 限知悉人 is changed only by its own unit or owner."""
    own = {grant.unit for grant in by.grants if grant.unit} | {by.person}
    return by.is_clock or row["secrecy"] != Secrecy.NAMED or bool(own & {row["unit"], row["owner"], row["id"]})


def _covers(grant: Any, row: Mapping[str, Any]) -> bool:
    return bool(grant.covers(row["place"], row["sector"], row["unit"] or row["owner"] or row["id"]))


def _row(
    register: Register[Any], new: Facts, by: Actor, at: datetime, old: Mapping[str, Any] | None, entry: str
) -> dict[str, Any]:
    said = looks.columns(new)
    place = said.get("place") or (old["place"] if old else "") or (by.grants[0].place if by.grants else people_store.home_place())
    id = old["id"] if old else ids.made_id(entry, "record") if entry else ids.new_id(at)
    key = str(getattr(new, register.key)) if register.key else (old["key"] if old else id)
    row: dict[str, Any] = {"sector": "", "unit": "", "lon": None, "lat": None, "secrecy": str(register.secrecy)}
    row |= {name: value for name, value in said.items() if name not in ("subject", "severity")} | looks.levels(place)
    row |= {"id": id, "kind": register.kind, "version": register.version, "key": key[:120], "title": register.title_of(new)[:200]}
    row |= {"owner": str(getattr(new, register.owner) or "") if register.owner else "", "changed": to_micros(at)}
    row["state"] = UNCHECKED if register.second_person and not by.is_clock else IN_USE
    row |= {
        name: _time(new, fact, end=name == "valid_until")
        for name, fact in (("valid_from", register.valid_from), ("valid_until", register.valid_until))
    }
    return row | {"home": old["home"] if old else people_store.node(), "place": place, "merged_into": ""}


def _as_its_owner(cursor: CursorWrapper, row: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """A record of a firm lies in the firm's trade and place where it names none itself, so that its officers may keep it."""
    owner = db.row(cursor, "SELECT * FROM record WHERE id=%s", [row["owner"]]) if row["owner"] else None
    if owner is None:
        return {}
    place = {} if said.get("place") else {"place": owner["place"]} | looks.levels(owner["place"])
    return place | ({} if row["sector"] else {"sector": owner["sector"]})


def _time(new: Facts, fact: str, *, end: bool) -> int | None:
    value = getattr(new, fact, None) if fact else None
    if value is None:
        return None
    if isinstance(value, datetime):
        return to_micros(value)
    last = calendar.end_of_day(value)
    return to_micros(last if end else last.replace(hour=0, minute=0, second=0))


def _write(
    cursor: CursorWrapper,
    register: Register[Any],
    row: dict[str, Any],
    new: Facts,
    before: Mapping[str, Any],
    old: Mapping[str, Any] | None,
    by: Actor,
    at: datetime,
    entry: str,
) -> Kept:
    fact_index.refuse_twice(cursor, "record", row, new)
    attached = proofs.attach(cursor, (), new, row["id"], entry, by, at)
    facts, private = ledger.split(register.facts, ledger.delta(before, new.dump()))
    said = {"v": 1, "kind": register.kind, "version": register.version, "key": row["key"], "facts": facts, "evidence": attached}
    said["to"] = row["state"]
    seq, head = (old["seq"] + 1, old["head"]) if old else (1, chain.GENESIS)
    line = ledger.Line(row["id"], seq, head, "change" if old else "put", said, {"facts": private} if private else {})
    row |= {"seq": seq, "head": ledger.write(cursor, entry, line, by, at)}
    stored = {**row, "facts": chain.canonical(new.dump())}
    if old:
        db.update(cursor, "record", row["id"], {name: value for name, value in stored.items() if value != old[name]})
    else:
        db.insert(cursor, "record", stored)
    tallies.tally(cursor, _tallied(old), _tallied(row) or row)
    search.put(cursor, row["id"], _searched(register, new, row))
    _watch(cursor, register, row, old, at)
    return Kept(row["id"], row["key"], seq, True)


def _tallied(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A record as totals count it: kind "r:<kind>", no map cell (a register's points are drawn from its rows)."""
    return {**row, "kind": f"r:{row['kind']}"[:40], "severity": "", "lon": None} if row else None


def _searched(register: Register[Any], new: Facts, row: Mapping[str, Any]) -> str:
    words = [
        str(getattr(new, n) or "")
        for n, w in widgets(register.facts).items()
        if (w.searched or w.kind in ("text", "choice")) and not w.personal
    ]
    return " ".join([row["title"], row["key"], register.title, *words])[:20_000]


def _watch(
    cursor: CursorWrapper, register: Register[Any], row: Mapping[str, Any], old: Mapping[str, Any] | None, at: datetime
) -> None:
    """The clock's rows of a record: what happens before its validity ends; and guards that read it are asked again."""
    schedule.changed(cursor, register.kind, row["id"], at)
    if old and (old["valid_until"], old["state"]) == (row["valid_until"], row["state"]):
        return
    cursor.execute("DELETE FROM due WHERE subject=%s AND what='expires'", [row["id"]])
    if row["valid_until"] is not None and row["state"] == IN_USE:
        ends = from_micros(row["valid_until"])
        if register.expires:
            schedule.add(cursor, row["id"], schedule.Row("expires", "notice", calendar.parse_span(register.expires).before(ends)))
        for loop, number, when in catalogue().expiring(register.kind):
            before = calendar.parse_span(when.on.before) if hasattr(when.on, "before") else calendar.parse_span("30 days")
            schedule.add(cursor, row["id"], schedule.Row("expires", f"{loop.kind}.{number}", before.before(ends)))


@db.once_more
def check_record(record: str, by: Actor, *, at: datetime, id: str = "") -> Kept:
    """A second person has held the record against its original: from now on it counts. Raises Refused, NotThere."""
    with db.writing() as cursor:
        by, old = people_store.fresh(cursor, by, at), fetch(cursor, record)
        register = catalogue().register(old["kind"])
        may(register, register.may_put, old, by)
        if not _may_know(old, by):
            raise NotThere("没有这条台账，或者您无权查看。")
        if old["state"] != UNCHECKED:
            return Kept(old["id"], old["key"], old["seq"], False)
        wrote = db.row(cursor, "SELECT actor FROM entry WHERE subject=%s AND seq=%s", [record, old["seq"]])
        if wrote and wrote["actor"] == by.person:
            raise Refused("须由登记人以外的人对照原件核对，请另请一人。")
        return close(cursor, old, IN_USE, "check", {}, by, at, id or ids.new_id(at))


@db.once_more
def end_record(record: str, by: Actor, *, at: datetime, reason: str, id: str = "") -> Kept:
    """Takes a record out of use, with the reason; it stays readable. Raises Refused, NotThere."""
    if not reason.strip():
        raise Refused("请写明停用原因。")
    with db.writing() as cursor:
        by, old = people_store.fresh(cursor, by, at), fetch(cursor, record)
        register = catalogue().register(old["kind"])
        may(register, register.may_end or register.may_put, old, by)
        if old["state"] not in (IN_USE, UNCHECKED):
            return Kept(old["id"], old["key"], old["seq"], False)
        return close(cursor, old, ENDED, "end", {"reason": reason.strip()}, by, at, id or ids.new_id(at))


def close(
    cursor: CursorWrapper,
    old: Mapping[str, Any],
    state: str,
    verb: str,
    said: Mapping[str, Any],
    by: Actor,
    at: datetime,
    entry: str,
    into: str = "",
) -> Kept:
    people_store.must_live_here(old)
    line = ledger.Line(old["id"], old["seq"] + 1, old["head"], verb, {"v": 1, "kind": old["kind"], **said}, {})
    head = ledger.write(cursor, entry, line, by, at)
    new = {"state": state, "merged_into": into, "seq": old["seq"] + 1, "head": head, "changed": to_micros(at)}
    db.update(cursor, "record", old["id"], new)
    tallies.tally(cursor, _tallied(old), _tallied({**old, **new}) or old)
    _watch(cursor, catalogue().register(old["kind"]), {**old, **new}, old, at)
    return Kept(old["id"], old["key"], old["seq"] + 1, True)
