"""Columns of a Facts model, and one cell of it in and out. Pure.

Out: dates are real dates (Beijing), numbers numbers, codes text. In: what people type (2026年3月18日, 是, full-width digits,
a unit's name)."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from anlan.desk.sheets import Cell
from anlan.desk.values import BEIJING, NAMED, Directory, decimal_text, shown
from anlan.kernel.facts import FULL_WIDTH, Facts, Widget, widgets

ONE_WAY = ("rows", "photo", "file", "signature", "area", "reading")
"""Widgets that a table shows but cannot bring in."""
PARTS = {"contact": (("name", "姓名"), ("phone", "电话")), "point": (("0", "经度"), ("1", "纬度"))}


@dataclass(frozen=True)
class Column:
    """One column: which fact it holds (or which part of it), and its head."""

    name: str
    title: str
    widget: Widget
    part: str = ""
    has_default: bool = False

    @property
    def must(self) -> bool:
        """Whether a table has to have this column: what may be left out or has a value of its own may be absent."""
        return self.comes_in and not self.widget.optional and not self.has_default and self.part != "phone"

    @property
    def comes_in(self) -> bool:
        return self.widget.kind not in ONE_WAY

    @property
    def head(self) -> str:
        counted = self.widget.unit and self.widget.kind in ("number", "money")
        return f"{self.title}（{self.widget.unit}）" if counted else self.title


class Wrong(ValueError):
    """A cell that cannot be taken; its text is the sentence without the place."""


def columns_of(model: type[Facts], only: Collection[str] = (), leave_out: Collection[str] = ()) -> tuple[Column, ...]:
    """A column for every fact (two for a contact or a point), in the model's order or that of `only`."""
    found = widgets(model)
    columns = [column for name in (only or found) if name not in leave_out for column in _columns(name, found[name])]
    times = Counter(column.title for column in columns)
    return tuple(
        replace(
            column,
            title=f"{column.widget.group}{column.title}" if times[column.title] > 1 else column.title,
            has_default=not model.model_fields[column.name].is_required(),
        )
        for column in columns
    )


def _columns(name: str, widget: Widget) -> list[Column]:
    if widget.kind == "contact":
        return [Column(name, widget.title, widget, "name"), Column(name, f"{widget.title}电话", widget, "phone")]
    if widget.kind == "point":
        return [Column(name, f"{title}" if widget.title in ("位置", "坐标", "经纬度") else f"{widget.title}{title}", widget, part)
                for part, title in PARTS["point"]]  # fmt: skip
    return [Column(name, widget.title, widget)]


def value_of(row: Any, name: str) -> Any:
    """A fact of a model or of its JSON."""
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


def cell_of(column: Column, row: Any, names: Directory) -> Cell | Decimal:
    """What stands in the column for this row; None for an absent fact."""
    value = value_of(row, column.name)
    if value is None or value == () or value == []:
        return None
    kind = column.widget.kind
    if kind == "contact":
        return str(value_of(value, column.part) or "") or None
    if kind == "point":
        return Decimal(int(value[int(column.part)])).scaleb(-7).normalize()
    if kind in ("number", "money"):
        return Decimal(str(value))
    if kind == "date":
        return date.fromisoformat(value) if isinstance(value, str) else value
    if kind == "moment":
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        at = at.astimezone(BEIJING).replace(tzinfo=None)
        return at if at.time() != time() else f"{at:%Y-%m-%d %H:%M}"
    if kind == "many":
        return joined([shown(replace(column.widget, kind=column.widget.of or "text"), one, names) for one in value])
    return shown(column.widget, value, names) or None


def joined(words: list[str]) -> str:
    """Several words in one cell; a line each where one of them holds a separator."""
    return "\n".join(words) if any(re.search(SEPARATORS, word) for word in words) else "、".join(words)


SEPARATORS = r"[、,，;；]"


