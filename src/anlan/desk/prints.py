"""Papers: one plain document, four layouts (red_head, form, receipt, table), each as docx and as PDF. Pure.

`paper_of` draws a Paper from a loop's Print and a Look; `prints_pdf.pdf` and `prints_docx.docx` set it. An official paper
(red_head, GB/T 9704—2012) never carries the ledger's digest nor a code; our own slips do. A 函 is set as a letter (信函格式).
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from anlan.desk.values import BEIJING, IDS, Directory, chinese_date, shown
from anlan.kernel.facts import Facts, widgets
from anlan.kernel.loop import Look, Print
from anlan.standards.loader import shipped

Layout = Literal["red_head", "form", "receipt", "table"]
LAYOUTS: tuple[Layout, ...] = ("red_head", "form", "receipt", "table")


@dataclass(frozen=True)
class Text:
    """A paragraph; its level is read from how it begins (一、 （一） 1. （1）)."""

    text: str


@dataclass(frozen=True)
class Field:
    """A label and what stands beside it; `wide` takes the whole line, `signed` leaves room for a hand and a seal."""

    label: str
    value: str = ""
    wide: bool = False
    signed: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with its own head; `widths` are parts of the whole line (empty: by what the columns hold)."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    widths: tuple[float, ...] = ()


Block = Text | Field | Grid


@dataclass(frozen=True)
class Paper:
    """What is printed, before anybody decides how. Dates are dates, names are names: no ids, no markup."""

    layout: Layout
    title: str
    blocks: tuple[Block, ...] = ()
    number: str = ""
    issuer: str = ""
    signer: str = ""
    date: dt.date | None = None
    addressees: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    secrecy: str = ""
    urgency: str = ""
    contact: str = ""
    printed_by: str = ""
    printed_on: dt.date | None = None
    note: str = ""
    digest: str = ""
    sealed: str = ""
    link: str = ""
    letter: bool = False

    def __post_init__(self) -> None:
        if self.layout not in LAYOUTS:
            raise ValueError(f"不认识的版式“{self.layout}”，应为 {'、'.join(LAYOUTS)}。")
        if self.layout == "red_head" and (self.digest or self.link or self.sealed):
            raise ValueError("公文不印账本摘要和二维码，请去掉后重新生成。")


ELEMENTS = {
    "主送": "addressees", "主送机关": "addressees", "抄送": "copies", "抄送机关": "copies",
    "附件": "attachments", "附件说明": "attachments", "附注": "contact", "密级": "secrecy", "紧急程度": "urgency",
    "签发人": "signer", "发文机关": "issuer", "印发机关": "printed_by", "发文字号": "number", "标题": "title",
}  # fmt: skip
"""A block of a red_head print with one of these headings fills that element of the paper instead of its text."""
LISTS = ("addressees", "copies", "attachments")


@dataclass(frozen=True)
class Stamp:
    """What the kernel knows about the paper beyond the matter: who issues, when, and the ledger's digest (slips only)."""

    issuer: str = ""
    signer: str = ""
    date: dt.date | None = None
    printed_by: str = ""
    digest: str = ""
    sealed: str = ""
    link: str = ""


def paper_of(print: Print, look: Look[Any], stamp: Stamp | None = None, names: Directory = IDS) -> Paper:
    """The paper that a loop's Print draws from a matter. Without blocks all facts are printed, in their order.

    An official paper is dated by its signing: without `stamp.date` it has none; a slip is dated the day it is drawn."""
    stamp = stamp or Stamp()
    layout = print.layout
    if layout not in LAYOUTS:
        raise ValueError(f"不认识的版式“{layout}”，应为 {'、'.join(LAYOUTS)}。")
    said = [block for one in print.blocks or tuple(widgets(type(look.facts))) for block in _blocks(one, look, names)]
    paper = Paper(layout, print.title, number=look.number, issuer=stamp.issuer, signer=stamp.signer, date=stamp.date)
    if layout != "red_head":
        day = stamp.date or look.now.astimezone(BEIJING).date()
        return replace(paper, blocks=tuple(said), date=day, digest=stamp.digest, sealed=stamp.sealed, link=stamp.link)
    return _official(replace(paper, printed_by=stamp.printed_by, letter=print.title.endswith("函")), said)


