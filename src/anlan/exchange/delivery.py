"""Every door of the house, and the round in which the doors out send what waits; in an exercise they write it down instead."""

import importlib
import logging
import os
import pkgutil
from datetime import datetime
from functools import cache

from anlan.exchange import doors
from anlan.exchange.door import Door
from anlan.kernel import across, drills

log = logging.getLogger(__name__)


@cache
def house() -> tuple[Door, ...]:
    """The doors, by name."""
    modules = [importlib.import_module(f"{doors.__name__}.{one.name}") for one in pkgutil.iter_modules(doors.__path__)]
    return tuple(thing for module in modules for thing in vars(module).values() if isinstance(thing, Door))


def deliver(now: datetime) -> int:
    """One round: every open door out sends; one that fails is logged and tried again in the next round."""
    if across.is_exercise():
        return sum(drills.write_down(door.name, door.waits(drills.last(door.name)), now) for door in house() if door.waits)
    sent = 0
    for door in house():
        if door.send is None or not door.is_open():
            continue
        try:
            sent += door.send(now)
        except OSError as wrong:
            log.warning("door %s: %s", door.name, wrong)
    return sent


def credentials() -> list[str]:
    """The settings of doors out that this process was given. An exercise takes none of them."""
    return sorted({name for door in house() if door.send for name in door.settings if os.environ.get(name)})
