"""Reads across nodes, for pages and doors: whom we exchange with, what waits for them, what stands here for matters of others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef

from anlan.kernel import people_store
from anlan.kernel.columns import EPOCH
from anlan.kernel.handed import accepted_id
from anlan.kernel.mail import UNREAD
from anlan.kernel.models import Matter, Mirror, Node, Outgoing
from anlan.kernel.nodes import door_of
from anlan.kernel.offering import REFUSED
from anlan.kernel.people import Actor, reaches
from anlan.kernel.queries import NOT_YOURS
from anlan.kernel.refusals import NotThere
from anlan.kernel.sight import visible_to


@dataclass(frozen=True)
class Neighbour:
    """A node that we exchange with, or did (`key` empty). `waiting`: letters that it has not confirmed."""

    id: str
    title: str
    place: str
    is_above: bool
    key: str
    address: str
    carries: str
    version: str
    heard: datetime | None
    sent: datetime | None
    trouble: str
    waiting: int


def neighbours() -> list[Neighbour]:
    """Every other node known, the upper ones first."""
    mine = people_store.home_place()
    letters = Outgoing.objects.filter(door__startswith=door_of(""), sent__isnull=True)
    waiting = dict(letters.values_list("door").annotate(n=Count("id")))
    return [
        Neighbour(
            one.id,
            one.title,
            one.place,
            reaches(one.place, mine),
            one.key,
            one.address,
            one.carries,
            one.version,
            one.heard,
            one.sent,
            one.trouble,
            waiting.get(door_of(one.id), 0),
        )
        for one in Node.objects.filter(is_me=False).order_by("place", "id")
    ]


def neighbour(id: str) -> Neighbour:
    """One of them; NotThere if we do not exchange with it."""
    found = next((one for one in neighbours() if one.id == id and one.key), None)
    if found is None:
        raise NotThere("没有登记这个节点，请先由系统管理员登记它的名片。")
    return found


def my_node() -> tuple[str, str, str]:
    """(id, title, place) of this node."""
    found = Node.objects.filter(is_me=True).first()
    return (found.id, found.title, found.place) if found else ("", "", "")


def is_exercise() -> bool:
    """Whether this node is an exercise: nothing leaves it, nothing of other nodes comes in."""
    return Node.objects.filter(is_me=True, is_exercise=True).exists()


def letters_laid(since: datetime | None, *, called: bool) -> list[tuple[str, str, Outgoing]]:
    """(node, title, letter): what waits for nodes with (`called`) or without an address and was laid since then, oldest first."""
    known = {door_of(one.id): one.title for one in Node.objects.filter(is_me=False) if bool(one.address) is called}
    found = list(Outgoing.objects.filter(door__in=known, sent__isnull=True, at__gte=since or EPOCH).order_by("id"))
    titles = dict(Mirror.objects.filter(id__in={one.subject for one in found}).values_list("id", "title"))
    return [(known[one.door], titles.get(one.subject, ""), one) for one in found]


def node_titles() -> dict[str, str]:
    """What the nodes are called."""
    return dict(Node.objects.values_list("id", "title"))


def unread(most: int = 50) -> list[Mirror]:
    """Letters that came and could not be read, newest first; they are kept whole."""
    return list(Mirror.objects.filter(state=UNREAD).order_by("-at")[:most])


def mirror(id: str, by: Actor) -> Mirror:
    """What stands for another node's matter, if these eyes may see its cause here; or what came down, if they may see it here."""
    found = Mirror.objects.filter(id=id).first()
    here = found and (found.matter or found.cause)
    if found is None or not here or not Matter.objects.filter(visible_to(by), id=here).exists():
        raise NotThere(NOT_YOURS)
    return found


def below(by: Actor, now: datetime, *, node: str = "", only: str = "", most: int = 200) -> list[Mirror]:
    """What lies with lower nodes under matters that these eyes may see, the nearest deadline first.

    `only`: "" what is open, "over" overdue, "refused", "closed"."""
    seen = Matter.objects.filter(visible_to(by), id=OuterRef("cause"))
    found = Mirror.objects.filter(Exists(seen), **({"home": node} if node else {}), **WHICH[only](now), matter="")
    return list(found.order_by(F("due").asc(nulls_last=True), "title", "id")[:most])


WHICH: dict[str, Callable[[datetime], dict[str, Any]]] = {
    "": lambda now: {"closed__isnull": True},
    "over": lambda now: {"closed__isnull": True, "due__lt": now},
    "refused": lambda now: {"state": REFUSED},
    "closed": lambda now: {"closed__isnull": False},
}


def mirror_of(matter: str) -> Mirror | None:
    """What came down from an upper node and this matter stands for; the caller has asked whether it may be seen."""
    return Mirror.objects.filter(matter=matter).first()


def accepted_of(handed: str) -> str:
    """The id of the matter that was opened when this one was accepted; "" if none was."""
    return str(Matter.objects.filter(id=accepted_id(handed)).values_list("id", flat=True).first() or "")
