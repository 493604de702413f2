"""One pass over readings, or over sensors when the clock moves on. Compiled; the meaning is in `reference.py`, the words in
`layout.py`."""

from typing import Any

import numpy as np

from anlan.engines.stream_rules.jit import compiled, inlined, touch
from anlan.engines.stream_rules.layout import (
    BOUNDED,
    CHANNEL,
    CLEARS,
    CODE,
    EARLY,
    FILED,
    HEARD,
    HIGH,
    HINT,
    HOLD,
    IS_RUNNING,
    KIND,
    LAST_GOOD,
    LAST_VALUE,
    LIMITS,
    LINE,
    LOST,
    LOW,
    NUMBER,
    ON_CHANGE,
    STANDING,
    TOWARD,
    VALUED,
    WORDS,
)
from anlan.engines.stream_rules.measures import KNOWN, NONE, measure
from anlan.engines.stream_rules.rules import AHEAD, LAST, Measure, Quality
from anlan.engines.stream_rules.timers import ROOM, ROW, broken, covered, held, silent, tell

CLOCK, SILENCE, UNFILED = map(int, list(Measure)[:3])
VALUE, FLAT, CLIP = int(Measure.VALUE), int(Measure.FLAT), int(Measure.CLIP)
FIRST_SUSPENDING, LAST_SUSPENDING = int(Quality.CALIBRATION), int(Quality.POWER_OFF)
LATE, DUPLICATE, AHEAD_OF_TIME, UNKNOWN_SENSOR, SUSPENDED = range(5)
FAR, NEAR = 24, 8


@compiled
def feed(
    s: Any,
    t: Any,
    v: Any,
    q: Any,
    start: int,
    clock: int,
    base: Any,
    wake: Any,
    w: Any,
    code: Any,
    filed: Any,
    out: Any,
    tally: Any,
) -> tuple[int, int]:
    """Takes readings from `start` on until all are taken or `out` is nearly full. Returns (how far it came, rows of events)."""
    f, fc, fo = w.view(np.float64), code.view(np.float64), out.view(np.float64)
    size, most, ne = s.size, out.size // ROW - ROOM, 0
    for i in range(start, size):
        if ne > most:
            return i, ne
        ahead(s, i, base, w)
        k: Any = np.int64(s[i])
        if k >= base.size:
            tally[UNKNOWN_SENSOR] += 1
            continue
        time: Any = np.int64(t[i])
        quality: Any = np.int64(q[i]) if q.size else 0
        ne = reading(k, base[k], time, float(v[i]), quality, clock, wake, w, f, code, fc, filed, out, fo, tally, ne)
    return size, ne


@inlined
def ahead(s: Any, i: int, base: Any, w: Any) -> None:
    """Asks memory for what the readings after this one will need."""
    if i + FAR >= s.size:
        return
    k = s[i + FAR]
    if k < base.size:
        touch(w, base[k])
        touch(w, base[k] + LINE)
    k = s[i + NEAR]
    if k < base.size:
        b = base[k]
        o = b + w[b + HINT]
        if o > b:
            ring = o + 3 + w[o + 1]
            touch(w, ring)
            touch(w, ring + w[o + 2])


@inlined
def reading(
    k: int, b: int, t: int, v: float, q: int, clock: int, wake: Any, w: Any, f: Any, code: Any, fc: Any, filed: Any,
    out: Any, fo: Any, tally: Any, ne: int,
) -> int:  # fmt: skip
    c = w[b + CODE]
    if t <= w[b + HEARD] or t >= LAST or (clock >= 0 and t > clock + AHEAD):
        return lost(k, b, c, t, v, w, code, fc, out, fo, tally, ne)
    if code[c + EARLY] > 0:
        ne = early(k, b, c, t, v, q, wake, w, f, code, fc, filed, out, fo, ne)
    w[b + HEARD] = t
    w[b + LOST] = 0
    if q != 0 or (w[b + FILED] > 0 and covered(filed, w[b + FILED], t)):
        tally[SUSPENDED] += 1
        broken(b, c, w, code)
        return ne
    before = code[c + BOUNDED]
    if before > 0:
        ne = bounded(k, b, c, t, v, w, code, fc, out, fo, ne)
    if not np.isfinite(v) or (before > 0 and not possible(c, v, code, fc)):
        broken(b, c, w, code)
        return ne
    if code[c + ON_CHANGE] > 0:
        ne = held(k, b, c, t, wake, w, f, code, fc, out, fo, ne)
    ne = valued(k, b, c, t, v, wake, w, f, code, fc, out, fo, ne)
    f[b + LAST_VALUE] = v
    w[b + LAST_GOOD] = t
    w[b + IS_RUNNING] = 1
    return ne


@inlined
def valued(
    k: int, b: int, c: int, t: int, v: float, wake: Any, w: Any, f: Any, code: Any, fc: Any, out: Any, fo: Any, ne: int
) -> int:
    """Every rule of a good reading. A level that stands as it stood costs one comparison of words."""
    p = c + CHANNEL + (code[c + EARLY] + code[c + BOUNDED]) * WORDS
    for _ in range(code[c + VALUED]):
        x, since, count, known = measure(w, f, code, fc, p, b, t, v)
        if known != NONE:
            y = graded(code[p + TOWARD], x) if known == KNOWN else -np.inf
            level = reached(fc, p, y)
            if level != w[b + code[p + STANDING]]:
                ne = judge(k, b, t, since, count, v, x, y, level, w, code, fc, p, out, fo, ne)
                wake[k] = 0
        p += WORDS
    return ne


