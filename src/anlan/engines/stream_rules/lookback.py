"""Signs of invented readings that only a look back finds: a stretch told again (replay), two channels that tell the same (clone),
a top that was cut off (clip). Pure: columns in, findings out; each look is over all sensors of a span at once.

Same means to the last bit. Whether sameness can be chance is reckoned, not counted: a sensor's steps from reading to reading have
their own frequencies, a stretch of them has so many bits, and it is told when it has `readings` at least and its bits leave
less than one chance in `odds` over all comparisons of the look: a fine sensor says enough in twenty, a dry rain gauge never.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
SEED = 12
"""A match begins with so many equal readings, and is then followed to both ends."""
SPARE = 24
"""Bits more than the number of pairs needs: noise that goes to and fro repeats itself more often than its frequencies say."""
KINDS, FADING = 3, 5
"""A stretch of fewer different values says nothing: what is switched repeats itself. A top is held against so many values beside
it."""
ODD, SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)


@dataclass(frozen=True)
class Column:
    """A sensor's good readings over the span, in the order of time: ms, values."""

    at: Array
    value: Array


@dataclass(frozen=True)
class Found:
    """`sensor` told from `begin` to `end` (ms) what `other` told from `since` on; `count` readings. A clip has no other."""

    kind: str
    sensor: int
    begin: int
    end: int
    count: int
    value: float
    other: int = -1
    since: int = -1


def replays(columns: Sequence[Column], fresh: int, odds: float, readings: int) -> list[Found]:
    """Stretches that end at or after `fresh` (ms) and stand earlier in the same column."""
    total = sum(one.value.size for one in columns)
    found: list[Found] = []
    for number, one in enumerate(columns):
        bits = surprise(one.value)
        least = np.log2(odds) + np.log2(max(total, 2)) + np.log2(max(one.value.size, 2))
        for begin, past, count in _matches(one, fresh):
            if count >= readings and _says_enough(bits, one.value, begin, count, least):
                place = slice(begin, begin + count)
                at = one.at[place]
                value = float(one.value[place][-1])
                found.append(Found("replay", number, int(at[0]), int(at[-1]), count, value, number, int(one.at[past])))
    return found


def _matches(one: Column, fresh: int) -> Iterator[tuple[int, int, int]]:
    """(begin, begin of what it repeats, how many) of the maximal stretches of a column that stand earlier in it."""
    seed = _seed(one.value)
    marks = _marks(one.value, seed)
    if not marks.size:
        return
    _, first, where = np.unique(marks, return_index=True, return_inverse=True)
    past = first[where]
    here = np.arange(marks.size)
    hits = np.flatnonzero((past + seed <= here) & (one.at[seed - 1 :] >= fresh))
    until = -1
    for hit in hits.tolist():
        if hit >= until:
            begin, old, count = _followed(one.value, hit, one.value, int(past[hit]))
            count = min(count, begin - old)
            until = begin + count
            yield begin, old, count


def clones(columns: Sequence[Column], groups: Sequence[int], fresh: int, within: int, odds: float, readings: int) -> list[Found]:
    """Stretches after `fresh` that two columns of one group tell at the same time, one perhaps `within` ms behind. A group below
    0 is compared with nobody."""
    marked = [(number, _marks(one.value)) for number, one in enumerate(columns) if groups[number] >= 0]
    marked = [(number, marks) for number, marks in marked if marks.size]
    if not marked:
        return []
    sizes = [marks.size for _, marks in marked]
    owner, mark = np.repeat([number for number, _ in marked], sizes), np.concatenate([marks for _, marks in marked])
    place, at = np.concatenate([np.arange(size) for size in sizes]), np.concatenate([columns[n].at[: m.size] for n, m in marked])
    group = np.asarray(groups)[owner]
    order = np.lexsort((at, mark, group))
    one, two = order[:-1], order[1:]
    near = (mark[one] == mark[two]) & (group[one] == group[two]) & (owner[one] != owner[two]) & (at[two] - at[one] <= within)
    pairs = np.flatnonzero(near & (at[two] >= fresh))
    hits = sorted({(int(owner[two[n]]), int(owner[one[n]]), int(place[two[n]]), int(place[one[n]])) for n in pairs.tolist()})
    least = np.log2(odds) + np.log2(max(mark.size, 2)) + np.log2(max(len(marked), 2))
    return [one for one in _cloned(columns, hits, least) if one.count >= readings]


