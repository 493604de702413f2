"""Which facts of a loop belong to its steps, and so are not asked for when a matter is opened. Pure."""

from typing import Any

from anlan.kernel.facts import widgets
from anlan.kernel.loop import Loop


def asked_later(loop: Loop[Any]) -> frozenset[str]:
    """Facts that the form of opening leaves out: those marked `later`, and unmarked ones that may be absent and that a step asks
    for or adds rows to. What a step only `sets` has to be marked: a function does not tell what it writes."""
    written = {name for step in loop.steps for name in ((step.into,) if step.into else step.asks.model_fields)}
    return frozenset(name for name, widget in widgets(loop.facts).items() if _is_later(loop, name, widget.later, name in written))


def _is_later(loop: Loop[Any], name: str, marked: bool | None, is_asked: bool) -> bool:
    if loop.facts.model_fields[name].is_required():
        return False
    return is_asked if marked is None else marked
