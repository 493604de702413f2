"""An exercise's outbox: what a door of an exercise node would have sent is written down here in its place. Nothing leaves."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from anlan.kernel import chain, db, ids, outbox
from anlan.kernel.models import Outgoing

PAGE = 50
AT_ONCE = 200


@dataclass(frozen=True)
class Leaving:
    """One thing that a door is to send: `mark` makes it the same in the next round, `laid` is when it came to lie there."""

    mark: str
    laid: datetime
    to: str
    title: str
    text: str


@dataclass(frozen=True)
class Held:
    """A line of the outbox: what would have gone out by which door, to whom, and when."""

    id: int
    door: str
    at: datetime
    to: str
    title: str
    text: str


def door_of(door: str) -> str:
    return f"drill:{door}"[:24]


def last(door: str) -> datetime | None:
    """When the last thing that this door wrote down had come to lie there."""
    found = Outgoing.objects.filter(door=door_of(door)).order_by("-id").first()
    return _body(found)[2] if found else None


@db.once_more
def write_down(door: str, things: Iterable[Leaving], at: datetime) -> int:
    """Writes down what is not there yet, in the order given and so many at once. Returns how many that was."""
    with db.writing() as cursor:
        there = "SELECT id FROM outgoing WHERE subject=%s"
        new = list(islice((one for one in things if not db.row(cursor, there, [_id(door, one)])), AT_ONCE))
        for one in new:
            body = chain.canonical({"to": one.to, "text": one.text, "laid": one.laid.isoformat()})
            outbox.put(cursor, one.title, at, subject=_id(door, one), door=door_of(door), body=body)
    return len(new)


def _id(door: str, one: Leaving) -> str:
    return ids.made_id("drill", door, one.mark)


def written(before: int = 0) -> tuple[list[Held], int]:
    """A page of the outbox, the newest first, and the number behind which the next one begins (0: there is none)."""
    found = Outgoing.objects.filter(door__startswith=door_of(""), **({"id__lt": before} if before else {}))
    rows = list(found.order_by("-id")[: PAGE + 1])
    shown = [Held(one.id, one.door.removeprefix(door_of("")), one.at, _body(one)[0], one.text, _body(one)[1]) for one in rows]
    return shown[:PAGE], (rows[PAGE - 1].id if len(rows) > PAGE else 0)


def _body(row: Outgoing) -> tuple[str, str, datetime]:
    """(to whom, the whole text, when it came to lie there)."""
    body = json.loads(row.body) if isinstance(row.body, str) else dict(row.body or {})
    return str(body["to"]), str(body["text"]), datetime.fromisoformat(body["laid"])
