"""The pages of the directive workbench: take in, read against the text, group into rows, compare two."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.desk import unfinished
from anlan.desk.frame import DeskRequest, say
from anlan.desk.steps import client_id
from anlan.desk.unfinished import Left
from anlan.duties import actions, bench, gaps, queries
from anlan.duties.reading import settled
from anlan.kernel.facts import BadFacts
from anlan.kernel.refusals import NotThere, Refused

CELLS = {
    "action": "动作", "lead": "牵头", "object": "对象", "units": "责任", "cadence": "频次", "quantity": "指标",
    "deadline_text": "时限原文", "deadline": "完成时限", "trigger": "触发", "actor": "实施主体",
}  # fmt: skip
LARGEST = 20 * 1024 * 1024
NEW, PASTED = "/duties/directives/new", "粘贴的文本.txt"


@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """来文登记: a file or pasted text; `do` keep: gone on with later, by its owner alone."""
    left = request.POST.get("left") or request.GET.get("left", "")
    if request.method == "GET":
        return _drawn(request, left, "")
    try:
        data, name = _sent(request, left)
        if request.POST.get("do") == "keep":
            return _kept(request, data, name, left)
        id = actions.take_in(data, name, request.actor, at=request.now, id=client_id(request))
    except (Refused, BadFacts) as refused:
        return _drawn(request, left, str(refused))
    unfinished.finish(left, request.user.id)
    say(request, "已登记，并拆出任务，请对照原文校对。", client_id(request))
    return HttpResponseRedirect(f"/duties/directives/{id}")


def _drawn(request: DeskRequest, left: str, refusal: str) -> HttpResponse:
    kept = unfinished.one(left, request.user.id) if left else None
    text = bytes(kept.data).decode() if kept and kept.name == PASTED else ""
    shown: dict[str, Any] = {"client_id": client_id(request), "refusal": refusal, "kept": kept}
    shown |= {"pasted": request.POST.get("pasted", text), "pasted_name": PASTED}
    shown["left"] = unfinished.of_person(request.user.id, request.now, NEW).exclude(id=left)
    return render(request, "duties/new.html", shown, status=409 if refusal else 200)


def _kept(request: DeskRequest, data: bytes, name: str, left: str) -> HttpResponse:
    kept = Left(NEW, "来文登记", name, data, "还没有拆解")
    unfinished.keep(kept, request.user.id, request.now, left)
    say(request, f"“{name}”已存为未完成的导入，没有登记，可以随时接着办。", client_id(request))
    return HttpResponseRedirect("/#unfinished")


def _sent(request: DeskRequest, left: str) -> tuple[bytes, str]:
    """The file that was sent, the pasted text, else what was left before."""
    upload, pasted = request.FILES.get("file"), request.POST.get("pasted", "").strip()
    if upload is not None:
        if (upload.size or 0) > LARGEST:
            raise Refused("文件超过 20 MB，请去掉图片或拆分后重新选择，也可以粘贴全文。")
        return upload.read(), str(upload.name)
    if pasted:
        return pasted.encode(), PASTED
    if left:
        kept = unfinished.one(left, request.user.id)
        return bytes(kept.data), kept.name
    raise Refused("请选择文件，或把全文粘贴进来。")


@require_GET
def directive(request: DeskRequest, id: str) -> HttpResponse:
    """文件拆解: source and obligations side by side."""
    matter, found = queries.directive(id, request.actor), queries.read_again(id, request.actor)
    items, doubts = queries.obligations(id, request.actor), queries.doubts(id, request.actor)
    text, waiting = settled(found.text, doubts), [one for one in doubts if not one.get("settled")]
    on = request.GET.get("on", "") or next((item["id"] for item in items if not item["checked"]), "")
    chosen = next((item for item in items if item["id"] == on), None)
    drawn = {
        "matter": matter, "counts": bench.counts(items), "groups": list(bench.groups(items)), "on": chosen,
        "doubts": waiting,
        "paragraphs": list(bench.paragraphs(text, items, waiting, on, found.directive.clauses)),
        "cuts": bench.cuts_of(chosen, text) if chosen else [], "cells": _cells(chosen) if chosen else [],
        "guessed": bench.INFERRED, "inferred": bool(chosen and bench.is_inferred(chosen)),
        "rows": sorted({int(item["row"]) for item in items if item.get("row")}),
    }  # fmt: skip
    return render(request, "duties/directive.html", drawn)


def _cells(item: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [(name, title, item.get(name) or "") for name, title in CELLS.items()]


@require_POST
def work(request: DeskRequest, id: str) -> HttpResponse:
    """One act at the workbench; then the page again, at the next obligation that waits."""
    queries.directive(id, request.actor)
    verb = request.POST.get("do", "")
    if verb not in ACTS:
        raise NotThere("没有这个操作，请刷新页面。")
    try:
        on = ACTS[verb](request, id, request.POST)
    except (Refused, BadFacts) as refused:
        say(request, str(refused))
        on = request.POST.get("id", "")
    query = f"?{urlencode({'on': on})}#on" if on else ""
    return HttpResponseRedirect(f"/duties/directives/{id}{query}")


def _settle(request: DeskRequest, id: str, sent: QueryDict) -> str:
    start = sent.get("start", "")
    actions.settle(id, int(start) if start.isdigit() else -1, sent.get("reading", ""), request.actor, at=request.now)
    return ""


def _confirm(request: DeskRequest, id: str, sent: QueryDict) -> str:
    given = {name: sent.get(name, "").strip() for name in CELLS if name in sent}
    actions.confirm(id, sent.get("id", ""), given, request.actor, at=request.now)
    return ""


def _set_aside(request: DeskRequest, id: str, sent: QueryDict) -> str:
    actions.set_aside(id, sent.get("id", ""), request.actor, at=request.now)
    return ""


def _clause(request: DeskRequest, id: str, sent: QueryDict) -> str:
    done = actions.confirm_clause(id, sent.get("clause", ""), request.actor, at=request.now)
    say(request, f"本条 {done} 项任务已校对。")
    return ""


def _join(request: DeskRequest, id: str, sent: QueryDict) -> str:
    actions.join(id, sent.getlist("pick"), request.actor, at=request.now)
    return ""


def _cut(request: DeskRequest, id: str, sent: QueryDict) -> str:
    place = sent.get("place", "")
    actions.cut(id, sent.get("id", ""), int(place) if place.isdigit() else 0, request.actor, at=request.now)
    return ""


def _add(request: DeskRequest, id: str, sent: QueryDict) -> str:
    return actions.add(id, sent.get("quote", ""), request.actor, at=request.now)


def _assign(request: DeskRequest, id: str, sent: QueryDict) -> str:
    row = sent.get("row", "")
    actions.assign(id, sent.getlist("pick"), int(row) if row.isdigit() else 0, request.actor, at=request.now)
    say(request, "已归口。")
    return ""


ACTS: dict[str, Callable[[DeskRequest, str, QueryDict], str]] = {
    "settle": _settle,
    "confirm": _confirm, "set_aside": _set_aside, "clause": _clause, "join": _join, "cut": _cut, "add": _add, "assign": _assign,
}  # fmt: skip


@require_GET
def gap(request: DeskRequest) -> HttpResponse:
    """上下级文件比对."""
    choices = queries.directives(request.actor)
    upper, lower = request.GET.get("upper", ""), request.GET.get("lower", "")
    drawn: dict[str, Any] = {"choices": choices, "upper": upper, "lower": lower}
    if upper and lower:
        if upper == lower:
            drawn["refusal"] = "请选两份不同的文件：上面一份是上级的或上一年的，下面一份是本级的。"
        else:
            drawn["found"] = gaps.found(upper, lower, request.actor)
    return render(request, "duties/gap.html", drawn)


@require_POST
def supplement(request: DeskRequest) -> HttpResponse:
    """起草补充任务: the chosen findings become obligations of the lower directive, waiting to be read."""
    lower, picked = request.POST.get("lower", ""), request.POST.getlist("pick")
    made = gaps.draft(request.POST.get("upper", ""), lower, picked, request.actor, at=request.now)
    say(request, f"已起草 {made} 条补充任务，列在最后一条之后，请校对。")
    return HttpResponseRedirect(f"/duties/directives/{lower}")
