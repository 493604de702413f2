"""The clause tree: which numbering schemes a document uses, where each clause starts, its title and its own text.

A scheme's depth is not fixed by its look: the first scheme met is the outermost, a scheme first met below another is
deeper. A marker counts when it opens a line, or when it follows a closed sentence and continues its own sequence (lines
are lost in pasted text).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from anlan.engines.directives.directive import Clause, NotADirective, Offset
from anlan.engines.directives.headings import labels
from anlan.engines.directives.numbering import han
from anlan.engines.directives.numerals import han_to_int

_HAN = "〇零一二两三四五六七八九十百"
SCHEMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第(?P<n>[{_HAN}\d]+)[编篇章节][ \u3000、：:]?")),
    ("article", re.compile(rf"第(?P<n>[{_HAN}\d]+)条[ \u3000、：:]?")),
    ("han_bracket", re.compile(rf"[（(](?P<n>[{_HAN}]+)[）)][、．.]?[ \u3000]*")),
    ("han", re.compile(rf"(?P<n>[{_HAN}]+)[、．.][ \u3000]*")),
    ("bracket", re.compile(r"[（(](?P<n>\d{1,2})[）)][、．.]?[ \u3000]*")),
    ("dotted4", re.compile(r"(?P<p>\d{1,2}(?:[.．]\d{1,2}){2})[.．](?P<n>\d{1,2})[ \u3000、．.]*(?=[^\d%％‰米元])")),
    ("dotted3", re.compile(r"(?P<p>\d{1,2}[.．]\d{1,2})[.．](?P<n>\d{1,2})[ \u3000、．.]*(?=[^\d%％‰米元])")),
    ("dotted2", re.compile(r"(?P<p>\d{1,2})[.．](?P<n>\d{1,2})[ \u3000、]*(?=[^\d%％‰米吨万亿公元以至月])")),
    ("arabic", re.compile(r"(?P<n>\d{1,2})[.．、][ \u3000]*(?=\D|\d{1,2}月|20\d\d年)")),
    ("bare_arabic", re.compile(r"(?P<n>\d{1,2})[ \u3000]+(?=[\u4e00-\u9fff]{2,16}[ \u3000]*(?:\n|$))")),
    ("circle", re.compile(r"(?P<n>[①-⑳])[ \u3000]*")),
    ("bare_han", re.compile(r"(?P<n>[一二三四五六七八九十]{1,3})[ \u3000]+")),
)
INLINE = {"han_bracket", "han", "arabic", "bracket", "circle", "article"}
STRONG = {"part", "article", "han_bracket", "dotted2", "dotted3", "dotted4"}  # not mistaken for anything else at a line's start
_TITLE_MAX = 36
_SHORT_TITLE = re.compile(r"[^。，,；;：:！!、\d（(“]{3,20}")
_OBLIGES = re.compile(
    r"(?:(?<=[门局办位业委会所站队])|，)负责(?!人|制)|应当|不得|必须|\d|(?<![主重需只])要(?!求|素|点|害|件|目|务|道)"
)
_BRACKET_LINE = re.compile(
    r"[（(【].{2,300}[）)】][。．]?|(?:责任|牵头|配合|主办|协办)(?:单位|部门)\s*[：:].*|(?:完成|整改)时限\s*[：:].*"
)


@dataclass(slots=True)
class Node:
    """A clause under construction."""

    scheme: str
    number: int
    marker: str
    start: int
    text_start: int
    level: int = 0
    parent: "Node | None" = None
    label: str = ""
    end: int = 0
    children: "list[Node]" = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"{self.parent.path}/{self.label}" if self.parent else self.label


def clause_tree(text: str, start: int, end: int) -> tuple[Clause, ...]:
    """All clauses of the body window in reading order."""
    nodes = _nest(list(_markers(text, start, end)) or list(_labelled(text, start, end)), end)
    if not nodes:
        raise NotADirective("没有找到“一、”“（一）”“1.”“第一条”一类的编号，无法分出条款；请在条款前补上编号，再重新上传或粘贴。")
    nodes = [part for node in nodes for part in (node, *_tail(text, node, nodes))]
    return tuple(clause for node in nodes for clause in (_clause(text, node), *_titled(text, node)))


def _labelled(text: str, start: int, end: int) -> Iterator[Node]:
    """县应急局：… lines without numbers, each a clause; its label is its path and its title."""
    for place in labels(text, start, end):
        yield Node("label", 0, text[slice(*place)], place[0], place[0])


def _lines(text: str, start: int, end: int) -> Iterator[Offset]:
    for match in re.finditer(r"[^\n]+", text[start:end]):
        yield start + match.start(), start + match.end()


def _markers(text: str, start: int, end: int) -> Iterator[Node]:
    """Markers in reading order: at line starts, then inside a line after a closed sentence."""
    last: dict[str, int] = {}
    for first, final in _lines(text, start, end):
        position = first + len(text[first:final]) - len(text[first:final].lstrip(" \t\u3000"))
        opener = _marker_at(text, position, final)
        if opener and (_fits(opener, last, inline=False) or _runs_on(text, opener, end)):
            yield _counted(opener, last)
            position = opener.text_start
        for match in re.finditer(r"[。；;：:）)]\s*", text[position:final]):
            node = _marker_at(text, position + match.end(), final)
            if node and node.scheme in INLINE and (_fits(node, last, inline=True) or _opens_inline(text, node, final)):
                yield _counted(node, last)


def _marker_at(text: str, position: int, end: int) -> Node | None:
    for scheme, pattern in SCHEMES:
        match = pattern.match(text, position, end)
        if match and match.end() < end:
            number = _value(match["n"])
            if number is not None:
                return Node(scheme, number, match[0].strip(), position, match.end())
    return None


def _value(written: str) -> int | None:
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    return int(written) if written.isdigit() else han_to_int(written)


def _fits(node: Node, last: dict[str, int], *, inline: bool) -> bool:
    previous = last.get(node.scheme)
    if node.scheme == "bare_han" and previous is None and last:
        return False
    if node.scheme == "bare_arabic" and last and not any(scheme in last for scheme in ("bare_arabic", "dotted2")):
        return False
    if inline:
        return previous is not None and node.number == previous + 1
    if node.number <= 1 or previous is None:
        return node.number <= 1 or node.scheme in STRONG or not last
    return node.number > previous or node.scheme.startswith("dotted")


def _runs_on(text: str, node: Node, end: int) -> bool:
    """29. as the first number of its kind (an extract, or numbers that run through all chapters) when a line opens with 30."""
    if node.scheme not in ("arabic", "han", "dotted2") or not 1 < node.number < 999:
        return False
    after = han(node.number + 1) if node.scheme == "han" else str(node.number + 1)
    before = han(node.number) if node.scheme == "han" else str(node.number)
    return re.search(rf"\n[ \u3000]*{re.escape(node.marker.replace(before, after))}", text[node.text_start : end]) is not None


def _opens_inline(text: str, node: Node, end: int) -> bool:
    """（一） or 1. inside a line opens items when the second one follows in the same line."""
    if node.number != 1 or node.scheme not in ("han_bracket", "arabic", "bracket", "circle"):
        return False
    closed = re.compile(r"[。；;]\s*")
    spots = (match.end() for match in closed.finditer(text, node.text_start, end))
    others = (_marker_at(text, spot, end) for spot in spots)
    return any(other is not None and (other.scheme, other.number) == (node.scheme, 2) for other in others)


def _counted(node: Node, last: dict[str, int]) -> Node:
    last[node.scheme] = node.number
    return node


def _label(node: Node) -> str:
    """The step of the path: 一、 → 一, (二) → （二）, 1. → 1, 第三条 → 第三条."""
    if node.scheme in ("han_bracket", "bracket"):
        return f"（{node.marker.strip('（()）、．. ')}）"
    return node.marker.strip("、．. \u3000：:")


def _nest(nodes: list[Node], end: int) -> list[Node]:
    """Gives every node its parent; `end` of a node is where the next marker starts."""
    stack: list[Node] = []
    seen: dict[str, int] = {}
    for index, node in enumerate(nodes):
        depth = next((place for place, other in enumerate(stack) if other.scheme == node.scheme), len(stack))
        del stack[depth:]
        node.parent = stack[-1] if stack else None
        node.level = depth + 1
        node.label = _label(node)
        times = seen[node.path] = seen.get(node.path, 0) + 1
        node.label += f"#{times}" if times > 1 else ""  # numbering that starts again, as in an attachment
        node.end = nodes[index + 1].start if index + 1 < len(nodes) else end
        if node.parent:
            node.parent.children.append(node)
        stack.append(node)
    return nodes


def _paragraphs(text: str, node: Node) -> list[Offset]:
    """The lines of a node's own text, bracket-only lines left out."""
    return [
        line for line in _lines(text, node.text_start, node.end) if not _BRACKET_LINE.fullmatch(text[line[0] : line[1]].strip())
    ]


