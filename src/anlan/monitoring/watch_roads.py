"""三超一疲劳 and prescribed routes: speed by vehicle and by road section, driving without rest, hours in which coaches stand
still, the corridor of a route and its two drivers. Overload and over-capacity are plain limits of their channels (`plan.py`)."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from anlan.engines.stream_rules.drivers import DAY, HOUR, Drivers, Fix, Limits, metres, within
from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.laws import Cause, Law, Levels
from anlan.engines.stream_rules.positions import Area, Point
from anlan.kernel.calendar import local
from anlan.kernel.tuning import Figures
from anlan.monitoring.memory import Day, Memory, key
from anlan.monitoring.queries import Listed, Roster
from anlan.monitoring.registers.coach_route import ROADS
from anlan.monitoring.rule_names import rule_id
from anlan.monitoring.watch_zones import degrees
from anlan.monitoring.watching import Seer, subjects, telling, together
from anlan.registry.registers.vehicle import PEOPLE

Facts = Mapping[str, Any]
COACHES = ("旅游客车", "班线客车", "包车客车")
DEGREE = 111_195.0
"""Metres of a degree of latitude."""


@dataclass(frozen=True)
class DriverLaw:
    """The figures for drivers on a day, the county's where it has its own: hours, ms, share of the day's speed, km."""

    day: float = 4.0
    night: float = 2.0
    rest: int = 20 * 60_000
    night_speed: float = 0.8
    two_drivers: Mapping[str, float] = field(default_factory=dict)


def driver_law(now: datetime) -> DriverLaw:
    """As `standards/driver_limits.yaml` says, or the county in its place."""
    asked, on = Figures(now), local(now).date()
    hours = [_span(asked, name, on) / HOUR for name in ("day_continuous", "night_continuous")]
    far = {road: _number(asked, id, on) for road, id in ROADS.items()}
    return DriverLaw(hours[0], hours[1], int(_span(asked, "rest", on)), _number(asked, "driver_limits.night_speed", on), far)


def _span(asked: Figures, name: str, on: date) -> float:
    value = asked.look_up(f"driver_limits.{name}", on).value
    assert isinstance(value, timedelta)
    return value / timedelta(milliseconds=1)


def _number(asked: Figures, id: str, on: date) -> float:
    value = asked.look_up(id, on).value
    assert isinstance(value, Decimal)
    return float(value)


def vehicles(
    roster: Roster, law: DriverLaw, sections: Iterable[Facts], routes: Iterable[Facts], memory: Memory
) -> Iterator[Seer]:
    """The fixes of each vehicle, and the cards of its drivers."""
    roads, ways = [Section(one) for one in sections if one.get("shape")], list(routes)
    for number, one, channels in subjects(roster, "vehicle"):
        own = Vehicle(one, law, roads, [Route(way, law) for way in ways if one.id in way["vehicles"]], memory)
        fix = {name: channels[name] for name in ("lon", "lat", "speed")}
        yield from together(memory, one.code, fix, telling(number, own.at))
        yield channels["driver"], own.card


class Vehicle:
    """One vehicle with all that holds for it."""

    def __init__(self, one: Listed, law: DriverLaw, roads: list["Section"], routes: list["Route"], memory: Memory) -> None:
        self.subject, self.memory = key(one.code), memory
        self.drivers = Drivers(limits_of(one.facts, law), memory.levels, memory.journeys)
        self.roads, self.routes, self.levels = roads, routes, memory.levels

    def at(self, time: int, lon: float, lat: float, speed: float) -> Iterator[Event]:
        """A fix; one that is not later than the last counts for nothing."""
        fix = Fix(time, lon, lat, speed)
        if fix.time <= self._day(fix.time).heard:
            return
        self._drive(fix)
        yield from self.drivers.see(self.subject, fix)
        for one in self.roads:
            yield from one.see(self.subject, fix, self.levels)
        for way in self.routes:
            yield from way.see(self.subject, fix, self._day(fix.time), self.levels)

    def card(self, time: int, value: float) -> Iterable[Event]:
        """A driver's card was read."""
        self._day(time).drivers.add(int(value))
        return ()

    def _day(self, time: int) -> Day:
        number = (time + 8 * HOUR) // DAY
        day = self.memory.days.setdefault(self.subject, Day(number))
        if day.day < number:
            day = self.memory.days[self.subject] = Day(number, last=day.last, heard=day.heard)
        return day

    def _drive(self, fix: Fix) -> None:
        day = self._day(fix.time)
        if day.last:
            day.metres += metres(Fix(*day.last, 0.0), fix)
        day.last, day.heard = (fix.time, fix.lon, fix.lat), fix.time


