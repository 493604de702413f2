"""Where devices that speak HTTP bring their readings, and 设备接入: who reports, what could not be read, and reading it again."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from anlan.desk.frame import DeskRequest, open_to_all, say
from anlan.desk.offers import Offers
from anlan.exchange.doors import devices_http
from anlan.kernel import queries
from anlan.monitoring.actions import mark_replayed
from anlan.monitoring.heard import folder, heard
from anlan.monitoring.nights import night
from anlan.monitoring.queries import letters

SHOWN, PREVIEW = 50, 600
NEVER: tuple[datetime | None, int] = (None, 0)


@csrf_exempt
@open_to_all
@require_POST
def take_readings(request: HttpRequest) -> HttpResponse:
    """202 when stored; 401 for a stranger, 413 and 400 for a body that cannot be stored, 503 when the bus does not answer."""
    gateway = devices_http.gateway_of(request.headers.get("Authorization", ""))
    if not gateway:
        return _said(401, "网关编号或密钥不对，请用 anlan gateways 核对。", {"WWW-Authenticate": 'Basic realm="anlan"'})
    if why := devices_http.wrong_with(request.body):
        return _said(413 if request.body else 400, why)
    try:
        devices_http.line().store(gateway, request.body, request.headers.get("Idempotency-Key", "")[:100])
    except OSError:
        return _said(503, "消息总线没有应答，数据没有收下，请稍后重发。", {"Retry-After": "5"})
    return _said(202, "")


def _said(status: int, sentence: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse({"sentence": sentence} if sentence else {}, status=status, headers=headers)


@dataclass(frozen=True)
class Gateway:
    """A line of the page."""

    id: str
    code: str
    name: str
    unit: str
    heard: datetime | None
    readings: int
    letters: int


@dataclass(frozen=True)
class Letter:
    """A message of which something was refused, as the page shows it."""

    id: str
    gateway: str
    arrived: datetime
    why: str
    count: int
    whole: bool
    shown: str

    @property
    def first(self) -> str:
        return self.why.splitlines()[0]


@require_http_methods(["GET", "POST"])
def devices(request: DeskRequest) -> HttpResponse:
    """设备接入, of the gateways that this person may see; a letter is read again by putting it on the bus once more."""
    mine = {one.key: one for one in queries.records("gateway", request.actor)[:500]}
    chosen = request.GET.get("gateway") or request.POST.get("gateway", "")
    found = [one for one in letters(chosen)[:500] if one.gateway in mine]
    wrong = ""
    if request.method == "POST":
        asked = {one.id: one for one in found if one.whole and one.id in request.POST.getlist("letter")}
        if wrong := _again(asked, request.now):
            return render(request, "exchange/devices.html", _drawn(request, mine, found, chosen, wrong), status=409)
        say(request, f"{len(asked)} 件已重新送去读，仍读不懂的会再出现在这里。")
        return HttpResponseRedirect("/exchange/devices")
    return render(request, "exchange/devices.html", _drawn(request, mine, found, chosen, wrong))


def _drawn(request: DeskRequest, mine: Mapping[str, Any], found: Sequence[Any], chosen: str, wrong: str) -> dict[str, Any]:
    names, waiting = Offers(request.actor, request.now), Counter(one.gateway for one in found)
    told: Mapping[str, tuple[datetime | None, int]] = heard()
    names.learn("unit", [one.unit for one in mine.values()])
    lines = [
        Gateway(one.id, key, one.title, names.name("unit", one.unit), *told.get(key, NEVER), waiting[key])
        for key, one in mine.items()
        if chosen in ("", key)
    ]
    shown = [
        Letter(
            one.id, one.gateway, one.arrived, one.why, one.count, one.whole, bytes(one.body[:PREVIEW]).decode("utf-8", "replace")
        )
        for one in found[:SHOWN]
    ]
    last = night(folder())
    tidied = {"night": last.sentence(request.now), "night_wrong": last.wrong or last.is_late(request.now)}
    return {"gateways": lines, "letters": shown, "chosen": chosen, "wrong": wrong, **tidied}


def _again(asked: Mapping[str, Any], now: datetime) -> str:
    """Puts the letters on the bus; why not, or nothing. Each is marked once the bus has stored it; one that never came in is
    marked as seen."""
    if not asked:
        return "请先选中要重新读的报文。"
    for id, one in asked.items():
        try:
            if one.body:
                devices_http.line().store(one.gateway, bytes(one.body), f"again-{hashlib.sha256(id.encode()).hexdigest()}")
        except OSError:
            return "消息总线没有应答，请系统管理员检查 anlan up 或 anlan bus 后重试；没有重新读的仍在下面。"
        mark_replayed([id], now)
    return ""
