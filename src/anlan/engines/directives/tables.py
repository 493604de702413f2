"""Tables inside a clause, pasted with tabs or flattened to one cell a line (docx): each row is a task with its units and time.

A table is known by its heads (任务, 责任单位, 完成时限 …); a row is cut off its other cells, so that they are no duties.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anlan.engines.directives.directive import Offset, Units
from anlan.engines.directives.units import split_units

_TASK = re.compile(r"(?:主要|重点|工作|具体|整治|治理|目标)*(?:任务|内容|措施|事项|举措|要求)(?:名称|内容|措施|分解)?")
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


@dataclass(frozen=True, slots=True)
class Table:
    offset: Offset  # heads and rows
    rows: tuple[Row, ...]


def tables(text: str, start: int, end: int) -> Iterator[Table]:
    cells = [(start + match.start(), start + match.end()) for match in re.finditer(r"[^\n\t]+", text[start:end])]
    at = 0
    while at < len(cells):
        heads = _heads(text, cells, at)
        if not heads:
            at += 1
            continue
        first = at
        at += len(heads)
        rows = []
        while row := _row(text, cells[at : at + len(heads)], heads, tabbed=text[cells[first][1]] == "\t"):
            rows.append(row)
            at += len(heads)
        yield Table((cells[first][0], cells[at - 1][1]), tuple(rows))


def _heads(text: str, cells: list[Offset], at: int) -> list[str]:
    """The head cells from here on; [] when they do not make a table of tasks."""
    heads: list[str] = []
    for first, last in cells[at : at + 12]:
        written = text[first:last].strip()
        if not any(kind.fullmatch(written) for kind in _HEADS):
            break
        heads.append(written)
    named = any(map(_TASK.fullmatch, heads)) and any(_UNITS.fullmatch(head) or _DUE.fullmatch(head) for head in heads)
    return heads if named and len(heads) > 2 else []


def _row(text: str, cells: list[Offset], heads: list[str], *, tabbed: bool) -> Row | None:
    """One row; None when these cells are none (too few, no number in the number column, cells of several lines)."""
    if len(cells) < len(heads):
        return None
    written = [text[first:last].strip() for first, last in cells]
    numbered = heads[0] in ("序号", "编号")
    if numbered and not _ORDER.fullmatch(written[0]) or tabbed and "\n" in text[cells[0][0] : cells[-1][1]]:
        return None
    if not tabbed and not numbered:
        return None  # nothing tells where a row begins
    due = next((said for head, said in zip(heads, written, strict=True) if _DUE.fullmatch(head)), "")
    tasks = tuple(cell for cell, head in zip(cells, heads, strict=True) if _TASK.fullmatch(head))
    span = (cells[0][0], cells[-1][1])
    return Row(span, tasks, _units(dict(zip(heads, written, strict=True)), span), due)


def _units(row: dict[str, str], span: Offset) -> Units:
    named = {head: split_units(said) for head, said in row.items() if _UNITS.fullmatch(head)}
    lead = tuple(unit for head, units in named.items() if head[:2] in ("牵头", "主责", "主办") for unit in units)
    every = tuple(dict.fromkeys(unit for units in named.values() for unit in units))
    written = "；".join(f"{head}：{row[head]}" for head in named)
    return Units(every, lead, "牵头" if lead else "负责", written, span) if every else Units()
