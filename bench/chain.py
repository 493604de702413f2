"""The whole chain on one machine: MQTT, stored, evaluated, in history; and from a reading to the console's event stream.

bin/bench chain [--seconds 600] [--rate 100000] [--per 100] [--sensors 100000] [--alarms 0] [--tight]: the bus, the intake and the
event stream are the real processes over a fresh folder with the sample county; the load maker is a process beside them. With
`--alarms N` so many sensors a second go over their limit, each at a facility of its own, and the time until the console's event
stream names the new alarm is told. Afterwards every reading is looked for in history. CPU seconds a million readings are told of
each process, since a machine with other work says little by the clock.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from bench import ground
from bench.streams import FAILED, tell

SPACE, EXTRA = 60.0, 16
SITES = 2000


def free_ports(n: int) -> list[int]:
    opened = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [one.getsockname()[1] for one in opened]
    for one in opened:
        one.close()
    return ports


class Plant:
    """The sample county with many more gateways and sensors, and its processes."""

    def __init__(self, gateways: int, sensors: int, alarms: int) -> None:
        self.folder = ground.settle("")
        self.port, self.bus, self.mqtt = free_ports(3)
        os.environ |= {"ANLAN_BUS_PORT": str(self.bus), "ANLAN_MQTT_PORT": str(self.mqtt)}
        from django.utils import timezone

        from anlan.run import sample

        sample.make(timezone.now())
        self.codes = [[f"B{gateway:03}-{n:06}" for n in range(sensors // gateways)] for gateway in range(gateways)]
        self.loud = [f"A000-{n:06}" for n in range(alarms)]
        self._register()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def _register(self) -> None:
        """As the register would hold them, without the ledger's entry for each: a hundred thousand would take an hour."""
        from anlan.kernel.models import Record

        gateway, sensor = (Record.objects.filter(kind=kind).first() for kind in ("gateway", "sensor"))
        rows = []
        for number, codes in enumerate([*self.codes, self.loud] if self.loud else self.codes):
            loud = number == len(self.codes)
            key = "ALARM" if loud else f"B{number:03}"
            id = f"{number:08x}" + "b" * 24
            rows.append(self._copy(gateway, id, key, {**gateway.facts, "code": key}))
            own = {"gateway": id, "limit": "90", "standard": None, "least": "-40", "most": "150", "period": 60}
            for n, code in enumerate(codes):
                facts = {**sensor.facts, **own, "code": code, "site": f"示例设施{n if loud else n % SITES}"}
                rows.append(self._copy(sensor, f"{number:08x}{n:08x}" + "c" * 16, code, facts))
        Record.objects.bulk_create(rows, batch_size=500)

    @staticmethod
    def _copy(one: Any, id: str, key: str, facts: dict[str, Any]) -> Any:
        from anlan.kernel.models import Record

        same = {field.attname: getattr(one, field.attname) for field in Record._meta.concrete_fields}
        return Record(**{**same, "id": id, "key": key, "title": key, "facts": facts})

    def start(self, name: str, *words: str) -> None:
        log = (self.folder / f"{name}.log").open("wb")
        own = {"ANLAN_DATA": str(self.folder), "ANLAN_LOG": "WARNING", "ANLAN_EVENTS_PORT": str(self.port)}
        words = words or (sys.executable, "-m", "anlan.run", name)
        self.processes[name] = subprocess.Popen(words, env=os.environ | own, stdout=log, stderr=log)

    def start_all(self) -> None:
        self.start("bus")
        until(lambda: listens(self.mqtt))
        self.start("intake")
        words = ("--host", "127.0.0.1", "--no-access-log", "--port", str(self.port), "--interface", "asginl", "--workers", "1")
        self.start("events", sys.executable, "-m", "granian", *words, "anlan.run.asgi:application")
        until(lambda: listens(self.port))

    def figures(self) -> dict[str, tuple[float, float]]:
        """CPU seconds and peak memory (MB) of each process with its children."""
        return {name: of(psutil.Process(process.pid)) for name, process in self.processes.items()}

    def stop(self) -> None:
        for name in ("events", "intake", "bus"):
            process = self.processes[name]
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


def of(process: psutil.Process) -> tuple[float, float]:
    cpu = peak = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess, FileNotFoundError):
            times = one.cpu_times()
            cpu += times.user + times.system
            status = Path(f"/proc/{one.pid}/status").read_text()
            peak += next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    return cpu, peak


def listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def until(asked: Any, patience: float = SPACE) -> Any:
    end = time.monotonic() + patience
    while not (found := asked()):
        if time.monotonic() > end:
            raise TimeoutError(asked)
        time.sleep(0.1)
    return found


def calm(plant: Plant) -> None:
    """Until the intake has read its registers and waits."""
    process, before = psutil.Process(plant.processes["intake"].pid), -1.0
    while (now := sum(process.cpu_times()[:2])) - before > 0.3 or now < 2:
        before = now
        time.sleep(2)


class Screen(threading.Thread):
    """A console's browser: the event stream of the duty officer; when each matter was first named (epoch seconds)."""

    def __init__(self, plant: Plant) -> None:
        super().__init__(daemon=True)
        from django.contrib.auth import get_user_model
        from django.test import Client

        client = Client()
        client.force_login(get_user_model().objects.get(login="zhiban"))
        cookie = client.cookies["sessionid"].value
        self.address = urllib.request.Request(f"http://127.0.0.1:{plant.port}/events", headers={"Cookie": f"sessionid={cookie}"})
        self.named: dict[str, float] = {}

    def run(self) -> None:
        with urllib.request.urlopen(self.address) as stream:
            for line in stream:
                if line.startswith(b"data:"):
                    now = time.time()
                    for id, _ in json.loads(line[5:])["changed"]:
                        self.named.setdefault(id, now)


