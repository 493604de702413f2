"""监测墙: every sensor that these eyes may see, as columns: where it is, and how it stands now. Fifty thousand of them at once.

Where: the sensor's own point, else its firm's. How: an open alarm before filed work before silence. A wall begins with all
columns and is then told what changed, by the sensors' numbers; `mark` says which columns the numbers count."""

import asyncio
import hashlib
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from asgiref.sync import sync_to_async
from django.db.models import Count, Max, Q, Sum
from django.utils import timezone

from anlan.desk.words import level_of
from anlan.kernel import queries
from anlan.kernel.people import Actor
from anlan.monitoring import heard
from anlan.monitoring.filings import filed
from anlan.monitoring.plan import Spans, spans

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from anlan.kernel.models import Matter

Whole = np.ndarray[Any, np.dtype[np.int64]]
States = np.ndarray[Any, np.dtype[np.uint8]]
NORMAL, SILENT, FILED = 0, 5, 6
"""A sensor's state; 1 (红色) to 4 (蓝色) are the levels of an open alarm in which it still speaks."""
STATES = ("正常", "红色", "橙色", "黄色", "蓝色", "没有上报", "标校检修")
SHOWN = (1, 2, 3, 4, SILENT, FILED, NORMAL)
"""The order of the legend: what burns first."""
MOST_ALARMS = 5000
NEVER = 2**62
COLUMNS = ("id", "key", "lon", "lat", "unit", "facts__period")
EVERY, LASTS, LOOKS_AGAIN = 2.0, timedelta(minutes=10), timedelta(seconds=15)
"""A wall asks so often what changed; its stream ends after so long and comes again, with the rights it has then."""


@dataclass(frozen=True)
class Seen:
    """The sensors of a wall in the order of their keys: ids, codes, 1e-7 degrees, after how long without a word (ms) each is
    silent; and how many more there are without a place on the map."""

    ids: tuple[str, ...]
    codes: tuple[str, ...]
    lon: Whole
    lat: Whole
    silence: Whole
    nowhere: int
    number: dict[str, int] = field(init=False, repr=False)
    mark: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", {id: number for number, id in enumerate(self.ids)})
        said = "".join(self.ids).encode() + self.lon.tobytes() + self.lat.tobytes()
        object.__setattr__(self, "mark", hashlib.sha256(said).hexdigest()[:16])


def seen(by: Actor, place: str, now: datetime, where: Q | None = None) -> Seen:
    """Every sensor in use at or below a place that this actor may see; `where` leaves some out."""
    own, homes = spans(now), _homes(by)
    found = queries.records("sensor", by, place=place).filter(where or Q())
    kept, nowhere = [], 0
    for id, key, lon, lat, unit, period in found.values_list(*COLUMNS).iterator(chunk_size=10_000):
        point = (lon, lat) if lon is not None and lat is not None else homes.get(unit)
        if point is None:
            nowhere += 1
        else:
            kept.append((id, key, *point, _silence(period, own)))
    ids, keys, lons, lats, silence = zip(*kept, strict=True) if kept else ((), (), (), (), ())
    return Seen(ids, keys, np.array(lons, np.int64), np.array(lats, np.int64), np.array(silence, np.int64), nowhere)


def _homes(by: Actor) -> dict[str, tuple[int, int]]:
    """Where the firms are: their sensors stand there too, if they say nothing else."""
    rows = queries.records("firm", by, state="").exclude(lon=None).exclude(lat=None).values_list("id", "lon", "lat")
    return {id: (lon, lat) for id, lon, lat in rows.iterator() if lon is not None and lat is not None}


def _silence(period: Any, own: Spans) -> int:
    """A sensor that reports changes only is silent only before its first word."""
    return own.silence(int(period)) if period else NEVER


def alarming(by: Actor, place: str = "", unit: str = "") -> dict[str, tuple[int, str]]:
    """The sensors that still speak in an open alarm: (level, the alarm), the gravest where there are several."""
    found: dict[str, tuple[int, str]] = {}
    for id, facts in _alarms(by, place, unit).values_list("id", "facts")[:MOST_ALARMS]:
        for signal in facts.get("signals", ()):
            if not signal["quiet"]:
                told = (level_of(signal["severity"]) or 4, id)
                found[signal["sensor"]] = min(told, found.get(signal["sensor"], told))
    return found


