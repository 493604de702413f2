"""What the commands must know of this installation before anything runs: migrations, which node this is, whose accounts."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from anlan.kernel import queries
from anlan.kernel.people import Actor, Through
from anlan.run.main import Stop

SAMPLE_CLERK = "jingban"


@dataclass(frozen=True)
class Me:
    """This node."""

    id: str = ""
    title: str = ""
    place: str = ""
    is_exercise: bool = False
    is_sample: bool = False


def unapplied() -> list[str]:
    """The migrations that this database lacks."""
    executor = MigrationExecutor(connection)
    return [f"{step.app_label}.{step.name}" for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def me() -> Me:
    """This node; one without a name before `anlan migrate`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, title, place, is_exercise, is_sample FROM node WHERE is_me = %s", [True])
        row = cursor.fetchone()
    return Me(row[0], row[1], row[2], bool(row[3]), bool(row[4])) if row else Me()


def sample_accounts() -> int:
    """How many active accounts with the public sample password there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM person WHERE is_sample = %s AND is_active = %s", [True, True])
        return int(cursor.fetchone()[0])


def logins() -> frozenset[str]:
    """The login names that are taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT login FROM person")
        return frozenset(login for (login,) in cursor.fetchall())


def person(login: str) -> str:
    """The id of the active account with this login name; "" if there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM person WHERE login = %s AND is_active = %s", [login, True])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def places() -> frozenset[str]:
    """The codes of the known places."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM place")
        return frozenset(code for (code,) in cursor.fetchall())


def whose(login: str | None, now: datetime) -> Actor:
    """The actor that a command works for; Stop if nobody is named."""
    login = login or (SAMPLE_CLERK if me().is_sample else "")
    id = person(login) if login else ""
    if not id:
        raise Stop(f"没有“{login}”这个账号。" if login else "请用 --as 登录名 指明以谁的名义办理。")
    return queries.actor(id, now, Through.COMMAND)
