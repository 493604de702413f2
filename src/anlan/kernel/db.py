"""One write at a time on SQLite, in the order of asking; one transaction for each write on both databases."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

P = ParamSpec("P")
R = TypeVar("R")
_mine = threading.local()


@contextmanager
def writing() -> Iterator[CursorWrapper]:
    """A write: on SQLite after a fair pair of file locks (waiters are served in turn), then one immediate transaction."""
    link = connections["default"]
    if link.in_atomic_block:
        with link.cursor() as cursor:
            yield cursor
        return
    with _turn(link), transaction.atomic(), link.cursor() as cursor:
        yield cursor


def _turn(link: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """SQLite has one writer: they wait here rather than in its busy loop, which serves nobody in turn."""
    return in_turn(str(link.settings_dict["NAME"])) if link.vendor == "sqlite" else nullcontext()


@contextmanager
def in_turn(path: str) -> Iterator[None]:
    """Through the door, then the room: who leaves the room finds the next one already waiting for it inside the door.

    With one lock alone a writer that asks again at once gets it before the one that was woken; the clock got one turn in ten."""
    door, room = _lock_files(path)
    fcntl.flock(door, fcntl.LOCK_EX)
    try:
        fcntl.flock(room, fcntl.LOCK_EX)
    finally:
        fcntl.flock(door, fcntl.LOCK_UN)
    try:
        yield
    finally:
        fcntl.flock(room, fcntl.LOCK_UN)


def _lock_files(path: str) -> tuple[int, int]:
    """This thread's handles of the two lock files, opened anew in a forked child."""
    held: tuple[str, int, tuple[int, int]] | None = getattr(_mine, "locks", None)
    if held is None or held[:2] != (path, os.getpid()):
        door, room = (os.open(f"{path}.{name}", os.O_CREAT | os.O_RDWR, 0o600) for name in ("turn", "lock"))
        held = _mine.locks = (path, os.getpid(), (door, room))
    return held[2]


def once_more(write: Callable[P, R]) -> Callable[P, R]:
    """A write that lost a deadlock on PostgreSQL is done again, at most three times."""

    @wraps(write)
    def again(*args: P.args, **named: P.kwargs) -> R:
        if connection.in_atomic_block:
            return write(*args, **named)
        for _ in range(3):
            try:
                return write(*args, **named)
            except OperationalError as error:
                if "deadlock" not in str(error):
                    raise
        return write(*args, **named)

    return again


def rows(cursor: CursorWrapper, sql: str, args: tuple[Any, ...] | list[Any] = ()) -> list[dict[str, Any]]:
    """The rows of a query as dicts."""
    cursor.execute(sql, args)
    found = cursor.cursor.fetchall()
    names = [column[0] for column in cursor.cursor.description] if found else ()
    return [dict(zip(names, row, strict=True)) for row in found]


def row(cursor: CursorWrapper, sql: str, args: tuple[Any, ...] | list[Any] = ()) -> dict[str, Any] | None:
    found = rows(cursor, sql, args)
    return found[0] if found else None


def insert(cursor: CursorWrapper, table: str, values: dict[str, Any], *, or_else: str = "") -> None:
    """One row."""
    cursor.execute(_insert(table, tuple(values), 1, or_else), list(values.values()))


def update(cursor: CursorWrapper, table: str, id: str, values: dict[str, Any]) -> None:
    """One row by its id."""
    cursor.execute(_update(table, tuple(values)), [*values.values(), id])


def insert_many(
    cursor: CursorWrapper, table: str, names: tuple[str, ...], many: list[tuple[Any, ...]], *, or_else: str = ""
) -> None:
    """Several rows in one statement."""
    if many:
        cursor.execute(_insert(table, names, len(many), or_else), [value for one in many for value in one])


@lru_cache(maxsize=500)
def _insert(table: str, names: tuple[str, ...], many: int, or_else: str) -> str:
    marks = ",".join(["(" + ",".join(["%s"] * len(names)) + ")"] * many)
    columns = ",".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({columns}) VALUES {marks} {or_else}'


@lru_cache(maxsize=500)
def _update(table: str, names: tuple[str, ...]) -> str:
    sets = ",".join(f'"{name}"=%s' for name in names)
    return f'UPDATE "{table}" SET {sets} WHERE id=%s'
