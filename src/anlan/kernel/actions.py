"""The one writer of matters: open_matter, take_step, set_facts.

Each is one transaction: lock, may, reads, needs, asks, row, entry, clock, notices, totals.

Pages, API, commands, the clock, doors and other nodes all go through these verbs. A client's own id makes each call idempotent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import (
    chain,
    county,
    db,
    fact_index,
    ids,
    judge,
    late,
    ledger,
    looks,
    matters,
    offering,
    outbox,
    people_store,
    proofs,
    schedule,
    search,
    tallies,
    tuning,
)
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import facts_of, to_micros
from anlan.kernel.facts import Facts, NoFacts, read
from anlan.kernel.fetch import fetch
from anlan.kernel.loop import Look, Loop, Proof, Put, Step
from anlan.kernel.people import CLOCK, Actor
from anlan.kernel.reads import Seen
from anlan.kernel.records import putting
from anlan.kernel.refusals import NotThere, Refused

NOT_YOURS = "没有这个事项，或者您无权查看。"


@dataclass(frozen=True)
class Receipt:
    """What a write answers: the subject, its new state and sequence, the entry. `late`: kept, not applied."""

    id: str
    entry: str
    seq: int
    state: str
    late: bool = False
    number: str = ""


@dataclass(frozen=True)
class Change:
    """A step about to be written: the row before, the look it was judged by, and what it leaves."""

    row: Mapping[str, Any]
    look: Look[Any]
    loop: Loop[Any]
    step: Step
    before: Facts
    facts: Facts
    id: str
    at: datetime

    def names(self) -> frozenset[str]:
        """The facts that the step changes."""
        if self.facts is self.before:
            return frozenset()
        return frozenset(name for name, value in self.facts if value != getattr(self.before, name))


@db.once_more
def open_matter(
    kind: str,
    facts: Mapping[str, Any],
    by: Actor,
    *,
    at: datetime,
    id: str = "",
    happened_at: datetime | None = None,
    parent: str = "",
    cause: str = "",
    evidence: tuple[Proof, ...] = (),
    say: Mapping[str, Any] | None = None,
) -> Receipt:
    """Opens a matter. Raises BadFacts, Refused, UnknownKind; the same `id` again answers as the first time."""
    loop = catalogue().loop(kind)
    with db.writing() as cursor:
        if id and (row := looks.fetch_matter(cursor, id)):
            return _same(cursor, row, kind, by)
        by = people_store.fresh(cursor, by, at)
        return opening(cursor, loop, read(loop.facts, facts), by, at, id, happened_at, parent, cause, evidence, say)


def _same(cursor: CursorWrapper, row: Mapping[str, Any], kind: str, by: Actor) -> Receipt:
    if row["kind"] != kind or row["opener"] != by.person:
        raise Refused("这个编号已被别的事项使用，请刷新页面后重新填写。")
    first = db.row(cursor, "SELECT id, seq FROM entry WHERE subject=%s AND seq=1", [row["id"]])
    assert first is not None
    return Receipt(row["id"], first["id"], first["seq"], row["state"])


def opening(
    cursor: CursorWrapper,
    loop: Loop[Any],
    facts: Facts,
    by: Actor,
    at: datetime,
    id: str = "",
    happened_at: datetime | None = None,
    parent: str = "",
    cause: str = "",
    evidence: tuple[Proof, ...] = (),
    say: Mapping[str, Any] | None = None,
) -> Receipt:
    """Opens within a transaction that is already there: for Opens, Spread, Repeats, When and Propose."""
    id, loop = id or ids.new_id(at), county.seated(cursor, loop, at)
    happened = _happened(loop, at, happened_at or getattr(facts, "happened_at", None), bounded=happened_at is not None)
    row = matters.new_row(loop, facts, by, at, id, happened, parent, cause)
    look = replace(_first_look(loop, facts, row, by, at, happened), evidence=evidence)
    look = replace(look, seen=fetch(cursor, loop, row, look))
    _may_open(loop, look)
    row |= matters.at_its_unit(loop, facts, row, look.seen)
    look = replace(look, place=row["place"], sector=row["sector"])
    held = judge.held_by(loop, loop.opens_in, look)
    if held is None:
        raise Refused(f"还没有指定{judge.names_of(judge.default_holds(loop, loop.opens_in), loop)}，请先补填。")
    rows = schedule.rows_for(cursor, loop, look)
    row |= {"holder_person": held.person, "holder_role": held.role, "holder_unit": held.unit} | schedule.due_columns(rows)
    offered, why_here = offering.hand_over(cursor, loop, facts, row, by, at)
    if offered:
        return Receipt(offered, "", 0, offering.OFFERED)
    fact_index.refuse_twice(cursor, "matter", row, facts)
    entry = ids.new_id(at)
    attached = proofs.attach(cursor, evidence, facts, id, entry, by, at)
    open_facts, private = ledger.split(loop.facts, facts.dump())
    said = {"v": 1, "kind": loop.kind, "version": loop.version, "to": loop.opens_in, "happened": happened.isoformat()}
    said |= {"facts": open_facts, "seen": look.seen.note(), "evidence": attached, "name": ""}
    said |= ({"parent": parent} if parent else {}) | why_here | dict(say or {}) | tuning.noted(look.figures)
    line = ledger.Line(id, 1, chain.GENESIS, "open", said, {"facts": private} if private else {})
    row |= {"seq": 1, "head": ledger.write(cursor, entry, line, by, at)}
    db.insert(cursor, "matter", {**row, "facts": chain.canonical(facts.dump())})
    matters.parties(cursor, id, matters.players(facts))
    schedule.put(cursor, id, rows)
    search.put(cursor, id, matters.searched(loop, facts, row))
    _tell_opened(cursor, loop, row, by, at)
    return Receipt(id, entry, 1, row["state"])


def _may_open(loop: Loop[Any], look: Look[Any]) -> None:
    if not (judge.is_one_of(loop.may_open, look) or look.by.is_clock):
        raise Refused(f"“{loop.title}”须由{judge.names_of(loop.may_open, loop)}发起。")
    if sentence := judge.first_sentence(loop.needs_all(), look):
        raise Refused(sentence)


def _tell_opened(cursor: CursorWrapper, loop: Loop[Any], row: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Totals, the holder, the parent, and whoever waits for such a matter."""
    tallies.tally(cursor, None, row)
    outbox.to_holder(cursor, row, f"新待办：{row['title']}", at, by)
    matters.count_child(cursor, row["parent"], 1, 0)
    schedule.after_entering(cursor, loop, row, at)
    schedule.changed(cursor, loop.kind, row["id"], at)


