"""A facts model as a page shows it: title and value in two columns, long ones across, rows as a table, files as links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from anlan.desk.posted import is_shown
from anlan.desk.values import Directory, shown
from anlan.desk.words import level_of
from anlan.kernel.facts import Facts, Widget, widgets

LONG, NAMED = 24, 3
MANY, MOST, BROAD = 20, 300, 12
"""A table of more rows than MANY is folded; one of more than MOST or broader is only counted: its workbench or print shows it."""


@dataclass(frozen=True)
class Fact:
    """One fact as a page shows it; rows with a `text` are folded under it."""

    title: str
    text: str
    wide: bool = False
    link: str = ""
    level: bool = False
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    ids: tuple[str, ...] = field(default=())


def facts_shown(model: type[Facts], data: Mapping[str, Any], names: Directory) -> list[Fact]:
    """The facts that are there, in order."""
    shapes = widgets(model)
    return [
        fact(widget, data[key], names)
        for key, widget in shapes.items()
        if data.get(key) not in (None, "", [], ()) and is_shown(widget, data)
    ]


def fact(widget: Widget, value: Any, names: Directory) -> Fact:
    if widget.kind == "rows" and widget.row is not None:
        inner = {key: one for key, one in widgets(widget.row).items() if any(row.get(key) not in (None, "", []) for row in value)}
        if len(value) > MOST or len(inner) > BROAD:
            return Fact(widget.title, f"共 {len(value)} 行")
        folded = f"共 {len(value)} 行" if len(value) > MANY else ""
        heads = tuple(f"{one.title}{f' / {one.unit}' if one.unit else ''}" for one in inner.values())
        rows = tuple(tuple(cell(one, row.get(key), names) for key, one in inner.items()) for row in value)
        return Fact(widget.title, folded, True, heads=heads, rows=rows)
    text = shown(widget, value, names)
    wide = widget.kind in ("long_text", "area") or len(text) > LONG
    ids = tuple(value) if widget.kind in ("photo", "file") else (str(value),) if widget.kind == "signature" else ()
    return Fact(widget.title, text, wide, link(widget, value), is_level(widget), ids=ids)


def is_level(widget: Widget) -> bool:
    """Whether a choice is between warning or risk levels, so that its word gets its shape."""
    return widget.kind == "choice" and all(level_of(option) for option in widget.options)


def cell(widget: Widget, value: Any, names: Directory) -> str:
    """A value in a column whose head has the unit already; of many only the first few are named."""
    if widget.kind == "many" and isinstance(value, list | tuple) and len(value) > NAMED:
        return f"{shown(widget, value[:NAMED], names)} 等 {len(value)} 个"
    text = shown(widget, value, names)
    return text.removesuffix(widget.unit).rstrip() if widget.unit and widget.kind in ("number", "money") else text


def link(widget: Widget, value: Any) -> str:
    """Where a value leads: the record that it names."""
    if widget.kind == "record":
        return f"/r/{widget.of}/{value}"
    return f"/r/unit/{value}" if widget.kind == "unit" else ""
