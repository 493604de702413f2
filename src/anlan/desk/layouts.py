"""A county's own table: recognised, mapped once by a person, read as often as it comes; `refill` writes it back as it was. Pure.

A Layout is plain JSON; the original file is kept beside it (by its SHA-256) and is the pattern for every export."""

import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from openpyxl import Workbook, load_workbook

from anlan.desk.cells import Column, columns_of
from anlan.desk.heads import NUMBER, Guess, Head, find_head, guesses
from anlan.desk.intake import Intake, read_rows
from anlan.desk.sheets import SAVE_AS, BadFile, Sheet, read_sheet
from anlan.desk.values import IDS, Directory
from anlan.kernel.facts import Facts

FOOT = re.compile(
    r"^\s*(注|备注|说明|填表说明|填报说明)\s*[:：]|填表人|填报人|制表人?|审核人?\s*[:：]|审批|审签|签字|签章|盖章|签名|"
    r"负责人\s*(（.*?）)?\s*[:：]|联系电话\s*[:：]|^\s*(合\s*计|总\s*计|小\s*计)|年\s*月\s*日\s*$"
)
BAND = "（分段标题）"
"""What the rows that head a section of the table are called where a person maps them."""


@dataclass(frozen=True)
class Layout:
    """Where things stand in the county's file (rows and columns from 0) and what each column means."""

    kind: str
    sheet: str
    head_first: int
    head_last: int
    first: int
    last: int
    heads: Mapping[int, str]
    mapping: Mapping[int, str]
    grouped: tuple[int, ...] = ()
    key: str = ""
    band: str = ""
    sha256: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; column numbers become strings."""
        plain = asdict(self)
        named = {name: {str(k): v for k, v in plain[name].items()} for name in ("heads", "mapping")}
        return {**plain, **named, "grouped": list(self.grouped)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Layout":
        named = {name: {int(k): str(v) for k, v in data[name].items()} for name in ("heads", "mapping")}
        return cls(**{**data, **named, "grouped": tuple(data["grouped"])})

    def mapped(self, mapping: Mapping[int, str], key: str = "", band: str = "") -> "Layout":
        """As a person confirmed it. Raises BadFile where one fact is given to two columns."""
        given = [title for title in (*mapping.values(), band) if title and title != NUMBER]
        if twice := next((title for title in given if given.count(title) > 1), ""):
            raise BadFile(f"“{twice}”对应了两列，请只留一列。")
        return replace(self, mapping={c: mapping.get(c, "") for c in self.heads}, key=key, band=band)

    def places(self, model: type[Facts]) -> dict[int, Column]:
        """Which column of the file holds which column of the model."""
        known = {column.title: column for column in columns_of(model)}
        return {c: known[title] for c, title in self.mapping.items() if title in known}


@dataclass(frozen=True)
class Proposal:
    """What was recognised, for a person to confirm: the layout with the likely mapping, and how sure each column is."""

    layout: Layout
    guesses: Mapping[int, Guess]
    bands: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def recognise(data: bytes, model: type[Facts], kind: str = "", name: str = "", sheet: str = "") -> Proposal:
    """Finds head, rows and foot of a county's xlsx and proposes what its columns mean. Raises BadFile."""
    found = read_sheet(data, name, sheet)
    if not data.startswith(b"PK") or b"vbaProject.bin" in data:
        raise BadFile("表样须是不带宏的 xlsx 文件，请用 Excel 或 WPS 另存为 xlsx 后上传。")
    columns = columns_of(model)
    head = find_head(found, [column.title for column in columns])
    first = head.last + 1
    last = last_row(found, head, _bordered(data, found.name))
    proposed = guesses(head, columns)
    layout = Layout(
        kind, found.name, head.first, head.last, first, last, {c: head.title(c) for c in head.paths},
        {c: guess.title for c, guess in proposed.items()}, grouped_columns(found, head, last),
        sha256=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip
    given = {guess.title for guess in proposed.values()}
    must = (c for c in columns if c.must)
    bands = tuple(str(found.at(row, min(head.paths))) for row in sorted(band_rows(found, layout)))
    return Proposal(layout, proposed, bands, tuple(c.title for c in must if c.title not in given))


def _bordered(data: bytes, sheet: str) -> Callable[[int], bool]:
    """Whether a row (from 0) stands ready: it is ruled."""
    opened = workbook_of(data, sheet)[sheet]
    return lambda row: any(cell.border.bottom.style for cell in opened[row + 1])


def workbook_of(data: bytes, sheet: str) -> Workbook:
    """The file with its styles, `sheet` in it. Raises BadFile: openpyxl has no error of its own for what it cannot read."""
    try:
        book = load_workbook(io.BytesIO(data))
        assert sheet in book.sheetnames
        return book
    except Exception:
        raise BadFile(f"表格的格式已损坏，读不出样式。{SAVE_AS}") from None


def last_row(sheet: Sheet, head: Head, prepared: Callable[[int], bool]) -> int:
    """The last row that holds data or stands ready for it, above notes, totals and signatures; `head.last` if none."""
    at = len(sheet.rows) - 1
    foot = at + 1
    while at > head.last:
        if _is_foot(sheet, at, head):
            foot = at
        elif any(cell is not None for cell in sheet.rows[at]):
            break
        at -= 1
    last = foot - 1
    while last > head.last and foot < len(sheet.rows) and not _has_text(sheet, last) and not prepared(last):
        last -= 1
    return last


def _has_text(sheet: Sheet, row: int) -> bool:
    return any(cell is not None for cell in sheet.rows[row])


def _is_foot(sheet: Sheet, row: int, head: Head) -> bool:
    texts = [cell for cell in sheet.rows[row] if isinstance(cell, str)]
    if not texts:
        return False
    return any(FOOT.search(text) for text in texts) or _is_wide(sheet, row, head)


def _is_wide(sheet: Sheet, row: int, head: Head) -> bool:
    """Whether one cell is merged over at least half of the table's columns."""
    return any(top == low == row and (right - left + 1) * 2 >= len(head.paths) > 2 for top, left, low, right in sheet.merges)


def grouped_columns(sheet: Sheet, head: Head, last: int) -> tuple[int, ...]:
    """Columns whose cells are merged downward among the data."""
    inside = (merge for merge in sheet.merges if head.last < merge[0] <= last)
    return tuple(sorted({left for top, left, low, right in inside if left == right and low > top}))


def band_rows(sheet: Sheet, layout: Layout) -> set[int]:
    """Rows among the data that are one wide cell: they head the rows below."""
    wide = len(layout.heads)
    return {top for top, left, low, right in sheet.merges if layout.first <= top == low <= layout.last
            and (right - left + 1) * 2 >= wide > 2 and sheet.at(top, left) is not None}  # fmt: skip


def data_rows(sheet: Sheet, layout: Layout) -> list[int]:
    """The rows that hold data or stand ready for it, bands left out."""
    bands = band_rows(sheet, layout)
    return [row for row in range(layout.first, min(layout.last + 1, len(sheet.rows))) if row not in bands]


def with_bands(sheet: Sheet, layout: Layout) -> tuple[Sheet, int]:
    """The sheet with one more column, at the index returned, that holds the band above each row."""
    bands = band_rows(sheet, layout)
    at = max((len(row) for row in sheet.rows), default=0)
    said, rows = None, []
    for n, row in enumerate(sheet.rows):
        said = sheet.at(n, min(layout.heads)) if n in bands else said
        rows.append((*row, *(None,) * (at - len(row)), said))
    return replace(sheet, rows=tuple(rows)), at


def take_in(layout: Layout, data: bytes, model: type[Facts], names: Directory = IDS, *, key: str = "", name: str = "",
            check: Callable[[Any], str | None] | None = None) -> Intake:  # fmt: skip
    """Reads a file in the layout, wherever its head now stands. Raises BadFile where the heads are not the layout's."""
    sheet, here = placed(layout, data, model, name)
    places = here.places(model)
    band = {column.title: column for column in columns_of(model)}.get(layout.band)
    rows = data_rows(sheet, here)
    if band is not None:
        sheet, at = with_bands(sheet, here)
        places[at] = band
        rows = [n for n in rows if any(sheet.at(n, c) is not None for c in places if c != at)]
    ignored = tuple(here.heads[c] for c, title in here.mapping.items() if not title)
    return read_rows(model, sheet, rows, places, names, key=key, check=check, head=here.head_last, ignored=ignored)


def placed(layout: Layout, data: bytes, model: type[Facts], name: str = "") -> tuple[Sheet, Layout]:
    """The sheet, and the layout moved to where head and foot stand in this file (titles may have moved it down)."""
    if hashlib.sha256(data).hexdigest() == layout.sha256:
        return read_sheet(data, name, layout.sheet), layout
    there = recognise(data, model, layout.kind, name).layout
    if _squeezed(there.heads.values()) != _squeezed(layout.heads.values()):
        other = [head for head in layout.heads.values() if head not in there.heads.values()]
        lacking = f"，缺少“{'、'.join(other)}”" if other else ""
        raise BadFile(f"表头与已登记的表样不同{lacking}。请核对表格，或重新登记表样。")
    columns = dict(zip(sorted(layout.heads), sorted(there.heads), strict=True))
    moved = {columns[c]: title for c, title in layout.mapping.items()}
    return read_sheet(data, name, there.sheet), replace(there, mapping=moved, key=layout.key, band=layout.band)


def _squeezed(heads: Any) -> list[str]:
    return [re.sub(r"\s", "", head) for head in heads]


def facts_titles(model: type[Facts]) -> Sequence[str]:
    """What a person may choose for a column, beside NUMBER and nothing."""
    return [column.title for column in columns_of(model) if column.comes_in]
