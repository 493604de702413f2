"""Facts: the small vocabulary from which every form, API field, import column, filter and print is drawn. Pure.

A kind's facts are a frozen pydantic model. Each field is written with one word of this vocabulary, which carries its Chinese
title and how it is asked, shown and kept::

    class HotWork(Facts):
        place: str = place("作业地点")
        grade: str = choice("作业级别", "特级", "一级", "二级")
        gas_tests: tuple[GasTest, ...] = rows("气体分析", optional=True)

Numbers are decimal strings in JSON, moments ISO 8601 with offset, a point is a pair of integers of 1e-7 degree (WGS 84/CGCS2000).
The word carries the rule: options, bounds and the offset of a moment are checked whatever the annotation says. A fact called
`title`, `place`, `unit`, `subject`, `sector`, `severity`, `secrecy`, `point` or `happened_at` fills the column of that name.
A fact `shown_when` another has one of some values is optional in the model and asked for when it is shown, unless `optional`.
`later` says whether the form of opening leaves a fact to a step; unsaid, `kernel.asked_later` tells it from the steps.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from anlan.kernel.keepable import can_be_kept

COLUMNS = ("title", "place", "unit", "subject", "sector", "severity", "secrecy", "point", "happened_at")
WIDGETS = (
    "text", "long_text", "number", "money", "date", "moment", "choice", "yes_no", "place", "unit", "person", "contact",
    "record", "point", "area", "photo", "file", "signature", "reading", "rows", "many",
)  # fmt: skip


@dataclass(frozen=True)
class Widget:
    """How one fact is asked, shown and kept."""

    kind: str
    title: str
    unit: str = ""
    options: tuple[str, ...] = ()
    of: str = ""
    group: str = ""
    hint: str = ""
    optional: bool = False
    indexed: bool = False
    unique: bool = False
    personal: bool = False
    searched: bool = False
    shown_when: tuple[str, tuple[str, ...]] | None = None
    prefilled_from: str = ""
    at_least: str = ""
    at_most: str = ""
    longest: int = 0
    row: "type[Facts] | None" = None
    later: bool | None = None


@dataclass(frozen=True)
class Carried:
    """How a pydantic field carries its widget: as what it adds to the API's schema."""

    widget: Widget

    def __call__(self, schema: dict[str, Any]) -> None:
        """What the API's schema tells beside the type."""
        of = self.widget
        schema |= {"x-widget": of.kind} | ({"x-unit": of.unit} if of.unit else {}) | ({"x-of": of.of} if of.of else {})


class Facts(BaseModel):
    """Base of all facts: frozen, nothing unknown let in."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_beijing_time(cls, value: Any, info: ValidationInfo) -> Any:
        moment = isinstance(value, str) and value[4:5] == "-" and widgets(cls)[str(info.field_name)].kind == "moment"
        return value.replace(" ", "T") + "+08:00" if moment and LOCAL_TIME.fullmatch(value) else value

    @field_validator("*")
    @classmethod
    def _keeps_to_its_word(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None or isinstance(value, str):
            return value
        widget = widgets(cls)[str(info.field_name)]
        if not _fits(widget, value):
            raise PydanticCustomError("word", "does not fit its word")
        if isinstance(value, int | Decimal) and not _within(widget, Decimal(value)):
            raise PydanticCustomError("bounds", "out of bounds")
        return value

    def dump(self) -> dict[str, Any]:
        """JSON-ready: decimals and dates as strings, absent facts left out."""
        return self.model_dump(mode="json", exclude_none=True)


class NoFacts(Facts):
    """The form of a step that asks nothing."""


class Contact(BaseModel):
    """A person without an account: name and phone. Personal."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    name: str = Field(max_length=40)
    phone: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 -]{5,18}[0-9]$|^$")] = ""


class Reading(BaseModel):
    """A measured value with where and when it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sensor: str
    value: Decimal
    at: AwareDatetime


Moment = datetime
"""How a fact written with `moment` is annotated."""

LOCAL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?")
"""A form's time ("2026-03-18 09:30", "2026-03-18T09:30") is Beijing time."""


def _fits(widget: Widget, value: Any) -> bool:
    """What a type alone does not say: a moment has an offset, a choice of many is among the options, a point is on earth."""
    if widget.kind == "moment":
        return bool(value.tzinfo)
    if widget.kind == "many":
        return not widget.options or set(value) <= set(widget.options)
    if widget.kind in ("point", "area"):
        return all(
            abs(lon) <= 180 * 10**7 and abs(lat) <= 90 * 10**7 for lon, lat in ([value] if widget.kind == "point" else value)
        )
    return True


def _within(widget: Widget, value: Decimal) -> bool:
    least, most = (Decimal(bound) if bound else None for bound in (widget.at_least, widget.at_most))
    return value.is_finite() and (least is None or value >= least) and (most is None or value <= most)


