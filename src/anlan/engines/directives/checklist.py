"""A 清单 (measures, standards for judging hazards, duties of a township …) as items for the register `checklist`.

Two shapes are read: numbered text, where every clause without sub-clauses is one item and its heading says what it
applies to; and rows of a table (from xlsx, docx or pasted with tabs), whose columns are known by their headings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from anlan.engines.directives.directive import Clause, Head, NotADirective
from anlan.engines.directives.head import body_window, read_head
from anlan.engines.directives.tree import clause_tree
from anlan.engines.directives.units import brackets, read_units, split_units

COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"序号|编号|条款号|^条款$|^条$|^号$|^项$")),
    ("units", re.compile(r"责任(?:单位|部门|主体)|牵头(?:单位|部门)|主管部门|监管部门|落实单位|实施主体|配合(?:单位|部门)|承办")),
    ("applies_to", re.compile(r"适用|对象|行业|领域|类别|类型|范围|场所|环节|业态")),
    ("text", re.compile(r"内容|事项|措施|要求|情形|标准|任务|清单|描述|条文|要点|依据内容|隐患")),
)
_APPLIES = re.compile(r"[（(](?:适用于|适用[：:]|仅限)(?P<to>[^）)]+)[）)]|^适用(?:于|范围[：:])(?P<all>[^。；]+)[。；]")
_GAP = re.compile(r"\t|[ \u3000]{3,}|\s*[|｜]\s*")


@dataclass(frozen=True, slots=True)
class Item:
    number: str  # as printed: 1, （三）, 第五条; the path of a nested one: 二/3
    text: str
    applies_to: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    head: Head
    items: tuple[Item, ...]


def read_checklist(text: str, year: int | None = None) -> Checklist:
    """Numbered text or pasted table. Raises NotADirective (Chinese sentence) when there is neither."""
    rows = [[cell.strip() for cell in _GAP.split(line.strip("|｜ "))] for line in text.splitlines() if line.strip()]
    start = next((place for place, row in enumerate(rows) if _columns(row)), None)
    if start is not None:
        body = (0, len(text))
        return Checklist(read_head(text, body, text.find(rows[start][0]), year), read_rows(rows[start:]))
    window = body_window(text)
    clauses = clause_tree(text, *window)
    items = tuple(_item(text, clause, clauses) for clause in clauses if _is_item(clause, clauses))
    return Checklist(read_head(text, window, clauses[0].offset[0], year), items)


def read_rows(rows: Sequence[Sequence[str]]) -> tuple[Item, ...]:
    """Table rows, the heading row first (title rows above it are passed over); an empty cell of a merged column repeats."""
    start = next((place for place, row in enumerate(rows) if _columns(row)), None)
    if start is None:
        raise NotADirective("表头里没有“序号”和“内容（事项、措施）”两列，认不出清单；请给这两列写上表头后再导入。")
    columns = _columns(rows[start])
    items: list[Item] = []
    applies = ""
    for row in rows[start + 1 :]:
        cells = {name: "；".join(filter(None, (_cell(row, place) for place in places))) for name, places in columns.items()}
        applies = cells.get("applies_to") or applies
        if cells.get("text"):
            items.append(Item(cells.get("number") or str(len(items) + 1), cells["text"], applies, _units(cells.get("units", ""))))
    return tuple(items)


def _columns(row: Sequence[str]) -> dict[str, list[int]]:
    """Which column means what; {} when the row is no heading (a number and a text column are needed)."""
    found: dict[str, list[int]] = {}
    if len(row) < 2 or any(len(cell) > 16 for cell in row):
        return {}
    for place, cell in enumerate(row):
        name = next((name for name, pattern in COLUMNS if pattern.search(cell)), None)
        if name and not (
            name == "text"
            and any(len(row[other]) and other in found.get("text", []) and "内容" in row[other] for other in range(place))
        ):
            found.setdefault(name, []).append(place)
    return found if "text" in found and ("number" in found or len(found) > 1) else {}


def _cell(row: Sequence[str], place: int) -> str:
    return re.sub(r"\s+", " ", str(row[place])).strip() if place < len(row) else ""


def _units(written: str) -> tuple[str, ...]:
    read = read_units(written) if written else None
    return (
        read.units if read else tuple(dict.fromkeys(unit for part in re.split(r"[；;\n]", written) for unit in split_units(part)))
    )


def _is_item(clause: Clause, clauses: tuple[Clause, ...]) -> bool:
    return not any(other.parent == clause.path for other in clauses)


def _item(text: str, clause: Clause, clauses: tuple[Clause, ...]) -> Item:
    found = list(brackets(text, *clause.body))
    end = found[0][0][0] if found else clause.body[1]
    written = "。".join(filter(None, (clause.title, text[clause.body[0] : end].strip())))
    parent = next((other for other in clauses if other.path == clause.parent), None)
    written = written.rstrip("；;。")
    own = _APPLIES.search(written)
    applies = (own["to"] or own["all"]) if own else _heading(text, parent)
    units = tuple(dict.fromkeys(unit for _, read in found for unit in read.units))
    return Item(clause.path, written, applies, units)


def _heading(text: str, parent: Clause | None) -> str:
    """The parent's title, or its lead-in (有下列情形之一的：) when it has no title."""
    if parent is None:
        return ""
    return parent.title or text[parent.body[0] : parent.body[1]].strip().rstrip("：:")
