"""Reads for pages, API and exports: one rule of sight (`visible_to`), lists that are flat in table size, nothing written.

Rows come as the kernel's model instances or as named tuples of some columns; outside the kernel they are read, never saved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from anlan.kernel import codes, db, fact_index, few, judge, ledger, looks, people_store, search, tallies, waiting
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import to_micros
from anlan.kernel.facts import Facts
from anlan.kernel.fetch import fetch
from anlan.kernel.loop import Look, Loop, Step
from anlan.kernel.models import Grant, Matter, Outgoing, Person, Place, Proof, Record, Seal
from anlan.kernel.people import (
    CLOCK,
    SEES_PLACE,
    Actor,
    Role,
    Through,
    as_tuple,
    reaches,
)
from anlan.kernel.refusals import NotThere
from anlan.kernel.sight import at_level, records_visible_to, visible_to

PAGE = 50
BOUND = 1000
LAST = 2**63 - 1
LINE = (
    "id", "kind", "version", "title", "state", "number", "place", "unit", "severity", "since", "due", "opened", "closed",
)  # fmt: skip
"""What a line of a list shows of a matter."""
POINT = ("id", "lon", "lat", "title", "kind", "state", "severity", "place")
NOT_YOURS = "没有这一项，或者您无权查看。"


def actor(person: str, at: datetime, through: Through = Through.PAGE) -> Actor:
    """The person with the grants in force now."""
    with connection.cursor() as cursor:
        found = db.row(cursor, "SELECT id, name FROM person WHERE id=%s AND is_active=%s", [person, True])
        if found is None:
            return Actor(through=through)
        return Actor(person=person, name=found["name"], grants=people_store.grants(cursor, person, at), through=through)


def code_actor(code: str, at: datetime) -> tuple[str, Actor] | None:
    """(matter, actor) behind a query code; None if there is none, or it is over, used up or guessed at too often."""
    row = codes.live(code, at)
    if row is None:
        return None
    steps = frozenset(row.steps)
    return row.matter, Actor(through=Through.CODE, code_for=row.matter, code_part=row.part, code_steps=steps, name="凭码办理人")


# one of them --------------------------------------------------------------------------------------------------------


def matter(id: str, by: Actor) -> Matter:
    """One matter, if these eyes may see it; NotThere otherwise, in the same words."""
    found = Matter.objects.filter(id=id).first()
    if found is None or not sees(found, by):
        raise NotThere(NOT_YOURS)
    return found


def sees(found: Matter, by: Actor) -> bool:
    """The rule of sight over one row."""
    row = {str(f.column): getattr(found, f.attname) for f in Matter._meta.concrete_fields}
    with connection.cursor() as cursor:
        return looks.sees(cursor, row, by)


def record(id: str, by: Actor, kind: str = "") -> Record:
    """One record, if these eyes may see it."""
    found = Record.objects.filter(records_visible_to(by), id=id, **({"kind": kind} if kind else {})).first()
    if found is None:
        raise NotThere(NOT_YOURS)
    return found


# what may I do -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """A step of a matter with why it cannot be taken now ("" if it can); `mine`: the step is for somebody like the actor."""

    step: Step
    why_not: str
    mine: bool


def look_at(found: Matter, by: Actor, now: datetime) -> tuple[Loop[Any], Look[Any]]:
    """A matter's loop and look with its reads, as the write would judge it now."""
    with connection.cursor() as cursor:
        row = looks.fetch_matter(cursor, found.id)
        assert row is not None
        loop = looks.loop_of(cursor, row)
        look = looks.look(cursor, row, loop, by, now)
        return loop, replace(look, seen=fetch(cursor, loop, row, look), asked=judge.UNASKED)


def choices(found: Matter, by: Actor, now: datetime) -> list[Choice]:
    """The steps out of the matter's state, each with the sentence why not: the same judge as the write."""
    loop, look = look_at(found, by, now)
    answered = []
    for step in loop.steps_from(found.state):
        if step.may == Role.CLOCK:
            continue
        why = judge.why_not(loop, step, look, asking=True) or ""
        answered.append(Choice(step, why, judge.is_one_of(step.may, look)))
    return answered


