"""Gap check between two directives that were taken in, and the supplement it drafts."""

from collections.abc import Iterable
from datetime import datetime

from anlan.duties import queries
from anlan.duties.reading import facts_of
from anlan.engines.directives.gap import Gap, gap
from anlan.kernel.actions import set_facts
from anlan.kernel.people import Actor
from anlan.kernel.refusals import Refused

TITLES = {
    "missing": "下级没有对应任务", "number_lost": "数字丢了", "number_weakened": "数字变松", "number_share": "总数待分解",
    "cadence_weakened": "频次变松", "deadline_later": "时限变晚",
}  # fmt: skip


def found(upper: str, lower: str, by: Actor) -> list[tuple[int, str, Gap]]:
    """(place, what it is, finding) in the order of the upper document."""
    above, below = (queries.read_again(id, by).directive for id in (upper, lower))
    return [(place, TITLES.get(one.kind, one.kind), one) for place, one in enumerate(gap(above, below))]


def draft(upper: str, lower: str, picked: Iterable[str], by: Actor, *, at: datetime) -> int:
    """The chosen findings as obligations of the lower directive, in the upper one's words, to be read by a person.

    Returns how many."""
    chosen = {int(place) for place in picked if place.isdigit()}
    wanted = [one for place, _, one in found(upper, lower, by) if place in chosen]
    if not wanted:
        raise Refused("请先勾选要补充的条目。")
    items, source = queries.obligations(lower, by), queries.directive(upper, by)
    row = max((int(one["row"]) for one in items if one.get("row")), default=0)
    number = max((int(one["id"]) for one in items if one["id"].isdigit()), default=0)
    for n, one in enumerate(wanted, 1):
        title = f"据《{source.title}》{one.upper.clause}补充"[:200]
        said = {
            name: value for name, value in facts_of(one.upper, ()).items() if name not in ("start", "end", "units", "unit_ids")
        }
        items.append(
            said | {"id": str(number + n), "clause": "补充", "clause_title": title, "row": str(row + n), "checked": False}
        )
    set_facts(lower, {"obligations": items}, by, at=at)
    return len(wanted)
