"""接入质量: how many of the sensors that firms send us directly are online, and how promptly they tell; by unit. What comes from
the province or from files is counted beside it and judged by nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from anlan.kernel import queries
from anlan.kernel.calendar import local
from anlan.kernel.people import Actor
from anlan.kernel.tuning import Figures
from anlan.monitoring.heard import is_online, lags, latest
from anlan.monitoring.plan import Spans, spans
from anlan.monitoring.registers.gateway import SOURCES
from anlan.standards.loader import Figure

DIRECT = SOURCES[0]
KINDS = {"sensor": "监测点", "camera": "监控"}
OUT_OF_SERVICE = "检修"
Told = Mapping[str, tuple[datetime, float]]


@dataclass(frozen=True)
class Line:
    """The direct devices of one unit: how many, online, and prompt among those that are; the codes of some that are silent."""

    name: str
    key: str
    n: int
    online: int
    prompt: int
    silent: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        return 100 * self.online / self.n if self.n else 0.0

    @property
    def prompt_share(self) -> float | None:
        """Of those online; None while none is."""
        return 100 * self.prompt / self.online if self.online else None


@dataclass(frozen=True)
class Target:
    """What the county set, by which document; None while it has set nothing."""

    value: float | None
    source: str

    def met(self, share: float | None) -> bool | None:
        return None if self.value is None or share is None else share >= self.value


@dataclass(frozen=True)
class Access:
    """All direct devices of a kind and place, by unit with the worst first; how many others there are, by source."""

    whole: Line
    by_unit: tuple[Line, ...]
    others: tuple[tuple[str, int], ...]
    online: Target
    prompt: Target
    longest: Target


def access(kind: str, by: Actor, place: str, now: datetime) -> Access:
    """Of what this actor may see. A device in repair is left out; one whose gateway speaks for the province is not direct."""
    online, prompt, longest = (_target(name, now) for name in ("online", "prompt_share", "prompt"))
    found = list(queries.records(kind, by, place=place).values_list("id", "key", "unit", "facts").iterator())
    relayed = {one.id: one.facts.get("source") for one in queries.records("gateway", by) if one.facts.get("source") != DIRECT}
    sources = [relayed.get(facts.get("gateway") or "") or facts.get("source") or DIRECT for _, _, _, facts in found]
    heard = Heard(latest(), lags(), spans(now), longest.value, now)
    units: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for (_, key, unit, facts), source in zip(found, sources, strict=True):
        if source == DIRECT and facts.get("gateway") and facts.get("state") != OUT_OF_SERVICE:
            units.setdefault(unit, []).append((key, facts))
    names = queries.units_named(units)
    lines = [heard.line(names.get(unit, "（未登记的单位）"), unit, some) for unit, some in units.items()]
    whole = heard.line("全部", "", [one for some in units.values() for one in some])
    others = tuple((one, n) for one in SOURCES if one != DIRECT and (n := sources.count(one)))
    return Access(whole, tuple(sorted(lines, key=lambda it: (it.share, it.name))), others, online, prompt, longest)


@dataclass(frozen=True)
class Heard:
    """What was heard last of every device, and how long a reading may take."""

    last: Told
    lags: Mapping[str, timedelta]
    own: Spans
    longest: float | None
    now: datetime

    def line(self, name: str, key: str, some: Iterable[tuple[str, Mapping[str, Any]]]) -> Line:
        rows = list(some)
        spoke = {code: is_online(facts, self.last.get(code, (None, 0))[0], self.now, self.own) for code, facts in rows}
        prompt = sum(on and self._is_prompt(code) for code, on in spoke.items())
        silent = tuple(sorted(code for code, on in spoke.items() if not on))
        return Line(name, key, len(rows), sum(spoke.values()), prompt, silent[:20])

    def _is_prompt(self, code: str) -> bool:
        lag = self.lags.get(code)
        return lag is not None and self.longest is not None and lag <= timedelta(seconds=self.longest)


def _target(name: str, now: datetime) -> Target:
    found: Figure = Figures(now).look_up(f"sensor_access.{name}", local(now).date())
    return Target(None if found.value is None else float(Decimal(str(found.value))), found.source)
