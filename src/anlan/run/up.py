"""`anlan up`: one supervisor for web, event stream and clock; what died is started again with back-off, SIGTERM stops all."""

import argparse
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from anlan.exchange.delivery import credentials
from anlan.run import node, sample
from anlan.run.main import Stop

FIRST_WAIT, LONGEST_WAIT, SETTLED = 1.0, 30.0, 60.0
PATIENCE = 15.0
PAGES_FIRST = 15.0
"""So many seconds the pages may have the machine to themselves at the start: on two cores they answer in half the time."""
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}
LOCAL = ("127.0.0.1", "localhost", "::1")
WEB, MQTT = 8000, 1883


@dataclass
class Child:
    """One process of the house: how it is started, and how it fared."""

    name: str
    words: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    wait: float = FIRST_WAIT
    again_at: float = 0.0
    env: dict[str, str] = field(default_factory=dict)

    def start(self, now: float) -> None:
        self.process = subprocess.Popen(self.words, env=os.environ | self.env, stdin=subprocess.DEVNULL)
        self.born = now

    def look_after(self, now: float, say: Callable[..., None]) -> None:
        """Starts it when it is time; when it has died, sets the time: 2, 4 … 30 s, from the start again after a quiet minute."""
        if self.process is None:
            if now >= self.again_at:
                self.start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        self.wait = FIRST_WAIT if now - self.born > SETTLED else min(self.wait * 2, LONGEST_WAIT)
        self.process, self.again_at = None, now + self.wait
        say(f"{self.name} ended with {code}, again in {self.wait:.0f} s", child=self.name, code=code)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=os.environ.get("ANLAN_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("ANLAN_PORT", "8000")))
    parser.add_argument("--sample", action="store_true", help="先装入示例县（如果还没有）")
    parser.add_argument("--workers", type=int, default=int(os.environ.get("ANLAN_WORKERS", "2")), help="网页进程数")


def run(args: argparse.Namespace) -> int:
    if args.sample:
        sample.make(timezone.now())
    may_start(args.host, args.port)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    family = children(args.host, args.port, args.workers)
    said, began = False, time.monotonic()
    while not stop.is_set():
        now = time.monotonic()
        for child in family if said or now - began > PAGES_FIRST else family[:1]:
            child.look_after(now, _say)
        if not said and (said := _answers(args.host, args.port)):
            _greet(args.host, args.port)
        stop.wait(0.5 if said else 0.1)
    return _stop(family)


def _answers(host: str, port: int) -> bool:
    """Whether the pages answer yet."""
    try:
        with socket.create_connection((LOOPBACK.get(host, host), port), timeout=1):
            return True
    except OSError:
        return False


def _greet(host: str, port: int) -> None:
    named = f"[{host}]" if ":" in host else host
    lines = sample.account_lines() if node.me().is_sample else []
    print("\n".join([*lines, f"安澜已启动：http://{named}:{port}/（按 Ctrl-C 停止）"]), flush=True)


def children(host: str, port: int, workers: int) -> list[Child]:
    """Web workers (WSGI), the one event-stream process (ASGI, next port), the clock, the bus, and the intake if installed."""
    granian = (
        sys.executable,
        "-m",
        "granian",
        "--host",
        host,
        "--no-access-log",
        "--log-level",
        "warning",
        "--respawn-failed-workers",
    )
    serve = ("--workers-kill-timeout", "10s")
    web = (*granian, "--port", str(port), "--interface", "wsgi", "--workers", str(workers), "--blocking-threads", "4", *serve)
    events = (*granian, "--port", str(port + 1), "--interface", "asginl", "--workers", "1", *serve)
    ports = {"ANLAN_EVENTS_PORT": port + 1, "ANLAN_BUS_PORT": port + 2, "ANLAN_MQTT_PORT": port + 3 if port != WEB else MQTT}
    shared = {name: os.environ.get(name, str(number)) for name, number in ports.items()}
    shared |= {"ANLAN_MQTT_HOST": os.environ.get("ANLAN_MQTT_HOST", host), "ANLAN_HOSTS": ",".join(_hosts(host))}
    own = (sys.executable, "-m", "anlan.run")
    return [
        Child("web", (*web, "anlan.run.wsgi:application"), env={**shared, "ANLAN_PROCESS": "web"}),
        Child("events", (*events, "anlan.run.asgi:application"), env={**shared, "ANLAN_PROCESS": "events"}),
        *(Child(name, (*own, name), env={**shared, "ANLAN_PROCESS": name}) for name in ("clock", "bus", *_intake())),
    ]


def _intake() -> tuple[str, ...]:
    """The intake needs the extra `streams`."""
    return ("intake",) if all(map(importlib.util.find_spec, ("numpy", "pyarrow", "deltalake"))) else ()


def _hosts(host: str) -> list[str]:
    """The names the pages answer to: those set, and the address they are served at."""
    return list(dict.fromkeys([*settings.ALLOWED_HOSTS, *([host] if host not in ("0.0.0.0", "::") else [])]))


def may_start(host: str, port: int) -> None:
    """Stop with a sentence: the database is not ready, sample accounts could be reached from outside, a port is taken."""
    try:
        if node.unapplied():
            raise Stop("数据库还没有建立或升级，请先运行 anlan migrate。")
        me = node.me()
    except DatabaseError as wrong:
        raise Stop(f"数据库连不上：{wrong}。请检查 ANLAN_DATABASE 和 ANLAN_DATA 的设置。") from None
    if me.is_exercise and (given := credentials()):
        raise Stop(f"演练节点不接受对外通道的设置（{'、'.join(given)}），请去掉后再启动；要发出的内容会记在演练发件箱里。")
    if me.is_sample and host not in LOCAL:
        raise Stop("这个数据目录装的是示例数据，示例账号的密码是公开的，只能在本机（127.0.0.1）使用。正式使用请换一个数据目录。")
    if not me.is_sample and (count := node.sample_accounts()):
        raise Stop(f"正式数据里有 {count} 个示例账号，请由系统管理员停用后再启动。")
    for taken in (port, port + 1):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, taken))
            except OSError as wrong:
                raise Stop(f"端口 {taken} 用不了（{wrong.strerror}），请用 --port 换一个；要用到它和它的下一个端口。") from None


def _stop(family: list[Child]) -> int:
    alive = [child.process for child in family if child.process and child.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in alive:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return 0


def _say(text: str, **told: object) -> None:
    print(
        json.dumps({"level": "error", "logger": "anlan.up", "text": text, **told}, ensure_ascii=False),
        file=sys.stderr,
        flush=True,
    )
