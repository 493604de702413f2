"""Campaign: a programme of many duties with a calendar and a target, one YAML file a kind. Pure.

What a notice names but does not spell out is not in the file: `imported` names the list (register checklist) that must come
first. A target that no document sets is null and shown as 未设定. Dates are proposals until the year's own notice is entered.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import resources
from typing import Any

import yaml

HAN = re.compile(r"[\u4e00-\u9fff]")
DUE = re.compile(r"(begins|ends)(?:([+-])(\d+))?|(\d\d)-(\d\d)")
ASKS = {"host", "members_of", "kind", "safety_duty", "all"}


@dataclass(frozen=True)
class Span:
    """When it runs: every year between two days or in the week of a day, or once between two dates."""

    begins: str = ""
    ends: str = ""
    week_of: str = ""

    def in_year(self, year: int) -> tuple[date, date] | None:
        """First and last day within that year; None if it does not run then."""
        if self.week_of:
            middle = date.fromisoformat(f"{year}-{self.week_of}")
            monday = middle - timedelta(days=middle.weekday())
            return monday, monday + timedelta(days=6)
        if len(self.begins) == 5:
            return date.fromisoformat(f"{year}-{self.begins}"), date.fromisoformat(f"{year}-{self.ends}")
        first, last = date.fromisoformat(self.begins), date.fromisoformat(self.ends)
        if not first.year <= year <= last.year:
            return None
        return max(first, date(year, 1, 1)), min(last, date(year, 12, 31))


@dataclass(frozen=True)
class Target:
    """What the campaign is measured by; `value` None is 未设定."""

    what: str
    unit: str = ""
    value: int | None = None
    indicator: str = ""


@dataclass(frozen=True)
class Task:
    """One thing asked of each unit of a sort: it becomes a matter of `kind`. `only` is the one year it is asked in."""

    id: str
    kind: str
    title: str
    task: str
    asks: Mapping[str, Any]
    due: str
    only: int = 0
    clause: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Campaign:
    """A kind of campaign as its file tells it."""

    kind: str
    version: int
    title: str
    source: str
    span: Span
    tasks: tuple[Task, ...]
    target: Target
    about: str = ""
    imported: str = ""


@dataclass(frozen=True)
class UnitView:
    """What a campaign must know of a unit to see whether it is asked."""

    id: str
    kind: str = ""
    members_of: tuple[str, ...] = ()
    safety_duty: bool = False


@dataclass(frozen=True)
class Asked:
    """One task for one unit in one year. `no` is the same each time the campaign is laid out again."""

    no: str
    kind: str
    title: str
    task: str
    unit: str
    due: date
    facts: Mapping[str, Any] = field(default_factory=dict)


def lay_out(campaign: Campaign, year: int, units: Iterable[UnitView], host: str) -> list[Asked]:
    """What the campaign asks in that year, of whom, by when; [] where it does not run."""
    days = campaign.span.in_year(year)
    known = sorted(units, key=lambda unit: unit.id)
    if days is None:
        return []
    return [
        Asked(f"{task.id}.{unit}", task.kind, task.title, task.task, unit, due_day(task.due, *days), task.facts)
        for task in campaign.tasks
        if task.only in (0, year)
        for unit in ([host] if "host" in task.asks else [one.id for one in known if is_asked(task.asks, one)])
    ]


def is_asked(asks: Mapping[str, Any], unit: UnitView) -> bool:
    """Whether a unit is of the sort: member of a body, of a kind, with a safety duty, or any."""
    if "members_of" in asks:
        return asks["members_of"] in unit.members_of
    if "kind" in asks:
        return bool(unit.kind == asks["kind"])
    return unit.safety_duty if "safety_duty" in asks else "all" in asks


def due_day(due: str, begins: date, ends: date) -> date:
    """ "begins-10", "ends", "ends+20" (days) or "12-31"."""
    found = DUE.fullmatch(due)
    if found is None:
        raise ValueError(f"due {due!r} cannot be read")
    if found[4]:
        return date(ends.year, int(found[4]), int(found[5]))
    days = timedelta(days=int(found[3] or 0))
    start = begins if found[1] == "begins" else ends
    return start - days if found[2] == "-" else start + days


def read_campaign(data: Mapping[str, Any]) -> Campaign:
    """A campaign from its file. Raises KeyError or TypeError where a part is missing or of no use."""
    tasks = tuple(Task(**task) for task in data["tasks"])
    span = Span(**{name: str(value) for name, value in data["span"].items()})
    rest = {name: data[name] for name in ("about", "imported") if data.get(name)}
    return Campaign(
        data["kind"], int(data["version"]), data["title"], data["source"], span, tasks, Target(**data["target"]), **rest
    )


def campaigns_in(package: str) -> list[Campaign]:
    """The campaigns of a room's folder, one a YAML file."""
    files = sorted((it for it in resources.files(package).iterdir() if it.name.endswith(".yaml")), key=str)
    return [read_campaign(yaml.safe_load(it.read_text("utf-8"))) for it in files]


def campaign_faults(campaign: Campaign, kinds: Iterable[str] = ()) -> list[str]:
    """Every fault of a campaign, in words; [] if it may live. `kinds` are the loops known or planned."""
    known = set(kinds)
    found = list(_of_head(campaign))
    ids = [task.id for task in campaign.tasks]
    found += [f"task {id} is there twice" for id in sorted({id for id in ids if ids.count(id) > 1})]
    for task in campaign.tasks:
        found += [f"task {task.id} {fault}" for fault in _of_task(task, known)]
    return found


def _of_head(campaign: Campaign) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", campaign.kind):
        yield f"kind {campaign.kind!r} is not snake_case"
    yield from (f"{text!r} has no Chinese" for text in (campaign.title, campaign.target.what) if not HAN.search(text))
    if not campaign.source:
        yield "has no source"
    if not campaign.tasks:
        yield "asks nothing of anybody"
    try:
        days = campaign.span.in_year(int(campaign.span.begins[:4]) if len(campaign.span.begins) > 5 else 2026)
    except ValueError:
        yield "has days that cannot be read"
    else:
        if days is None or days[1] < days[0]:
            yield "ends before it begins"


def _of_task(task: Task, kinds: set[str]) -> Iterator[str]:
    if kinds and task.kind not in kinds:
        yield f"opens {task.kind}, which nobody plans"
    if len(ASKS & set(task.asks)) != 1 or set(task.asks) - ASKS:
        yield "does not say in one word whom it asks"
    yield from (f"says {text!r}, which is no Chinese" for text in (task.title, task.task) if not HAN.search(text))
    if DUE.fullmatch(task.due) is None:
        yield f"is due {task.due!r}, which cannot be read"
