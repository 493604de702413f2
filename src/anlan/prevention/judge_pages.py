"""隐患判定: what is known of a place, fact by fact, against the criteria of its trade; 拟判定 with the clause.

Whether it is a major hazard a named person confirms.

Nothing is written here: the facts stand in the address, a finding leads to the form that opens a hazard.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest
from anlan.kernel.calendar import local
from anlan.kernel.refusals import NotThere
from anlan.prevention.candidates import Index
from anlan.standards.criteria import Compare, Criterion, Finding, judge, leaves
from anlan.standards.loader import CONFIDENCE, Standard, in_force, shipped

MAJOR = "major_"
SAID = {"1": True, "0": False}


@dataclass(frozen=True)
class Asked:
    """One fact as the page asks it."""

    name: str
    title: str
    is_number: bool
    value: str
    wrong: str = ""


def topics() -> list[Standard]:
    return [one for one in shipped().all if one.topic.startswith(MAJOR) and one.criteria and one.sector]


def facts_asked(standard: Standard) -> dict[str, Compare]:
    """Each fact once, in the order of the criteria, with a comparison that tells its sort."""
    return {leaf.fact: leaf for one in standard.criteria for leaf in leaves(one.when)}


def read(asked: dict[str, Compare], given: QueryDict, names: dict[str, str]) -> tuple[dict[str, object], list[Asked]]:
    """What is known, and the lines of the form; what is no number stays as typed, with its sentence."""
    known: dict[str, object] = {}
    lines = []
    for name, leaf in asked.items():
        is_number, said, wrong = isinstance(leaf.value, Decimal), given.get(name, "").strip(), ""
        if is_number and said:
            try:
                known[name] = Decimal(said)
            except InvalidOperation:
                wrong = "请填数字，不清楚的留空。"
        elif said in SAID and not is_number:
            known[name] = SAID[said]
        lines.append(Asked(name, names.get(name, name), is_number, said, wrong))
    return known, lines


@require_GET
def page(request: DeskRequest) -> HttpResponse:
    """Choose a trade; answer what is known; see what holds, what does not, and what is missing."""
    today, topic = local(request.now).date(), request.GET.get("topic", "")
    words = request.GET.get("q", "").strip()[:500]
    listed = [(one, in_force(one.valid_from, one.valid_to, today)) for one in topics()]
    shown: dict[str, object] = {"topics": listed, "q": words}
    if words:
        current = [one for one, valid in listed if valid]
        home = {criterion.id: one for one in current for criterion in one.criteria}
        found = Index([criterion for one in current for criterion in one.criteria]).ranked(words)
        shown["found"] = [(one, home[one.id], new_hazard(one, home[one.id].sector)) for one, _ in found]
    if topic:
        shown |= of_topic(request, topic)
    return render(request, "prevention/judge.html", shown)


def of_topic(request: DeskRequest, topic: str) -> dict[str, object]:
    standard = next((one for one in topics() if one.topic == topic), None)
    if standard is None:
        raise NotThere("没有这个行业的判定标准，请从列表中选择。")
    names = dict(standard.criteria[0].facts)
    known, lines = read(facts_asked(standard), request.GET, names)
    look_up = shipped().look_up
    today = local(request.now).date()
    found = [judge(one, known, lambda id: look_up(id, today)) for one in standard.criteria]
    yes = [(one, new_hazard(one.criterion, standard.sector)) for one in found if one.holds]
    begun = [one for one in found if one.holds is None and begins(one, known)]
    return {"standard": standard, "lines": lines, "yes": yes, "open": begun, "no": sum(one.holds is False for one in found),
            "unasked": sum(one.holds is None for one in found) - len(begun), "answered": bool(known), "confidence": CONFIDENCE,
            "valid": in_force(standard.valid_from, standard.valid_to, today)}  # fmt: skip


def begins(finding: Finding, known: dict[str, object]) -> bool:
    """Whether something is known already of what this criterion asks."""
    return any(leaf.fact in known for leaf in leaves(finding.criterion.when))


def new_hazard(criterion: Criterion, sector: str) -> str:
    """The form of a new hazard with the proposed verdict and its clause."""
    title, clause = criterion.title, f"{criterion.source} {criterion.clause}"
    facts = {
        "title": title[:100],
        "severity": "重大",
        "sector": sector,
        "item": title[:200],
        "criterion": f"{clause}：{title}"[:300],
    }
    return f"/new/hazard?{urlencode(facts)}"
