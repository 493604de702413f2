"""What the duties room's pages read: a directive's text, obligations and rows, units to choose from."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from anlan.duties.matching import UnitSeen, match, seen
from anlan.duties.reading import Reading, reading, settled
from anlan.kernel import directory, queries
from anlan.kernel.people import Actor
from anlan.kernel.refusals import NotThere, Refused

if TYPE_CHECKING:
    from anlan.kernel.models import Matter

MOST_UNITS = 2000


def place_of(by: Actor) -> str:
    """The place a directive is taken in for: the clerk's own."""
    return by.grants[0].place if by.grants else directory.this_node().place


def directive(id: str, by: Actor) -> "Matter":
    """The directive's matter; NotThere if it is none or not for these eyes."""
    found = queries.matter(id, by)
    if found.kind != "directive":
        raise NotThere(queries.NOT_YOURS)
    return found


def twin(head: Mapping[str, Any], by: Actor) -> "Matter | None":
    """A directive that came in before with the same title, number and date and was not voided or filed without tasks."""
    same = queries.matters(by, kinds=("directive",)).filter(title=head["title"]).exclude(state__in=("已作废", "已存档"))
    told = ("doc_no", "issuer", "issued")
    return next((one for one in same.order_by("-id") if all(one.facts.get(name) == head.get(name) for name in told)), None)


def units(by: Actor) -> tuple[UnitSeen, ...]:
    """The register of units as matching needs it; who belongs to a committee is said by the unit or by the committee."""
    bodies: dict[str, list[str]] = {}
    for one in queries.records("committee", by)[:MOST_UNITS]:
        for unit in one.facts.get("members", ()):
            bodies.setdefault(unit, []).append(one.title)
    return tuple(
        seen(one.id, one.title, {**one.facts, "members_of": [*one.facts.get("members_of", ()), *bodies.get(one.id, ())]})
        for one in queries.records("unit", by)[:MOST_UNITS]
    )


def matched(names: str, by: Actor) -> dict[str, Any]:
    """The units that a list of names ("县应急局、各乡镇") stands for, as facts of an obligation."""
    return {"unit_ids": list(match([name for name in re.split("[、，,；;]", names) if name.strip()], units(by)).ids)}


def obligations(id: str, by: Actor) -> list[dict[str, Any]]:
    """A directive's obligations in the order of the text, each free to change."""
    return [dict(one) for one in directive(id, by).facts.get("obligations") or ()]


def one_of(items: list[dict[str, Any]], id: str) -> dict[str, Any]:
    found = next((one for one in items if one["id"] == id), None)
    if found is None:
        raise NotThere("这条任务已被合并或改动，请刷新页面。")
    return found


def rows(id: str, by: Actor) -> list[dict[str, Any]]:
    """A directive's task table in the order of its rows."""
    return [dict(row) for row in directive(id, by).facts.get("rows") or ()]


def read_again(id: str, by: Actor) -> Reading:
    """The reading of a directive's original, as it was when it came in."""
    facts: dict[str, Any] = directive(id, by).facts
    originals = facts.get("original") or []
    if not originals:
        raise Refused("这件来文没有原件，请先在事项页补传原件。")
    proof = directory.proof(originals[0], id)
    return reading(directory.bytes_of(proof), proof.title)


def doubts(id: str, by: Actor) -> list[dict[str, Any]]:
    """The doubtful places of a directive's text, each free to change."""
    return [dict(one) for one in directive(id, by).facts.get("doubts") or ()]


def text(id: str, by: Actor, told: list[dict[str, Any]] | None = None) -> str:
    """The cleaned text that all offsets refer to, as people have settled it."""
    return settled(read_again(id, by).text, doubts(id, by) if told is None else told)


def directives(by: Actor) -> "list[Matter]":
    """The directives this actor may see, newest first, to choose from."""
    return list(queries.matters(by, kinds=("directive",))[:200])
