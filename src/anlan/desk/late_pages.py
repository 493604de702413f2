"""A step that came too late, on its matter's page: who sent what, and the word of whoever holds the matter about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from anlan.desk.frame import DeskRequest, say
from anlan.desk.offers import Offers
from anlan.desk.story import spoken
from anlan.kernel import directory, queries, settling
from anlan.kernel.judge import is_one_of
from anlan.kernel.loop import Loop
from anlan.kernel.people import Actor
from anlan.kernel.refusals import Refused

if TYPE_CHECKING:
    from anlan.kernel.models import Late, Matter


@dataclass(frozen=True)
class Waiting:
    """A late step that nobody has settled yet."""

    row: "Late"
    by: str
    step: str
    said: tuple[tuple[str, str], ...]
    may: bool


def lates(found: "Matter", loop: Loop[Any], by: Actor, names: Offers, now: datetime) -> list[Waiting]:
    """The late steps of a matter, each with whether this actor says what becomes of it."""
    waiting = directory.late_of(found.id)
    if not waiting:
        return []
    look = queries.look_at(found, by, now)[1]
    may = is_one_of(settling.settlers(loop), look)
    told = []
    for one in waiting:
        step = next((step for step in loop.steps if step.name == one.step), None)
        said = spoken(step.asks, one.asked, names) if step else ()
        told.append(
            Waiting(one, names.name("person", one.by), step.title if step else one.step, said, may and one.by != by.person)
        )
    return told


@require_POST
def settle(request: DeskRequest, id: str, late: str) -> HttpResponse:
    """采纳 or 不采纳."""
    queries.matter(id, request.actor)
    take_in = bool(request.POST.get("take"))
    try:
        settling.settle_late(late, request.actor, at=request.now, take_in=take_in, reason=request.POST.get("reason", ""))
        say(request, "已采纳，记入内容。" if take_in else "已写明不采纳的理由，报送人会收到。")
    except Refused as refused:
        say(request, str(refused))
    return HttpResponseRedirect(f"/m/{id}")