def _official(paper: Paper, said: Iterable[Block]) -> Paper:
    elements: dict[str, Any] = {}
    texts: list[Block] = []
    for block in said:
        name = ELEMENTS.get(block.label) if isinstance(block, Field) else None
        if isinstance(block, Field) and name:
            elements[name] = split_names(block.value, name) if name in LISTS else block.value or getattr(paper, name)
        elif isinstance(block, Field):
            texts += [Text(line) for line in (block.label, *block.value.split("\n")) if line.strip()]
        else:
            texts.append(block)
    return replace(paper, blocks=tuple(texts), **elements)


def split_names(text: str, element: str = "") -> tuple[str, ...]:
    """Names as people list them; attachments one a line, for their titles hold commas."""
    parts = re.split(r"[\n；;]" if element == "attachments" else r"[\n；;、，,]", text)
    return tuple(re.sub(r"^\d+[.．、]\s*", "", part.strip()).rstrip("。：:") for part in parts if part.strip())


def _blocks(block: Any, look: Look[Any], names: Directory) -> list[Block]:
    if not isinstance(block, str):
        heading, said = block
        text = said(look) or ""
        return [Field(heading, text, wide=True)] if heading else [Text(line) for line in text.split("\n")]
    widget = widgets(type(look.facts))[block]
    value = getattr(look.facts, block)
    if widget.kind == "rows" and widget.row is not None:
        return [_grid(widget.title, widget.row, value, names)]
    text = shown(widget, value, names)
    wide = widget.kind in ("long_text", "many") or len(text) > 18
    return [Field(widget.title, text, wide, signed=widget.kind == "signature")]


def _grid(title: str, row: type[Facts], rows: Iterable[Any], names: Directory) -> Grid:
    columns = widgets(row)
    heads = tuple(f"{w.title}（{w.unit}）" if w.unit else w.title for w in columns.values())
    plain = {name: replace(w, unit="") for name, w in columns.items()}
    return Grid(heads, tuple(tuple(shown(w, getattr(one, name), names) for name, w in plain.items()) for one in rows), title)


Run = tuple[str, str]
"""A stretch of text and its face: hei (黑体), kai (楷体) or fang (仿宋)."""
HEADINGS = ((re.compile(r"[一二三四五六七八九十百]+、"), "hei"), (re.compile(r"[（(][一二三四五六七八九十百]+[）)]"), "kai"))


def runs(text: str) -> tuple[Run, ...]:
    """The faces of a paragraph: 一、 in 黑体, （一） in 楷体, up to the first full stop; the rest and all else in 仿宋."""
    face = next((face for begins, face in HEADINGS if begins.match(text)), "fang")
    stop = text.find("。") + 1
    if face == "fang" or (not stop and len(text) > 40):
        return ((text, "fang"),)
    head, rest = (text[:stop], text[stop:]) if stop else (text, "")
    return ((head, face), (rest, "fang")) if rest else ((head, face),)


@dataclass(frozen=True)
class Measures:
    """The figures of GB/T 9704 that the setting needs, in mm and pt, each from `standards/gbt9704.yaml`."""

    of: dict[str, float] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        return self.of[name]

    @property
    def margin_right(self) -> float:
        return 210 - self["margin_left"] - self["core_width"]

    def margin_bottom(self, letter: bool = False) -> float:
        """A letter's 版记 finds room in 7 mm of the bottom margin (5.2.3 lets lines be adjusted); the rest keeps the core."""
        return 297 - self["margin_top"] - self["core_height"] - (7 if letter else 0)

    @property
    def line(self) -> float:
        """Height of a line in pt: the core shared by its lines."""
        return self["core_height"] / self["lines"] * 72 / 25.4

    @property
    def tracking(self) -> float:
        """What each character gives up (pt), so that the line holds its characters."""
        return self["core_width"] * 72 / 25.4 / self["characters"] - self["body_size"]


def measures(on: dt.date) -> Measures:
    """The layout's figures in force on that day. Raises NoFigure for a day before the standard."""
    standards = shipped()
    topic = standards.standard("gbt9704", on)
    return Measures({fig.id.partition(".")[2]: float(str(fig.value)) for fig in topic.figures if fig.in_force(on)})


def dated(paper: Paper) -> str:
    return chinese_date(paper.date) if paper.date else ""


def mark_of(paper: Paper) -> str:
    """发文机关标志: the issuer's name, with 文件 behind it except on a letter."""
    return paper.issuer if paper.letter or not paper.issuer or paper.issuer.endswith("文件") else f"{paper.issuer}文件"


def mark_size(paper: Paper, width: float) -> float:
    """Size of the mark in pt: as large as the line of `width` mm allows, within what looks like one."""
    count = max(len(mark_of(paper)), 1)
    return max(18.0, min(40.0 if paper.letter else 48.0, width * 72 / 25.4 / count * 0.98))