def _alarms(by: Actor, place: str, unit: str = "") -> "QuerySet[Matter]":
    return queries.matters(by, place=place, unit=unit, kinds=("alarm",), open_only=True)


def under_work(now: datetime) -> set[str]:
    """The sensors whose work is filed for now."""
    return {id for id, windows in filed(now).items() if any(begin <= now <= end for begin, end in windows)}


def columns(shown: Seen, levels: dict[str, tuple[int, str]], work: set[str], at: Whole, now: datetime) -> States:
    """The state of each sensor; `at`: when each spoke last (epoch ms, 0 never)."""
    states = np.where(_ms(now) - at > shown.silence, SILENT, NORMAL).astype(np.uint8)
    states[at == 0] = SILENT
    states[[shown.number[id] for id in work if id in shown.number]] = FILED
    for id, (level, _) in levels.items():
        if id in shown.number:
            states[shown.number[id]] = level
    return states


def last_words(shown: Seen) -> Whole:
    """When each sensor spoke last (epoch ms, 0 never)."""
    told = heard.spoken()
    return np.array([told.get(code, (0, 0.0))[0] for code in shown.codes], np.int64)


def packed(shown: Seen, states: States) -> bytes:
    """The columns as a wall's script reads them: how many (uint32), longitudes and latitudes (int32), states (uint8)."""
    head = np.array([len(shown.ids)], "<u4").tobytes()
    return head + shown.lon.astype("<i4").tobytes() + shown.lat.astype("<i4").tobytes() + states.tobytes()


def whole(by: Actor, place: str, now: datetime) -> tuple[Seen, bytes]:
    """A wall as it stands now."""
    shown = seen(by, place, now)
    return shown, packed(shown, columns(shown, alarming(by, place), under_work(now), last_words(shown), now))


def tally(states: States) -> list[int]:
    """How many sensors are in each state."""
    return [int(n) for n in np.bincount(states, minlength=len(STATES))]


def changes(before: States, after: States) -> dict[str, list[int]]:
    """State → the numbers of the sensors that have come to be so."""
    numbers = np.flatnonzero(before != after)
    found: dict[str, list[int]] = {}
    for number, state in zip(numbers.tolist(), after[numbers].tolist(), strict=True):
        found.setdefault(str(state), []).append(number)
    return found


class Watch:
    """One open wall: what its browser knows. Reads only what may have changed: the readings' file when it was written anew,
    the alarms when one of them moved, what is filed a few times a minute."""

    def __init__(self, by: Actor, place: str, now: datetime) -> None:
        self.by, self.place = by, place
        self.shown = seen(by, place, now)
        self.known = np.zeros(0, np.uint8)
        self._words = self._at = np.zeros(0, np.int64)
        self._written = self._moved = ""
        self._levels: dict[str, tuple[int, str]] = {}
        self._work: set[str] = set()
        self._looked = now - LOOKS_AGAIN

    def news(self, now: datetime) -> dict[str, Any]:
        """What changed since it was last asked: {"states": …}, the first time {"all": the states in base64}; {} for nothing."""
        before, self.known = self.known, self._stand(now)
        if not before.size:
            return {"all": b64encode(self.known.tobytes()).decode()} if self.known.size else {}
        found = changes(before, self.known)
        return {"states": found} if found else {}

    def _stand(self, now: datetime) -> States:
        if (written := heard.stamp()) != self._written:
            self._written, self._at = written, last_words(self.shown)
        moved = str(_alarms(self.by, self.place).aggregate(Count("id"), Sum("seq"), Max("since")))
        if moved != self._moved:
            self._moved, self._levels = moved, alarming(self.by, self.place)
        if now - self._looked >= LOOKS_AGAIN:
            self._looked, self._work = now, under_work(now)
        return columns(self.shown, self._levels, self._work, self._at, now)


async def stream(by: Actor, place: str, mark: str, start: datetime) -> AsyncIterator[str]:
    """Server-sent events: first the states of all sensors, then what changed. `anew`: the columns are others now."""
    yield "retry: 3000\n\n"
    watch = await sync_to_async(Watch)(by, place, start)
    if watch.shown.mark != mark:
        yield f"data: {json.dumps({'anew': True})}\n\n"
        return
    while (now := timezone.now()) - start < LASTS:
        if found := await sync_to_async(watch.news)(now):
            yield f"data: {json.dumps(found, separators=(',', ':'))}\n\n"
        else:
            yield ": \n\n"
        await asyncio.sleep(EVERY)


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
