"""The files that a letter between nodes names, and the rows that wait for them on the other side. Their bytes: kernel.freight.

Down go the files that the offered facts and the facts of their cause name; up go those of the lower matter. Signatures,
references and what is personal stay, and so does everything of a matter that may not be told there.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import db, ids, nodes, proofs
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import facts_of, to_micros
from anlan.kernel.facts import Facts, widgets
from anlan.kernel.letters import FILES, MOST_FILES, File

LACKING = "待传"
"""In column `ref` of a proof: its bytes have not all come yet."""


def of_offer(cursor: CursorWrapper, node: Mapping[str, Any], facts: Facts, parent: str) -> list[dict[str, Any]]:
    """The files that go down with an offer: those its own facts name, and those the facts of its cause do if it may be told."""
    named = in_facts(type(facts), facts.dump())
    row = db.row(cursor, "SELECT kind, version, facts, secrecy FROM matter WHERE id=%s", [parent])
    if row and nodes.may_go(node, row["secrecy"]):
        named |= in_facts(catalogue().loop(row["kind"], row["version"]).facts, facts_of(row))
    return [one for one in _files(cursor, parent) if one["id"] in named][:MOST_FILES]


def of_answer(cursor: CursorWrapper, row: Mapping[str, Any], told: Iterable[str]) -> list[dict[str, Any]]:
    """The files of a matter that its upper node has not been told of; what its facts hold as personal is none of them."""
    private = in_facts(catalogue().loop(row["kind"], row["version"]).facts, row["facts"], personal=True)
    return [one for one in _files(cursor, row["id"]) if one["id"] not in private | set(told)][:MOST_FILES]


def _files(cursor: CursorWrapper, subject: str) -> list[dict[str, Any]]:
    sql = "SELECT id, title, kind, size, sha256 FROM proof WHERE subject=%s AND kind IN (%s, %s) AND sha256<>'' AND ref='' "
    return db.rows(cursor, f"{sql}ORDER BY at, id", [subject, *FILES])


def in_facts(model: type[Facts], facts: Mapping[str, Any], *, personal: bool = False) -> set[str]:
    """The files that facts name, in rows too: those that are nobody's own, or (`personal`) those that are."""
    found: set[str] = set()
    for name, widget in widgets(model).items():
        value = facts.get(name)
        if value and widget.kind in ("photo", "file") and widget.personal is personal:
            found |= set(value)
        elif value and widget.row is not None:
            found |= {id for row in value for id in in_facts(widget.row, row, personal=personal)}
    return found


def expect(cursor: CursorWrapper, mirror: str, node: str, files: Iterable[File], at: datetime) -> None:
    """Lays a row for each file that a letter named; its bytes are asked for in the next round. Again changes nothing."""
    for one in files:
        id = ids.made_id("file", node, mirror, one.id)
        if one.size > proofs.LARGEST or db.row(cursor, "SELECT id FROM proof WHERE id=%s", [id]):
            continue
        row = {"id": id, "subject": mirror, "entry": "", "kind": one.kind, "title": one.title, "ref": LACKING, "by": ""}
        blank = {"sha256": one.sha256, "size": one.size, "media": proofs.UNKNOWN, "at": to_micros(at)}
        db.insert(cursor, "proof", row | blank)
