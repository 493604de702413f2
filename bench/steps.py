"""take_step with everything, by several writer processes; and the same statements through the driver alone."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from multiprocessing import get_context
from typing import Any

import ground

ROUND = (
    ("report", lambda n: {"progress": f"第{n}次：已清理通道，照明更换{n % 7}处，灭火器送检。" * 2}),
    ("done", lambda n: {}),
    ("back", lambda n: {"reason": f"现场仍有{n % 5}处未清理，请继续整改。"}),
)


def walk(person: str, matters: list[str], until: float, most: int = 10**9) -> list[float]:
    """Takes step after step, round and round on one matter after the other; returns how long each took, in seconds.

    After a multiple of three steps a matter every matter stands where it began."""
    took: list[float] = []
    for step in calls(person, matters):
        if len(took) >= most or time.monotonic() >= until:
            return took
        began = time.perf_counter()
        step()
        took.append(time.perf_counter() - began)
    return took


def calls(person: str, matters: list[str]) -> Iterator[Callable[[], Any]]:
    """One take_step after the other, without end, each with its id, time and form made by the client."""
    from anlan.kernel import actions, ids, queries

    by = queries.actor(person, ground.now())
    for n in count():
        turn, at = divmod(n, len(matters))
        step, asked = ROUND[turn % 3]
        moment = ground.now()
        yield partial(actions.take_step, matters[at], step, by, at=moment, id=ids.new_id(moment), asked=asked(turn))


def _writer(person: str, matters: list[str], start: float, until: float, out: Any) -> None:
    from django.db import connection

    connection.connect()
    while time.monotonic() < start:
        time.sleep(0.005)
    cpu = time.process_time()
    took = walk(person, matters, until)
    out.put((took, time.process_time() - cpu))


def race(place: ground.Ground, writers: int, seconds: float, each: int = 30) -> dict[str, float]:
    """`writers` processes for so many seconds: rate, p50, p95, p99 (ms), slowest writer over the mean."""
    from django.db import connections

    matters = [[place.open(n, n * each + k) for k in range(each)] for n in range(writers)]
    connections.close_all()
    fork = get_context("fork")
    out = fork.Queue()
    start = time.monotonic() + 1
    until = start + seconds
    all_of_them = [fork.Process(target=_writer, args=(place.people[n], matters[n], start, until, out)) for n in range(writers)]
    for one in all_of_them:
        one.start()
    results = ground.answers(out, all_of_them, seconds + 120)
    took = sorted(t for times, _ in results for t in times)
    counts = [len(times) for times, _ in results]
    at = lambda share: took[int(len(took) * share)] * 1000  # noqa: E731
    return {
        "steps/s": len(took) / seconds,
        "p50 ms": at(0.5),
        "p95 ms": at(0.95),
        "p99 ms": at(0.99),
        "worst ms": took[-1] * 1000,
        "slowest/mean": min(counts) / statistics.mean(counts),
        "client CPU ms/step": sum(cpu for _, cpu in results) / len(took) * 1000,
    }