def _happened(loop: Loop[Any], at: datetime, said: datetime | None, *, bounded: bool) -> datetime:
    if said is None:
        return at
    if why := judge.wrong_time(loop, said, at, bounded=bounded):
        raise Refused(why)
    return said


def _first_look(loop: Loop[Any], facts: Facts, row: Mapping[str, Any], by: Actor, at: datetime, happened: datetime) -> Look[Any]:
    columns = {name: row[name] for name in ("id", "place", "unit", "sector", "subject", "state")}
    return Look(
        facts=facts,
        now=at,
        happened_at=happened,
        by=by,
        opened=at,
        since=at,
        opener=by.person,
        figures=tuning.Figures(at),
        **columns,
    )


@db.once_more
def take_step(
    matter: str,
    step: str,
    by: Actor,
    *,
    at: datetime,
    id: str = "",
    asked: Mapping[str, Any] | None = None,
    evidence: tuple[Proof, ...] = (),
    happened_at: datetime | None = None,
) -> Receipt:
    """Takes a step. Raises BadFacts, Refused, NotThere; a step queued offline whose state has moved on is kept as late."""
    with db.writing() as cursor:
        row = looks.fetch_matter(cursor, matter, lock=True)
        if row is None:
            raise NotThere(NOT_YOURS)
        if id and (done := db.row(cursor, "SELECT id, seq, subject, body FROM entry WHERE id=%s", [id])):
            return _done(row, done, step)
        by = people_store.fresh(cursor, by, at)
        if not looks.sees(cursor, row, by):
            raise NotThere(NOT_YOURS)
        loop = looks.loop_of(cursor, row)
        shape = next((one for one in loop.steps if one.name == step), None)
        if shape is None:
            raise NotThere(f"“{loop.title}”没有这一步，请刷新页面。")
        happened = _happened(loop, at, happened_at, bounded=True)
        look = looks.look(cursor, row, loop, by, at, happened)
        if happened_at is not None and row["state"] not in shape.leaves_all() and to_micros(happened) < row["since"]:
            id = id or ids.new_id(at)
            late.keep(cursor, id, row, step, look, asked or {}, evidence)
            return Receipt(row["id"], id, row["seq"], row["state"], late=True)
        look = replace(look, asked=judge.ask(shape, asked or {}), evidence=evidence, seen=fetch(cursor, loop, row, look))
        return taking(cursor, row, loop, shape, look, id or ids.new_id(at))


