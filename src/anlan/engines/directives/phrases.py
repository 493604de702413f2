"""Cuts running text into sentences and comma phrases, never inside quotes, book titles or brackets.

All functions work on a window `(start, end)` of one text and return offsets into that text.
"""

import re
from collections.abc import Iterator

from anlan.engines.directives.directive import Offset

OPEN = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "（": "）", "(": ")", "【": "】", "「": "」", "〔": "〕", "[": "]"}
SENTENCE_ENDS = "。；;！!？?\n"
COMMAS = "，,：:"
LIST_MARKS = "、"
ITEM_WORD = re.compile(r"(?:[一二三四五六七八九十]+是(?:要)?|[一二三四五六七八九十]要(?=[^\d、，]))")
_LONGEST_GROUP = 400
_OPENS = re.compile("[" + re.escape("".join(OPEN)) + "]")


def depths(text: str, start: int, end: int) -> list[int]:
    """Nesting depth of each character of the window; a bracket that never closes opens nothing."""
    if not _OPENS.search(text, start, end):
        return [0] * (end - start)
    result: list[int] = []
    closers: list[tuple[str, int]] = []
    never: set[str] = set()  # closing marks that do not come any more
    for position in range(start, end):
        char = text[position]
        while closers and position - closers[0][1] > _LONGEST_GROUP:
            closers.pop(0)  # its closing mark went to another
        if closers and char == closers[-1][0]:
            closers.pop()
            result.append(len(closers) + 1)
            continue
        result.append(len(closers))
        if char in OPEN and OPEN[char] not in never:
            close = text.find(OPEN[char], position, end)
            if close < 0:
                never.add(OPEN[char])
            elif close < position + _LONGEST_GROUP:
                closers.append((OPEN[char], position))
                result[-1] += 1
    return result


def cut(text: str, start: int, end: int, marks: str) -> Iterator[Offset]:
    """Pieces of the window between marks at depth 0, trimmed of blanks, empty ones left out."""
    level = depths(text, start, end)
    first = start
    for position in range(start, end + 1):
        if position == end or (text[position] in marks and level[position - start] == 0 and not _inside_number(text, position)):
            piece = trim(text, first, position)
            if piece[1] > piece[0]:
                yield piece
            first = position + 1


def _inside_number(text: str, position: int) -> bool:
    """1,000 and 8:30 are one word, and so is a colon of a ratio."""
    if text[position] not in ",:：":
        return False
    return text[position - 1 : position].isdigit() and text[position + 1 : position + 2].isdigit()


def trim(text: str, start: int, end: int) -> Offset:
    while start < end and text[start] in " \t\n\u3000、，,":
        start += 1
    while end > start and text[end - 1] in " \t\n\u3000、，,。；;":
        end -= 1
    return start, end


def sentences(text: str, start: int, end: int) -> Iterator[Offset]:
    """Up to 。 or ； or a line end; 一是…；二是… come out without their counting word."""
    found = list(cut(text, start, end, SENTENCE_ENDS))
    for (first, last), following in zip(found, [*found[1:], None][: len(found)], strict=True):
        match = ITEM_WORD.match(text, first, last)
        if match and following and _heads(text, (match.end(), last), following):
            continue
        yield (match.end() if match else first), last


def _heads(text: str, sentence: Offset, following: Offset) -> bool:
    """一是摸清底数。各村要…: four to eight characters with a full stop, told in the sentences behind it."""
    alone = re.fullmatch(r"[^\d，、每]{3,8}", text[slice(*sentence)])
    joint = text[sentence[1] : following[0]]
    return bool(alone and "。" in joint and "\n" not in joint and not ITEM_WORD.match(text, *following))


def segments(text: str, start: int, end: int) -> list[Offset]:
    """The comma phrases of one sentence."""
    return list(cut(text, start, end, COMMAS))


def at_depth_zero(text: str, start: int, end: int) -> str:
    """The window with everything inside quotes and brackets blanked (same length), for searching verbs and marks."""
    if not _OPENS.search(text, start, end):
        return text[start:end]
    level = depths(text, start, end)
    return "".join(text[start + index] if depth == 0 else "\u25a1" for index, depth in enumerate(level))
