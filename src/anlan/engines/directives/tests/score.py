"""The scorer: a parsed directive against marks made by a person.

record: one-to-one matching inside a clause, intersection over union of the spans ≥ 0.5.
group: the members of a split list count once; predicted spans that lie inside one marked list count once too.
values: of every marked number, deadline, cadence or trigger, is the same value on the matched record (or on a record
overlapping it)? Comparator "=" (names such as 五到位) is left out of numbers, as the annotation allows, except zero.
"""

import argparse
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from anlan.engines.directives.directive import Directive, Obligation
from anlan.engines.directives.lexicon import DEFAULT
from anlan.engines.directives.parse import parse

Mark = dict[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True)
class Scores:
    precision: float
    recall: float
    group_precision: float
    group_recall: float
    units_f1: float
    numbers: float
    deadlines: float
    cadences: float
    triggers: float
    numbers_precision: float
    cadences_precision: float
    triggers_precision: float
    actors: float
    kinds: float
    marks: int
    found: int

    def line(self) -> str:
        return "  ".join(
            f"{name}={value:.3f}" if isinstance(value, float) else f"{name}={value}" for name, value in vars(self).items()
        )


def iou(one: Span, two: Span) -> float:
    shared = max(0, min(one[1], two[1]) - max(one[0], two[0]))
    return shared / (one[1] - one[0] + two[1] - two[0] - shared)


def pairs(found: list[Span], marked: list[Span]) -> dict[int, int]:
    """A largest one-to-one matching marked → found (augmenting paths)."""
    taken: dict[int, int] = {}

    def place(mark: int, seen: set[int]) -> bool:
        options = sorted(
            (i for i, span in enumerate(found) if iou(span, marked[mark]) >= 0.5), key=lambda i: -iou(found[i], marked[mark])
        )
        for option in options:
            if option in seen:
                continue
            seen.add(option)
            if option not in taken or place(taken[option], seen):
                taken[option] = mark
                return True
        return False

    for mark in range(len(marked)):
        place(mark, set())
    return {mark: option for option, mark in taken.items()}


def _hulls(marks: list[Mark]) -> list[Span]:
    hulls: dict[str, Span] = {}
    for index, mark in enumerate(marks):
        key = mark.get("group") or f"#{index}"
        start, end = mark["offset"]
        old = hulls.get(key, (start, end))
        hulls[key] = (min(old[0], start), max(old[1], end))
    return list(hulls.values())


def _merged(found: list[Span], lists: Iterable[Span]) -> list[Span]:
    """Found spans lying mostly inside the same marked list, as one."""
    rest = list(found)
    for start, end in lists:
        inside = [s for s in rest if (min(end, s[1]) - max(start, s[0])) * 2 >= s[1] - s[0]]
        if len(inside) > 1:
            rest = [s for s in rest if s not in inside] + [(min(s[0] for s in inside), max(s[1] for s in inside))]
    return rest


def score(directive: Directive, marks: list[Mark]) -> Scores:
    marks = [mark if "clause" in mark else mark | {"clause": _clause_at(directive, mark["offset"][0])} for mark in marks]
    found = list(directive.obligations)
    spans, marked = [o.offset for o in found], [(m["offset"][0], m["offset"][1]) for m in marks]
    matched = pairs(spans, marked)
    hulls = _hulls(marks)
    coarse = _merged(spans, (hull for hull in hulls if hull not in marked))
    coarse_hits = len(pairs(coarse, hulls))
    hits = len(matched)

    def recall(field: str, same: Callable[[Mark, Obligation], bool], only: Callable[[Mark], bool] = lambda mark: True) -> float:
        wanted = [(i, m) for i, m in enumerate(marks) if m.get(field) and only(m)]
        good = sum(any(same(m, o) for o in _candidates(i, m, matched, found)) for i, m in wanted)
        return good / len(wanted) if wanted else 1.0

    def precision(field: str) -> float:
        back = {option: mark for mark, option in matched.items()}
        said = [i for i in back if getattr(found[i], field)]
        return sum(bool(marks[back[i]].get(field)) for i in said) / len(said) if said else 1.0

    return Scores(
        precision=hits / max(1, len(found)),
        recall=hits / len(marks),
        group_precision=coarse_hits / max(1, len(coarse)),
        group_recall=coarse_hits / len(hulls),
        units_f1=_units_f1(directive, marks),
        numbers=recall("quantity", _same_number, lambda m: m["quantity"]["comparator"] != "=" or m["quantity"]["value"] == 0),
        deadlines=recall("deadline", lambda m, o: _same_deadline(m, o)),
        cadences=recall("cadence", lambda m, o: o.cadence is not None and o.cadence.period == m["cadence"]["period"]),
        triggers=recall("trigger", lambda m, o: o.trigger is not None and alike(m["trigger"], o.trigger)),
        numbers_precision=precision("quantity"),
        cadences_precision=precision("cadence"),
        triggers_precision=precision("trigger"),
        actors=recall("actor", lambda m, o: o.actor is not None and alike(m["actor"], o.actor)),
        kinds=recall("kind", lambda m, o: o.kind == m["kind"]),
        marks=len(marks),
        found=len(found),
    )


def _candidates(index: int, mark: Mark, matched: dict[int, int], found: list[Obligation]) -> list[Obligation]:
    """The matched record, else whatever record overlaps the mark: a number must not be lost with a shifted border."""
    if index in matched:
        return [found[matched[index]]]
    start, end = mark["offset"]
    return [o for o in found if o.offset[0] < end and start < o.offset[1]]


def _same_number(mark: Mark, obligation: Obligation) -> bool:
    wanted, got = mark["quantity"], obligation.quantity
    if got is None:
        return False
    value = list(got.value) if isinstance(got.value, tuple) else got.value
    return bool(value == wanted["value"])


