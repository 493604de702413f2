"""A matter's page, drawn from its loop: what I can do, what not yet and why, facts, grounds, evidence, story, family, place."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from anlan.desk import law
from anlan.desk.frame import DeskRequest
from anlan.desk.late_pages import lates
from anlan.desk.offers import Offers
from anlan.desk.rows import kind_title, lines, loop_of
from anlan.desk.showing import facts_shown
from anlan.desk.story import stages, tell, way_on
from anlan.kernel import across, codes, directory, queries
from anlan.kernel.facts import widgets
from anlan.kernel.ids import new_id
from anlan.kernel.judge import is_one_of, parts
from anlan.kernel.loop import Look, Loop
from anlan.kernel.people import Actor, Role, as_tuple

if TYPE_CHECKING:
    from anlan.kernel.models import Matter

SHORT = 8
KIDS = 8
"""So many children are listed; of more, the kinds are, each leading to its list."""
SEEN_INLINE = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True)
class Doable:
    """A step that may be taken now: at once by a button, or over a form."""

    name: str
    title: str
    at_once: bool
    id: str
    leads_on: bool


@require_GET
def matter(request: DeskRequest, id: str) -> HttpResponse:
    """事项."""
    found = queries.matter(id, request.actor)
    return render(request, "desk/matter.html", drawn(found, request.actor, request.now, whole="story" in request.GET))


def drawn(found: "Matter", by: Actor, now: datetime, *, whole: bool = False) -> dict[str, Any]:
    """Everything the page of a matter shows to this actor."""
    names = Offers(by, now)
    loop = loop_of(found.kind, found.version)
    if loop is None:
        return {"matter": found, "kind": found.kind, "unknown": True, "names": names}
    entries = queries.story(found.id)
    is_open = found.closed is None
    choices = queries.choices(found, by, now) if is_open else []
    look = queries.look_at(found, by, now)[1] if is_open else None
    told = tell(entries, loop, names, now)
    visited = [entry["body"]["to"] for entry in entries if entry["body"].get("to")]
    parent, children, elsewhere = directory.family(found, by)
    return {
        "matter": found,
        "kind": loop.title,
        "loop": loop,
        "place": names.name("place", found.place),
        "unit": names.name("record", found.unit) if found.unit else "",
        "holder": holder(found, names),
        "stages": stages(loop, visited, found.state),
        "facts": facts_shown(loop.facts, found.facts, names),
        "told": told if whole else told[:SHORT],
        "told_more": 0 if whole else max(0, len(told) - SHORT),
        "told_all": len(told),
        "proofs": evidence_of(found.id),
        "laws": law.behind(loop, look) if look is not None else [],
        "can": can(choices, way_on(loop, found.state)[:1], {*visited, *loop.closes_in} - {found.state}, now),
        "cannot": cannot(choices),
        "may_edit": look is not None and may_edit(loop, look),
        "codes": may_give(loop, look) if look is not None else [],
        "parent": parent,
        "parent_kind": kind_title(parent.kind) if parent else "",
        "kids": lines(children[:KIDS], names),
        "kid_kinds": below(found, by) if len(children) > KIDS else [],
        "elsewhere": elsewhere,
        "above": across.mirror_of(found.id),
        "players": players(found, names),
        "late": lates(found, loop, by, names, now),
        "prints": papers(found),
        "point": f"{found.lon / 1e7},{found.lat / 1e7}" if found.lon is not None and found.lat is not None else "",
    }


def below(found: "Matter", by: Actor) -> list[tuple[str, str, int, int]]:
    """What lies below a matter with many children, by kind: (kind, title, open, closed)."""
    counted = queries.matters(by).filter(parent=found.id).order_by().values_list("kind").annotate(Count("id"), Count("closed"))
    return [(kind, kind_title(kind), every - closed, closed) for kind, every, closed in sorted(counted)]


def can(choices: Sequence[queries.Choice], ahead: Sequence[str], back: Container[str], now: datetime) -> list[Doable]:
    """What I may do now, what leads on first, what goes back or ends last; a step that asks nothing goes at once."""
    free = [choice.step for choice in choices if choice.mine and not choice.why_not]
    free.sort(key=lambda step: (step.enters not in ahead, step.enters in back))
    return [
        Doable(
            step.name,
            step.title,
            not step.asks.model_fields and step.proof() is None,
            new_id(now),
            step.enters in ahead or step.enters not in back,
        )
        for step in free
    ]


def cannot(choices: Sequence[queries.Choice]) -> list[queries.Choice]:
    """What cannot be done now, mine first."""
    return sorted((choice for choice in choices if choice.why_not or not choice.mine), key=lambda choice: not choice.mine)


def may_edit(loop: Loop[Any], look: Look[Any]) -> bool:
    """Whether 修改内容 is offered: the loop lets somebody edit in this state and this is somebody like that."""
    return bool(as_tuple(loop.may_edit)) and look.state in (loop.edits_in or (loop.opens_in,)) and is_one_of(loop.may_edit, look)


def may_give(loop: Loop[Any], look: Look[Any]) -> list[tuple[str, str, str | None]]:
    """The parts that may answer by a link, for those who may give one: (part, what it is called, its phone or None)."""
    if not loop.codes or not is_one_of(codes.MAY_GIVE, look):
        return []
    shapes = widgets(loop.facts)
    return [
        (part, shapes[part].title if part in shapes else "发起人", phone_of(loop, look, part) if is_bound(loop, part) else None)
        for part in loop.codes
    ]


def is_bound(loop: Loop[Any], part: str) -> bool:
    """Whether a part is a person with a phone: their link is bound to it and good for one step."""
    return part in widgets(loop.facts) and widgets(loop.facts)[part].kind == "contact"


def phone_of(loop: Loop[Any], look: Look[Any], part: str) -> str:
    """The phone that a part's link will be bound to, as far as it is known: of the matter, else of its unit."""
    known = getattr(look.facts, part, None)
    if known is not None and known.phone:
        return str(known.phone)
    unit = queries.records("unit", look.by).filter(id=look.unit).first() if look.unit else None
    return str(((unit.facts.get("contact") or {}) if unit else {}).get("phone") or "")