def _word(kind: str, title: str, **more: Any) -> Any:
    known = {f.name for f in fields(Widget)}
    widget = Widget(kind, title, **{name: value for name, value in more.items() if name in known})
    limits = {name: value for name, value in more.items() if name not in known}
    if widget.optional or widget.shown_when:
        limits.setdefault("default", () if kind in ("rows", "many", "photo", "file", "area") else None)
    return Field(title=title, json_schema_extra=Carried(widget), **limits)


def text(title: str, *, longest: int = 200, **more: Any) -> Any:
    """One line (str)."""
    return _word("text", title, longest=longest, max_length=longest, min_length=0 if more.get("optional") else 1, **more)


def long_text(title: str, *, longest: int = 20_000, **more: Any) -> Any:
    """Several lines (str)."""
    return _word("long_text", title, longest=longest, max_length=longest, min_length=0 if more.get("optional") else 1, **more)


def number(title: str, unit: str = "", *, at_least: str = "", at_most: str = "", **more: Any) -> Any:
    """A figure with its unit (Decimal, or int for counts); bounds as decimal strings."""
    return _word("number", title, unit=unit, at_least=at_least, at_most=at_most, **more)


def money(title: str, unit: str = "万元", **more: Any) -> Any:
    """An amount (Decimal), not negative."""
    return _word("money", title, unit=unit, at_least="0", **more)


def day(title: str, **more: Any) -> Any:
    """A date."""
    return _word("date", title, **more)


def moment(title: str, **more: Any) -> Any:
    """A date and time with offset (datetime)."""
    return _word("moment", title, **more)


def choice(title: str, *options: str, **more: Any) -> Any:
    """One of a few words (str)."""
    pattern = "^(?:" + "|".join(map(re.escape, options)) + ")$"
    return _word("choice", title, options=options, pattern=pattern, **more)


def many(title: str, *options: str, of: str = "", **more: Any) -> Any:
    """Several words, units, people or records (tuple[str, ...]); `of` is the widget of each: '' for options."""
    return _word("many", title, options=options, of=of, **more)


def yes_no(title: str, **more: Any) -> Any:
    """Yes or no (bool)."""
    return _word("yes_no", title, **more)


def place(title: str, **more: Any) -> Any:
    """A place by its statistical code or a 管理区 code (str)."""
    return _word("place", title, pattern=r"^(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}|Z[0-9]{9})$", **more)


def unit(title: str, **more: Any) -> Any:
    """A unit: the id of a record of register `unit` or `firm` (str)."""
    return _word("unit", title, **more)


def person(title: str, **more: Any) -> Any:
    """A person with an account, by id (str). The fact's name is the part they play in the matter."""
    return _word("person", title, **more)


def contact(title: str, **more: Any) -> Any:
    """A person without an account (Contact). The fact's name is the part they play in the matter."""
    return _word("contact", title, personal=True, **more)


def record(kind: str, title: str, **more: Any) -> Any:
    """A record of a register, by id (str)."""
    return _word("record", title, of=kind, **more)


def point(title: str, **more: Any) -> Any:
    """Longitude and latitude (tuple[int, int]) in 1e-7 degree."""
    return _word("point", title, **more)


def area(title: str, **more: Any) -> Any:
    """A ring of points (tuple[tuple[int, int], ...])."""
    return _word("area", title, **more)


def photo(title: str, **more: Any) -> Any:
    """Photos, by evidence id (tuple[str, ...])."""
    return _word("photo", title, **more)


def file(title: str, **more: Any) -> Any:
    """Files, by evidence id (tuple[str, ...])."""
    return _word("file", title, **more)


def signature(title: str, **more: Any) -> Any:
    """A signature drawn or typed by the actor, by evidence id (str)."""
    return _word("signature", title, **more)


def reading(title: str, **more: Any) -> Any:
    """A measured value (Reading)."""
    return _word("reading", title, **more)


def rows(title: str, **more: Any) -> Any:
    """Repeating rows (tuple[Row, ...]) of another Facts model."""
    return _word("rows", title, **more)


def widgets(model: type[Facts]) -> Mapping[str, Widget]:
    """The widget of each fact of a model, in order. A field not written in the vocabulary is a KeyError at start-up."""
    return _widgets(model)


@cache
def _widgets(model: Hashable) -> Mapping[str, Widget]:
    assert isinstance(model, type)
    assert issubclass(model, Facts)
    found: dict[str, Widget] = {}
    for name, info in model.model_fields.items():
        if not isinstance(info.json_schema_extra, Carried):
            raise KeyError(f"{model.__name__}.{name} is not written in the vocabulary of kernel.facts")
        widget = info.json_schema_extra.widget
        found[name] = replace(widget, row=row_model(info.annotation)) if widget.kind == "rows" else widget
    return found


def row_model(annotation: Any) -> "type[Facts] | None":
    if isinstance(annotation, type) and issubclass(annotation, Facts):
        return annotation
    inner = [row_model(arg) for arg in get_args(annotation) if arg is not Ellipsis] if get_origin(annotation) else []
    return next((model for model in inner if model), None)


