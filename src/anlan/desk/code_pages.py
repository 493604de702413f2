"""Answering without an account: a link with a one-time code opens one matter and its listed steps, nothing else."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from anlan.desk.forms import Form, usual_of
from anlan.desk.frame import DeskRequest, open_to_all, say
from anlan.desk.matter import is_bound, phone_of
from anlan.desk.offers import Offers
from anlan.desk.posted import posted
from anlan.desk.showing import facts_shown
from anlan.desk.steps import attempt, client_id, evidence
from anlan.kernel import accounts, actions, codes, queries
from anlan.kernel.calendar import local
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import Facts, widgets
from anlan.kernel.loop import Loop, Proof, Step
from anlan.kernel.refusals import NotThere, Refused

LASTS = timedelta(days=7)
"""So long after the deadline a link still opens its matter."""
OVER = "这个链接已失效或已用过。请联系发给您的单位重新发送。"
TRIES = 30
"""Wrong codes from one address within a quarter of an hour."""


@open_to_all
@require_http_methods(["GET", "POST"])
def answer(request: DeskRequest, code: str, step: str = "") -> HttpResponse:
    """The matter behind a code: what it says, and the steps its holder may take."""
    address = f"code-tries:{request.META.get('REMOTE_ADDR', '')}"
    if cache.get(address, 0) >= TRIES:
        raise NotThere("试得太多了，请 15 分钟后再打开链接。")
    known = queries.code_actor(code, request.now)
    if known is None and (done := request.session.pop("said", None)):
        return render(request, "desk/code_door.html", {"told": done["text"]})
    if known is None:
        cache.set(address, cache.get(address, 0) + 1, 900)
        raise NotThere(OVER)
    if codes.needs_phone(code, request.now) and codes.digest_of(code) not in request.session.get("codes", []):
        return phone(request, code)
    id, request.actor = known
    found = queries.matter(id, request.actor)
    loop = catalogue().loop(found.kind, found.version)
    free = [one for one in queries.choices(found, request.actor, request.now) if one.step.name in request.actor.code_steps]
    shape = next((one.step for one in free if one.step.name == step), None)
    names = Offers(request.actor, request.now, found.facts)
    if shape is None:
        return overview(request, found, loop, free, code, names)
    kept: list[Proof] = list(evidence(request, shape.proof())) if request.method == "POST" else []

    def write(sent: QueryDict) -> HttpResponse:
        asked = posted(shape.asks, sent, names)
        actions.take_step(id, shape.name, request.actor, at=request.now, id=client_id(request), asked=asked, evidence=tuple(kept))
        codes.use(code, at=request.now)
        say(request, f"已办理“{shape.title}”，谢谢。", client_id(request))
        return HttpResponseRedirect(f"/a/{code}")

    form: HttpResponse | Form = (
        attempt(request, shape.asks, names, write)
        if request.method == "POST"
        else Form(shape.asks, begun(shape.asks, told_to_all(loop, found.facts), request.now), names)
    )
    if not isinstance(form, Form):
        return form
    return draw(request, found, loop, shape, form, code, kept)


def phone(request: DeskRequest, code: str) -> HttpResponse:
    """The door of a link that was sent to one phone: its last four digits, asked once a session."""
    if request.method != "POST":
        return render(request, "desk/code_door.html", {"code": code})
    if not codes.is_phone_of(code, request.POST.get("phone", ""), at=request.now):
        refusal = f"手机号后四位不对，请核对；错满 {codes.TRIES} 次链接作废。"
        return render(request, "desk/code_door.html", {"code": code, "refusal": refusal}, status=422)
    request.session["codes"] = [*request.session.get("codes", []), codes.digest_of(code)]
    return HttpResponseRedirect(f"/a/{code}")


@require_POST
def give(request: DeskRequest, id: str) -> HttpResponse:
    """Makes a link for a part of the matter that has no account, with the text to send; the code is shown this once."""
    found = queries.matter(id, request.actor)
    loop, look = queries.look_at(found, request.actor, request.now)
    part = request.POST.get("part", "")
    until = max(request.now, found.due or request.now) + LASTS
    bound = is_bound(loop, part)
    tail = re.sub(r"\D", "", request.POST.get("phone", "") or phone_of(loop, look, part)) if bound else ""
    if bound and not re.fullmatch(r"\d{7,15}", tail, re.ASCII):
        raise Refused("请填写联络员的手机号：链接只有知道这个号码的人能打开。")
    code = accounts.give_code(
        id, part, loop.codes.get(part, ()), request.actor, at=request.now, until=until, phone=tail, once=bound
    )
    link = request.build_absolute_uri(f"/a/{code}")
    unit = Offers(request.actor, request.now).name("record", found.unit) if found.unit else ""
    shown = {"matter": found, "link": link, "loop": loop, "until": until, "tail": tail[-4:], "unit": unit}
    return render(request, "desk/code_given.html", shown)


def told_to_all(loop: Loop[Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """A matter's facts less what is personal: the holder of a link is nobody in particular."""
    shapes = widgets(loop.facts)
    return {name: value for name, value in facts.items() if name in shapes and not shapes[name].personal}


def begun(model: type[Facts], known: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What the form of a link starts with: the day, what the matter says, the model's defaults."""
    own = {"today": str(local(now).date()), "now": now.isoformat()} | dict(known)
    from_matter = {key: own.get(widget.prefilled_from) or known.get(key) for key, widget in widgets(model).items()}
    return usual_of(model) | {key: value for key, value in from_matter.items() if value not in (None, "", [])}


def overview(
    request: DeskRequest, found: Any, loop: Loop[Any], free: list[queries.Choice], code: str, names: Offers
) -> HttpResponse:
    public = told_to_all(loop, found.facts)
    said = request.session.pop("said", None) or {}
    shown = {
        "matter": found,
        "loop": loop,
        "facts": facts_shown(loop.facts, public, names),
        "free": free,
        "code": code,
        "told": said.get("text", ""),
    }
    return render(request, "desk/code.html", shown)


def draw(
    request: DeskRequest, found: Any, loop: Loop[Any], shape: Step, form: Form, code: str, kept: list[Proof]
) -> HttpResponse:
    proof = shape.proof()
    shown = {
        "matter": found,
        "loop": loop,
        "step": shape,
        "form": form,
        "proof": proof,
        "kept": kept,
        "code": code,
        "client_id": client_id(request),
        "proof_kinds": set(proof.kinds or ("照片", "文件", "记录")) if proof else set(),
        "draft": f"anlan-draft:code:{found.id}.{shape.name}.{found.seq}",
    }
    return render(request, "desk/code_step.html", shown, status=422 if form.wrong or form.refusal else 200)
