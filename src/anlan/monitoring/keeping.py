"""The night's work on history: finished days are packed, what is past its keeping goes, files that nothing names are removed.

    Keeper(folder, stop).night(keeping, groups, now)       # may be stopped between two ranges of sensors; the next one goes on
    Keeper(folder, stop).fold(today)                       # by day: many small files of today become few

One process does it, beside the intake: Delta lets both commit, and what comes to a day meanwhile stays for the next
night.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from anlan.kernel.calendar import local
from anlan.monitoring import extremes
from anlan.monitoring.history import History, Lying, lying
from anlan.monitoring.nights import OTHER, Keeping, Night, night, tell
from anlan.monitoring.packing import RANGE, Packed, Stopped, fold, pack

MANY = 100
"""So many small files of a day are worth folding: a curve of today opens each of them."""


class Keeper:
    """Works on the history of a folder of readings. `stop` is asked again and again whether to leave off."""

    def __init__(self, folder: Path, stop: Callable[[], bool]) -> None:
        self.folder, self.stop = folder, stop
        self.history = History(folder / "history")
        self.told = Night()

    def fold(self, today: date) -> int:
        """Makes sorted files of today's many small ones, a memory full at a time. How many there were."""
        small = [one for one in self.history.files() if one.day == today and one.is_fresh]
        if len(small) < MANY:
            return 0
        for some in _full(small):
            if (table := self.history.table()) and not self.stop():
                fold(table, today, some)
        return len(small)

    def night(self, keeping: Keeping, groups: Mapping[str, str], now: datetime) -> Night:
        """All of it, the oldest day first. What was wrong with it is told in the file and raised."""
        before, today = night(self.folder), local(now).date()
        ends = keeping.ends(today)
        work = self._work(today, ends, before.cleaned)
        self.told = Night(began=now.isoformat(), of=len(work), cleaned=dict(before.cleaned))
        try:
            for day in work:
                self._day(day, {group for group, first in ends.items() if day < first}, groups)
            self._sweep()
            extremes.fold(self.folder, self.stop)
        except Stopped:
            return self._tell(stopped=True)
        except Exception as wrong:
            self._tell(wrong=f"{str(wrong).splitlines()[0][:200]}。")
            raise
        return self._tell(ended=now.isoformat(), doing="", cleaned={group: first.isoformat() for group, first in ends.items()})

    def _tell(self, **more: object) -> Night:
        self.told = tell(self.folder, self.told, **more)
        return self.told

    def _work(self, today: date, ends: Mapping[str, date], cleaned: Mapping[str, str]) -> list[date]:
        """The finished days with something to do: readings that came since they were packed, or a kind past its keeping."""
        days: dict[date, list[Lying]] = {}
        for one in self.history.files():
            days.setdefault(one.day, []).append(one)
        since = {group: date.fromisoformat(cleaned.get(group, date.min.isoformat())) for group in ends}
        return [
            day
            for day, files in sorted(days.items())
            if day < today
            and (not all(one.is_packed for one in files) or any(since[group] <= day < first for group, first in ends.items()))
        ]

    def _day(self, day: date, past: set[str], groups: Mapping[str, str]) -> None:
        self._tell(doing=day.isoformat())
        table = self.history.table()
        assert table is not None

        def gone(codes: Sequence[str]) -> "np.ndarray[Any, np.dtype[np.bool_]]":
            return np.array([groups.get(code, OTHER) in past for code in codes], bool)

        now_lying = [one for one in lying(table) if one.day == day]
        self._count(pack(table, day, now_lying, self.folder / "packing", gone, lambda: not self.stop()))
        cleaned = {group: max(self.told.cleaned.get(group, ""), (day + timedelta(days=1)).isoformat()) for group in past}
        self._tell(days=self.told.days + 1, cleaned={**self.told.cleaned, **cleaned})

    def _count(self, done: Packed) -> None:
        self._tell(readings=self.told.readings + done.after, twice=self.told.twice + done.twice, gone=self.told.gone + done.gone)

    def _sweep(self) -> None:
        """Removes files that no version of the last day names, and folds the log."""
        if table := self.history.table():
            table.vacuum(dry_run=False)
            table.create_checkpoint()
            table.cleanup_metadata()


def _full(files: Sequence[Lying]) -> Iterator[list[Lying]]:
    """As many files at a time as memory is meant to hold."""
    some: list[Lying] = []
    for one in files:
        if some and sum(it.rows for it in some) + one.rows > RANGE:
            yield some
            some = []
        some.append(one)
    yield some
