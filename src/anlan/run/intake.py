"""`anlan intake`: pulls the readings that wait on the bus, for ever. One process a data folder; a second one is refused."""

import argparse
import asyncio
import fcntl
import logging
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as BusFault
from nats.js import JetStreamContext
from nats.js.errors import APIError

from anlan.exchange.bus import INLET, STREAM, Bus, connected, here, prepare
from anlan.exchange.inlet import BITE, Inlet, arrived, number_of
from anlan.exchange.points import reached
from anlan.run.main import Stop
from anlan.run.nightly import Nightly

WAITS, SETTLES, LOOKS_AGAIN = 0.2, 5.0, 15.0
LATEST = timedelta(days=7)
"""Readings may come late; a filed window that ended before that is of no use to them."""
log = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: the bus is set by its variables (anlan bus)."""


def run(args: argparse.Namespace) -> int:
    try:
        from anlan.exchange.intake import Intake  # noqa: F401
    except ImportError as missing:
        raise Stop(f"监测数据的接收需要 streams 扩展（缺 {missing.name}），请安装 requirements/streams.txt。") from None
    folder = Path(settings.DATA) / "readings"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "intake.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Stop("这个数据目录的接收进程已经在运行。") from None
        return asyncio.run(_for_ever(here(), folder))


async def _for_ever(bus: Bus, folder: Path) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            client = await connected(bus)
            try:
                await prepare(client.jetstream(), bus.most)
                await _follow(client, folder, stop)
            finally:
                await client.close()
        except (OSError, BusFault) as wrong:
            log.warning("intake: the bus does not answer: %r", wrong)
            await _pause(stop, 1.0)
    return 0


async def _follow(client: Client, folder: Path, stop: asyncio.Event) -> None:
    """From behind the last settled message on, until stopped; the registers and what is filed are looked at again and again."""
    desk: Desk = await sync_to_async(Desk)(folder)
    nightly = Nightly(timezone.now())
    inlet = await Inlet.open(client, desk.intake.taken + 1)
    settled = looked = time.monotonic()
    while not stop.is_set():
        batch = [_message(one) for one in await inlet.come(WAITS)]
        reached("fetched")
        now = batch[-1].arrived if len(batch) >= BITE else int(time.time() * 1000)
        await sync_to_async(desk.intake.take)(batch, now)
        if (moment := time.monotonic()) - settled > SETTLES:
            await _settle(client.jetstream(), desk.intake, stop)
            settled = moment
        if moment - looked > LOOKS_AGAIN:
            await sync_to_async(desk.look_again)()
            await sync_to_async(nightly.look)(timezone.now(), is_busy=len(batch) >= BITE)
            looked = moment
    await _settle(client.jetstream(), desk.intake, stop)
    nightly.end()


class Desk:
    """The intake with what it knows of the registers: sensors, rules, and the filed windows of work on them."""

    def __init__(self, folder: Path) -> None:
        from anlan.exchange.intake import Intake

        close_old_connections()
        self.stamp, sensors, rules, places = _known()
        self.intake = Intake(folder, sensors, rules, self.tell, places)
        self._file()

    def tell(self, events: list[Any]) -> None:
        from anlan.monitoring.alarms import tell
        from anlan.monitoring.plan import speaker
        from anlan.monitoring.signals import Said

        intake, now = self.intake, timezone.now()
        who = [speaker(intake.engine.plan, one) for one in events]
        told = zip(events, who, strict=True)
        tell([Said(one, intake.roster.sensors[number], intake.lately(one.sensor, one.time)) for one, number in told], now)

    def look_again(self) -> None:
        from anlan.monitoring.queries import stamp

        close_old_connections()
        if stamp() != self.stamp:
            self.stamp, *known = _known()
            self.intake.renew(*known)
        self._file()

    def _file(self) -> None:
        from anlan.monitoring.filings import filed

        windows = filed(timezone.now() - LATEST)
        spans = {id: [(_ms(begin), _ms(end)) for begin, end in some] for id, some in windows.items()}
        listed = enumerate(self.intake.roster.sensors)
        self.intake.engine.refile({number: spans[one.id] for number, one in listed if one.id in spans})


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _known() -> tuple[str, Any, Any, Any]:
    """The stamp of the registers, who speaks, their rules, and the places that decide how they are watched."""
    from anlan.monitoring.plan import plan, spans
    from anlan.monitoring.queries import book, places, roster, stamp
    from anlan.monitoring.watch import Places
    from anlan.monitoring.watch_roads import driver_law

    mark, sensors, now, there = stamp(), roster(), timezone.now(), places()
    watched = Places(there["slope"], there["road_section"], there["coach_route"], driver_law(now))
    return mark, sensors, plan(sensors, spans(now), book()), watched


def _message(one: Msg) -> Any:
    from anlan.exchange.intake import Message

    return Message(number_of(one), one.subject.removeprefix(INLET), one.data, arrived(one))


async def _settle(bus: JetStreamContext, intake: Any, stop: asyncio.Event) -> None:
    """Settles. While the disk takes nothing, no more is taken off the bus: it waits there, and then in the devices."""
    from deltalake.exceptions import DeltaError

    if intake.taken == intake.settled:
        return
    while True:
        try:
            upto = await sync_to_async(intake.settle)()
            break
        except (OSError, DeltaError) as wrong:
            log.error("intake: what was taken cannot be written, no more is taken: %s", wrong)
            await _pause(stop, SETTLES)
            if stop.is_set():
                return
    try:
        await bus.purge_stream(STREAM, seq=upto + 1)
    except (APIError, BusFault, TimeoutError):
        log.exception("intake: what is settled could not be taken off the bus; it will be next time")
    reached("dropped")


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
