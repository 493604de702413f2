"""Files in: a sheet of an xlsx or xls, or a csv, as plain rows. What is too large, locked, broken or a trap is refused in words.

Rows start at A1, so row n of the file is `rows[n - 1]`. Nothing here is written anywhere."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine as calamine

Cell = str | float | int | bool | date | datetime | time | timedelta | None
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; all from 0."""

LARGEST = 30 * 2**20
UNPACKED = 300 * 2**20
ENTRIES = 5_000
CELLS = 3_000_000
ROWS = 100_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS = "请用 Excel 或 WPS 打开后另存为 xlsx 再上传。"


class BadFile(ValueError):
    """The file cannot be taken; its text says why and what to do."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was found."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merges: tuple[Merge, ...] = ()

    def at(self, row: int, column: int) -> Cell:
        """The cell's value; None outside."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]


def read_sheet(data: bytes, name: str = "", sheet: str = "") -> Sheet:
    """The sheet called `sheet` (empty: the first that is visible and not empty) of a file called `name`. Raises BadFile."""
    if not data:
        raise BadFile("文件是空的，请选择有内容的文件。")
    if len(data) > LARGEST:
        raise BadFile(f"文件有 {len(data) >> 20} MB，超过 {LARGEST >> 20} MB，请分成几份上传。")
    if data.startswith(b"PK"):
        guard_zip(data)
    elif data.startswith(OLE):
        if LOCKED in data:
            raise BadFile("文件设有打开密码，请去掉密码后再上传。")
    elif b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile(f"“{name or '这个文件'}”不是表格文件，请上传 xlsx 或 csv。")
    else:
        return _csv(data, name)
    return _workbook(data, sheet)


def _workbook(data: bytes, wanted: str) -> Sheet:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [it.name for it in book.sheets_metadata if it.visible == calamine.SheetVisibleEnum.Visible] or book.sheet_names
        if wanted and wanted not in names:
            raise BadFile(f"没有名为“{wanted}”的工作表，文件里有：{'、'.join(names)}。")
        found = [book.get_sheet_by_name(name) for name in ([wanted] if wanted else names)]
    except calamine.PasswordError:
        raise BadFile("文件设有打开密码，请去掉密码后再上传。") from None
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile(f"文件已损坏或不是表格，读不出来。{SAVE_AS}") from None
    one = next((it for it in found if it.end is not None), None)
    if one is None:
        raise BadFile("表格里没有内容，请填写后再上传。")
    height, width = (end + 1 for end in one.end or (0, 0))
    if height > ROWS or height * width > CELLS:
        raise BadFile(f"表格有 {height} 行 {width} 列，最多 {ROWS} 行、{CELLS} 格，请分成几份上传。")
    rows = tuple(tuple(None if cell == "" else cell for cell in row) for row in one.to_python(skip_empty_area=False))
    return Sheet(one.name, rows, tuple((a, b, c, d) for (a, b), (c, d) in one.merged_cell_ranges or ()))


CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*[^/]>')
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
CHUNK = 2**20


def guard_zip(data: bytes) -> None:
    """Refuses an xlsx that would not fit when unpacked, names far-off cells or vast merges, or declares XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES or sum(it.file_size for it in entries) > UNPACKED:
                raise BadFile("文件解开后过大，可能有问题，没有读取。请核对来源，或把内容复制到新表后再上传。")
            if any(it.flag_bits & 1 for it in entries):
                raise BadFile("文件设有打开密码，请去掉密码后再上传。")
            if "[Content_Types].xml" not in archive.namelist():
                raise BadFile("这是压缩包，不是表格。请解压后上传里面的 xlsx 或 csv。")
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    _guard_xml(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise BadFile(f"文件已损坏，读不出来。{SAVE_AS}") from None


def _guard_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    is_sheet = "worksheets/" in entry.filename
    last_row = last_column = merged = 0
    for n, chunk in enumerate(_chunks(archive, entry)):
        if n == 0 and (b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk):
            raise BadFile(f"文件里有不该有的声明，可能有问题，没有读取。{SAVE_AS}")
        if not is_sheet:
            continue
        for column, row in CELL.findall(chunk):
            last_row, last_column = max(last_row, int(row)), max(last_column, column_number(column))
        for one, top, other, low in MERGE.findall(chunk):
            merged += (int(low) - int(top) + 1) * (column_number(other) - column_number(one) + 1)
        if last_row * last_column > CELLS * 4 or merged > CELLS:
            raise BadFile("表格里有远离正文的单元格或过大的合并区域，请删去多余的行列后再上传。")


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Pieces that overlap by what one tag may take."""
    tail = b""
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK):
            yield tail + piece
            tail = piece[-300:]


def column_number(letters: bytes) -> int:
    """b"A" is 1, b"AA" is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """0 is "A", 26 is "AA"."""
    letters, number = "", number + 1
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def _csv(data: bytes, name: str) -> Sheet:
    text = _decode(data)
    first = text.partition("\n")[0]
    mark = max(",\t;，", key=first.count)
    usual = csv.field_size_limit(2**20)
    try:
        rows = [tuple(_unguard(cell) for cell in row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    except csv.Error:
        raise BadFile(f"csv 的引号或分隔不完整，读不出来。{SAVE_AS}") from None
    finally:
        csv.field_size_limit(usual)
    if len(rows) > ROWS:
        raise BadFile(f"文件有 {len(rows)} 行，超过 {ROWS} 行，请分成几份上传。")
    if not any(any(row) for row in rows):
        raise BadFile("表格里没有内容，请填写后再上传。")
    return Sheet(name, tuple(rows))


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="strict")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(f"文字编码认不出来（应为 UTF-8 或 GBK）。{SAVE_AS}")


def _unguard(cell: str) -> str | None:
    """Takes back the quote that the export put before =, +, - and @."""
    cell = cell.strip()
    return (cell[1:] if re.match(r"'[=+\-@]", cell) else cell) or None
