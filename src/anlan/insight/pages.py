"""指标: every figure of a place with its target and its rows."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest, chosen_place
from anlan.insight.figures import all_figures


@require_GET
def figures(request: DeskRequest) -> HttpResponse:
    """指标."""
    place = chosen_place(request)
    return render(
        request, "insight/figures.html", {"place": place, "figures": all_figures(request.actor, place.code, request.now)}
    )
