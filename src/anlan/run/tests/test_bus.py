"""The real bus and the real intake as processes: MQTT devices, kills, liars, floods; what was acknowledged is in history once."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import TypeVar

import paho.mqtt.client as mqtt
import pytest
from django.test import Client
from paho.mqtt.enums import CallbackAPIVersion

from anlan.exchange.bus import secret_of
from anlan.monitoring.history import History
from anlan.run.sample_county import GATEWAY, SENSORS
from anlan.run.tests.elsewhere import Elsewhere

CODE = str(GATEWAY["code"])
pytestmark = pytest.mark.slow
T = TypeVar("T")
NO_BODY = "length(body) = 0"
GAS, CO = str(SENSORS[0]["code"]), str(SENSORS[2]["code"])


def free_ports(n: int) -> list[int]:
    opened = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [one.getsockname()[1] for one in opened]
    for one in opened:
        one.close()
    return ports


class Plant(Elsewhere):
    """The sample county with bus and intake on ports of its own."""

    ports: list[int]

    def environment(self) -> dict[str, str]:
        return super().environment() | {"ANLAN_BUS_PORT": str(self.ports[0]), "ANLAN_MQTT_PORT": str(self.ports[1])}

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen((sys.executable, "-m", "anlan.run", name), env=self.environment(), start_new_session=True)

    def secret(self, settings: object, code: str = CODE) -> str:
        settings.SECRET_KEY = (self.data / "secret").read_text()  # type: ignore[attr-defined]
        return secret_of(code, 1)

    def history(self) -> History:
        return History(self.data / "readings" / "history")


def until(asked: Callable[[], T], patience: float = 60.0) -> T:
    """What is asked, once it is true. A guard against hanging, no measure of speed."""
    end = time.monotonic() + patience
    while not (found := asked()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)
    return found


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Plant:
    """One plant for the module; its database is SQLite whatever the tests run on."""
    plant = Plant(tmp_path_factory.mktemp("plant"))
    plant.ports = free_ports(2)
    made = plant.anlan("sample", "--quiet")
    assert made.returncode == 0, made.stderr
    return plant


@pytest.fixture
def running(plant: Plant) -> Iterator[dict[str, "subprocess.Popen[bytes]"]]:
    processes = {name: plant.start(name) for name in ("bus", "intake")}
    yield processes
    for process in processes.values():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def device(plant: Plant, user: str, password: str) -> mqtt.Client:
    """A gateway that signs in, and signs in again whenever the line is cut; what is not acknowledged it sends again."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=user, clean_session=False, userdata=set())
    client.on_publish = lambda _client, acknowledged, mid, *_: acknowledged.add(mid)
    client.username_pw_set(user, password)
    client.reconnect_delay_set(1, 1)
    until(lambda: listens(plant.ports[1]))
    client.connect_async("127.0.0.1", plant.ports[1], keepalive=5)
    client.loop_start()
    until(client.is_connected)
    return client


def listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def said(client: mqtt.Client, body: bytes, topic: str = f"readings/{CODE}") -> None:
    """Sent and acknowledged; while the line is cut it waits in the device."""
    mid = client.publish(topic, body, qos=1).mid
    until(lambda: mid in client.user_data_get())


def one(sensor: str, at: int, value: float) -> bytes:
    return json.dumps([{"id": sensor, "t": at, "v": value}]).encode()


def asked(plant: Plant, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(plant.address())) as link:
        return link.execute(sql).fetchall()


def test_what_was_acknowledged_is_in_history_once_whatever_is_killed(
    plant: Plant, running: dict[str, "subprocess.Popen[bytes]"], settings: object
) -> None:
    gateway = device(plant, CODE, plant.secret(settings))
    begin, sent = int(time.time() * 1000) - 600_000, []
    for number in range(60):
        at = begin + number * 1000
        said(gateway, one(CO, at, number / 10))
        sent.append((at, number / 10))
        if number in (15, 30, 45):
            for name in {15: ("intake",), 30: ("bus",), 45: ("bus", "intake")}[number]:
                os.killpg(running[name].pid, signal.SIGKILL)
                running[name].wait()
                running[name] = plant.start(name)
    gateway.loop_stop()
    series = until(lambda: found if len((found := plant.history().read(CO, begin, begin + 600_000)).at) >= len(sent) else None)
    assert list(zip(series.at.tolist(), series.value.tolist(), strict=True)) == sent


def test_gas_over_its_limit_is_an_alarm_in_the_database(
    plant: Plant, running: dict[str, "subprocess.Popen[bytes]"], settings: object
) -> None:
    gateway = device(plant, CODE, plant.secret(settings))
    now = int(time.time() * 1000)
    for step, value in enumerate((0.3, 0.6, 1.2, 1.4)):
        said(gateway, one(GAS, now - 4000 + step * 1000, value))
    gateway.loop_stop()
    found = until(lambda: asked(plant, "SELECT title, state FROM matter WHERE kind = 'alarm'"))
    assert [("甲烷" in str(title), state) for title, state in found] == [(True, "待签收")]


