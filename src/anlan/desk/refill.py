"""Writes rows back into a county's own file: same heads, merges, widths, fonts, signature lines; unchanged rows keep every cell.

Each row is matched to the file's row it came from, so columns that the system does not know keep what people wrote in them. If
nothing has changed, the file's own bytes are returned. Pure."""

import io
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from anlan.desk.cells import Column, Wrong, as_text, cell_of, columns_of, taken
from anlan.desk.heads import NUMBER
from anlan.desk.intake import merged
from anlan.desk.layouts import Layout, band_rows, data_rows, placed, with_bands, workbook_of
from anlan.desk.manner import in_the_manner
from anlan.desk.movable import Kept, Old, keep, merge_feet, move_foot, moved, stretch, unmerge
from anlan.desk.sheets import Cell, Sheet
from anlan.desk.tables import clean
from anlan.desk.values import IDS, Directory
from anlan.kernel.facts import Facts

FEW = 100
"""A value in at most so many rows tells them apart."""


def refill(layout: Layout, original: bytes, rows: Sequence[Any], model: type[Facts], names: Directory = IDS) -> bytes:
    """The file with `rows` (facts or their JSON) in place of its own. Raises BadFile where the file is not the layout's."""
    sheet, here = placed(layout, original, model)
    book = _Refill(sheet, here, rows, model, names)
    if book.nothing_changed:
        return original
    workbook = workbook_of(original, here.sheet)
    book.write(workbook[here.sheet])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def canonical(column: Column, cell: Any, names: Directory) -> Any:
    """What a cell means, comparable: 2026.3.1 and 2026年3月1日 are one day. Text that cannot be read stands for itself."""
    try:
        value = taken(column, cell, names)
    except Wrong:
        return as_text(cell)
    if column.widget.kind in ("number", "money") and value is not None:
        try:
            return Decimal(str(value)).normalize()
        except InvalidOperation:
            return value
    return tuple(value) if isinstance(value, list) else value


