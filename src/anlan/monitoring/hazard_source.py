"""重大危险源 by GB 18218: S = Σ q/Q says whether it is one, R = α Σ β q/Q which grade. Every factor has its source. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anlan.standards.loader import Figure, NoFigure, Standards, shipped

EXPOSED = (100, 50, 30, 1, 0)
"""The lower ends of the classes of people within 500 m, each with its own α."""
GRADES = (("first", "一级"), ("second", "二级"), ("third", "三级"))
LEAST = "四级"
NOT_ONE = "不构成"


@dataclass(frozen=True)
class Held:
    """A substance on the site: its name as in table 1 or its class of danger as in table 2 ("W5.3"), and the most held, in t."""

    name: str
    danger: str
    tonnes: Decimal


@dataclass(frozen=True)
class Part:
    """What one substance adds: its critical quantity Q and its β, each with its source."""

    held: Held
    critical: Figure
    beta: Figure

    @property
    def share(self) -> Decimal:
        """q/Q."""
        return self.held.tonnes / number(self.critical)


@dataclass(frozen=True)
class Graded:
    """S, R and the grade, with the parts that they come from."""

    s: Decimal
    r: Decimal
    grade: str
    alpha: Figure
    parts: tuple[Part, ...]


def graded(held: Iterable[Held], exposed: int, on: date, law: Standards | None = None) -> Graded:
    """S, R and grade of a unit. Raises NoFigure with a sentence for a substance that neither table names."""
    law = law or shipped()
    parts = tuple(_part(law, one, on) for one in held)
    alpha = law.look_up(f"gb18218.alpha.{next(least for least in EXPOSED if exposed >= least)}", on)
    s = sum((part.share for part in parts), Decimal(0))
    r = number(alpha) * sum((number(part.beta) * part.share for part in parts), Decimal(0))
    return Graded(s, r, _grade(law, s, r, on), alpha, parts)


def _grade(law: Standards, s: Decimal, r: Decimal, on: date) -> str:
    if s < number(law.look_up("gb18218.identify", on)):
        return NOT_ONE
    reached = (title for name, title in GRADES if r >= number(law.look_up(f"gb18218.grade.{name}", on)))
    return next(reached, LEAST)


def _part(law: Standards, held: Held, on: date) -> Part:
    """Table 1 by name goes before table 2 by class, and table 3 before table 4."""
    return Part(held, _first(law, "quantity", held, on, "临界量"), _first(law, "beta", held, on, "校正系数"))


def _first(law: Standards, what: str, held: Held, on: date, called: str) -> Figure:
    for key in filter(None, (held.name, held.danger)):
        if law.versions(f"gb18218.{what}.{key}"):
            return law.look_up(f"gb18218.{what}.{key}", on)
    raise NoFigure(f"查不到“{held.name}”的{called}，请核对名称，或选填危险性类别。")


def number(figure: Figure) -> Decimal:
    """The value of a figure that is a number."""
    assert isinstance(figure.value, Decimal)
    return figure.value
