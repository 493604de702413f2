"""一企一档: a firm with everything of it that is under watch, as far as the actor may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from anlan.kernel import queries
from anlan.kernel.catalogue import catalogue
from anlan.kernel.people import Actor
from anlan.kernel.register import Register
from anlan.monitoring.heard import heard, is_online, latest
from anlan.monitoring.plan import Spans, spans
from anlan.monitoring.statistics import Line, line
from anlan.monitoring.wall import alarming

if TYPE_CHECKING:
    from anlan.kernel.models import Matter, Record

WATCHED = (
    "mine", "major_hazard_source", "tailings_pond", "slope", "tunnel", "gas_station", "fire_unit", "road_section",
    "vehicle", "lift", "drilling", "coach_route", "zone", "sentry",
)  # fmt: skip
DEVICES = ("gateway", "sensor", "camera")
KINDS = ("alarm", "integrity_doubt", "sensor_work", "hazard")
MOST = 100
Told = Mapping[str, Mapping[str, tuple[datetime, float]]]
"""Of each kind of device that speaks: its code, when it was heard last, and what it said."""


@dataclass(frozen=True)
class Device:
    """A device, whether it speaks now (None where nobody listens, as to cameras), its last reading, and the alarm in which it
    speaks: its level and address."""

    record: "Record"
    online: bool | None
    at: datetime | None = None
    value: str = ""
    level: int = 0
    alarm: str = ""

    @property
    def order(self) -> tuple[int, bool]:
        """Those in alarm before the silent before the rest."""
        return self.level or 9, self.online is not False


@dataclass(frozen=True)
class Site:
    """The firm, what is watched there, its devices with how many are online, its open matters and how it answered alarms."""

    firm: "Record"
    watched: tuple[tuple[Register[Any], "Sequence[Record]"], ...]
    devices: tuple[tuple[Register[Any], "Sequence[Device]", int], ...]
    open: "Sequence[Matter]"
    last: Line


def site(unit: str, by: Actor, now: datetime) -> Site:
    """Raises NotThere for a firm that is not for these eyes."""
    firm = queries.record(unit, by)
    mine = {kind: list(queries.records(kind, by).filter(unit=unit)[:MOST]) for kind in (*WATCHED, *DEVICES)}
    alarms = list(queries.matters(by, kinds=("alarm",), unit=unit)[:MOST])
    register = catalogue().register
    own, loud = spans(now), alarming(by, unit=unit)
    spoken = latest()
    told: Told = {"sensor": spoken, "camera": spoken, "gateway": heard()}
    return Site(
        firm,
        tuple((register(kind), mine[kind]) for kind in WATCHED if mine[kind]),
        tuple((register(kind), *_loud_first(_devices(kind, mine[kind], told, now, own), loud)) for kind in DEVICES),
        list(queries.matters(by, kinds=KINDS, unit=unit, open_only=True, newest=False)[:MOST]),
        line("", "", alarms),
    )


def _devices(kind: str, records: "Sequence[Record]", told: Told, now: datetime, own: Spans) -> list[Device]:
    return [_device(kind, one, told, now, own) for one in records]


def _loud_first(found: list[Device], loud: Mapping[str, tuple[int, str]]) -> tuple[list[Device], int]:
    """The devices in the order of their weight, and how many of them speak now."""
    told = [
        replace(one, level=loud[one.record.id][0], alarm=loud[one.record.id][1]) if one.record.id in loud else one
        for one in found
    ]
    return sorted(told, key=lambda one: one.order), sum(bool(one.online) for one in found)


def _device(kind: str, one: "Record", told: Told, now: datetime, own: Spans) -> Device:
    if kind == "camera" and not one.facts.get("gateway"):
        return Device(one, None)
    at, value = told[kind].get(one.key, (None, 0.0))
    return Device(one, is_online(one.facts, at, now, own), at, f"{value:g}" if at and kind == "sensor" else "")
