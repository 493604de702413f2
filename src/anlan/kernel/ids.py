"""Ids: UUIDv7 as 32 hex digits (time first: new rows stand together), and ids made from names (nothing is opened twice). Pure."""

import hashlib
import re
import secrets
from datetime import datetime


def new_id(now: datetime) -> str:
    """A UUIDv7 for `now`, as 32 hex digits."""
    stamp = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    random = secrets.randbits(74)
    value = stamp << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & ((1 << 62) - 1)
    return f"{value:032x}"


def made_id(*names: str) -> str:
    """The same id for the same names, always: for children of a spread, periods, triggers."""
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:32]


def is_id(text: str) -> bool:
    """Whether a client's id may be used as it is."""
    return re.fullmatch(r"[0-9a-f]{32}", text) is not None
