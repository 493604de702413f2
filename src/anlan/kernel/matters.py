"""A matter's row and what hangs on it, from its facts: columns, title, search text, parties, the parent's counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import db, looks, people_store
from anlan.kernel.columns import to_micros
from anlan.kernel.facts import Facts, widgets
from anlan.kernel.loop import Loop
from anlan.kernel.people import Actor
from anlan.kernel.places import is_within
from anlan.kernel.reads import Seen, SeenRecord

Player = tuple[str, str, str, str, str]
"""(part, person, unit, name, phone)."""


def new_row(
    loop: Loop[Any], facts: Facts, by: Actor, at: datetime, id: str, happened: datetime, parent: str, cause: str
) -> dict[str, Any]:
    said = looks.columns(facts)
    place = said.get("place") or (by.grants[0].place if by.grants else people_store.home_place())
    row: dict[str, Any] = dict.fromkeys(("sector", "unit", "subject", "severity", "number"), "") | {
        "lon": None,
        "lat": None,
        "closed": None,
    }
    row |= {"secrecy": str(loop.secrecy)} | said | looks.levels(place) | {"place": place, "home": people_store.node()}
    row |= {"id": id, "kind": loop.kind, "version": loop.version, "state": loop.opens_in, "title": title_of(loop, facts)}
    row |= {
        "opener": by.person,
        "parent": parent,
        "cause": cause,
        "kids_open": 0,
        "kids_done": 0,
        "last_step": "open",
        "overdue": False,
    }
    stamp = to_micros(at)
    return row | {"since": stamp, "opened": stamp, "happened": to_micros(happened)}


def at_its_unit(loop: Loop[Any], facts: Facts, row: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    """A matter that names no place lies where its unit lies, within the place it was opened for: a township's duty counts in the
    township; one that names no trade is of its firm's, so that whoever watches that trade sees it. Known where the loop reads
    its unit; not where drafts are hidden from the unit, whose place would see them."""
    record = seen.record(row["unit"])
    if loop.unsent or not isinstance(record, SeenRecord):
        return {}
    trade = {} if row["sector"] else {"sector": record.sector}
    if getattr(facts, "place", None) or not record.place or not is_within(record.place, row["place"]):
        return trade
    return trade | {"place": record.place} | looks.levels(record.place)


def title_of(loop: Loop[Any], facts: Facts) -> str:
    """The matter's own title: the loop's word for it, else fact `title`, else the kind's title."""
    called = loop.called(facts) if loop.called else getattr(facts, "title", None)
    return str(called or loop.title)[:200]


def searched(loop: Loop[Any], facts: Facts, row: Mapping[str, Any]) -> str:
    """The text that search finds a matter by: title, number, and its words; never personal values."""
    kinds = ("text", "long_text", "choice")
    words = [
        str(getattr(facts, n) or "")
        for n, w in widgets(type(facts)).items()
        if (w.searched or w.kind in kinds) and not w.personal
    ]
    return " ".join([row["title"], row["number"], loop.title, *words])[:20_000]


def players(facts: Facts) -> set[Player]:
    """Who plays which part: the person, contact and unit facts."""
    found = set()
    for name, widget in widgets(type(facts)).items():
        value = getattr(facts, name)
        values = value if widget.kind == "many" and widget.of in ("unit", "person") else (value,)
        for one in filter(None, values):
            kind = widget.of if widget.kind == "many" else widget.kind
            if kind == "person":
                found.add((name, one, "", "", ""))
            elif kind == "unit" and name != "unit":
                found.add((name, "", one, "", ""))
            elif kind == "contact":
                found.add((name, "", "", one.name, one.phone))
    return found


def parties(cursor: CursorWrapper, matter: str, players: set[Player]) -> None:
    rows = [(matter, *player) for player in sorted(players)]
    db.insert_many(cursor, "party", ("matter", "part", "person", "unit", "name", "phone"), rows)


def count_child(cursor: CursorWrapper, parent: str, opened: int, done: int) -> None:
    if parent:
        cursor.execute(
            "UPDATE matter SET kids_open = kids_open + %s, kids_done = kids_done + %s WHERE id=%s", [opened, done, parent]
        )