def test_liars_and_floods_are_refused_with_a_reason_and_disturb_nobody(
    plant: Plant, running: dict[str, "subprocess.Popen[bytes]"], settings: object
) -> None:
    secret = plant.secret(settings)
    until(lambda: listens(plant.ports[1]))
    for user, password in ((CODE, "wrong"), ("nobody", secret), ("anlan", secret_of("", 0)), (CODE, "")):
        assert refused(plant, user, password), user
    gateway = device(plant, CODE, secret)
    said(gateway, one(GAS, int(time.time() * 1000), 9.9), topic="readings/OTHER-01")
    now = int(time.time() * 1000)
    for body in (b"\x00\xff", b'{"id":', b"[]", one(GAS, 0, 1), one(GAS, 4_070_908_800_000, 1), one("nobody", now, 1)):
        said(gateway, body)
    said(gateway, b'[{"id":"%s","t":%d,"v":NaN}]' % (GAS.encode(), now))
    said(gateway, one(CO, now, 7.5))
    gateway.loop_stop()
    letters = until(lambda: found if len(found := asked(plant, "SELECT why FROM dead_letter")) >= 7 else None)
    told = "\n".join(str(why) for (why,) in letters)
    for reason in ("JSON", "没有读数", "2000 年", "晚了", "没有登记", "正常的数字"):
        assert reason in told
    assert until(lambda: plant.history().read(CO, now, now + 1).value.tolist()) == [7.5]
    big = device(plant, CODE, secret)
    mid = big.publish(f"readings/{CODE}", b"x" * 10_000_000, qos=1).mid
    time.sleep(2)
    assert mid not in big.user_data_get()
    big.loop_stop()
    turned_away = until(
        lambda: found if len(found := asked(plant, f"SELECT why, gateway FROM dead_letter WHERE {NO_BODY}")) >= 3 else None
    )
    assert {gateway for _, gateway in turned_away} == {CODE}
    told = "\n".join(str(why) for why, _ in turned_away)
    assert all(reason in told for reason in ("主题“readings/OTHER-01”", "9765 KB", "密钥不对"))


def refused(plant: Plant, user: str, password: str) -> bool:
    """Whether the bus turns this name and password away."""
    answers: list[bool] = []
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"liar-{user}")
    client.username_pw_set(user, password)
    client.on_connect = lambda *told: answers.append(told[3].is_failure)
    client.connect("127.0.0.1", plant.ports[1])
    client.loop_start()
    until(lambda: answers)
    client.loop_stop()
    return answers[0]


def test_http_is_answered_when_stored_and_refused_with_a_sentence(
    plant: Plant, running: dict[str, "subprocess.Popen[bytes]"], settings: object, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    secret = plant.secret(settings)
    monkeypatch.setattr("anlan.exchange.doors.devices_http.gateways", lambda: iter([(CODE, 1)]))
    monkeypatch.setenv("ANLAN_BUS_PORT", str(plant.ports[0]))
    until(lambda: listens(plant.ports[1]))
    now = int(time.time() * 1000)

    def post(body: bytes, password: str = secret, key: str = "") -> tuple[int, str]:
        heads = {"Authorization": "Basic " + b64encode(f"{CODE}:{password}".encode()).decode(), "Idempotency-Key": key}
        answer = client.post("/exchange/readings", body, content_type="application/json", headers=heads)
        return answer.status_code, answer.json().get("sentence", "")

    assert post(one(CO, now, 3.25), key="a") == post(one(CO, now, 3.25), key="a") == (202, "")
    assert [post(b"")[0], post(b"x" * 1_100_000)[0], post(b"[]", password="wrong")[0]] == [400, 413, 401]
    assert client.post("/exchange/readings", b"[]", content_type="application/json").status_code == 401
    assert until(lambda: plant.history().read(CO, now, now + 1).value.tolist()) == [3.25]
    os.killpg(running["bus"].pid, signal.SIGKILL)
    assert until(lambda: (told := post(b"[]"))[0] == 503 and told)[1].startswith("消息总线没有应答")


def test_a_file_goes_into_history_and_raises_no_alarm(plant: Plant, running: dict[str, "subprocess.Popen[bytes]"]) -> None:
    until(lambda: listens(plant.ports[1]))
    begin = int(time.time() * 1000) - 86_400_000
    lines = ["id,t,v", *(f"{GAS},{begin + step * 1000},{3 + step / 100}" for step in range(100)), f"nobody,{begin},1"]
    (plant.data / "gas.csv").write_text("\n".join(lines))
    before = asked(plant, "SELECT count(*) FROM matter WHERE kind = 'alarm'")
    for _ in range(2):
        done = plant.anlan("readings", "import", str(plant.data / "gas.csv"))
        assert (done.returncode, "101 个读数" in done.stdout) == (0, True), done.stderr
    assert until(lambda: len(plant.history().read(GAS, begin, begin + 100_000).at) == 100)
    assert asked(plant, "SELECT count(*) FROM matter WHERE kind = 'alarm'") == before
    assert until(lambda: asked(plant, "SELECT why FROM dead_letter WHERE gateway = '_files'")) == [
        ("监测点“nobody”没有登记，请先在监测点台账登记。",)
    ]
