"""One pass over readings, or over sensors when the clock moves on. Compiled; the meaning is in `reference.py`, the words in
`layout.py`."""

from typing import Any

import numpy as np

from anlan.engines.stream_rules.jit import bare, compiled, drawn, drawn_figures, inlined, touch
from anlan.engines.stream_rules.layout import (
    BASE,
    BEGUN,
    BOUNDED,
    CHANNEL,
    CLEARS,
    CLOCK_NOW,
    EARLY,
    FACTS,
    FILINGS,
    FIRST_META,
    FIRST_RING,
    HEARD,
    HIGH,
    HOLD,
    KIND,
    LAST_GOOD,
    LAST_VALUE,
    LIMITS,
    LINE,
    LOST,
    LOW,
    MARKS,
    NUMBER,
    ON_CHANGE,
    OUT,
    PROGRAM,
    ROWS,
    RULES,
    SENSORS,
    STATE,
    TALLY,
    TOWARD,
    VALUED,
    WAKE,
    WORDS,
)
from anlan.engines.stream_rules.measures import KNOWN, LOW32, NONE, measure
from anlan.engines.stream_rules.rules import AHEAD, LAST, Measure, Quality
from anlan.engines.stream_rules.timers import ROOM, broken, held, is_filed, silent, stand, stood, tell

CLOCK, SILENCE, UNFILED = map(int, list(Measure)[:3])
VALUE, FLAT, CLIP = int(Measure.VALUE), int(Measure.FLAT), int(Measure.CLIP)
FIRST_SUSPENDING, LAST_SUSPENDING = int(Quality.CALIBRATION), int(Quality.POWER_OFF)
LATE, DUPLICATE, AHEAD_OF_TIME, UNKNOWN_SENSOR, SUSPENDED = range(5)
FARTHEST, FAR, NEAR = 56, 32, 12


@compiled
def feed(desk: Any, s: Any, t: Any, v: Any, q: Any, start: int) -> tuple[int, int]:
    """Takes readings from `start` on until all are taken or `out` is nearly full. Returns (how far it came, rows of events)."""
    facts, base, wake, w, code = drawn(desk, FACTS), drawn(desk, BASE), drawn(desk, WAKE), drawn(desk, STATE), drawn(desk, RULES)
    filed, out, tally = drawn(desk, FILINGS), drawn(desk, OUT), drawn(desk, TALLY)
    f, fc, fo = drawn_figures(desk, STATE), drawn_figures(desk, RULES), drawn_figures(desk, OUT)
    clock, sensors, most, ne = facts[CLOCK_NOW], facts[SENSORS], facts[ROWS] - ROOM, 0
    size, has_quality = s.size, q.size > 0
    if t.size != size or v.size != size or (has_quality and q.size != size):
        return -1, 0
    s, t, v, q = bare(s), bare(t), bare(v), bare(q)
    warm(s, start, size, base, sensors, w)
    for i in range(start, size):
        if ne > most:
            return i, ne
        if i + FARTHEST < size:
            farthest(s, i + FARTHEST, base, sensors)
        if i + FAR < size:
            far(s, i + FAR, base, sensors, w)
        if i + NEAR < size:
            near(s, i + NEAR, base, sensors, w)
        k: Any = np.int64(s[i])
        if k >= sensors:
            tally[UNKNOWN_SENSOR] += 1
            continue
        time: Any = np.int64(t[i])
        quality: Any = np.int64(q[i]) if has_quality else 0
        ne = reading(k, base[k], time, float(v[i]), quality, clock, wake, w, f, code, fc, filed, out, fo, tally, ne)
    return size, ne


@inlined
def farthest(s: Any, i: int, base: Any, sensors: int) -> None:
    """Asks memory for where the block of a reading begins."""
    k: Any = np.int64(s[i])
    if k < sensors:
        touch(base, k)


@inlined
def far(s: Any, i: int, base: Any, sensors: int, w: Any) -> None:
    """Asks memory for the first line that a reading will need."""
    k: Any = np.int64(s[i])
    if k < sensors:
        touch(w, base[k])


