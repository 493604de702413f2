"""What the bus and the intake must know of the registers, and the messages that could not be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, QuerySet

from anlan.kernel.directory import standing
from anlan.monitoring.models import DeadLetter


def gateways() -> Iterator[tuple[str, int]]:
    """Code and generation of each gateway that may speak."""
    for record in standing("gateway").filter(facts__speaks__in=("MQTT", "HTTP")):
        yield record.key, int(record.facts.get("generation") or 1)


FILES = "_files"
"""Readings that a person brings in a file: of any sensor, for history only. No gateway may be called so."""


@dataclass(frozen=True)
class Listed:
    """A sensor of the register as the intake knows it."""

    id: str
    code: str
    gateway: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Roster:
    """The sensors by number (in the order of their codes), and which of them a gateway may speak for."""

    sensors: tuple[Listed, ...]
    number: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", {one.code: number for number, one in enumerate(self.sensors)})

    def known(self, gateway: str, code: str) -> int | str:
        """The sensor's number, or the sentence why this gateway cannot speak for it."""
        number = self.number.get(code)
        if number is None:
            return f"监测点“{code}”没有登记，请先在监测点台账登记。"
        if gateway not in (FILES, self.sensors[number].gateway):
            return f"监测点“{code}”不属于网关“{gateway}”，请核对监测点台账的网关一栏。"
        return number


def roster() -> Roster:
    """All sensors in use, as they stand now."""
    codes = dict(standing("gateway").values_list("id", "key"))
    return Roster(
        tuple(
            Listed(id, key, codes.get(str(facts.get("gateway") or ""), ""), facts)
            for id, key, facts in standing("sensor").values_list("id", "key", "facts").iterator()
        )
    )


def stamp() -> str:
    """Changes when a sensor, a gateway or a figure of the county comes, goes or is written anew."""
    kinds = ("gateway", "sensor", "county_setting")
    return ";".join(str(standing(kind).aggregate(Count("id"), Max("seq"), Max("changed"))) for kind in kinds)


def letters(gateway: str = "", *, waiting: bool = True) -> "QuerySet[DeadLetter]":
    """The messages of which something was refused, newest first; slice it."""
    found = DeadLetter.objects.order_by("-arrived")
    found = found.filter(gateway=gateway) if gateway else found
    return found.filter(replayed=None) if waiting else found