def _tail(text: str, node: Node, nodes: list[Node]) -> list[Node]:
    """The closing unnumbered line below the last of several one-paragraph items, as clause 尾 of their parent."""
    parent = node.parent
    if parent is None:
        return _farewell(text, node, nodes)
    if node.children or parent.children[-1] is not node or len(parent.children) < 2:
        return []
    if node.scheme in ("part", "article") or any(len(_paragraphs(text, other)) > 1 for other in parent.children[:-1]):
        return []
    lines = _paragraphs(text, node)
    if len(lines) < 2 or _title_end(text, node)[1] >= lines[0][1]:
        return []
    tail = Node("tail", 0, "尾", lines[1][0], lines[1][0], node.level, parent, "尾", node.end)
    node.end = lines[1][0]
    return [tail]


_FAREWELL = re.compile(r"[ \u3000]*(?:请|望|希望?)(?!示)[^。\n]{4,}")


def _farewell(text: str, node: Node, nodes: list[Node]) -> list[Node]:
    """请各单位于…前报送…, the last line below the last clause of all, speaks for the whole document: clause 尾."""
    lines = _paragraphs(text, node)
    if node is not nodes[-1] or len(lines) < 2 or not (_FAREWELL.match(text, *lines[-1]) or _stands_apart(text, lines, nodes)):
        return []
    tail = Node("tail", 0, "尾", lines[-1][0], lines[-1][0], node.level, None, "尾", node.end)
    node.end = lines[-1][0]
    return [tail]


