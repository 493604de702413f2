"""`anlan bus`: the bus as one child process. Its users are the gateways of the register; a change reaches it within seconds.

The first start of a data folder opens no MQTT listener until the stream exists in which acknowledged messages wait.
"""

import argparse
import asyncio
import logging
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from threading import Event

from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from nats.errors import Error as BusFault

from anlan.exchange.bus import Bus, connected, here, prepare, secret_of, server
from anlan.exchange.strays import Log, Stray, of_gateways, signed_in
from anlan.monitoring.actions import count_letters
from anlan.monitoring.queries import gateways
from anlan.run.main import Stop

LOOK_AGAIN, PATIENCE = 3.0, 15.0
log = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: the bus is set by ANLAN_MQTT_HOST, ANLAN_MQTT_PORT, ANLAN_BUS_PORT, ANLAN_BUS_SYNC and ANLAN_BUS_GB."""


def run(args: argparse.Namespace) -> int:
    if not server().exists():
        raise Stop("没有找到 nats-server，请重新运行 bin/venv core 安装运行环境。")
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    bus = here()
    bus.folder.mkdir(parents=True, exist_ok=True)
    if not (bus.folder / "store").exists():
        first = _start(bus, {}, listens=False)
        _wait_for(bus, first, stop)
        _end(first)
    return _serve(bus, stop)


def _serve(bus: Bus, stop: Event) -> int:
    known = _gateways({})
    process = _start(bus, known)
    _wait_for(bus, process, stop)
    log_of_server = Log(bus.folder / "bus.log")
    while not stop.wait(LOOK_AGAIN) and process.poll() is None:
        _tell_strays(bus, log_of_server.more(), known)
        if (fresh := _gateways(known)) != known:
            known = fresh
            _write(bus, known, listens=True)
            process.send_signal(signal.SIGHUP)
    died = process.poll()
    _end(process)
    return 0 if died is None else 1


def _tell_strays(bus: Bus, found: Mapping[Stray, int], known: Mapping[str, str]) -> None:
    """What the server turned away without a word becomes a letter of its gateway."""
    if not found:
        return
    try:
        told = of_gateways(found, asyncio.run(signed_in(bus)), known)
        count_letters(told, timezone.now())
    except (OSError, BusFault, TimeoutError, DatabaseError):
        log.exception("bus: what was turned away could not be told")
        close_old_connections()


def _gateways(before: Mapping[str, str]) -> Mapping[str, str]:
    """Code and secret of each gateway that stands in the register; as before if the database does not answer."""
    try:
        return {code: secret_of(code, generation) for code, generation in gateways()}
    except DatabaseError:
        log.exception("bus: the database does not answer")
        close_old_connections()
        return before


def _write(bus: Bus, known: Mapping[str, str], *, listens: bool) -> None:
    """The server's settings, whole or not at all, for the owner's eyes only."""
    part = bus.folder / ".bus.conf.part"
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(bus.settings_text(known, listens))
    part.rename(bus.folder / "bus.conf")


def _start(bus: Bus, known: Mapping[str, str], *, listens: bool = True) -> "subprocess.Popen[bytes]":
    _write(bus, known, listens=listens)
    return subprocess.Popen((server(), "-c", bus.folder / "bus.conf"), stdin=subprocess.DEVNULL)


def _wait_for(bus: Bus, process: "subprocess.Popen[bytes]", stop: Event) -> None:
    """Until the server answers and the stream stands; Stop with a sentence if it does not come up."""
    until = time.monotonic() + PATIENCE
    while not stop.is_set():
        try:
            asyncio.run(_prepared(bus))
            return
        except (OSError, BusFault, TimeoutError) as wrong:
            if process.poll() is not None or time.monotonic() > until:
                _end(process)
                raise Stop(
                    f"消息总线没有启动：{wrong or type(wrong).__name__}。请检查端口 {bus.port}、{bus.mqtt} 是否被占用。"
                ) from None
        stop.wait(0.2)


async def _prepared(bus: Bus) -> None:
    client = await connected(bus)
    try:
        await prepare(client.jetstream(), bus.most)
    finally:
        await client.close()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