def holder(found: "Matter", names: Offers) -> str:
    """Who holds the matter now, as a name."""
    if found.closed is not None:
        return ""
    if found.holder_person:
        return names.name("person", found.holder_person)
    unit = names.name("record", found.holder_unit) if found.holder_unit else ""
    role = next((role.title for role in Role if role == found.holder_role), "")
    return "　".join(filter(None, (unit, role)))


def players(found: "Matter", names: Offers) -> list[tuple[str, str]]:
    """The people of the matter by their part."""
    loop = loop_of(found.kind, found.version)
    if loop is None:
        return []
    facts = loop.facts.model_validate(found.facts)
    shapes = widgets(loop.facts)
    said = []
    for part, who in parts(facts).items():
        name = names.name("person", who) if isinstance(who, str) else f"{who.name} {who.phone}".strip()
        said.append((shapes[part].title, name))
    return said


def papers(found: "Matter") -> list[tuple[int, str]]:
    """The papers that may be printed in this state: (number, title)."""
    loop = loop_of(found.kind, found.version)
    return [(n, one.title) for n, one in enumerate(loop.prints) if not one.states or found.state in one.states] if loop else []


def evidence_of(subject: str) -> list[Any]:
    """The evidence of a subject, each with whether a page may show it as a picture."""
    return [(one, one.media in SEEN_INLINE and bool(one.sha256)) for one in queries.proofs_of(subject)]


@require_GET
def proof(request: DeskRequest, id: str, proof: str) -> HttpResponse:
    """A piece of evidence, asked for by its matter and under the matter's rights; never run by a browser."""
    queries.matter(id, request.actor)
    return served(id, proof)


def served(subject: str, proof: str) -> HttpResponse:
    """The bytes of a piece of evidence of a subject that may be seen."""
    found = directory.proof(proof, subject)
    inline = found.media in SEEN_INLINE
    response = HttpResponse(directory.bytes_of(found), content_type=found.media if inline else "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(not inline, found.title) or "attachment"
    response["Cache-Control"] = "private, max-age=3600"
    return response
