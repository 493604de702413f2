"""One fact as plain text for papers and tables. Pure; names of units, people and places come from a Directory."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Protocol

from pydantic import BaseModel

from anlan.kernel.facts import Facts, Widget, widgets

BEIJING = timezone(timedelta(hours=8))
NAMED = ("unit", "person", "record", "place")
COUNTED = {"photo": "张", "file": "份", "area": "个点"}


class Directory(Protocol):
    """Turns an id into the name people know and back. `widget.kind` is unit, person, record (of `widget.of`) or place."""

    def title(self, widget: Widget, id: str) -> str:
        """The name of `id`; the id itself where nobody knows it."""
        ...

    def find(self, widget: Widget, text: str) -> tuple[str, ...]:
        """The ids that `text` may mean: none is unknown, several are namesakes."""
        ...


class Ids:
    """The directory of someone who knows no names: every id is its own name."""

    def title(self, widget: Widget, id: str) -> str:
        return id

    def find(self, widget: Widget, text: str) -> tuple[str, ...]:
        return (text,)


IDS = Ids()


def shown(widget: Widget, value: Any, names: Directory = IDS) -> str:
    """The value as a paper prints it; '' for an absent fact."""
    if value is None or value == () or value == "":
        return ""
    kind = widget.of if widget.kind == "many" and widget.of else widget.kind
    if isinstance(value, tuple | list) and kind not in ("point", "rows", *COUNTED):
        return "、".join(shown(widget, one, names) for one in value)
    if kind in NAMED:
        return names.title(widget, str(value))
    if kind == "rows":
        return "\n".join(row_text(row, names) for row in value)
    if kind in COUNTED:
        return f"{len(value)}{COUNTED[kind]}"
    if kind == "signature":
        return "已签名"
    return _scalar(widget, value)


def _scalar(widget: Widget, value: Any) -> str:
    if widget.kind == "yes_no":
        return "是" if value in (True, "true", "True") else "否"
    if widget.kind == "point":
        return f"东经 {value[0] / 1e7:.7f}°，北纬 {value[1] / 1e7:.7f}°"
    if widget.kind == "contact":
        return " ".join(filter(None, (_part(value, "name"), _part(value, "phone"))))
    if widget.kind == "reading":
        return f"{_part(value, 'value')}（{_time(_part(value, 'at'))}）"
    if widget.kind in ("date", "moment"):
        return _time(value)
    if widget.kind in ("number", "money"):
        return f"{decimal_text(value)}{' ' if widget.unit else ''}{widget.unit}"
    return str(value)


def _part(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def _time(value: Any) -> str:
    """ "2026年3月12日", or with the clock time in Beijing."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    if not isinstance(value, datetime):
        return chinese_date(value)
    at = value.astimezone(BEIJING) if value.tzinfo else value
    return f"{chinese_date(at.date())}{at:%H:%M}"


def chinese_date(day: date) -> str:
    """ "2026年3月12日": no leading noughts, as papers want it."""
    return f"{day.year}年{day.month}月{day.day}日"


def decimal_text(value: Any) -> str:
    """A number without exponent or trailing noughts."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def visible(text: str) -> str:
    """Text without the control characters that no file format takes."""
    return UNSEEN.sub("", text)


def row_text(row: Facts | Mapping[str, Any], names: Directory = IDS) -> str:
    """One repeating row in a line: "氧 20.9 %VOL；可燃气体 0.1 %LEL"."""
    if isinstance(row, BaseModel):
        assert isinstance(row, Facts)
        said = ((w.title, shown(w, getattr(row, name), names)) for name, w in widgets(type(row)).items())
        return "；".join(f"{title} {text}" for title, text in said if text)
    return "；".join(f"{name} {value}" for name, value in row.items() if value not in (None, ""))
