"""What a list looked like then: rows rebuilt from the ledger as they were recorded by a moment, under today's rights."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from anlan.kernel import db, ledger
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import to_micros
from anlan.kernel.models import Matter, Record
from anlan.kernel.people import Actor
from anlan.kernel.records import ENDED, IN_USE, MERGED, UNCHECKED
from anlan.kernel.sight import at_level, records_visible_to, visible_to

MOST = 1000
AFTER = {"check": IN_USE, "end": ENDED, "merge": MERGED}
"""The state of a record after an act upon it."""


@dataclass(frozen=True)
class Then:
    """A row as it was recorded then."""

    id: str
    state: str
    facts: Mapping[str, Any]
    seq: int


def list_at(kind: str, by: Actor, at: datetime, *, place: str = "", state: str = "", most: int = MOST) -> list[Then]:
    """The matters or records of a kind as they were recorded by `at`, in the order they were made; at most so many.

    Rights are today's; `place` is where they stand today, `state` what they were then."""
    found = [one for one in _rebuilt(_there(kind, by, at, place), at) if not state or one.state == state]
    return found[:most]


def _there(kind: str, by: Actor, at: datetime, place: str) -> list[str]:
    here = at_level(place) if place else None
    if catalogue().has_register(kind):
        records = Record.objects.filter(records_visible_to(by), kind=kind).order_by("id")
        return list((records.filter(here) if here else records).values_list("id", flat=True))
    matters = Matter.objects.filter(visible_to(by), kind=kind, opened__lte=at).order_by("opened", "id")
    return list((matters.filter(here) if here else matters).values_list("id", flat=True))


def _rebuilt(ids: list[str], at: datetime) -> Iterable[Then]:
    for start in range(0, len(ids), 200):
        bite = ids[start : start + 200]
        told = _told(bite, at)
        for id in bite:
            if found := told.get(id):
                yield _folded(id, found)


def _told(ids: list[str], at: datetime) -> dict[str, list[tuple[str, int, dict[str, Any], dict[str, Any]]]]:
    marks = ",".join(["%s"] * len(ids))
    sql = "SELECT e.subject, e.verb, e.seq, e.body, p.body AS private FROM entry e LEFT JOIN personal p ON p.entry = e.id "
    sql += f"WHERE e.subject IN ({marks}) AND e.recorded <= %s ORDER BY e.subject, e.seq"
    found: dict[str, list[tuple[str, int, dict[str, Any], dict[str, Any]]]] = {}
    with connection.cursor() as cursor:
        for row in db.rows(cursor, sql, [*ids, to_micros(at)]):
            private = json.loads(row["private"]) if row["private"] else {}
            found.setdefault(row["subject"], []).append((row["verb"], row["seq"], json.loads(row["body"]), private))
    return found


def _folded(id: str, told: list[tuple[str, int, dict[str, Any], dict[str, Any]]]) -> Then:
    facts: dict[str, Any] = {}
    state = ""
    for verb, _, body, private in told:
        facts = ledger.fold(facts, body.get("facts", {}) | private.get("facts", {}))
        state = str(body.get("to") or AFTER.get(verb) or (_put(body) if verb in ("put", "change") else state))
    return Then(id, state, {name: value for name, value in facts.items() if value is not None}, told[-1][1])


def _put(body: Mapping[str, Any]) -> str:
    """The state of a record that was put down: by people it may wait for a second one."""
    register = catalogue().register(body["kind"])
    return UNCHECKED if register.second_person and body.get("through") != "clock" else IN_USE
