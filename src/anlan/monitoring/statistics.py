"""How alarms were answered, by unit and by rule: how many, how many false, how long until received and until checked, and how
long before the gravest the first warning came."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from anlan.kernel import queries
from anlan.kernel.people import Actor
from anlan.monitoring.loops.alarm import FALSE, RUNGS, TRUE
from anlan.monitoring.registers.sensor import LEVELS

if TYPE_CHECKING:
    from anlan.kernel.models import Matter

SPANS = {"30": "近 30 天", "90": "近 90 天", "365": "近一年"}
MOST = 5000
"""So many alarms are counted, the newest first; the page says so where there are more."""


@dataclass(frozen=True)
class Line:
    """One unit or one rule; times in minutes, None where nothing was measured."""

    name: str
    key: str
    n: int
    true: int
    false: int
    received: float | None
    checked: float | None
    climbed: int
    lead: float | None = None

    @property
    def false_share(self) -> float | None:
        """False alarms in per cent of those that were checked; None while none was."""
        checked = self.true + self.false
        return 100 * self.false / checked if checked else None


@dataclass(frozen=True)
class Statistics:
    """All alarms in one line, then by unit and by rule, the most alarms first."""

    whole: Line
    by_unit: tuple[Line, ...]
    by_rule: tuple[Line, ...]
    is_full: bool


def statistics(by: Actor, place: str, span: str, now: datetime) -> Statistics:
    """Alarms opened within so many days that this actor may see."""
    since = now - timedelta(days=int(span))
    found = list(queries.matters(by, place=place, kinds=("alarm",), opened_from=since)[:MOST])
    units = queries.units_named({one.unit for one in found})
    return Statistics(
        line("全部", "", found),
        _grouped(found, lambda one: ((units.get(one.unit, "（未登记的单位）"), one.unit),)),
        tuple(replace(one, lead=_median_of(_leads(found, one.key))) for one in _grouped(found, _rules)),
        len(found) == MOST,
    )


def _rules(one: "Matter") -> Iterable[tuple[str, str]]:
    return {(signal["rule"], signal["rule"]) for signal in one.facts.get("signals", ())}


def _grouped(found: Iterable["Matter"], keys: Callable[["Matter"], Iterable[tuple[str, str]]]) -> tuple[Line, ...]:
    groups: dict[tuple[str, str], list[Matter]] = {}
    for one in found:
        for key in keys(one):
            groups.setdefault(key, []).append(one)
    lines = (line(name, key, some) for (name, key), some in groups.items())
    return tuple(sorted(lines, key=lambda it: (-it.n, it.name)))


def line(name: str, key: str, some: Iterable["Matter"]) -> Line:
    """The figures of some alarms."""
    facts = [one.facts for one in some]
    results = [one.get("result") for one in facts]
    upper = RUNGS.index("行业部门")
    return Line(
        name, key, len(facts), results.count(TRUE), results.count(FALSE), _median(facts, "raised_at", "received_at"),
        _median(facts, "received_at", "checked_at"), sum(RUNGS.index(one["reached"]) >= upper for one in facts),
        _median_of([span for one in facts if (span := lead(one, one["happened_at"])) is not None]),
    )  # fmt: skip


def _leads(found: Iterable["Matter"], rule: str) -> list[float]:
    """How long before the gravest each alarm's signal of this rule came first."""
    first = ((one.facts, signal["first"]) for one in found for signal in one.facts.get("signals", ()) if signal["rule"] == rule)
    return [span for facts, at in first if (span := lead(facts, at)) is not None]


def lead(facts: Mapping[str, Any], warned: str) -> float | None:
    """Minutes from a warning to the event: the incident that the alarm became, else the first signal graver than the first one.
    None where nothing graver came, or not later."""
    signals = sorted(facts.get("signals", ()), key=lambda one: str(one["first"]))
    graver = [one["first"] for one in signals if LEVELS.index(one["severity"]) > LEVELS.index(signals[0]["severity"])]
    event = facts.get("incident_at") or (graver[0] if graver else None)
    if event is None:
        return None
    minutes = (datetime.fromisoformat(event) - datetime.fromisoformat(warned)).total_seconds() / 60
    return minutes if minutes > 0 else None


def _median(facts: Iterable[Mapping[str, Any]], begin: str, end: str) -> float | None:
    told = [(one[begin], one[end]) for one in facts if one.get(begin) and one.get(end)]
    spans = [(datetime.fromisoformat(late) - datetime.fromisoformat(early)).total_seconds() / 60 for early, late in told]
    return _median_of(spans)


def _median_of(spans: list[float]) -> float | None:
    return median(spans) if spans else None
