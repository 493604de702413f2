"""What monitoring writes beside the kernel's verbs: the messages that could not be read."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from anlan.monitoring.models import DeadLetter

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


def mark_replayed(ids: Iterable[str], now: datetime) -> None:
    """These were sent to the bus again."""
    DeadLetter.objects.filter(id__in=list(ids), replayed=None).update(replayed=now)
