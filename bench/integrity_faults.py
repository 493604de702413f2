"""The written rule by which faults are put into a real series. Everything is drawn from one seed; lengths and sizes are said here
and were not chosen by what is found.

A fault begins at a random reading where the sensor works (three quarters of the stretch are good, and of the one that is copied).
It lasts 24 reporting periods and at least 8 hours (silent, flat, dead, set-point), 48 readings and at least 10 minutes (clone,
replay, shift), 200 readings and at least a day (clip), 10 readings (out of range, unfiled work), 14 days (drift, step). A series
that is too short for it does without.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from bench.integrity_series import Array, Series

HOUR, DAY = 3_600_000, 86_400_000
Chance = np.random.Generator


@dataclass(frozen=True)
class Fault:
    """A series with a fault between two moments (ms); `arrival` is when each reading came, by an honest clock."""

    series: Series
    begin: int
    end: int
    arrival: Array


Maker = Callable[[Series, Sequence[Series], int, int, Chance], Series]


def silent(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """Switched off."""
    return one.cut(np.r_[0:begin, end : one.at.size])


def flat(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """Goes on telling the value that it had."""
    good = np.flatnonzero(one.quality[: begin + 1] == 0)[-1]
    return _told(one, begin, end, np.full(end - begin, one.value[good]), 0)


def clone(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """Tells what another of the site tells, at once or a reading later."""
    other, behind = others[chance.integers(len(others))], int(chance.integers(2))
    source = slice(begin - behind, end - behind)
    return _told(one, begin, end, other.value[source], other.quality[source]) if works(other, source) else one


def replay(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """Tells again what it told before, from up to 20 days back."""
    size = end - begin
    first = max(0, int(np.searchsorted(one.at, one.at[begin] - 20 * DAY)))
    begun = int(chance.integers(first, begin - size + 1))
    source = slice(begun, begun + size)
    return _told(one, begin, end, one.value[source], one.quality[source]) if works(one, source) else one


def clip(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """What is higher than nine tenths of the stretch is told as that; who tells changes only is quiet while nothing changes."""
    told = one.value[begin:end]
    good = told[one.quality[begin:end] == 0]
    made = _told(one, begin, end, np.minimum(told, np.quantile(good, 0.9, method="nearest")))
    same = np.diff(made.value, prepend=np.nan) == 0
    same[:begin] = same[end:] = False
    return made.cut(~same) if one.facts.get("on_change") else made


def shift(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """Its clock is wrong by one hour to three days, behind or ahead."""
    by = int(chance.uniform(HOUR, 3 * DAY)) * int(chance.choice((-1, 1)))
    return replace(one, at=np.r_[one.at[:begin], one.at[begin:end] + by, one.at[end:]])


def beyond(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """Tells what its range does not hold."""
    return _told(one, begin, end, np.full(end - begin, float(chance.choice((-999.0, 10 * one.facts["most"])))), 0)


def unfiled(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """Is calibrated, and nobody filed it."""
    return replace(one, quality=np.r_[one.quality[:begin], np.ones(end - begin, np.uint8), one.quality[end:]])


def dark(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """A camera: no heartbeat, or one that says there is no picture."""
    if chance.integers(2):
        return silent(one, others, begin, end, chance)
    return _told(one, begin, end, np.zeros(end - begin))


def set_point(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """The device runs by a limit 1 to 100 % higher than the one filed."""
    return _told(one, begin, end, one.value[begin:end] * chance.uniform(1.01, 2))


def drift(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """Tells less and less, down to 0.3 of what is."""
    return _told(one, begin, end, one.value[begin:end] * np.linspace(1, 0.3, end - begin))


def step(one: Series, others: Sequence[Series], begin: int, end: int, chance: Chance) -> Series:
    """Tells from one moment on 0.3 to 0.6 of what is."""
    return _told(one, begin, end, one.value[begin:end] * chance.uniform(0.3, 0.6))


def _told(one: Series, begin: int, end: int, value: Array, quality: Array | int | None = None) -> Series:
    """With other values there; `quality` where the fault tells that as well (a faker says that all is good)."""
    told = one.quality.copy()
    if quality is not None:
        told[begin:end] = quality
    return replace(one, value=np.r_[one.value[:begin], value, one.value[end:]], quality=told)


LONG, MIDDLE, WIDE, SHORT, WEEKS = (24, 8 * HOUR), (48, HOUR // 6), (200, DAY), (10, 0), (1, 14 * DAY)
MAKERS: dict[str, tuple[Maker, tuple[int, int]]] = {
    "silent": (silent, LONG), "flat": (flat, LONG), "clone": (clone, MIDDLE), "replay": (replay, MIDDLE), "clip": (clip, WIDE),
    "shift": (shift, MIDDLE), "range": (beyond, SHORT), "unfiled": (unfiled, SHORT), "dead": (dark, LONG),
    "limit": (set_point, LONG), "drift": (drift, WEEKS), "step": (step, WEEKS),
}  # fmt: skip


def faulty(kind: str, one: Series, others: Sequence[Series], first: int, chance: Chance) -> Fault | None:
    """The series with a fault that begins behind its reading `first`; None where it is too short."""
    make, (least, span) = MAKERS[kind]
    size = max(least, int(np.ceil(span / 1000 / one.facts["period"])))
    latest = one.at.size - 2 * size
    if latest <= max(first, size + 1):
        return None
    for _ in range(50):
        begin = int(chance.integers(max(first, size + 1), latest))
        end = begin + max(size, int(np.searchsorted(one.at, one.at[begin] + span)) - begin)
        if end >= one.at.size - size // 2 or not works(one, slice(begin, end)):
            continue
        made = make(one, others, begin, end, chance)
        if made is not one:
            is_cut = made.at.size < one.at.size
            return Fault(made, int(one.at[begin]), int(one.at[end]), made.at if is_cut else one.at)
    return None


def works(one: Series, part: slice) -> bool:
    """Whether three quarters of the stretch are good readings."""
    return bool((one.quality[part] == 0).mean() >= 0.75)
