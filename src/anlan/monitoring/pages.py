"""接警台, 报警统计 and 一企一档: what people of the monitoring room work in all day, and what the desk does not draw."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from anlan.desk.frame import DeskRequest, chosen_place, say
from anlan.desk.offers import Offers
from anlan.desk.showing import facts_shown
from anlan.desk.steps import client_id
from anlan.kernel import actions, records
from anlan.kernel.catalogue import catalogue
from anlan.kernel.ids import new_id
from anlan.kernel.many import take_steps
from anlan.kernel.refusals import NotThere, Refused
from anlan.monitoring.console import Console, console, digest, lacks_a_rule, muted_at, of_unit
from anlan.monitoring.curve import SPANS as CURVES
from anlan.monitoring.loops.alarm import At
from anlan.monitoring.sensors import rows, shown
from anlan.monitoring.sites import site
from anlan.monitoring.statistics import SPANS, statistics

UNCHANGED = 204
TOLD = ("place", "address", "workers", "head", "safety_head", "unit")
"""What the page tells of the firm itself."""


@require_GET
def alarms(request: DeskRequest) -> HttpResponse:
    """接警台: asked again every second by its own list, which answers 204 while nothing it shows has changed."""
    place = chosen_place(request).code
    if request.htmx and request.GET.get("seen") == digest(request.actor, place, request.now):
        return HttpResponse(status=UNCHANGED)
    shown = console(request.actor, place, request.now, request.GET.get("unit", ""))
    if request.htmx:
        return render(request, "monitoring/console_list.html", _drawn(request, shown))
    more = {"lacks_rule": lacks_a_rule(request.actor, request.now)}
    return render(request, "monitoring/console.html", _drawn(request, shown) | more)


def _drawn(request: DeskRequest, shown: Console) -> dict[str, object]:
    return {"shown": shown, "muted": muted_at(request.actor), "client_id": new_id(request.now)}


@require_POST
def answer(request: DeskRequest, id: str) -> HttpResponse:
    """签收 from the console, without a word; whoever has something to say answers on the alarm's own page."""
    try:
        actions.take_step(id, "receive", request.actor, at=request.now, id=client_id(request))
    except (Refused, NotThere) as refused:
        say(request, str(refused))
        return HttpResponseRedirect("/monitoring/")
    say(request, "已签收，请马上核查。")
    return HttpResponseRedirect(f"/m/{id}")


@require_POST
def answer_all(request: DeskRequest) -> HttpResponse:
    """签收 of a firm's alarms in a storm, each by itself: what is refused does not stop the others."""
    unit = request.POST.get("unit", "")
    waiting = of_unit(request.actor, chosen_place(request).code, unit)
    lines = take_steps("receive", waiting, request.actor, at=request.now, asked={}, id=client_id(request))
    done, wrong = sum(line.receipt is not None for line in lines), [line.why_not for line in lines if line.why_not]
    say(request, f"已签收 {done} 件，请逐件核查。" + (f"另有 {len(wrong)} 件没有签收：{wrong[0]}" if wrong else ""))
    return HttpResponseRedirect(f"/monitoring/?unit={unit}")


@require_POST
def mute(request: DeskRequest) -> HttpResponse:
    """Silences the console for what rings now; the ledger keeps who, when and over how many."""
    place = chosen_place(request).code
    shown = console(request.actor, place, request.now)
    unanswered = dict(shown.counts)[At.RAISED]
    unit = next((grant.unit for grant in request.actor.grants if grant.unit), "")
    facts = {"who": request.actor.person, "place": place, "muted_at": request.now.isoformat(), "unanswered": unanswered}
    try:
        records.put_record("console_mute", facts | ({"unit": unit} if unit else {}), request.actor, at=request.now)
    except Refused as refused:
        say(request, str(refused))
    else:
        say(request, f"已静音并记入账本：{unanswered} 件报警没有签收。以后来的报警照响。")
    return HttpResponseRedirect("/monitoring/")


@require_GET
def figures(request: DeskRequest) -> HttpResponse:
    """报警统计 by unit and by rule."""
    span = request.GET.get("span", "")
    span = span if span in SPANS else next(iter(SPANS))
    found = statistics(request.actor, chosen_place(request).code, span, request.now)
    spans = [(name, title, name == span) for name, title in SPANS.items()]
    return render(request, "monitoring/statistics.html", {"found": found, "spans": spans})


@require_GET
def one_site(request: DeskRequest, unit: str) -> HttpResponse:
    """一企一档: everything under watch at a firm, on one page."""
    found = site(unit, request.actor, request.now)
    told = {name: found.firm.facts[name] for name in TOLD if name in found.firm.facts}
    facts = facts_shown(catalogue().register(found.firm.kind).facts, told, Offers(request.actor, request.now))
    return render(request, "monitoring/site.html", {"site": found, "facts": facts})


@require_GET
def one_sensor(request: DeskRequest, id: str) -> HttpResponseBase:
    """A sensor's curve over the span that the address names; `file` gives its readings as a table."""
    asked = {name: request.GET[name] for name in ("span", "from", "to") if name in request.GET}
    try:
        if "file" in request.GET:
            return _file(*rows(id, asked, request.actor, request.now))
        found = shown(id, asked, request.actor, request.now)
    except Refused as refused:
        say(request, str(refused))
        return HttpResponseRedirect(f"/r/sensor/{id}" if not asked else request.path)
    more = {"spans": [(key, name) for key, (name, _) in CURVES.items()], "export": f"?{urlencode(asked | {'file': '1'})}"}
    return render(request, "monitoring/sensor.html", {"shown": found} | more)


def _file(name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    heads = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=heads)
