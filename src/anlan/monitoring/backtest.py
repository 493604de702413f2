"""试算: what a sensor's rules would have raised over readings that are there already; before and after a change of them. Pure.

The very engine that watches live judges, in the order of time."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.plan import Channel, Plan
from anlan.engines.stream_rules.rules import Rule
from anlan.monitoring.plan import Spans, rules_of

if TYPE_CHECKING:
    from anlan.monitoring.history import Series

LIMITS = ("limit", "low", "hold", "back")
"""Facts of a sensor that a change may name; a figure of `Spans` is the other thing that may change."""
ALARMS = ("high", "low")
NEVER = 2**62
Filed = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Change:
    """What is to be tried: facts of the sensors in place of their own, and figures of the county in place of its own."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)

    def rules(self, facts: Mapping[str, Any], own: Spans) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """The rules of a sensor before and after: its own limits, or those that rest on the figures that change."""
        after = rules_of({**facts, **self.facts}, replace(own, **self.figures))
        kept = [[one for one in rules if (one.id in ALARMS) != bool(self.figures)] for rules in (rules_of(facts, own), after)]
        return tuple(kept[0]), tuple(kept[1])


@dataclass(frozen=True)
class Raised:
    """A rule stood raised from `begin` to `end` (epoch ms; None: still); its gravest level, and the worst figure it told."""

    rule: str
    title: str
    level: int
    begin: int
    end: int | None
    value: float

    def meets(self, begin: int, end: int) -> bool:
        return self.begin <= end and (self.end is None or self.end >= begin)


def raised(rules: tuple[Rule, ...], facts: Mapping[str, Any], series: "Series", until: int, filed: Filed = ()) -> list[Raised]:
    """What the rules would have raised over a series, in the order of time; over what was filed they are silent. The clock
    stands at `until` (ms) when the readings are over: a sensor that fell silent before is told."""
    if not rules or not len(series.at):
        return []
    from anlan.engines.stream_rules.engine import Engine  # near a second: pages that try nothing do not pay for it

    engine = Engine(Plan((Channel(rules, bool(facts.get("on_change")), bool(facts.get("flat"))),), np.zeros(1, np.int64)))
    for begin, end in filed:
        engine.file(0, begin, end)
    sensor, quality = np.zeros(len(series.at), np.uint32), series.quality.astype(np.uint8)
    rows = [engine.feed(sensor, series.at, series.value, quality), engine.advance(until)]
    return _stretches(engine.plan.told(np.concatenate(rows)))


def _stretches(events: Iterable[Event]) -> list[Raised]:
    found: list[Raised] = []
    standing: dict[str, int] = {}
    for one in events:
        if one.was == 0:
            standing[one.rule] = len(found)
            found.append(Raised(one.rule, one.title, one.level, one.time, None, one.measure))
        elif one.rule in standing:
            place = standing[one.rule]
            there = found[place]
            found[place] = replace(there, level=max(there.level, one.level), end=None if one.level else one.time)
    return found


@dataclass(frozen=True)
class Tried:
    """Before and after, and how they differ: `added` stands raised only after the change, `gone` only before it."""

    before: tuple[Raised, ...]
    after: tuple[Raised, ...]

    @property
    def added(self) -> tuple[Raised, ...]:
        return _alone(self.after, self.before)

    @property
    def gone(self) -> tuple[Raised, ...]:
        return _alone(self.before, self.after)


def tried(change: Change, facts: Mapping[str, Any], own: Spans, series: "Series", until: int, filed: Filed = ()) -> Tried:
    """A change held against the readings of one sensor."""
    before, after = (tuple(raised(rules, facts, series, until, filed)) for rules in change.rules(facts, own))
    return Tried(before, after)


def _alone(some: Sequence[Raised], others: Sequence[Raised]) -> tuple[Raised, ...]:
    """Those that no other of the same rule meets; both in the order of their beginnings."""
    begins, furthest = dict[str, list[int]](), dict[str, list[int]]()
    for one in others:
        before = furthest.setdefault(one.rule, [])
        begins.setdefault(one.rule, []).append(one.begin)
        before.append(max(_end(one), before[-1] if before else 0))

    def is_met(one: Raised) -> bool:
        last = bisect_right(begins.get(one.rule, ()), _end(one)) - 1
        return last >= 0 and furthest[one.rule][last] >= one.begin

    return tuple(one for one in some if not is_met(one))


def _end(one: Raised) -> int:
    return NEVER if one.end is None else one.end


def by_level(some: Iterable[Raised]) -> dict[int, int]:
    """How many of each level."""
    return dict(sorted(Counter(one.level for one in some).items()))
