"""A document as it came in, read, cleaned and taken apart by the compiler, ready to be kept as records. Pure but for a cache."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from anlan.duties.duty_forms import SCOPES
from anlan.duties.matching import UnitSeen, match
from anlan.engines.directives.clean import clean
from anlan.engines.directives.directive import Cadence, Directive, NotADirective, Obligation, Quantity
from anlan.engines.directives.documents import NotADocument, read
from anlan.engines.directives.parse import parse
from anlan.engines.directives.repair import Repair

COUNTED = re.compile(r"(?:(?P<of>.*)\s)?(?P<comparator>[≥≤><])(?P<value>\d+(?:\.\d+)?)(?:—[\d.]+)?(?P<unit>[^\d\s].{0,19})")
"""A number that binds, as `quantity_said` writes it: “办实事解难题 ≥10项”; of a span (1—2) the lower end."""
WORDS = {"≥": "不少于", ">": "多于", "≤": "不超过", "<": "少于"}
COMPARED = {">=": "≥", "<=": "≤", "=": "", ">": ">", "<": "<"}


@dataclass(frozen=True)
class Reading:
    """The cleaned text of a document, what was mended in it, and what it orders."""

    text: str
    repairs: tuple[Repair, ...]
    directive: Directive

    @property
    def doubts(self) -> tuple[Repair, ...]:
        """Repairs that a person must confirm."""
        return tuple(repair for repair in self.repairs if repair.needs_person)


def reading(data: bytes, name: str, year: int | None = None) -> Reading:
    """Reads a document. Raises NotADocument or NotADirective, each a Chinese sentence."""
    return _reading(hashlib.sha256(data).hexdigest(), data, name, year)


@lru_cache(maxsize=8)
def _reading(digest: str, data: bytes, name: str, year: int | None) -> Reading:
    assert digest
    cleaned = clean(read(data, name))
    return Reading(cleaned.text, cleaned.repairs, parse(cleaned.text, year))


def doubt_facts(found: Reading) -> list[dict[str, Any]]:
    """The places that a person must settle; neighbours are one place."""
    joined: list[dict[str, Any]] = []
    for repair in sorted(found.doubts, key=lambda one: one.start):
        said = {
            "start": repair.start,
            "end": repair.end,
            "original": repair.original.strip(),
            "candidates": "、".join(repair.candidates),
        }
        if joined and joined[-1]["end"] == repair.start:
            joined[-1]["end"] = repair.end
            joined[-1]["original"] += said["original"]
            joined[-1]["candidates"] = ""
        else:
            joined.append(said)
    kept = [one | {"reading": found.text[one["start"] : one["end"]] or "（无）"} for one in joined]
    return [
        {name: str(value)[:200] if isinstance(value, str) else value for name, value in one.items() if value != ""}
        for one in kept
    ]


def settled(text: str, doubts: Sequence[Mapping[str, Any]]) -> str:
    """The text as people have settled it: a reading of the same length stands in its place."""
    for one in doubts:
        if one.get("settled") and len(one["reading"]) == one["end"] - one["start"]:
            text = text[: one["start"]] + one["reading"] + text[one["end"] :]
    return text


def head_facts(found: Reading, name: str) -> dict[str, Any]:
    """What the directive's own facts say, as far as its head tells."""
    head = found.directive.head
    facts = {
        "title": head.title or head.number or name.rsplit(".", 1)[0],
        "doc_no": head.number,
        "issuer": head.issuer,
        "issued": head.date,
    }
    return {key: value for key, value in facts.items() if value}


def obligations(found: Reading, units: tuple[UnitSeen, ...]) -> Iterator[dict[str, Any]]:
    """Each obligation as the directive's facts keep it. Those of one sentence are proposed for one row of the task table."""
    rows: dict[tuple[str, str], int] = {}
    for number, one in enumerate(found.directive.obligations, 1):
        row = rows.setdefault((one.clause, one.text), len(rows) + 1)
        yield facts_of(one, units) | {"id": str(number), "row": str(row), "checked": False}


def facts_of(one: Obligation, units: tuple[UnitSeen, ...]) -> dict[str, Any]:
    """One obligation, its units matched against the register."""
    said = {
        "clause": one.clause, "clause_title": one.clause_title, "span": one.span, "start": one.offset[0], "end": one.offset[1],
        "action": one.action, "object": one.object, "lead": "、".join(one.lead), "units": "、".join(one.responsible),
        "unit_ids": list(match(one.responsible, units).ids), "scope": one.responsible_scope, "actor": one.actor,
        "cadence": cadence_said(one.cadence), "deadline_text": one.deadline, "deadline": one.deadline_iso,
        "quantity": quantity_said(one.quantity), "trigger": one.trigger, "group": one.group,
    }  # fmt: skip
    return {key: value for key, value in said.items() if value not in (None, "", [])}


