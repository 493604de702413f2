"""Reads: what a need must know beyond its own matter. A closed vocabulary; the kernel fetches, freezes, and notes what was seen.

Rooms stay blind to each other: a read names a kind. An absent kind, record or reading reads as UNKNOWN, and the need says what
unknown means.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MOST = 50
"""The most rows any read hands over; a need that must know more is a figure, not a read."""


SAME = ("unit", "subject", "sector", "place", "opener", "l1", "l2", "l3", "l4", "l5")
"""Columns that matters may share; l1 to l5 are the codes of province, city, county, town and village."""


@dataclass(frozen=True)
class RecordOf:
    """The record that fact `of` names; `lock` keeps others from writing it until the step is done (stock)."""

    kind: str
    of: str
    lock: bool = False


@dataclass(frozen=True)
class RecordsAt:
    """Records of a kind that share a column with this matter: `same` is unit, place, subject or owner."""

    kind: str
    same: str = "unit"
    state: str = ""


@dataclass(frozen=True)
class Covering:
    """Records of a kind at or above the matter's place, of that `key`, whose fact `match` equals the matter's."""

    kind: str
    match: str = ""
    key: str = ""


@dataclass(frozen=True)
class MattersOf:
    """Other matters of a kind that meet all that is said: in `states` (empty: the open ones, or all with `within`), nearer than
    `near` metres, overlapping in the fact pair `overlapping`, sharing the columns `same` (see SAME), happened `within` a span
    back from when this happened."""

    kind: str
    states: tuple[str, ...] = ()
    near: int = 0
    overlapping: tuple[str, str] | None = None
    same: tuple[str, ...] = ()
    within: str = ""


@dataclass(frozen=True)
class Children:
    """How many children are open, done and overdue; of one kind or of all."""

    kind: str = ""


@dataclass(frozen=True)
class ParentOf:
    """The matter this one is a child of."""


@dataclass(frozen=True)
class Latest:
    """The newest value of `key` in the record that fact `of` (empty: the fact called as the kind) names, with its age."""

    kind: str
    key: str
    of: str = ""


@dataclass(frozen=True)
class Setting:
    """A count that the county sets for itself in register county_setting: its key, what stands until then, and why that much."""

    key: str
    title: str
    default: str = "未设定"
    why: str = ""


Read = RecordOf | RecordsAt | Covering | MattersOf | Children | ParentOf | Latest


class Unknown:
    """What could not be read. False, empty, never equal to a value; every attribute of it is unknown too."""

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def valid_on(self, at: datetime) -> bool:
        return False

    def is_(self, value: object) -> bool:
        return False

    def get(self, name: str, default: Any = None) -> Any:
        return default

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


@dataclass(frozen=True)
class SeenRecord:
    """A record as the need sees it."""

    id: str
    kind: str
    key: str
    title: str
    state: str
    facts: Mapping[str, Any]
    unit: str = ""
    place: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    version: int = 0
    sector: str = ""

    def valid_on(self, at: datetime) -> bool:
        started = self.valid_from is None or self.valid_from <= at
        return self.state == "在用" and started and (self.valid_until is None or at < self.valid_until)

    def get(self, name: str, default: Any = None) -> Any:
        return self.facts.get(name, default)


@dataclass(frozen=True)
class SeenMatter:
    """Another matter as the need sees it."""

    id: str
    kind: str
    title: str
    state: str
    opened: datetime
    closed: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        return self.facts.get(name, default)


@dataclass(frozen=True)
class SeenChildren:
    """Counts of children."""

    open: int = 0
    done: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class SeenLatest:
    """The newest value of a reading or record fact."""

    value: Any
    at: datetime | None = None

    def is_(self, value: object) -> bool:
        return bool(self.value == value)


class Seen:
    """What the reads found, by name: `look.seen.cert`. A name never read is UNKNOWN."""

    def __init__(self, found: Mapping[str, Any] | None = None) -> None:
        self._found = dict(found or {})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._found.get(name, UNKNOWN)

    def record(self, id: str) -> "SeenRecord | Unknown":
        """The record of this id among what was read; UNKNOWN where it was not."""
        read = (one for one in self._found.values() if isinstance(one, SeenRecord))
        return next((one for one in read if one.id == id), UNKNOWN)

    def note(self) -> dict[str, Any]:
        """What was seen, as the entry keeps it: ids, versions and counts, never whole rows."""
        return {name: _brief(value) for name, value in sorted(self._found.items())}


def _brief(value: Any) -> Any:
    if isinstance(value, SeenRecord):
        return {"record": value.id, "version": value.version, "state": value.state}
    if isinstance(value, SeenMatter):
        return {"matter": value.id, "state": value.state}
    if isinstance(value, SeenChildren):
        return {"open": value.open, "done": value.done, "overdue": value.overdue}
    if isinstance(value, SeenLatest):
        return {"value": str(value.value), "at": value.at.isoformat() if value.at else None}
    if isinstance(value, tuple):
        return [_brief(one) for one in value]
    return "unknown"
