"""Readings as a gateway sends them, for stories: the real intake over the real registers, by the clock of a story."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.stories.acts import Now, unit_of

from anlan.exchange.intake import Message
from anlan.kernel import records
from anlan.kernel.models import Matter
from anlan.monitoring.models import DeadLetter
from anlan.run.intake import Desk
from anlan.run.sample import MAKER

TOWN = "140621100"
WITH_SECTOR = ("gateway", "sensor", "camera", "sentry", "tag", "zone", "vehicle", "drilling", "slope")


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


class Stream:
    """The intake of this node. `say` is one message; `run` a reading a step for each id, by a function of the step."""

    def __init__(self, now: Now, folder: Path) -> None:
        self.now, self.number = now, 0
        self.put("gateway", code="G1", name="网关一", unit=self.firm, place=TOWN, source="企业直采", speaks="MQTT", limits="回读")
        self.gateway = self.kept
        self.folder, self.desk = folder, Desk(folder)

    @property
    def firm(self) -> str:
        return unit_of("diaodu")

    @property
    def where(self) -> dict[str, str]:
        return {"unit": self.firm, "place": TOWN}

    def put(self, kind: str, **facts: Any) -> str:
        """A record of the firm, put down and (where a second person must) checked; the intake hears of it at its next look."""
        said = self.where | ({"sector": "煤矿"} if kind in WITH_SECTOR else {}) | facts
        self.kept = records.put_record(kind, said, MAKER, at=self.now.at).id
        return self.kept

    def sensor(self, code: str, **more: Any) -> str:
        facts = {"code": code, "name": f"监测点 {code}", "measures": "甲烷", "measured_in": "%CH4"}
        return self.put("sensor", **(facts | {"gateway": self.gateway, "period": "60"} | more))

    def restart(self) -> None:
        """The process ends after it has settled, and another goes on."""
        self.desk.intake.settle()
        self.desk = Desk(self.folder)

    def look(self) -> None:
        """What the intake does every quarter of a minute."""
        self.now.at += timedelta(seconds=15)
        self.desk.intake.take([], ms(self.now.at))
        self.desk.look_again()

    def say(self, *rows: dict[str, Any], gateway: str = "G1") -> None:
        """One message now; a row that says no time says this moment."""
        self.number += 1
        body = json.dumps([{"t": ms(self.now.at)} | row for row in rows], ensure_ascii=False).encode()
        self.desk.intake.take([Message(self.number, gateway, body, ms(self.now.at))], ms(self.now.at))

    def run(self, steps: int, said: Callable[[int], Iterable[dict[str, Any]]], every: timedelta = timedelta(minutes=1)) -> None:
        for step in range(steps):
            self.now.at += every
            self.say(*said(step))


def of_kind(kind: str, **where: Any) -> list[Matter]:
    """The matters of a kind, oldest first."""
    return list(Matter.objects.filter(kind=kind, **where).order_by("opened", "id"))


def letters() -> list[str]:
    """Why messages were refused."""
    return list(DeadLetter.objects.values_list("why", flat=True))
