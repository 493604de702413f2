"""月调度 and 季约谈: what every unit has open, done, late and without proof, and whom a rule of the county proposes to talk to.

No score and no rank: units stand in the order of their names. Every number is the length of a list of duties that is printed too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from anlan.desk.offers import Offers
from anlan.duties.loops.duty import ASKS_A_MONTH, BARE, CANCELLED, LATE, count_said
from anlan.duties.loops.talk import TALK_AFTER
from anlan.kernel import queries
from anlan.kernel.calendar import add_months, local
from anlan.kernel.people import Actor
from anlan.kernel.refusals import Refused
from anlan.standards.loader import NoFigure, shipped

if TYPE_CHECKING:
    from anlan.kernel.models import Matter, Record

"""The county setting that says after how many days late somebody is proposed for a talk."""
MOST = 20_000
UNSET = "未设定"


@dataclass(frozen=True)
class Span:
    """A month ("2026-11") or a quarter ("2026Q4"), and up to when it is counted: its end, or now while it lasts."""

    name: str
    title: str
    since: datetime
    until: datetime
    cut: datetime

    @property
    def today(self) -> date:
        """The last day that counts."""
        return local(self.cut).date() if self.cut < self.until else date.fromordinal(local(self.until).toordinal() - 1)


def span_of(name: str, now: datetime) -> Span:
    """Reads "2026-11" or "2026Q4"; "" is the present month. Refused for what is neither, or has not begun."""
    here = local(now)
    found = re.fullmatch(r"(20\d\d)(?:-(0[1-9]|1[0-2])|Q([1-4]))", name or f"{here:%Y-%m}", re.ASCII)
    if found is None:
        raise Refused("时段写成月份（2026-11）或季度（2026Q4），请改正。")
    year, quarter = int(found[1]), int(found[3] or 0)
    month = (quarter - 1) * 3 + 1 if quarter else int(found[2])
    since = here.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
    if since > now:
        raise Refused("这个时段还没有开始，请选本月、本季度或更早的。")
    until = add_months(since, 3 if quarter else 1)
    title = f"{year}年第{'一二三四'[quarter - 1]}季度" if quarter else f"{year}年{month}月"
    return Span(found[0], title, since, until, min(until, now))


@dataclass(frozen=True)
class Task:
    """A duty as the pack reckons it, at the end of its span."""

    matter: "Matter"
    span: Span

    @cached_property
    def due(self) -> date | None:
        said = self.matter.facts.get("due")
        return date.fromisoformat(said) if said else None

    @property
    def is_open(self) -> bool:
        return self.matter.closed is None or self.matter.closed >= self.span.cut

    @property
    def is_done(self) -> bool:
        closed = self.matter.closed
        return closed is not None and self.span.since <= closed < self.span.cut and self.matter.state != CANCELLED

    @property
    def is_late(self) -> bool:
        """Open past its date, or reported late."""
        said_so = self.matter.state == LATE and self.matter.since <= self.span.cut
        return self.is_open and (said_so or (self.due is not None and self.due < self.span.today))

    @property
    def is_bare(self) -> bool:
        return self.matter.state == BARE and self.matter.since <= self.span.cut

    @property
    def days_late(self) -> int:
        """Whole days since its date; since it was reported late where it has none or reported early; 0 if it is not late."""
        if not self.is_late:
            return 0
        from_ = self.due if self.due and self.due < self.span.today else local(self.matter.since).date()
        return max(0, (self.span.today - from_).days)

    @property
    def last_said(self) -> str:
        told = self.matter.facts.get("progress") or []
        return str(told[-1]["line"]) if told else "至今没有填报进展"

    @property
    def serial(self) -> str:
        return str(self.matter.facts.get("serial") or "")


@dataclass(frozen=True)
class UnitLine:
    """A unit with the duties behind each of its numbers."""

    unit: str
    name: str
    vertical: bool
    open: tuple[Task, ...]
    done: tuple[Task, ...]
    late: tuple[Task, ...]
    bare: tuple[Task, ...]

    @property
    def next_due(self) -> date | None:
        ahead = (one.due for one in self.open if one.due and one.due >= one.span.today)
        return min(ahead, default=None)


@dataclass(frozen=True)
class Candidate:
    """Who is proposed for a talk, by the rule; a vertically managed unit gets a letter instead."""

    line: UnitLine
    days: int
    tasks: tuple[Task, ...]

    @property
    def what(self) -> str:
        return "发函" if self.line.vertical else "约谈"


@dataclass(frozen=True)
class Asks:
    """How many duties one township was given in each month of the span."""

    name: str
    counts: tuple[int, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Pack:
    """Everything that a 月调度 or 季约谈 is prepared with."""

    span: Span
    lines: tuple[UnitLine, ...]
    late: tuple[Task, ...]
    talk_after: int | None
    candidates: tuple[Candidate, ...]
    months: tuple[str, ...]
    asks: tuple[Asks, ...]
    asks_limit: str
    rules: tuple[tuple[str, str], ...]

    def counted(self) -> Iterable[tuple[UnitLine, Task]]:
        """Every duty that a number counts, unit by unit, once."""
        for line in self.lines:
            for task in dict.fromkeys((*line.open, *line.done)):
                yield line, task


def pack(by: Actor, place: str, span: Span, now: datetime) -> Pack:
    """The pack of a place as far as these eyes see. Refused where there are more duties than a page of paper can hold."""
    found = list(queries.matters(by, kinds=("duty",), place=place).filter(opened__lt=span.cut).order_by("id")[: MOST + 1])
    if len(found) > MOST:
        raise Refused(f"这个范围的任务超过 {MOST} 件，请在页面上方改选一个更小的属地。")
    units = {one.id: one for one in queries.records("unit", by)[:MOST]}
    names = Offers(by, now)
    names.learn("record", {one.unit for one in found})
    held: dict[str, list[Task]] = {}
    for one in found:
        held.setdefault(one.unit, []).append(Task(one, span))
    made = (line_of(unit, names.name("record", unit), units.get(unit), tasks) for unit, tasks in held.items())
    lines = tuple(sorted((one for one in made if one.open or one.done), key=lambda one: in_order(one.name)))
    after = talk_rule(by)
    late = tuple(task for line in lines for task in sorted(line.late, key=lambda one: -one.days_late))
    months = tuple(months_of(span))
    asks = [asks_of(names.name("record", unit), held[unit], months) for unit in held if is_township(units.get(unit))]
    rules = tuple((one.facts["doc_no"], one.title) for one in queries.records("assessment_rule", by)[:20])
    return Pack(
        span, lines, late, after, candidates(lines, after), months, tuple(sorted(asks, key=lambda one: in_order(one.name))),
        asks_limit(by, span.today), rules,
    )  # fmt: skip


def line_of(unit: str, name: str, record: "Record | None", tasks: Sequence[Task]) -> UnitLine:
    parts = (tuple(one for one in tasks if getattr(one, f"is_{what}")) for what in ("open", "done", "late", "bare"))
    return UnitLine(unit, name, bool(record and record.facts.get("vertical")), *parts)


def in_order(name: str) -> tuple[list[str], str]:
    """The key that puts Chinese names in the order of their sounds. Imported here: it costs a second that few pages need."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin(name), name