def may_open(by: Actor) -> list[Loop[Any]]:
    """The kinds that this actor may open somewhere."""
    roles = by.roles()
    return [
        loop
        for loop in catalogue().loops()
        if any(who in roles or who is Role.ANYONE for who in as_tuple(loop.may_open) if isinstance(who, Role))
    ]


# lists ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """A page of matters as named tuples of the columns LINE, and the cursor of the next one ("" if there is none)."""

    rows: list[Any]
    after: str = ""


def inbox(by: Actor, *, after: str = "", limit: int = PAGE, due_before: datetime | None = None, kind: str = "") -> Listed:
    """What waits for me, the nearest deadline first: the first of each holder that I am, merged."""
    if not by.person:
        return Listed([])
    first = waiting.first(by, limit + 1, after=_behind(after), due_before=due_before, kind=kind)
    page = list(dict.fromkeys(first[:limit]))
    rows = {row.id: row for row in _plain(Matter.objects.filter(id__in=[id for _, id in page]))}
    last = f"{page[-1][0]}.{page[-1][1]}" if len(first) > limit else ""
    return Listed([rows[id] for _, id in page if id in rows], last)


def _plain(found: "QuerySet[Matter]") -> Iterable[Any]:
    """The columns of a list as named tuples: half the cost of model instances."""
    return found.values_list(*LINE, named=True)


def _behind(after: str) -> tuple[int, str] | None:
    """A page's cursor ("micros.id") as a place in the order; None for the first page."""
    at, _, id = after.partition(".")
    return (max(-LAST, min(LAST, int(at))), id) if after else None


def newest(found: "QuerySet[Matter]", after: str = "", limit: int = PAGE) -> Listed:
    """A page of a list of matters with the newest first, behind a cursor."""
    if behind := _behind(after):
        at, id = behind
        found = found.filter(Q(opened__lt=at) | Q(opened=at, id__lt=id), opened__lte=at)
    rows = list(_plain(found.order_by("-opened", "-id")[: limit + 1]))
    last = rows[limit - 1] if len(rows) > limit else None
    return Listed(rows[:limit], f"{to_micros(last.opened)}.{last.id}" if last else "")


def inbox_counts(by: Actor, times: Mapping[str, datetime]) -> dict[str, str]:
    """How many of mine are due before each time, bounded ("999+"): of the first thousand due."""
    counts = waiting.due_before(by, times.values(), BOUND) if by.person else [0] * len(times)
    return {name: bounded(n) for name, n in zip(times, counts, strict=True)}


def sent(by: Actor) -> "QuerySet[Matter]":
    """Open matters that I opened and somebody else holds; who opened one may see it."""
    mine = Matter.objects.filter(opener=by.person, closed__isnull=True).exclude(holder_person=by.person)
    return mine if by.person else mine.none()


def bounded(n: int) -> str:
    """A count that stops at 999."""
    return str(n) if n < BOUND else "999+"


def matters(
    by: Actor,
    *,
    place: str = "",
    kinds: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    unit: str = "",
    sector: str = "",
    open_only: bool = False,
    overdue_at: datetime | None = None,
    opened_from: datetime | None = None,
    closed_from: datetime | None = None,
    facts: Mapping[str, str] | None = None,
    newest: bool = True,
) -> "QuerySet[Matter]":
    """Visible matters by filters; slice it, never take it whole."""
    asked = {
        "kind__in": kinds, "state__in": states, "unit": unit, "sector": sector, "opened__gte": opened_from,
        "closed__gte": closed_from, "due__lt": overdue_at, "closed__isnull": open_only or overdue_at is not None,
    }  # fmt: skip
    q = visible_to(by) & Q(**{name: value for name, value in asked.items() if value})
    if place:
        q &= at_level(place)
    for name, value in (facts or {}).items():
        q &= fact_index.fact_is(one_model(kinds), name, value)
    found = few.among(by, states=() if kinds else states, overdue_at=overdue_at, closed_from=closed_from)
    if found is not None:
        q = found & few.tested(q)
    return Matter.objects.filter(q).order_by("-opened", "-id") if newest else Matter.objects.filter(q).order_by("sort_due", "id")