@inlined
def near(s: Any, i: int, base: Any, sensors: int, w: Any) -> None:
    """Asks memory for both ends of the first ring, or for the next lines, of a block whose first line has come."""
    k: Any = np.int64(s[i])
    if k < sensors:
        b = base[k]
        size = w[b + PROGRAM] & 0xFFFF
        if size > 0:
            head = w[b + FIRST_META + 1] >> 32
            tail = head + (w[b + FIRST_META + 1] & LOW32)
            touch(w, b + FIRST_RING + head)
            touch(w, b + FIRST_RING + (tail - size if tail >= size else tail))
        else:
            touch(w, b + LINE)
            touch(w, b + 2 * LINE)


@compiled
def warm(s: Any, start: int, size: int, base: Any, sensors: int, w: Any) -> None:
    """The first readings of a batch have none before them that could have asked."""
    for i in range(start, min(start + FARTHEST, size)):
        farthest(s, i, base, sensors)
    for i in range(start, min(start + FAR, size)):
        far(s, i, base, sensors, w)
    for i in range(start, min(start + NEAR, size)):
        near(s, i, base, sensors, w)


@inlined
def reading(
    k: int, b: int, t: int, v: float, q: int, clock: int, wake: Any, w: Any, f: Any, code: Any, fc: Any, filed: Any,
    out: Any, fo: Any, tally: Any, ne: int,
) -> int:  # fmt: skip
    c = w[b + PROGRAM] >> 16
    if t <= w[b + HEARD] or t >= LAST or (clock >= 0 and t > clock + AHEAD):
        return lost(k, b, c, t, v, w, code, fc, out, fo, tally, ne)
    if code[c + EARLY] > 0:
        ne = early(k, b, c, t, v, q, wake, w, f, code, fc, filed, out, fo, ne)
    w[b + HEARD] = t
    w[b + MARKS] &= ~LOST
    if q != 0 or is_filed(w, b, t, filed):
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
    w[b + MARKS] |= 1
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
            if level != stood(w, code, p, b):
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
    six = stood(w, code, p, b)
    level = six & 7
    if now <= level:
        back = level
        while back > now and y < fc[p + CLEARS + back - 1]:
            back -= 1
        stand(w, code, p, b, back)
        return ne if back == level else tell(k, code[p + NUMBER], level, back, t, since, count, v, x, out, fo, ne)
    waits = min(six >> 3, now) if six > 7 else now
    if code[p + HOLD] > 0:
        if six <= 7:
            w[b + code[p + BEGUN]] = t
        since = min(since, w[b + code[p + BEGUN]])
        if t - w[b + code[p + BEGUN]] < code[p + HOLD]:
            stand(w, code, p, b, waits << 3 | level)
            return ne
    stand(w, code, p, b, waits)
    return tell(k, code[p + NUMBER], level, waits, t, min(since, t), count, v, x, out, fo, ne)


@compiled
def lost(k: int, b: int, c: int, t: int, v: float, w: Any, code: Any, fc: Any, out: Any, fo: Any, tally: Any, ne: int) -> int:
    """A reading that is not later than the last one, or far ahead of the clock."""
    if t == w[b + HEARD]:
        tally[DUPLICATE] += 1
        return ne
    tally[LATE if t < w[b + HEARD] else AHEAD_OF_TIME] += 1
    w[b + MARKS] += 2
    run = (w[b + MARKS] & LOST) >> 1
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
    if level == stood(w, code, p, b):
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
            is_odd = FIRST_SUSPENDING <= q <= LAST_SUSPENDING and not is_filed(w, b, t, filed)
            ne = ask(k, b, t, t, 1, v, 1.0 if is_odd else 0.0, w, code, fc, p, out, fo, ne)
        elif w[b + HEARD] < 0 or stood(w, code, p, b) > 0 or t - w[b + HEARD] > fc[p + LIMITS]:
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