def _done(row: Mapping[str, Any], done: Mapping[str, Any], step: str) -> Receipt:
    if done["subject"] != row["id"]:
        raise Refused("这个编号已被别的操作使用，请刷新页面后重试。")
    return Receipt(row["id"], done["id"], done["seq"], row["state"], number=row["number"])


def taking(cursor: CursorWrapper, row: Mapping[str, Any], loop: Loop[Any], step: Step, look: Look[Any], id: str) -> Receipt:
    """Judges and writes a step within a transaction that is already there: for people and for the clock."""
    people_store.must_live_here(row)
    if why := judge.may_not(loop, step, look) or judge.not_yet(step, look):
        raise Refused(why)
    if (by := judge.acting_for(step.may, look)) is not look.by:
        look = replace(look, by=by)
    left = judge.look_after(loop, step, look)
    if why := judge.no_holder(loop, step, look, left):
        raise Refused(why)
    shown = look if left.facts is look.facts else replace(look, facts=left.facts)
    change = Change(row, shown, loop, step, look.facts, left.facts, id, look.now)
    said = _effects(cursor, change)
    after, rows = _after(cursor, change, said, left)
    head = _enter(cursor, change, said, after)
    _write(cursor, change, {**after, "head": head, "seq": row["seq"] + 1}, rows)
    return Receipt(row["id"], id, row["seq"] + 1, after["state"], number=after["number"])


def _effects(cursor: CursorWrapper, change: Change) -> dict[str, Any]:
    """What the step does beyond its own row: proofs, number, records, openings, children. Returns what the entry says of them."""
    look, step = change.look, change.step
    said: dict[str, Any] = {
        "evidence": proofs.attach(cursor, look.evidence, change.facts, change.row["id"], change.id, look.by, change.at)
    }
    if step.numbers and not change.row["number"]:
        unit, signer = county.issuer(cursor, catalogue().loop(change.loop.kind, change.loop.version), look)
        said |= {"number": outbox.next_number(cursor, step.numbers, unit, change.at), **signer}
    if step.puts:
        said["puts"] = [_put(cursor, put, change) for put in step.puts_all()]
    opened = [_open(cursor, opens, change) for opens in step.opens_all() if opens.only_if is None or opens.only_if(look)]
    if opened:
        said["opens"] = opened
    if step.spread:
        schedule.spread(cursor, change.row["id"], step, change.at)
    return said


def _put(cursor: CursorWrapper, put: Put, change: Change) -> str:
    record = getattr(change.look.facts, put.of) if put.of else ""
    return putting(cursor, put.register, put.facts(change.look), change.look.by, change.at, record=record, by_step=True).id


def _open(cursor: CursorWrapper, opens: Any, change: Change) -> dict[str, str]:
    if not catalogue().has_loop(opens.kind):
        return {"kind": opens.kind, "id": "", "why": "尚未启用"}
    loop = catalogue().loop(opens.kind)
    facts = read(loop.facts, opens.facts(change.look))
    child = change.row["id"] if opens.child else ""
    clock = replace(CLOCK, person=change.look.by.person, name=change.look.by.name, grants=change.look.by.grants)
    made = opening(
        cursor, loop, facts, clock, change.at, ids.made_id(change.id, opens.kind), parent=child, cause=change.row["id"]
    )
    return {"kind": opens.kind, "id": made.id} if made.entry else {"kind": opens.kind, "id": "", "offer": made.id}


def _after(
    cursor: CursorWrapper, change: Change, said: Mapping[str, Any], look: Look[Any]
) -> tuple[dict[str, Any], list[schedule.Row] | None]:
    """The row after the step, and its clock rows (None: they stay as they are); `look` is the one after the step."""
    row, step, loop = change.row, change.step, change.loop
    moved = step.enters != row["state"]
    columns = looks.columns(change.facts)
    after = {**row, **columns, **looks.levels(look.place), "place": look.place, "state": step.enters, "last_step": step.name}
    after |= {"number": said.get("number") or row["number"], "title": matters.title_of(loop, change.facts)}
    after["facts"] = row["facts"] if change.facts is change.before else change.facts.dump()
    stamp = to_micros(change.at)
    if moved:
        after |= {"since": stamp, "closed": stamp if step.enters in loop.closed_states() else None}
    if moved or step.holds:
        held = judge.held_by(loop, step.enters, look, step.holds) or judge.Held()
        after |= {"holder_person": held.person, "holder_role": held.role, "holder_unit": held.unit}
    if moved:
        rows = schedule.rows_for(cursor, loop, look)
        return after | schedule.due_columns(rows), rows
    names = change.names()
    if not schedule.hangs_on(loop, step.enters, names):
        return after, None
    rows = schedule.rows_for(cursor, loop, look)
    return after | schedule.due_columns(rows), schedule.still_to_come(loop, rows, names, change.at)


