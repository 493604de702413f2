"""城市智慧消防: the buildings that are linked, what their fire sensors say now, and how their alarms were answered."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from anlan.kernel import queries
from anlan.kernel.people import Actor
from anlan.monitoring.heard import is_online, latest
from anlan.monitoring.plan import spans
from anlan.monitoring.statistics import Line, line

if TYPE_CHECKING:
    from anlan.kernel.models import Matter, Record

MOST, DAYS = 5000, 30
FULL = "24 小时双人"


@dataclass(frozen=True)
class Building:
    """A linked building: its record, its devices and how many of them speak, its open alarms, its hazards that are open."""

    record: "Record"
    devices: int
    online: int
    alarms: "tuple[Matter, ...]"
    hazards: int

    @property
    def is_dark(self) -> bool:
        """It has devices and none of them speaks: a linked building in name only."""
        return self.devices > 0 and self.online == 0

    @property
    def is_linked(self) -> bool:
        return bool(self.record.facts.get("address")) or self.devices > 0


@dataclass(frozen=True)
class Fire:
    """All buildings, those with open alarms first; how many of each kind; how alarms of thirty days were answered."""

    buildings: tuple[Building, ...]
    sorts: tuple[tuple[str, int], ...]
    key_units: int
    key_linked: int
    undermanned: int
    month: Line
    is_full: bool

    @property
    def dark(self) -> int:
        return sum(one.is_dark for one in self.buildings)

    @property
    def alarming(self) -> int:
        return sum(bool(one.alarms) for one in self.buildings)


def fire(by: Actor, place: str, now: datetime) -> Fire:
    """What this actor may see. A building's devices and alarms are those of its unit whose 所属设施 is its name, or its unit's
    where the unit has one building only."""
    records = list(queries.records("fire_unit", by, place=place)[:MOST])
    alone = {unit for unit, n in Counter(one.unit for one in records).items() if n == 1}
    units = sorted({one.unit for one in records if one.unit})
    alarms = list(queries.matters(by, kinds=("alarm",), open_only=True, place=place).filter(unit__in=units)[:MOST])
    hazards = Counter(
        queries.matters(by, kinds=("hazard",), open_only=True, place=place).filter(unit__in=units).values_list("unit", flat=True)
    )
    sensors = list(queries.records("sensor", by, place=place).filter(unit__in=units).values_list("key", "unit", "facts"))
    last, own = latest(), spans(now)

    def is_its(unit: str, site: str | None, one: "Record") -> bool:
        return unit == one.unit and (site == one.facts["name"] or (unit in alone and not site))

    def building(one: "Record") -> Building:
        mine = [(key, facts) for key, unit, facts in sensors if is_its(unit, facts.get("site"), one)]
        online = sum(is_online(facts, last.get(key, (None, 0))[0], now, own) for key, facts in mine)
        open_ones = tuple(it for it in alarms if is_its(it.unit, it.facts.get("site"), one))
        return Building(one, len(mine), online, open_ones, hazards[one.unit])

    found = sorted(map(building, records), key=lambda it: (not it.alarms, not it.is_dark, it.record.title))
    keys = [one for one in found if one.record.facts.get("key_unit")]
    rooms = [one.facts.get("manned") for one in records if one.facts.get("room")]
    month = queries.matters(by, kinds=("alarm",), place=place, opened_from=now - timedelta(days=DAYS)).filter(unit__in=units)[
        :MOST
    ]
    return Fire(
        tuple(found), tuple(Counter(one.record.facts["sort"] for one in found).most_common()), len(keys),
        sum(one.is_linked for one in keys), sum(manned != FULL for manned in rooms),
        line("", "", list(month)), len(records) == MOST,
    )  # fmt: skip
