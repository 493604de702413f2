"""随手拍和举报: anybody tells from a phone without an account and gets a query code; a clerk sees what came and what is alike."""

from functools import partial

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from anlan.desk.forms import Form
from anlan.desk.frame import DeskRequest, open_to_all
from anlan.desk.offers import Offers
from anlan.desk.posted import posted
from anlan.desk.steps import attempt, client_id
from anlan.kernel import accounts, actions, directory, queries
from anlan.kernel.asked_later import asked_later
from anlan.kernel.people import CLOCK, Role
from anlan.kernel.refusals import Refused
from anlan.prevention.likeness import LATELY, Told, same_as, told
from anlan.prevention.loops.public_report import CHANNELS, PUBLIC_REPORT, At, PublicReport

MOST, WITHIN = 10, 3600
"""Reports from one address within so many seconds."""
PHOTOS, LARGEST = 9, 20 * 1024 * 1024
HEADS = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
UNASKED = asked_later(PUBLIC_REPORT) | {"channel"}
WAITING = 200
"""So many open reports are compared on one page."""


@open_to_all
@require_http_methods(["GET", "POST"])
def tell(request: DeskRequest) -> HttpResponse:
    """The form for everybody; `?from=snap` is 随手拍."""
    names = Offers(request.actor, request.now)
    channel = CHANNELS[1] if request.GET.get("from") == "snap" else CHANNELS[0]
    blank = Form(PublicReport, {}, names, without=UNASKED)
    if request.method != "POST":
        return draw(request, blank, 200)
    made = attempt(request, PublicReport, names, partial(take_in, request, channel, names), partial(admit, request), UNASKED)
    return draw(request, made, 422) if isinstance(made, Form) else made


def draw(request: DeskRequest, form: Form, status: int) -> HttpResponse:
    shown = {"form": form, "client_id": client_id(request), "node": directory.this_node(), "draft": "anlan-draft:told"}
    return render(request, "prevention/tell.html", shown, status=status)


def admit(request: DeskRequest) -> None:
    """At the door, before anything is kept: not too often, not too much, and photos that are photos."""
    if cache.get(key(request), 0) >= MOST:
        raise Refused("同一网络一小时内报得太多了，请稍后再报；情况紧急请直接拨打 12350 或 119。")
    photos = request.FILES.getlist("photos.new")
    if len(photos) > PHOTOS:
        raise Refused(f"一次最多传 {PHOTOS} 张照片，请挑选后再报。")
    for one in photos:
        if (one.size or 0) > LARGEST:
            raise Refused(f"照片“{one.name}”超过 20 MB，请换小一些的照片。")
        head = one.read(4)
        one.seek(0)
        if not head.startswith(HEADS):
            raise Refused(f"“{one.name}”不是能打开的照片，请用 JPG、PNG 格式；苹果手机请在相机设置里选“兼容性最佳”。")


def key(request: DeskRequest) -> str:
    return f"told:{request.META.get('REMOTE_ADDR', '')}"


def take_in(request: DeskRequest, channel: str, names: Offers, sent: QueryDict) -> HttpResponse:
    facts = posted(PublicReport, sent, names)
    given = {name: value for name, value in facts.items() if name not in UNASKED}
    id = actions.open_matter(
        PUBLIC_REPORT.kind, given | {"channel": channel}, request.actor, at=request.now, id=client_id(request)
    ).id
    code = accounts.give_code(id, "opener", PUBLIC_REPORT.codes["opener"], CLOCK, at=request.now)
    cache.set(key(request), cache.get(key(request), 0) + 1, WITHIN)
    return render(request, "prevention/told.html", {"code": code, "link": request.build_absolute_uri(f"/a/{code}")})


@open_to_all
@require_GET
def ask(request: DeskRequest) -> HttpResponse:
    """How is my report? The code opens it."""
    code = request.GET.get("code", "").strip().lower()
    return HttpResponseRedirect(f"/a/{code}") if code.isalnum() and code.isascii() else render(request, "prevention/ask.html")


@require_GET
def reports(request: DeskRequest) -> HttpResponse:
    """举报受理: what waits, the oldest first, each with what may be the same."""
    if Role.CLERK not in request.actor.roles():
        raise Refused("举报由安委办经办人受理，您没有这个权限。")
    seen = queries.matters(request.actor, kinds=(PUBLIC_REPORT.kind,), opened_from=request.now - 3 * LATELY)[:WAITING]
    all_told: dict[str, Told] = {one.id: told(one.id, one.title, one.opened, one.place, one.facts) for one in seen}
    waiting = [one for one in reversed(seen) if one.state == At.TOLD]
    lines = [(one, same_as(all_told[one.id], all_told.values())) for one in waiting]
    return render(request, "prevention/reports.html", {"lines": lines, "link": request.build_absolute_uri("/prevention/report")})
