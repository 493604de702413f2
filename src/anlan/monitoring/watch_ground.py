"""What moves slowly: slopes by the displacement of their points, drilling ahead for water, and the limits that devices run by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from anlan.engines.stream_rules.drilling import Drilling, Hole
from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.laws import Cause, Law
from anlan.engines.stream_rules.slopes import Slope, Slopes
from anlan.monitoring.channels import DONE, FACE
from anlan.monitoring.memory import Memory, key
from anlan.monitoring.queries import Roster
from anlan.monitoring.registers.sensor import LEVELS
from anlan.monitoring.rule_names import rule_id
from anlan.monitoring.watching import Seer, subjects, telling

Facts = Mapping[str, Any]
VELOCITIES = dict(zip(LEVELS, ("blue", "yellow", "orange", "red"), strict=True))
LEAST = 0.01
"""Metres: what is shorter than a centimetre is not short."""


def slopes(roster: Roster, records: Iterable[Facts], memory: Memory) -> Iterator[Seer]:
    """The displacement of each point whose 所属设施 is the slope's name."""
    by_site = {(facts["unit"], facts["name"]): facts for facts in records if _limits(facts)}
    for number, one in enumerate(roster.sensors):
        is_point = one.kind == "sensor" and not one.channel and one.facts.get("measures") == "位移"
        if is_point and (facts := by_site.get((one.facts.get("unit"), one.facts.get("site")))):
            watcher = Slopes(_slope(facts), memory.levels, memory.points)
            yield number, telling(number, watcher.see, key(one.code))


def _limits(facts: Facts) -> dict[str, float]:
    """Level → mm/h, of those that the design sets."""
    return {level: float(facts[name]) for level, name in VELOCITIES.items() if facts.get(name) is not None}


def _slope(facts: Facts) -> Slope:
    limits, basis = _limits(facts), str(facts.get("basis") or "")
    velocity = Law(rule_id("velocity", facts["code"], 0, ",".join(limits)), tuple(limits.values()), "位移速度超过预警值", basis)
    ahead = facts.get("ahead")
    failure = (
        Law(rule_id("failure", facts["code"], 0, "红色"), (float(ahead),), "外推将要滑坡", basis, falls=True) if ahead else None
    )
    return Slope(velocity, failure, least=min(limits.values()))


def drillings(roster: Roster, memory: Memory) -> Iterator[Seer]:
    """The depth of each hole, its end, and the face behind it."""
    for number, one, channels in subjects(roster, "drilling"):
        facts, basis, slack = one.facts, str(one.facts["basis"]), float(one.facts.get("tolerance") or 0)
        watcher = Drilling(
            {int(row["hole"]): Hole(float(row["planned"]), float(row.get("along") or 1)) for row in facts["holes"]},
            float(facts["lead"]),
            Law(rule_id("short", facts["code"], 0, facts["level"]), (max(LEAST, slack),), "孔深不足", basis),
            Law(rule_id("advance", facts["code"], 0, facts["level"]), (LEAST,), "没有探够就掘进", basis),
            slack, memory.levels, memory.drilled.setdefault(one.code, {}), memory.finished.setdefault(one.code, set()),
        )  # fmt: skip
        for channel, place in channels.items():
            yield place, telling(number, drilled, watcher, channel)


def drilled(by: Drilling, channel: str, time: int, value: float) -> Iterator[Event]:
    """What one channel of a round means; each hole is told of by itself."""
    if channel == FACE:
        yield from by.move(0, time, value)
        return
    hole = int(channel.partition("/")[0])
    if channel.endswith(DONE):
        events = by.finish(hole, time) if value else []
    else:
        events = by.drill(hole, time, value)
    for one in events:
        yield replace(one, rule=one.rule.replace(".0:", f".{hole}:"), title=f"{hole} 号孔{one.title}")


def set_points(roster: Roster, memory: Memory) -> Iterator[Seer]:
    """The limit by which a device runs, as it reads it back, against the one that is filed."""
    numbers = {one.id: number for number, one in enumerate(roster.sensors) if not one.channel}
    for place, one in enumerate(roster.sensors):
        if one.kind == "sensor" and one.channel == "limit":
            filed = float(one.facts["limit"])
            law = Law("limit", (1.0,), f"设备限值与备案的 {filed:g} 不同")
            yield place, telling(numbers[one.id], _differs, memory, law, key(one.code), filed)


def _differs(memory: Memory, law: Law, subject: int, filed: float, time: int, value: float) -> Iterator[Event]:
    differs = abs(value - filed) > 1e-6 * max(1.0, abs(filed))
    for one in memory.levels.hold(law, subject, int(differs), time, value, Cause(subject, time, 1, value)):
        yield replace(one, limit=filed)
