"""From the register of sensors to the rules that watch them. What a sensor's record does not say is not watched.

`high` and `low` are alarms of the sensor's own limits; those of `rule_names.DOUBTS` doubt the sensor itself; the rest stands in
registers of its own (`written.py`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.plan import Channel, Joint, Plan
from anlan.engines.stream_rules.rules import MOST_RULES, Measure, Rule
from anlan.kernel.calendar import local
from anlan.kernel.tuning import Figures
from anlan.monitoring.queries import Listed, Roster
from anlan.monitoring.registers.sensor import BOTH, HIGH, LOW
from anlan.monitoring.rule_names import rule_id
from anlan.monitoring.written import Book, joints_of
from anlan.standards.loader import Figure

MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Spans:
    """After how many of its periods, and after how long at least, a sensor is silent; after how long unchanged, told by how
    many `readings`, it is flat; how many readings running at the end of its range, or with a clock that is wrong, are doubted.
    Times in ms."""

    periods: int
    least: int
    flat: int
    clip: int = 10
    shift: int = 10
    readings: int = 10

    def silence(self, period: int) -> int:
        """How long a sensor that reports every `period` seconds may be silent."""
        return max(self.least, self.periods * 1000 * period)


def spans(now: datetime) -> Spans:
    """As `standards/sensor_integrity.yaml` says, or the county in its place."""
    return spans_of(Figures(now).look_up, local(now).date())


def spans_of(look_up: Callable[[str, date], Figure], day: date) -> Spans:
    """By what `look_up` says of the figures."""
    counts = [look_up(f"sensor_integrity.{name}", day).value for name in ("silent_periods", "clip", "shift", "flat_readings")]
    least, flat = (look_up(f"sensor_integrity.{name}", day).value for name in ("silent_least", "flat"))
    assert isinstance(least, timedelta)
    assert isinstance(flat, timedelta)
    periods, clip, shift, readings = (int(float(str(one))) for one in counts)
    return Spans(periods, least // MS, flat // MS, clip, shift, readings)


def rules_of(facts: Mapping[str, Any], own: Spans) -> Iterator[Rule]:
    """The rules of one sensor, by its record."""
    clause = str(facts.get("standard") or "")
    way, limit, low = facts.get("way", HIGH), facts.get("limit"), facts.get("low")
    hold, back = 1000 * int(facts.get("hold") or 0), float(facts.get("back") or 0)
    if limit is not None and way in (HIGH, BOTH):
        clears = (float(limit) - back,)
        yield Rule("high", Measure.VALUE, (float(limit),), "超过报警值", clause, clears=clears, hold=hold)
    if (under := low if way == BOTH else limit if way == LOW else None) is not None:
        clears = (float(under) + back,)
        yield Rule("low", Measure.VALUE, (float(under),), "低于报警值", clause, toward="down", clears=clears, hold=hold)
    yield from _of_range(facts, own)
    if period := facts.get("period"):
        yield Rule("silent", Measure.SILENCE, (own.silence(int(period)),), "没有数据")
    yield Rule("unfiled", Measure.UNFILED, (1,), "未报备即停用")
    yield Rule("shift", Measure.CLOCK, (own.shift,), "时间连续错乱")
    yield Rule("flat", Measure.FLAT, (own.flat,), "读数长时间不变", tolerance=0.0, at_least=own.readings)


def _of_range(facts: Mapping[str, Any], own: Spans) -> Iterator[Rule]:
    """What lies outside the range cannot be; what stays at its upper end was cut. The lower end is where many sensors rest."""
    if (least := facts.get("least")) is None or (most := facts.get("most")) is None:
        return
    yield Rule("range", Measure.IMPOSSIBLE, (1,), "超出量程", between=(float(least), float(most)))
    if not (facts.get("on_change") or facts.get("flat")):
        yield Rule("clip", Measure.CLIP, (own.clip,), "连续停在量程上限", between=(-np.inf, float(most)))


def camera_rules(one: Listed, own: Spans) -> Iterator[Rule]:
    """A camera's heartbeat, or one of the events that its firm's analysis tells."""
    if one.channel:
        id = rule_id("video", one.facts["code"], 0, one.facts["level"])
        yield Rule(id, Measure.VALUE, (1,), f"视频识别：{one.channel}", toward="up")
    elif period := one.facts.get("period"):
        yield Rule("dead", Measure.SILENCE, (own.silence(int(period)),), "没有心跳")
        yield Rule("dead.off", Measure.VALUE, (0.5,), "画面中断", toward="down", hold=own.silence(int(period)))


def vehicle_rules(one: Listed) -> Iterator[Rule]:
    """超员 and 超载, by what the vehicle's own terminal counts and weighs."""
    code, level = one.facts["plate"], one.facts["level"]
    if one.channel == "persons" and (seats := one.facts.get("seats")):
        yield Rule(rule_id("people", code, 0, level), Measure.VALUE, (float(seats),), "载客超过核定人数", beyond=True)
    if one.channel == "load" and (load := one.facts.get("load")):
        yield Rule(rule_id("load", code, 0, level), Measure.VALUE, (float(load),), "载质量超过核定", beyond=True)


def watched(one: Listed, own: Spans, book: Book) -> tuple[Rule, ...]:
    """All rules of what speaks, the sensor's own first; so many as the engine takes."""
    if one.kind == "sensor" and not one.channel:
        return (*rules_of(one.facts, own), *book.of(one.id, one.facts))[:MOST_RULES]
    if one.kind == "camera":
        return tuple(camera_rules(one, own))
    return tuple(vehicle_rules(one)) if one.kind == "vehicle" else ()


def plan(roster: Roster, own: Spans, book: Book | None = None) -> Plan:
    """The plan of all sensors, in the roster's order; those watched alike share a channel."""
    known = book or Book()
    channels: dict[Channel, int] = {}
    of = [channels.setdefault(_channel(one, own, known), len(channels)) for one in roster.sensors]
    numbers = {one.id: number for number, one in enumerate(roster.sensors) if not one.channel}
    kinds = tuple(channels)
    named = {number: kinds[of[number]].rules for number in numbers.values()} if known.joints else {}
    return Plan(kinds, np.array(of, np.int64), tuple(joints_of(known, numbers, named)))


def _channel(one: Listed, own: Spans, book: Book) -> Channel:
    return Channel(watched(one, own, book), bool(one.facts.get("on_change")), bool(one.facts.get("flat")))


def speaker(plan: Plan, event: Event) -> int:
    """Who an event is told of: of a joint always its first sensor, whichever of them turned it."""
    law = plan.rule(event.sensor, plan.number(event.rule)) if plan.joints else None
    return law.keys[0][0] if isinstance(law, Joint) else event.sensor
