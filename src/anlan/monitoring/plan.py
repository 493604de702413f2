"""From the register of sensors to the rules that watch them. What a sensor's record does not say is not watched.

`high` and `low` are alarms of the sensor's own limits; the others doubt the sensor itself (`signals.DOUBTS`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from anlan.engines.stream_rules.plan import Channel, Plan
from anlan.engines.stream_rules.rules import Measure, Rule
from anlan.kernel.calendar import local
from anlan.kernel.tuning import Figures
from anlan.monitoring.queries import Roster
from anlan.monitoring.registers.sensor import BOTH, HIGH, LOW

MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Spans:
    """After how many of its periods, and after how long at least, a sensor is silent; after how long unchanged it is flat. Ms."""

    periods: int
    least: int
    flat: int

    def silence(self, period: int) -> int:
        """How long a sensor that reports every `period` seconds may be silent."""
        return max(self.least, self.periods * 1000 * period)


def spans(now: datetime) -> Spans:
    """As `standards/sensor_integrity.yaml` says, or the county in its place."""
    asked, day = Figures(now), local(now).date()
    names = ("silent_periods", "silent_least", "flat")
    periods, least, flat = (asked.look_up(f"sensor_integrity.{name}", day).value for name in names)
    assert isinstance(periods, Decimal)
    assert isinstance(least, timedelta)
    assert isinstance(flat, timedelta)
    return Spans(int(periods), least // MS, flat // MS)


def rules_of(facts: Mapping[str, Any], own: Spans) -> Iterator[Rule]:
    """The rules of one sensor, by its record."""
    clause = str(facts.get("standard") or "")
    way, limit, low = facts.get("way", HIGH), facts.get("limit"), facts.get("low")
    if limit is not None and way in (HIGH, BOTH):
        yield Rule("high", Measure.VALUE, (float(limit),), "超过报警值", clause)
    if (under := low if way == BOTH else limit if way == LOW else None) is not None:
        yield Rule("low", Measure.VALUE, (float(under),), "低于报警值", clause, toward="down")
    if (least := facts.get("least")) is not None and (most := facts.get("most")) is not None:
        yield Rule("range", Measure.IMPOSSIBLE, (1,), "超出量程", between=(float(least), float(most)))
    if period := facts.get("period"):
        yield Rule("silent", Measure.SILENCE, (own.silence(int(period)),), "没有数据")
    yield Rule("unfiled", Measure.UNFILED, (1,), "未报备即停用")
    yield Rule("flat", Measure.FLAT, (own.flat,), "读数长时间不变", tolerance=0.0)


def plan(roster: Roster, own: Spans) -> Plan:
    """The plan of all sensors, in the roster's order; those watched alike share a channel."""
    channels: dict[Channel, int] = {}
    of = [channels.setdefault(_channel(one.facts, own), len(channels)) for one in roster.sensors]
    return Plan(tuple(channels), np.array(of, np.int64))


def _channel(facts: Mapping[str, Any], own: Spans) -> Channel:
    return Channel(tuple(rules_of(facts, own)), bool(facts.get("on_change")), bool(facts.get("flat")))
