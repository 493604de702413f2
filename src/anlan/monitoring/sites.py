"""一企一档: a firm with everything of it that is under watch, as far as the actor may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from anlan.kernel import queries
from anlan.kernel.catalogue import catalogue
from anlan.kernel.people import Actor
from anlan.kernel.register import Register
from anlan.monitoring.heard import heard, is_online, latest
from anlan.monitoring.plan import Spans, spans
from anlan.monitoring.statistics import Line, line

if TYPE_CHECKING:
    from anlan.kernel.models import Matter, Record

WATCHED = (
    "mine", "major_hazard_source", "tailings_pond", "slope", "tunnel", "gas_station", "fire_unit", "road_section",
    "vehicle", "lift",
)  # fmt: skip
DEVICES = ("gateway", "sensor", "camera")
KINDS = ("alarm", "integrity_doubt", "sensor_work", "hazard")
MOST = 100
Told = Mapping[str, Mapping[str, tuple[datetime, float]]]
"""Of each kind of device that speaks: its code, when it was heard last, and what it said."""


@dataclass(frozen=True)
class Device:
    """A device, whether it speaks now (None where nobody listens, as to cameras), and its last reading."""

    record: "Record"
    online: bool | None
    at: datetime | None = None
    value: str = ""


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
    own = spans(now)
    told: Told = {"sensor": latest(), "gateway": heard()}
    return Site(
        firm,
        tuple((register(kind), mine[kind]) for kind in WATCHED if mine[kind]),
        tuple((register(kind), *_devices(kind, mine[kind], told, now, own)) for kind in DEVICES),
        list(queries.matters(by, kinds=KINDS, unit=unit, open_only=True, newest=False)[:MOST]),
        line("", "", alarms),
    )


def _devices(kind: str, records: "Sequence[Record]", told: Told, now: datetime, own: Spans) -> tuple[list[Device], int]:
    """The devices, and how many of them speak now."""
    found = [_device(kind, one, told, now, own) for one in records]
    return found, sum(bool(one.online) for one in found)


def _device(kind: str, one: "Record", told: Told, now: datetime, own: Spans) -> Device:
    if kind not in told:
        return Device(one, None)
    at, value = told[kind].get(one.key, (None, 0.0))
    return Device(one, is_online(one.facts, at, now, own), at, f"{value:g}" if at and kind == "sensor" else "")
