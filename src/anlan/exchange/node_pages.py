"""上下级节点: the system administrator's page of the nodes known, and the address at which nodes call each other."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.desk.frame import DeskRequest, open_to_all, say
from anlan.desk.people import must_be
from anlan.exchange import cards, parcel
from anlan.exchange.delivery import house
from anlan.exchange.door import Door
from anlan.exchange.doors import nodes_folder, nodes_http
from anlan.kernel import across, drills, mail, nodes
from anlan.kernel.across import Neighbour
from anlan.kernel.people import Role
from anlan.kernel.refusals import NotThere, Refused

DOORS: tuple[Door, ...] = (nodes_http.DOOR, nodes_folder.DOOR)


@dataclass(frozen=True)
class Page:
    """What the page shows beside the nodes: what was typed, and why it was not written."""

    refusal: str = ""
    sent: Any = field(default_factory=dict)


@require_http_methods(["GET", "POST"])
def known(request: DeskRequest) -> HttpResponse:
    """上下级节点: who they are, last received, last sent, what waits; a card is entered, a node stopped, a round made now."""
    must_be(request, Role.SYSTEM_ADMIN, "上下级节点")
    page = Page()
    if request.method == "POST":
        try:
            say(request, DONE[request.POST.get("what", "put")](request))
            return HttpResponseRedirect("/exchange/")
        except (Refused, NotThere, KeyError) as refused:
            page = Page(str(refused) if not isinstance(refused, KeyError) else "页面已过期，请刷新后重试。", request.POST)
    found = across.neighbours()
    shown = {
        "card": cards.own_card(),
        "fingerprint": cards.fingerprint(cards.own_card().key),
        "nodes": [(one, cards.fingerprint(one.key)) for one in found],
        "doors": [(door.title, door.check() or "") for door in DOORS],
        "exercise": across.is_exercise(),
        "unread": [(one, across.node_titles().get(one.home, one.home)) for one in across.unread()],
        "carries": nodes.MAY_CARRY,
        "page": page,
    }
    return render(request, "exchange/nodes.html", shown, status=422 if page.refusal else 200)


def put(request: DeskRequest) -> str:
    card, sent = cards.read_card(request.POST.get("card", "")), request.POST
    nodes.put_node(
        card.id,
        card.title,
        card.place,
        card.key,
        request.actor,
        at=request.now,
        address=sent.get("address", "").strip(),
        carries=sent.get("carries", nodes.MAY_CARRY[0]),
    )
    return f"已登记“{card.title}”，请打电话核对密钥：{cards.fingerprint(card.key)}。"


def end(request: DeskRequest) -> str:
    nodes.end_node(request.POST.get("node", ""), request.actor, at=request.now, reason=request.POST.get("reason", ""))
    return "已停止交换。"


def now(request: DeskRequest) -> str:
    one: Neighbour = across.neighbour(request.POST.get("node", ""))
    if not one.address or not nodes_http.is_open():
        raise Refused(f"{one.title}没有网址，或者没有开通联网交换，请用 U 盘或共享目录。")
    try:
        new = parcel.exchange(one, nodes_http.call, request.now)
    except OSError as wrong:
        raise Refused(f"与{one.title}交换：{nodes_http.why(wrong)}") from None
    return f"已与{one.title}交换，收到 {new} 件。"


@require_GET
def exercise(request: DeskRequest) -> HttpResponse:
    """演练发件箱: what the doors of an exercise would have sent; to be read by whoever leads it. Elsewhere there is none."""
    if not across.is_exercise():
        raise NotThere("这里不是演练节点，没有演练发件箱。")
    if not request.actor.roles() & LEADS:
        raise Refused(f"演练发件箱由{'、'.join(role.title for role in LEADS_SHOWN)}查看，您没有这项权限。")
    before = request.GET.get("before", "")
    rows, more = drills.written(int(before) if before.isascii() and before.isdigit() else 0)
    out = {door.name: door.title for door in house() if door.send}
    shown = {"rows": [(one, out.get(one.door, one.door)) for one in rows], "more": more, "doors": out.values()}
    return render(request, "exchange/exercise.html", shown)


LEADS_SHOWN = (Role.COMMANDER, Role.LEADER, Role.CLERK, Role.SYSTEM_ADMIN)
LEADS = frozenset(LEADS_SHOWN)

DONE = {"put": put, "end": end, "now": now}


@csrf_exempt
@open_to_all
@require_POST
def take_parcel(request: HttpRequest) -> HttpResponse:
    """A node calls: its parcel is taken in, ours for it is the answer. 403 without the token, 409 with a sentence if refused."""
    if not nodes_http.may(request.headers.get("Authorization", "")):
        return HttpResponse("令牌不符，请核对双方的令牌设置。\n", status=403, content_type="text/plain; charset=utf-8")
    at = timezone.now()
    try:
        got = parcel.unpack(request.body, at)
        answer = parcel.pack(across.neighbour(got.sender.id), at, got.wants)
        mail.exchanged(got.sender.id, at)
    except (Refused, NotThere) as refused:
        return HttpResponse(f"{refused}\n", status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(answer, content_type="application/octet-stream")
