"""The entry of the reading half: raw text in, cleaned text and its repairs out.

Nothing is invented: what the text still determines is restored, what it does not is shown as □ with candidates.
Cleaning runs to a fixed point, so cleaning a cleaned text changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from anlan.engines.directives.lines import furniture, layout, paragraphs
from anlan.engines.directives.lost import lost, markup
from anlan.engines.directives.pinyin import pinyin
from anlan.engines.directives.punctuation import punctuation, spaces
from anlan.engines.directives.repair import Draft, Edit, Repair
from anlan.engines.directives.script import script
from anlan.engines.directives.shifted import shifted

Step = Callable[[str], list[Edit]]

STEPS: tuple[Step, ...] = (layout, shifted, pinyin, markup, script, lost, furniture, paragraphs, punctuation, spaces)
ROUNDS = 5
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
    return Cleaned(draft.text, draft.repairs)


def repairs_tsv(cleaned: Cleaned) -> str:
    """The repairs as a table (id, class, garbled, restored, confidence, reason), line breaks shown as ⏎."""
    rows = [COLUMNS]
    for number, repair in enumerate(cleaned.repairs, start=1):
        cells = (repair.original, repair.replacement)
        garbled, restored = (cell.replace("\n", "⏎").replace("\t", " ") for cell in cells)
        rows.append((f"R{number:02d}", repair.kind.value, garbled, restored, f"{repair.confidence:.2f}", ""))
    return "".join("\t".join(row) + "\n" for row in rows)
