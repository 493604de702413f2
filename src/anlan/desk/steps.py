"""Taking a step, opening a matter, correcting one: the pages that write. They parse, call the kernel, show what it answers."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods

from anlan.desk.forms import Form, is_redraw, redrawn
from anlan.desk.frame import DeskRequest, chosen_place, say
from anlan.desk.offers import Offers
from anlan.desk.posted import posted, row_numbers
from anlan.desk.queued import answered, happened
from anlan.kernel import actions, proofs, queries
from anlan.kernel.asked_later import asked_later
from anlan.kernel.calendar import local
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import BadFacts, Facts, widgets
from anlan.kernel.ids import is_id, new_id
from anlan.kernel.loop import Evidence, Loop, Proof, Step
from anlan.kernel.refusals import NotThere, Refused

GROUPS = {
    "": "其他",
    "duties": "责任落实",
    "prevention": "预防",
    "oversight": "监管执法",
    "monitoring": "监测预警",
    "response": "应急",
}
KINDS = {"photo": "照片", "file": "文件", "sign": "签名", "ref": "记录"}


def client_id(request: DeskRequest) -> str:
    """The form's own id, so that a second click writes nothing twice."""
    given = request.POST.get("client_id", "")
    return given if is_id(given) else new_id(request.now)


def with_files(request: DeskRequest, model: type[Facts], prefix: str = "") -> QueryDict:
    """What was sent, with uploads and drawn signatures kept and named by id. Raises Refused for a file that cannot be kept."""
    sent = request.POST.copy()
    _keep_all(request, model, sent, prefix)
    return sent


def _keep_all(request: DeskRequest, model: type[Facts], sent: QueryDict, prefix: str) -> None:
    for key, widget in widgets(model).items():
        name = prefix + key
        if widget.kind in ("photo", "file"):
            for upload in request.FILES.getlist(f"{name}.new"):
                sent.appendlist(name, keep(request, upload, KINDS[widget.kind]))
        elif widget.kind == "signature" and (id := signed(request, name, widget.title)):
            sent[name] = id
        elif widget.row is not None:
            for number in row_numbers(sent, name):
                _keep_all(request, widget.row, sent, f"{name}.{number}.")


def keep(request: DeskRequest, upload: "UploadedFile[Any]", kind: str) -> str:
    if (upload.size or 0) > proofs.LARGEST:
        raise Refused(f"文件“{upload.name}”超过 50 MB，请压缩后再传。")
    return proofs.keep(upload.read(), str(upload.name), kind, request.actor, request.now)


def signed(request: DeskRequest, name: str, title: str) -> str:
    """The id of a signature drawn or typed; "" if there is none."""
    drawn, typed = request.POST.get(f"{name}.drawn", ""), request.POST.get(f"{name}.typed", "").strip()
    head, comma, body = drawn.partition(",")
    if comma and head == "data:image/png;base64":
        try:
            return proofs.keep(base64.b64decode(body, validate=True), f"{title}（手写）.png", "签名", request.actor, request.now)
        except binascii.Error:
            return ""
    if not typed:
        return ""
    words = f"{title}：{typed}（输入姓名代替手写，账号 {request.actor.name}）"
    return proofs.keep(words.encode(), f"{title}：{typed}.txt", "签名", request.actor, request.now)


def evidence(request: DeskRequest, wanted: Evidence | None) -> tuple[Proof, ...]:
    """The evidence sent with a step."""
    found = [Proof(*one.split("|", 2)) for one in request.POST.getlist("proof") if one.count("|") == 2]
    for part in ("photo", "file"):
        found += [
            Proof(KINDS[part], keep(request, upload, KINDS[part]), str(upload.name)[:200])
            for upload in request.FILES.getlist(f"proof.{part}")
        ]
    if id := signed(request, "proof.sign", wanted.what if wanted else "签名"):
        found.append(Proof("签名", id, "签名"))
    if ref := request.POST.get("proof.ref", "").strip()[:200]:
        found.append(Proof("记录", ref, ref))
    return tuple(found)


def attempt(
    request: DeskRequest,
    model: type[Facts],
    names: Offers,
    write: Callable[[QueryDict], HttpResponse],
    gather: Callable[[], object] = lambda: None,
    without: frozenset[str] = frozenset(),
) -> HttpResponse | Form:
    """Keeps what was uploaded (`gather`: evidence first), and writes; the form again, with its sentences, if it was not to be
    written or could not be: nothing typed is lost."""
    sent: QueryDict = request.POST
    refusal, wrong = "", {}
    try:
        gather()
        sent = with_files(request, model)
        if not is_redraw(sent):
            return write(sent)
    except BadFacts as bad:
        wrong = {name: said for name, said in bad.wrong.items() if name.split(".")[0] in model.model_fields}
        refusal = "" if len(wrong) == len(bad.wrong) else str(bad)
    except Refused as refused:
        refusal = str(refused)
    return redrawn(model, sent, names, wrong, refusal, without)


