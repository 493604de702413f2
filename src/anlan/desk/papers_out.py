"""A matter's papers as PDF or docx, from its loop's prints. Our own slips carry the ledger's digest; official papers never."""

from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from anlan.desk import prints, prints_docx, prints_pdf
from anlan.desk.frame import DeskRequest
from anlan.desk.offers import Offers
from anlan.kernel import queries
from anlan.kernel.calendar import local
from anlan.kernel.loop import Look, Loop, Print
from anlan.kernel.refusals import NotThere

MEDIA = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@require_GET
def paper(request: DeskRequest, id: str, number: int) -> HttpResponse:
    """One of a matter's papers; `?as=docx` for the file that can still be edited."""
    found = queries.matter(id, request.actor)
    loop, look = queries.look_at(found, request.actor, request.now)
    if number >= len(loop.prints) or (loop.prints[number].states and found.state not in loop.prints[number].states):
        raise NotThere(f"“{loop.title}”现在没有这份文书，请回事项页查看。")
    shape = loop.prints[number]
    names = Offers(request.actor, request.now)
    drawn = prints.paper_of(shape, look, stamp(shape, look, loop, found.head, names), names)
    kind = "docx" if request.GET.get("as") == "docx" else "pdf"
    body = prints_docx.docx(drawn) if kind == "docx" else prints_pdf.pdf(drawn)
    response = HttpResponse(body, content_type=MEDIA[kind])
    response["Content-Disposition"] = content_disposition_header(kind == "docx", f"{shape.title}.{kind}") or "attachment"
    return response


def stamp(shape: Print, look: Look[Any], loop: Loop[Any], head: str, names: Offers) -> prints.Stamp:
    """Who issued the paper and when: whoever took the step that numbers it. The digest goes on our own slips only."""
    signed = next(
        (one for one in reversed(look.taken) if any(step.name == one.step and step.numbers for step in loop.steps)), None
    )
    if shape.layout != "red_head":
        return prints.Stamp(digest=head)
    if signed is None:
        return prints.Stamp()
    signer = get_user_model().objects.filter(pk=signed.by).first()
    unit = issued_by(look, signed.step) or (signer.unit if signer else "")
    issuer = names.name("record", unit) if unit else ""
    return prints.Stamp(issuer=issuer, signer=signer.name if signer else "", date=local(signed.at).date(), printed_by=issuer)


def issued_by(look: Look[Any], step: str) -> str:
    """The unit that a paper goes out from where the county seated its signer: the drafting office, as the entry says."""
    told: dict[str, Any] = next((one["body"] for one in reversed(queries.story(look.id)) if one["verb"] == step), {})
    return str(told.get("signer", {}).get("issuer", ""))
