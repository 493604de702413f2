"""Events: a channel's level by one rule changed. As columns inside (one row of nine words), as `Event` for people."""

from dataclasses import dataclass
from typing import Any

import numpy as np

EVENT = np.dtype(
    [(name, np.int64) for name in ("sensor", "rule", "was", "level", "time", "since", "count")]
    + [("value", np.float64), ("measure", np.float64)]
)
"""`rule` counts the plan's rules; `since` … `time` is the stretch whose readings caused it, `count` how many the measure took
in; `value` is the last reading (NaN where none), `measure` the figure that was held against the limit."""

Events = np.ndarray[Any, np.dtype[np.void]]


def kind(was: int, level: int) -> str:
    """raise, step_up, step_down or clear."""
    if was == 0:
        return "raise"
    return "clear" if level == 0 else "step_up" if level > was else "step_down"


@dataclass(frozen=True)
class Event:
    """One event with everything an alarm must say. `readings` is (sensor, from, to): history between them, both included, is
    the cause."""

    kind: str
    rule: str
    sensor: int
    was: int
    level: int
    time: int
    value: float
    measure: float
    limit: float
    title: str
    clause: str
    count: int
    readings: tuple[int, int, int]


NONE: Events = np.zeros(0, EVENT)
NONE.flags.writeable = False


def joined(parts: list[Events]) -> Events:
    """The parts one after the other."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else NONE
