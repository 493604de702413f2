"""Tables in: rows of a sheet read against a Facts model, a sentence for every wrong cell. Nothing is written here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from anlan.desk.cells import Column, Wrong, columns_of, facts_of, taken
from anlan.desk.heads import plain
from anlan.desk.sheets import BadFile, Cell, Sheet, column_letters
from anlan.desk.tables import HEAD, clean, saved
from anlan.desk.values import IDS, Directory
from anlan.kernel.facts import BadFacts, Facts, read, widgets

REMARKS = "需修改"
MARK = PatternFill("solid", fgColor="FFF2CC")
WITHIN = 10
"""The head stands in one of the first so many rows."""


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, and what to do. `row` is the file's row number; `column` counts from 0, -1 for the whole row."""

    row: int
    column: int
    sentence: str


@dataclass(frozen=True)
class Row:
    """One good row: the file's row number and its facts."""

    number: int
    facts: Facts


@dataclass(frozen=True)
class Intake:
    """What a table holds. `ignored` are heads that name no fact; they are shown to the person, for they will not come in."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...] = ()
    head: int = 0
    sheet: Sheet = field(default_factory=lambda: Sheet("", ()), repr=False)

    @property
    def is_good(self) -> bool:
        return not self.faults


def take_in(model: type[Facts], sheet: Sheet, names: Directory = IDS, *, key: str = "", only: Sequence[str] = (),
            check: Callable[[Any], str | None] | None = None) -> Intake:  # fmt: skip
    """Reads a sheet whose heads are the model's titles. `key` must not come twice; `check` is the register's. Raises BadFile."""
    columns = columns_of(model, only)
    head, places = find_columns(sheet, columns)
    others = (cell for n, cell in enumerate(sheet.rows[head]) if n not in places)
    ignored = tuple(str(cell) for cell in others if cell is not None and cell != REMARKS)
    numbers = range(head + 1, len(sheet.rows))
    return read_rows(model, sheet, numbers, places, names, key=key, check=check, head=head, ignored=ignored)


def find_columns(sheet: Sheet, columns: Sequence[Column]) -> tuple[int, dict[int, Column]]:
    """The head's row, and which sheet column holds which column. Raises BadFile where a head is missing or comes twice."""
    wanted = {plain(text): column for column in columns if column.comes_in for text in (column.title, column.head)}
    scored = [(sum(plain(cell) in wanted for cell in row if cell is not None), -n) for n, row in enumerate(sheet.rows[:WITHIN])]
    count, at = max(scored, default=(0, 0))
    if not count:
        raise BadFile(f"没有找到表头，应有：{'、'.join(column.head for column in columns if column.comes_in)}。请下载模板填写。")
    places: dict[int, Column] = {}
    for n, cell in enumerate(sheet.rows[-at]):
        column = wanted.get(plain(cell)) if cell is not None else None
        if column is None:
            continue
        if twice := next((m for m, other in places.items() if other == column), None):
            both = f"{column_letters(twice)} 列、{column_letters(n)} 列"
            raise BadFile(f"表头“{column.title}”出现了两次（{both}），请删去或改名其中一列。")
        places[n] = column
    missing = [column.head for column in columns if column.must and column not in places.values()]
    if missing:
        raise BadFile(f"表头缺少“{'、'.join(missing)}”，请补上这些列，或下载模板填写。")
    return -at, places


def read_rows(model: type[Facts], sheet: Sheet, numbers: Sequence[int], places: Mapping[int, Column], names: Directory = IDS, *,
              key: str = "", check: Callable[[Any], str | None] | None = None, head: int = 0,
              ignored: tuple[str, ...] = ()) -> Intake:  # fmt: skip
    """Reads the rows `numbers` (from 0); empty ones are passed over, cells merged downward stand in every row they cover."""
    filled, crossed = merged(sheet)
    reader = _Reader(model, places, names, check)
    seen: dict[Any, int] = {}
    rows: list[Row] = []
    faults: list[Fault] = []
    for n in numbers:
        cells = {column: filled.get((n, column), sheet.at(n, column)) for column in places}
        if all(cell is None for cell in cells.values()):
            continue
        facts, wrong = reader.row(n, cells)
        wrong += [Fault(n + 1, c, "有左右合并的单元格，请取消合并后逐格填写。") for c in places if (n, c) in crossed]
        if facts is not None and key and (value := getattr(facts, key)) is not None and (first := seen.setdefault(value, n)) != n:
            column = next((c for c, column in places.items() if column.name == key), -1)
            wrong.append(Fault(n + 1, column, f"{widgets(model)[key].title}与第 {first + 1} 行重复，请删去一行或改正。"))
        if wrong or facts is None:
            faults += wrong
        else:
            rows.append(Row(n + 1, facts))
    return Intake(tuple(rows), tuple(sorted(faults, key=lambda it: (it.row, it.column))), ignored, head, sheet)


