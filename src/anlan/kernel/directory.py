"""Who and where, as pages look them up: this node, people and their grants, places, a matter's family, evidence by id.

Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from anlan.kernel.columns import to_micros
from anlan.kernel.models import Entry, Grant, Late, Matter, Mirror, Node, Outgoing, Person, Place, Proof, Record
from anlan.kernel.people import ADMINS, SEES_PLACE, Actor
from anlan.kernel.proofs import path_of
from anlan.kernel.queries import NOT_YOURS, notices
from anlan.kernel.refusals import NotThere
from anlan.kernel.sight import records_visible_to, visible_to


@dataclass(frozen=True)
class Here:
    """This node: its name, its place, and whether it holds sample data or an exercise."""

    title: str = ""
    place: str = ""
    is_sample: bool = False
    is_exercise: bool = False


def this_node() -> Here:
    """This node as pages name it."""
    found = Node.objects.filter(is_me=True).values("title", "place", "is_sample", "is_exercise").first()
    return Here(**found) if found else Here()


def standing(kind: str) -> "QuerySet[Record]":
    """Every record in use of a kind, by key: for the house's own processes (bus, intake), never for a page."""
    return Record.objects.filter(kind=kind, state="在用", merged_into="").order_by("key")


def people_known_to(by: Actor) -> "QuerySet[Person]":
    """The people whose name and post this actor may look up:
    all of them for whoever works for a place or administers, else their own unit's."""
    roles = by.roles()
    if roles & (SEES_PLACE | ADMINS):
        return Person.objects.order_by("login")
    units = {grant.unit for grant in by.grants if grant.unit}
    return Person.objects.filter(Q(unit__in=units) | Q(id=by.person)).order_by("login")


def person(id: str, by: Actor) -> Person:
    """One person, if this actor may look them up."""
    found = people_known_to(by).filter(id=id).first()
    if found is None:
        raise NotThere(NOT_YOURS)
    return found


def people_found(by: Actor, words: str, most: int = 50) -> "QuerySet[Person]":
    """The active people called so, or of such a post."""
    named = Q(name__contains=words) | Q(post__contains=words) | Q(login=words)
    return people_known_to(by).filter(named, is_active=True)[:most]


def grants_in_force(people: Iterable[str], now: datetime) -> dict[str, list[Grant]]:
    """The grants in force of each person."""
    found: dict[str, list[Grant]] = {}
    in_force = Q(valid_until__isnull=True) | Q(valid_until__gt=now)
    for grant in Grant.objects.filter(in_force, person__in=list(people), valid_from__lte=now).order_by("id"):
        found.setdefault(grant.person, []).append(grant)
    return found


def lent_by(giver: str, now: datetime) -> list[Grant]:
    """What somebody has lent to those who stand in for them."""
    return list(Grant.objects.filter(stands_in_for=giver, valid_until__gt=now).order_by("id"))


def places_below(parents: Iterable[str]) -> list[Place]:
    """The places directly below any of these, in the order of their codes."""
    return list(Place.objects.filter(parent__in=list(parents)).order_by("code"))


def places_found(words: str, under: Iterable[str], most: int = 10) -> list[Place]:
    """Places called so, at or below the given ones."""
    inside = Q(pk__in=[])
    for code in under:
        inside |= Q(code__startswith=code)
    return list(Place.objects.filter(inside, Q(name__contains=words) | Q(code=words)).order_by("code")[:most])


def titles(ids: Iterable[str], by: Actor) -> dict[str, str]:
    """Titles of the records that these eyes may see; units and firms may be named by everybody."""
    wanted = [id for id in ids if id]
    found = Record.objects.filter(Q(kind__in=("unit", "firm")) | records_visible_to(by), id__in=wanted)
    return dict(found.values_list("id", "title"))


def family(matter: Matter, by: Actor, most: int = 50) -> tuple[Matter | None, list[Matter], list[Mirror]]:
    """The matter's parent, its children, and what other nodes answer of it; as far as these eyes may see."""
    seen = Matter.objects.filter(visible_to(by)).defer("facts")
    parent = seen.filter(id=matter.parent or matter.cause).first() if matter.parent or matter.cause else None
    children = seen.filter(parent=matter.id).order_by("sort_due", "id")[:most]
    elsewhere = Mirror.objects.filter(cause=matter.id, matter="").order_by("place", "title")[:most]
    return parent, list(children), list(elsewhere)


