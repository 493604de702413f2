"""Criteria: rules of the law as data, judged over facts as yes, no or not yet known. Never a verdict without its clause.

A rule is a tree of all / any / not / k_of over comparisons of one fact with a value or with a figure of a standard::

    when: {any: [{fact: deaths, is: ">=", figure: accident_grade.major.deaths}, {fact: injured, is: ">=", value: 50}]}

A fact that is absent, None or unreadable is unknown. Unknown spreads only as far as it matters (Kleene): `any` with one
yes is yes whatever else is unknown.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne,
    "in": lambda fact, values: fact in values, "within": lambda fact, ends: ends[0] <= fact <= ends[1],
}  # fmt: skip


class Threshold(Protocol):
    """What a rule needs of a figure: `loader.Figure` has it. A value of None is 未设定."""

    @property
    def value(self) -> Any: ...


LookUp = Callable[[str], Threshold]


class RuleError(ValueError):
    """A rule tree that cannot be read; its text is the sentence for the person who brought it."""


@dataclass(frozen=True)
class Compare:
    """One fact against a value, or against the figure of that id in force."""

    fact: str
    sign: str
    value: Any = None
    figure: str = ""


@dataclass(frozen=True)
class Group:
    """At least `least` of the rules hold: `any` is 1, `all` is their number."""

    least: int
    rules: "tuple[Rule, ...]"


@dataclass(frozen=True)
class Not:
    """The rule does not hold."""

    rule: "Rule"


Rule = Compare | Group | Not


@dataclass(frozen=True)
class Criterion:
    """One rule of a standard with the clause it stands in. `facts` are the Chinese names of the facts it asks."""

    id: str
    title: str
    when: Rule
    clause: str
    source: str
    confidence: str
    facts: Mapping[str, str]

    def __post_init__(self) -> None:
        if not (self.clause and self.source):
            raise RuleError(f"判定“{self.title or self.id}”没有写明依据条款，不能用于判定。")


@dataclass(frozen=True)
class Finding:
    """What a criterion says of the facts: `holds` True, False, or None with the `missing` facts that would decide it."""

    criterion: Criterion
    holds: bool | None
    missing: tuple[str, ...] = ()

    @property
    def clause(self) -> str:
        """Where it stands, for the page and for the entry."""
        return f"{self.criterion.source}{self.criterion.clause}"

    @property
    def sentence(self) -> str:
        """The finding for a reader, always with its clause."""
        if self.holds is None:
            names = "、".join(self.criterion.facts.get(fact, fact) for fact in self.missing)
            return f"暂不能判定是否为{self.criterion.title}：缺少{names}（{self.clause}）。"
        return f"{'符合' if self.holds else '不符合'}{self.criterion.title}（{self.clause}）。"


@dataclass(frozen=True)
class Graded:
    """The highest grade that certainly applies, and the higher ones that missing facts leave open."""

    at_least: Finding | None
    still_open: tuple[Finding, ...]


def judge(criterion: Criterion, facts: Mapping[str, Any], look_up: LookUp) -> Finding:
    """Whether the criterion holds. `look_up` finds the figures in force at the time in question."""
    holds, missing = _weigh(criterion.when, facts, look_up)
    return Finding(criterion, holds, tuple(dict.fromkeys(missing)))


def grade(criteria: Iterable[Criterion], facts: Mapping[str, Any], look_up: LookUp) -> Graded:
    """The first criterion that holds of those written from the gravest down; those above it that are still unknown stay open."""
    still_open: list[Finding] = []
    for criterion in criteria:
        finding = judge(criterion, facts, look_up)
        if finding.holds:
            return Graded(finding, tuple(still_open))
        if finding.holds is None:
            still_open.append(finding)
    return Graded(None, tuple(still_open))


def read_rule(data: Any) -> Rule:
    """The rule in a mapping as YAML or JSON gives it. Raises RuleError."""
    if not isinstance(data, Mapping):
        raise RuleError(f"判定规则读不懂：{data!r}。")
    match dict(data):
        case {"fact": str(fact), "is": str(sign), "figure": str(figure), **rest} if sign in OPERATORS and not rest:
            return Compare(fact, sign, figure=figure)
        case {"fact": str(fact), "is": str(sign), "value": value, **rest} if sign in OPERATORS and value is not None and not rest:
            return Compare(fact, sign, plain(value))
        case {"not": rule, **rest} if not rest:
            return Not(read_rule(rule))
        case {"all": [*rules], **rest} if rules and not rest:
            return Group(len(rules), tuple(map(read_rule, rules)))
        case {"any": [*rules], **rest} if rules and not rest:
            return Group(1, tuple(map(read_rule, rules)))
        case {"k_of": [*rules], "k": int(k), **rest} if 0 < k <= len(rules) and not rest:
            return Group(k, tuple(map(read_rule, rules)))
    raise RuleError(f"判定规则读不懂：{dict(data)!r}。")


def asked(rule: Rule) -> tuple[str, ...]:
    """The facts that a rule asks, each once."""
    return tuple(dict.fromkeys(leaf.fact for leaf in leaves(rule)))


def leaves(rule: Rule) -> tuple[Compare, ...]:
    """The comparisons of a rule in their order."""
    if isinstance(rule, Compare):
        return (rule,)
    return tuple(leaf for inner in ((rule.rule,) if isinstance(rule, Not) else rule.rules) for leaf in leaves(inner))


def plain(value: Any) -> Any:
    """Numbers as Decimal and lists as tuples, so that YAML, JSON and facts compare alike."""
    if isinstance(value, list | tuple):
        return tuple(map(plain, value))
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def compare(fact: Any, sign: str, value: Any) -> bool | None:
    """Whether `fact sign value`; None where either is not there or they cannot be compared."""
    fact = plain(fact)
    if fact is None or value is None:
        return None
    try:
        numeric = isinstance(value[0] if isinstance(value, tuple) and value else value, Decimal)
        return OPERATORS[sign](Decimal(fact) if numeric and isinstance(fact, str) else fact, value)
    except (TypeError, InvalidOperation):
        return None


def _weigh(rule: Rule, facts: Mapping[str, Any], look_up: LookUp) -> tuple[bool | None, tuple[str, ...]]:
    """The rule's truth and, where that is unknown, the facts it waits for."""
    if isinstance(rule, Compare):
        holds = compare(facts.get(rule.fact), rule.sign, look_up(rule.figure).value if rule.figure else rule.value)
        return holds, () if holds is not None else (rule.fact,)
    if isinstance(rule, Not):
        holds, missing = _weigh(rule.rule, facts, look_up)
        return None if holds is None else not holds, missing
    weighed = [_weigh(inner, facts, look_up) for inner in rule.rules]
    yes, unknown = sum(holds is True for holds, _ in weighed), sum(holds is None for holds, _ in weighed)
    if yes >= rule.least or yes + unknown < rule.least:
        return yes >= rule.least, ()
    return None, tuple(fact for _, missing in weighed for fact in missing)