def limits_of(facts: Facts, law: DriverLaw) -> Limits:
    """What holds for a vehicle by its kind; night driving hours and the hours of rest are for those that carry people."""
    level, most = facts["level"], facts.get("limit")
    carries = facts.get("sort") in PEOPLE
    stands = facts.get("sort") in COACHES and not facts.get("night_exempt")

    def one(name: str, limit: float, title: str, clause: str) -> Law:
        return Law(rule_id(name, f"vehicle-{clause}", 0, level), (limit,), title, f"driver_limits.{clause}")

    return Limits(
        speed=one("speed", float(most), "超过最高车速", "speed") if most else None,
        night_speed=one("speed", float(most) * law.night_speed, "夜间超过最高车速的规定比例", "night_speed") if most else None,
        driving=one("driving", law.day, "连续驾驶没有休息", "day_continuous"),
        night_driving=one("driving", law.night, "夜间连续驾驶没有休息", "night_continuous") if carries else None,
        closed_hours=one("hours", 1.0, "凌晨 2 至 5 时仍在运行", "coach_stop") if stands else None,
        rest=law.rest,
    )  # fmt: skip


class Section:
    """A road section that is drawn, with its limits by day and night."""

    def __init__(self, facts: Facts) -> None:
        self.area = Area(key(str(facts["code"])), tuple((int(lon), int(lat)) for lon, lat in facts["shape"]))
        lons, lats = zip(*self.area.ring, strict=True)
        self.box = (min(lons), max(lons), min(lats), max(lats))
        title = f"超过路段限速（{facts['name']}）"
        self.day, self.night = (
            Law(
                rule_id("speed", str(facts["code"]), n, "橙色"),
                (float(facts.get(name) or facts["limit"]),),
                title,
                "高风险路段台账",
            )
            for n, name in enumerate(("limit", "night"))
        )

    def holds(self, point: Point) -> bool:
        west, east, south, north = self.box
        return west <= point[0] <= east and south <= point[1] <= north and self.area.holds(point)

    def see(self, subject: int, fix: Fix, levels: Levels) -> Iterator[Event]:
        speed = fix.speed if self.holds(degrees(fix.lon, fix.lat)) else 0.0
        is_night = within(Limits(), fix.time, Limits().night)
        cause = Cause(subject, fix.time, 1, fix.speed)
        for law, now in ((self.day, not is_night), (self.night, is_night)):
            figure = speed if now else 0.0
            yield from levels.hold(law, subject, law.level(figure) if figure else 0, fix.time, figure, cause)


class Route:
    """A prescribed route: its line with a width, and the run after which a second driver's card must have been read."""

    def __init__(self, facts: Facts, law: DriverLaw) -> None:
        self.line = [(lon / 1e7, lat / 1e7) for lon, lat in facts["line"]]
        code, level, basis = str(facts["code"]), facts["level"], str(facts["basis"])
        self.off = Law(rule_id("route", code, 0, level), (float(facts["width"]),), f"离开规定线路“{facts['name']}”", basis)
        far = law.two_drivers.get(facts["road"], math.inf)
        is_long = int(facts["drivers"]) > 1 and math.isfinite(far)
        self.alone = (
            Law(rule_id("drivers", code, 1, level), (far,), "超过里程没有换驾驶员", ROADS[facts["road"]]) if is_long else None
        )

    def see(self, subject: int, fix: Fix, day: Day, levels: Levels) -> Iterator[Event]:
        apart, cause = self.apart(fix.lon, fix.lat), Cause(subject, fix.time, 1, fix.speed)
        yield from levels.hold(self.off, subject, self.off.level(apart), fix.time, apart, cause)
        if self.alone:
            driven = day.metres / 1000 if len(day.drivers) < 2 else 0.0
            yield from levels.hold(self.alone, subject, self.alone.level(driven), fix.time, driven, cause)

    def apart(self, lon: float, lat: float) -> float:
        """Metres from the line, on a plane that touches the earth here."""
        wide = DEGREE * math.cos(math.radians(lat))
        flat = [((x - lon) * wide, (y - lat) * DEGREE) for x, y in self.line]
        return min(_from_origin(*one, *two) for one, two in zip(flat, flat[1:], strict=False))


def _from_origin(x1: float, y1: float, x2: float, y2: float) -> float:
    """How far a stretch runs past the origin."""
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, -(x1 * dx + y1 * dy) / length)) if length else 0.0
    return math.hypot(x1 + share * dx, y1 + share * dy)