def cadence_said(cadence: Cadence | None) -> str | None:
    """“每季度 ≥1 次”."""
    if cadence is None:
        return None
    count = f" {COMPARED.get(cadence.comparator or '=', '')}{cadence.count} 次" if cadence.count else ""
    return f"{cadence.text}{count}"


def quantity_said(quantity: Quantity | None) -> str | None:
    """“办实事解难题 ≥10 项”."""
    if quantity is None:
        return None
    value = "—".join(map(str, quantity.value)) if isinstance(quantity.value, tuple) else quantity.value
    return f"{quantity.of} {COMPARED.get(quantity.comparator, quantity.comparator)}{value}{quantity.unit}".strip()


def row_facts(number: int, items: Sequence[Mapping[str, Any]], units: tuple[UnitSeen, ...]) -> dict[str, Any]:
    """A row of the task table made of its obligations, in the order of the text. A lead only where the document names one."""
    first = items[0]
    lead = next(iter(match(filter(None, str(first.get("lead") or "").split("、")), units).ids), None)
    named = list(dict.fromkeys(unit for item in items for unit in item.get("unit_ids", ())))
    deadlines = sorted(item["deadline"] for item in items if item.get("deadline"))
    scope = first.get("scope") or "负责"
    said = {
        "no": str(number), "clause": first["clause"], "task": task_of(first), "lead": lead,
        "measures": "；".join(item["span"].rstrip("。；，") for item in items) + "。",
        "units": [unit for unit in named if unit != lead], "scope": scope if scope in SCOPES else "负责",
        "due": deadlines[-1] if deadlines else None, "standing": not deadlines, "cadence": cadence_of(items),
        "note": joined(items, "quantity")[:200], **target_of(items),
    }  # fmt: skip
    return {key: value for key, value in said.items() if value not in (None, "", [])}


def target_of(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The one number that a row's obligations must reach, with the words of the document that say so.

    A number that only names a set ("十五条硬措施": no comparator), sets the task off, or says which things it is about
    ("3层及以上、…") is nothing to be reached. Where several stand in one row a person chooses: only their words are given."""
    read = [(COUNTED.fullmatch(str(item.get("quantity") or "")), item) for item in items]
    told = [(found, item) for found, item in read if found and binds(found, item)]
    if not told:
        return {}
    ground = {"quantity": "；".join(dict.fromkeys(item["span"].strip("。；，") for _, item in told))[:500]}
    if len({(found["comparator"], found["value"], found["unit"]) for found, _ in told}) > 1:
        return ground
    found = told[0][0]
    return ground | {"target": found["value"], "target_unit": found["unit"], "comparator": WORDS[found["comparator"]]}


def binds(found: re.Match[str], item: Mapping[str, Any]) -> bool:
    """Whether the number is what the obligation must reach: not part of what sets it off, nor of what it is about."""
    said = f"{found['value']}{found['unit']}"
    told = (str(item.get("trigger") or ""), str(item.get("object") or ""))
    return said not in told[0] and "（问题）" not in told[1] + str(found["of"]) and not sets_a_scope(said, item["span"])


def task_of(item: Mapping[str, Any]) -> str:
    return (
        "：".join(filter(None, (item.get("clause_title"), f"{item.get('action') or ''}{item.get('object') or ''}")))[:200]
        or item["span"][:80]
    )


def cadence_of(items: Sequence[Mapping[str, Any]]) -> str:
    """The shortest of the periods that the table knows."""
    told = " ".join(str(item.get("cadence") or "") for item in items)
    words = {
        "每月": ("月",),
        "每季度": ("季",),
        "每半年": ("半年",),
        "每年": ("每年", "年度"),
        "及时": ("及时",),
        "经常": ("常态", "经常", "定期"),
    }
    return next((word for word, signs in words.items() if any(sign in told for sign in signs)), "无")


def joined(items: Sequence[Mapping[str, Any]], name: str) -> str:
    return "；".join(dict.fromkeys(str(item[name]) for item in items if item.get(name)))


__all__ = ["NotADirective", "NotADocument", "Reading", "reading"]


def sets_a_scope(said: str, span: str) -> bool:
    """Whether the number tells which things are meant (3层及以上的自建房), not how many are wanted (3次以上)."""
    after = (part.removeprefix("及") for part in span.split(said)[1:])
    return any(one[:2] in ("以上", "以下") and one[2:3] not in ("", "，", "；", "。") for one in after)
