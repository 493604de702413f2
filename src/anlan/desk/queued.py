"""Steps that a phone kept while there was no network: how long they waited, how they are answered, and the phone's own pages.

The sender says how long a step has waited by its own clock, never what time it was: a phone whose clock is wrong still tells the
truth about a span. The form's `client_id` makes a second sending do nothing.
"""

from datetime import datetime, timedelta
from importlib import resources

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.forms import Form
from anlan.desk.frame import DeskRequest, is_queued, open_to_all
from anlan.kernel.refusals import Refused

LONGEST = timedelta(days=400)


def happened(request: DeskRequest) -> datetime | None:
    """When a kept step was really taken; None for one that is taken now. Raises Refused for a span that is none."""
    if not is_queued(request):
        return None
    waited = request.POST.get("waited_ms", "")
    if not waited.isascii() or not waited.isdigit() or len(waited) > 12 or int(waited) > LONGEST / timedelta(milliseconds=1):
        raise Refused("没有网络时填写的时间无法识别，请打开事项重新办理。")
    return request.now - timedelta(milliseconds=int(waited))


def answered(request: DeskRequest, made: HttpResponse | Form) -> HttpResponse | Form:
    """What a page's writing came to, as the sending script reads it: where it stands now, or the sentences why not."""
    if not is_queued(request):
        return made
    if isinstance(made, Form):
        sentences = [made.refusal, *made.wrong.values()]
        return JsonResponse({"refused": "；".join(said.rstrip("。") for said in sentences if said) + "。"}, status=422)
    said = request.session.pop("said", None) or {}
    return JsonResponse({"said": said.get("text", ""), "href": made.get("Location", "/")})


@require_GET
def queue(request: DeskRequest) -> HttpResponse:
    """等网络发出: what this phone still keeps; its script draws the rows, for only the phone knows them."""
    return render(request, "desk/queue.html")


@open_to_all
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps opened pages on a phone; it stands at the root because it may serve only what lies below itself."""
    body = (resources.files("anlan.desk") / "static" / "desk" / "built" / "worker.js").read_bytes()
    return HttpResponse(body, content_type="text/javascript", headers={"Cache-Control": "no-cache"})
