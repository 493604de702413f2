"""Lines beside the text that only say by when or whom to call: 完成时限：…, 责任领导：…, 联系电话：…

They are no duties. A time limit holds for what stands above it in the clause, where that names no date of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.engines.directives.directive import Offset

_DUE = r"(?:完成|整改|办结|工作|落实)(?:时限|时间|期限|日期)(?:要求)?|(?:时限|时间|进度|期限)(?:要求|安排|节点)?"
_WHO = r"(?:责任|督导|分管|牵头|包保|挂联)(?:领导|人)|责任人|(?:联系|经办)人|(?:联系|举报|监督|值班)?(?:电话|邮箱)|备注|进展情况"
_LINE = re.compile(rf"(?:^|(?<=\n))[ \t\u3000]*(?:(?P<due>{_DUE})|{_WHO})\s*[：:][ \t]*(?P<said>[^\n]+)")
_WITHIN = re.compile(rf"[；;，,。 \u3000（(【](?P<due>{_DUE})\s*[：:]\s*(?P<said>[^；;）)】\n]+)")


@dataclass(frozen=True, slots=True)
class Note:
    offset: Offset
    due: str  # what a time limit says, "" for another note
    alone: bool  # a line of its own, not a part of a bracket


def notes(text: str, start: int, end: int) -> Iterator[Note]:
    found = [Note(match.span(), match["said"] if match["due"] else "", True) for match in _LINE.finditer(text, start, end)]
    inner = [Note(match.span(), match["said"], False) for match in _WITHIN.finditer(text, start, end)]
    lines = [note.offset for note in found]
    found += [note for note in inner if not any(first <= note.offset[0] < last for first, last in lines)]
    return iter(sorted(found, key=lambda note: note.offset))


def without_notes(written: str) -> str:
    """The inside of a bracket without its time limit and names of persons."""
    return re.sub(rf"(?:^|[；;，,。\s]+)(?:{_DUE}|{_WHO})\s*[：:]\s*[^；;\n]*", "", written)
