"""接口令牌: a system administrator gives a person a token for the API, sees which are in force, and ends them."""

from datetime import datetime, time

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST

from anlan.desk import tokens
from anlan.desk.frame import DeskRequest, say
from anlan.desk.people import must_be
from anlan.kernel import directory
from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.people import Role
from anlan.kernel.refusals import NotThere, Refused

WHAT = "接口令牌"


@require_http_methods(["GET", "POST"])
def of_person(request: DeskRequest, id: str) -> HttpResponse:
    """The tokens of a person; a new one is told this once."""
    must_be(request, Role.SYSTEM_ADMIN, WHAT)
    found, shown = directory.person(id, request.actor), {"token": "", "refusal": ""}
    if request.method == "POST":
        until = parse_date(request.POST.get("until", "")) or request.now.date()
        ends = datetime.combine(until, time(23, 59, 59), SHANGHAI)
        try:
            shown["token"] = tokens.make(id, request.POST.get("name", ""), request.actor, now=request.now, until=ends)
        except Refused as refused:
            shown["refusal"] = str(refused)
    rows = {"found": found, "tokens": tokens.of_person(id)}
    return render(request, "desk/tokens.html", rows | shown, status=409 if shown["refusal"] else 200)


@require_POST
def end(request: DeskRequest, id: str) -> HttpResponse:
    """停用: at once."""
    must_be(request, Role.SYSTEM_ADMIN, WHAT)
    directory.person(id, request.actor)
    try:
        tokens.end(request.POST.get("digest", ""), request.actor, now=request.now)
        say(request, "令牌已停用。")
    except NotThere as missing:
        say(request, str(missing))
    return HttpResponseRedirect(f"/people/{id}/tokens")
