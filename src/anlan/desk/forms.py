"""A facts model drawn as a form: groups, fields, errors said twice. The way back is `desk.posted`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.http import QueryDict
from pydantic_core import PydanticUndefined

from anlan.desk.choices import Choices, NoChoices, Option
from anlan.desk.posted import is_picked, is_shown, posted, row_numbers
from anlan.kernel.calendar import local
from anlan.kernel.facts import Facts, Widget, widgets

NUMERALS = "一二三四五六七八九十"
SAID = 8
"""So many errors are listed above a form at once; the rest unfold."""
WIDE = ("long_text", "many", "point", "area", "rows", "reading")
NARROW = ("number", "money", "date", "moment", "person", "yes_no")
BESIDE = ("text", "number", "money", "date", "moment", "choice", "yes_no", "person", "unit", "place", "record")
"""Widgets that fit a cell of a table of rows."""


@dataclass(frozen=True)
class Drawn:
    """What all fields of one drawing share."""

    choices: Choices = field(default_factory=NoChoices)
    wrong: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """One fact as it is asked."""

    name: str
    widget: Widget
    value: Any
    drawn: Drawn
    span: int = 2
    hidden: bool = False

    @property
    def id(self) -> str:
        return "f-" + self.name.replace(".", "-")

    @property
    def template(self) -> str:
        kind = self.widget.kind
        if is_picked(self.widget):
            kind = "pick"
        elif self.is_free_list:
            kind = "lines"
        elif kind in ("number", "money"):
            kind = "number"
        elif kind in ("photo", "file"):
            kind = "files"
        return f"desk/field/{kind}.html"

    @property
    def wrong(self) -> str:
        """The sentence for this fact, or for a part of it that has no field of its own."""
        exact = self.drawn.wrong.get(self.name, "")
        if exact or self.widget.kind == "rows":
            return exact
        return next((said for name, said in self.drawn.wrong.items() if name.startswith(self.name + ".")), "")

    @property
    def is_free_list(self) -> bool:
        """A list that is typed, one a line."""
        return self.widget.kind == "many" and not self.widget.options and not self.widget.of

    @property
    def is_own(self) -> bool:
        """Whether it chooses among the matter's own rows."""
        return self.widget.of.startswith("row:")

    @property
    def is_group(self) -> bool:
        """Whether several inputs share the label, so that it labels a group and not one input."""
        if self.is_free_list:
            return False
        many = self.widget.kind in ("choice", "yes_no") and self.as_radio
        return (
            many
            or self.widget.kind in ("many", "contact", "point", "photo", "file", "signature", "reading", "rows")
            or (is_picked(self.widget) and self.few is None)
        )

    @property
    def as_radio(self) -> bool:
        return self.widget.kind == "yes_no" or len(self.widget.options) <= 5

    @property
    def text(self) -> str:
        """The value as an input shows it: moments by the local clock, points in degrees."""
        value = self.value
        if self.widget.kind == "moment" and isinstance(value, str | datetime):
            return _local_input(value)
        if self.widget.kind == "yes_no":
            return {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else str(value or "")
        if self.is_free_list:
            return "\n".join(self.values)
        if self.widget.kind == "area" and isinstance(value, list | tuple):
            return "\n".join(_degrees(point) for point in value)
        return "" if value is None else str(value)

    @property
    def parts(self) -> Mapping[str, str]:
        """The inputs of a fact of several parts: contact, reading, point."""
        value = self.value
        if self.widget.kind == "point" and isinstance(value, str):
            return dict(zip(("lon", "lat"), (part.strip() for part in value.split(",")), strict=False))
        if self.widget.kind == "point" and value:
            return dict(zip(("lon", "lat"), _degrees(value).split(","), strict=True))
        parts = dict(value) if isinstance(value, Mapping) else {}
        return parts | {"at": _local_input(parts["at"])} if parts.get("at") else parts

    @property
    def values(self) -> list[str]:
        """The chosen ones of a fact of several values."""
        if isinstance(self.value, list | tuple):
            return [str(one) for one in self.value]
        return [str(self.value)] if self.value else []

    @property
    def kept(self) -> list[Option]:
        """What is chosen already, by name."""
        return [Option(one, self.drawn.choices.title(self.widget, one)) for one in self.values]

    @cached_property
    def few(self) -> Sequence[Option] | None:
        found = self.drawn.choices.few(self.widget)
        return None if found is None or (self.widget.kind == "many" and len(found) > 12 and not self.is_own) else found

    @property
    def groups(self) -> list[tuple[str, list[Option]]]:
        """The few options by their group, the chosen one among them even if it is offered no more."""
        options = list(self.few or ())
        missing = [one for one in self.kept if one.value not in {option.value for option in options}]
        return [(name, list(rows)) for name, rows in groupby([*missing, *options], key=lambda option: option.group)]

    @property
    def asked(self) -> str:
        return self.drawn.asked.get(self.name, "")

    @property
    def found(self) -> list[Option]:
        """What the search box found, less what is chosen."""
        return (
            [one for one in self.drawn.choices.found(self.widget, self.asked) if one.value not in self.values]
            if self.asked
            else []
        )

    @cached_property
    def rows(self) -> "list[list[Field]]":
        """Each row's fields; what a row does not say is as its model has it by default."""
        assert self.widget.row is not None
        given, usual = self.value if isinstance(self.value, list | tuple) else [], usual_of(self.widget.row)
        return [
            list(draw(self.widget.row, {**usual, **row}, self.drawn, f"{self.name}.{n}."))
            for n, row in enumerate(given)
            if isinstance(row, Mapping)
        ]

    @cached_property
    def heads(self) -> "list[Field]":
        """The columns of rows, as fields without values."""
        assert self.widget.row is not None
        return list(draw(self.widget.row, {}, self.drawn, f"{self.name}.0."))

    @property
    def as_table(self) -> bool:
        return len(self.heads) <= 7 and all(
            head.widget.kind in BESIDE and not (is_picked(head.widget) and head.few is None) for head in self.heads
        )

    @property
    def next_number(self) -> int:
        return len(self.rows)

    @property
    def shown_when(self) -> str:
        """The condition as the page's script reads it: fact=value|value."""
        if self.widget.shown_when is None:
            return ""
        fact, values = self.widget.shown_when
        said = {"是": "true", "True": "true", "否": "false", "False": "false"}
        row, dot, _ = self.name.rpartition(".")
        return f"{row}{dot}{fact}={'|'.join(said.get(str(value), str(value)) for value in values)}"


def _local_input(value: Any) -> str:
    """`2026-03-18T09:30` for a moment with offset; anything else as it is."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return f"{local(at):%Y-%m-%dT%H:%M}" if at.tzinfo else str(value)
    except ValueError:
        return str(value)


def _degrees(point: Any) -> str:
    try:
        lon, lat = point
        return f"{int(lon) / 1e7:.7f},{int(lat) / 1e7:.7f}"
    except (TypeError, ValueError):
        return str(point)


def span_of(widget: Widget) -> int:
    """How many of the six columns a fact asks for."""
    if widget.kind == "many" and not widget.of:
        return 3 if sum(len(option) + 3 for option in widget.options) <= 22 else 6
    if widget.kind in WIDE:
        return 6
    if widget.kind in NARROW or (widget.kind == "text" and widget.longest <= 40):
        return 2
    if widget.kind == "choice":
        letters = sum(len(option) + 3 for option in widget.options)
        return 2 if len(widget.options) > 5 else 3 if letters <= 22 else 6
    return 3


def usual_of(model: type[Facts]) -> dict[str, Any]:
    """The defaults of a model that are worth showing."""
    said = {key: info.default for key, info in model.model_fields.items() if not info.is_required()}
    return {key: value for key, value in said.items() if value not in (None, "", (), PydanticUndefined)}


def draw(model: type[Facts], data: Mapping[str, Any], drawn: Drawn, prefix: str = "") -> Iterator[Field]:
    """The fields of a model, in order."""
    for key, widget in widgets(model).items():
        yield Field(prefix + key, widget, data.get(key), drawn, span_of(widget), not is_shown(widget, data))


def in_lines(fields: Sequence[Field]) -> list[Field]:
    """The same fields with spans widened so that every line of six columns is full where it can be."""
    lines: list[list[Field]] = [[]]
    for one in fields:
        if sum(f.span for f in lines[-1]) + one.span > 6:
            lines.append([])
        lines[-1].append(one)
    return [wide for line in lines for wide in _filled(line)]


def _filled(line: list[Field]) -> list[Field]:
    spans = [one.span for one in line]
    better = {(2, 2): (3, 3), (2, 3): (2, 4), (3, 2): (4, 2), (3,): (3,), (4,): (6,)}.get(tuple(spans), tuple(spans))
    return [replace(one, span=span) for one, span in zip(line, better, strict=True)]


@dataclass(frozen=True)
class Group:
    """A titled part of a form."""

    number: int
    title: str
    fields: list[Field]

    @property
    def filled(self) -> int:
        return sum(1 for one in self.fields if one.value not in (None, "", [], (), {}))

    @property
    def wrong(self) -> int:
        return sum(1 for one in self.fields for name in one.drawn.wrong if name == one.name or name.startswith(one.name + "."))


@dataclass(frozen=True)
class Form:
    """A facts model with data, what is wrong with it, where choices come from, and the facts that are not asked for here."""

    model: type[Facts]
    data: Mapping[str, Any] = field(default_factory=dict)
    choices: Choices = field(default_factory=NoChoices)
    wrong: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    without: frozenset[str] = frozenset()

    @cached_property
    def fields(self) -> list[Field]:
        drawn = draw(self.model, self.data, Drawn(self.choices, self.wrong, self.asked))
        return [one for one in drawn if one.name not in self.without and (one.few or not (one.is_own and one.widget.optional))]

    @cached_property
    def groups(self) -> list[Group]:
        """Fields under their groups' titles, numbered where there are several; facts without a group come first."""
        named: dict[str, list[Field]] = {}
        for one in self.fields:
            named.setdefault(one.widget.group, []).append(one)
        several = sum(1 for name in named if name) > 1
        titled = sorted(named, key=lambda name: name != "")
        numerals = iter(NUMERALS)
        heads = {name: f"{next(numerals, '')}、{name}".removeprefix("、") if several and name else name for name in titled}
        return [Group(n, heads[name], in_lines(named[name])) for n, name in enumerate(titled)]

    @property
    def is_long(self) -> bool:
        """Whether the form deserves its table of contents."""
        return len(self.groups) > 2

    @property
    def needs_upload(self) -> bool:
        return any(one.widget.kind in ("photo", "file", "signature") for one in self.fields)

    @property
    def first_errors(self) -> list[tuple[str, str]]:
        return self.summary[:SAID]

    @property
    def more_errors(self) -> list[tuple[str, str]]:
        return self.summary[SAID:]

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Every error once more, with the field it is about."""
        return [(self._anchor(name), said) for name, said in self.wrong.items()]

    def _anchor(self, name: str) -> str:
        ids = {inner.name: inner.id for one in self.fields for inner in (one, *(f for row in _rows(one) for f in row))}
        while name and name not in ids:
            name = name.rpartition(".")[0]
        return ids.get(name, "form")


def _rows(one: Field) -> "list[list[Field]]":
    return one.rows if one.widget.kind == "rows" else []


def redrawn(
    model: type[Facts],
    post: QueryDict,
    choices: Choices,
    wrong: Mapping[str, str] | None = None,
    refusal: str = "",
    without: frozenset[str] = frozenset(),
) -> Form:
    """The form again as it was sent: after an error, a search, a row added (`add`) or taken away (`drop`)."""
    asked = {
        key.removesuffix(".q"): value.strip() for key, value in post.items() if key.endswith(".q") and isinstance(value, str)
    }
    data = posted(model, without_dropped(post), choices)
    added = post.get("add", "")
    if added in widgets(model) and widgets(model)[added].kind == "rows":
        data[added] = [*data.get(added, []), {}]
    return Form(model, data, choices, told_once(wrong or {}), asked, refusal, without)


def told_once(wrong: Mapping[str, str]) -> dict[str, str]:
    """The same without what only repeats that a part is wrong: rows whose own cells are named."""
    return {name: said for name, said in wrong.items() if not any(other.startswith(f"{name}.") for other in wrong)}


def without_dropped(post: QueryDict) -> QueryDict:
    """The same without the row that `drop` names (`gas_tests.2`)."""
    name, _, number = post.get("drop", "").rpartition(".")
    if not name or not number.isascii() or not number.isdigit() or int(number) not in row_numbers(post, name):
        return post
    kept = post.copy()
    for key in [key for key in kept if key.startswith(f"{name}.{number}.")]:
        del kept[key]
    return kept


def is_redraw(post: QueryDict) -> bool:
    """Whether the form was sent to be drawn again, not to be judged."""
    return bool(post.get("add") or post.get("drop") or post.get("find"))