def is_township(record: "Record | None") -> bool:
    return record is not None and record.facts.get("kind") == "乡镇"


def months_of(span: Span) -> Iterable[str]:
    at = local(span.since)
    while at < span.cut:
        yield f"{at:%Y-%m}"
        at = add_months(at, 1)


def asks_of(name: str, tasks: Sequence[Task], months: Sequence[str]) -> Asks:
    came = [f"{local(one.matter.opened):%Y-%m}" for one in tasks]
    mine = tuple(one for one, month in zip(tasks, came, strict=True) if month in months)
    return Asks(name, tuple(came.count(month) for month in months), mine)


def talk_rule(by: Actor) -> int | None:
    """After how many days late somebody is proposed for a talk; None where the county has not set it."""
    return count_said(setting(by, TALK_AFTER))


def asks_limit(by: Actor, on: date) -> str:
    """How many duties a township may be given in a month: the county's own, else the standard's; 未设定 if neither."""
    own = count_said(setting(by, ASKS_A_MONTH))
    if own is not None:
        return str(own)
    try:
        figure: Any = shipped().look_up("county_duties.township_asks", on)
    except NoFigure:
        return UNSET
    return UNSET if figure.value is None else str(figure.value)


def setting(by: Actor, key: str) -> str:
    found = queries.records("county_setting", by, facts={"key": key}).first()
    return str(found.facts.get("value") or "") if found else ""


def candidates(lines: Sequence[UnitLine], after: int | None) -> tuple[Candidate, ...]:
    """The units with a duty late by more than the county's days, in the order of their names."""
    if after is None:
        return ()
    found = ((line, tuple(one for one in line.late if one.days_late > after)) for line in lines)
    return tuple(Candidate(line, max(one.days_late for one in tasks), tasks) for line, tasks in found if tasks)
