"""Ten thousand due rows at once, while others take steps."""

import time
from multiprocessing import get_context
from typing import Any

import ground
import steps


def storm(place: ground.Ground, many: int = 10_000, writers: int = 2) -> dict[str, float]:
    """Seconds that one clock needs for so many deadlines, and the p99 of the others' steps meanwhile (ms)."""
    from django.db import connection, connections

    from anlan.kernel.columns import to_micros

    matters = [[place.open(n, 500_000 + n * 100 + k) for k in range(20)] for n in range(writers)]
    now = ground.now()
    sql = "INSERT INTO due (subject, what, name, at, tries) SELECT id, 'deadline', '0', %s, 0 FROM matter "
    sql += "WHERE state='整改中' AND closed IS NULL AND seq=1 AND id < '0001' LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [to_micros(now), many])
        assert cursor.rowcount == many
    connections.close_all()
    fork = get_context("fork")
    out, done = fork.Queue(), fork.Event()
    busy = [fork.Process(target=_steps, args=(place.people[n], matters[n], done, out)) for n in range(writers)]
    clock = fork.Process(target=_clock, args=(done, out))
    for one in (*busy, clock):
        one.start()
    answers = ground.answers(out, [*busy, clock], 600)
    seconds, count = next(answer[1:] for answer in answers if answer[0] == "clock")
    took = sorted(t for answer in answers if answer[0] == "steps" for t in answer[1])
    return {
        "due rows": count,
        "seconds": seconds,
        "others' steps": len(took),
        "others' p99 ms": took[int(len(took) * 0.99)] * 1000,
    }


def _clock(done: Any, out: Any) -> None:
    from anlan.kernel import clock

    began, count, now = time.monotonic(), 0, ground.now()
    while batch := clock.tick(now):
        count += batch
    out.put(("clock", time.monotonic() - began, count))
    done.set()


def _steps(person: str, matters: list[str], done: Any, out: Any) -> None:
    took: list[float] = []
    while not done.is_set():
        took += steps.walk(person, matters, time.monotonic() + 600, len(matters) * 3)
    out.put(("steps", took))
