"""Moving rows about in an openpyxl worksheet: what is kept of them, the foot below, formulas and merges that follow. Pure."""

import re
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from anlan.desk.layouts import Layout


@dataclass(frozen=True)
class Old:
    """A cell as it stood: value, style, and where (for formulas)."""

    value: Any
    style: Any
    at: str

    @property
    def is_formula(self) -> bool:
        return isinstance(self.value, str) and self.value.startswith("=")


@dataclass
class Kept:
    """What is taken from the file before its rows are written anew."""

    rows: dict[int, list[Old]] = field(default_factory=dict)
    heights: dict[int, float | None] = field(default_factory=dict)


def keep(sheet: Any, first: int, last: int, wide: int) -> Kept:
    kept = Kept()
    for row in range(first, last + 1):
        cells = [sheet.cell(row + 1, c + 1) for c in range(wide)]
        kept.rows[row] = [Old(getattr(cell, "value", None), copy(cell._style), cell.coordinate) for cell in cells]
        kept.heights[row] = sheet.row_dimensions[row + 1].height
    return kept


def moved(old: Old, to: str) -> Any:
    """The old value; a formula with its relative references moved along."""
    if old.is_formula and old.at != to:
        return Translator(old.value, origin=old.at).translate_formula(to)
    return old.value


def unmerge(sheet: Any, first: int, last: int) -> list[CellRange]:
    """Takes away the merges of rows and foot; those of the foot are returned."""
    below = [merge for merge in sheet.merged_cells.ranges if merge.min_row > first]
    for merge in below:
        sheet.unmerge_cells(str(merge))
    return [merge for merge in below if merge.min_row > last + 1]


def merge_feet(sheet: Any, feet: list[CellRange], shift: int) -> None:
    for merge in feet:
        moved = CellRange(merge.coord)
        moved.shift(row_shift=shift)
        sheet.merge_cells(moved.coord)


def move_foot(sheet: Any, kept: Kept, layout: Layout, shift: int, wide: int) -> None:
    """Moves totals, notes and signature lines; sums over the rows grow with them."""
    feet = [row for row in kept.rows if row > layout.last]
    for row in range(layout.last + 1 + min(shift, 0), max(kept.rows, default=-1) + 1):
        _blank(sheet, row, wide)
    for row in feet:
        for c, old in enumerate(kept.rows[row]):
            cell = sheet.cell(row + shift + 1, c + 1)
            cell._style = copy(old.style)
            cell.value = _stretched(old.value, layout, shift)
        sheet.row_dimensions[row + shift + 1].height = kept.heights[row]


def _blank(sheet: Any, row: int, wide: int) -> None:
    for c in range(wide):
        sheet.cell(row + 1, c + 1).value = None
        sheet.cell(row + 1, c + 1).style = "Normal"
    sheet.row_dimensions[row + 1].height = None


RANGE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+):(\$?[A-Z]{1,3}\$?)(\d+)")


def _stretched(value: Any, layout: Layout, shift: int) -> Any:
    """A formula of the foot whose range ends with the rows."""
    if not (isinstance(value, str) and value.startswith("=")):
        return value

    def grown(found: re.Match[str]) -> str:
        top, low = int(found[2]), int(found[4])
        inside = layout.first + 1 <= low <= layout.last + 1 and low >= layout.last
        return f"{found[1]}{top}:{found[3]}{low + shift if inside else low}"

    return RANGE.sub(grown, value)


def stretch(sheet: Any, layout: Layout, shift: int) -> None:
    """Print area, filter and drop-downs reach as far as the rows."""
    low = layout.last + 1
    if sheet.print_area:

        def grown(found: re.Match[str]) -> str:
            return f"{found[1]}{found[2]}:{found[3]}{int(found[4]) + (shift if int(found[4]) >= low else 0)}"

        sheet.print_area = RANGE.sub(grown, sheet.print_area)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = f"{sheet.auto_filter.ref.partition(':')[0]}:{get_column_letter(sheet.max_column)}{low + shift}"
    for choice in sheet.data_validations.dataValidation:
        for area in choice.sqref.ranges:
            if area.min_row <= layout.first + 1 <= area.max_row < low + shift:
                area.max_row = low + shift
