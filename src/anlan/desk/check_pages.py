"""批量核对: a second person holds a whole imported list against its original; one act over many, with a line for each."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from anlan.desk.frame import DeskRequest
from anlan.desk.offers import Offers
from anlan.desk.registers import filtered, listed, may_put, row_shown
from anlan.desk.showing import facts_shown
from anlan.desk.steps import client_id
from anlan.kernel import many, queries, records
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import widgets
from anlan.kernel.refusals import Refused
from anlan.kernel.register import Register

if TYPE_CHECKING:
    from anlan.kernel.models import Record

AT_ONCE = 200


@require_http_methods(["GET", "POST"])
def check(request: DeskRequest, kind: str) -> HttpResponse:
    """What waits for a second person, whole, to be ticked off; and what became of each."""
    shape = catalogue().register(kind)
    if not may_put(shape, request.actor):
        raise Refused(f"“{shape.title}”由{'、'.join(role.title for role in shape.may_put)}核对，您没有这项权限。")
    done = ticked(request, shape) if request.method == "POST" else None
    found = filtered(request, shape, state=records.UNCHECKED)
    rows = list(found[: AT_ONCE + 1])
    wrote = records.writers([row.id for row in rows])
    names, known, columns = Offers(request.actor, request.now), widgets(shape.facts), listed(shape)
    names.learn("person", set(wrote.values()))
    shown = {
        "register": shape,
        "heads": [known[name] for name in columns],
        "rows": [waiting(request, row, shape, columns, names, wrote.get(row.id, "")) for row in rows[:AT_ONCE]],
        "more": len(rows) > AT_ONCE,
        "done": done,
        "checked": sum(not why for _, _, why in done or ()),
        "refused": sum(bool(why) for _, _, why in done or ()),
        "client_id": client_id(request) if done is None else "",
        "words": request.GET.get("words", ""),
    }
    return render(request, "desk/check.html", shown)


def ticked(request: DeskRequest, shape: Register[Any]) -> list[tuple[str, str, str]]:
    """(id, title, why not) of each that was ticked; rights are asked anew for each of them."""
    chosen = request.POST.getlist("record")[:AT_ONCE]
    seen = {one.id: one.title for one in queries.records(shape.kind, request.actor, state="").filter(id__in=chosen)}
    lines = many.check_records([id for id in chosen if id in seen], request.actor, at=request.now, id=client_id(request))
    return [(line.subject, seen[line.subject], line.why_not) for line in lines]


def waiting(
    request: DeskRequest, row: "Record", shape: Register[Any], columns: list[str], names: Offers, wrote: str
) -> dict[str, Any]:
    """A row of the list, with everything it says and who put it down; one's own cannot be ticked."""
    told = {"facts": facts_shown(shape.facts, row.facts, names), "by": names.name("person", wrote) if wrote else "系统"}
    return row_shown(row, columns, shape, names, request.now) | told | {"own": bool(wrote) and wrote == request.actor.person}
