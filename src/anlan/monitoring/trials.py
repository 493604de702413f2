"""试算 over the register: which sensors, what history holds of them, which real alarms a change would have missed.

One sensor is judged at once. Nothing is changed. Many are long work: a `Backtest` goes on a second at a time while its
page is open, keeps what it has found, may be stopped, and goes on where it stood."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from anlan.kernel import queries
from anlan.kernel.people import Actor
from anlan.kernel.refusals import NotThere, Refused
from anlan.monitoring import actions
from anlan.monitoring.backtest import Change, Tried, tried
from anlan.monitoring.filings import filed
from anlan.monitoring.loops.alarm import TRUE
from anlan.monitoring.plan import spans
from anlan.monitoring.queries import backtest, backtest_lines, backtests
from anlan.monitoring.sensors import history, ms

if TYPE_CHECKING:
    from anlan.kernel.models import Matter, Record
    from anlan.monitoring.history import Series
    from anlan.monitoring.models import Backtest, BacktestLine

MOST = 5000
"""So many sensors one trial takes."""
BITE = 1.0
"""So many seconds a trial of many works each time it is asked."""
LATE = timedelta(minutes=5)
"""So far a real alarm may lie beside what was raised in the trial and still be the same."""


@dataclass(frozen=True)
class Real:
    """A real alarm of the sensor, and whether the rules raise something then: as they are, and as they would be."""

    matter: "Matter"
    at: datetime
    before: bool
    after: bool

    @property
    def is_true(self) -> bool:
        return bool(self.matter.facts.get("result") == TRUE)

    @property
    def is_lost(self) -> bool:
        return self.before and not self.after


@dataclass(frozen=True)
class Judged:
    """One sensor's trial: the span, its readings, before and after, the real alarms."""

    record: "Record"
    start: datetime
    end: datetime
    series: "Series"
    tried: Tried
    real: tuple[Real, ...]

    @property
    def readings(self) -> int:
        return len(self.series.at)


@dataclass(frozen=True)
class Question:
    """What is asked of each sensor: the change, over which span, who asks and when, and what was filed then, by sensor."""

    change: Change
    start: datetime
    end: datetime
    by: Actor
    now: datetime

    @cached_property
    def work(self) -> Mapping[str, Sequence[tuple[datetime, datetime]]]:
        return filed(self.start)


def judged(id: str, asked: Question) -> Judged:
    """Raises NotThere for a sensor that is not for these eyes, Refused where history cannot be read."""
    record = queries.record(id, asked.by, "sensor")
    series = history().read(record.key, ms(asked.start), ms(asked.end))
    windows = [(ms(begin), ms(until)) for begin, until in asked.work.get(record.id, ())]
    found = tried(asked.change, record.facts, spans(asked.now), series, ms(asked.end), windows)
    return Judged(record, asked.start, asked.end, series, found, tuple(_real(record, found, asked)))


def _real(record: "Record", found: Tried, asked: Question) -> Iterable[Real]:
    """The alarms in which the sensor spoke within the span, as far as this actor sees them; the newest first."""
    several = queries.matters(asked.by, kinds=("alarm",), unit=record.unit, opened_from=asked.start)[:1000]
    for matter in several:
        for signal in matter.facts.get("signals", ()):
            first, last = (datetime.fromisoformat(signal[name]) for name in ("first", "last"))
            if signal["sensor"] == record.id and asked.start <= first < asked.end:
                begin, until = ms(first - LATE), ms(last + LATE)
                told = [any(one.meets(begin, until) for one in some) for some in (found.before, found.after)]
                yield Real(matter, first, *told)


# many ----------------------------------------------------------------------------------------------------------------


def scope(asked: Mapping[str, str], by: Actor, place: str) -> list[str]:
    """The ids of the sensors that a firm, a kind of measurement or a figure of the standards means. Raises Refused."""
    q = Q()
    for name, value in asked.items():
        q &= {"unit": Q(unit=value), "measures": Q(facts__measures=value), "figure": Q(facts__standard=value)}.get(name, Q())
    found = list(queries.records("sensor", by, place=place).filter(q).values_list("id", flat=True)[: MOST + 1])
    if not found:
        raise Refused("没有符合条件的监测点，请换一个范围。")
    if len(found) > MOST:
        raise Refused(f"监测点超过 {MOST} 个，请按单位分开试算。")
    return found


def begin(title: str, sensors: list[str], asked: Question) -> str:
    """A trial of many; its id."""
    change = asked.change
    kept: dict[str, Any] = {"facts": {name: str(value) for name, value in change.facts.items()}, "figures": dict(change.figures)}
    kept |= {"start": asked.start.isoformat(), "end": asked.end.isoformat()}
    return actions.begin_backtest(asked.by.person, title, kept, sensors, asked.now)


def mine(id: str, by: Actor) -> "Backtest":
    """Raises NotThere for one that another person began."""
    found = backtest(id, by.person)
    if found is None:
        raise NotThere(queries.NOT_YOURS)
    return found


def lately(by: Actor) -> "list[Backtest]":
    """The last trials of many that this person began."""
    return list(backtests(by.person)[:10])


def change_of(found: "Backtest") -> Change:
    return Change(found.asked["facts"], found.asked["figures"])


def span_of(found: "Backtest") -> tuple[datetime, datetime]:
    start, end = (datetime.fromisoformat(found.asked[name]) for name in ("start", "end"))
    return start, end


def go_on(found: "Backtest", by: Actor, now: datetime) -> None:
    """Judges sensor after sensor for about so long; the same sensor is never counted twice."""
    if found.stopped:
        return
    done = set(backtest_lines(found.id).values_list("sensor", flat=True))
    asked, until = Question(change_of(found), *span_of(found), by, now), time.monotonic() + BITE
    for id in (one for one in found.sensors if one not in done):
        actions.keep_backtest_line(found.id, id, _figures(id, asked))
        if time.monotonic() > until:
            return


def _figures(id: str, asked: Question) -> dict[str, int]:
    """A sensor that was taken out of use meanwhile, or is no longer for these eyes, counts nothing."""
    try:
        one = judged(id, asked)
    except NotThere:
        return dict.fromkeys(SUMS, 0)
    found, lost = one.tried, sum(real.is_lost and real.is_true for real in one.real)
    counts = (one.readings, *(len(some) for some in (found.before, found.after, found.added, found.gone)), lost)
    return dict(zip(SUMS, counts, strict=True))


@dataclass(frozen=True)
class Progress:
    """How far a trial of many has come: sensors done, sums over them, and the sensors with the greatest differences."""

    n: int
    of: int
    sums: Mapping[str, int]
    lines: "tuple[tuple[str, BacktestLine], ...]"

    @property
    def is_done(self) -> bool:
        return self.n >= self.of


SUMS = ("readings", "before", "after", "added", "gone", "lost")
LISTED = 100


def progress(found: "Backtest", by: Actor) -> Progress:
    lines = list(backtest_lines(found.id))
    sums = {name: sum(getattr(line, name) for line in lines) for name in SUMS}
    lines.sort(key=lambda line: (-line.lost, -(line.added + line.gone), -line.before, line.sensor))
    titles = dict(
        queries.records("sensor", by).filter(id__in=[line.sensor for line in lines[:LISTED]]).values_list("id", "title")
    )
    return Progress(len(lines), len(found.sensors), sums, tuple((titles.get(line.sensor, ""), line) for line in lines[:LISTED]))
