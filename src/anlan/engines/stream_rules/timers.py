"""What the clock does to a sensor: silence, hold times of on-change sensors, filed windows, beginning anew. Compiled."""

from typing import Any

import numpy as np

from anlan.engines.stream_rules.jit import bare, compiled, drawn, drawn_figures, inlined
from anlan.engines.stream_rules.layout import (
    BASE,
    BEGUN,
    BOUNDED,
    CHANNEL,
    CLOCK_NOW,
    EARLY,
    FACTS,
    FILINGS,
    FIRST_META,
    HEARD,
    HOLD,
    KIND,
    LAST_GOOD,
    LAST_VALUE,
    LIMITS,
    LOST,
    MARKS,
    META,
    NUMBER,
    ON_CHANGE,
    OUT,
    PROGRAM,
    ROWS,
    RULES,
    SENSORS,
    SHIFT,
    STANDING,
    STATE,
    VALUED,
    WAKE,
    WORDS,
)
from anlan.engines.stream_rules.rules import MOST_LIMITS, MOST_RULES, Measure, Quality

CLOCK, SILENCE, UNFILED = map(int, list(Measure)[:3])
VALUE, FLAT, CLIP = int(Measure.VALUE), int(Measure.FLAT), int(Measure.CLIP)
FIRST_SUSPENDING, LAST_SUSPENDING = int(Quality.CALIBRATION), int(Quality.POWER_OFF)
ROW = 9
ROOM = MOST_RULES * (MOST_LIMITS + 2)
"""More rows than one reading or one sensor can give."""
NEVER_DUE = 2**62


@inlined
def stood(w: Any, code: Any, p: int, b: int) -> int:
    """How the rule stands: waiting level << 3 | level."""
    six: int = (w[b + code[p + STANDING]] >> code[p + SHIFT]) & 63
    return six


@inlined
def stand(w: Any, code: Any, p: int, b: int, six: int) -> None:
    o = b + code[p + STANDING]
    shift = code[p + SHIFT]
    w[o] = (w[o] & ~(63 << shift)) | (six << shift)


@compiled
def covered(filed: Any, o: int, t: int) -> bool:
    """Whether a filed window holds the moment; the sensor's windows stand at `o`: how many, then begin and end of each."""
    found = False
    for j in range(filed[o]):
        found |= filed[o + 1 + 2 * j] <= t <= filed[o + 2 + 2 * j]
    return found


@inlined
def is_filed(w: Any, b: int, t: int, filed: Any) -> bool:
    """Whether calibration or maintenance of the sensor was filed for the moment."""
    o = w[b + MARKS] >> 32
    return o > 0 and covered(filed, o, t)


@compiled
def due(heard: int, silent: int, filed: Any, o: int) -> int:
    """When the sensor has been silent so long, filed windows not counted."""
    end = heard + silent
    if o > 0:
        for j in range(filed[o]):
            begin = filed[o + 1 + 2 * j]
            until = filed[o + 2 + 2 * j]
            if until > heard and begin < end:
                end += until - max(begin, heard)
    return end


@compiled
def tell(
    k: int, number: int, was: int, level: int, t: int, since: int, count: int, v: float, x: float, out: Any, fo: Any, ne: int
) -> int:
    o = ne * ROW
    out[o] = k
    out[o + 1] = number
    out[o + 2] = was
    out[o + 3] = level
    out[o + 4] = t
    out[o + 5] = since
    out[o + 6] = count
    fo[o + 7] = v
    fo[o + 8] = x
    return ne + 1


@compiled
def silent(
    k: int, b: int, now: int, w: Any, f: Any, code: Any, fc: Any, p: int, filed: Any, out: Any, fo: Any, ne: int
) -> tuple[int, int]:
    """Raises what fell due before now. Returns (rows, when the next level falls due)."""
    heard = w[b + HEARD]
    if heard < 0:
        return ne, NEVER_DUE
    level = stood(w, code, p, b)
    while level < MOST_LIMITS and fc[p + LIMITS + level] < np.inf:
        limit = fc[p + LIMITS + level]
        at = due(heard, int(limit), filed, w[b + MARKS] >> 32)
        if at >= now:
            return ne, at
        value = f[b + LAST_VALUE] if w[b + LAST_GOOD] >= 0 else np.nan
        ne = tell(k, code[p + NUMBER], level, level + 1, at, heard, 0, value, limit, out, fo, ne)
        level += 1
        stand(w, code, p, b, level)
    return ne, NEVER_DUE


