"""接入质量, 城市智慧消防, 路段车速 and 证据曲线: boards drawn from registers, from what was heard last and from history."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest, chosen_place, say
from anlan.kernel.refusals import Refused
from anlan.monitoring.access import KINDS, access
from anlan.monitoring.doubts import doubt
from anlan.monitoring.fire import fire
from anlan.monitoring.sensors import NOT_HERE

ROAD_SPANS = {"1": "近一天", "7": "近七天"}


@require_GET
def online(request: DeskRequest) -> HttpResponse:
    """接入质量 of sensors or of cameras."""
    kind = _chosen(request, "kind", KINDS)
    found = access(kind, request.actor, chosen_place(request).code, request.now)
    kinds = [(name, title, name == kind) for name, title in KINDS.items()]
    return render(request, "monitoring/access.html", {"found": found, "kind": kind, "what": KINDS[kind], "kinds": kinds})


@require_GET
def fires(request: DeskRequest) -> HttpResponse:
    """城市智慧消防."""
    return render(request, "monitoring/fire.html", {"found": fire(request.actor, chosen_place(request).code, request.now)})


@require_GET
def one_doubt(request: DeskRequest, id: str) -> HttpResponse:
    """证据曲线 of a doubt, under the doubt's own rights."""
    try:
        found = doubt(id, request.actor)
    except Refused as refused:
        say(request, str(refused))
        return HttpResponseRedirect(f"/m/{id}")
    return render(request, "monitoring/doubt.html", {"found": found})


@require_GET
def roads(request: DeskRequest) -> HttpResponse:
    """路段车速 over a day or a week; where this machine keeps no history the page says so."""
    span = _chosen(request, "span", ROAD_SPANS)
    spans = [(name, title, name == span) for name, title in ROAD_SPANS.items()]
    try:
        from anlan.monitoring.roads import sections
    except ImportError:
        return render(request, "monitoring/roads.html", {"spans": spans, "lacks": NOT_HERE})
    found = sections(request.actor, chosen_place(request).code, span, request.now)
    return render(request, "monitoring/roads.html", {"found": found, "spans": spans})


def _chosen(request: HttpRequest, name: str, among: dict[str, str]) -> str:
    said = request.GET.get(name, "")
    return said if said in among else next(iter(among))
