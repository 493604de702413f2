"""What somebody wants to try, as the address says it: of which sensors, which figures in place of theirs, over which span."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from anlan.kernel import queries
from anlan.kernel.calendar import local
from anlan.kernel.facts import BadFacts, read
from anlan.kernel.people import Actor
from anlan.kernel.refusals import Refused
from anlan.monitoring.backtest import LIMITS, Change
from anlan.monitoring.registers.sensor import SENSOR, Sensor, figure_of, limits_are_sound
from anlan.monitoring.sensors import span_of
from anlan.monitoring.trials import Question
from anlan.standards import county
from anlan.standards.loader import Figure, shipped

if TYPE_CHECKING:
    from anlan.kernel.models import Record

SCOPES = ("sensor", "unit", "measures", "figure")
NAMES = {"limit": "报警值", "low": "低报警值", "hold": "持续时间", "back": "回差"}
SPANS = {
    "sensor_integrity.flat": "flat", "sensor_integrity.silent_periods": "periods", "sensor_integrity.silent_least": "least",
    "sensor_integrity.clip": "clip", "sensor_integrity.shift": "shift",
}  # fmt: skip
"""Figures of the county that rules rest on by themselves, and which of `plan.Spans` each is."""
LONGEST = timedelta(days=3 * 366)
MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Wanted:
    """The scope as (name, value), its words, the sensor or the figure if it is one, and what is typed into the form."""

    scope: str
    value: str
    title: str
    record: "Record | None"
    figure: Figure | None
    typed: Mapping[str, str]
    start: datetime
    end: datetime

    @property
    def last(self) -> datetime:
        """The last moment of the span, as a form's last day."""
        return self.end - MS

    @property
    def is_asked(self) -> bool:
        return bool(self.typed.get("try"))

    @property
    def rests_on_span(self) -> bool:
        return self.value in SPANS

    def question(self, by: Actor, now: datetime) -> Question:
        """Raises Refused for figures that cannot be read, or where nothing is changed."""
        return Question(self.change(now), self.start, self.end, by, now)

    def change(self, now: datetime) -> Change:
        if self.figure:
            return _of_figure(self.figure, self.typed.get("value", ""), local(now).date())
        facts: dict[str, str | None] = {
            name: _number(NAMES[name], self.typed[name]) for name in LIMITS if self.typed.get(name, "").strip()
        }
        if self.record:
            held = {name: self.record.facts.get(name) for name in LIMITS}
            facts = {name: facts.get(name) for name in LIMITS if facts.get(name) is not None or held[name] is not None}
            if all(_same(facts.get(name), held[name]) for name in LIMITS):
                raise Refused("填写的和台账上的一样，请改一项再试算。")
        if not facts:
            raise Refused("还没有填要改成多少，请至少填一项。")
        return Change(facts)

    def why_not(self, change: Change) -> str:
        """Why the register would refuse the change of this sensor; "" where it would not, or where it is tried on many."""
        if not self.record:
            return ""
        try:
            return limits_are_sound(read(Sensor, {**self.record.facts, **change.facts})) or ""
        except BadFacts as bad:
            return str(bad)


def wanted(asked: Mapping[str, str], by: Actor, now: datetime) -> Wanted:
    """Raises NotThere for a sensor or firm that is not for these eyes, Refused for a scope or a span that is none."""
    scope = next((name for name in SCOPES if asked.get(name)), "")
    if not scope:
        raise Refused("请从监测点、一企一档或县里的规定一览进入试算。")
    value, typed = asked[scope], dict(asked)
    start, end, span = span_of({"span": "1y"} | {name: asked[name] for name in ("span", "from", "to") if asked.get(name)}, now)
    if end - start > LONGEST:
        raise Refused("试算最长三年，请缩短起止日期。")
    found = Wanted(scope, value, value, None, None, typed | {"span": span}, start, min(end, now))
    if scope == "sensor":
        record = queries.record(value, by, SENSOR.kind)
        held = {name: str(record.facts[name]) for name in LIMITS if record.facts.get(name) is not None}
        return replace(found, title=record.title, record=record, typed=held | typed | {"span": span})
    if scope == "unit":
        return replace(found, title=queries.record(value, by).title)
    return replace(found, title=_figure(value).title, figure=_figure(value)) if scope == "figure" else found


def _figure(id: str) -> Figure:
    found = figure_of(id)
    if found is None or (id not in SPANS and not isinstance(found.value, Decimal)):
        raise Refused("这一项数值不用于监测点的规则，不能试算。")
    return found


def _of_figure(law: Figure, value: str, today: date) -> Change:
    """The county's figure as it would stand: by the same check as when it is put down."""
    try:
        own = county.county_figure(shipped(), county.Override(law.id, value.strip(), "", "试算", today)).value
    except county.Refused as wrong:
        raise Refused(str(wrong)) from None
    if law.id in SPANS:
        return Change(figures={SPANS[law.id]: own // MS if isinstance(own, timedelta) else int(Decimal(str(own)))})
    return Change({"limit": str(own)})


def _number(name: str, text: str) -> str:
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**9:
        raise Refused(f"{name}“{text.strip()[:20]}”不是数字，请改正。")
    if name in (NAMES["hold"], NAMES["back"]) and found < 0:
        raise Refused(f"{name}不能是负数，请改正。")
    return str(int(found)) if name == NAMES["hold"] else str(found)


def _same(one: Any, two: Any) -> bool:
    return (one is None) == (two is None) and (one is None or Decimal(str(one)) == Decimal(str(two)))
