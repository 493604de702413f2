"""Texts, tables of labels and values, and grids of a Paper as parts of a docx."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.shared import Mm

from anlan.desk.docx_parts import fixed, pitch, repeat_head, table_borders, whole, write
from anlan.desk.prints import LABEL, NARROW, PADDING, Block, Field, Grid, Text, fold, longest, pairs, widths_of


def add_blocks(document: Any, blocks: Sequence[Block], width: float, size: float) -> None:
    """Texts, grids, and fields that follow one another as one table of labels and values; `width` in mm."""
    for kind, group in groupby(blocks, type):
        if kind is Field:
            _fields(document, [one for one in group if isinstance(one, Field)], width, size)
            continue
        for block in group:
            if isinstance(block, Grid):
                add_grid(document, block, width, size)
            elif isinstance(block, Text):
                pitch(write(document.add_paragraph(), [(block.text, "hei")], size), size * 1.6, after=2, align="left")


def _fields(document: Any, fields: list[Field], width: float, size: float) -> None:
    lines, label = pairs(fields), 30.0
    table = document.add_table(len(lines), 4)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table_borders(table, top=4, bottom=4, left=4, right=4, insideH=4, insideV=4)
    fixed(table, (label, width / 2 - label, label, width / 2 - label))
    for row, line in zip(table.rows, lines, strict=True):
        whole(row)
        if any(one.signed for one in line):
            row.height = Mm(24)
        cells = list(row.cells)
        if len(line) == 1:
            cells[1] = cells[1].merge(cells[3])
        for n, one in enumerate(line):
            _cell(cells[2 * n], fold(one.label, LABEL), "hei", size, "left")
            _cell(cells[2 * n + 1], one.value, "hei", size, "left")
    pitch(document.add_paragraph(), 6)


def add_grid(document: Any, block: Grid, width: float, size: float) -> None:
    """A table whose head is repeated on each page; `width` in mm, `size` in pt."""
    if block.title:
        pitch(write(document.add_paragraph(), [(block.title, "hei")], size), size * 1.6, align="left", keep=True)
    line = width / (size * 25.4 / 72)
    widths = widths_of(block, line)
    table = document.add_table(1 + len(block.rows), len(block.heads))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table_borders(table, top=4, bottom=4, left=4, right=4, insideH=4, insideV=4)
    fixed(table, [width * one / sum(widths) for one in widths])
    rows = list(table.rows)
    repeat_head(rows[0])
    for cell, head, wide in zip(rows[0].cells, block.heads, widths, strict=True):
        _cell(cell, fold(head, wide - PADDING), "hei", size, "center", middle=True)
    aligns = ["center" if longest(block, n) <= NARROW else "left" for n in range(len(block.heads))]
    for row, values in zip(rows[1:], block.rows, strict=True):
        whole(row)
        for cell, value, align in zip(row.cells, values, aligns, strict=True):
            _cell(cell, value, "fang", size, align, middle=True)
    pitch(document.add_paragraph(), 6)


def _cell(cell: Any, text: str, face: str, size: float, align: str, middle: bool = False) -> None:
    if middle:
        cell.vertical_alignment = 1
    pitch(write(cell.paragraphs[0], [(text, face)], size), size * 1.4, before=2, after=2, align=align)