def load(plant: Plant, asked: argparse.Namespace) -> dict[str, Any]:
    from anlan.exchange.bus import secret_of

    chance, each = np.random.default_rng(5), asked.rate / asked.per / len(plant.codes)
    gateways = []
    for number, codes in enumerate(plant.codes):
        values = chance.uniform(20, 60, len(codes)).round(2)
        rows = list(zip(codes, values.tolist(), strict=True))
        messages = [rows[begin : begin + asked.per] for begin in range(0, len(rows) - asked.per + 1, asked.per)]
        gateways.append({"code": f"B{number:03}", "secret": secret_of(f"B{number:03}", 1), "messages": messages, "rate": each})
    if plant.loud:
        rows = [[(code, 95.5)] for code in plant.loud]
        gateways.append({"code": "ALARM", "secret": secret_of("ALARM", 1), "messages": rows, "rate": asked.alarms})
    words = (sys.executable, str(Path(__file__).with_name("chain_load.py")))
    maker = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert maker.stdin
    assert maker.stdout
    print(json.dumps({"port": plant.mqtt, "seconds": asked.seconds, "gateways": gateways}), file=maker.stdin, flush=True)
    assert maker.stdout.readline() == "ready\n"
    before = plant.figures()
    print("go", file=maker.stdin, flush=True)
    done = json.loads(maker.stdout.readline())
    maker.wait()
    return done | {"before": before, "over": time.time()}


def settled(plant: Plant) -> int:
    """Up to which message the intake has settled."""
    file = plant.folder / "readings" / "engine.snapshot"
    return int.from_bytes(file.read_bytes()[32:40], "little") if file.exists() else 0


def in_history(plant: Plant) -> tuple[int, int]:
    """How many readings of the load lie in history, and how many (sensor, moment) there are among them."""
    import pyarrow.compute as pc

    from anlan.monitoring.history import History, lying, opened

    table = History(plant.folder / "readings" / "history").table()
    rows = distinct = 0
    for first in ("A", *(f"B{number:03}" for number in range(len(plant.codes)))) if table else ():
        its = pc.starts_with(pc.field("sensor"), first)
        found = opened(table, lying(table)).to_table(columns=["sensor", "at"], filter=its)
        rows += found.num_rows
        distinct += found.group_by(["sensor", "at"]).aggregate([]).num_rows
    return rows, distinct


def main() -> int:
    asked = argparse.ArgumentParser(prog="bin/bench chain")
    asked.add_argument("--seconds", type=float, default=600)
    asked.add_argument("--rate", type=float, default=100_000, help="readings a second")
    asked.add_argument("--per", type=int, default=100, help="readings a message")
    asked.add_argument("--sensors", type=int, default=100_000)
    asked.add_argument("--gateways", type=int, default=EXTRA)
    asked.add_argument("--alarms", type=float, default=0, help="alarms a second")
    asked.add_argument("--folder", type=Path, help="where the plant is made")
    told = asked.parse_args()
    if told.folder:
        tempfile.tempdir = str(told.folder)
    plant = Plant(told.gateways, told.sensors, int(told.alarms * told.seconds) + 1 if told.alarms else 0)
    try:
        run(plant, told)
    finally:
        plant.stop()
    print(f"missed: {', '.join(FAILED)}" if FAILED else "every goal met")
    return int(bool(FAILED))


def run(plant: Plant, told: argparse.Namespace) -> None:
    plant.start_all()
    screen = Screen(plant)
    screen.start()
    calm(plant)
    done = load(plant, told)
    until(lambda: settled(plant) >= done["messages"], 600)
    late, after = time.time() - done["over"], plant.figures()
    rows, distinct = in_history(plant)
    print(f"load average {os.getloadavg()[0]:.1f}; {done['sent']} readings in {done['messages']} messages")
    tell("messages not acknowledged", done["messages"] - done["acked"], "", most=0)
    rate = done["sent"] / done["seconds"]
    tell("readings a second, sent and acknowledged", rate, "/s", least=0.98 * told.rate)
    tell("all in history so many seconds after the last", late, "s", most=30)
    tell("readings not in history", done["sent"] - distinct, "", most=0)
    tell("readings twice in history", rows - distinct, "", most=0)
    millions = done["sent"] / 1e6
    for name, (cpu, peak) in after.items():
        own = (cpu - done["before"][name][0]) / millions
        print(f"  {name:<8} {own:8.2f} s of CPU a million readings, {peak:6.0f} MB at its peak")
    print(f"  {'load':<8} {done['cpu'] / millions:8.2f} s of CPU a million readings")
    if plant.loud:
        alarms(plant, screen, done)


def alarms(plant: Plant, screen: Screen, done: dict[str, Any]) -> None:
    """From the moment a reading was sent until the event stream names its alarm."""
    from anlan.kernel.models import Matter

    time.sleep(3)
    found = Matter.objects.filter(kind="alarm").values_list("id", "facts")
    sent = {id: datetime.fromisoformat(facts["happened_at"]).astimezone(UTC).timestamp() for id, facts in found}
    waits = np.array(sorted(screen.named[id] - at for id, at in sent.items() if id in screen.named))
    tell("alarms that were not opened or not named", max(done["of"]["ALARM"] - waits.size, 0), "", most=0)
    middle, late = np.quantile(waits, (0.5, 0.99)).tolist()
    print(f"  {waits.size} alarms: median {middle:.2f} s, longest {waits.max():.2f} s")
    tell("reading to alarm on the event stream, p99", late, "s", most=1)


if __name__ == "__main__":
    sys.exit(main())
