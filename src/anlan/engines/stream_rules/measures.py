"""What each measure comes to, kept from reading to reading in a few words. Compiled; the meaning is in `reference.py`.

`w` are the words of all sensors and `f` the same as figures; `b` is where the sensor's block begins; `code`, `fc` the rules,
`p` the rule.
"""

from typing import Any

import numpy as np

from anlan.engines.stream_rules.jit import compiled, inlined
from anlan.engines.stream_rules.layout import (
    AT_LEAST,
    HAS_REST,
    HIGH,
    KIND,
    LAST_GOOD,
    LAST_VALUE,
    LOW,
    MARKS,
    META,
    RING,
    SCALE,
    SIZE,
    SPAN,
    TAKES,
    WIDTH,
)
from anlan.engines.stream_rules.rules import Measure, Of

VALUE, RATE, STEP, WINDOW, FLAT, CLIP = map(int, list(Measure)[4:])
MEAN, SUM, MIN, MAX, COUNT = map(int, Of)
LOW32 = 0xFFFFFFFF
MOST = 2.0**31 - 1
NONE, KNOWN, UNKNOWN = 0, 1, 2


@inlined
def quanta(value: float, scale: float) -> int:
    return int(np.rint(max(-MOST, min(MOST, value * scale))))


@inlined
def measure(w: Any, f: Any, code: Any, fc: Any, p: int, b: int, t: int, v: float) -> tuple[float, int, int, int]:
    """(figure, since, count, NONE | KNOWN | UNKNOWN) of a rule at a good reading."""
    kind = code[p + KIND]
    if kind == VALUE:
        return v, t, 1, KNOWN
    if kind <= STEP:
        return change(w, f, code, p, b, t, v)
    if kind == WINDOW:
        if code[p + WIDTH] == 0:
            return slots(w, code, fc, p, b, t, v)
        return buckets(w, code, fc, p, b, t, v)
    if kind == FLAT:
        return flat(w, f, code, fc, p, b, t, v)
    return clip(w, code, fc, p, b, t, v)


@inlined
def change(w: Any, f: Any, code: Any, p: int, b: int, t: int, v: float) -> tuple[float, int, int, int]:
    since = w[b + LAST_GOOD]
    gap = code[p + SPAN]
    if w[b + MARKS] & 1 == 0 or (gap > 0 and t - since > gap):
        return 0.0, t, 0, NONE
    moved = v - f[b + LAST_VALUE]
    return (moved if code[p + KIND] == STEP else moved * 1000.0 / (t - since)), since, 2, KNOWN


@inlined
def slots(w: Any, code: Any, fc: Any, p: int, b: int, t: int, v: float) -> tuple[float, int, int, int]:
    """A ring of single readings, value << 32 | low bits of the time; o: sum, o + 1: head << 32 | how many."""
    o = b + code[p + META]
    size = code[p + SIZE]
    span = code[p + SPAN]
    ring = b + code[p + RING]
    total = w[o]
    head = w[o + 1] >> 32
    n = w[o + 1] & LOW32
    if t - w[b + LAST_GOOD] >= span:
        total = 0
        n = 0
    while n > 0 and (n == size or ((t & LOW32) - (w[ring + head] & LOW32)) & LOW32 >= span):
        total -= w[ring + head] >> 32
        head += 1
        if head == size:
            head = 0
        n -= 1
    q = quanta(v, fc[p + SCALE])
    place = head + n
    if place >= size:
        place -= size
    w[ring + place] = (q << 32) | (t & LOW32)
    total += q
    n += 1
    w[o] = total
    w[o + 1] = (head << 32) | n
    known = KNOWN if n >= code[p + AT_LEAST] else UNKNOWN
    takes = code[p + TAKES]
    if MIN <= takes <= MAX:
        total = extreme(w, ring, head, n, size, takes)
    return taken(takes, total, n, fc[p + SCALE]), t - span + 1, n, known