def late_of(matter: str) -> list[Late]:
    """Steps that came too late and wait for somebody to take them in."""
    return list(Late.objects.filter(matter=matter, settled__isnull=True).order_by("recorded"))


def proof(id: str, subject: str) -> Proof:
    """A piece of evidence of a subject; the caller has asked whether the subject may be seen."""
    found = Proof.objects.filter(id=id, subject=subject).first()
    if found is None:
        raise NotThere(NOT_YOURS)
    return found


def bytes_of(found: Proof) -> bytes:
    """What a piece of evidence holds; NotThere if its file is gone."""
    path = path_of(found.sha256)
    if not found.sha256 or not path.exists():
        raise NotThere("这份材料的文件不在本机，请联系系统管理员。")
    return path.read_bytes()


def proof_titles(ids: Iterable[str], by: str) -> dict[str, str]:
    """Names of the evidence that somebody uploaded."""
    return dict(Proof.objects.filter(id__in=list(ids), by=by).values_list("id", "title"))


def trail(of: Actor, since: datetime, until: datetime, most: int = 2000) -> tuple[list[Outgoing], list[Entry]]:
    """What somebody was told (themselves, or in a role they hold) and what they did between two moments, oldest first."""
    told = [one for one in reversed(notices(of, limit=most)) if since <= one.at < until]
    done = Entry.objects.filter(actor=of.person, recorded__gte=since, recorded__lt=until).order_by("recorded", "seq")[:most]
    return told, list(done)


def kinds_of(ids: Iterable[str]) -> dict[str, tuple[str, int]]:
    """(kind, version) of the matters among these subjects, for whoever reads the ledger: what a step is called is no secret."""
    return {
        id: (kind, version) for id, kind, version in Matter.objects.filter(id__in=list(ids)).values_list("id", "kind", "version")
    }


def matters_named(ids: Iterable[str], by: Actor) -> dict[str, Matter]:
    """Matters by id, as far as these eyes may see."""
    return {one.id: one for one in Matter.objects.filter(visible_to(by), id__in=list(ids)).defer("facts")}


def what_is(id: str) -> tuple[str, str]:
    """(kind of thing, title) of any subject of the ledger: 事项, 台账 or 人员; ("", "") for none."""
    if found := Matter.objects.filter(id=id).values_list("title", flat=True).first():
        return "事项", found
    if found := Record.objects.filter(id=id).values_list("title", flat=True).first():
        return "台账", found
    if found := Person.objects.filter(id=id).values_list("name", flat=True).first():
        return "人员", found
    if found := Mirror.objects.filter(id=id).values_list("title", flat=True).first():
        return "上下级事项", found
    found = Node.objects.filter(id=id).values_list("title", flat=True).first()
    return ("节点", found) if found else ("", "")


def newest_entries(
    before: tuple[int, str] | None = None,
    most: int = 100,
    *,
    actors: Iterable[str] | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> list[Entry]:
    """The ledger from its end backwards, for auditors: by some actors, from `start` to `end`, behind the entry `before`
    (its moment in microseconds, its id)."""
    found = Entry.objects.order_by("-recorded", "-id")
    for name, value in (("actor__in", actors), ("recorded__gte", start), ("recorded__lte", end)):
        if value is not None:
            found = found.filter(**{name: value})
    if before is not None:
        found = found.filter(Q(recorded__lt=before[0]) | Q(recorded=before[0], id__lt=before[1]))
    return list(found[:most])


def last_written() -> tuple[int, int]:
    """The moment of the ledger's last line and the number of the last notice: while both stay there is no news for anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT MAX(recorded) FROM entry), (SELECT MAX(id) FROM outgoing)")
        recorded, notice = cursor.fetchone()
    return recorded or 0, notice or 0


NEWS = 5000
"""So many lines are looked through for news at once: a browser asks every two seconds."""


def news(by: Actor, since: datetime, most: int = 200) -> list[tuple[str, int]]:
    """(id, microseconds) of the visible matters that others wrote since a moment, oldest first: for the event stream."""
    written = Entry.objects.filter(recorded__gt=since).exclude(actor=by.person).order_by("recorded", "id")
    told: dict[str, int] = {}
    for start in range(0, NEWS, most):
        bite = {one.subject: to_micros(one.recorded) for one in written.only("subject", "recorded")[start : start + most]}
        if not bite:
            break
        seen = set(Matter.objects.filter(visible_to(by), id__in=list(bite)).values_list("id", flat=True))
        told |= {id: at for id, at in bite.items() if id in seen}
        if len(told) >= most:
            break
    return list(told.items())[:most]