def status_of(form: Form) -> int:
    return 422 if form.wrong or (form.refusal and form.data) else 200


@require_http_methods(["GET", "POST"])
def step(request: DeskRequest, id: str, step: str) -> HttpResponse:
    """A step of a matter: its form, its evidence, its sentence why not."""
    found = queries.matter(id, request.actor)
    loop = catalogue().loop(found.kind, found.version)
    shape = next((one for one in loop.steps if one.name == step), None)
    if shape is None:
        raise NotThere(f"“{loop.title}”没有这一步，请刷新页面。")
    names = Offers(request.actor, request.now, found.facts)
    kept: list[Proof] = []
    if request.method != "POST":
        choice = next((one for one in queries.choices(found, request.actor, request.now) if one.step.name == step), None)
        why = choice.why_not if choice else f"本事项现为“{found.state}”，不能“{shape.title}”。"
        return draw_step(
            request, found, loop, shape, Form(shape.asks, prefilled(request, shape.asks, found.facts), names, refusal=why), kept
        )

    def write(sent: QueryDict) -> HttpResponse:
        asked = posted(shape.asks, sent, names)
        receipt = actions.take_step(
            id,
            step,
            request.actor,
            at=request.now,
            id=client_id(request),
            asked=asked,
            evidence=tuple(kept),
            happened_at=happened(request),
        )
        say(request, done(shape, receipt), client_id(request))
        return HttpResponseRedirect(page_after(request, id))

    made = attempt(request, shape.asks, names, write, lambda: kept.extend(evidence(request, shape.proof())))
    answer = answered(request, made)
    return draw_step(request, found, loop, shape, answer, kept) if isinstance(answer, Form) else answer


def page_after(request: DeskRequest, id: str) -> str:
    """The matter's page, or one's own, where the step handed on what only its holders may see."""
    try:
        queries.matter(id, request.actor)
    except NotThere:
        return "/"
    return f"/m/{id}"


def done(shape: Step, receipt: actions.Receipt) -> str:
    """What a step that was taken says for itself."""
    if receipt.late:
        return f"“{shape.title}”补发到时事项已有变化，记为迟到，等承办人认定。"
    return f"已办理“{shape.title}”{f'，编号 {receipt.number}' if shape.numbers and receipt.number else ''}。"


def draw_step(request: DeskRequest, found: Any, loop: Loop[Any], shape: Step, form: Form, kept: list[Proof]) -> HttpResponse:
    proof = shape.proof()
    kinds = set(proof.kinds or ("照片", "文件", "记录")) if proof else set()
    shown = {
        "matter": found,
        "loop": loop,
        "step": shape,
        "form": form,
        "proof": proof,
        "proof_kinds": kinds,
        "kept": kept,
        "queues": True,
        **marks(request, f"{found.id}.{shape.name}.{found.seq}"),
    }
    return render(request, "desk/step.html", shown, status=status_of(form) if request.method == "POST" else 200)


def marks(request: DeskRequest, form: str) -> dict[str, str]:
    """A form's client id, and under which name its draft is kept on the person's machine."""
    return {"client_id": client_id(request), "draft": f"anlan-draft:{request.user.id}:{form}"}


@require_http_methods(["GET"])
def new(request: DeskRequest) -> HttpResponse:
    """新建: the kinds that I may open, by room."""
    groups: dict[str, list[tuple[Loop[Any], str]]] = {}
    for loop in queries.may_open(request.actor):
        groups.setdefault(loop.menu or GROUPS.get(catalogue().room(loop.kind), "其他"), []).append((loop, opens_at(loop)))
    return render(request, "desk/new.html", {"groups": sorted(groups.items(), key=lambda group: order_of(group[1]))})


def order_of(kinds: list[tuple[Loop[Any], str]]) -> tuple[bool, bool, int, int]:
    """Where a group stands: what people work on all day (it has a bench) first, what other matters bring along last; then
    by room, the larger one first."""
    rooms = list(GROUPS)
    room = catalogue().room(kinds[0][0].kind)
    return (
        not any(loop.menu for loop, _ in kinds),
        not any(loop.bench for loop, _ in kinds),
        rooms.index(room) if room in rooms else len(rooms),
        -len(kinds),
    )


def opens_at(loop: Loop[Any]) -> str:
    """Where a kind is opened: at its workbench, if that has a page for it."""
    usual, own = f"/new/{loop.kind}", f"{loop.bench}/new"
    if not loop.bench:
        return usual
    try:
        return own if resolve(own) else usual
    except Resolver404:
        return usual


