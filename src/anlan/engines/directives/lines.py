"""Paragraphs: page numbers and running heads out, paragraphs cut by a page turn or a fixed width joined again.

A passage that stands at the foot of one page and again at the head of the next is kept once.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.engines.directives.repair import Edit, Kind

_NUMERAL = "[一二三四五六七八九十百零〇]"
HEADING = re.compile(
    rf"[　 ]*(?:{_NUMERAL}+[、.．]|[（(]{_NUMERAL}+[）)]|\d{{1,2}}[.．、](?!\d)|[（(]\d{{1,2}}[）)]"
    rf"|第(?:{_NUMERAL}|\d)+[章节条款编部]"
    r"|[①-⑳]|附件|附[：:]|抄送|主送|[（(]此件|[（(]联系人|注[：:]|[-•●■□◆*]|\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$|[〇一二三四五六七八九十]{4}年)"
)
_ENDS = tuple("。！？；：…）)】」”’》〉!?;:.")
_HANGS = tuple("，、（(《〈“‘,—")
_CLOSES = tuple("，、。；：！？）)》〉”’】,;")
_PAGE = re.compile(
    r"[　 ]*(?:[—–\-－─一·•~～]{1,3} *(?P<dashed>\d{1,4}) *[—–\-－─一·•~～]{1,3}"
    r"|第 *(?P<said>\d{1,4}) *页(?:[ ，,/／]*共 *\d{1,4} *页)?"
    r"|(?P<of>\d{1,4}) *[/／] *\d{1,4}|[Pp]age *(?P<page>\d{1,4})(?: *of *\d{1,4})?|(?P<bare>\d{1,3}))[　 ]*"
)
_SENTENCE = re.compile("[。；！？]")
_SPACES = " \t　\n\f"
HARD_WRAP = range(15, 61)
LONG = 60


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str
    indent: int
    turns: bool
    """A form feed stands before this line."""


def layout(text: str) -> list[Edit]:
    """One kind of line end and of blank; invisible characters out."""
    edits = [Edit(m.start(), m.end(), "\n") for m in re.finditer("\r\n?|\u2028|\u2029|\x0b|\x85", text)]
    edits += [Edit(m.start(), m.end(), "") for m in re.finditer("[\ufeff\u200b-\u200f\u2060\u00ad\x00-\x08\x0e-\x1f\x7f]", text)]
    edits += [Edit(m.start(), m.end(), " ") for m in re.finditer("[\u00a0\u2002-\u200a\u202f\t]", text)]
    return edits


def furniture(text: str) -> list[Edit]:
    """Takes out page numbers and the running heads beside them. A bare number counts only in a run 1, 2, 3 …"""
    lines = list(_lines(text))
    numbers = {n for n, line in enumerate(lines) if (m := _PAGE.fullmatch(line.text)) and not m["bare"]}
    numbers |= _counted(lines)
    beside = {n + step for n in numbers for step in (-1, 1)} | {n for n, line in enumerate(lines) if line.turns}
    beside |= {n - 1 for n, line in enumerate(lines) if line.turns}
    repeated = Counter(lines[n].text for n in beside - numbers if 0 <= n < len(lines))
    heads = {
        n
        for n in beside - numbers
        if 0 < n < len(lines)
        and len(lines[n].text) <= 40
        and repeated[lines[n].text] > 2
        and not lines[n].text.endswith(_ENDS[:4])
    }
    return [
        Edit(lines[n].start, lines[n].end, "", Kind.FURNITURE, 0.99 if n in numbers else 0.96) for n in sorted(numbers | heads)
    ]


def _counted(lines: list[_Line]) -> set[int]:
    """Lines that hold nothing but 1, 2, 3 … counted through the document without a gap, well apart."""
    bare = [(n, int(m["bare"])) for n, line in enumerate(lines) if (m := _PAGE.fullmatch(line.text)) and m["bare"]]
    rising = len(bare) > 1 and all(b[1] == a[1] + 1 and b[0] - a[0] > 3 for a, b in zip(bare, bare[1:], strict=False))
    return {n for n, _ in bare} if rising and bare[0][1] < 3 else set()


def paragraphs(text: str) -> list[Edit]:
    """One paragraph a line: joins what belongs together, drops what a page turn repeated, and takes blank lines out."""
    lines = list(_lines(text))
    if not lines:
        return [Edit(0, len(text), "")] if text else []
    width = _width(lines)
    indented = width > 0 and _has_indents(lines)
    edits = _outside(text, lines)
    so_far = lines[0].text
    for line, after in zip(lines, lines[1:], strict=False):
        gap = text[line.end : after.start]
        repeat = _repeated(so_far, after.text)
        joint = _joint(so_far, line, after, width, indented)
        if repeat:
            edits.append(Edit(line.end, after.start + repeat, "", Kind.DUPLICATE, 0.98 if repeat >= 12 else 0.9))
            so_far += after.text[repeat:]
        elif joint:
            glue = " " if re.search("[A-Za-z]$", so_far) and re.match("[A-Za-z0-9]", after.text) else ""
            edits.append(Edit(line.end, after.start, glue, Kind.PAGE_BREAK, joint))
            so_far += glue + after.text
        else:
            edits += [Edit(line.end, after.start, "\n")] if gap != "\n" else []
            so_far = after.text
    return edits


def _outside(text: str, lines: list[_Line]) -> list[Edit]:
    first, last = lines[0].start, lines[-1].end
    return [Edit(a, b, "") for a, b in ((0, first), (last, len(text))) if b > a]


def _lines(text: str) -> Iterator[_Line]:
    """The lines that hold something, without the blanks at their ends."""
    turns = False
    for match in re.finditer("[^\n\f]+|\f", text):
        body = match.group().strip(_SPACES)
        turns = turns or match.group() == "\f"
        if body:
            indent = len(match.group()) - len(match.group().lstrip(_SPACES))
            start = match.start() + indent
            yield _Line(start, start + len(body), body, indent, turns)
            turns = False


def _width(lines: list[_Line]) -> int:
    """The fixed width of a text that was wrapped at one, else 0."""
    lengths = [len(line.text) + min(line.indent, 2) for line in lines]
    if len(lengths) < 8:
        return 0
    widest = sorted(lengths)[int(len(lengths) * 0.9)]
    full = sum(widest - 3 <= length <= widest + 2 for length in lengths)
    return widest if widest in HARD_WRAP and full * 2 >= len(lengths) else 0


def _has_indents(lines: list[_Line]) -> bool:
    indented = sum(line.indent > 0 for line in lines)
    return 0 < indented < len(lines) * 0.7


def _repeated(before: str, after: str) -> int:
    """How many characters at the head of `after` repeat the foot of `before`."""
    cut = not before.endswith(_ENDS)
    for length in range(min(len(before), len(after), 200), 7, -1):
        if before.endswith(after[:length]):
            whole = length == len(after)
            return length if (cut and not whole) or length >= 20 else 0
    return 0


def _joint(so_far: str, line: _Line, after: _Line, width: int, indented: bool) -> float:
    """How sure it is that `after` continues the paragraph so far; 0 means it is a paragraph of its own."""
    if after.text.startswith(_CLOSES):
        return 0.99
    if HEADING.match(after.text) or _next_row(so_far, after.text):
        return 0.0
    if so_far.endswith(_HANGS) or (_open_bracket(so_far) and len(so_far) > 12 and not so_far.endswith(_ENDS)):
        return 0.99
    full = width > 0 and len(line.text) + min(line.indent, 2) >= width - 2
    if indented and full and not after.indent:
        return 0.97
    if so_far.endswith(_ENDS) or (indented and after.indent):
        return 0.0
    return 0.97 if full or _running(so_far) else 0.0


def _next_row(so_far: str, after: str) -> bool:
    """Rows of a table, numbered and parted by blanks: 序号 …, 1 …, 2 …"""
    order = re.match(r"(\d{1,3})[ \t]+\S", after)
    return order is not None and (so_far.startswith("序号") or re.match(rf"{int(order[1]) - 1}[ \t]", so_far) is not None)


def _running(text: str) -> bool:
    """Does the line break off in running text (and not end like a title, a cell or a heading)?"""
    return len(text) >= LONG or (len(text) >= 25 and _SENTENCE.search(text) is not None)


def _open_bracket(text: str) -> bool:
    """Is a bracket still open within the last sentences?"""
    tail = text[-120:]
    return any(
        tail.rfind(left) > max(tail.rfind(right) for right in rights)
        for left, rights in (("（", "）)"), ("《", "》"), ("“", "”"))
    )
