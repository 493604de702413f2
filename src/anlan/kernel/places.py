"""Places: province, city, county, town, village by their official code, and 管理区 made by hand. Pure.

A code carries its own ancestors (GB/T 2260 to the county, the statistical division codes below): `140621100001` lies in
town `140621100`, county `140621`, city `1406`, province `14`. So a place needs no lookup to know where it belongs.

A 管理区 (开发区, 林场, 河段) is not part of that tree. Its code is `Z`, the code of the county that keeps it, and a serial
of three digits: `Z140621001`. In `levels` it stands where a town stands, below its county; villages may lie in several of
them or in none, so which villages it covers is a list kept with it and never read from a code.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

LEVELS = ("省", "市", "县", "乡镇", "村")
LENGTHS = (2, 4, 6, 9, 12)
LONGEST = 64 * 1024 * 1024
HEADS = {"代码": "code", "名称": "name", "级别": "level", "上级": "parent", "城乡分类": "urban_rural"}
LEVEL_WORDS = {**{word: n for n, word in enumerate(LEVELS, 1)}, **{str(n): n for n in range(1, 6)}}
_ZONE = re.compile(r"Z(\d{6})(\d{3})")


class PlaceError(ValueError):
    """A code or a table of places that cannot be read; its text is the sentence for the person who brought it."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place. `level` is 1 (province) to 5 (village); `urban_rural` the statistical class (111, 121, 220 …) where known."""

    code: str
    name: str
    level: int
    parent: str
    urban_rural: str = ""


def level_of(code: str) -> int:
    """1 for a province to 5 for a village; a 管理区 counts as 4."""
    if _ZONE.fullmatch(code):
        return 4
    if code.isascii() and code.isdigit() and len(code) in LENGTHS:
        return LENGTHS.index(len(code)) + 1
    raise PlaceError(f"“{code}”不是区划代码，请核对：应为 2、4、6、9 或 12 位数字；管理区为 Z 加 6 位县代码和 3 位序号。")


def levels(code: str) -> tuple[str, ...]:
    """The codes of the province, city, county, town and village that `code` lies in, itself last; a 管理区 in a town's place."""
    own = level_of(code)
    if zone := _ZONE.fullmatch(code):
        return (*levels(zone[1]), code)
    return tuple(code[:length] for length in LENGTHS[:own])


def is_within(code: str, ancestor: str) -> bool:
    """Whether `code` is `ancestor` or lies in it by code; what a 管理区 covers is not told by codes."""
    return ancestor in levels(code)


def zone_code(county: str, serial: int) -> str:
    """The code of a county's 管理区 number `serial` (1 to 999)."""
    if len(county) != 6 or level_of(county) != 3 or not 1 <= serial <= 999:
        raise PlaceError(f"管理区须由县设立，序号 1 至 999：{county}、{serial} 不可用。")
    return f"Z{county}{serial:03d}"


def read_places(data: bytes, known: Collection[str] = ()) -> list[PlaceRow]:
    """The places of a table (csv or tsv, gzipped or not, UTF-8 or GB 18030) in the order of their codes.

    Columns: code and name (代码, 名称); level, parent, urban_rural are checked where they are given. Codes may carry trailing
    zeros (140621000000). Every ancestor must be in the table or among the `known` codes. Raises PlaceError naming the row.
    """
    found: dict[str, tuple[int, str, Mapping[str, str]]] = {}
    for number, row in _rows(_text(data)):
        code, name = _code(number, row), row.get("name", "")
        if not name:
            raise PlaceError(f"第 {number} 行（{code}）没有名称，请补上后再导入。")
        if code in found:
            raise PlaceError(f"第 {number} 行与第 {found[code][0]} 行代码重复：{code}，请留下一行。")
        found[code] = (number, name, row)
    if not found:
        raise PlaceError("表中没有区划，请检查文件。")
    everywhere = found.keys() | set(known)
    return [_place(code, *found[code], everywhere) for code in sorted(found)]


def shipped_places(province: str = "14") -> list[PlaceRow]:
    """The places that come with the product (data/SOURCE.md); other provinces are imported with `read_places`."""
    return read_places((resources.files("anlan.kernel") / "data" / f"places-{province:0<6}.tsv.gz").read_bytes())


def _text(data: bytes) -> str:
    plain = _unpacked(data) if data[:2] == b"\x1f\x8b" else data
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return plain.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlaceError("文件不是文本表格：请另存为 csv（UTF-8 或 GB 18030）后再导入。")


def _unpacked(data: bytes) -> bytes:
    """At most LONGEST bytes of a gzip file, so that a small file cannot fill the memory."""
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            plain = packed.read(LONGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise PlaceError("压缩文件已损坏，请重新下载或另存后再导入。") from None
    if len(plain) > LONGEST:
        raise PlaceError("文件展开后超过 64 MB，请分省导入。")
    return plain


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each filled row with its number in the file, under the English column names."""
    head, _, _ = text.partition("\n")
    lines = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in head else ",")
    try:
        names = [HEADS.get(cell.strip(), cell.strip()) for cell in next(lines, [])]
        if not {"code", "name"} <= set(names):
            raise PlaceError("第 1 行应为表头，至少有“代码”和“名称”（code、name）两列。")
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield lines.line_num, dict(zip(names, (cell.strip() for cell in cells), strict=False))
    except csv.Error:
        raise PlaceError(f"第 {lines.line_num} 行的文件格式读不懂，请检查引号后再导入。") from None


def _code(number: int, row: Mapping[str, str]) -> str:
    """The code without the zeros that only fill it up; a county's 00 stays where the row says 县 (a city without counties)."""
    code, told = row.get("code", ""), LEVEL_WORDS.get(row.get("level", ""))
    try:
        while level_of(code) > (told or 1) and code.isdigit() and not code[LENGTHS[level_of(code) - 2] :].strip("0"):
            code = code[: LENGTHS[level_of(code) - 2]]
        level = level_of(code)
    except PlaceError as wrong:
        raise PlaceError(f"第 {number} 行：{wrong}") from None
    if row.get("level") and told != level:
        raise PlaceError(f"第 {number} 行：代码 {code} 是{LEVELS[level - 1]}级，表中写的是“{row['level']}”，请核对。")
    return code


def _place(code: str, number: int, name: str, row: Mapping[str, str], everywhere: Collection[str]) -> PlaceRow:
    above = list(levels(code))[-2::-1]
    while len(above) > 1 and above[0] not in everywhere and not above[0].removeprefix(above[1]).strip("0"):
        above = above[1:]
    parent = above[0] if above else ""
    if parent and parent not in everywhere:
        raise PlaceError(f"第 {number} 行（{code} {name}）的上级 {parent} 不在表中，请一并导入。")
    if row.get("parent") and row["parent"].rstrip("0") != parent.rstrip("0"):
        raise PlaceError(f"第 {number} 行（{code} {name}）的上级应为 {parent}，表中写的是 {row['parent']}，请核对。")
    return PlaceRow(code, name, level_of(code), parent, row.get("urban_rural", ""))