@require_http_methods(["GET", "POST"])
def new_matter(request: DeskRequest, kind: str) -> HttpResponse:
    """A new matter of a kind; `parent` in the address makes it a child."""
    loop = catalogue().loop(kind)
    names = Offers(request.actor, request.now)
    parent = request.POST.get("parent") or request.GET.get("parent", "")
    if parent:
        queries.matter(parent, request.actor)

    def write(sent: QueryDict) -> HttpResponse:
        facts = posted(loop.facts, sent, names)
        receipt = actions.open_matter(
            kind,
            facts,
            request.actor,
            at=request.now,
            id=client_id(request),
            parent=parent,
            happened_at=happened(request),
        )
        say(request, f"已登记“{loop.title}”。", client_id(request))
        return HttpResponseRedirect(f"/m/{receipt.id}")

    later = not_yet(loop, request)
    blank = Form(loop.facts, prefilled(request, loop.facts, given(request)), names, without=later)
    made = attempt(request, loop.facts, names, write, without=later) if request.method == "POST" else blank
    answer = answered(request, made) if request.method == "POST" else made
    shown = {
        "loop": loop,
        "form": answer,
        "parent": parent,
        "submit": "提交",
        "queues": True,
        **marks(request, f"new.{loop.kind}.{loop.version}"),
    }
    return draw_form(request, answer, shown)


@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, id: str) -> HttpResponse:
    """Corrects a matter's facts where its loop lets people."""
    found = queries.matter(id, request.actor)
    loop = catalogue().loop(found.kind, found.version)
    names = Offers(request.actor, request.now)

    def write(sent: QueryDict) -> HttpResponse:
        facts = dict.fromkeys(loop.facts.model_fields) | posted(loop.facts, sent, names)
        actions.set_facts(id, facts, request.actor, at=request.now, id=client_id(request))
        say(request, "已修改。", client_id(request))
        return HttpResponseRedirect(f"/m/{id}")

    later = not_yet(loop, request) - set(found.facts) if found.state == loop.opens_in else frozenset()
    blank = Form(loop.facts, found.facts, names, without=later)
    answer = attempt(request, loop.facts, names, write, without=later) if request.method == "POST" else blank
    return draw_form(
        request,
        answer,
        {"loop": loop, "form": answer, "matter": found, "submit": "保存修改", **marks(request, f"{found.id}.edit.{found.seq}")},
    )


def not_yet(loop: Loop[Any], request: DeskRequest) -> frozenset[str]:
    """The facts that a form of opening leaves to later steps, but for those that the address or the form sent names."""
    return asked_later(loop) - {name.split(".")[0] for name in (*request.GET, *request.POST)}


def draw_form(
    request: DeskRequest, answer: HttpResponse | Form, shown: Mapping[str, Any], template: str = "desk/new_matter.html"
) -> HttpResponse:
    """The answer of an attempt: where it leads, or the form again."""
    if not isinstance(answer, Form):
        return answer
    return render(request, template, dict(shown), status=status_of(answer))


def given(request: DeskRequest) -> dict[str, Any]:
    """Facts that the address names: a link may open a form half filled (`?place=140621100&unit=…`)."""
    return {key: value for key, value in request.GET.items() if value and key not in ("parent", "kind")}


def prefilled(request: DeskRequest, model: type[Facts], known: Mapping[str, Any]) -> dict[str, Any]:
    """What a form starts with: a fact's `prefilled_from` (me, my_name, my_phone, my_unit, now, today, or a fact of the matter),
    else the fact of the same name in `known`, else the model's default, else the place and unit one works for."""
    me = request.user
    unit = next((grant.unit for grant in request.actor.grants if grant.unit), me.unit)
    for_others = any(grant.role.bound == "place" for grant in request.actor.grants)
    now = request.now.isoformat()
    own = {
        "me": me.id,
        "my_name": me.name,
        "my_phone": me.phone,
        "my_unit": unit,
        "now": now,
        "today": str(local(request.now).date()),
    }
    found: dict[str, Any] = {}
    for key, widget in widgets(model).items():
        info = model.model_fields[key]
        usual = (
            {"place": chosen_place(request).code, "unit": "" if for_others else unit}.get(key, "")
            if widget.kind == key and not widget.optional
            else ""
        )
        preset = None if info.is_required() else info.get_default(call_default_factory=True)
        source = widget.prefilled_from
        tried = (own.get(source) or known.get(source) if source else None, known.get(key), preset, usual)
        value = next((one for one in tried if one not in (None, "", ())), None)
        if value is not None:
            found[key] = value
        elif widget.kind == "rows" and not widget.optional:
            found[key] = [{}]
    return found
