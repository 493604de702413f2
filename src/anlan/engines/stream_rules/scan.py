"""The byte scanner behind `decode`: ordinary JSON objects straight into columns, ids found by their hash and compared byte by
byte.

Bytes are looked at once. -1 means "not sure": then nothing that was written counts. The text ends with `END`, which no JSON
holds, so no loop runs past it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from anlan.engines.stream_rules.jit import bare, compiled, inlined, touch

END = b"\0" * 16
FNV, PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)
QUOTE, COMMA, COLON, OPEN, CLOSE, FIRST, LAST, MINUS, DOT, ZERO, NINE, SPACE, BACKSLASH = b'",:{}[]-.09 \\'
ROW = 4
MOST_DIGITS = 15
TENS = 10.0 ** np.arange(23)
ALL_NEEDED = 7
NOT_SURE = -1
UNKNOWN = 0xFFFF_FFFF

Table = tuple[Any, Any]


def table(names: Sequence[str]) -> Table:
    """(rows of hash, sensor + 1, where its name begins, how long it is; all names): open addressing, at most half full."""
    raw = [name.encode() for name in names]
    begins = np.cumsum([0, *map(len, raw)]).astype(np.int64)
    rows = np.zeros(ROW << max(4, (2 * len(raw)).bit_length()), np.int64)
    text = np.frombuffer(b"".join(raw) + END, np.uint8)
    fill(text, begins, rows)
    return rows, text


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
def fill(text: Any, begins: Any, rows: Any) -> None:
    mask = rows.size // ROW - 1
    for k in range(begins.size - 1):
        h = FNV
        for j in range(begins[k], begins[k + 1]):
            h = (h ^ np.uint64(text[j])) * PRIME
        at = slot(h, mask)
        while rows[at + 1] > 0:
            at = (at + ROW) & (mask * ROW)
        rows[at] = np.int64(h)
        rows[at + 1] = k + 1
        rows[at + 2] = begins[k]
        rows[at + 3] = begins[k + 1] - begins[k]


@inlined
def slot(h: Any, mask: int) -> int:
    """Where the search for a hash begins."""
    place: Any = np.int64(h >> np.uint64(20)) & mask
    return int(place * ROW)


@inlined
def blank(b: Any, i: int) -> int:
    while b[i] == SPACE:
        i += 1
    return i


@inlined
def key(b: Any, i: int, keys: Any, guess: int) -> tuple[int, int]:
    """(which of the four keys stands at i, just after its quote; where it ends), or (-1, i). Tries the guess first."""
    for turn in range(4):
        which = (guess + turn) & 3
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
def hashed(b: Any, i: int) -> tuple[Any, int]:
    """(hash of the string that begins at i; where its closing quote stands, or -1)."""
    h = FNV
    while b[i] != QUOTE:
        if b[i] < SPACE or b[i] == BACKSLASH:
            return h, NOT_SURE
        h = (h ^ np.uint64(b[i])) * PRIME
        i += 1
    return h, i


@compiled
def sensor(b: Any, first: int, n: int, h: Any, rows: Any, mask: int, text: Any) -> int:
    """The sensor whose name is these n bytes; UNKNOWN, or -1 where it might be no text at all."""
    at = slot(h, mask)
    while rows[at + 1] > 0:
        if rows[at] == np.int64(h) and rows[at + 3] == n and same(b, first, n, text, rows[at + 2]):
            found: int = rows[at + 1] - 1
            return found
        at = (at + ROW) & (mask * ROW)
    for i in range(first, first + n):
        if b[i] > 127:
            return NOT_SURE
    return UNKNOWN


@inlined
def same(b: Any, first: int, n: int, text: Any, at: int) -> bool:
    j = 0
    while j < n and b[first + j] == text[at + j]:
        j += 1
    return j == n


@compiled
def objects(b: Any, table: Table, keys: Any, marks: Any, s: Any, t: Any, v: Any, q: Any) -> int:
    """How many readings were written into the columns, or -1. `marks` has room for three words a reading."""
    rows, text = table
    mask, most = rows.size // ROW - 1, int(s.size)
    rows, text, keys, marks = bare(rows), bare(text), bare(keys), bare(marks)
    last, b = b.size - len(END), bare(b)
    s, t, v, q = bare(s), bare(t), bare(v), bare(q)
    if through(b, last, most, keys, rows, mask, marks, t, v, q) < 0:
        return NOT_SURE
    for n in range(most):
        found = sensor(b, marks[3 * n], marks[3 * n + 1], np.uint64(marks[3 * n + 2]), rows, mask, text)
        if found < 0:
            return NOT_SURE
        s[n] = found
    return most


@inlined
def through(b: Any, last: Any, most: int, keys: Any, rows: Any, mask: int, marks: Any, t: Any, v: Any, q: Any) -> int:
    """Once through the text: all columns but the sensors, whose hashes wait in `marks` while memory brings their rows."""
    i = blank(b, 0)
    is_list = b[i] == FIRST
    i = blank(b, i + 1) if is_list else i
    for n in range(most):
        i = reading(b, i, n, keys, rows, mask, marks, t, v, q)
        if i < 0 or (n + 1 == most) != (b[i] != COMMA) or (n > 0 and not is_list):
            return NOT_SURE
        i = blank(b, i + 1) if n + 1 < most else i
    if is_list:
        if b[i] != LAST:
            return NOT_SURE
        i += 1
    return 0 if blank(b, i) == last else NOT_SURE


@inlined
def reading(b: Any, i: int, n: int, keys: Any, rows: Any, mask: int, marks: Any, t: Any, v: Any, q: Any) -> int:
    """Reads one object into row n. Returns where it ends, or -1."""
    if b[i] != OPEN:
        return NOT_SURE
    seen, guess = 0, 0
    while True:
        i = blank(b, i + 1)
        if b[i] != QUOTE:
            return NOT_SURE
        which, i = key(b, i + 1, keys, guess)
        i = blank(b, i)
        if which < 0 or b[i] != COLON:
            return NOT_SURE
        i = blank(b, i + 1)
        i = name(b, i, n, rows, mask, marks) if which == 0 else figure(b, i, n, which, t, v, q)
        if i < 0:
            return NOT_SURE
        seen |= 1 << which
        guess = which + 1
        i = blank(b, i)
        if b[i] != COMMA:
            break
    return blank(b, i + 1) if b[i] == CLOSE and seen & ALL_NEEDED == ALL_NEEDED else NOT_SURE


@inlined
def name(b: Any, i: int, n: int, rows: Any, mask: int, marks: Any) -> int:
    if b[i] != QUOTE:
        return NOT_SURE
    h, end = hashed(b, i + 1)
    touch(rows, slot(h, mask))
    marks[3 * n] = i + 1
    marks[3 * n + 1] = end - i - 1
    marks[3 * n + 2] = np.int64(h)
    return end + 1 if end >= 0 else NOT_SURE


@inlined
def figure(b: Any, i: int, n: int, which: int, t: Any, v: Any, q: Any) -> int:
    """Reads one number into its column. Returns where it ends, or -1."""
    whole, behind, sign, i = number(b, i)
    if sign == 0 or b[i] == 101 or b[i] == 69:
        return NOT_SURE
    if which == 2:
        v[n] = sign * (whole / TENS[behind])
        return i
    if behind > 0 or sign < 0 or (which == 3 and whole > 255):
        return NOT_SURE
    if which == 1:
        t[n] = whole
    else:
        q[n] = whole
    return i