def merged(sheet: Sheet) -> tuple[dict[tuple[int, int], Cell], set[tuple[int, int]]]:
    """Values of cells merged downward, by (row, column); and the cells that a merge across columns covers."""
    filled: dict[tuple[int, int], Cell] = {}
    crossed: set[tuple[int, int]] = set()
    for top, left, low, right in sheet.merges:
        for row in range(top, low + 1):
            if left == right:
                filled[row, left] = sheet.at(top, left)
            else:
                crossed |= {(row, column) for column in range(left, right + 1)}
    return filled, crossed


@dataclass
class _Reader:
    model: type[Facts]
    places: Mapping[int, Column]
    names: Directory
    check: Callable[[Any], str | None] | None

    def row(self, n: int, cells: Mapping[int, Cell]) -> tuple[Facts | None, list[Fault]]:
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        for at, column in self.places.items():
            try:
                values[column.title] = taken(column, cells[at], self.names)
            except Wrong as wrong:
                faults.append(Fault(n + 1, at, f"{column.title}{wrong}"))
        spoilt = {self.places[fault.column].name for fault in faults}
        try:
            facts = read(self.model, facts_of(tuple(self.places.values()), values))
        except BadFacts as bad:
            said = ((path.split("."), sentence) for path, sentence in bad.wrong.items())
            return None, faults + [Fault(n + 1, self._at(path), sentence) for path, sentence in said if path[0] not in spoilt]
        if not faults and self.check and (sentence := self.check(facts)):
            faults.append(Fault(n + 1, -1, sentence))
        return facts, faults

    def _at(self, path: list[str]) -> int:
        found = [(column.part not in path[1:2], at) for at, column in self.places.items() if column.name == path[0]]
        return min(found, default=(True, -1))[1]


def said(fault: Fault) -> str:
    """ "第 5 行：牵头单位还没有填写，请补上。"."""
    return f"第 {fault.row} 行{f'（{column_letters(fault.column)} 列）' if fault.column >= 0 else ''}：{fault.sentence}"


def marked(intake: Intake) -> bytes:
    """The same table as xlsx, wrong cells marked and a last column that says what to change; it may be mended and sent again."""
    faults: dict[int, list[Fault]] = {}
    for fault in intake.faults:
        faults.setdefault(fault.row, []).append(fault)
    rows = intake.sheet.rows
    last = max((len(row) for row in rows), default=0)
    if intake.head < len(rows) and REMARKS in rows[intake.head]:
        last = rows[intake.head].index(REMARKS)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("需修改")
    sheet.freeze_panes = f"A{intake.head + 2}"
    sheet.column_dimensions[get_column_letter(last + 1)].width = 60
    for n, row in enumerate(rows):
        wrong = faults.get(n + 1, [])
        cells = [_copy(sheet, cell, any(fault.column in (c, -1) for fault in wrong)) for c, cell in enumerate(row[:last])]
        cells += [None] * (last - len(cells))
        remark = REMARKS if n == intake.head else "".join(fault.sentence for fault in wrong)
        sheet.append([*cells, _copy(sheet, remark or None, False, n == intake.head)])
    return saved(book)


def _copy(sheet: Any, value: Cell, is_wrong: bool, is_head: bool = False) -> Any:
    if value is None and not is_wrong:
        return None
    if not (isinstance(value, str) or is_wrong or is_head):
        return value
    cell = WriteOnlyCell(sheet)
    cell.value = value
    if isinstance(value, str):
        cell.value, cell.data_type, cell.number_format = clean(value), "s", "@"
    if is_wrong:
        cell.fill = MARK
    if is_head:
        cell.font = HEAD["font"]
    return cell