@inlined
def graded(toward: int, x: float) -> float:
    if toward > 0:
        return x
    return -x if toward < 0 else abs(x)


@inlined
def reached(fc: Any, p: int, y: float) -> int:
    p += LIMITS
    return int(y >= fc[p]) + int(y >= fc[p + 1]) + int(y >= fc[p + 2]) + int(y >= fc[p + 3])


@compiled
def judge(
    k: int, b: int, t: int, since: int, count: int, v: float, x: float, y: float, now: int, w: Any, code: Any, fc: Any, p: int,
    out: Any, fo: Any, ne: int,
) -> int:  # fmt: skip
    """The figure reaches another level than the one that stands: up after the hold time, down past the point of return."""
    o = b + code[p + STANDING]
    level = w[o] & 255
    if now <= level:
        back = level
        while back > now and y < fc[p + CLEARS + back - 1]:
            back -= 1
        w[o] = back
        return ne if back == level else tell(k, code[p + NUMBER], level, back, t, since, count, v, x, out, fo, ne)
    waits = (w[o] >> 8) & 255
    begun = w[o] >> 16 if waits > 0 else t
    waits = min(waits, now) if waits > 0 else now
    if t - begun >= code[p + HOLD]:
        w[o] = waits
        return tell(k, code[p + NUMBER], level, waits, t, min(since, begun), count, v, x, out, fo, ne)
    w[o] = (begun << 16) | (waits << 8) | level
    return ne


@compiled
def lost(k: int, b: int, c: int, t: int, v: float, w: Any, code: Any, fc: Any, out: Any, fo: Any, tally: Any, ne: int) -> int:
    """A reading that is not later than the last one, or far ahead of the clock."""
    if t == w[b + HEARD]:
        tally[DUPLICATE] += 1
        return ne
    tally[LATE if t < w[b + HEARD] else AHEAD_OF_TIME] += 1
    w[b + LOST] += 1
    run = w[b + LOST]
    p = c + CHANNEL
    for _ in range(code[c + EARLY]):
        if code[p + KIND] == CLOCK:
            ne = ask(k, b, t, t, run, v, float(run), w, code, fc, p, out, fo, ne)
        p += WORDS
    return ne


@compiled
def ask(
    k: int,
    b: int,
    t: int,
    since: int,
    count: int,
    v: float,
    x: float,
    w: Any,
    code: Any,
    fc: Any,
    p: int,
    out: Any,
    fo: Any,
    ne: int,
) -> int:
    level = reached(fc, p, x)
    if level == w[b + code[p + STANDING]]:
        return ne
    return judge(k, b, t, since, count, v, x, x, level, w, code, fc, p, out, fo, ne)


@compiled
def early(
    k: int,
    b: int,
    c: int,
    t: int,
    v: float,
    q: int,
    wake: Any,
    w: Any,
    f: Any,
    code: Any,
    fc: Any,
    filed: Any,
    out: Any,
    fo: Any,
    ne: int,
) -> int:
    """What every reading that is not lost is asked: clock, silence, unfiled calibration."""
    p = c + CHANNEL
    for _ in range(code[c + EARLY]):
        kind = code[p + KIND]
        if kind == CLOCK:
            ne = ask(k, b, t, t, 0, v, 0.0, w, code, fc, p, out, fo, ne)
        elif kind == UNFILED:
            is_odd = FIRST_SUSPENDING <= q <= LAST_SUSPENDING and not (w[b + FILED] > 0 and covered(filed, w[b + FILED], t))
            ne = ask(k, b, t, t, 1, v, 1.0 if is_odd else 0.0, w, code, fc, p, out, fo, ne)
        elif w[b + HEARD] < 0 or w[b + code[p + STANDING]] > 0 or t - w[b + HEARD] > fc[p + LIMITS]:
            ne, _ = silent(k, b, t, w, f, code, fc, p, filed, out, fo, ne)
            ne = ask(k, b, t, w[b + HEARD], 0, v, 0.0, w, code, fc, p, out, fo, ne)
            wake[k] = 0
        p += WORDS
    return ne


@compiled
def bounded(k: int, b: int, c: int, t: int, v: float, w: Any, code: Any, fc: Any, out: Any, fo: Any, ne: int) -> int:
    """Asks each rule of the possible range."""
    p = c + CHANNEL + code[c + EARLY] * WORDS
    for _ in range(code[c + BOUNDED]):
        is_wrong = not (np.isfinite(v) and fc[p + LOW] <= v <= fc[p + HIGH])
        ne = ask(k, b, t, t, 1, v, 1.0 if is_wrong else 0.0, w, code, fc, p, out, fo, ne)
        p += WORDS
    return ne


@inlined
def possible(c: int, v: float, code: Any, fc: Any) -> bool:
    p = c + CHANNEL + code[c + EARLY] * WORDS
    for _ in range(code[c + BOUNDED]):
        if not fc[p + LOW] <= v <= fc[p + HIGH]:
            return False
        p += WORDS
    return True
