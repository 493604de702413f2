"""From a stored matter to the Look that its loop's pure functions see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, overload

from django.db import connection
from django.db.backends.utils import CursorWrapper
from pydantic import ValidationError

from anlan.kernel import county, db, ledger, places, tuning
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import facts_of, from_micros
from anlan.kernel.facts import Facts
from anlan.kernel.loop import Look, Loop, Taken
from anlan.kernel.people import Actor, Standing, may_see
from anlan.kernel.refusals import Refused


class Unreadable(Refused):
    """The stored facts of a matter no longer fit its loop."""


LEVELS = ("l1", "l2", "l3", "l4", "l5")


class History(Sequence[Taken]):
    """The steps taken so far, read from the ledger only when a need asks."""

    def __init__(self, read: Callable[[], list[Taken]]) -> None:
        self._read = read
        self._taken: list[Taken] | None = None

    def _all(self) -> list[Taken]:
        if self._taken is None:
            self._taken = self._read()
        return self._taken

    @overload
    def __getitem__(self, at: int) -> Taken: ...
    @overload
    def __getitem__(self, at: slice) -> list[Taken]: ...
    def __getitem__(self, at: int | slice) -> Taken | list[Taken]:
        return self._all()[at]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Taken]:
        return iter(self._all())


def history(cursor: CursorWrapper, matter: str) -> History:
    def read() -> list[Taken]:
        found = []
        with connection.cursor() as fresh:
            told = ledger.entries(fresh, matter)
        for entry in told:
            body = entry["body"]
            happened = datetime.fromisoformat(body.get("happened", body["recorded"]))
            asked = body.get("asked", {}) | entry["private"].get("asked", {})
            found.append(Taken(entry["verb"], entry["actor"], body.get("name", ""), happened, asked))
        return found

    return History(read)


def holder_of(row: Mapping[str, Any]) -> str:
    """A matter's holder as one string, see judge.holder_key."""
    if row["holder_person"]:
        return f"person:{row['holder_person']}"
    return f"{row['holder_role']}:{row['holder_unit']}" if row["holder_unit"] else str(row["holder_role"])


def loop_of(cursor: CursorWrapper, row: Mapping[str, Any]) -> Loop[Any]:
    """The loop that a stored matter lives by: of its version, its papers signed by whom the county said when it was opened."""
    return county.seated(cursor, catalogue().loop(row["kind"], row["version"]), from_micros(row["opened"]))


def look(
    cursor: CursorWrapper, row: Mapping[str, Any], loop: Loop[Any], by: Actor, at: datetime, happened_at: datetime | None = None
) -> Look[Any]:
    """The look of a stored matter, without reads, form or evidence. Old versions' facts are read by their own loop."""
    columns = {name: row[name] for name in ("id", "place", "unit", "sector", "subject", "number", "opener", "state")}
    return Look(
        facts=_facts(loop, row),
        now=at,
        happened_at=happened_at or at,
        by=by,
        opened=from_micros(row["opened"]),
        since=from_micros(row["since"]),
        holder=holder_of(row),
        taken=history(cursor, row["id"]),
        figures=tuning.Figures(at),
        **columns,
    )


def _facts(loop: Loop[Any], row: Mapping[str, Any]) -> Facts:
    try:
        found: Facts = loop.facts.model_validate(facts_of(row))
    except ValidationError:
        raise Unreadable(f"“{row['title']}”的内容与现在的表式不符，请系统管理员按新版迁移（anlan carry）后再办。") from None
    return found


def sees(cursor: CursorWrapper, row: Mapping[str, Any], by: Actor) -> bool:
    """Whether these eyes may see a matter: by people.may_see, by its query code; the clock sees all."""
    if by.is_clock or (by.code_for and by.code_for == row["id"]):
        return True
    plain = {name: row[name] for name in ("place", "sector", "unit", "secrecy", "opener")}
    unsent = row["state"] in catalogue().unsent().get(row["kind"], ())
    there = Standing(**plain, holder=holder_of(row), unsent=unsent)
    if may_see(by, there):
        return True
    parties = db.rows(cursor, "SELECT person, unit FROM party WHERE matter=%s", [row["id"]])
    persons, units = (frozenset(one[name] for one in parties if one[name]) for name in ("person", "unit"))
    return may_see(by, replace(there, persons=persons, units=units))


def levels(place: str) -> dict[str, str]:
    """One code a level: {"l1": "14", "l2": "1406", …}; "" below the place's own level."""
    codes = places.levels(place) if place else ()
    return {level: codes[n] if n < len(codes) else "" for n, level in enumerate(LEVELS)}


def columns(facts: Facts) -> dict[str, Any]:
    """What the facts called by a column's name say: {"place": …, "unit": …}; absent ones are left out."""
    names = ("place", "unit", "subject", "sector", "severity", "secrecy")
    said = vars(facts)
    found: dict[str, Any] = {name: str(value) for name in names if (value := said.get(name)) is not None}
    point = said.get("point")
    return found | ({"lon": point[0], "lat": point[1]} if point else {})


def fetch_matter(cursor: CursorWrapper, id: str, *, lock: bool = False) -> dict[str, Any] | None:
    """A matter's row; locked until the transaction ends on PostgreSQL (SQLite has one writer anyway)."""
    for_update = " FOR UPDATE" if lock and cursor.db.vendor == "postgresql" else ""
    found = db.row(cursor, f"SELECT * FROM matter WHERE id=%s{for_update}", [id])
    return found and found | {"facts": facts_of(found)}
