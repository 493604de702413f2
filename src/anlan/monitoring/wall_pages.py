"""监测墙: the page, the columns that its script draws, the lines beside the map, and the stream of what changed."""

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.atlas import box_of
from anlan.desk.frame import DeskRequest, chosen_place
from anlan.kernel import queries
from anlan.monitoring.wall import SHOWN, STATES, stream, whole
from anlan.monitoring.wall_near import at_spot, in_alarm


@require_GET
def wall(request: DeskRequest) -> HttpResponse:
    """监测墙: drawn by its script from `points`."""
    place = chosen_place(request).code
    shown = {"states": [(state, STATES[state]) for state in SHOWN], "county": place[:6], "province": place[:2]}
    return render(request, "monitoring/wall.html", shown)


@require_GET
def points(request: DeskRequest) -> HttpResponse:
    """All columns of the wall (`wall.packed`), with their mark and how many sensors have no place on the map."""
    shown, body = whole(request.actor, chosen_place(request).code, request.now)
    heads = {"X-Mark": shown.mark, "X-Nowhere": str(shown.nowhere)}
    return HttpResponse(body, content_type="application/octet-stream", headers=heads)


@require_GET
def near(request: DeskRequest) -> HttpResponse:
    """The sensors of a box as lines; `of=alarm`: only those in alarm."""
    box = box_of(request.GET.get("box", ""))
    if box is None:
        return JsonResponse({"error": "地图范围不对，请刷新页面。"}, status=400)
    found = in_alarm if request.GET.get("of") == "alarm" else at_spot
    return JsonResponse(found(request.actor, chosen_place(request).code, box, request.now))


def changes(request: DeskRequest) -> HttpResponseBase:
    """What changed, for the columns of a mark. A server that cannot hold streams says 204, and the wall asks anew by itself."""
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    by = queries.actor(request.user.id, request.now)
    told = stream(by, chosen_place(request).code, request.GET.get("mark", ""), request.now)
    return StreamingHttpResponse(told, content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