def _same_deadline(mark: Mark, obligation: Obligation) -> bool:
    if mark.get("deadline_iso"):
        return obligation.deadline_iso == mark["deadline_iso"]
    return obligation.deadline is not None and (
        mark["deadline"] in obligation.deadline or obligation.deadline in mark["deadline"]
    )


def alike(wanted: str, got: str) -> bool:
    """Half of the wanted characters, in whatever order: annotators shorten conditions in their own words."""
    shared = sum(min(wanted.count(char), got.count(char)) for char in set(wanted))
    return shared * 2 >= len(wanted)


def _clause_at(directive: Directive, position: int) -> str:
    return next((clause.path for clause in directive.leaves if clause.body[0] <= position < clause.body[1]), "")


def _units_f1(directive: Directive, marks: list[Mark]) -> float:
    wanted: dict[str, set[str]] = {}
    got: dict[str, set[str]] = {}
    for mark in marks:
        if "responsible" in mark:
            wanted.setdefault(mark["clause"], set()).update(map(_body, mark["responsible"]))
    for obligation in directive.obligations:
        got.setdefault(obligation.clause, set()).update(map(_body, obligation.responsible))
    if not wanted:
        return 1.0
    hits = sum(len(units & got.get(clause, set())) for clause, units in wanted.items())
    total = sum(map(len, wanted.values())) + sum(len(units) for clause, units in got.items() if clause in wanted)
    return 2 * hits / total if total else 1.0


def _body(unit: str) -> str:
    """公安、住建等部门 is written 公安 + 住建等部门 by one hand and 公安部门 + 住建部门 by another: the same bodies."""
    return re.sub(r"(?<=..)(?:等)?(?:各)?(?:有关|相关)?(?:部门|单位)$", "", re.sub(r"\s", "", unit))


def read_marks(path: Path) -> list[Mark]:
    """One JSON record a line, or one JSON list, or an object holding the list."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    data = json.loads(text)
    return (
        data
        if isinstance(data, list)
        else next(value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict))
    )


def placed(directive: Directive, marks: list[Mark]) -> list[Mark]:
    """Marks counted from their clause's first character, moved to the document; `head` and `tail` settle a shifted text."""
    return [mark if "offset" in mark else mark | {"offset": list(_place(directive, mark))} for mark in marks]


def _place(directive: Directive, mark: Mark) -> Span:
    clause = directive.clause(mark["clause"])
    start, end = clause.offset[0] + mark["start"], clause.offset[0] + mark["end"]
    text, head, tail = directive.text, mark["head"], mark["tail"]
    if text.startswith(head, start) and text.endswith(tail, start, end):
        return start, end
    options = [at for at in range(clause.offset[0], clause.offset[1]) if text.startswith(head, at)]
    if not options:
        return start, end
    start = min(options, key=lambda at: abs(at - start))
    close = text.find(tail, start, clause.offset[1])
    return start, close + len(tail) if close >= 0 else end


def within(directive: Directive, clauses: set[str]) -> Directive:
    """The same directive with only these clauses' obligations: for marks that cover a part of a document."""
    return replace(directive, obligations=tuple(o for o in directive.obligations if o.clause in clauses))


def leave_one_out(text: str, marks: list[Mark]) -> tuple[float, float]:
    """(precision, recall) when each clause is parsed without the words that only this clause could have taught.

    The rules are written by hand, so nothing is trained; what can be held back is the word lists. For every clause the
    lexicon's words that occur in its text and in no other clause of the document are removed before it is scored. The
    grammar itself (how conditions, means, aims and lists are told apart) is not held back.
    """
    whole = parse(text)
    bodies = {clause.path: text[slice(*clause.body)] for clause in whole.leaves}
    hits = found = 0
    for path, body in bodies.items():
        others = "".join(other for name, other in bodies.items() if name != path)
        own = frozenset(word for word in DEFAULT.words if word in body and word not in others)
        spans = [o.offset for o in parse(text, lexicon=DEFAULT.without(own)).obligations if o.clause == path]
        marked = [(m["offset"][0], m["offset"][1]) for m in marks if m["clause"] == path]
        hits += len(pairs(spans, marked))
        found += len(spans)
    return hits / max(1, found), hits / len(marks)


def misses(directive: Directive, marks: list[Mark]) -> Iterable[str]:
    found, marked = [o.offset for o in directive.obligations], [(m["offset"][0], m["offset"][1]) for m in marks]
    matched = pairs(found, marked)
    for index, mark in enumerate(marks):
        if index not in matched:
            yield f"- {marked[index]} {mark['span']}"
    for index, obligation in enumerate(directive.obligations):
        if index not in matched.values():
            yield f"+ {obligation.offset} {obligation.span}"


def main() -> None:
    """python -m anlan.engines.directives.tests.score TEXT MARKS [--misses]."""
    arguments = argparse.ArgumentParser(description="score a parse against marks")
    arguments.add_argument("text", type=Path)
    arguments.add_argument("marks", type=Path)
    arguments.add_argument("--misses", action="store_true")
    options = arguments.parse_args()
    directive = parse(options.text.read_text(encoding="utf-8"))
    marks = placed(directive, read_marks(options.marks))
    if options.marks.suffix != ".jsonl":
        directive = within(directive, {mark["clause"] for mark in marks})
    print(score(directive, marks).line())  # noqa: T201
    if options.misses:
        print("\n".join(sorted(misses(directive, marks), key=lambda line: int(line.split("(")[1].split(",")[0]))))  # noqa: T201


if __name__ == "__main__":
    main()
