"""Old records are read in the live shape of their register: each version's facts are lifted to the next one, step by step."""

from collections.abc import Mapping
from typing import Any

from anlan.kernel.catalogue import catalogue


def lifted(kind: str, version: int, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A record's facts as the live version of its register has them. What is stored changes with the next write."""
    found = dict(facts)
    if catalogue().has_register(kind):
        register = catalogue().register(kind)
        for lower in range(version, register.version):
            if lift := register.lifts.get(lower):
                found = dict(lift(found))
    return found
