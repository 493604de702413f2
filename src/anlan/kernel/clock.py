"""The clock: pulls what is due in claimed batches, with the time handed in;
survives any restart, on both databases, in any number of processes.

It may remind, propose (lay a draft before the person who signs) or lapse a paper.
It never issues a measure and never says that something happened.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from anlan.kernel import actions, calendar, db, fetch, ids, judge, looks, outbox, schedule, tuning, unreadable, waking
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import from_micros, to_micros
from anlan.kernel.facts import BadFacts, read
from anlan.kernel.loop import Each, Look, Loop, Notify, Propose, Spread, Step, Take, Then
from anlan.kernel.people import CLOCK, HOLDER
from anlan.kernel.reads import Seen, SeenRecord
from anlan.kernel.refusals import Refused

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=5)
"""A claim older than this belongs to a process that died."""
MOST_TRIES = 20
SPREAD_AT_ONCE = 20
TURN = 0.03
"""Seconds for which rows of the clock share one turn of the only writer."""


def tick(now: datetime, most: int = 50) -> int:
    """One batch of what is due by `now`. Returns how many rows were taken up."""
    claimed = _claim(now, most)
    for id in claimed if connection.vendor == "postgresql" else _in_turns(claimed, now):
        try:
            _do(id, now)
        except Exception:
            log.exception("clock row failed", extra={"due": id})
            _put_off(id, now)
    return len(claimed)


def _in_turns(ids: list[int], now: datetime) -> Iterator[int]:
    """Rows share the only writer's turn for a moment (SQLite); one that fails is undone and told, to be done alone."""
    while ids:
        done, failed = _together(ids, now, TURN)
        ids = ids[done:]
        yield from failed


def _claim(now: datetime, most: int) -> list[int]:
    skip = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    sql = f"SELECT id FROM due WHERE at<=%s AND (claimed IS NULL OR claimed<%s) AND tries<%s ORDER BY at LIMIT %s{skip}"
    with db.writing() as cursor:
        cursor.execute(sql, [to_micros(now), to_micros(now - CLAIM), MOST_TRIES, most])
        found = [int(id) for (id,) in cursor.fetchall()]
        if found:
            marks = ",".join(["%s"] * len(found))
            cursor.execute(f"UPDATE due SET claimed=%s WHERE id IN ({marks})", [to_micros(now), *found])
    return found


def _put_off(id: int, now: datetime) -> None:
    with db.writing() as cursor:
        later = to_micros(now + timedelta(minutes=1))
        cursor.execute("UPDATE due SET claimed=NULL, tries=tries+1, at=%s + tries*60000000 WHERE id=%s", [later, id])
        if (left := db.row(cursor, "SELECT * FROM due WHERE id=%s", [id])) and left["tries"] >= MOST_TRIES:
            unreadable.left_alone(cursor, left, now)


def _together(ids: list[int], now: datetime, turn: float) -> tuple[int, list[int]]:
    """Rows in one transaction, each undone by itself if it fails, until `turn` (seconds) is over.

    Returns how many were taken up, and those that failed (all of them if nothing could be written)."""
    done, failed, until = 0, [], 0.0
    try:
        with db.writing() as cursor:
            until = time.monotonic() + turn
            while not done or (done < len(ids) and time.monotonic() < until):
                done += 1
                try:
                    with transaction.atomic():
                        _row(cursor, ids[done - 1], now)
                except Exception:
                    failed.append(ids[done - 1])
            lost = transaction.get_rollback()
    except Exception:
        done, lost = max(done, 1), True
    return done, ids[:done] if lost else failed


@db.once_more
def _do(id: int, now: datetime) -> None:
    """One row in a transaction of its own."""
    with db.writing() as cursor:
        _row(cursor, id, now)


def _row(cursor: CursorWrapper, id: int, now: datetime) -> None:
    """The matter is locked before its clock row, as a step does it."""
    due = db.row(cursor, "SELECT * FROM due WHERE id=%s", [id])
    if due is None:
        return
    row = looks.fetch_matter(cursor, due["subject"], lock=due["what"] != "wake")
    cursor.execute("DELETE FROM due WHERE id=%s", [id])
    if not cursor.rowcount:
        return
    if due["what"] in WHOSE:
        WHOSE[due["what"]](cursor, due, row, now)
        return
    if row is None or (row["closed"] is not None and due["what"] not in ("when", "spread")):
        return
    loop = looks.loop_of(cursor, row)
    try:
        look = looks.look(cursor, row, loop, CLOCK, now)
    except looks.Unreadable:
        if due["what"] != "guard":
            raise
        unreadable.guard_broken(cursor, due, row, loop, now, unreadable.UNFIT)
        return
    WHAT[due["what"]](cursor, due, row, loop, look, now)


