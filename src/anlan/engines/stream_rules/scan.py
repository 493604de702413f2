"""The byte scanner behind `decode`: ordinary JSON objects straight into columns, ids found by their hash and compared byte by
byte.

Bytes are looked at once. -1 means "not sure": then nothing that was written counts. The text ends with `END`, which no JSON
holds, so no loop runs past it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from anlan.engines.stream_rules.jit import bare, compiled, inlined

END = b"\0" * 16
FNV, PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)
QUOTE, COMMA, COLON, OPEN, CLOSE, FIRST, LAST, MINUS, DOT, ZERO, NINE, SPACE = b'",:{}[]-.09 '
MOST_DIGITS = 15
TENS = 10.0 ** np.arange(23)
ALL_NEEDED = 7
NOT_SURE = -1
UNKNOWN = 0xFFFF_FFFF

Table = tuple[Any, Any, Any, Any]


def table(names: Sequence[str]) -> Table:
    """(hashes, sensors, bytes of all names, where each begins): open addressing, at most half full."""
    raw = [name.encode() for name in names]
    begins = np.cumsum([0, *map(len, raw)]).astype(np.int64)
    size = 1 << max(4, (2 * len(raw)).bit_length())
    hashes, sensors = np.zeros(size, np.uint64), np.full(size, -1, np.int64)
    text = np.frombuffer(b"".join(raw) + END, np.uint8)
    fill(text, begins, hashes, sensors)
    return hashes, sensors, text, begins


def key_table(keys: Sequence[str]) -> Any:
    """The four keys as bytes: length, then up to 31 bytes each."""
    rows = np.zeros((4, 32), np.uint8)
    for row, key in zip(rows, keys, strict=True):
        raw = key.encode()
        if not 0 < len(raw) < 32 or len(set(keys)) < 4 or any(byte < 32 or byte in b'"\\' for byte in raw):
            raise ValueError("键名应是 1 至 31 字节、互不相同、不含引号的文字。")
        row[0], row[1 : 1 + len(raw)] = len(raw), np.frombuffer(raw, np.uint8)
    return rows.reshape(-1)


@compiled
def fill(text: Any, begins: Any, hashes: Any, sensors: Any) -> None:
    mask = hashes.size - 1
    for k in range(begins.size - 1):
        h = FNV
        for j in range(begins[k], begins[k + 1]):
            h = (h ^ np.uint64(text[j])) * PRIME
        place = np.int64(h >> np.uint64(20)) & mask
        while sensors[place] >= 0:
            place = (place + 1) & mask
        hashes[place] = h
        sensors[place] = k


@inlined
def blank(b: Any, i: int) -> int:
    while b[i] == SPACE:
        i += 1
    return i


@inlined
def key(b: Any, i: int, keys: Any) -> tuple[int, int]:
    """(which of the four keys stands at i, just after its quote; where it ends), or (-1, i)."""
    for which in range(4):
        at = which * 32
        n: Any = np.int64(keys[at])
        j = 0
        while j < n and b[i + j] == keys[at + 1 + j]:
            j += 1
        if j == n and b[i + n] == QUOTE:
            return which, i + n + 1
    return NOT_SURE, i


@inlined
def number(b: Any, i: int) -> tuple[int, int, int, int]:
    """(digits as a whole number, how many behind the dot, sign, where it ends); sign 0: not sure."""
    sign = 1
    if b[i] == MINUS:
        sign = -1
        i += 1
    first = i
    whole: Any = 0
    while ZERO <= b[i] <= NINE:
        whole = whole * 10 + (np.int64(b[i]) - ZERO)
        i += 1
    digits = i - first
    if digits == 0 or digits > MOST_DIGITS or (digits > 1 and b[first] == ZERO):
        return 0, 0, 0, i
    behind = 0
    if b[i] == DOT:
        i += 1
        first = i
        while ZERO <= b[i] <= NINE and i - first <= MOST_DIGITS:
            whole = whole * 10 + (np.int64(b[i]) - ZERO)
            i += 1
        behind = i - first
        if behind == 0 or digits + behind > MOST_DIGITS:
            return 0, 0, 0, i
    if whole == 0 and sign < 0:
        return 0, 0, 0, i
    return whole, behind, sign, i


@inlined
def sensor(b: Any, i: int, hashes: Any, mask: int, sensors: Any, text: Any, begins: Any) -> tuple[int, int]:
    """(the sensor whose id stands at i, UNKNOWN or -1; where the id ends, after its quote)."""
    h = FNV
    first = i
    is_plain = True
    while b[i] != QUOTE:
        if b[i] < SPACE or b[i] == 92:
            return NOT_SURE, i
        is_plain &= b[i] < 128
        h = (h ^ np.uint64(b[i])) * PRIME
        i += 1
    place = np.int64(h >> np.uint64(20)) & mask
    while sensors[place] >= 0:
        if hashes[place] == h and same(b, first, i - first, text, begins, sensors[place]):
            return sensors[place], i + 1
        place = (place + 1) & mask
    return (UNKNOWN if is_plain else NOT_SURE), i + 1


@inlined
def same(b: Any, first: int, n: int, text: Any, begins: Any, k: int) -> bool:
    at = begins[k]
    if begins[k + 1] - at != n:
        return False
    j = 0
    while j < n and b[first + j] == text[at + j]:
        j += 1
    return j == n


@compiled
def objects(b: Any, table: Table, keys: Any, s: Any, t: Any, v: Any, q: Any) -> int:
    """How many readings were written into the columns, or -1."""
    hashes, sensors, text, begins = table
    mask, most = hashes.size - 1, s.size
    hashes, sensors, text, begins, keys = bare(hashes), bare(sensors), bare(text), bare(begins), bare(keys)
    last, b = b.size - len(END), bare(b)
    s, t, v, q = bare(s), bare(t), bare(v), bare(q)
    i = blank(b, 0)
    is_list = b[i] == FIRST
    i = blank(b, i + 1) if is_list else i
    n = 0
    while n < most:
        i = reading(b, i, n, hashes, mask, sensors, text, begins, keys, s, t, v, q)
        n += 1
        if i < 0 or (n == most) != (b[i] != COMMA) or (n > 1 and not is_list):
            return NOT_SURE
        i = blank(b, i + 1) if n < most else i
    if is_list:
        if b[i] != LAST:
            return NOT_SURE
        i += 1
    return n if blank(b, i) == last else NOT_SURE


@inlined
def reading(
    b: Any,
    i: int,
    n: int,
    hashes: Any,
    mask: int,
    sensors: Any,
    text: Any,
    begins: Any,
    keys: Any,
    s: Any,
    t: Any,
    v: Any,
    q: Any,
) -> int:
    """Reads one object into row n. Returns where it ends, or -1."""
    if b[i] != OPEN:
        return NOT_SURE
    seen = 0
    while True:
        i = blank(b, i + 1)
        if b[i] != QUOTE:
            return NOT_SURE
        which, i = key(b, i + 1, keys)
        i = blank(b, i)
        if which < 0 or b[i] != COLON:
            return NOT_SURE
        i = value(b, blank(b, i + 1), n, which, hashes, mask, sensors, text, begins, s, t, v, q)
        if i < 0:
            return NOT_SURE
        seen |= 1 << which
        i = blank(b, i)
        if b[i] != COMMA:
            break
    return blank(b, i + 1) if b[i] == CLOSE and seen & ALL_NEEDED == ALL_NEEDED else NOT_SURE


@inlined
def value(
    b: Any,
    i: int,
    n: int,
    which: int,
    hashes: Any,
    mask: int,
    sensors: Any,
    text: Any,
    begins: Any,
    s: Any,
    t: Any,
    v: Any,
    q: Any,
) -> int:
    """Reads one value into its column. Returns where it ends, or -1."""
    if which == 0:
        if b[i] != QUOTE:
            return NOT_SURE
        found, i = sensor(b, i + 1, hashes, mask, sensors, text, begins)
        s[n] = found
        return i if found >= 0 else NOT_SURE
    whole, behind, sign, i = number(b, i)
    if sign == 0 or b[i] == 101 or b[i] == 69:
        return NOT_SURE
    if which == 2:
        v[n] = sign * (whole / TENS[behind])
        return i
    if behind > 0 or sign < 0:
        return NOT_SURE
    if which == 1:
        t[n] = whole
    elif whole > 255:
        return NOT_SURE
    else:
        q[n] = whole
    return i