def _cloned(columns: Sequence[Column], hits: Sequence[tuple[int, int, int, int]], least: float) -> Iterator[Found]:
    bits: dict[int, Array] = {}
    until: dict[frozenset[int], int] = {}
    for late, early, hit, past in hits:
        two, one = columns[late], columns[early]
        pair = frozenset((late, early))
        if int(two.at[hit]) < until.get(pair, 0):
            continue
        begin, old, count = _followed(two.value, hit, one.value, past)
        at = two.at[begin : begin + count]
        until[pair] = int(at[-1])
        if _says_enough(bits.setdefault(late, surprise(two.value)), two.value, begin, count, least):
            value = float(two.value[begin + count - 1])
            yield Found("clone", late, int(at[0]), int(at[-1]), count, value, early, int(one.at[old]))


def clips(columns: Sequence[Column], least: int, ratio: float, lowest: Sequence[bool]) -> list[Found]:
    """Columns whose highest value (or lowest, where it says so) stands at least `least` times, and `ratio` times as often as any
    of the next values below it: where nature fades out, a cut piles up."""
    found: list[Found] = []
    for number, one in enumerate(columns):
        value = -one.value if lowest[number] else one.value
        kinds, count = np.unique(value, return_counts=True)
        if kinds.size >= 2 * FADING and count[-1] >= max(least, ratio * count[-FADING - 1 : -1].max()):
            at = one.at[value == kinds[-1]]
            found.append(Found("clip", number, int(at[0]), int(at[-1]), int(count[-1]), float(one.value[value == kinds[-1]][0])))
    return found


def surprise(value: Array) -> Array:
    """How many bits each reading's step from the one before it tells, by how often the column makes that step."""
    steps = np.diff(value, prepend=value[:1])
    _, where, count = np.unique(steps, return_inverse=True, return_counts=True)
    told: Array = -np.log2(count[where] / max(1, steps.size))
    return told


def _says_enough(bits: Array, value: Array, begin: int, count: int, least: float) -> bool:
    part = slice(begin, begin + count)
    return bool(bits[part].sum() >= least) and np.unique(value[part]).size >= KINDS


def _seed(value: Array) -> int:
    """So many readings that two stretches of the column are hardly the same by chance: a coarse sensor needs more of them."""
    bits = float(surprise(value).mean()) if value.size else 1.0
    return max(SEED, int(np.ceil((2 * np.log2(max(value.size, 2)) + SPARE) / max(bits, 0.5))))


def _marks(value: Array, seed: int = SEED) -> Array:
    """One number for each stretch of `seed` readings, the same for the same stretch."""
    if value.size < seed:
        return np.zeros(0, np.uint64)
    word = np.ascontiguousarray(value + 0.0).view(np.uint64)
    word = (word ^ (word >> np.uint64(29))) * SPREAD
    word ^= word >> np.uint64(32)
    mark = np.zeros(value.size - seed + 1, np.uint64)
    for place in range(seed):
        mark = mark * ODD + word[place : place + mark.size]
    return mark


def _followed(two: Array, hit: int, one: Array, past: int) -> tuple[int, int, int]:
    """The match at `hit` and `past` as far as it goes to both sides: (begin in two, begin in one, how many)."""
    back = min(hit, past)
    before = two[hit - back : hit][::-1] == one[past - back : past][::-1]
    back = back if before.all() else int(np.argmin(before))
    ahead = min(two.size - hit, one.size - past)
    after = two[hit : hit + ahead] == one[past : past + ahead]
    ahead = ahead if after.all() else int(np.argmin(after))
    return hit - back, past - back, back + ahead
