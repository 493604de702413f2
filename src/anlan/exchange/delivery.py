"""Every door of the house, and the round in which the doors out send what waits."""

import importlib
import logging
import pkgutil
from datetime import datetime
from functools import cache

from anlan.exchange import doors
from anlan.exchange.door import Door

log = logging.getLogger(__name__)


@cache
def house() -> tuple[Door, ...]:
    """The doors, by name."""
    modules = [importlib.import_module(f"{doors.__name__}.{one.name}") for one in pkgutil.iter_modules(doors.__path__)]
    return tuple(thing for module in modules for thing in vars(module).values() if isinstance(thing, Door))


def deliver(now: datetime) -> int:
    """One round: every open door out sends; one that fails is logged and tried again in the next round."""
    sent = 0
    for door in house():
        if door.send is None or not door.is_open():
            continue
        try:
            sent += door.send(now)
        except OSError as wrong:
            log.warning("door %s: %s", door.name, wrong)
    return sent