def _deadline(
    cursor: CursorWrapper, due: Mapping[str, Any], row: dict[str, Any], loop: Loop[Any], look: Look[Any], now: datetime
) -> None:
    deadline = loop.deadlines[int(due["name"])]
    if deadline.state != row["state"]:
        return
    passed = from_micros(due["at"])
    if due["tries"]:
        passed = min(passed, judge.falls_due(deadline, look, tuning.tuned(cursor, now)) or passed)
    cursor.execute("UPDATE matter SET overdue=%s WHERE id=%s", [True, row["id"]])
    said = [_then(cursor, then, row, loop, look, now, "已到期限，请尽快办理。") for then in deadline.then_all()]
    row = looks.fetch_matter(cursor, row["id"], lock=True) or row
    if row["state"] == deadline.state:
        unreadable.note(cursor, row, "到期", said, now)
        for number, _, at in judge.rungs(loop, look, passed):
            schedule.add(cursor, row["id"], schedule.Row("rung", str(number), at), {"due": to_micros(passed)})


def _soon(
    cursor: CursorWrapper, due: Mapping[str, Any], row: dict[str, Any], loop: Loop[Any], look: Look[Any], now: datetime
) -> None:
    ends = judge.falls_due(loop.deadlines[int(due["name"])], look, tuning.tuned(cursor, now))
    if ends is not None:
        text = f"{row['title']}：{calendar.spoken(ends, now)}"
        outbox.tell(cursor, HOLDER, text, row, loop, look, now)


def _rung(
    cursor: CursorWrapper, due: Mapping[str, Any], row: dict[str, Any], loop: Loop[Any], look: Look[Any], now: datetime
) -> None:
    rung = loop.ladder[int(due["name"])]
    if rung.states and row["state"] not in rung.states:
        return
    why = f"{row['title']}：{calendar.distance(from_micros(unreadable.remembered(due)['due']), now)}"
    said = [_then(cursor, then, row, loop, look, now, why) for then in judge.rung_thens(rung)]
    unreadable.note(cursor, row, "逾期升级", said, now)


def _guard(
    cursor: CursorWrapper, due: Mapping[str, Any], row: dict[str, Any], loop: Loop[Any], look: Look[Any], now: datetime
) -> None:
    number = int(due["name"].rpartition(".")[2])
    guard = loop.guards[number]
    if guard.state != row["state"]:
        return
    try:
        with transaction.atomic():
            look = replace(look, seen=fetch.fetch(cursor, loop, row, look))
    except OperationalError:
        raise
    except Exception:
        log.exception("a guard's reads failed", extra={"matter": row["id"]})
        unreadable.guard_broken(cursor, due, row, loop, now, unreadable.UNASKED)
        return
    again = calendar.parse_span(guard.every).after(now)
    why = judge.guard_broken(guard, look) or ""
    schedule.add(cursor, row["id"], schedule.Row("guard", due["name"], again), {"broken": why})
    if why and why != unreadable.remembered(due).get("broken"):
        said = _then(cursor, guard.then, row, loop, look, now, why)
        row = looks.fetch_matter(cursor, row["id"], lock=True) or row
        unreadable.note(cursor, row, f"条件不再满足：{why}", [said], now)


def _repeat(
    cursor: CursorWrapper, due: Mapping[str, Any], row: dict[str, Any], loop: Loop[Any], look: Look[Any], now: datetime
) -> None:
    """Asked every day: opens this period's instance once; with `over`, one for each record as a spread of its own."""
    repeats = loop.repeats
    if repeats is None or row["state"] not in repeats.states:
        return
    schedule.add(cursor, row["id"], schedule.Row("repeat", repeats.kind, calendar.end_of_day(now) + timedelta(minutes=1)))
    name = repeats.every(look)
    if not name:
        return
    if repeats.over:
        schedule.add(cursor, row["id"], schedule.Row("spread", f"period {name}", now), {"after": ""})
    else:
        _open(
            cursor,
            repeats.kind,
            repeats.facts(look, name),
            row,
            now,
            ids.made_id(row["id"], repeats.kind, name),
            {"period": name},
        )


