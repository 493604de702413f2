"""What people do with matters that go from node to node: accept what came down, follow and take back what was handed down."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from anlan.desk.forms import Form
from anlan.desk.frame import DeskRequest, say
from anlan.desk.matter import evidence_of, served
from anlan.desk.offers import Offers
from anlan.desk.posted import posted
from anlan.desk.steps import attempt, marks, prefilled, status_of
from anlan.duties import matching
from anlan.duties.queries import units
from anlan.kernel import across, directory, handed, offering, queries
from anlan.kernel.enclosed import LACKING
from anlan.kernel.facts import Facts, widgets
from anlan.kernel.people import reaches
from anlan.kernel.refusals import NotThere, Refused


@require_http_methods(["GET", "POST"])
def accept(request: DeskRequest, id: str) -> HttpResponse:
    """接收: what the upper node sent, and the form of our own matter, filled from it as far as both nodes mean the same."""
    found = queries.matter(id, request.actor)
    mirror = across.mirror_of(id)
    shown: dict[str, Any] = {"matter": found, "opened": across.accepted_of(id), "facts": found.facts, "submit": "接收并登记"}
    if found.kind != handed.KIND:
        raise NotThere(queries.NOT_YOURS)
    if mirror is None or found.closed is not None:
        return render(request, "exchange/accept.html", shown)
    offer = mirror.summary["offer"]
    shown |= {"sent": offer.get("shown", ()), "offer": offer, "mirror": mirror, "files": files_of(mirror.id)}
    try:
        loop = handed.known(mirror.kind)
    except Refused as refused:
        return render(request, "exchange/accept.html", shown | {"unknown": str(refused)})
    names = Offers(request.actor, request.now)

    def write(sent: QueryDict) -> HttpResponse:
        made = handed.accept(id, posted(loop.facts, sent, names), request.actor, at=request.now)
        say(request, f"已接收，登记为“{loop.title}”，进展会自动报上级。")
        return HttpResponseRedirect(f"/m/{made.id}")

    blank = Form(loop.facts, prefilled(request, loop.facts, given(request, loop.facts, offer)), names)
    answer = attempt(request, loop.facts, names, write) if request.method == "POST" else blank
    if not isinstance(answer, Form):
        return answer
    shown |= {"loop": loop, "form": answer, "back": f"/m/{id}", **marks(request, f"accept.{id}")}
    shown |= {"other_version": offer.get("version") != loop.version}
    return render(request, "exchange/accept.html", shown, status=status_of(answer) if request.method == "POST" else 200)


def given(request: DeskRequest, model: type[Facts], offer: dict[str, Any]) -> dict[str, Any]:
    """The offer's facts as far as our form has them; units by their name in our register; no place outside our own."""
    shapes, known = widgets(model), units(request.actor)
    mine = across.my_node()[2]
    facts = {name: value for name, value in offer.get("facts", {}).items() if name in shapes}
    if not reaches(mine, str(facts.get("place", mine))):
        del facts["place"]
    for name, titles in offer.get("units", {}).items():
        ids = [id for title in titles if (id := matching.named(title, known))]
        if name in shapes and ids:
            facts[name] = ids if shapes[name].kind == "many" else ids[0]
    return facts


@require_GET
def below(request: DeskRequest) -> HttpResponse:
    """交下级办理: what lies with lower nodes, as they told last."""
    only, node = request.GET.get("only", ""), request.GET.get("node", "")
    found = across.below(request.actor, request.now, node=node, only=only if only in across.WHICH else "")
    titles = across.node_titles()
    shown = {
        "rows": [(one, titles.get(one.home, one.home), one.summary.get("answer", {}).get("holder", "")) for one in found],
        "only": only,
        "node": titles.get(node, ""),
        "choices": CHOICES,
        "full": len(found) == FULL,
    }
    return render(request, "exchange/below.html", shown)


CHOICES, FULL = (("", "在办"), ("over", "逾期"), ("refused", "退回"), ("closed", "办结")), 200


@require_http_methods(["GET", "POST"])
def mirror(request: DeskRequest, id: str) -> HttpResponse:
    """A matter that lives at another node, as it told us last: 再次下达 or 撤回 while nobody there has it."""
    found, refusal = across.mirror(id, request.actor), ""
    if request.method == "POST":
        try:
            say(request, ASKED[request.POST.get("what", "")](id, request))
            return HttpResponseRedirect(f"/exchange/mirror/{id}")
        except (Refused, KeyError) as refused:
            refusal = str(refused) if isinstance(refused, Refused) else "页面已过期，请刷新后重试。"
    offer, answer, below = found.summary.get("offer", {}), found.summary.get("answer", {}), bool(found.matter)
    shown = {
        "mirror": found,
        "below": below,
        "node": across.node_titles().get(found.home, found.home),
        "kind": offer.get("kind_title") or answer.get("kind_title") or found.kind,
        "cause": offer.get("upper_title") or "上级事项",
        "offer": offer,
        "answer": answer,
        "place": queries.place_names([found.place]).get(found.place, found.place),
        "due": found.due,
        "refused": not below and found.state == offering.REFUSED,
        "may_take_back": not below and found.state in (offering.OFFERED, offering.REFUSED),
        "told": story(id),
        "files": files_of(id),
        "refusal": refusal,
        "why": request.POST.get("why", ""),
    }
    return render(request, "exchange/mirror.html", shown, status=422 if refusal else 200)


def files_of(mirror: str) -> list[tuple[Any, bool, bool]]:
    """(file, whether it is whole here, whether a page may show it as a picture) of what came with a mirror's letters."""
    return [(one, one.ref != LACKING, one.ref != LACKING and picture) for one, picture in evidence_of(mirror)]


@require_GET
def file(request: DeskRequest, id: str, proof: str) -> HttpResponse:
    """A file that came from another node, under the rights of what it came with."""
    across.mirror(id, request.actor)
    if directory.proof(proof, id).ref == LACKING:
        raise Refused("这份附件还在传输，下一次交换后再看。")
    return served(id, proof)


VERBS = {"offer": "下达", "answer": "对方报来", "withdraw": "撤回"}


def story(id: str) -> list[tuple[Any, str, str, str]]:
    """(when, who, what, why) of a mirror's ledger, newest first."""
    told = []
    for entry in reversed(queries.story(id)):
        body, letter = entry["body"], entry["body"].get("letter", {})
        why = letter.get("why") or letter.get("refused") or body.get("why") or ""
        what = VERBS.get(entry["verb"], entry["verb"]) + (
            f"：{body['to']}" if body.get("to") and entry["verb"] == "answer" else ""
        )
        told.append((entry["recorded"], entry["name"], what, why))
    return told


def again(id: str, request: DeskRequest) -> str:
    offering.offer_again(id, request.actor, at=request.now, why=request.POST.get("why", ""))
    return "已再次下达，等待对方接收。"


def take_back(id: str, request: DeskRequest) -> str:
    offering.withdraw(id, request.actor, at=request.now, why=request.POST.get("why", ""))
    return "已撤回。"


ASKED = {"again": again, "withdraw": take_back}
