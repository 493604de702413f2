"""What pages ask, over a million (or ten) matters loaded by SQL: inbox, counts, totals, map cells, lists."""

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ground
import pages

SPOTS = 2000


def load(place: ground.Ground, upto: int, begin: int = 0) -> float:
    """Matters number `begin` to `upto` with their totals and map cells; returns seconds.

    Only PostgreSQL gathers statistics by itself; SQLite plans as in any installation, without."""
    from django.db import connection

    began = time.monotonic()
    sqlite = connection.vendor == "sqlite"
    hexed, text = ("printf('%032x', n)", "CAST({} AS TEXT)") if sqlite else ("lpad(to_hex(n), 32, '0')", "({})::text")
    said = _columns(place, ground.now(), hexed, text)
    step = 250_000
    indexes = _drop_indexes(sqlite)
    for first in range(begin, upto, step):
        last = min(upto, first + step) - 1
        series = f"WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last}) "
        if not sqlite:
            series = f"WITH s AS (SELECT generate_series({first}, {last})::bigint AS n) "
        names = ",".join(f'"{name}"' for name in said)
        head, tail = (series, "") if not sqlite else ("", series)
        sql = f"INSERT INTO matter ({names}) {tail}SELECT {','.join(said.values())} FROM s"
        with connection.cursor() as cursor:
            cursor.execute(head + sql if head else sql)
    with connection.cursor() as cursor:
        for sql in indexes:
            cursor.execute(sql)
        _totals(cursor)
        _cells(cursor)
        if not sqlite:
            cursor.execute("ANALYZE")
    return time.monotonic() - began


def _drop_indexes(sqlite: bool) -> list[str]:
    """Drops the matters' indexes; returns the statements that make them again. Ten million rows are in sooner so."""
    from django.db import connection

    found = "SELECT name, sql FROM sqlite_master WHERE type='index' AND tbl_name='matter' AND sql IS NOT NULL"
    if not sqlite:
        found = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename='matter' AND indexname NOT LIKE '%pkey'"
    with connection.cursor() as cursor:
        cursor.execute(found)
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in indexes]


def _columns(place: ground.Ground, now: Any, hexed: str, text: str) -> dict[str, str]:
    """SQL for each column, of the number n: three in ten are open, half of those with a unit, half with officers."""
    from anlan.kernel.columns import to_micros

    at, hour = to_micros(now), 3_600_000_000
    units = "CASE n % 8 " + " ".join(f"WHEN {k} THEN '{unit}'" for k, unit in enumerate(place.units[:8])) + " END"
    state = "CASE WHEN n % 10 = 0 THEN '整改中' WHEN n % 10 < 3 THEN '待复查' ELSE '已销号' END"
    sector = "CASE n % 5 " + " ".join(f"WHEN {k} THEN '{name}'" for k, name in enumerate(ground.SECTORS)) + " END"
    town = text.format("140621100 + n % 12")
    spot = f"(n % {SPOTS})"
    due = f"{at} + (n % 2000) * {hour}"
    quoted = {
        "kind": "bench_hazard", "home": ground.COUNTY, "l1": "14", "l2": "1406", "l3": ground.COUNTY, "l5": "", "head": "",
        "subject": "", "holder_person": "", "opener": place.people[0], "parent": "", "cause": "", "number": "",
        "last_step": "open", "facts": _facts(place),
    }  # fmt: skip
    return {name: f"'{value}'" for name, value in quoted.items()} | {
        "id": hexed, "version": "1", "state": state, "sector": sector, "place": town, "l4": town, "unit": units,
        "since": str(at), "seq": "1", "opened": f"{at} - n * 1000000", "happened": str(at),
        "due": due, "sort_due": due, "closed": f"CASE WHEN n % 10 < 3 THEN NULL ELSE {at} END",
        "overdue": "n < 0", "title": f"'示例隐患' || {text.format('n')}",
        "secrecy": "CASE WHEN n % 50 = 0 THEN '限知悉人' WHEN n % 5 = 0 THEN '公开' ELSE '内部' END",
        "severity": "CASE WHEN n % 10 = 0 THEN '重大' ELSE '一般' END",
        "lon": f"1128000000 + {spot} * 1500", "lat": f"394000000 + ({spot} * 7919 % {SPOTS}) * 1500",
        "holder_unit": f"CASE WHEN n % 10 = 0 THEN {units} ELSE '' END",
        "holder_role": "CASE WHEN n % 10 = 0 THEN 'liaison' WHEN n % 10 < 3 THEN 'officer' ELSE '' END",
        "kids_open": "0", "kids_done": "0",
    }  # fmt: skip


def _facts(place: ground.Ground) -> str:
    facts = {
        "title": "示例", "place": place.towns[0], "unit": place.units[0], "sector": "工贸", "firm": place.units[1],
        "point": [1128000000, 394000000], "severity": "一般", "leader": place.people[0], "found": "示例",
    }  # fmt: skip
    return json.dumps(facts, ensure_ascii=False)


def _totals(cursor: Any) -> None:
    cursor.execute("DELETE FROM total")
    for level in ("l1", "l2", "l3", "l4"):
        names = f"{level}, kind, state, sector, secrecy, home"
        cursor.execute(
            "INSERT INTO total (place, kind, state, sector, secrecy, home, shard, n) "
            f"SELECT {names}, 0, count(*) FROM matter GROUP BY {names}"
        )