@inlined
def taken(takes: int, total: int, n: int, scale: float) -> float:
    """What is taken of a window whose sum (or extreme) is `total`."""
    if takes == MEAN:
        return total / (n * scale)
    if takes == COUNT:
        return float(n)
    return total / scale


@compiled
def extreme(w: Any, ring: int, head: int, n: int, size: int, takes: int) -> int:
    best: int = w[ring + head] >> 32
    for j in range(1, n):
        q = w[ring + (head + j) % size] >> 32
        if (q < best) == (takes == MIN):
            best = q
    return best


@inlined
def buckets(w: Any, code: Any, fc: Any, p: int, b: int, t: int, v: float) -> tuple[float, int, int, int]:
    """A ring of buckets; o: sum, o + 1: how many, o + 2: the newest bucket."""
    o = b + code[p + META]
    size = code[p + SIZE]
    width = code[p + WIDTH]
    takes = code[p + TAKES]
    now = t // width
    if now != w[o + 2]:
        turn(w, o, size, takes <= SUM, now)
    q = quanta(v, fc[p + SCALE])
    w[o + 1] += 1
    if takes <= SUM:
        place = o + 3 + (now % size) * 2
        w[place] += q
        w[place + 1] += 1
        w[o] += q
        total = w[o]
    else:
        total = put(w, o, size, now % size, q, takes)
    n = w[o + 1]
    known = KNOWN if n >= code[p + AT_LEAST] else UNKNOWN
    return taken(takes, total, n, fc[p + SCALE]), (now - size + 1) * width, n, known


@compiled
def turn(w: Any, o: int, size: int, is_summed: bool, now: int) -> None:
    """Empties the buckets that have passed out of the window."""
    newest = w[o + 2]
    for j in range(1, min(now - newest, size) + 1):
        place = (newest + j) % size
        if is_summed:
            w[o] -= w[o + 3 + place * 2]
            w[o + 1] -= w[o + 4 + place * 2]
            w[o + 3 + place * 2] = 0
            w[o + 4 + place * 2] = 0
        else:
            w[o + 1] -= w[o + 3 + place] & LOW32
            w[o + 3 + place] = 0
    w[o + 2] = now


@compiled
def put(w: Any, o: int, size: int, place: int, q: int, takes: int) -> int:
    """Puts a value into a bucket of extremes (extreme << 32 | how many) and tells the extreme of all."""
    word = w[o + 3 + place]
    old = word >> 32
    if word & LOW32 == 0 or (q < old if takes == MIN else q > old):
        old = q
    w[o + 3 + place] = (old << 32) | ((word & LOW32) + 1)
    best: int = old
    for j in range(size):
        word = w[o + 3 + j]
        if word & LOW32 and (word >> 32 < best if takes == MIN else word >> 32 > best):
            best = word >> 32
    return best


@inlined
def flat(w: Any, f: Any, code: Any, fc: Any, p: int, b: int, t: int, v: float) -> tuple[float, int, int, int]:
    """o: the first value of the run, o + 1: its time, o + 2: how many."""
    o = b + code[p + META]
    at_rest = code[p + HAS_REST] != 0 and fc[p + LOW] <= v <= fc[p + HIGH]
    if w[o + 2] == 0 or at_rest or abs(v - f[o]) > fc[p + SCALE]:
        f[o] = v
        w[o + 1] = t
        w[o + 2] = 0
    w[o + 2] += 1
    n = w[o + 2]
    return (float(t - w[o + 1]) if n >= code[p + AT_LEAST] else 0.0), w[o + 1], n, KNOWN


@inlined
def clip(w: Any, code: Any, fc: Any, p: int, b: int, t: int, v: float) -> tuple[float, int, int, int]:
    """o: how many, o + 1: since."""
    o = b + code[p + META]
    if fc[p + LOW] < v < fc[p + HIGH]:
        w[o] = 0
        return 0.0, t, 0, KNOWN
    if w[o] == 0:
        w[o + 1] = t
    w[o] += 1
    return float(w[o]), w[o + 1], w[o], KNOWN
