"""One write at a time on SQLite, in the order of asking; one transaction for each write on both databases."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

P = ParamSpec("P")
R = TypeVar("R")
_mine = threading.local()


@contextmanager
def writing() -> Iterator[CursorWrapper]:
    """A write: on SQLite after a fair file lock (waiters are served in turn), then one immediate transaction."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            yield cursor
        return
    with _turn(), transaction.atomic(), connection.cursor() as cursor:
        yield cursor


@contextmanager
def _turn() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    handle = _lock_file(f"{connection.settings_dict['NAME']}.lock")
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _lock_file(path: str) -> int:
    """This thread's handle of the lock file, opened anew in a forked child."""
    held: tuple[str, int, int] | None = getattr(_mine, "lock", None)
    if held is None or held[:2] != (path, os.getpid()):
        held = (path, os.getpid(), os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _mine.lock = held
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
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def row(cursor: CursorWrapper, sql: str, args: tuple[Any, ...] | list[Any] = ()) -> dict[str, Any] | None:
    found = rows(cursor, sql, args)
    return found[0] if found else None


def insert(cursor: CursorWrapper, table: str, values: dict[str, Any], *, or_else: str = "") -> None:
    """One row."""
    names = ",".join(f'"{name}"' for name in values)
    marks = ",".join(["%s"] * len(values))
    cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks}) {or_else}', list(values.values()))


def update(cursor: CursorWrapper, table: str, id: str, values: dict[str, Any]) -> None:
    """One row by its id."""
    sets = ",".join(f'"{name}"=%s' for name in values)
    cursor.execute(f'UPDATE "{table}" SET {sets} WHERE id=%s', [*values.values(), id])


def insert_many(
    cursor: CursorWrapper, table: str, names: tuple[str, ...], many: list[tuple[Any, ...]], *, or_else: str = ""
) -> None:
    """Several rows in one statement."""
    if not many:
        return
    marks = ",".join(["(" + ",".join(["%s"] * len(names)) + ")"] * len(many))
    columns = ",".join(f'"{name}"' for name in names)
    flat = [value for one in many for value in one]
    cursor.execute(f'INSERT INTO "{table}" ({columns}) VALUES {marks} {or_else}', flat)