def one_model(kinds: tuple[str, ...]) -> type[Facts] | None:
    """The facts of the one kind that is asked for; None where several are."""
    return catalogue().loop(kinds[0]).facts if len(kinds) == 1 and catalogue().has_loop(kinds[0]) else None


def records(
    kind: str, by: Actor, *, place: str = "", state: str = "在用", facts: Mapping[str, str] | None = None, words: str = ""
) -> "QuerySet[Record]":
    """Visible records of a register by filters, in the order of their keys."""
    q = records_visible_to(by) & Q(kind=kind)
    if place:
        q &= at_level(place)
    if state:
        q &= Q(state=state)
    for name, value in (facts or {}).items():
        q &= fact_index.fact_is(catalogue().register(kind).facts if catalogue().has_register(kind) else None, name, value)
    if words:
        q &= Q(id__in=of_kind(kind, words))
    return Record.objects.filter(q).order_by("key")


def of_kind(kind: str, words: str) -> list[str]:
    """The records of a register that hold every word; rights are the caller's to apply."""
    with connection.cursor() as cursor:
        return [subject for _, subject in search.find(cursor, words, kind=kind, most=20_000)]


def searched(words: str, by: Actor, limit: int = PAGE) -> tuple[list[Matter], list[Record]]:
    """Matters and records that hold every word, the newest first, under the same rights as any list."""
    matters_found: list[Matter] = []
    records_found: list[Record] = []
    for bite in search.bites(words):
        mine = Matter.objects.filter(visible_to(by), id__in=bite).defer("facts").order_by("-opened")
        matters_found += mine[: limit - len(matters_found)]
        theirs = Record.objects.filter(records_visible_to(by), id__in=bite).order_by("kind", "key")
        records_found += theirs[: limit - len(records_found)]
        if len(matters_found) == len(records_found) == limit:
            break
    return matters_found, records_found


# figures -------------------------------------------------------------------------------------------------------------


def may_total(by: Actor, place: str) -> bool:
    """Whether the kept totals of a place are this actor's to see: a grant over the whole place, all sectors."""
    return bool(by.person) and any(g.role in SEES_PLACE and reaches(g.place, place) and not g.sectors for g in by.grants)


def totals(by: Actor, place: str) -> dict[tuple[str, str], int]:
    """{(kind, state): how many} at a place, from kept totals; 限知悉人 is never counted.

    NotThere if they are not this actor's to see."""
    if not may_total(by, place):
        raise NotThere(NOT_YOURS)
    sql = "SELECT kind, state, SUM(n) AS n FROM total WHERE place=%s AND secrecy IN ('公开','内部') "
    sql += "GROUP BY kind, state HAVING SUM(n)>0"
    with connection.cursor() as cursor:
        return {(row["kind"], row["state"]): int(row["n"]) for row in db.rows(cursor, sql, [place])}


