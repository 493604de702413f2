"""The rarer watchers over the readings of the intake: vehicles, people and fences, slopes, drilling, set-points. A mask picks
their channels out of a message, so ordinary readings pay one look-up.

    watch = Watch(roster, places)
    events = watch.see((numbers, times, values, qualities), filed)
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Any

import numpy as np

from anlan.engines.stream_rules.events import Event
from anlan.engines.stream_rules.rules import Quality
from anlan.monitoring.memory import Memory, key
from anlan.monitoring.queries import Roster
from anlan.monitoring.watch_ground import drillings, set_points, slopes
from anlan.monitoring.watch_roads import DriverLaw, vehicles
from anlan.monitoring.watch_zones import zones
from anlan.monitoring.watching import See

Facts = Mapping[str, Any]
Filed = Mapping[int, Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class Places:
    """The records that decide how others are watched, and the figures of the law for drivers."""

    slopes: tuple[Facts, ...] = ()
    sections: tuple[Facts, ...] = ()
    routes: tuple[Facts, ...] = ()
    law: DriverLaw = field(default_factory=DriverLaw)

    def codes(self) -> set[str]:
        return {str(one["code"]) for one in (*self.slopes, *self.sections, *self.routes)}


class Watch:
    """Who sees which channel. One thread at a time; `memory` is all its state."""

    def __init__(self, roster: Roster, places: Places | None = None, memory: Memory | None = None) -> None:
        self.roster, self.places, self.memory = roster, places or Places(), memory or Memory()
        self.seers: dict[int, list[See]] = defaultdict(list)
        for found in (
            vehicles(roster, self.places.law, self.places.sections, self.places.routes, self.memory),
            zones(roster, self.memory),
            slopes(roster, self.places.slopes, self.memory),
            drillings(roster, self.memory),
            set_points(roster, self.memory),
        ):
            for number, see in found:
                self.seers[number].append(see)
        self.wanted = np.zeros(len(roster.sensors), bool)
        self.wanted[list(self.seers)] = True

    def see(self, row: tuple[Any, Any, Any, Any], filed: Filed) -> list[Event]:
        """The readings of one message (numbers, ms, values, qualities); what is filed or not good is passed over."""
        numbers, times, values, qualities = row
        found: list[Event] = []
        for place in np.flatnonzero(self.wanted[np.asarray(numbers, np.int64)]) if self.seers else ():
            number, time, value = int(numbers[place]), int(times[place]), float(values[place])
            if qualities[place] == Quality.GOOD and isfinite(value) and not _covered(filed.get(number, ()), time):
                found += [event for see in self.seers[number] for event in see(time, value)]
        return found

    def orphans(self, now: int) -> list[Event]:
        """Levels that stand under laws whose record is gone: they end now, or their alarms could never be closed."""
        known = {one.code for one in self.roster.sensors if not one.channel} | self.places.codes()
        numbers = {key(one.code): number for number, one in enumerate(self.roster.sensors) if not one.channel}
        return [
            event
            for law, held in self.memory.levels.at.items()
            if (record := law.partition(".")[2].rpartition(".")[0]) and not record.startswith("vehicle-") and record not in known
            for event in self._ended(law, held, numbers, now)
        ]

    def _ended(self, law: str, held: dict[int, int], numbers: Mapping[int, int], now: int) -> Iterator[Event]:
        named = self.memory.levels.titles.get(law, ("", ""))
        for subject, level in list(held.items()):
            held[subject] = 0
            if level and (number := numbers.get(subject)) is not None:
                yield Event("clear", law, number, level, 0, now, nan, nan, 0.0, *named, 0, (number, now, now))


def _covered(filed: Sequence[tuple[int, int]], time: int) -> bool:
    return any(begin <= time <= end for begin, end in filed)
