"""A client that works through the kernel's verbs with ids of its own, and notes each answer on disk before its next call.

It is forked, and killed: at a named moment by its own hand, or at any moment by the killer.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection, connections

from anlan.kernel import actions
from anlan.kernel.ids import made_id
from anlan.kernel.people import Actor
from anlan.kernel.tests.county import COUNTY, NOON

WRITES = ("entry", "personal", "due", "total", "outgoing", "search", "party", "cell")
POINTS = (
    *(f"{when} {verb}" for verb in ("UPDATE matter", "DELETE due") for when in ("before", "after")),
    *(f"{when} INSERT {table}" for table in WRITES[:-1] for when in ("before", "after")),
    "before COMMIT",
    "after COMMIT",
    "half an answer",
)
"""Named moments of a write, most of them inside its transaction."""
MOST = 40
"""So many calls a life, if nobody kills it."""


@dataclass(frozen=True)
class Client:
    """Works as `person` for `unit`; answers go to `file`."""

    name: str
    person: str
    clerk: str
    unit: str
    file: Path

    def answers(self) -> list[list[str]]:
        """[subject, entry, seq] of every call that was answered; a line cut in two by the kill counts for nothing."""
        text = self.file.read_text() if self.file.exists() else ""
        return [line.split() for line in text.split("\n")[:-1]]

    def call(self, n: int) -> actions.Receipt:
        """The nth call of this client's life, always the same one: every tenth opens a task, the others move it on."""
        task, turn = made_id(self.name, str(n - n % 10)), n % 10
        at, id = NOON + timedelta(seconds=n), made_id(self.name, "entry", str(n))
        if turn == 0:
            facts = {"title": f"任务{n}", "place": COUNTY, "unit": self.unit, "caller": {"name": "示例来电人"}}
            return actions.open_matter("test_task", facts, Actor(person=self.clerk), at=at, id=task)
        step = ("report", "done", "back")[(turn - 1) % 3]
        asked = {"report": {"progress": f"第{n}次进展"}, "back": {"reason": f"第{n}次退回"}}.get(step, {})
        by = Actor(person=self.clerk if step == "back" else self.person)
        return actions.take_step(task, step, by, at=at, id=id, asked=asked)

    def live(self, point: str, nth: int) -> None:
        """Calls on from the last answer; ends itself at the nth time that `point` is reached."""
        kill = _Kill(point, nth)
        os.truncate(self.file, sum(len(" ".join(line)) + 1 for line in self.answers())) if self.file.exists() else None
        begin = len(self.answers())
        connection.ensure_connection()
        _at_commit(kill)
        with connection.execute_wrapper(kill.at_statement), self.file.open("a") as file:
            for n in range(begin, begin + MOST):
                got = self.call(n)
                line = f"{got.id} {got.entry} {got.seq}\n"
                if kill.is_now("half an answer"):
                    file.write(line[:-8])
                    file.flush()
                    kill.now()
                file.write(line)
                file.flush()
                os.fsync(file.fileno())


class _Kill:
    """SIGKILL to itself at the nth time of a point."""

    def __init__(self, point: str, nth: int) -> None:
        self.point, self.left = point, nth

    def is_now(self, point: str) -> bool:
        self.left -= point == self.point
        return point == self.point and self.left <= 0

    def now(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def at(self, point: str) -> None:
        if self.is_now(point):
            self.now()

    def at_statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.replace('"', "").split(maxsplit=3)
        name = f"{words[0]} {words[1] if words[0] == 'UPDATE' else words[2]}" if len(words) > 2 else ""
        self.at(f"before {name}")
        done = execute(sql, params, many, context)
        self.at(f"after {name}")
        return done


def _at_commit(kill: _Kill) -> None:
    commit = connection._commit

    def killed() -> None:
        kill.at("before COMMIT")
        commit()
        kill.at("after COMMIT")

    connection._commit = killed


def fork(client: Client, point: str, nth: int) -> int:
    """The client as a process of its own, with a connection of its own; returns its pid."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        client.live(point, nth)
        os._exit(0)
    except BaseException as fault:
        os.write(2, f"client {client.name}: {fault!r}\n".encode())
        os._exit(3)
