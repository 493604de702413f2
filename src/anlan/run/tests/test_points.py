"""The intake and the bus die at every named point while devices go on sending: every acknowledged reading is in history once,
every excursion of the gas is one signal more."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from anlan.exchange.points import POINTS
from anlan.monitoring.history import lying, opened
from anlan.run.tests.test_bus import CO, CODE, GAS, Plant, asked, device, free_ports, until

pytestmark = pytest.mark.slow
LONG, EVERY = 25, 0.01
"""Messages of an excursion and of the calm between two; seconds between two messages."""


class Sending(threading.Thread):
    """A gateway that sends two sensors' readings a message until it is told to end; gas goes over its limit again and again."""

    def __init__(self, client: mqtt.Client) -> None:
        super().__init__(daemon=True)
        self.client, self.over = client, threading.Event()
        self.sent: list[tuple[int, float]] = []
        self.mids: list[int] = []

    def run(self) -> None:
        at = 0
        while not self.over.wait(EVERY):
            at, high = max(at + 1, int(time.time() * 1000)), len(self.sent) // LONG % 2
            value = len(self.sent) % 2000 / 100
            body = [{"id": CO, "t": at, "v": value}, {"id": GAS, "t": at, "v": 1.5 if high else 0.4}]
            self.mids.append(self.client.publish(f"readings/{CODE}", json.dumps(body), qos=1).mid)
            self.sent.append((at, value))

    def excursions(self) -> int:
        return (len(self.sent) - 1) // LONG // 2 + ((len(self.sent) - 1) // LONG % 2)


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    plant = Plant(tmp_path)
    plant.ports = free_ports(2)
    made = plant.anlan("sample", "--quiet")
    assert made.returncode == 0, made.stderr
    return plant


def intake(plant: Plant, dies_at: str = "") -> "subprocess.Popen[bytes]":
    own = plant.environment() | {"ANLAN_DIES_AT": dies_at}
    return subprocess.Popen((sys.executable, "-m", "anlan.run", "intake"), env=own, start_new_session=True)


def end(process: "subprocess.Popen[bytes]") -> None:
    """It and its children at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def spoken(plant: Plant) -> int:
    """How often the gas is known to have spoken."""
    found = asked(plant, "SELECT facts FROM matter WHERE kind = 'alarm'")
    assert len(found) <= 1
    return sum(int(one["times"]) for (facts,) in found for one in json.loads(str(facts))["signals"])


def test_whatever_dies_wherever_nothing_is_lost_and_nothing_is_twice(plant: Plant, settings: object) -> None:
    bus = plant.start("bus")
    client = device(plant, CODE, plant.secret(settings))
    sending, alive = Sending(client), list[subprocess.Popen[bytes]]()
    sending.start()
    try:
        for point in POINTS:
            alive = [intake(plant, f"{point}:1" if point in POINTS[3:] else f"{point}:3")]
            if point in POINTS[3:]:
                before = spoken(plant)
                until(lambda before=before: spoken(plant) > before)
                alive[0].send_signal(signal.SIGTERM)
            assert alive[0].wait(60) == -signal.SIGKILL, point
        alive = [intake(plant, "written:1:full")]
        end(bus)
        bus = plant.start("bus")
        before = len(sending.sent)
        until(lambda: len(sending.sent) > before + 4 * LONG)
        sending.over.set()
        sending.join()
        until(lambda: set(sending.mids) <= client.user_data_get())
        series = until(lambda: found if len((found := plant.history().read(CO, 0, 2**45)).at) >= len(sending.sent) else None, 90)
        assert list(zip(series.at.tolist(), series.value.tolist(), strict=True)) == sending.sent
        until(lambda: spoken(plant) >= sending.excursions())
        assert spoken(plant) == sending.excursions()
        table = plant.history().table()
        assert table is not None
        rows = opened(table, lying(table)).to_table(columns=["sensor", "at"])
        again = rows.num_rows - 2 * len(sending.sent)
        assert 0 <= again <= 40 * LONG, "only what was not yet acknowledged when the bus died was sent again"
    finally:
        sending.over.set()
        client.loop_stop()
        for one in (*alive, bus):
            end(one)
