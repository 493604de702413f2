"""Answering without an account: a link with a one-time code opens one matter and its listed steps, nothing else."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from anlan.desk.forms import Form
from anlan.desk.frame import DeskRequest, open_to_all, say
from anlan.desk.matter import MAY_GIVE
from anlan.desk.offers import Offers
from anlan.desk.posted import posted
from anlan.desk.showing import facts_shown
from anlan.desk.steps import attempt, client_id, evidence
from anlan.kernel import accounts, actions, queries
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import widgets
from anlan.kernel.judge import is_one_of
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
    if known is None:
        cache.set(address, cache.get(address, 0) + 1, 900)
        raise NotThere(OVER)
    id, request.actor = known
    found = queries.matter(id, request.actor)
    loop = catalogue().loop(found.kind, found.version)
    free = [one for one in queries.choices(found, request.actor, request.now) if one.step.name in request.actor.code_steps]
    shape = next((one.step for one in free if one.step.name == step), None)
    names = Offers(request.actor, request.now)
    if shape is None:
        return overview(request, found, loop, free, code, names)
    kept: list[Proof] = list(evidence(request, shape.proof())) if request.method == "POST" else []

    def write(sent: QueryDict) -> HttpResponse:
        asked = posted(shape.asks, sent, names)
        actions.take_step(id, shape.name, request.actor, at=request.now, id=client_id(request), asked=asked, evidence=tuple(kept))
        say(request, f"已办理“{shape.title}”，谢谢。", client_id(request))
        return HttpResponseRedirect(f"/a/{code}")

    form: HttpResponse | Form = (
        attempt(request, shape.asks, names, write) if request.method == "POST" else Form(shape.asks, {}, names)
    )
    if not isinstance(form, Form):
        return form
    return draw(request, found, loop, shape, form, code, kept)


@require_POST
def give(request: DeskRequest, id: str) -> HttpResponse:
    """Makes a link for a part of the matter that has no account, with the text to send; the code is shown this once."""
    found = queries.matter(id, request.actor)
    loop, look = queries.look_at(found, request.actor, request.now)
    part = request.POST.get("part", "")
    if part not in loop.codes or not is_one_of(MAY_GIVE, look) or found.closed is not None:
        raise Refused("这个事项现在不能发免登录链接，请由经办人在事项办结前办理。")
    until = max(request.now, found.due or request.now) + LASTS
    code = accounts.give_code(id, part, loop.codes[part], at=request.now, until=until)
    shown = {"matter": found, "link": request.build_absolute_uri(f"/a/{code}"), "loop": loop, "until": until}
    return render(request, "desk/code_given.html", shown)


def overview(
    request: DeskRequest, found: Any, loop: Loop[Any], free: list[queries.Choice], code: str, names: Offers
) -> HttpResponse:
    public = {
        name: value
        for name, value in found.facts.items()
        if name in widgets(loop.facts) and not widgets(loop.facts)[name].personal
    }
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