def taken(column: Column, cell: Cell, names: Directory) -> Any:
    """The cell as `kernel.facts.read` wants it. Raises Wrong."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if column.part == "phone" or (column.widget.kind == "contact"):
        return as_text(cell)
    reader = READERS.get(column.widget.kind, _text)
    return reader(column, cell, names)


def as_text(cell: Cell) -> str:
    """A cell as text: 140621.0 is the code 140621. Raises Wrong for a number whose last digits Excel has lost."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float | int):
        if abs(cell) >= 1e15:
            raise Wrong("是数字格式，超过 15 位的尾数已丢失，请把该列设为“文本”格式后重填。")
        return decimal_text(repr(cell) if isinstance(cell, float) else cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    return str(cell).strip()


def _text(column: Column, cell: Cell, names: Directory) -> Any:
    return as_text(cell)


def _number(column: Column, cell: Cell, names: Directory) -> Any:
    if isinstance(cell, bool | date | time):
        raise Wrong("应填数字。")
    text = as_text(cell).translate(FULL_WIDTH).replace(",", "")
    unit = column.widget.unit
    return text.removesuffix(unit).strip() if unit else text


DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
CLOCK = re.compile(r"\s*T?\s*(\d{1,2})\s*[:时]\s*(\d{1,2})?\s*分?(?::(\d{1,2})(?:\.\d+)?)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


def _day_and_rest(cell: Cell, like: str) -> tuple[date, str]:
    text = as_text(cell).translate(FULL_WIDTH)
    found = DAY.match(text) or COMPACT.fullmatch(text)
    if not found:
        raise Wrong(f"“{text[:20]}”不是完整的日期，请填成 {like}。")
    try:
        return date(*map(int, found.groups())), text[found.end() :]
    except ValueError:
        raise Wrong(f"“{text[:20]}”没有这一天，请核对后填成 {like}。") from None


def _date(column: Column, cell: Cell, names: Directory) -> Any:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    day, rest = _day_and_rest(cell, "2026-03-18") if not isinstance(cell, date) else (cell, "")
    if rest.strip() and not CLOCK.fullmatch(rest):
        raise Wrong(f"日期后面多出“{rest.strip()[:10]}”，请只填 {day}。")
    return day.isoformat()


def _moment(column: Column, cell: Cell, names: Directory) -> Any:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=cell.tzinfo or BEIJING).isoformat()
    day, rest = _day_and_rest(cell, "2026-03-18 09:30")
    found = CLOCK.fullmatch(rest)
    if not found:
        raise Wrong("还缺几点几分，请填成 2026-03-18 09:30。")
    try:
        at = time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        raise Wrong(f"“{rest.strip()}”不是时刻，请填成 2026-03-18 09:30。") from None
    return datetime.combine(day, at, BEIJING).isoformat()


YES = ("是", "有", "对", "√", "✓", "Y", "y", "true", "True", "1")
NO = ("否", "无", "不", "×", "✗", "N", "n", "false", "False", "0")


def _yes_no(column: Column, cell: Cell, names: Directory) -> Any:
    text = as_text(cell)
    if text not in YES and text not in NO:
        raise Wrong("应填“是”或“否”。")
    return text in YES


def _point(column: Column, cell: Cell, names: Directory) -> Any:
    text = as_text(cell).translate(FULL_WIDTH).rstrip("°EN ")
    limit = 180 if column.part == "0" else 90
    if not re.fullmatch(r"-?\d{1,3}(\.\d+)?", text) or abs(Decimal(text)) > limit:
        raise Wrong(f"应填十进制的度数，不超过 {limit}，例如 {'112.8162' if column.part == '0' else '39.5270'}。")
    return int((Decimal(text) * 10**7).to_integral_value())


def _named(column: Column, cell: Cell, names: Directory) -> Any:
    text = as_text(cell)
    found = names.find(column.widget, text)
    what = {"unit": "单位", "person": "人员", "place": "地点"}.get(column.widget.of or column.widget.kind, "台账")
    if not found:
        raise Wrong(f"“{text[:30]}”在{what}中没有找到，请填全称，或先登记。")
    if len(found) > 1:
        raise Wrong(f"“{text[:30]}”有 {len(found)} 个同名的，请改填编号。")
    return found[0]


def _many(column: Column, cell: Cell, names: Directory) -> Any:
    text = as_text(cell)
    words = [text] if text in column.widget.options else re.split(r"\n" if "\n" in text else SEPARATORS, text)
    words = [word.strip() for word in words if word.strip()]
    if column.widget.of in NAMED:
        one = replace(column, widget=replace(column.widget, kind=column.widget.of))
        return [_named(one, word, names) for word in words]
    if wrong := [word for word in words if column.widget.options and word not in column.widget.options]:
        raise Wrong(f"“{wrong[0][:20]}”不在可选项中，请从“{'、'.join(column.widget.options)}”中选。")
    return words


READERS: dict[str, Callable[[Column, Cell, Directory], Any]] = {
    "number": _number, "money": _number, "date": _date, "moment": _moment, "yes_no": _yes_no, "point": _point,
    "unit": _named, "person": _named, "place": _named, "record": _named, "many": _many,
}  # fmt: skip


def facts_of(columns: Collection[Column], cells: Mapping[str, Any]) -> dict[str, Any]:
    """One row's taken cells (by column title) as the facts they stand for: a contact's and a point's parts together."""
    facts: dict[str, Any] = {}
    for column in columns:
        value = cells.get(column.title)
        if value is None:
            continue
        if column.widget.kind == "contact":
            facts.setdefault(column.name, {})[column.part] = value
        elif column.widget.kind == "point":
            facts.setdefault(column.name, [None, None])[int(column.part)] = value
        else:
            facts[column.name] = value
    return facts