class _Refill:
    def __init__(self, sheet: Sheet, here: Layout, rows: Sequence[Any], model: type[Facts], names: Directory) -> None:
        self.layout, self.rows, self.names = here, rows, names
        self.columns = here.places(model)
        self.bands = band_rows(sheet, here)
        self.sheet, self.band_at = with_bands(sheet, here)
        self.band = {column.title: column for column in columns_of(model)}.get(here.band)
        self.all = {**self.columns, **({self.band_at: self.band} if self.band else {})}
        downward, _ = merged(sheet)
        self.slots = data_rows(sheet, here)
        self.old = {n: self._meaning(downward, n) for n in self.slots}
        self.old = {n: said for n, said in self.old.items() if any(said[c] is not None for c in self.columns)}
        self.new = [{c: canonical(col, cell_of(col, row, names), names) for c, col in self.all.items()} for row in rows]
        self.source = self._match()

    def _meaning(self, downward: Mapping[tuple[int, int], Cell], n: int) -> dict[int, Any]:
        return {c: canonical(col, downward.get((n, c), self.sheet.at(n, c)), self.names) for c, col in self.all.items()}

    @property
    def nothing_changed(self) -> bool:
        return self.source == sorted(self.old) and self.new == [self.old[n] for n in sorted(self.old)]

    def _match(self) -> list[int | None]:
        """For each new row the old row it is: the same, else with the same key, else the one most like it."""
        left = dict(self.old)
        found: list[int | None] = [None] * len(self.new)
        index: dict[tuple[Any, ...], list[int]] = {}
        for n, said in sorted(left.items(), reverse=True):
            index.setdefault(tuple(said.items()), []).append(n)
        for i, new in enumerate(self.new):
            if same := index.get(tuple(new.items())):
                found[i] = same.pop()
        for taken_row in filter(None, found):
            del left[taken_row]
        self._match_by_key(found, left)
        self._match_by_likeness(found, left)
        return found

    def _match_by_key(self, found: list[int | None], left: dict[int, dict[int, Any]]) -> None:
        key = next((c for c, column in self.columns.items() if column.title == self.layout.key), None)
        if key is None:
            return
        known = {said[key]: n for n, said in left.items() if said[key] is not None}
        for i, new in enumerate(self.new):
            if found[i] is None and (n := known.pop(new[key], None)) is not None:
                found[i] = n
                del left[n]

    def _match_by_likeness(self, found: list[int | None], left: dict[int, dict[int, Any]]) -> None:
        """Among rows that share a value few others have (all rows, where the table is small), the one that shares most."""
        sharing: dict[tuple[int, Any], list[int]] = {}
        for n, said in left.items():
            for c in self.columns:
                sharing.setdefault((c, said[c]), []).append(n)
        for i, new in enumerate(self.new):
            if found[i] is not None or not left:
                continue
            rare = {n for c in self.columns if len(rows := sharing.get((c, new[c]), ())) <= FEW for n in rows}
            shared = {n: self._shared(left[n], new) for n in (left if len(left) <= FEW else rare & left.keys())}
            best = max(shared, key=lambda n: (shared[n], -n), default=-1)
            if best >= 0 and shared[best] * 2 >= len(self.columns):
                found[i] = best
                del left[best]

    def _shared(self, said: dict[int, Any], new: dict[int, Any]) -> int:
        return sum(said[c] is not None and said[c] == new[c] for c in self.columns)

    def write(self, sheet: Any) -> None:
        """Writes the rows into openpyxl's worksheet; rows and columns there count from 1."""
        lay = self.layout
        wide = sheet.max_column
        kept = keep(sheet, lay.first, sheet.max_row - 1, wide)
        pattern = next((n for n in sorted(self.old) or self.slots), lay.first)
        plan = self._plan()
        ready = lay.last - max(self.old, default=lay.first - 1) > 0
        size = max(len(plan), lay.last - lay.first + 1) if ready else max(len(plan), 1)
        shift = size - max(lay.last - lay.first + 1, 0)
        feet = unmerge(sheet, lay.first, lay.last)
        move_foot(sheet, kept, lay, shift, wide)
        number = 0
        for offset in range(size):
            i = plan[offset] if offset < len(plan) else None
            number += isinstance(i, int)
            self._row(sheet, lay.first + offset, i, kept, pattern, number, wide)
        merge_feet(sheet, feet, shift)
        self._merge_groups(sheet, plan)
        stretch(sheet, lay, shift)

    def _plan(self) -> list[int | str]:
        """What stands in each row: the number of a new row, or the text of a band."""
        plan: list[int | str] = []
        said: Any = None
        for i, (new, source) in enumerate(zip(self.new, self.source, strict=True)):
            stood = said if source is None else self.sheet.at(source, self.band_at)
            over = new[self.band_at] if self.band else stood
            if over != said:
                said = over
                plan += [str(said)] if said else []
            plan.append(i)
        return plan

    def _row(self, sheet: Any, at: int, i: int | str | None, kept: Kept, pattern: int, number: int, wide: int) -> None:
        if isinstance(i, str):
            self._band(sheet, at, i, kept)
            return
        source = self.source[i] if i is not None else None
        model = kept.rows.get(pattern if source is None else source, [])
        if i is None and at in kept.rows and at not in self.bands:
            model = kept.rows[at]
        sheet.row_dimensions[at + 1].height = kept.heights.get(pattern if source is None else source)
        for c in range(wide):
            cell, old = sheet.cell(at + 1, c + 1), model[c] if c < len(model) else None
            if old is not None:
                cell._style = copy(old.style)
            cell.value = moved(old, cell.coordinate) if old and (source is not None or old.is_formula) else None
            if i is not None and c in self.columns and self._differs(i, c, cell.value):
                self._put(cell, c, i, old.value if old else None)
            elif self.layout.mapping.get(c) == NUMBER and i is not None:
                _number(cell, old, number)

    def _differs(self, i: int, c: int, stands: Any) -> bool:
        """Whether the cell must be written: new, changed, or so far covered by a merge that may no longer be there."""
        source, new = self.source[i], self.new[i][c]
        return source is None or self.old[source][c] != new or (stands is None and new is not None)

    def _put(self, cell: Any, c: int, i: int, like: Any) -> None:
        value = cell_of(self.columns[c], self.rows[i], self.names)
        sample = like if like is not None else self._sample(c)
        value = in_the_manner(sample, value)
        cell.value = clean(value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type, cell.quotePrefix = "s", value[:1] in "=+-@" and bool(value)
        elif isinstance(value, date) and cell.number_format in ("General", "@"):
            cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"

    def _sample(self, c: int) -> Any:
        return next((value for n in self.old if (value := self.sheet.at(n, c)) is not None), None)

    def _band(self, sheet: Any, at: int, text: str, kept: Kept) -> None:
        like = min(self.bands, default=None)
        left, right = min(self.layout.heads), max(self.layout.heads)
        for c, old in enumerate(kept.rows.get(like, []) if like is not None else []):
            sheet.cell(at + 1, c + 1)._style = copy(old.style)
            sheet.cell(at + 1, c + 1).value = None
        sheet.cell(at + 1, left + 1).value = clean(text)
        if like is not None:
            sheet.row_dimensions[at + 1].height = kept.heights.get(like)
        sheet.merge_cells(start_row=at + 1, end_row=at + 1, start_column=left + 1, end_column=right + 1)

    def _group(self, i: int | str, levels: list[int]) -> tuple[Any, ...]:
        """What a row shares with its neighbours; () where it shares nothing."""
        said = tuple(self.new[i][level] for level in levels) if isinstance(i, int) else ()
        return said if any(value is not None for value in said) else ()

    def _merge_groups(self, sheet: Any, plan: list[int | str]) -> None:
        """Merges downward what was merged downward: equal neighbours, within the group of the column before."""
        levels = [c for c in self.layout.grouped if c in self.columns]
        for c in self.layout.grouped:
            upto = levels[: levels.index(c) + 1] if c in levels else levels[:1]
            keys = [self._group(i, upto) for i in plan]
            start = 0
            for end in range(1, len(keys) + 1):
                if end < len(keys) and keys[start] and keys[end] == keys[start]:
                    continue
                if end - start > 1:
                    rows = {"start_row": self.layout.first + start + 1, "end_row": self.layout.first + end}
                    sheet.merge_cells(**rows, start_column=c + 1, end_column=c + 1)
                start = end


def _number(cell: Any, old: Old | None, number: int) -> None:
    sample = old.value if old else None
    if isinstance(sample, str) and sample.startswith("="):
        assert old is not None
        cell.value = moved(old, cell.coordinate)
    else:
        cell.value = str(number) if isinstance(sample, str) else number