def mend(model: type[Facts], data: Mapping[str, Any]) -> dict[str, Any]:
    """Input as people send it: blanks are absent facts, full-width digits are digits; in rows likewise."""
    shapes = widgets(model)
    mended = {name: _mended(shapes[name], value) if name in shapes else value for name, value in data.items()}
    return {name: value for name, value in mended.items() if name not in shapes or (value is not None and value != "")}


def _mended(widget: Widget, value: Any) -> Any:
    if isinstance(value, str):
        value = value.strip()
        return value.translate(FULL_WIDTH) if widget.kind in ("number", "money", "date", "moment") else value
    if widget.row and isinstance(value, list | tuple):
        return [mend(widget.row, row) if isinstance(row, Mapping) else row for row in value]
    return value


FULL_WIDTH = {0xFF10 + i: 0x30 + i for i in range(10)} | {ord("，"): None, ord("．"): ".", ord("－"): "-", ord("："): ":"}


class BadFacts(ValueError):
    """What is wrong, fact by fact, each as a Chinese sentence: {"gas_tests.0.lel": "可燃气体请填数字。"}."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        self.wrong = dict(wrong)
        super().__init__("；".join(dict.fromkeys(sentence.rstrip("。") for sentence in self.wrong.values())) + "。")


F = TypeVar("F", bound=Facts)


def read(model: type[F], data: Mapping[str, Any]) -> F:
    """Facts from untrusted input. Raises BadFacts with a sentence for every wrong fact."""
    if unkept := [name for name, value in data.items() if not can_be_kept(value)]:
        raise BadFacts(dict.fromkeys(unkept, "含有不能保存的字符，请删去后重填。"))
    try:
        facts = model.model_validate(mend(model, data))
    except ValidationError as error:
        raise BadFacts({".".join(map(str, e["loc"])): sentence(model, e["loc"], e["type"]) for e in error.errors()}) from None
    if absent := {name: sentence(model, (name,), "missing") for name in _absent(facts)}:
        raise BadFacts(absent)
    return facts


def is_shown(widget: Widget, facts: Mapping[str, Any]) -> bool:
    """Whether a fact is asked for, the others being so: yes_no conditions are written "是" and "否"."""
    if widget.shown_when is None:
        return True
    name, values = widget.shown_when
    value = facts.get(name)
    return ("是" if value else "否") in values if isinstance(value, bool) else value in values


def _absent(facts: Facts) -> Iterator[str]:
    """The facts that are shown, not optional, and not there."""
    said = vars(facts)
    for name, widget in _conditional(type(facts)):
        if is_shown(widget, said) and said[name] in (None, "", ()):
            yield name


@cache
def _conditional(model: type[Facts]) -> list[tuple[str, Widget]]:
    return [(name, widget) for name, widget in widgets(model).items() if widget.shown_when and not widget.optional]


def sentence(model: type[Facts], loc: tuple[int | str, ...], fault: str) -> str:
    """What is wrong with the fact at `loc`, and what to do."""
    widget: Widget | None = None
    at: type[Facts] | None = model
    for step in loc:
        if at is not None and isinstance(step, str) and step in widgets(at):
            widget = widgets(at)[step]
            at = widget.row
    if widget is None:
        return f"不认识的项目“{loc[-1] if loc else ''}”，请去掉后重试。"
    row = next((f"第 {step + 1} 行" for step in loc if isinstance(step, int)), "")
    return f"{row}{widget.title}{_wrong(widget, fault)}"


def _wrong(widget: Widget, fault: str) -> str:
    if fault == "missing":
        return "还没有填写，请补上。"
    if fault == "bounds":
        least, most = widget.at_least and f"不小于 {widget.at_least}", widget.at_most and f"不大于 {widget.at_most}"
        return f"请填{'、'.join(filter(None, (least, most)))} 的数{widget.unit and f'（{widget.unit}）'}。"
    if fault == "string_too_long":
        return f"太长，请控制在 {widget.longest} 字以内。"
    if fault == "string_pattern_mismatch" and widget.kind == "text":
        return f"格式不对{widget.hint and f'（{widget.hint}）'}，请核对后重填。"
    if fault == "string_too_short":
        return "还没有填写，请补上。"
    return EXPECTED.get(widget.kind, "填写的内容不对，请核对后重填。").format("、".join(widget.options))


EXPECTED = {
    "number": "请填数字。",
    "money": "请填金额（数字）。",
    "date": "请填日期，例如 2026-03-18。",
    "moment": "请填日期和时间，例如 2026-03-18 09:30。",
    "choice": "请从“{0}”中选一项。",
    "many": "请从列出的选项中选择。",
    "yes_no": "请选“是”或“否”。",
    "place": "请选择地点。",
    "unit": "请选择单位。",
    "person": "请选择人员。",
    "contact": "请填姓名和电话，电话只用数字。",
    "record": "请从台账中选择。",
    "point": "请在地图上选点，或填经纬度。",
    "text": "请填文字。",
    "long_text": "请填文字。",
}
