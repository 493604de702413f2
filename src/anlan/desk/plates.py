"""公示牌: what stands at a place for everybody to read, with a code that leads to the same facts as they are today.

Public are only the facts that a register names for its plate, of records that are 公开 and in use; the page asks nobody's name.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any

import typst
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from anlan.desk import fonts
from anlan.desk.frame import DeskRequest, open_to_all
from anlan.desk.offers import Offers
from anlan.desk.prints_pdf import qr_svg
from anlan.desk.showing import Fact, facts_shown
from anlan.kernel import directory, queries, records
from anlan.kernel.catalogue import UnknownKind, catalogue
from anlan.kernel.people import Actor, GrantView, Role
from anlan.kernel.refusals import NotThere
from anlan.kernel.register import Plate

if TYPE_CHECKING:
    from anlan.kernel.models import Record

PASSER_BY = Actor(person="passer-by", name="过路人", grants=(GrantView(Role.ANYONE, ""),))
"""Whoever stands before a plate: sees what is 公开 and nothing else."""
GONE = "这块公示牌已停用，或编号不对。请联系牌上写明的单位。"


def plate_of(found: "Record") -> Plate | None:
    """The plate of a record, if it may stand in public."""
    shape = catalogue().register(found.kind)
    return shape.plate if shape.plate and found.state == records.IN_USE and found.secrecy == "公开" else None


def said(found: "Record", plate: Plate, names: Offers) -> list[Fact]:
    """The plate's facts, in its own order."""
    shape = catalogue().register(found.kind)
    shown = {name: facts_shown(shape.facts, {name: found.facts.get(name)}, names) for name in plate.facts}
    return [replace(fact, link="") for name in plate.facts for fact in shown[name]]


def phone(found: "Record", plate: Plate) -> str:
    """The first public phone of a plate, to be called with one touch."""
    told = (found.facts.get(name) for name in plate.facts)
    return next((str(one["phone"]) for one in told if isinstance(one, dict) and one.get("phone")), "")


@open_to_all
@require_GET
def plate(request: HttpRequest, id: str) -> HttpResponse:
    """What a plate's code leads to: no account, no script, no cookie."""
    try:
        found = queries.record(id, PASSER_BY)
        shape = plate_of(found)
    except (NotThere, UnknownKind):
        shape = None
    if shape is None:
        return render(request, "desk/plate_gone.html", {"sentence": GONE}, status=404)
    now = timezone.now()
    shown = {"record": found, "plate": shape, "facts": said(found, shape, Offers(PASSER_BY, now)), "node": directory.this_node()}
    return render(request, "desk/plate.html", shown | {"now": now, "phone": phone(found, shape)})


@require_GET
def printed(request: DeskRequest, kind: str, id: str) -> HttpResponse:
    """The plate as one A4 sheet across, for whoever sees the record."""
    found = queries.record(id, request.actor, kind)
    shape = plate_of(found)
    if shape is None:
        raise NotThere("这条记录没有公示牌：只有在用的、公开的记录可以公示。")
    facts = said(found, shape, Offers(request.actor, request.now))
    body = pdf(found.title, shape.title, facts, request.build_absolute_uri(f"/plate/{id}"), directory.this_node().title)
    return HttpResponse(body, content_type="application/pdf")


def pdf(name: str, title: str, facts: Sequence[Fact], link: str, issuer: str) -> bytes:
    """The sheet: the same facts give the same bytes. Text goes in as data."""
    at_hand = fonts.at_hand()
    told: dict[str, Any] = {"name": name, "title": title, "issuer": issuer, "qr": qr_svg(link)}
    told |= {"rows": [[one.title, one.text] for one in facts if one.text], "fonts": fonts.chosen(at_hand.families())}
    with resources.as_file(resources.files("anlan.desk") / "papers") as folder:
        made = typst.compile(
            str(folder / "plate.typ"), root=str(folder), font_paths=at_hand, format="pdf", timestamp=0,
            sys_inputs={"plate": json.dumps(told, ensure_ascii=False)},
        )  # fmt: skip
    assert isinstance(made, bytes)
    return made
