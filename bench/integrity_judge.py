"""What the house finds of the faults, by the rules and figures that it ships: each sensor by its own record; cameras, set-points
and couples by theirs. Imported once Django stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from bench.integrity_faults import DAY, Fault, faulty
from bench.integrity_series import Series

from anlan.engines.stream_rules.engine import Engine
from anlan.kernel.calendar import local
from anlan.monitoring.look_back import Asked, Look, asked, look
from anlan.monitoring.plan import Spans, plan, spans_of
from anlan.monitoring.queries import Listed, Roster
from anlan.monitoring.registers.watch_rule import VALUE
from anlan.monitoring.rule_names import DOUBTS
from anlan.monitoring.watch import Watch
from anlan.monitoring.written import Book
from anlan.standards.loader import shipped

AWAY = 4 * DAY
"""An event bears the time of its reading, which a wrong clock puts up to three days away; what the clean series tells is left
out."""
LOOKED_BACK = ("clone", "replay", "clip")
COUPLE = ("PT08.S2(NMHC)", "C6H6(GT)")
TODAY = local(datetime.now(UTC)).date()
SPANS: Spans = spans_of(shipped().look_up, TODAY)
ASKED: Asked = asked(shipped().look_up, TODAY)


@dataclass
class Score:
    """What came of one kind."""

    found: int = 0
    tried: int = 0
    false: int = 0
    days: float = 0.0

    def add(self, more: "Score") -> None:
        self.found, self.tried, self.false = self.found + more.found, self.tried + more.tried, self.false + more.false
        self.days += more.days


# one sensor by its own record -------------------------------------------------------------------------------------------


def sensors(some: Sequence[Series], trials: int, chance: np.random.Generator) -> Iterator[tuple[str, Score]]:
    """Every sensor of a site: what is raised as it is, and with each fault."""
    clean = {one.code: set(online(one, one.at)) for one in some}
    nights = {one.code: set[tuple[str, int]]() for one in some}
    for kind, number, at in looked_back(some, midnights(some)):
        nights[some[number].code].add((kind, at))
    for one in some:
        days = one.days
        for kind in ("silent", "flat", "range", "shift", "unfiled", *LOOKED_BACK):
            raised = [at for what, at in (clean[one.code] | nights[one.code]) if what == kind]
            real = sum(_is_gap(one, at) for at in raised) if kind == "silent" else 0
            if real:
                print(f"  {one.code}: {real} real gaps told")
            yield kind, Score(false=len(raised) - real, days=days)
            yield kind, tried(kind, one, some, trials, chance, clean[one.code] | nights[one.code])


def tried(
    kind: str, one: Series, some: Sequence[Series], trials: int, chance: np.random.Generator, clean: set[tuple[str, int]]
) -> Score:
    others, score = [it for it in some if it.code != one.code], Score()
    if not others and kind == "clone" or kind == "flat" and (one.facts.get("on_change") or one.facts.get("flat")):
        return score
    if kind in LOOKED_BACK and one.facts.get("flat"):
        return score
    for _ in range(trials):
        if fault := faulty(kind, one, others, 200, chance):
            score.tried += 1
            score.found += found(kind, fault, some, clean)
    if score.found < score.tried:
        print(f"  {kind} {one.code}: missed {score.tried - score.found} of {score.tried}")
    return score


def found(kind: str, fault: Fault, some: Sequence[Series], clean: set[tuple[str, int]]) -> bool:
    if kind not in LOOKED_BACK:
        raised = online(fault.series, fault.arrival, with_clock=kind == "shift")
        return any(
            what == kind and fault.begin - AWAY <= at <= fault.end + AWAY and (what, at) not in clean for what, at in raised
        )
    told = [fault.series if it.code == fault.series.code else it for it in some]
    nights = [at for at in midnights(told) if fault.begin < at <= fault.end + 2 * DAY]
    number = next(place for place, it in enumerate(told) if it.code == fault.series.code)
    return any((what, who) == (kind, number) for what, who, _ in looked_back(told, nights[:12]))


def online(one: Series, arrival: Any, with_clock: bool = False) -> Iterator[tuple[str, int]]:
    """(kind, ms) of the doubts that the live plan raises."""
    made = plan(Roster((listed(one),)), SPANS)
    engine, number = Engine(made), np.zeros(one.at.size, np.uint32)
    if not with_clock:
        rows = [engine.feed(number, one.at, one.value, one.quality)]
    else:
        rows = []
        for place in range(one.at.size):
            part = slice(place, place + 1)
            engine.advance_to(int(arrival[place]))
            rows.append(engine.feed(number[part], one.at[part], one.value[part], one.quality[part]))
    for event in (event for some in rows if some.size for event in made.told(some)):
        kind = event.rule.partition(".")[0]
        if event.kind == "raise" and kind in DOUBTS:
            yield kind, event.time


def listed(one: Series, **more: Any) -> Listed:
    return Listed(one.code, one.code, "G", {**one.facts, **more})


def midnights(some: Sequence[Series]) -> list[int]:
    begin, end = min(one.at[0] for one in some), max(one.at[-1] for one in some)
    return [*range(int(begin // DAY + 1) * DAY, int(end) + 1, DAY), int(end) + 1]


def looked_back(some: Sequence[Series], nights: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """(kind, sensor, when it began) as the house's nightly look tells; a stretch that goes on is told once."""
    seen: set[tuple[str, int, int]] = set()
    for night in nights:
        parts = [one.cut((one.at >= night - ASKED.span) & (one.at < night) & (one.quality == 0)) for one in some]
        columns = [Look(listed(one), one.at, one.value) for one in parts]
        for it in look(columns, night - DAY, ASKED):
            if (key := (it.kind, it.sensor, it.begin)) not in seen:
                seen.add(key)
                yield from ((it.kind, who, it.begin) for who in {it.sensor, it.other} - {-1})