def _spread(
    cursor: CursorWrapper, due: Mapping[str, Any], row: dict[str, Any], loop: Loop[Any], look: Look[Any], now: datetime
) -> None:
    """One bite of a spread; a restart goes on where it was, and a target already opened is not opened again."""
    job = unreadable.remembered(due)
    periodic, _, name = due["name"].partition(" ")
    if periodic == "period":
        assert loop.repeats is not None
        repeats = loop.repeats
        bite = _each(cursor, repeats.over, row, job["after"]) if repeats.over else []
        made = [(one.id, ids.made_id(row["id"], repeats.kind, name, one.id), repeats.facts(look, name, one)) for one in bite]
        kind = repeats.kind
    else:
        step = loop.step(due["name"])
        spread = step.spread
        assert spread is not None
        look = replace(look, asked=_asked(step, look))
        bite = _targets(cursor, spread, row, loop, look, job["after"])
        made = [(_key(one), ids.made_id(row["id"], due["name"], _key(one)), spread.facts(look, one)) for one in bite]
        kind = spread.kind
    for target, id, facts in made:
        _open(cursor, kind, facts, row, now, id, {"target": target})
    if len(made) == SPREAD_AT_ONCE:
        schedule.add(cursor, row["id"], schedule.Row("spread", due["name"], now), {"after": made[-1][0]})


def _asked(step: Step, look: Look[Any]) -> Any:
    """What the step was asked when it was taken, as the ledger tells it; None if that no longer fits its form."""
    taken = look.last(step.name)
    try:
        return judge.ask(step, taken.asked) if taken else None
    except BadFacts:
        return None


def _key(target: Any) -> str:
    return target.id if isinstance(target, SeenRecord) else str(target)


def _targets(
    cursor: CursorWrapper, spread: Spread, row: Mapping[str, Any], loop: Loop[Any], look: Look[Any], after: str
) -> list[Any]:
    """The next bite of targets, in the order of their keys."""
    if isinstance(spread.over, Each):
        return list(_each(cursor, spread.over, row, after))
    over = spread.over(replace(look, seen=fetch.fetch(cursor, loop, row, look)))
    return [target for target in sorted(set(over)) if target > after][:SPREAD_AT_ONCE]


def _each(cursor: CursorWrapper, each: Each, row: Mapping[str, Any], after: str) -> list[SeenRecord]:
    where, args = _whose(each, row)
    sql = f"SELECT * FROM record WHERE kind=%s AND {where} AND state='在用' AND id>%s ORDER BY id LIMIT {SPREAD_AT_ONCE}"
    return [fetch.seen_record(one) for one in db.rows(cursor, sql, [each.register, *args, after])]


def _whose(each: Each, row: Mapping[str, Any]) -> tuple[str, list[str]]:
    if each.owned:
        return "owner=%s", [row["id"]]
    level = next((name for name in reversed(looks.LEVELS) if row[name]), "l1")
    return (f"{level}=%s AND sector=%s", [row[level], row["sector"]]) if row["sector"] else (f"{level}=%s", [row[level]])


def _when(
    cursor: CursorWrapper, due: Mapping[str, Any], row: dict[str, Any], loop: Loop[Any], look: Look[Any], now: datetime
) -> None:
    kind, _, number = due["name"].rpartition(".")
    when = catalogue().loop(kind).opens_on[int(number)]
    seen = Seen({name: fetch.FETCH[type(one)](cursor, one, row, look) for name, one in when.reads.items()})
    look = replace(look, seen=seen)
    facts = when.facts(look)
    if facts is not None:
        ground = {"ground": {"matter": row["id"], "seen": seen.note()}}
        _open(cursor, kind, facts, row, now, ids.made_id("when", kind, when.key(look)), ground, child=False)


