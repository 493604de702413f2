"""The peer of take_step: the very statements it sent, sent again through sqlite3 or psycopg alone to a copy of the database."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import ground
import psutil
import steps

Statement = tuple[str, list[Any]]
WRITES = ("INSERT", "UPDATE", "DELETE")
TURN = 90
"""Kernel and bare driver take turns of so many steps, so that what else the machine does falls on both."""


class Recorder:
    """Every statement of every step, as a wrapper of Django's cursor sees them."""

    def __init__(self) -> None:
        self.steps: list[list[Statement]] = [[]]

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith("BEGIN"):
            self.steps[-1].append((sql, list(params or ())))
        return execute(sql, params, many, context)


def server_cpu() -> float:
    """CPU seconds of all PostgreSQL processes below this machine's account of them."""
    total = 0.0
    for process in psutil.process_iter(["name"]):
        if process.info["name"] == "postgres":
            with _gone_is_nothing():
                times = process.cpu_times()
                total += times.user + times.system
    return total


@contextmanager
def _gone_is_nothing() -> Iterator[None]:
    try:
        yield
    except psutil.NoSuchProcess:
        return


def compare(place: ground.Ground, folder: Path, dsn: str, count: int = 1800) -> dict[str, float]:
    """CPU of `count` steps over that of their writes (and of all their statements) by the bare driver; server included.

    What the client makes (ids, forms) and what the bare driver sends (recorded from as many steps) is made beforehand."""
    from django.db import connection

    matters = [place.open(0, 90_000 + k) for k in range(30)]
    copies = [_copy(folder, dsn, name) for name in ("writes", "all")]
    recorder = Recorder()
    connection.ensure_connection()
    with connection.execute_wrapper(recorder):
        for step in islice(steps.calls(place.people[0], matters), count):
            recorder.steps.append([])
            step()
    if not dsn:
        recorder.steps = [[(sql.replace("%s", "?"), args) for sql, args in one] for one in recorder.steps]
    sent = {"writes": [[s for s in one if s[0].startswith(WRITES)] for one in recorder.steps], "all": recorder.steps}
    ready = list(islice(steps.calls(place.people[0], matters), count))
    links = {name: _psycopg(copy) if dsn else _sqlite(copy) for name, copy in zip(sent, copies, strict=True)}
    kernel, bare = 0.0, dict.fromkeys(sent, 0.0)
    for first in range(0, count, TURN):
        kernel += _measured(partial(_take, ready[first : first + TURN]))
        for name, link in links.items():
            bare[name] += _measured(partial(_send, link, bool(dsn), sent[name][1:][first : first + TURN]))
    for link in links.values():
        link.close()
    return {
        "kernel CPU ms/step": kernel / count * 1000,
        "bare writes CPU ms/step": bare["writes"] / count * 1000,
        "bare statements CPU ms/step": bare["all"] / count * 1000,
        "CPU over bare writes": kernel / bare["writes"],
        "CPU over bare statements": kernel / bare["all"],
        "statements/step": sum(map(len, sent["all"])) / count,
        "writes/step": sum(map(len, sent["writes"])) / count,
    }


def _measured(work: Callable[[], object]) -> float:
    """CPU seconds of this process and of the server while connections stay as they are."""
    time.sleep(0.1)
    server, own = server_cpu(), time.process_time()
    work()
    return time.process_time() - own + server_cpu() - server


def _take(ready: list[Callable[[], Any]]) -> None:
    for step in ready:
        step()


def _send(link: Any, postgresql: bool, sent: list[list[Statement]]) -> None:
    cursor = link.cursor()
    for one in sent:
        cursor.execute("BEGIN" if postgresql else "BEGIN IMMEDIATE")
        for sql, args in one:
            cursor.execute(sql, args)
            if cursor.description:
                cursor.fetchall()
        cursor.execute("COMMIT")


def _sqlite(path: str) -> Any:
    import sqlite3

    from django.conf import settings

    link = sqlite3.connect(path, isolation_level=None)
    link.executescript(str(settings.DATABASES["default"]["OPTIONS"]["init_command"]))
    return link


def _psycopg(dsn: str) -> Any:
    import psycopg

    return psycopg.connect(dsn, autocommit=True, cursor_factory=psycopg.ClientCursor)


def _copy(folder: Path, dsn: str, name: str) -> str:
    """A copy of the database as it is now."""
    from django.db import connections

    connections.close_all()
    if not dsn:
        to = folder / f"{name}.sqlite3"
        shutil.copy(folder / "anlan.sqlite3", to)
        return str(to)
    address, mark, rest = dsn.partition("?")
    base, _, database = address.rpartition("/")
    with _psycopg(f"{base}/template1{mark}{rest}") as link:
        link.execute(f'CREATE DATABASE "peer_{name}" TEMPLATE "{database}"')
    return f"{base}/peer_{name}{mark}{rest}"
