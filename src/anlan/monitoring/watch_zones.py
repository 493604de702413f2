"""People and vehicles in zones: fences (电子围栏) on the map, and the numbered areas of a firm's own system (人员定位)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.laws import Law
from anlan.engines.stream_rules.positions import Area, Point, Positions
from anlan.monitoring.memory import Memory, key
from anlan.monitoring.queries import Listed, Roster
from anlan.monitoring.registers.zone import NOBODY, ONLY, STAY
from anlan.monitoring.rule_names import rule_id
from anlan.monitoring.watching import Seer, subjects, together, told_of

MAP = ""
"""The space of the zones drawn on the map; those with a number lie in the space of their unit's own system."""
APART = 10


def zones(roster: Roster, memory: Memory) -> Iterator[Seer]:
    """Who sees the positions of cards and vehicles."""
    spaces = _spaces(roster, memory)
    numbers = {key(one.code): number for number, one in enumerate(roster.sensors) if not one.channel}
    for _, one, channels in subjects(roster, "tag", "vehicle"):
        subject = key(one.code)
        if MAP in spaces:
            place = {name: channels[name] for name in ("lon", "lat")}
            yield from together(memory, one.code, place, partial(_on_the_map, spaces[MAP], numbers, subject))
        if (unit := str(one.facts.get("unit"))) in spaces and "zone" in channels:
            yield channels["zone"], partial(_at_a_station, spaces[unit], numbers, subject)


def _on_the_map(by: Positions, numbers: Mapping[int, int], of: int, time: int, lon: float, lat: float) -> Iterator[Event]:
    return _told(by.see(of, time, degrees(lon, lat)), numbers)


def _at_a_station(by: Positions, numbers: Mapping[int, int], of: int, time: int, value: float) -> Iterator[Event]:
    return _told(by.see(of, time, station(value)), numbers)


def _told(events: Iterable[Event], numbers: Mapping[int, int]) -> Iterator[Event]:
    """Fences are told of who crossed them, counts of the zone: either is the event's subject."""
    for one in events:
        if (number := numbers.get(one.sensor)) is not None:
            yield from told_of(number, (one,))


def degrees(lon: float, lat: float) -> Point:
    return round(lon * 1e7), round(lat * 1e7)


def station(number: float) -> Point:
    """A numbered area as a point of a line, well apart from its neighbours; 0 lies in none."""
    return round(number) * APART, 0


def _spaces(roster: Roster, memory: Memory) -> dict[str, Positions]:
    areas: dict[str, list[Area]] = defaultdict(list)
    codes = {one.id: one.code for one in roster.sensors if not one.channel}
    for one in roster.sensors:
        if one.kind == "zone":
            areas[MAP if one.facts.get("shape") else str(one.facts["unit"])].append(_area(one, codes))
    declared = {key(one.code): int(one.facts["declared"]) for one in roster.sensors if "declared" in one.facts}
    return {
        space: Positions(
            tuple(some), memory.levels, memory.heard.setdefault(space, {}), memory.inside.setdefault(space, {}), declared
        )
        for space, some in areas.items()
    }


def _area(one: Listed, codes: Mapping[str, str]) -> Area:
    facts, name = one.facts, one.facts["name"]
    listed = frozenset(key(codes[id]) for id in (*facts.get("tags", ()), *facts.get("vehicles", ())) if id in codes)
    fence, most, apart = facts["fence"], facts.get("most"), facts.get("apart")
    return Area(
        key(one.code),
        _ring(facts),
        forbidden=_law("fence", facts, 1, f"进入“{name}”") if fence in (NOBODY, ONLY) else None,
        allowed=listed if fence == ONLY else frozenset(),
        leaving=_law("leave", facts, 1, f"离开“{name}”") if fence == STAY else None,
        kept=listed if fence == STAY else frozenset(),
        heads=_law("heads", facts, int(most) + 1, f"超过定员 {most} 人") if most is not None else None,
        declared=_law("declared", facts, int(apart), f"人数与报备 {facts['declared']} 人不符") if apart is not None else None,
    )


def _ring(facts: Mapping[str, Any]) -> tuple[Point, ...]:
    if shape := facts.get("shape"):
        return tuple((int(lon), int(lat)) for lon, lat in shape)
    x = int(facts["station"]) * APART
    return (x - 1, -1), (x + 1, -1), (x + 1, 1), (x - 1, 1)


def _law(sort: str, facts: Mapping[str, Any], limit: int, title: str) -> Law:
    return Law(rule_id(sort, facts["code"], 0, facts["level"]), (float(limit),), title, str(facts.get("basis") or ""))
