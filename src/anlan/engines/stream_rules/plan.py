"""Plan: which rules watch which sensor. Sensors are numbers 0…n-1; sensors that are watched alike share one `Channel`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from anlan.engines.stream_rules.events import Event, Events, kind
from anlan.engines.stream_rules.rules import MOST_RULES, Measure, Rule, RuleFault

Whole = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Channel:
    """How one kind of sensor is watched. `on_change`: it reports changes only, so its last value stands until the next (hold
    times then end by the clock, and no flat line is looked for); `flat_by_nature`: it may stay the same for ever."""

    rules: tuple[Rule, ...]
    on_change: bool = False
    flat_by_nature: bool = False

    def watched(self) -> tuple[Rule, ...]:
        """The rules in the order in which a reading meets them."""
        quiet = self.on_change or self.flat_by_nature
        return tuple(
            sorted((rule for rule in self.rules if not (quiet and rule.measure is Measure.FLAT)), key=lambda it: it.measure)
        )


@dataclass(frozen=True)
class Joint:
    """Several keys of a site joined: raised while at least `least` of (sensor, rule, from which level) are up. And: all; or:
    1."""

    id: str
    keys: tuple[tuple[int, str, int], ...]
    least: int
    title: str = ""
    clause: str = ""


@dataclass(frozen=True)
class Plan:
    """Channels, the channel of each sensor, and joints. Raises RuleFault where they do not fit together."""

    channels: tuple[Channel, ...]
    of: Whole
    joints: tuple[Joint, ...] = ()
    rules: tuple[str, ...] = field(init=False)
    _number: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = dict.fromkeys(rule.id for channel in self.channels for rule in channel.rules)
        rules = (*names, *(joint.id for joint in self.joints))
        object.__setattr__(self, "of", np.ascontiguousarray(self.of, np.int64))
        object.__setattr__(self, "rules", rules)
        object.__setattr__(self, "_number", {name: number for number, name in enumerate(rules)})
        if faults := [*self._faults(), *self._joint_faults(set(names))]:
            raise RuleFault("\n".join(faults))

    def _faults(self) -> list[str]:
        faults = [fault for channel in self.channels for rule in channel.rules for fault in rule.faults()]
        if len(self._number) != len(self.rules):
            faults.append("组合规则的名称与其他规则相同，请改名。")
        if self.of.size and (self.of.min() < 0 or self.of.max() >= len(self.channels)):
            faults.append("有监测点属于不存在的通道类别，请改正。")
        for channel in self.channels:
            if len(channel.rules) > MOST_RULES or len({rule.id for rule in channel.rules}) < len(channel.rules):
                faults.append(f"一个通道最多 {MOST_RULES} 条规则，名称不得重复。")
        return faults

    def _joint_faults(self, names: set[str]) -> list[str]:
        faults = []
        for joint in self.joints:
            if any(rule not in names or not 0 <= sensor < self.of.size for sensor, rule, _ in joint.keys):
                faults.append(f"组合规则“{joint.id}”引用了不存在的监测点或规则，请改正。")
            if not 1 <= joint.least <= len(joint.keys):
                faults.append(f"组合规则“{joint.id}”要求的个数应在 1 至 {len(joint.keys)} 之间。")
        return faults

    def number(self, rule: str) -> int:
        return self._number[rule]

    def rule(self, sensor: int, number: int) -> Rule | Joint:
        """The rule as it holds for that sensor, or the joint."""
        name = self.rules[number]
        if joint := next((it for it in self.joints if it.id == name), None):
            return joint
        return next(rule for rule in self.channels[int(self.of[sensor])].rules if rule.id == name)

    def told(self, rows: Events) -> list[Event]:
        """The rows as events with limit, title and clause."""
        return [self._told(*row) for row in rows.tolist()]

    def _told(
        self, sensor: int, rule: int, was: int, level: int, time: int, since: int, count: int, value: float, measure: float
    ) -> Event:
        law = self.rule(sensor, rule)
        limit = float(law.least) if isinstance(law, Joint) else law.limits[max(level, 1) - 1]
        return Event(
            kind(was, level), law.id, sensor, was, level, time, value, measure, limit, law.title, law.clause, count,
            (sensor, since, time),
        )  # fmt: skip


def plan_of(rules: Sequence[Rule], sensors: Sequence["Sensor"], joints: tuple[Joint, ...] = ()) -> Plan:
    """The plan of single sensors; those watched alike come to share a channel. Raises RuleFault."""
    named = {rule.id: rule for rule in rules}
    if unknown := sorted({name for sensor in sensors for name in sensor.rules} - set(named)):
        raise RuleFault(f"没有这些规则：{'、'.join(unknown)}，请核对名称。")
    channels: dict[Channel, int] = {}
    of = [channels.setdefault(sensor.channel(named), len(channels)) for sensor in sensors]
    return Plan(tuple(channels), np.array(of, np.int64), joints)


@dataclass(frozen=True)
class Sensor:
    """One sensor by the names of its rules; `limits` are its own figures for some of them."""

    rules: tuple[str, ...]
    limits: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    on_change: bool = False
    flat_by_nature: bool = False

    def channel(self, named: Mapping[str, Rule]) -> Channel:
        return Channel(tuple(self._own(named[name]) for name in self.rules), self.on_change, self.flat_by_nature)

    def _own(self, rule: Rule) -> Rule:
        if (own := self.limits.get(rule.id)) is None:
            return rule
        shift = [limit - clear for limit, clear in zip(rule.limits, rule.clears, strict=False)]
        if rule.clears and len(own) != len(rule.limits):
            raise RuleFault(f"规则“{rule.id}”的限值应有 {len(rule.limits)} 个，监测点写了 {len(own)} 个，请改成一样多。")
        return replace(rule, limits=own, clears=tuple(limit - back for limit, back in zip(own, shift, strict=False)))
