"""Repairs and the draft they are made on: every change keeps its original text and its place in the result.

A cleaning step looks at `draft.text` and hands back edits; `draft.apply` makes them and moves the places of earlier
repairs along, so that at the end each repair points at the cleaned text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate

SURE = 0.95
"""From this confidence on a repair stands without a person's word."""


class Kind(StrEnum):
    """What was mended; the value is the class written to the repairs table."""

    PAGE_BREAK = "page-break"
    DUPLICATE = "page-break duplicate"
    FURNITURE = "page furniture"
    PUNCTUATION = "punctuation"
    SPACE = "space"
    PINYIN = "pinyin"
    SCRIPT = "script"
    SHIFTED = "shifted bytes"
    LOST = "lost character"
    MARKUP = "markup"


@dataclass(frozen=True)
class Repair:
    """One mended place. `start` and `end` are character offsets in the cleaned text; `replacement` stands there.

    `candidates` are readings for what is lost, best first; they are proposals and never stand in the text by themselves
    unless one of them is the replacement, which then waits for a person.
    """

    start: int
    end: int
    original: str
    replacement: str
    kind: Kind
    confidence: float
    candidates: tuple[str, ...] = ()

    @property
    def needs_person(self) -> bool:
        return self.confidence < SURE


@dataclass(frozen=True)
class Edit:
    """Replace `text[start:end]` by `new`; without a kind it is mere layout (blank lines, indents) and leaves no repair."""

    start: int
    end: int
    new: str
    kind: Kind | None = None
    confidence: float = 1.0
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A text on its way to being clean, with the repairs made so far."""

    text: str
    repairs: tuple[Repair, ...] = ()

    def apply(self, edits: Iterable[Edit]) -> "Draft":
        """Makes the edits (none may overlap another). An edit inside an earlier repair becomes part of it."""
        ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
        if not ordered:
            return self
        shift = _Shift(ordered)
        text = _rewritten(self.text, ordered)
        moved = [_moved(repair, shift, text) for repair in self.repairs]
        spans = sorted((old.start, old.end, number) for number, old in enumerate(self.repairs) if old.end > old.start)
        for number, edit in enumerate(ordered):
            if edit.kind is None:
                continue
            host = _host(edit, spans)
            if host is None:
                moved.append(_repair_of(edit, shift.new_start(number), self.text, text))
            else:
                moved[host] = replace(moved[host], confidence=min(moved[host].confidence, edit.confidence))
        return Draft(text, tuple(sorted(moved, key=lambda repair: (repair.start, repair.end))))


class _Shift:
    """Where a place of the old text lies in the new one."""

    def __init__(self, edits: list[Edit]) -> None:
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._gains = [0, *accumulate(len(edit.new) - (edit.end - edit.start) for edit in edits)]

    def new_start(self, number: int) -> int:
        return self._starts[number] + self._gains[number]

    def start(self, place: int) -> int:
        """The new place of a repair's start: inside an edit it moves to the edit's start; text put in before it stays outside."""
        number = bisect_left(self._starts, place)
        if number and place < self._edits[number - 1].end:
            return self.new_start(number - 1)
        while number < len(self._edits) and self._edits[number].end == place:
            number += 1
        return place + self._gains[number]

    def end(self, place: int) -> int:
        """The new place of a repair's end; an edit that reaches beyond it takes it along."""
        number = bisect_left(self._starts, place)
        if number and place < self._edits[number - 1].end:
            return self.new_start(number - 1) + len(self._edits[number - 1].new)
        return place + self._gains[number]


def _rewritten(text: str, edits: list[Edit]) -> str:
    pieces, done = [], 0
    for edit in edits:
        if edit.start < done:
            raise ValueError(f"edits overlap at {edit.start}")
        pieces += [text[done : edit.start], edit.new]
        done = edit.end
    return "".join([*pieces, text[done:]])


def _moved(repair: Repair, shift: _Shift, text: str) -> Repair:
    start = shift.start(repair.start)
    end = max(start, shift.end(repair.end)) if repair.end > repair.start else start
    return replace(repair, start=start, end=end, replacement=text[start:end])


def _host(edit: Edit, spans: list[tuple[int, int, int]]) -> int | None:
    """The earlier repair that holds the whole edit, if there is one."""
    at = bisect_right(spans, (edit.start, float("inf"), 0)) - 1
    if at >= 0 and spans[at][0] <= edit.start and edit.end <= spans[at][1]:
        return spans[at][2]
    return None


def _repair_of(edit: Edit, start: int, old: str, new: str) -> Repair:
    assert edit.kind is not None
    end = start + len(edit.new)
    return Repair(start, end, old[edit.start : edit.end], new[start:end], edit.kind, edit.confidence, edit.candidates)