def _enter(cursor: CursorWrapper, change: Change, said: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    look, row = change.look, change.row
    if change.facts is not change.before:
        fact_index.refuse_twice(cursor, "matter", row, change.facts)
    facts, private = ledger.split(change.loop.facts, ledger.delta(row["facts"], after["facts"]))
    asked, secret = ledger.split(type(look.asked), look.asked.dump()) if isinstance(look.asked, Facts) else ({}, {})
    body = {
        "v": 1,
        "from": row["state"],
        "to": after["state"],
        "happened": look.happened_at.isoformat(),
        "facts": facts,
        "asked": asked,
    }
    body |= {"seen": look.seen.note(), **said, **tuning.noted(look.figures)}
    apart = {name: values for name, values in (("facts", private), ("asked", secret)) if values}
    line = ledger.Line(row["id"], row["seq"] + 1, row["head"], change.step.name, body, apart)
    return ledger.write(cursor, change.id, line, look.by, change.at)


def _write(cursor: CursorWrapper, change: Change, after: dict[str, Any], rows: list[schedule.Row] | None) -> None:
    row, by, id = change.row, change.look.by, change.row["id"]
    facts_changed = after["facts"] != row["facts"]
    stored = {name: value for name, value in after.items() if value != row[name]}
    db.update(cursor, "matter", id, stored | ({"facts": chain.canonical(after["facts"])} if facts_changed else {}))
    if facts_changed and (players := matters.players(change.facts)) != matters.players(change.before):
        cursor.execute("DELETE FROM party WHERE matter=%s", [id])
        matters.parties(cursor, id, players)
    if facts_changed or after["number"] != row["number"]:
        search.put(cursor, id, matters.searched(change.loop, change.facts, after))
    if rows is not None:
        schedule.put(cursor, id, rows)
    tallies.tally(cursor, row, after)
    if looks.holder_of(after) != looks.holder_of(row) and after["closed"] is None:
        outbox.to_holder(cursor, after, f"新待办：{after['title']}", change.at, by)
    if (row["closed"] is None) != (after["closed"] is None):
        matters.count_child(cursor, row["parent"], *((1, -1) if after["closed"] is None else (-1, 1)))
    if after["state"] != row["state"]:
        schedule.after_entering(cursor, change.loop, after, change.at)
    if after["state"] != row["state"] or facts_changed:
        schedule.changed(cursor, row["kind"], id, change.at)


@db.once_more
def set_facts(matter: str, facts: Mapping[str, Any], by: Actor, *, at: datetime, id: str = "") -> Receipt:
    """Corrects facts of an open matter by those the loop lets; the state stays. Raises BadFacts, Refused, NotThere."""
    with db.writing() as cursor:
        row = looks.fetch_matter(cursor, matter, lock=True)
        if row is None:
            raise NotThere(NOT_YOURS)
        if id and (done := db.row(cursor, "SELECT id, seq, subject FROM entry WHERE id=%s", [id])):
            return _done(row, done, "edit")
        by = people_store.fresh(cursor, by, at)
        if not looks.sees(cursor, row, by):
            raise NotThere(NOT_YOURS)
        loop = looks.loop_of(cursor, row)
        edit = Step("edit", "修改内容", loop.edits_in or (loop.opens_in,), row["state"], loop.may_edit, asks=NoFacts)
        look = looks.look(cursor, row, loop, by, at)
        if why := judge.why_not(loop, edit, look):
            raise Refused(why)
        new = read(loop.facts, facts_of(row) | dict(facts))
        shown = replace(look, facts=new, asked=None, seen=Seen())
        change = Change(row, shown, loop, edit, look.facts, new, id or ids.new_id(at), at)
        return correcting(cursor, change, {})


def correcting(cursor: CursorWrapper, change: Change, said: Mapping[str, Any]) -> Receipt:
    """Writes other facts into a matter whose state stays, within a transaction that is already there."""
    row = change.row
    people_store.must_live_here(row)
    after, rows = _after(cursor, change, {}, judge.with_facts(change.look, change.facts))
    head = _enter(cursor, change, said, after)
    _write(cursor, change, {**after, "head": head, "seq": row["seq"] + 1, "last_step": row["last_step"]}, rows)
    return Receipt(row["id"], change.id, row["seq"] + 1, row["state"])
