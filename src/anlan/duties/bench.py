"""How the workbench shows a directive: text in pieces with obligations and doubts marked, obligations by clause. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from anlan.engines.directives.directive import Clause

HEADS = ("read", "of", "rows", "unheld", "waiting", "inferred")
INFERRED = "承前主语"
"""The scope of an obligation whose units stand in an earlier sentence: the compiler's guess until a person has read it."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `number`: of its obligation ("": none); whether that begins here, is chosen, is in doubt."""

    text: str
    number: str = ""
    begins: bool = False
    on: bool = False
    doubt: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the source; a clause heading that stands alone is a `heading`."""

    pieces: tuple[Piece, ...]
    heading: bool
    asks: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Group:
    """The obligations of one clause; `waiting`: how many may be confirmed together."""

    clause: str
    title: str
    items: tuple[Mapping[str, Any], ...]
    rows: str
    waiting: int


def paragraphs(
    text: str, items: Sequence[Mapping[str, Any]], doubts: Sequence[Mapping[str, Any]], on: str, clauses: Sequence[Clause]
) -> Iterator[Paragraph]:
    """The source, paragraph by paragraph."""
    alone = {clause.offset[0] for clause in clauses if not clause.has_body}
    place = 0
    for line in text.split("\n"):
        end = place + len(line)
        if line.strip():
            mine = tuple(doubt for doubt in doubts if place <= doubt["start"] < max(end, place + 1))
            yield Paragraph(tuple(pieces(text, place, end, items, mine, on)), any(place <= start < end for start in alone), mine)
        place = end + 1


def pieces(
    text: str, start: int, end: int, items: Sequence[Mapping[str, Any]], doubts: Sequence[Mapping[str, Any]], on: str
) -> Iterator[Piece]:
    """A paragraph cut wherever an obligation or a doubt begins or ends."""
    here = [item for item in items if item.get("start") is not None and item["start"] < end and item["end"] > start]
    cuts = {start, end} | {max(start, item["start"]) for item in here} | {min(end, item["end"]) for item in here}
    cuts |= {place for doubt in doubts for place in (max(start, doubt["start"]), min(end, doubt["end"]))}
    ordered = sorted(cuts)
    for left, right in zip(ordered, ordered[1:], strict=False):
        item = next((one for one in here if one["start"] <= left < one["end"]), None)
        is_doubt = any(doubt["start"] <= left < doubt["end"] for doubt in doubts)
        number = item["id"] if item else ""
        yield Piece(text[left:right], number, bool(item and item["start"] == left), bool(item and item["id"] == on), is_doubt)


def groups(items: Sequence[Mapping[str, Any]]) -> Iterator[Group]:
    """Obligations under their clauses, in the order of the text."""
    for clause, members in groupby(items, key=lambda item: item["clause"]):
        held = tuple(members)
        rows = sorted({int(item["row"]) for item in held if item.get("row")})
        waiting = sum(not item["checked"] and not is_inferred(item) for item in held)
        yield Group(clause, held[0].get("clause_title", ""), held, "、".join(f"第 {row} 行" for row in rows[:3]), waiting)


def is_inferred(item: Mapping[str, Any]) -> bool:
    return item.get("scope") == INFERRED


def counts(items: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The figures in the head of the workbench."""
    tasks = [item for item in items if not item.get("dropped")]
    waiting = sum(not item["checked"] for item in tasks)
    rows = len({item["row"] for item in tasks if item.get("row")})
    unheld = sum(not item.get("unit_ids") for item in tasks)
    guessed = sum(is_inferred(item) and not item["checked"] for item in tasks)
    return dict(zip(HEADS, (len(items) - waiting, len(items), rows, unheld, waiting, guessed), strict=True))


def cuts_of(item: Mapping[str, Any], text: str) -> list[tuple[int, str]]:
    """Where an obligation may be cut: after a comma or semicolon, (place, what would stand on its own)."""
    start, end = item.get("start") or 0, item.get("end") or 0
    return [(place + 1, text[place + 1 : end]) for place in range(start + 1, end - 2) if text[place] in "，；、"]