def _stands_apart(text: str, lines: list[Offset], nodes: list[Node]) -> bool:
    """Each clause is one paragraph without items, the last has one more: that one closes the document."""
    if len(nodes) < 3 or len(lines) != 2 or not text[slice(*lines[1])].rstrip().endswith("。"):
        return False
    plain = all(node.parent is None and node.scheme not in ("part", "article") for node in nodes)
    return plain and all(len(_paragraphs(text, node)) == 1 for node in nodes[:-1])


def _title_end(text: str, node: Node) -> tuple[str, int]:
    """The title and the position where the clause's own text begins."""
    if node.scheme == "tail":
        return "", node.text_start
    first = next(_lines(text, node.text_start, node.end), (node.text_start, node.end))
    line = text[first[0] : first[1]]
    stop = re.search(r"[。：:]", line)
    if stop is None:
        return _whole_line(line, first, node, text[first[1] : node.end].split("\n"))
    title, rest = line[: stop.start()], line[stop.end() :].strip()
    below = [rest, *text[first[1] : node.end].split("\n")]
    more = any(part.strip() and not _BRACKET_LINE.fullmatch(part.strip()) for part in below) or node.children
    if len(title) <= _TITLE_MAX and more and not _OBLIGES.search(re.sub(r"（[^）]*）", "", title)):
        return title.strip(), first[0] + stop.end()
    return "", first[0]


def _whole_line(line: str, first: Offset, node: Node, text_below: list[str]) -> tuple[str, int]:
    """A line without a full stop is a title, unless it is an item of a list or all the text there is."""
    spaced = re.match(r"(\S{2,20})[ \u3000]+(?=\S{12})", line)
    if spaced and not node.children and "，" not in spaced[1]:
        return spaced[1], first[0] + spaced.end()
    bare = re.sub(r"[；;]\s*$", "", line).strip()
    obliges = _OBLIGES.search(re.sub(r"（[^）]*）", "", bare)) or line.rstrip().endswith(("；", ";"))
    below = any(part.strip() and not _BRACKET_LINE.fullmatch(part.strip()) for part in text_below)
    if len(bare) <= _TITLE_MAX + 12 and not obliges and (below or node.children):
        return bare, first[1]
    return "", first[0]


def _clause(text: str, node: Node) -> Clause:
    title, body_start = _title_end(text, node)
    heads = _short_titles(text, node, body_start)
    body_end = heads[0][0] if heads else node.end
    while body_end > body_start and text[body_end - 1].isspace():
        body_end -= 1
    while body_start < body_end and text[body_start].isspace():
        body_start += 1
    parent = node.parent.path if node.parent else None
    return Clause(
        node.path, node.marker, node.level, title, (node.start, max(body_end, body_start)), (body_start, body_end), parent
    )


def _short_titles(text: str, node: Node, start: int) -> list[Offset]:
    """Short unnumbered lines, each followed by a paragraph: sub-sections (at least two of them)."""
    lines = list(_lines(text, start, node.end))
    found = [
        line
        for line, following in zip(lines, lines[1:], strict=False)
        if _SHORT_TITLE.fullmatch(text[line[0] : line[1]].strip()) and following[1] - following[0] > 24
    ]
    return found if len(found) > 1 else []


def _titled(text: str, node: Node) -> list[Clause]:
    heads = _short_titles(text, node, _title_end(text, node)[1])
    result = []
    for index, head in enumerate(heads):
        title = text[head[0] : head[1]].strip()
        end = heads[index + 1][0] if index + 1 < len(heads) else node.end
        end = head[1] + len(text[head[1] : end].rstrip())
        body = (head[1] + 1, end)
        result.append(Clause(f"{node.path}/{title}", "", node.level + 1, title, (head[0], end), body, node.path))
    return result