def _wake(cursor: CursorWrapper, due: Mapping[str, Any], row: dict[str, Any] | None, now: datetime) -> None:
    """A row changed that guards may read; in bites, so that no transaction is long."""
    changed = row or db.row(cursor, "SELECT * FROM record WHERE id=%s", [due["subject"]])
    after = waking.wake(cursor, due["name"], changed, to_micros(now), unreadable.remembered(due)["after"]) if changed else []
    if after:
        schedule.add(cursor, due["subject"], schedule.Row("wake", due["name"], now), {"after": after})


def _expires(cursor: CursorWrapper, due: Mapping[str, Any], row: dict[str, Any] | None, now: datetime) -> None:
    row = db.row(cursor, "SELECT * FROM record WHERE id=%s", [due["subject"]])
    if row is None or row["state"] != "在用":
        return
    if due["name"] == "notice":
        register = catalogue().register(row["kind"])
        text = f"{register.title}“{row['title']}”{calendar.spoken(from_micros(row['valid_until']), now)}到期"
        unit = row["unit"] or row["owner"]
        role = next((one for one in register.may_put if one.bound == "place" or unit), register.may_put[0])
        told = unit if role.bound == "unit" else ""
        outbox.put(cursor, text, now, subject=row["id"], role=str(role), unit=told, place=row["place"])
        return
    kind, _, number = due["name"].rpartition(".")
    when, seen = catalogue().loop(kind).opens_on[int(number)], fetch.seen_record(row)
    facts = when.facts(seen)
    if facts is not None:
        _open(
            cursor,
            kind,
            facts,
            row,
            now,
            ids.made_id("when", kind, when.key(seen)),
            {"ground": {"record": row["id"]}},
            child=False,
        )


def _open(
    cursor: CursorWrapper,
    kind: str,
    facts: Mapping[str, Any],
    row: Mapping[str, Any],
    now: datetime,
    id: str,
    say: Mapping[str, Any],
    *,
    child: bool = True,
) -> str:
    """Opens by the clock, once per id; an absent kind is noted in the log and nothing else."""
    if not catalogue().has_loop(kind):
        log.warning("kind %s is not there yet", kind)
        return ""
    if looks.fetch_matter(cursor, id) is None:
        loop = catalogue().loop(kind)
        parent = row["id"] if child else ""
        actions.opening(cursor, loop, read(loop.facts, facts), CLOCK, now, id, parent=parent, cause=row["id"], say=say)
    return id


def _then(
    cursor: CursorWrapper, then: Then, row: dict[str, Any], loop: Loop[Any], look: Look[Any], now: datetime, why: str
) -> dict[str, Any]:
    """Does what the loop says; returns what the entry says of it."""
    if isinstance(then, Notify):
        text = f"{row['title']}：{then.text or why}"
        return {"told": outbox.tell(cursor, then.who, text, row, loop, look, now), "text": then.text or why}
    look = replace(look, seen=fetch.fetch(cursor, loop, row, look))
    if isinstance(then, Propose):
        if then.only_if and not then.only_if(look):
            return {}
        id = _open(
            cursor,
            then.kind,
            then.facts(look),
            row,
            now,
            ids.made_id(row["id"], str(row["since"]), then.kind),
            {"ground": why},
            child=False,
        )
        return {"proposed": then.kind, "id": id}
    assert isinstance(then, Take)
    form = judge.ask(loop.step(then.step), {})
    try:
        with transaction.atomic():
            actions.taking(cursor, row, loop, loop.step(then.step), replace(look, asked=form), ids.new_id(now))
    except (Refused, BadFacts) as refused:
        text = f"{row['title']}：{why}系统没能自动“{loop.step(then.step).title}”（{str(refused).rstrip('。')}），请人工处置。"
        outbox.to_holder(cursor, row, text, now, None)
        return {"not_taken": then.step, "why": str(refused)}
    return {"took": then.step}


WHAT: dict[str, Callable[[CursorWrapper, Mapping[str, Any], dict[str, Any], Loop[Any], Look[Any], datetime], None]] = {
    "deadline": _deadline, "soon": _soon, "rung": _rung, "guard": _guard, "repeat": _repeat, "spread": _spread, "when": _when,
}  # fmt: skip
WHOSE: dict[str, Callable[[CursorWrapper, Mapping[str, Any], dict[str, Any] | None, datetime], None]] = {
    "expires": _expires, "wake": _wake,
}  # fmt: skip
"""Rows whose subject may be a record."""
