"""A new plan takes over a running engine: a limit was tightened, a sensor or a rule came or went, and no level, window or
silence is forgotten.

A rule keeps what it remembers where it has the same id, measure and window; only its level where the window became another. A
level stays up until the next reading says otherwise (by the new limits). A joint that is new and already up is told at once.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from anlan.engines.stream_rules import layout
from anlan.engines.stream_rules.engine import Engine
from anlan.engines.stream_rules.events import EVENT, Events
from anlan.engines.stream_rules.layout import Place
from anlan.engines.stream_rules.plan import Channel, Joint, Plan, Whole
from anlan.engines.stream_rules.rules import Rule

KEPT = (layout.HEARD, layout.LAST_VALUE, layout.LAST_GOOD)


def renewed(old: Engine, plan: Plan, same: Mapping[int, int] | None = None) -> tuple[Engine, Events]:
    """The engine of the new plan and what the change itself tells. `same`: new sensor → old sensor; default: the same
    numbers."""
    engine = Engine(plan)
    pairs = same if same is not None else {sensor: sensor for sensor in range(min(plan.of.size, old.plan.of.size))}
    new_ones, old_ones = np.array(list(pairs), np.int64), np.array(list(pairs.values()), np.int64)
    groups: dict[tuple[int, int], list[int]] = {}
    for place, key in enumerate(zip(plan.of[new_ones].tolist(), old.plan.of[old_ones].tolist(), strict=True)):
        groups.setdefault(key, []).append(place)
    for (new, past), places in groups.items():
        _carry(engine, old, plan.channels[new], old.plan.channels[past], new_ones[places], old_ones[places])
    if old.clock >= 0:
        engine.advance_to(old.clock)
    for sensor, before in pairs.items():
        for begin, end in old.filings.get(before, ()):
            engine.file(sensor, begin, end)
    return engine, _joined(engine, old, same is None)


def gone(old: Engine, plan: Plan, same: Mapping[int, int]) -> Events:
    """What ends because its rule, its joint or its sensor is not in the new plan: clears of the old plan for all that stands."""
    now = {before: new for new, before in same.items()}
    rows: list[tuple[Any, ...]] = []
    for number, channel in enumerate(old.plan.channels):
        sensors = np.flatnonzero(old.plan.of == number)
        for rule, place in zip(channel.watched(), layout.block(channel).places, strict=True):
            levels = (old.words[old.base[sensors] + place.standing] >> place.shift) & 7
            standing = ((int(sensors[at]), int(levels[at])) for at in np.flatnonzero(levels))
            rows += [_end(old, sensor, rule.id, level) for sensor, level in standing if not _has(plan, now.get(sensor), rule)]
    joints = {joint.id for joint in plan.joints}
    for joint, up in zip(old.plan.joints, old.joints.up, strict=True):
        if up >= joint.least and joint.id not in joints:
            rows.append(_end(old, joint.keys[0][0], joint.id, 1))
    return np.array(rows, EVENT)


def _has(plan: Plan, sensor: int | None, rule: Rule) -> bool:
    rules = plan.channels[int(plan.of[sensor])].rules if sensor is not None else ()
    return any((one.id, one.measure) == (rule.id, rule.measure) for one in rules)


def _end(old: Engine, sensor: int, rule: str, level: int) -> tuple[Any, ...]:
    return (sensor, old.plan.number(rule), level, 0, old.clock, old.clock, 0, np.nan, np.nan)


def _carry(engine: Engine, old: Engine, channel: Channel, before: Channel, new_ones: Whole, old_ones: Whole) -> None:
    """One group of sensors alike before and after."""
    to, come = engine.base[new_ones], old.base[old_ones]
    for word in KEPT:
        engine.words[to + word] = old.words[come + word]
    engine.words[to + layout.MARKS] = old.words[come + layout.MARKS] & 0xFFFF_FFFF
    known = {rule.id: (rule, place) for rule, place in zip(before.watched(), layout.block(before).places, strict=True)}
    for rule, place in zip(channel.watched(), layout.block(channel).places, strict=True):
        past, lay = known.get(rule.id, (None, None))
        if past and lay and past.measure is rule.measure:
            _carry_rule(engine.words, old.words, to, come, (rule, place), (past, lay))


def _carry_rule(words: Whole, old: Whole, to: Whole, come: Whole, now: tuple[Rule, Place], past: tuple[Rule, Place]) -> None:
    (rule, place), (before, lay) = now, past
    six = (old[come + lay.standing] >> lay.shift) & 63
    level = np.minimum(six & 7, len(rule.limits))
    waits = np.minimum(six >> 3, len(rule.limits)) if rule.hold and before.hold else np.zeros_like(six)
    words[to + place.standing] |= (np.where(waits > level, waits, 0) << 3 | level) << place.shift
    if rule.hold and before.hold:
        words[to + place.begun] = old[come + lay.begun]
    meta, ring = layout.remembered(rule)
    if _window(rule) == _window(before):
        for offset, source, count in ((place.meta, lay.meta, meta), (place.ring, lay.ring, ring)):
            for word in range(count):
                words[to + offset + word] = old[come + source + word]


def _window(rule: Rule) -> tuple[Any, ...]:
    return rule.of, rule.span, rule.buckets, rule.slots, rule.digits


def _joined(engine: Engine, old: Engine, is_same: bool) -> Events:
    """Counts the joints anew; those that the old plan did not have in this form are told if they are up."""
    known, rows = set(old.plan.joints) if is_same else set(), []
    for place, joint in enumerate(engine.plan.joints):
        up = sum(level_of(engine, sensor, rule) >= level for sensor, rule, level in joint.keys)
        engine.joints.up[place] = up
        if up >= joint.least and joint not in known:
            rows.append(_row(engine, joint, up))
    return np.array(rows, EVENT)


def _row(engine: Engine, joint: Joint, up: int) -> tuple[Any, ...]:
    sensor, now = joint.keys[0][0], engine.clock
    return (sensor, engine.plan.number(joint.id), 0, 1, now, now, up, np.nan, float(up))


def level_of(engine: Engine, sensor: int, rule: str) -> int:
    """The level that stands; 0 where the sensor does not have the rule."""
    channel = engine.plan.channels[int(engine.plan.of[sensor])]
    for each, place in zip(channel.watched(), layout.block(channel).places, strict=True):
        if each.id == rule:
            return int(engine.words[engine.base[sensor] + place.standing] >> place.shift) & 7
    return 0
