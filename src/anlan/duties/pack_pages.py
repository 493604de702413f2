"""调度和约谈材料: on the page and as docx."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest, chosen_place
from anlan.desk.prints_docx import docx
from anlan.duties import pack_papers, packs
from anlan.duties.loops.duty import ASKS_A_MONTH
from anlan.duties.loops.talk import TALK_AFTER
from anlan.kernel.calendar import local, period
from anlan.kernel.people import Role
from anlan.kernel.refusals import Refused

READERS = {Role.CLERK, Role.SIGNER, Role.LEADER, Role.COMMANDER, Role.TOWNSHIP_OFFICER}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def asked(request: DeskRequest) -> packs.Pack:
    """The pack that the address asks for. Refused for people who see only their own unit."""
    if not READERS & request.actor.roles():
        raise Refused("调度和约谈材料由安委办和领导查看；本单位的任务请在“事项”里看。")
    span = packs.span_of(request.GET.get("span", ""), request.now)
    return packs.pack(request.actor, chosen_place(request).code, span, request.now)


@require_GET
def show(request: DeskRequest) -> HttpResponse:
    """调度和约谈材料."""
    place = chosen_place(request)
    try:
        pack = asked(request)
    except Refused as refused:
        return render(request, "duties/packs.html", {"place": place, "refusal": str(refused)}, status=409)
    drawn = {
        "place": place, "pack": pack, "title": pack_papers.title_of(pack, place.name), "spans": spans(request.now),
        "standing": pack_papers.standing(pack), "rule": pack_papers.rule_said(pack),
        "rows": [(line, task, pack_papers.counted_as(task)) for line, task in pack.counted()],
        "may_set": Role.CLERK in request.actor.roles(), "talk_key": TALK_AFTER, "asks_key": ASKS_A_MONTH, "unset": packs.UNSET,
        "file": f"/duties/packs.docx?{urlencode({'span': pack.span.name})}",
    }  # fmt: skip
    return render(request, "duties/packs.html", drawn)


@require_GET
def file(request: DeskRequest) -> HttpResponse:
    """The same as docx."""
    paper = pack_papers.paper(asked(request), chosen_place(request).name)
    named = content_disposition_header(as_attachment=True, filename=f"{paper.title}.docx")
    return HttpResponse(docx(paper), content_type=DOCX, headers={"Content-Disposition": named or "attachment"})


def spans(now: datetime) -> list[tuple[str, str]]:
    """The months and quarters to choose from: this year's so far and the last quarter before."""
    here = local(now)
    months = [f"{here.year}-{month:02d}" for month in range(here.month, 0, -1)]
    quarters = [f"{here.year}Q{n}" for n in range(int(period("quarter", now)[-1]), 0, -1)] + [f"{here.year - 1}Q4"]
    return [(name, packs.span_of(name, now).title) for name in (*months, *quarters, f"{here.year - 1}-12")]
