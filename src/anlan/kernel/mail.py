"""Letters to and from another node, in order: lost, doubled or reordered ones do no harm.

Letters to a node are numbered from the one it confirmed last, and chained (kernel.chain), so the number and hash that it
confirms say exactly what it has. Where it confirms something else than we believe, one of us was restored from a backup: we go
on after what it has, and send again whatever it may lack. Hearing twice changes nothing (kernel.offering, kernel.handed).
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from anlan.kernel import chain, db, handed, ids, nodes, offering, people_store, tuning
from anlan.kernel.columns import facts_of, to_micros
from anlan.kernel.letters import Answer, Offer, read
from anlan.kernel.refusals import NotThere, Refused

log = logging.getLogger(__name__)
UNREAD = "未能读取"
LETTERS_DAYS = "nodes.letters_days"
"""The county's own count (loop `handed_down`): for how many days confirmed letters rest."""


@dataclass(frozen=True)
class Mark:
    """How far a row of letters has come: number and chain of the last one."""

    seq: int = 0
    hash: str = chain.GENESIS


@dataclass(frozen=True)
class Numbered:
    """A letter with its number and its link in the chain."""

    seq: int
    hash: str
    body: Mapping[str, Any]


@db.once_more
def receive(node: str, letters: list[Numbered], at: datetime) -> int:
    """Takes in the letters that come next, each whole or not at all; those already here are passed over, a gap ends it.

    Returns how many were taken in. NotThere if we do not exchange with the node."""
    return sum(_receive_one(node, one, at) for one in sorted(letters, key=lambda one: one.seq))


def _receive_one(node: str, letter: Numbered, at: datetime) -> bool:
    with db.writing() as cursor:
        row = nodes.locked(cursor, node)
        if row is None or row["is_me"] or not row["key"]:
            raise NotThere("没有登记这个节点，来件没有收下。")
        before = row["received_hash"] or chain.GENESIS
        if letter.seq != row["received"] + 1 or chain.link(before, chain.canonical(letter.body)) != letter.hash:
            return False
        _take(cursor, row, letter, at)
        db.update(cursor, "node", node, {"received": letter.seq, "received_hash": letter.hash})
        return True


def _take(cursor: CursorWrapper, node: Mapping[str, Any], letter: Numbered, at: datetime) -> None:
    """What a letter says is done; one that cannot be read is kept as it is and shown, and does not hold up those behind it."""
    try:
        with transaction.atomic():
            told = read(letter.body)
            if told is None:
                raise ValueError(f"letters of type {letter.body.get('type')} are unknown here")
            if isinstance(told, Offer):
                handed.take_in(cursor, node, told, at)
            elif isinstance(told, Answer):
                offering.heard(cursor, node, told, at)
            else:
                handed.taken_back(cursor, node, told, at)
    except DatabaseError:
        raise
    except Exception as wrong:
        expected = isinstance(wrong, ValueError | Refused | NotThere)
        log.warning("a letter of %s was kept unread: %s", node["id"], wrong, exc_info=not expected)
        _keep(cursor, node, letter, str(wrong), at)


def _keep(cursor: CursorWrapper, node: Mapping[str, Any], letter: Numbered, why: str, at: datetime) -> None:
    said = {"offer": {}, "answer": {}, "letter": dict(letter.body), "why": why[:400]}
    row = {
        "id": ids.made_id("letter", node["id"], str(letter.seq), letter.hash),
        "home": node["id"],
        "state": UNREAD,
        "cause": "",
    }
    row |= {"kind": str(letter.body.get("kind") or letter.body.get("type") or "")[:40], "due": None, "closed": None, "matter": ""}
    row |= {
        "title": str(letter.body.get("title") or "不认识的来件")[:200],
        "place": people_store.home_place(),
        "told": 0,
        "seq": 0,
    }
    db.insert(cursor, "mirror", row | {"summary": chain.canonical(said), "at": to_micros(at), "head": ""})


