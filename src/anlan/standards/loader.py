"""Standards: what the law says, since when, with which figure, found where and how sure we are. Pure: knows no Django, no engine.

One topic is one mapping: a file `<topic>.yaml` here, or a list that a county imports (文号, issuer, dates, clauses). Both go
through `read_standard`, which reads all it can and keeps what it could not as `problems`; `faults.faults` tells the rest.

    from anlan.standards.loader import shipped
    shipped().look_up("gb30871.hot_work.gas_test_valid", on=date(2026, 5, 1)).text      # "30 分钟"

Confidence: `confirmed` = read in a full text of the document itself; `reported` = seen in a secondary source; `unverified` = from
memory, weak or contradicted, and the page says 未核实. A topic declared without content answers 内容未导入, never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from typing import Any

import yaml

from anlan.standards.criteria import Criterion, RuleError, compare, plain, read_rule

Value = Decimal | timedelta | str | tuple[Any, ...] | None
"""Minutes, hours and days are a timedelta; working days, months and years a number with that unit; None is 未设定."""

CONFIDENCE = {"confirmed": "已核对原文", "reported": "据转载，未核对原文", "unverified": "未核实"}
COUNTY_MAY = {"tighten": "县可从严", "set": "由县设定", "no": "不可调整"}
DIRECTIONS = {"lower": "越小越严", "higher": "越大越严", "none": "无宽严之分"}
MINUTES = {"分钟": 1, "小时": 60, "日": 1440, "天": 1440}
LONGEST = 36_525 * 1440
NOT_IMPORTED = "内容未导入"


class NoFigure(KeyError):
    """There is no such figure on that day; its text is a sentence for the page."""

    def __str__(self) -> str:
        return str(self.args[0])


class NotImported(NoFigure):
    """The topic is known by name only: its content has not been imported."""


@dataclass(frozen=True)
class Figure:
    """One figure of the law, in force from `valid_from` to `valid_to` (both days included; None: open).

    `text` is the value as it is shown ("30 分钟"). `comparator` says how a measured value must stand to it; `direction` which way
    is tighter; `county_may` whether a county may change it; `set_by` is the county that did, with its own document as source."""

    id: str
    title: str
    value: Value
    unit: str
    text: str
    comparator: str
    source: str
    clause: str
    confidence: str
    valid_from: date | None
    valid_to: date | None
    county_may: str = "no"
    direction: str = "none"
    note: str = ""
    set_by: str = ""

    def in_force(self, on: date) -> bool:
        return in_force(self.valid_from, self.valid_to, on)

    def allows(self, measured: Any) -> bool | None:
        """Whether the measured value keeps to the figure; None where either is not known or the figure is 未设定."""
        return compare(measured, self.comparator, self.value) if self.comparator else None

    def may_replace(self, law: "Figure") -> bool:
        """Whether a county's figure may stand in for the law's: it is the county's to set, or at least as tight."""
        if law.county_may == "tighten":
            return compare(self.value, "<=" if law.direction == "lower" else ">=", law.value) is True
        return law.county_may == "set"


