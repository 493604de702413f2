"""条件核验: every condition of a permit's beginning, line by line, as the start would be judged now; and who signed what."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest
from anlan.desk.prints_pdf import qr_svg
from anlan.kernel import queries
from anlan.kernel.refusals import NotThere
from anlan.prevention.permits import At, Permit, conditions


@require_GET
def permit(request: DeskRequest, id: str) -> HttpResponse:
    """The interlock of one permit, with its code for the place of work."""
    found = queries.matter(id, request.actor)
    loop, look = queries.look_at(found, request.actor, request.now)
    if not issubclass(loop.facts, Permit):
        raise NotThere(queries.NOT_YOURS)
    lines = conditions(loop, look)
    shown = {"matter": found, "loop": loop, "lines": lines, "passes": not any(one.why_not for one in lines)}
    shown |= {"over": found.state in (At.CLOSED, At.VOID), "qr": qr_svg(request.build_absolute_uri(f"/m/{id}"))}
    return render(request, "prevention/permit.html", shown)
