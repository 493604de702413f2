"""Tables out: rows of a Facts model, a register or a list of matters as xlsx or csv, and the empty template to fill in. Pure.

No cell can act: text stays text, so "=cmd|…" is shown, never run. Large exports are streamed (openpyxl write-only)."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from anlan.desk.cells import Column, cell_of, columns_of
from anlan.desk.values import IDS, Directory, visible
from anlan.kernel.facts import Facts, Widget

LONGEST = 32_000
CUT = "……（过长，全文见系统）"
WIDTHS = {"date": 12, "moment": 17, "number": 11, "money": 12, "yes_no": 8, "choice": 12, "unit": 26, "place": 22, "person": 12,
          "long_text": 44, "many": 28, "contact": 14, "point": 13, "rows": 44}  # fmt: skip
FORMATS = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "number": "General", "money": "General", "point": "General"}
HEAD = {
    "font": Font(bold=True), "fill": PatternFill("solid", fgColor="E6F0FA"),
    "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
}  # fmt: skip
WRAP, TOP = Alignment(vertical="top", wrap_text=True), Alignment(vertical="top")
THIN = Border(*(Side("thin", color="B8C0CA"),) * 4)


def clean(text: str) -> str:
    """Text as a file can hold it: no control characters, no more than a cell takes."""
    text = visible(text)
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


@dataclass(frozen=True)
class Dress:
    """The styles of a column's cells, made once: of figures and dates, of text, of text that looks like a formula."""

    figure: Any
    text: Any
    quoted: Any

    @classmethod
    def of(cls, sheet: Any, column: Column) -> "Dress":
        kind, made = column.widget.kind, []
        for number_format, quote in ((FORMATS.get(kind, "General"), False), ("@", False), ("@", True)):
            cell: Any = WriteOnlyCell(sheet)
            cell.number_format, cell.quotePrefix = number_format, quote
            cell.alignment = WRAP if number_format == "@" and kind in ("long_text", "rows", "many") else TOP
            made.append(cell._style)
        return cls(*made)

    def cell(self, sheet: Any, value: Any) -> Any:
        """A cell whose type is the column's: a code is never a number, text never a formula."""
        if value is None:
            return None
        if isinstance(value, Decimal) and len(value.as_tuple().digits) <= 15:
            value = int(value) if value == value.to_integral_value() else float(value)
        if isinstance(value, date | int | float):
            return _dressed(sheet, value, self.figure)
        text = clean(str(value))
        cell = _dressed(sheet, text, self.quoted if text[:1] in ("=", "+", "-", "@") else self.text)
        cell.data_type = "s"
        return cell


def _dressed(sheet: Any, value: Any, style: Any) -> Any:
    cell: Any = WriteOnlyCell(sheet, value)
    cell._style = style
    return cell


def xlsx(columns: Sequence[Column], rows: Iterable[Any], title: str = "", names: Directory = IDS) -> bytes:
    """Rows (facts, or mappings by column name) as a workbook: head frozen, filter on, dates dates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    _head(sheet, columns)
    dressed = [(column, Dress.of(sheet, column)) for column in columns]
    count = 1
    for row in rows:
        sheet.append([dress.cell(sheet, cell_of(column, row, names)) for column, dress in dressed])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(columns), 1))}{count}"
    return saved(book)


def _head(sheet: Any, columns: Sequence[Column]) -> None:
    sheet.freeze_panes = "B2" if len(columns) > 6 else "A2"
    for n, column in enumerate(columns, 1):
        width = WIDTHS.get(column.widget.kind, 20)
        sheet.column_dimensions[get_column_letter(n)].width = max(width, min(len(column.head) * 2 + 2, 24))
    heads = []
    for column in columns:
        cell = WriteOnlyCell(sheet, clean(column.head))
        cell.font, cell.fill, cell.alignment, cell.border = HEAD["font"], HEAD["fill"], HEAD["alignment"], THIN
        heads.append(cell)
    sheet.append(heads)


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", "", clean(title))[:31] or "表"


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_bytes(columns: Sequence[Column], rows: Iterable[Any], names: Directory = IDS) -> bytes:
    """The same as csv (UTF-8 with mark, for Excel); text that looks like a formula gets a quote in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(column.head) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(cell_of(column, row, names)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return guarded(clean(str(value))) if isinstance(value, str) else str(value)


def guarded(text: str) -> str:
    return f"'{text}" if re.match(r"'*[=+\-@\t\r]", text) else text


def template(model: type[Facts], title: str, only: Sequence[str] = ()) -> bytes:
    """The table to fill in: heads, drop-downs for choices, text columns as text; a second sheet says how to fill each."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _sheet_name(title)
    columns = [column for column in columns_of(model, only) if column.comes_in]
    sheet.freeze_panes = "A2"
    for n, column in enumerate(columns, 1):
        letter = get_column_letter(n)
        cell = sheet.cell(1, n, clean(column.head))
        cell.font, cell.fill, cell.alignment, cell.border = HEAD["font"], HEAD["fill"], HEAD["alignment"], THIN
        shape = sheet.column_dimensions[letter]
        shape.width, shape.number_format = WIDTHS.get(column.widget.kind, 20), FORMATS.get(column.widget.kind, "@")
        options = "是,否" if column.widget.kind == "yes_no" else ",".join(column.widget.options)
        if options and column.widget.kind != "many" and len(options) < 250 and '"' not in options:
            choice = DataValidation("list", formula1=f'"{options}"', allow_blank=True, showErrorMessage=True)
            choice.add(f"{letter}2:{letter}2000")
            sheet.add_data_validation(choice)
    guide = book.create_sheet("填写说明")
    guide.append(["列", "必填", "怎么填"])
    for column in columns:
        guide.append([column.head, "必填" if column.must else "选填", how(column.widget, column.part)])
    for letter, width in (("A", 24), ("B", 8), ("C", 70)):
        guide.column_dimensions[letter].width = width
    return saved(book)


HOW = {
    "text": "填文字", "long_text": "填文字，可以换行", "number": "填数字", "money": "填数字，不写单位",
    "date": "日期，例如 2026-03-18", "moment": "日期和时间，例如 2026-03-18 09:30", "yes_no": "填“是”或“否”",
    "place": "填地名全称或区划代码", "unit": "填单位全称", "person": "填姓名", "record": "填台账中的名称或编号",
    "contact": "填姓名", "point": "填十进制的度数，例如 112.8162",
}  # fmt: skip


def how(widget: Widget, part: str = "") -> str:
    """How to fill in a column, in a line."""
    said = "填电话号码" if part == "phone" else HOW.get(widget.kind, "")
    if widget.options:
        several = "几项，用顿号隔开" if widget.kind == "many" else "一项"
        said = f"从“{'、'.join(widget.options)}”中选{several}"
    elif widget.kind == "many":
        said = "可填几个，用顿号隔开"
    limits = [f"不小于 {widget.at_least}"] if widget.at_least else []
    limits += [f"不大于 {widget.at_most}"] if widget.at_most else []
    return "；".join(filter(None, (said, widget.unit and f"单位：{widget.unit}", "、".join(limits), widget.hint)))
