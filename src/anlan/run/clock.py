"""`anlan clock`: pulls what is due and seals the ledger every ten minutes. Any number of them may run side by side."""

import argparse
import logging
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from anlan.exchange.delivery import deliver
from anlan.kernel import clock, ledger
from anlan.run import node
from anlan.run.main import Stop

IDLE, BETWEEN_BEATS, BETWEEN_ROUNDS = 1.0, 10.0, 60.0
log = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="把已到期的都办完就结束")
    parser.add_argument("--at", type=datetime.fromisoformat, help="演练：把时钟拨到这个时间（只用于演练节点）")


def run(args: argparse.Namespace) -> int:
    if args.at and not node.me().is_exercise:
        raise Stop("只有演练节点的时钟可以拨，正式节点按实际时间运行。")
    if args.once:
        now = args.at or timezone.now()
        done = _catch_up(lambda: now)
        print(f"时钟办完 {done} 件。")
        return 0
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return _for_ever(stop)


def beat_file() -> Path:
    """Touched by every living clock; `anlan doctor` looks at its age."""
    return Path(settings.DATA) / "clock.beat"


def _for_ever(stop: Event) -> int:
    beaten = sealed = -1e9
    rounds = Rounds()
    while not stop.is_set():
        began = time.monotonic()
        try:
            if began - beaten > BETWEEN_BEATS:
                beat_file().touch()
                beaten = began
            busy = clock.tick(timezone.now()) > 0
            if began - sealed > ledger.SEAL_EVERY.total_seconds():
                ledger.seal(timezone.now())
                sealed = began
            rounds.go_on(began)
        except DatabaseError:
            log.exception("clock: the database does not answer")
            close_old_connections()
            busy = False
        if not busy:
            stop.wait(IDLE)
    return 0


class Rounds:
    """The doors' rounds, one at a time beside the clock: a node that does not answer holds up no deadline."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "doors")
        self._last: Future[None] | None = None
        self._began = -1e9

    def go_on(self, now: float) -> None:
        """Begins the next round if a minute is over and the last one has ended."""
        if now - self._began > BETWEEN_ROUNDS and (self._last is None or self._last.done()):
            self._began = now
            self._last = self._pool.submit(self._round)

    @staticmethod
    def _round() -> None:
        try:
            deliver(timezone.now())
        except Exception:
            log.exception("doors: a round failed")
        finally:
            close_old_connections()


def _catch_up(now: Callable[[], datetime]) -> int:
    done = 0
    while batch := clock.tick(now()):
        done += batch
    return done