@dataclass(frozen=True)
class ChecklistItem:
    """One clause of a list to be checked: what must be so, and to whom it applies (empty: to all)."""

    id: str
    clause: str
    text: str
    applies_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standard:
    """One topic: its figures (several versions of an id by date), its criteria from the gravest down, its list of clauses."""

    topic: str
    title: str
    source: str
    valid_from: date | None
    valid_to: date | None
    figures: tuple[Figure, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    items: tuple[ChecklistItem, ...] = ()
    issuer: str = ""
    number: str = ""
    named_in: str = ""
    problems: tuple[str, ...] = ()
    sector: str = ""

    @property
    def is_imported(self) -> bool:
        return bool(self.figures or self.criteria or self.items)


class Standards:
    """All topics at hand, asked by id and day. `and_also` adds lists the county imported, `county.tightened` its own figures."""

    def __init__(self, standards: Iterable[Standard]) -> None:
        self.all = tuple(standards)
        self._figures: dict[str, list[Figure]] = {}
        for figure in (figure for standard in self.all for figure in standard.figures):
            self._figures.setdefault(figure.id, []).append(figure)

    def look_up(self, id: str, on: date) -> Figure:
        """The figure in force on that day: the county's where it is not looser than the law's. Raises NoFigure or NotImported."""
        versions = [figure for figure in self._figures.get(id, ()) if figure.in_force(on)]
        law = [figure for figure in versions if not figure.set_by]
        county = [figure for figure in versions if figure.set_by and all(map(figure.may_replace, law))]
        if found := county or law:
            return found[-1]
        self.standard(id.partition(".")[0], on)
        raise NoFigure(f"标准中没有“{id}”在 {on:%Y-%m-%d} 有效的数值，请核对名称和日期。")

    def versions(self, id: str) -> tuple[Figure, ...]:
        """Every version of a figure, for the page that shows its history."""
        return tuple(self._figures.get(id, ()))

    def in_force(self, on: date) -> list[Figure]:
        """Every figure of the law in force on that day, in the order of the ids."""
        laws = ((id, [one for one in versions if one.in_force(on) and not one.set_by]) for id, versions in self._figures.items())
        return [found[-1] for _, found in sorted(laws) if found]

    def standard(self, topic: str, on: date) -> Standard:
        """The topic's content in force on that day. Raises NoFigure for an unknown topic, NotImported for one without content."""
        known = [standard for standard in self.all if standard.topic == topic]
        if not known:
            raise NoFigure(f"没有名为“{topic}”的标准，请核对名称。")
        if not any(standard.is_imported for standard in known):
            raise NotImported(f"《{known[-1].title}》{NOT_IMPORTED}：请导入、向上级索取，或标为暂不适用。")
        if valid := [it for it in known if it.is_imported and in_force(it.valid_from, it.valid_to, on)]:
            return valid[-1]
        raise NoFigure(f"《{known[-1].title}》在 {on:%Y-%m-%d} 没有有效版本，请核对日期。")

    def and_also(self, *more: Standard) -> "Standards":
        return Standards((*self.all, *more))


def in_force(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """Whether `on` lies within both days, each included, each open where None."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)


def as_text(value: Value, unit: str = "") -> str:
    """The value as pages show it: "30 分钟", "0.5 %VOL", "19.5～21 %VOL", "未设定"."""
    if value is None:
        return "未设定"
    if isinstance(value, timedelta):
        value = Decimal(value // timedelta(minutes=1)) / MINUTES.get(unit, 1)
    if isinstance(value, tuple):
        numbers = len(value) == 2 and all(isinstance(end, Decimal) for end in value)
        return ("～" if numbers else "；").join(map(str, value)) + (f" {unit}" if unit else "")
    shown = f"{value.normalize():f}" if isinstance(value, Decimal) else value
    return f"{shown} {unit}" if unit else shown


def read_value(raw: Any, unit: str) -> Value:
    """The value of a figure from YAML, JSON or a form. Raises ValueError where a time is no number."""
    value = plain(raw)
    if unit in MINUTES and value is not None:
        return _time(raw, unit)
    if isinstance(value, bool) or not isinstance(value, Decimal | str | tuple | None):
        raise ValueError(f"“{raw}”不是数值、文字或列表")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"“{raw}”不是有限的数值")
    return value


def _time(raw: Any, unit: str) -> timedelta:
    try:
        minutes = Decimal(str(raw)) * MINUTES[unit]
        fits = 0 <= minutes <= LONGEST
    except InvalidOperation:
        raise ValueError(f"“{raw}”不是以{unit}计的时间") from None
    if not fits:
        raise ValueError(f"“{raw} {unit}”不在 0 到 100 年之间")
    return timedelta(minutes=float(minutes))


@dataclass
class _Reader:
    """Reads one topic, keeping what it could not read."""

    data: Mapping[str, Any]
    topic: str
    problems: list[str] = field(default_factory=list)

    def day(self, row: Mapping[str, Any], key: str, where: str) -> date | None:
        raw = row.get(key, self.data.get(key))
        if raw is None or type(raw) is date:
            return raw
        try:
            return date.fromisoformat(str(raw))
        except ValueError:
            self.problems.append(f"{where}：日期“{raw}”读不懂，应如 2026-05-01。")
            return None

    def word(self, row: Mapping[str, Any], key: str, otherwise: str = "") -> str:
        raw = row.get(key, self.data.get(key))
        return otherwise if raw is None else str(raw).strip()

    def figure(self, row: Mapping[str, Any]) -> Figure:
        def own(key: str) -> str:
            return str(row.get(key) or "")

        id, unit = f"{self.topic}.{own('id')}", own("unit")
        try:
            value = read_value(row.get("value"), unit)
        except ValueError as wrong:
            self.problems.append(f"{id}：{wrong}。")
            value = None
        return Figure(
            id, own("title"), value, unit, own("text") or as_text(value, unit), own("comparator"),
            self.word(row, "source"), self.word(row, "clause"), self.word(row, "confidence"),
            self.day(row, "valid_from", id), self.day(row, "valid_to", id),
            self.word(row, "county_may", "no"), self.word(row, "direction", "none"), own("note"),
        )  # fmt: skip

    def facts(self) -> Mapping[str, str]:
        named = self.data.get("facts")
        return {str(fact): str(name) for fact, name in named.items()} if isinstance(named, Mapping) else {}

    def criterion(self, row: Mapping[str, Any]) -> Criterion | None:
        id = f"{self.topic}.{row.get('id', '')}"
        try:
            return Criterion(
                id, str(row.get("title", "")), read_rule(row.get("when")), self.word(row, "clause"), self.word(row, "source"),
                self.word(row, "confidence"), self.facts(),
            )  # fmt: skip
        except RuleError as wrong:
            self.problems.append(f"{id}：{wrong}")
            return None

    def item(self, number: int, row: Mapping[str, Any]) -> ChecklistItem:
        applies = row.get("applies_to")
        return ChecklistItem(
            f"{self.topic}.{number}", str(row.get("clause", number)), str(row.get("text") or "").strip(),
            tuple(map(str, applies if isinstance(applies, list | tuple) else filter(None, [applies]))),
        )  # fmt: skip

    def rows(self, key: str) -> list[Mapping[str, Any]]:
        rows = self.data.get(key) or []
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            self.problems.append(f"{self.topic}：{key} 应为逐条的列表。")
            return []
        return rows


def read_standard(data: Mapping[str, Any]) -> Standard:
    """One topic from a mapping: what stands at its top (source, dates, confidence, …) holds for rows that say nothing else."""
    reader = _Reader(data, str(data.get("topic") or ""))
    issuer, number = reader.word(data, "issuer"), reader.word(data, "number")
    return Standard(
        reader.topic, reader.word(data, "title"), reader.word(data, "source") or f"{issuer} {number}".strip(),
        reader.day(data, "valid_from", reader.topic), reader.day(data, "valid_to", reader.topic),
        tuple(map(reader.figure, reader.rows("figures"))), tuple(filter(None, map(reader.criterion, reader.rows("criteria")))),
        tuple(reader.item(n, row) for n, row in enumerate(reader.rows("items"), 1)),
        issuer, number, reader.word(data, "named_in"), tuple(reader.problems), reader.word(data, "sector"),
    )  # fmt: skip


@cache
def shipped() -> Standards:
    """The standards that come with the product: every YAML file beside this module, and the criteria of `major/` by trade."""
    here = resources.files("anlan.standards")
    files = sorted((it for folder in (here, here / "major") for it in folder.iterdir() if it.name.endswith(".yaml")), key=str)
    return Standards(read_standard(yaml.safe_load(it.read_text("utf-8"))) for it in files)