def _cells(cursor: Any) -> None:
    from anlan.kernel import db, tallies

    cursor.execute("DELETE FROM cell")
    names = "lon, lat, l3, kind, sector, severity, secrecy"
    cursor.execute(f"SELECT {names}, count(*) FROM matter WHERE closed IS NULL AND lon IS NOT NULL GROUP BY {names}")
    summed: dict[tuple[Any, ...], int] = {}
    for lon, lat, county, *rest, n in cursor.fetchall():
        for zoom in tallies.ZOOMS:
            key = (county, zoom, *tallies.tile(lon, lat, zoom), *rest, 0)
            summed[key] = summed.get(key, 0) + n
    rows = [(*key, n) for key, n in summed.items()]
    for first in range(0, len(rows), 1000):
        db.insert_many(cursor, "cell", tallies.CELL, rows[first : first + 1000])


class Heard:
    """The statements of a call, as a wrapper of Django's cursor sees them."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Any]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.said.append((sql, params))
        return execute(sql, params, many, context)


def ask(place: ground.Ground, rounds: int = 100) -> dict[str, float]:
    """p95 in milliseconds for a person with five grants: of the slowest single statement, of the whole call, and of its CPU."""
    from datetime import timedelta

    from anlan.kernel import queries
    from anlan.kernel.people import Actor, GrantView, Role

    town, five = place.towns[3], queries.actor(pages.five(place), ground.now())
    clerk = Actor(person=place.people[0], grants=(GrantView(Role.CLERK, ground.COUNTY),))
    admin = Actor(person=place.people[1], grants=(GrantView(Role.SYSTEM_ADMIN, ground.COUNTY),))
    worker = Actor(person=place.people[2], grants=(GrantView(Role.WORKER, ground.COUNTY, unit=place.units[2]),))
    long_ago = place.at - timedelta(days=400)
    times = {"today": place.at + timedelta(days=1), "week": place.at + timedelta(days=7), "all": place.at + timedelta(days=9999)}
    box, small = (112.0, 39.0, 114.0, 41.0), (112.80, 39.40, 112.83, 39.43)
    asked: dict[str, Callable[[], Any]] = {
        "inbox": lambda: queries.inbox(five).rows,
        "inbox counts": lambda: queries.inbox_counts(five, times),
        "totals": lambda: queries.totals(clerk, ground.COUNTY),
        "cells": lambda: queries.cells(clerk, ground.COUNTY, 10, box),
        "points": lambda: queries.points(clerk, small, 1000),
        "list of 50": lambda: _json(queries.newest(queries.matters(five, kinds=("bench_hazard",)))),
        "list of 50 in a town": lambda: _json(queries.newest(queries.matters(five, place=town, open_only=True))),
        "overdue, none": lambda: queries.newest(queries.matters(clerk, place=ground.COUNTY, overdue_at=long_ago)).rows,
        "a state, none": lambda: queries.newest(queries.matters(clerk, place=ground.COUNTY, states=("无此状态",))).rows,
        "an administrator's list": lambda: queries.newest(queries.matters(admin, open_only=True)).rows,
        "a worker's list": lambda: queries.newest(queries.matters(worker, open_only=True)).rows,
    }
    found: dict[str, float] = {}
    for name, call in asked.items():
        found |= _timed(name, call, rounds)
    return found | {"memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _json(listed: Any) -> str:
    return json.dumps([{"id": one.id, "title": one.title, "state": one.state} for one in listed.rows])


def _timed(name: str, call: Callable[[], Any], rounds: int) -> dict[str, float]:
    """The p95 of the call's wall time and CPU, and the CPU of its slowest statement by itself with all its rows fetched.

    CPU is this process's and the server's together, which what else the machine does leaves alone."""
    from django.db import connection

    heard = Heard()
    with connection.execute_wrapper(heard):
        call()
    whole, cpu = _repeat(call, rounds)
    slowest = 0.0
    with connection.cursor() as cursor:
        for sql, params in heard.said:
            used = _repeat(lambda: (cursor.execute(sql, params), cursor.fetchall()), rounds)[1]  # noqa: B023
            slowest = max(slowest, _p95(used))
    return {
        f"{name}: statement p95 ms": slowest,
        f"{name}: call p95 ms": _p95(whole),
        f"{name}: call CPU p95 ms": _p95(cpu),
    }


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] * 1000


def _repeat(call: Callable[[], Any], rounds: int) -> tuple[list[float], list[float]]:
    """How long each call took and how much CPU; for ten seconds at most."""
    until, server = time.monotonic() + 10, _server()
    whole, cpu = list[float](), list[float]()
    while len(whole) < rounds and time.monotonic() < until:
        began, used = time.perf_counter(), time.thread_time() + server()
        call()
        whole.append(time.perf_counter() - began)
        cpu.append(time.thread_time() + server() - used)
    return whole, cpu


def _server() -> Callable[[], float]:
    """How much CPU the server's process for this connection has used, in seconds; SQLite has none."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return lambda: 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        spent = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(spent.read_text().split()[0]) / 1e9
