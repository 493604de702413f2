"""What monitoring writes beside the kernel's verbs: the messages that could not be read, and trials of other limits."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from anlan.kernel.calendar import local
from anlan.kernel.ids import new_id
from anlan.monitoring.models import Backtest, BacktestLine, DeadLetter

LONGEST_KEPT = 65_536
MOST_WAITING = 1000


@dataclass(frozen=True)
class Letter:
    """A message with something refused: its number on the bus, whose it is, when it came, why, of how many readings, its body."""

    number: int
    gateway: str
    arrived: datetime
    why: str
    count: int
    body: bytes

    def id(self) -> str:
        """The same message has the same id, however often it is read."""
        return hashlib.sha256(f"{self.number}:{self.gateway}:{self.arrived.isoformat()}".encode()).hexdigest()[:32]


def keep_letters(many: Iterable[Letter]) -> None:
    """Keeps them, each once. Of a gateway that floods, the newest thousand wait; older ones give way."""
    rows = [
        DeadLetter(
            id=one.id(), gateway=one.gateway, arrived=one.arrived, why=one.why, count=one.count,
            body=one.body[:LONGEST_KEPT], whole=len(one.body) <= LONGEST_KEPT,
        )
        for one in many
    ]  # fmt: skip
    DeadLetter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=100)
    for gateway in {row.gateway for row in rows}:
        of_it = DeadLetter.objects.filter(gateway=gateway).order_by("-arrived")
        if last := of_it.values_list("arrived", flat=True)[MOST_WAITING : MOST_WAITING + 1].first():
            of_it.filter(arrived__lte=last).delete()


def count_letters(told: Mapping[tuple[str, str], int], now: datetime) -> None:
    """Of messages that never came in (gateway, why → how many): a letter without a body, one a gateway, reason and day."""
    for (gateway, why), times in told.items():
        id = hashlib.sha256(f"{gateway}:{why}:{local(now).date()}".encode()).hexdigest()[:32]
        row = {"gateway": gateway, "arrived": now, "why": why, "count": times, "body": b"", "whole": True}
        there = DeadLetter.objects.filter(id=id)
        if not there.update(count=F("count") + times, arrived=now, replayed=None):
            DeadLetter.objects.bulk_create([DeadLetter(id=id, **row)], ignore_conflicts=True)


def mark_replayed(ids: Iterable[str], now: datetime) -> None:
    """These were sent to the bus again."""
    DeadLetter.objects.filter(id__in=list(ids), replayed=None).update(replayed=now)


def begin_backtest(person: str, title: str, asked: Mapping[str, Any], sensors: Sequence[str], now: datetime) -> str:
    """A trial of many sensors that a person begins; its id."""
    made = Backtest(id=new_id(now), person=person, made=now, title=title[:200], asked=dict(asked), sensors=list(sensors))
    made.save(force_insert=True)
    return str(made.id)


def keep_backtest_line(backtest: str, sensor: str, figures: Mapping[str, int]) -> None:
    """What a trial found of a sensor; the first word counts."""
    BacktestLine.objects.bulk_create([BacktestLine(backtest=backtest, sensor=sensor, **figures)], ignore_conflicts=True)


def set_backtest_stopped(id: str, *, stopped: bool) -> None:
    Backtest.objects.filter(id=id).update(stopped=stopped)