def cells(by: Actor, county: str, zoom: int, box: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    """Open matters by map cell within (west, south, east, north) of a county whose totals are this actor's to see."""
    if not may_total(by, county):
        raise NotThere(NOT_YOURS)
    zoom = max(min(zoom, tallies.ZOOMS[-1]), tallies.ZOOMS[0])
    west, south, east, north = box
    x0, y1 = tallies.tile(int(west * 1e7), int(south * 1e7), zoom)
    x1, y0 = tallies.tile(int(east * 1e7), int(north * 1e7), zoom)
    sql = "SELECT x, y, severity, SUM(n) AS n FROM cell WHERE county=%s AND zoom=%s "
    sql += "AND x BETWEEN %s AND %s AND y BETWEEN %s AND %s "
    sql += "AND secrecy IN ('公开','内部') GROUP BY x, y, severity HAVING SUM(n)>0 LIMIT 2000"
    with connection.cursor() as cursor:
        return [row | {"n": int(row["n"])} for row in db.rows(cursor, sql, [county, zoom, x0, x1, y0, y1])]


def points(by: Actor, box: tuple[float, float, float, float], most: int = 5000, opened_from: datetime | None = None) -> list[Any]:
    """Visible open matters with a point within (west, south, east, north), as named tuples of the columns POINT."""
    west, south, east, north = (int(side * 1e7) for side in box)
    found = matters(by, open_only=True, opened_from=opened_from).filter(lon__range=(west, east), lat__range=(south, north))
    return list(found.order_by().values_list(*POINT, named=True)[:most])


# ledger, people, places ----------------------------------------------------------------------------------------------


def story(subject: str) -> list[dict[str, Any]]:
    """The ledger of a subject in order; the caller has asked whether it may be seen. Names of actors are added."""
    with connection.cursor() as cursor:
        told = ledger.entries(cursor, subject)
    names = people_names({entry["actor"] for entry in told})
    return [
        entry | {"name": names.get(entry["actor"], CLOCK.name if entry["body"].get("through") == "clock" else "")}
        for entry in told
    ]


def people_names(ids: Iterable[str]) -> dict[str, str]:
    """Names of people by id."""
    return dict(Person.objects.filter(id__in=[id for id in ids if id]).values_list("id", "name"))


def units_named(ids: Iterable[str]) -> dict[str, str]:
    """Titles of records (units, firms, any) by id."""
    return dict(Record.objects.filter(id__in=[id for id in ids if id]).values_list("id", "title"))


def place_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Place.objects.filter(code__in=list(codes)).values_list("code", "name"))


def places_under(parent: str) -> list[Place]:
    """The places directly below one ("" for the provinces that are there)."""
    return list(Place.objects.filter(parent=parent).order_by("code"))


def matter_at(id: str, at: datetime) -> tuple[dict[str, Any], str] | None:
    """(facts, state) of a matter as recorded by `at`."""
    with connection.cursor() as cursor:
        found = ledger.facts_at(cursor, id, at)
    if found is None:
        return None
    states = [entry["body"]["to"] for entry in story(id) if entry["recorded"] <= at and "to" in entry["body"]]
    return found[0], states[-1]


def record_at(id: str, at: datetime) -> dict[str, Any] | None:
    """The facts of a record as recorded by `at`."""
    with connection.cursor() as cursor:
        found = ledger.facts_at(cursor, id, at)
    return found[0] if found else None


def notices(by: Actor, *, after: int = 0, limit: int = PAGE) -> list[Outgoing]:
    """The bell: what was told to me, my roles and my units, newest first; never of what I may not see."""
    return list(_told(by, after).filter(_of_what_is_seen(by)).order_by("-id")[:limit])


def unheard(by: Actor, after: int, most: int = 100) -> int:
    """How many notices came after one; at most so many."""
    told = _told(by, after)
    return told.filter(_of_what_is_seen(by))[:most].count() if told.exists() else 0


def _told(by: Actor, after: int) -> QuerySet[Outgoing]:
    if not by.person:
        return Outgoing.objects.none()
    mine = Q(person=by.person)
    for grant in by.grants:
        here = Q(place__startswith=grant.place) | Q(place__startswith=f"Z{grant.place}")
        unit = Q(unit=grant.unit) if grant.role.bound == "unit" else Q(unit__in=["", grant.unit]) & here
        mine |= Q(role=grant.role) & unit
    return Outgoing.objects.filter(mine, door="portal", id__gt=after)


def _of_what_is_seen(by: Actor) -> Q:
    matter = Exists(Matter.objects.filter(visible_to(by), id=OuterRef("subject")))
    record = Exists(Record.objects.filter(records_visible_to(by), id=OuterRef("subject")))
    return Q(subject="") | Q(matter) | Q(record)


def proofs_of(subject: str) -> list[Proof]:
    """The evidence of a matter or record; the caller has asked whether it may be seen."""
    return list(Proof.objects.filter(subject=subject).order_by("at", "id"))


def grants_of(person: str) -> list[Grant]:
    return list(Grant.objects.filter(person=person).order_by("id"))


def seals() -> list[Seal]:
    """Every seal of the ledger, oldest first: they hold digests and nothing personal."""
    return list(Seal.objects.order_by("number").defer("heads"))
