"""Tables inside a clause or an annex: a row a line (cells parted by tabs or blanks) or a cell a line (docx).

A table is known by its heads (任务, 责任单位, 完成时限 …); each row is a task with its units and time, cut off its other
cells, so that they are no duties. Where blanks part the cells, a row with one too many keeps them in its task.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.engines.directives.directive import Offset, Units
from anlan.engines.directives.units import split_units

_TASK = re.compile(r"(?:主要|重点|工作|具体|整治|治理|目标|整改|排查)*(?:任务|内容|措施|事项|举措|要求)(?:名称|内容|措施|分解)?")
_UNITS = re.compile(r"(?:牵头|主责|主办)?(?:责任|配合|协办|落实|实施|参与|主体)?(?:单位|部门)")
_DUE = re.compile(r"(?:完成|整改|办结|工作)?(?:时限|时间|期限|进度)(?:要求)?")
_OTHER = re.compile(
    r"序号|编号|备注|类别|类型|项目|领域|进展(?:情况)?|联系(?:人|电话)|(?:责任|督导|分管|牵头)(?:领导|人)|佐证(?:材料)?"
)
_ORDER = re.compile(r"[\d一二三四五六七八九十]{1,3}[.、]?")
_HEADS = (_TASK, _UNITS, _DUE, _OTHER)


@dataclass(frozen=True, slots=True)
class Row:
    offset: Offset
    tasks: tuple[Offset, ...]
    units: Units
    due: str
    order: str  # what the number column says, "" without one


@dataclass(frozen=True, slots=True)
class Table:
    offset: Offset  # heads and rows
    rows: tuple[Row, ...]


def tables(text: str, start: int, end: int) -> Iterator[Table]:
    lines = [(start + match.start(), start + match.end()) for match in re.finditer(r"[^\n]+", text[start:end])]
    at = 0
    while at < len(lines):
        rows, used = _across(text, lines, at) or _down(text, lines, at) or ((), 0)
        if used:
            yield Table((lines[at][0], lines[at + used - 1][1]), tuple(rows))
        at += used or 1


def _across(text: str, lines: list[Offset], at: int) -> tuple[list[Row], int] | None:
    """Heads in one line, then a row a line; (rows, lines used)."""
    heads = _named([text[slice(*cell)] for cell in _cells(text, lines[at])])
    if not heads:
        return None
    rows = []
    for line in lines[at + 1 :]:
        row = _row(text, _fitted(text, _cells(text, line), heads), heads)
        if row is None:
            break
        rows.append(row)
    return rows, len(rows) + 1


def _cells(text: str, line: Offset) -> list[Offset]:
    parting = r"[^\t]+" if "\t" in text[slice(*line)] else r"[^ \u3000]+"
    return [(line[0] + match.start(), line[0] + match.end()) for match in re.finditer(parting, text[slice(*line)])]


def _fitted(text: str, cells: list[Offset], heads: list[str]) -> list[Offset]:
    """A blank inside the task cell makes one cell too many: what is left over in the middle is the task's."""
    over = len(cells) - len(heads)
    if over <= 0:
        return cells
    task = next(index for index, head in enumerate(heads) if _TASK.fullmatch(head))
    return [*cells[:task], (cells[task][0], cells[task + over][1]), *cells[task + over + 1 :]]


def _down(text: str, lines: list[Offset], at: int) -> tuple[list[Row], int] | None:
    """Heads and cells each a line of their own; the number column tells where a row begins."""
    heads: list[str] = []
    for first, last in lines[at : at + 12]:
        written = text[first:last].strip()
        if not any(kind.fullmatch(written) for kind in _HEADS):
            break
        heads.append(written)
    if not _named(heads) or heads[0] not in ("序号", "编号"):
        return None
    rows, used = [], len(heads)
    while row := _row(text, lines[at + used : at + used + len(heads)], heads):
        rows.append(row)
        used += len(heads)
    return rows, used


def _named(cells: list[str]) -> list[str]:
    """The head cells; [] when they do not make a table of tasks."""
    heads = [cell.strip() for cell in cells]
    known = all(any(kind.fullmatch(head) for kind in _HEADS) for head in heads)
    named = any(map(_TASK.fullmatch, heads)) and any(_UNITS.fullmatch(head) or _DUE.fullmatch(head) for head in heads)
    return heads if known and named and len(heads) > 2 else []


def _row(text: str, cells: list[Offset], heads: list[str]) -> Row | None:
    """One row; None when these cells are none: too few or, where rows are numbered, no number first."""
    if len(cells) < len(heads):
        return None
    written = [text[first:last].strip() for first, last in cells]
    numbered = heads[0] in ("序号", "编号")
    if numbered and not _ORDER.fullmatch(written[0]):
        return None
    due = next((said for head, said in zip(heads, written, strict=True) if _DUE.fullmatch(head)), "")
    tasks = tuple(cell for cell, head in zip(cells, heads, strict=True) if _TASK.fullmatch(head))
    span = (cells[0][0], cells[-1][1])
    order = written[0].rstrip(".、") if numbered else ""
    return Row(span, tasks, _units(dict(zip(heads, written, strict=True)), span), due, order)


def _units(row: dict[str, str], span: Offset) -> Units:
    named = {head: split_units(said) for head, said in row.items() if _UNITS.fullmatch(head)}
    lead = tuple(unit for head, units in named.items() if head[:2] in ("牵头", "主责", "主办") for unit in units)
    every = tuple(dict.fromkeys(unit for units in named.values() for unit in units))
    written = "；".join(f"{head}：{row[head]}" for head in named)
    return Units(every, lead, "牵头" if lead else "负责", written, span) if every else Units()
