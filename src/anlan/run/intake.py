"""`anlan intake`: pulls the readings that wait on the bus, for ever. One process a data folder; a second one is refused."""

import argparse
import asyncio
import fcntl
import logging
import signal
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from nats.errors import Error as BusFault
from nats.errors import TimeoutError as NothingCame
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import APIError

from anlan.exchange.bus import INLET, STREAM, Bus, connected, here, prepare
from anlan.run.main import Stop

BITE, WAITS, SETTLES, LOOKS_AGAIN = 500, 0.2, 5.0, 30.0
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
                await prepare(client.jetstream())
                await _follow(client.jetstream(), folder, stop)
            finally:
                await client.close()
        except (OSError, BusFault) as wrong:
            log.warning("intake: the bus does not answer: %r", wrong)
            await _pause(stop, 1.0)
    return 0


async def _follow(bus: JetStreamContext, folder: Path, stop: asyncio.Event) -> None:
    """From behind the last settled message on, until stopped or the registers change."""
    made: Callable[..., Any] = sync_to_async(_made)
    intake, mark = await made(folder)
    waiting = await _inlet(bus, intake.taken + 1)
    settled = looked = time.monotonic()
    while not stop.is_set():
        try:
            batch = [_message(one) for one in await waiting.fetch(BITE, timeout=WAITS)]
        except NothingCame:
            batch = []
        now = batch[-1].arrived if len(batch) == BITE else int(time.time() * 1000)
        await sync_to_async(intake.take)(batch, now)
        if (moment := time.monotonic()) - settled > SETTLES:
            await _settle(bus, intake)
            settled = moment
        if moment - looked > LOOKS_AGAIN:
            if await sync_to_async(_stamp)() != mark:
                break
            looked = moment
    await _settle(bus, intake)


def _made(folder: Path) -> tuple[Any, str]:
    from anlan.exchange.intake import Intake
    from anlan.monitoring.alarms import tell
    from anlan.monitoring.plan import plan
    from anlan.monitoring.queries import roster
    from anlan.monitoring.signals import Said

    def told(events: list[Any]) -> None:
        tell([Said(one, sensors.sensors[one.sensor]) for one in events], timezone.now())

    close_old_connections()
    mark, sensors = _stamp(), roster()
    return Intake(folder, sensors, plan(sensors), tell=told), mark


def _stamp() -> str:
    """Changes when a sensor or a gateway does."""
    from anlan.monitoring.queries import stamp

    return stamp()


async def _inlet(bus: JetStreamContext, first: int) -> JetStreamContext.PullSubscription:
    made = await bus.add_consumer(
        STREAM,
        ConsumerConfig(
            ack_policy=AckPolicy.NONE,
            filter_subject=f"{INLET}>",
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=first,
            inactive_threshold=60,
            mem_storage=True,
        ),
    )
    return await bus.pull_subscribe_bind(made.name, STREAM)


def _message(one: Any) -> Any:
    from anlan.exchange.intake import Message

    told = one.metadata
    return Message(
        told.sequence.stream, one.subject.removeprefix(INLET), one.data, int(told.timestamp.astimezone(UTC).timestamp() * 1000)
    )


async def _settle(bus: JetStreamContext, intake: Any) -> None:
    if intake.taken == intake.settled:
        return
    upto = await sync_to_async(intake.settle)()
    try:
        await bus.purge_stream(STREAM, seq=upto + 1)
    except (APIError, BusFault, TimeoutError):
        log.exception("intake: what is settled could not be taken off the bus; it will be next time")


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
