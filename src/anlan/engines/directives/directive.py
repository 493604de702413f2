"""What a directive (通知, 意见, 方案, 清单) says, as data: head, clause tree, obligations.

Offsets are Python character positions `(start, end)` in the cleaned text that was parsed, so that
`text[start:end] == span` always holds. The field names of `Obligation` are those of the annotated notices.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

Offset = tuple[int, int]


class NotADirective(ValueError):
    """The text cannot be read as a directive; `str(error)` is a Chinese sentence: what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Head:
    """The lines above and below the body; "" or () where the document does not say."""

    number: str = ""  # 文号, e.g. 山政发〔2025〕1号
    issuer: str = ""
    title: str = ""
    addressees: tuple[str, ...] = ()
    date: str = ""  # ISO date under the signature
    year: int | None = None  # the year the document speaks of: handed in, else of its number, its date, its title


@dataclass(frozen=True, slots=True)
class Units:
    """Who answers for a clause: units as written, scope word (负责, 分工负责, 指导督促落实 …), leads if the text names any."""

    units: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    scope: str = "未写明"
    text: str = ""  # the bracket or line word for word
    offset: Offset | None = None  # of the whole bracket, in the parsed text


@dataclass(frozen=True, slots=True)
class Clause:
    """One node of the tree, in reading order; `path` is its identity: 一, 一/（二）, 三/（十一）/1, 三/（十一）/尾."""

    path: str
    marker: str  # as written: 一、 （二） 1. 第三条 尾
    level: int  # 1 = outermost
    title: str
    offset: Offset  # marker to end of the clause's own text (children excluded)
    body: Offset  # own text after the title, responsible bracket included; start == end when there is none
    parent: str | None = None
    units: Units = field(default_factory=Units)

    @property
    def has_body(self) -> bool:
        return self.body[1] > self.body[0]


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often; period is event, continuous, periodic, hour, day, week, ten_days, half_month, month, quarter, half, year."""

    text: str
    period: str
    count: int | None = None
    comparator: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that binds: value or (low, high), comparator >=, <=, =, >, < and what it counts."""

    value: float | int | str | tuple[float | int, float | int]
    unit: str
    comparator: str
    of: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """One verb phrase that can be assigned, tracked and closed by itself."""

    id: str
    clause: str
    clause_title: str
    text: str  # the sentence (up to 。 or ；) around the span
    span: str
    offset: Offset
    action: str
    object: str
    responsible: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    responsible_scope: str = "未写明"
    responsible_text: str = ""
    actor: str | None = None
    cadence: Cadence | None = None
    deadline: str | None = None
    deadline_iso: str | None = None
    quantity: Quantity | None = None
    trigger: str | None = None
    kind: str = "duty"
    group: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain lists and dicts, ready for one JSON line."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Directive:
    """A parsed document; `text` is the cleaned text that all offsets refer to."""

    head: Head
    clauses: tuple[Clause, ...]
    obligations: tuple[Obligation, ...]
    text: str = ""

    def clause(self, path: str) -> Clause:
        return next(clause for clause in self.clauses if clause.path == path)

    @property
    def leaves(self) -> tuple[Clause, ...]:
        """Clauses that have text of their own: what a row of the task table refers to."""
        return tuple(clause for clause in self.clauses if clause.has_body)
