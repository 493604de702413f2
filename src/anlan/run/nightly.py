"""The night's work on history beside the intake: a process of its own, at lowest priority, started by the intake.

It begins at the county's hour (standards/readings_keeping.yaml), not while messages pile up on the bus; every hour it folds the
small files of today. A kill changes nothing: what a day's work had not committed is begun again.
"""

import fcntl
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from threading import Event

from anlan.kernel.calendar import local
from anlan.kernel.tuning import Figures
from anlan.monitoring.heard import folder
from anlan.monitoring.nights import groups, keeping, night
from anlan.run.main import Stop

AGAIN, NICE = timedelta(hours=1), 19
LOOKED, LONGEST_LOOK = "looked.txt", timedelta(days=7)
"""Up to which day readings were compared; of a node that slept longer, the last days."""
log = logging.getLogger(__name__)


def tidy(now: datetime, *, only_today: bool) -> int:
    """`anlan readings tidy`. Stop with a sentence where another one is at it."""
    try:
        from anlan.monitoring.keeping import Keeper
    except ImportError as missing:
        raise Stop(f"整理历史读数需要 streams 扩展（缺 {missing.name}），请安装 requirements/streams.txt。") from None
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "night.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Stop("已经有一个进程在整理历史读数。") from None
        keeper = Keeper(folder(), stop.is_set)
        print(f"今天的 {keeper.fold(local(now).date())} 个小文件已归并。")
        if not only_today:
            print(keeper.night(keeping(now), groups(), now).sentence(now))
            print(f"与以前的读数比对：{doubts(now, stop.is_set)} 件疑点。")
    return 0


def doubts(now: datetime, stop: Callable[[], bool]) -> int:
    """Opens a doubt for what the days since the last look show only beside older readings and beside each other. How many it
    touched."""
    from anlan.monitoring.alarms import tell
    from anlan.monitoring.filings import filed
    from anlan.monitoring.history import History
    from anlan.monitoring.look_back import asked, through
    from anlan.monitoring.queries import roster

    today, looked = local(now).date(), folder() / LOOKED
    by = asked(Figures(now).look_up, today)
    last = date.fromisoformat(looked.read_text()) if looked.exists() else today - timedelta(days=1)
    days = max(last, today - LONGEST_LOOK), today
    windows = filed(now - timedelta(milliseconds=by.span) - LONGEST_LOOK)
    found = through(History(folder() / "history"), roster(), windows, days, by, stop) if last < today else ()
    touched = sum(len(tell(some, now)) for some in found)
    if not stop():
        looked.write_text(today.isoformat())
    return touched


class Nightly:
    """What the intake asks every few seconds: whether it is time, and whether the bus leaves time."""

    def __init__(self, began: datetime) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.tried = began

    def look(self, now: datetime, *, is_busy: bool) -> None:
        """Starts what is due; one at a time. A night that was stopped or failed is begun again after an hour."""
        if is_busy or self._runs():
            return
        waited, last = now - self.tried > AGAIN, night(folder())
        if last.is_due(now, keeping(now).hour) and (waited or last.ended):
            self._start(now)
        elif waited:
            self._start(now, "--today")

    def _runs(self) -> bool:
        code = self.process.poll() if self.process else 0
        if code:
            log.error("nightly: tidying history ended with %s", code)
        self.process = self.process if code is None else None
        return code is None

    def _start(self, now: datetime, *words: str) -> None:
        self.tried = now
        command = (sys.executable, "-m", "anlan.run", "readings", "tidy", *words)
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        os.setpriority(os.PRIO_PROCESS, self.process.pid, NICE)

    def end(self) -> None:
        """The intake ends: what runs is asked to leave off, and goes on the next time."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