def _is_gap(one: Series, at: int) -> bool:
    """Whether the file itself has no reading for longer than the rule allows before `at` + 1 ms."""
    next_one = int(np.searchsorted(one.at, at, side="right"))
    return next_one < one.at.size and one.at[next_one] - one.at[next_one - 1] > SPANS.silence(one.facts["period"])


# cameras, set-points, couples -------------------------------------------------------------------------------------------


def specials(
    some: Sequence[Series], whole: Sequence[Series], trials: int, chance: np.random.Generator
) -> Iterator[tuple[str, Score]]:
    """A camera that beats when a sensor spoke, a device that reads back its limit then, and two that measure nearly the same."""
    for one in some:
        facts = {**one.facts, "limit": 1.0, "level": "橙色"}
        beats = replace(one, value=np.ones(one.at.size), quality=np.zeros(one.at.size, np.uint8), facts=facts)
        yield "dead", cameras(beats, trials, chance)
        yield "limit", set_points(beats, trials, chance)
    couple = {one.code: one for one in some if one.code in COUPLE}
    if len(couple) == 2:
        first = {one.code: one.part(True) for one in whole if one.code in COUPLE}
        yield from contradictions(couple, first, 5 * trials, chance)


def cameras(beats: Series, trials: int, chance: np.random.Generator) -> Score:
    roster = Roster((Listed("cam", "cam", "G", {**beats.facts, "code": "cam"}, "camera"),))

    def raised(one: Series) -> list[int]:
        made = plan(roster, SPANS)
        rows = Engine(made).feed(np.zeros(one.at.size, np.uint32), one.at, one.value, one.quality)
        return [event.time for event in made.told(rows) if event.kind == "raise"]

    before = raised(beats)
    score = Score(false=sum(not _is_gap(beats, at) for at in before), days=beats.days)
    for fault in (faulty("dead", beats, (), 50, chance) for _ in range(trials)):
        if fault:
            score.tried += 1
            score.found += any(fault.begin <= at <= fault.end + DAY and at not in before for at in raised(fault.series))
    return score


def set_points(beats: Series, trials: int, chance: np.random.Generator) -> Score:
    roster = Roster((listed(beats), replace(listed(beats), code=f"{beats.code}/limit", channel="limit")))

    def raised(one: Series) -> list[int]:
        row = (np.ones(one.at.size, np.int64), one.at, one.value, one.quality)
        return [event.time for event in Watch(roster).see(row, {}) if event.kind == "raise"]

    score = Score(false=len(raised(beats)), days=beats.days)
    for fault in (faulty("limit", beats, (), 50, chance) for _ in range(trials)):
        if fault:
            score.tried += 1
            score.found += any(fault.begin <= at <= fault.end for at in raised(fault.series))
    return score


def contradictions(
    couple: dict[str, Series], first: dict[str, Series], trials: int, chance: np.random.Generator
) -> Iterator[tuple[str, Score]]:
    """A county's rule, by what the first part shows: while the one is in its upper fifth, the other was never lower than so."""
    one, two = (couple[code] for code in COUPLE)
    both = (first[COUPLE[0]].quality == 0) & (first[COUPLE[1]].quality == 0)
    high = float(np.quantile(first[COUPLE[0]].value[both], 0.8))
    low = float(first[COUPLE[1]].value[both & (first[COUPLE[0]].value >= high)].min())
    written = [("a", one, "高于报警", high), ("b", two, "低于报警", low * 0.95)]
    rules = tuple((code, _condition(code, it, way, limit)) for code, it, way, limit in written)
    conditions = [{"sensor": it.code, "what": "监测规则", "rule": code} for code, it, _, _ in written]
    rule = {"code": "c", "title": "c", "level": "橙色", "basis": "b", "need": "全部成立", "means": "相互矛盾的疑点"}
    book = Book(rules, (("j", {**rule, "conditions": conditions}),))
    roster = Roster((listed(one), listed(two)))
    made = plan(roster, SPANS, book)

    def raised(other: Series) -> list[int]:
        at = np.r_[one.at, other.at]
        order = np.argsort(at, kind="stable")
        columns = [np.r_[one.value, other.value], np.r_[one.quality, other.quality]]
        sensor = np.r_[np.zeros(one.at.size, np.uint32), np.ones(other.at.size, np.uint32)]
        rows = Engine(made).feed(sensor[order], at[order], *(column[order] for column in columns))
        return [event.time for event in made.told(rows) if event.kind == "raise" and event.rule.startswith("contradict")]

    before = raised(two)
    yield "contradict", Score(false=len(before), days=one.days + two.days)
    for kind in ("step", "drift"):
        score = Score()
        for fault in (faulty(kind, two, (), 200, chance) for _ in range(trials)):
            if fault:
                score.tried += 1
                score.found += any(fault.begin <= at <= fault.end and at not in before for at in raised(fault.series))
        yield ("contradict" if kind == "step" else kind), score


TODAY = local(datetime.now(UTC)).date()


def _condition(code: str, one: Series, way: str, limit: float) -> dict[str, Any]:
    """A 监测规则 that is a condition only, and must hold for two periods: two devices never speak at the very same moment."""
    limits = [{"limit": limit, "level": "橙色", "hold": 2 * one.facts["period"]}]
    facts = {
        "code": code,
        "title": code,
        "measures": "其他",
        "sort": VALUE,
        "way": way,
        "limits": limits,
        "basis": "b",
        "place": "1",
    }
    return {**facts, "condition": True, "sensors": (one.code,)}
