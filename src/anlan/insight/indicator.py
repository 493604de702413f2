"""Indicator: how we stand, as a figure with its rows behind it. One file a figure; page, export and packs are drawn from it.

A figure over something that was not imported says 未导入, never 0 or 100 %; a share of nothing is no figure;
a target left empty is 未设定.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

HAN = re.compile(r"[\u4e00-\u9fff]")
Since = Literal["", "month", "quarter", "year"]


@dataclass(frozen=True)
class Counted:
    """What is counted: matters of these kinds (or records of a register), in these states, since the period began.

    `facts` are equalities on facts; `on` is the fact that says a record's day."""

    kinds: tuple[str, ...] = ()
    register: str = ""
    states: tuple[str, ...] = ()
    since: Since = ""
    by: Literal["opened", "closed", "due"] = "opened"
    facts: tuple[tuple[str, str], ...] = ()
    on: str = ""


@dataclass(frozen=True)
class Indicator:
    """A figure: a count, or a share of `over`. `target` names a figure of a standard, or is a number written by the county."""

    name: str
    title: str
    unit: str
    question: str
    rows: Counted
    source: str
    over: Counted | None = None
    target: str = ""
    better: Literal["higher", "lower", "neither"] = "higher"
    imported: str = ""

    def value(self, n: int, over: int | None) -> Decimal | None:
        """The figure from its counts: the count itself, or per cent of `over`; None for a share of nothing."""
        if self.over is None:
            return Decimal(n)
        return (Decimal(100 * n) / over).quantize(Decimal("0.1")) if over else None


def faults(indicator: Indicator, kinds: Iterable[str], registers: Iterable[str]) -> list[str]:
    """What is wrong with an indicator as written; [] if it may live."""
    known, held = set(kinds), set(registers)
    found = [
        f"{what} has no Chinese"
        for what, text in (("title", indicator.title), ("question", indicator.question))
        if not HAN.search(text)
    ]
    found += [] if indicator.source else ["says not where it comes from"]
    for counted in filter(None, (indicator.rows, indicator.over)):
        found += [f"counts {kind}, which is no kind" for kind in counted.kinds if kind not in known]
        found += [
            f"counts {counted.register}, which is no register" for _ in [0] if counted.register and counted.register not in held
        ]
        found += ["counts a register by period without its day"] if counted.register and counted.since and not counted.on else []
        found += ["counts nothing"] if not (counted.kinds or counted.register) else []
    found += ["is a share but not in %"] if indicator.over and indicator.unit != "%" else []
    return found


def indicators_in(module: Any) -> list[Indicator]:
    """The indicators that a module holds."""
    return [thing for thing in vars(module).values() if isinstance(thing, Indicator)]
