"""The writer of the ledger: entries chained per subject, personal values apart,
seals over what was written since the last one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import chain, db
from anlan.kernel.columns import from_micros, to_micros
from anlan.kernel.facts import Facts, widgets
from anlan.kernel.people import Actor

SEAL_EVERY = timedelta(minutes=10)
SETTLED = timedelta(seconds=30)
"""A seal leaves out the last half minute, so that no write still under way is cut in two."""


@dataclass(frozen=True)
class Line:
    """What an entry says, before it is chained."""

    subject: str
    seq: int
    before: str
    verb: str
    said: Mapping[str, Any]
    personal: Mapping[str, Any]


def write(cursor: CursorWrapper, id: str, line: Line, by: Actor, at: datetime) -> str:
    """Appends an entry; returns its hash, the subject's new head."""
    told = {"subject": line.subject, "seq": line.seq, "verb": line.verb, "id": id, "recorded": at.isoformat()}
    who = {"actor": by.person, "on_behalf": by.on_behalf, "through": str(by.through)}
    body: dict[str, Any] = {**line.said, **told, **who}
    if line.personal:
        salt, body["personal"] = chain.salted(line.personal)
        db.insert(cursor, "personal", {"entry": id, "salt": salt, "body": chain.canonical(line.personal)})
    text = chain.canonical(body)
    head = chain.link(line.before, text)
    values = {"id": id, "subject": line.subject, "seq": line.seq, "before": line.before, "hash": head}
    db.insert(cursor, "entry", values | {"recorded": to_micros(at), "verb": line.verb, "actor": by.person, "body": text})
    return head


def split(model: type[Facts], facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Facts for the hash, and the personal ones that stay outside it."""
    private = _personal(model)
    return {k: v for k, v in facts.items() if k not in private}, {k: v for k, v in facts.items() if k in private}


@cache
def _personal(model: type[Facts]) -> frozenset[str]:
    return frozenset(name for name, widget in widgets(model).items() if widget.personal)


def delta(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What changed: new values, None for what is gone; of long tables only the changed rows, as {"@rows": {place: row}}."""
    changed = {name: _rows(before.get(name), value) for name, value in after.items() if before.get(name, ...) != value}
    return changed | {name: None for name in before if name not in after}


def _rows(before: Any, after: Any) -> Any:
    """Long lists that keep their order are told row by row; whatever is shorter said whole is said whole."""
    if not (
        isinstance(before, list) and isinstance(after, list) and len(after) >= len(before) > 1 and isinstance(after[0], dict)
    ):
        return after
    moved = {str(n): row for n, row in enumerate(after) if n >= len(before) or before[n] != row}
    return {"@rows": moved} if len(moved) * 2 <= len(after) else after


def fold(facts: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Facts once a delta is laid over them."""
    laid = dict(facts)
    for name, value in changed.items():
        if isinstance(value, dict) and "@rows" in value:
            rows = list(laid.get(name, []))
            for place, row in sorted(value["@rows"].items(), key=lambda one: int(one[0])):
                rows[int(place) : int(place) + 1] = [row]
            laid[name] = rows
        else:
            laid[name] = value
    return laid


def entries(cursor: CursorWrapper, subject: str, upto: int | None = None) -> list[dict[str, Any]]:
    """The entries of a subject in order; personal values are put back where they still exist."""
    sql = "SELECT e.*, p.body AS private FROM entry e LEFT JOIN personal p ON p.entry = e.id WHERE e.subject=%s"
    sql, args = (sql, [subject]) if upto is None else (f"{sql} AND e.recorded <= %s", [subject, upto])
    found = db.rows(cursor, f"{sql} ORDER BY e.seq", args)
    for row in found:
        row["recorded"] = from_micros(row["recorded"])
        row["body"] = json.loads(row["body"])
        row["private"] = json.loads(row["private"]) if row["private"] else {}
    return found


def facts_at(cursor: CursorWrapper, subject: str, at: datetime) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """(facts, last entry's body) of a subject as they were recorded by `at`; None if it was not there yet."""
    told = entries(cursor, subject, to_micros(at))
    if not told:
        return None
    facts: dict[str, Any] = {}
    for entry in told:
        facts = fold(facts, entry["body"].get("facts", {}) | entry["private"].get("facts", {}))
    return {name: value for name, value in facts.items() if value is not None}, told[-1]["body"]


def seal(now: datetime) -> int | None:
    """Seals what was written since the last seal; None if nothing was. Returns the seal's number."""
    with db.writing() as cursor:
        last = db.row(cursor, "SELECT number, hash, upto FROM seal ORDER BY number DESC LIMIT 1")
        since, upto = (last["upto"] if last else 0), to_micros(now - SETTLED)
        heads = db.rows(cursor, SEALED, [since, upto, upto])
        if not heads:
            return None
        lines = [(row["subject"], row["seq"], row["hash"]) for row in heads]
        before, number = (last["hash"], last["number"] + 1) if last else (chain.GENESIS, 1)
        values = {"number": number, "at": to_micros(now), "before": before, "hash": chain.seal(before, lines), "upto": upto}
        db.insert(cursor, "seal", values | {"heads": "\n".join(f"{s} {q} {h}" for s, q, h in sorted(lines))})
        return int(number)


SEALED = """SELECT e.subject, e.seq, e.hash FROM entry e WHERE e.recorded > %s AND e.recorded <= %s AND NOT EXISTS
  (SELECT 1 FROM entry n WHERE n.subject = e.subject AND n.seq = e.seq + 1 AND n.recorded <= %s)"""