def foot_of(paper: Paper) -> tuple[str, ...]:
    """The lines in the foot of our own slips; none without a digest."""
    if not paper.digest:
        return ()
    grouped = " ".join(paper.digest[i : i + 4] for i in range(0, min(len(paper.digest), 32), 4))
    check = "手机扫码核验内容是否被改动。" if paper.link else "可凭账本摘要核验内容是否被改动。"
    return tuple(filter(None, (f"本单由安澜生成，{check}", f"账本摘要　{grouped}", paper.sealed)))


def notes_of(paper: Paper) -> tuple[str, ...]:
    """附件说明 as lines: 附件：1. … under one another; a single one unnumbered."""
    if len(paper.attachments) == 1:
        return (f"附件：{paper.attachments[0]}",)
    return tuple(f"{'附件：' if n == 1 else '　　　'}{n}. {title}" for n, title in enumerate(paper.attachments, 1))


def pairs(fields: Iterable[Field]) -> list[tuple[Field, ...]]:
    """Fields as lines of a slip: two narrow ones share a line, a wide one stands alone."""
    lines: list[tuple[Field, ...]] = []
    waiting: Field | None = None
    for one in fields:
        if one.wide:
            lines += [(waiting,)] if waiting else []
            lines.append((one,))
            waiting = None
        elif waiting and waiting.signed == one.signed:
            lines.append((waiting, one))
            waiting = None
        else:
            lines += [(waiting,)] if waiting else []
            waiting = one
    return lines + ([(waiting,)] if waiting else [])


GOOD_BREAK = re.compile(
    r"(?<=[、，》”）])|(?=关于)|(?<=的)|(?=开展|做好|加强|推进|落实|切实|印发|限期|进一步|通知$|函$|通报$|意见$|方案$)"
)


def title_lines(title: str, most: int) -> tuple[str, ...]:
    """A title in lines of at most `most` characters, about equal, broken where a word ends."""
    if "\n" in title:
        return tuple(title.split("\n"))
    count = -(-len(title) // most)
    if count <= 1:
        return (title,)
    good = {found.start() for found in GOOD_BREAK.finditer(title)}
    lines, start = [], 0
    for left in range(count, 1, -1):
        ideal = start + (len(title) - start) / left
        least, last = len(title) - most * (left - 1), min(start + most, len(title) - 1)
        cut = min(range(max(start + 1, least), last + 1), key=lambda at: (abs(at - ideal) + (0 if at in good else 6), at))
        lines.append(title[start:cut])
        start = cut
    return (*lines, title[start:])


def longest(grid: Grid, column: int) -> int:
    """Characters in the longest line of a column, its head left out."""
    return max((len(line) for row in grid.rows for line in row[column].split("\n")), default=0)


def widths_of(grid: Grid, line: float) -> list[float]:
    """Widths in characters that fill a line of `line`: as given, or by what columns hold; unbreakable words keep their room."""
    held = [longest(grid, n) for n in range(len(grid.heads))]
    parts = grid.widths or tuple(min(24, max(4, len(head) / 2, held[n])) for n, head in enumerate(grid.heads))
    least = [_least(grid, n, held[n]) for n in range(len(grid.heads))]
    wide = [max(part * line / sum(parts), floor) for part, floor in zip(parts, least, strict=True)]
    over, slack = sum(wide) - line, sum(wide) - sum(least)
    return [w - over * (w - floor) / slack if slack > over > 0 else w for w, floor in zip(wide, least, strict=True)]


def _least(grid: Grid, column: int, held: int) -> float:
    words = (len(word) for row in grid.rows for word in UNBROKEN.findall(row[column]))
    return max(max(words, default=0) * 0.55, held if held <= NARROW else 0, 2) + PADDING


LABEL = 6.5
"""How many characters of a label stand in a line of a form."""
NARROW = 6
"""A column whose longest line has at most this many characters stands centred, unbroken."""
PADDING = 1.2
"""What a cell's edges take, in characters."""
UNBROKEN = re.compile(r"[!-~]{1,24}")


def fold(head: str, width: float) -> str:
    """A head in even lines where it does not fit in one: 责任领导 as 责任 / 领导, never with a single character left over."""
    count = -(-len(head) // max(int(width), 1))
    if count <= 1 or "\n" in head:
        return head
    each = -(-len(head) // count)
    return "\n".join(head[at : at + each] for at in range(0, len(head), each))