@compiled
def held(k: int, b: int, c: int, now: int, wake: Any, w: Any, f: Any, code: Any, fc: Any, out: Any, fo: Any, ne: int) -> int:
    """On-change sensors: a hold time that ended by now, for the last value has stood. Leaves the next end in `wake`."""
    p = c + CHANNEL + (code[c + EARLY] + code[c + BOUNDED]) * WORDS
    for _ in range(code[c + VALUED]):
        six = stood(w, code, p, b)
        waits = six >> 3
        if code[p + KIND] == VALUE and waits > 0:
            begun = w[b + code[p + BEGUN]]
            at = begun + code[p + HOLD]
            if at <= now:
                level = six & 7
                stand(w, code, p, b, waits)
                value = f[b + LAST_VALUE]
                ne = tell(k, code[p + NUMBER], level, waits, at, begun, 1, value, value, out, fo, ne)
            else:
                wake[k] = min(wake[k], at)
        p += WORDS
    return ne


@compiled
def advance(desk: Any, start: int) -> tuple[int, int]:
    """Fires what fell due by now, sensor after sensor; `wake` tells before when a sensor need not be looked at."""
    facts, base, wake, w, code = drawn(desk, FACTS), drawn(desk, BASE), drawn(desk, WAKE), drawn(desk, STATE), drawn(desk, RULES)
    filed, out = drawn(desk, FILINGS), drawn(desk, OUT)
    f, fc, fo = drawn_figures(desk, STATE), drawn_figures(desk, RULES), drawn_figures(desk, OUT)
    now, sensors, most, ne = facts[CLOCK_NOW], facts[SENSORS], facts[ROWS] - ROOM, 0
    for k in range(start, sensors):
        if wake[k] <= now:
            if ne > most:
                return k, ne
            ne = awake(k, base[k], now, wake, w, f, code, fc, filed, out, fo, ne)
    return sensors, ne


@compiled
def awake(k: int, b: int, now: int, wake: Any, w: Any, f: Any, code: Any, fc: Any, filed: Any, out: Any, fo: Any, ne: int) -> int:
    c = w[b + PROGRAM] >> 16
    wake[k] = NEVER_DUE
    p = c + CHANNEL
    for _ in range(code[c + EARLY]):
        if code[p + KIND] == SILENCE:
            ne, at = silent(k, b, now, w, f, code, fc, p, filed, out, fo, ne)
            wake[k] = min(wake[k], at)
        p += WORDS
    return held(k, b, c, now, wake, w, f, code, fc, out, fo, ne) if code[c + ON_CHANGE] > 0 else ne


@compiled
def forget(b: int, wiped: int, w: Any, code: Any) -> None:
    """The sensor's clock was set: it begins anew, its levels stand."""
    w, code = bare(w), bare(code)
    c = w[b + PROGRAM] >> 16
    broken(b, c, w, code)
    w[b + HEARD] = -1
    w[b + MARKS] &= ~LOST
    for o in range(b + FIRST_META, b + wiped):
        w[o] = 0
    w[b + LAST_GOOD] = -1


@compiled
def broken(b: int, c: int, w: Any, code: Any) -> None:
    """Ends runs and hold times."""
    w[b + MARKS] &= ~1
    p = c + CHANNEL + (code[c + EARLY] + code[c + BOUNDED]) * WORDS
    for _ in range(code[c + VALUED]):
        stand(w, code, p, b, stood(w, code, p, b) & 7)
        o = b + code[p + META]
        if code[p + KIND] == FLAT:
            w[o + 2] = 0
        elif code[p + KIND] == CLIP:
            w[o] = 0
        p += WORDS
