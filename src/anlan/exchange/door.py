"""Door: how data comes in and goes out. One file a door; `anlan doctor` asks each whether it works, the clock lets them send.

A door that is not configured is closed, and says so with what to do; nothing pretends to have been sent. In an exercise no door
out takes settings or sends: what it would have sent is written down instead (kernel.drills, exchange.delivery).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from anlan.kernel.drills import Leaving

HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Door:
    """A door. `is_open` tells whether it is configured, `check` what is wrong (None: it works), `send` sends what waits.

    `send` is idempotent and returns how many went out; it raises OSError where the other side does not answer. `waits` tells
    what has come to lie there since a moment, oldest first, for the outbox of an exercise. `both`: what it sends brings something
    back."""

    name: str
    title: str
    goes: Literal["out", "in", "both"]
    settings: tuple[str, ...]
    is_open: Callable[[], bool]
    check: Callable[[], str | None]
    send: Callable[[datetime], int] | None = None
    waits: Callable[[datetime | None], Iterable[Leaving]] | None = None


def faults(door: Door) -> list[str]:
    """What is wrong with a door as written; [] if it may live."""
    found = [] if re.fullmatch(r"[a-z][a-z0-9_]*", door.name) else ["its name is not snake_case"]
    found += [] if HAN.search(door.title) else ["it has no Chinese title"]
    found += [f"setting {name} does not begin with ANLAN_" for name in door.settings if not name.startswith("ANLAN_")]
    found += [] if (door.goes != "in") == (door.send is not None) else ["a door out sends, a door in does not"]
    found += [] if (door.send is None) == (door.waits is None) else ["a door out tells what waits, a door in does not"]
    said = door.check() if not door.is_open() else None
    found += ["closed, it does not say so in Chinese with what to do"] if said is not None and not HAN.search(said) else []
    return found
