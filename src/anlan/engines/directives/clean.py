"""The entry of the reading half: raw text in, cleaned text and its repairs out.

Nothing is invented: what the text still determines is restored, what it does not is shown as □ with candidates.
Cleaning runs to a fixed point, so cleaning a cleaned text changes nothing.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from anlan.engines.directives.lines import furniture, layout, paragraphs
from anlan.engines.directives.lost import lost, markup
from anlan.engines.directives.pinyin import pinyin
from anlan.engines.directives.punctuation import punctuation, spaces
from anlan.engines.directives.repair import Draft, Edit, Kind, Repair
from anlan.engines.directives.script import script
from anlan.engines.directives.shifted import shifted

Step = Callable[[str], list[Edit]]

STEPS: tuple[Step, ...] = (layout, shifted, pinyin, markup, script, lost, furniture, paragraphs, punctuation, spaces)
ROUNDS = 5
AROUND = 6
PLACELESS = (Kind.PAGE_BREAK, Kind.DUPLICATE, Kind.SPACE, Kind.LOST)
"""Repairs that say little without the words around them."""
REASONS = {
    Kind.PAGE_BREAK: "段落被换页或换行截断，已接上",
    Kind.DUPLICATE: "换页处重复的文字，已删去一遍",
    Kind.FURNITURE: "页码或页眉，已删去",
    Kind.PUNCTUATION: "半角标点改为全角",
    Kind.SPACE: "引号间的空格，已删去",
    Kind.PINYIN: "字后插入的拼音，已删去",
    Kind.SCRIPT: "繁体改为简体",
    Kind.SHIFTED: "插入拼音造成字节错位，已按原字节还原",
    Kind.LOST: "原文字节丢失",
    Kind.MARKUP: "网页标记残留，已删去",
}
COLUMNS = ("id", "class", "garbled", "restored", "confidence", "reason")


@dataclass(frozen=True)
class Cleaned:
    """The cleaned text, one paragraph a line, and what was mended in it."""

    text: str
    repairs: tuple[Repair, ...]


def clean(raw: str) -> Cleaned:
    """Mends a raw text as `documents.read` gives it."""
    draft = Draft(raw)
    for _ in range(ROUNDS):
        before = draft.text
        for step in STEPS:
            draft = draft.apply(step(draft.text))
        if draft.text == before:
            break
    return Cleaned(draft.text, tuple(repair for repair in draft.repairs if repair.original != repair.replacement))


def repairs_tsv(cleaned: Cleaned) -> str:
    """The repairs as a table (id, class, garbled, restored, confidence, reason), line breaks shown as ⏎.

    Sure repairs that are alike stand in one row with their count; one that waits for a person has a row of its own.
    """
    count = Counter(_alike(cleaned.text, repair) for repair in cleaned.repairs)
    rows = [COLUMNS]
    for row, times in count.items():
        kind, garbled, restored, confidence, reason, _ = row
        note = f"{reason}，共 {times} 处" if times > 1 else reason
        rows.append((f"R{len(rows):02d}", kind, garbled, restored, confidence, note))
    return "".join("\t".join(row) + "\n" for row in rows)


def _alike(text: str, repair: Repair) -> tuple[str, str, str, str, str, int]:
    """What a repair's row says; the last item keeps apart those that a person must look at."""
    around = AROUND if repair.kind in PLACELESS else 0
    left, right = text[max(0, repair.start - around) : repair.start], text[repair.end : repair.end + around]
    garbled, restored = (_on_one_line(left + part + right) for part in (repair.original, repair.replacement))
    reason = REASONS[repair.kind]
    if repair.candidates and repair.needs_person:
        reason += "；候选：" + "、".join(repair.candidates)
    if repair.needs_person:
        reason += "；请人工确认"
    return (repair.kind.value, garbled, restored, f"{repair.confidence:.2f}", reason, repair.start if repair.needs_person else -1)


def _on_one_line(text: str) -> str:
    return text.replace("\n", "⏎").replace("\f", "⏎").replace("\t", " ")