def waiting(node: str, most: int) -> tuple[list[Numbered], Mark]:
    """The letters that a node has not confirmed, numbered, at most so many; and how far its own have come here."""
    with connection.cursor() as cursor:
        row = db.row(cursor, "SELECT * FROM node WHERE id=%s", [node])
        if row is None:
            return [], Mark()
        found = [Numbered(seq, hash, body) for _, seq, hash, body in _numbered(cursor, row, most)]
        return found, Mark(row["received"], row["received_hash"] or chain.GENESIS)


def _numbered(cursor: CursorWrapper, node: Mapping[str, Any], most: int) -> list[tuple[int, int, str, dict[str, Any]]]:
    sql = "SELECT id, body FROM outgoing WHERE door=%s AND sent IS NULL ORDER BY id LIMIT %s"
    found, seq, hash = [], node["confirmed"], node["confirmed_hash"] or chain.GENESIS
    for row in db.rows(cursor, sql, [nodes.door_of(node["id"]), most]):
        body = facts_of({"facts": row["body"]})
        seq, hash = seq + 1, chain.link(hash, chain.canonical(body))
        found.append((row["id"], seq, hash, body))
    return found


@db.once_more
def confirm(node: str, mark: Mark, at: datetime) -> None:
    """The node has our letters up to `mark`: those rest; what comes after it is sent (again)."""
    with db.writing() as cursor:
        row = nodes.locked(cursor, node)
        if row is None or Mark(row["confirmed"], row["confirmed_hash"] or chain.GENESIS) == mark:
            return
        there = _numbered(cursor, row, max(0, mark.seq - row["confirmed"]))
        if there and (there[-1][1], there[-1][2]) == (mark.seq, mark.hash):
            for id, seq, hash, _ in there:
                cursor.execute("UPDATE outgoing SET sent=%s, text=%s WHERE id=%s", [to_micros(at), f"{seq} {hash}", id])
            _thin(cursor, node, at)
        elif _send_again(cursor, node, mark.seq) < row["confirmed"] - mark.seq:
            _tell_anew(cursor, node, at)
        db.update(cursor, "node", node, {"confirmed": mark.seq, "confirmed_hash": mark.hash})


def _send_again(cursor: CursorWrapper, node: str, after: int) -> int:
    """Sends what rested behind this number once more. Returns how many letters that are."""
    rested = db.rows(cursor, "SELECT id, text FROM outgoing WHERE door=%s AND sent IS NOT NULL", [nodes.door_of(node)])
    again = [one["id"] for one in rested if int(one["text"].partition(" ")[0]) > after]
    for id in again:
        cursor.execute("UPDATE outgoing SET sent=NULL, text='' WHERE id=%s", [id])
    return len(again)


def _thin(cursor: CursorWrapper, node: str, at: datetime) -> None:
    """Letters rest as long as the county says, so that a node that was restored can be served again."""
    until = to_micros(at - timedelta(days=tuning.count(cursor, handed.KIND, LETTERS_DAYS, at)))
    cursor.execute("DELETE FROM outgoing WHERE door=%s AND sent IS NOT NULL AND sent<%s", [nodes.door_of(node), until])


def _tell_anew(cursor: CursorWrapper, node: str, at: datetime) -> None:
    """The node was restored from so old a backup that letters it lacks are here no longer: all that stands is told once more."""
    for row in db.rows(cursor, "SELECT * FROM mirror WHERE home=%s", [node]):
        summary = offering.kept(row)
        if row["matter"]:
            db.update(
                cursor, "mirror", row["id"], {"told": -1, "summary": chain.canonical({"offer": summary["offer"], "answer": {}})}
            )
        elif row["closed"] is None and summary["offer"]:
            nodes.post(cursor, node, summary["offer"], row["id"], at)
    nodes.note(cursor, "node", node, "told_anew", {"v": 1}, nodes.BY_LETTER, at)


def exchanged(node: str, at: datetime, *, heard: bool = False, version: str = "", trouble: str = "") -> None:
    """Notes that a parcel went to a node; or (`heard`) that one came, which ends any trouble; or what was wrong with it."""
    if trouble:
        new: dict[str, Any] = {"trouble": trouble[:200]}
    else:
        new = {"heard": to_micros(at), "version": version[:40], "trouble": ""} if heard else {"sent": to_micros(at)}
    with db.writing() as cursor:
        db.update(cursor, "node", node, new)
