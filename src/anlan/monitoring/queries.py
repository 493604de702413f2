"""What the bus and the intake must know of the registers, and the messages that could not be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Max, QuerySet

from anlan.kernel.directory import standing
from anlan.monitoring import channels
from anlan.monitoring.models import Backtest, BacktestLine, DeadLetter
from anlan.monitoring.written import Book

SPEAKERS = ("sensor", "camera", "vehicle", "tag", "zone", "drilling")
"""What an alarm may name."""
WRITTEN = ("watch_rule", "joint_rule", "sentry")
"""What holds rules, in the order of Book."""
PLACES = ("slope", "road_section", "coach_route")
"""What decides how those that speak are watched."""


def gateways() -> Iterator[tuple[str, int]]:
    """Code and generation of each gateway that may speak."""
    for record in standing("gateway").filter(facts__speaks__in=("MQTT", "HTTP")):
        yield record.key, int(record.facts.get("generation") or 1)


FILES = "_files"
"""Readings that a person brings in a file: of any sensor, for history only. No gateway may be called so."""


@dataclass(frozen=True)
class Listed:
    """A sensor of the register as the intake knows it, or what else speaks (a camera, a vehicle) by one of its channels."""

    id: str
    code: str
    gateway: str
    facts: Mapping[str, Any]
    kind: str = "sensor"
    channel: str = ""


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
    """All sensors in use as they stand now, and behind them the channels of whatever else speaks."""
    gateways = {id: (key, facts) for id, key, facts in standing("gateway").values_list("id", "key", "facts")}
    found = {kind: _listed(kind, gateways) for kind in SPEAKERS}
    facts = dict(gateways.values())
    more = {
        f"{each.code}/{name}" if name else each.code: replace(each, channel=name, facts=said)
        for kind, some in found.items()
        for each in some
        for name, said in channels.of(kind, each.facts, facts.get(each.gateway, {}))
    }
    taken = {one.code for one in found["sensor"]}
    return Roster((*found["sensor"], *(replace(one, code=code) for code, one in more.items() if code not in taken)))


def _listed(kind: str, gateways: Mapping[str, tuple[str, Mapping[str, Any]]]) -> list[Listed]:
    return [
        Listed(id, key, gateways.get(str(facts.get("gateway") or ""), ("", {}))[0], facts, kind)
        for id, key, facts in standing(kind).values_list("id", "key", "facts").iterator()
    ]


def book() -> Book:
    """The rules that stand in registers of their own."""
    return Book(*(tuple(standing(kind).values_list("id", "facts")) for kind in WRITTEN))


def places() -> dict[str, tuple[Mapping[str, Any], ...]]:
    """The records of PLACES, their facts by kind."""
    return {kind: tuple(standing(kind).values_list("facts", flat=True)) for kind in PLACES}


def stamp() -> str:
    """Changes when anything that decides what is watched comes, goes or is written anew."""
    kinds = ("gateway", "county_setting", *WRITTEN, *SPEAKERS, *PLACES)
    return ";".join(str(standing(kind).aggregate(Count("id"), Max("seq"), Max("changed"))) for kind in kinds)


def letters(gateway: str = "", *, waiting: bool = True) -> "QuerySet[DeadLetter]":
    """The messages of which something was refused, newest first; slice it."""
    found = DeadLetter.objects.order_by("-arrived")
    found = found.filter(gateway=gateway) if gateway else found
    return found.filter(replayed=None) if waiting else found


def backtest(id: str, person: str) -> Backtest | None:
    """A trial, for the person who began it."""
    return Backtest.objects.filter(id=id, person=person).first() if person else None


def backtests(person: str) -> "QuerySet[Backtest]":
    """The trials of a person, the newest first; slice it."""
    return Backtest.objects.filter(person=person or None).order_by("-made")


def backtest_lines(id: str) -> "QuerySet[BacktestLine]":
    return BacktestLine.objects.filter(backtest=id)
