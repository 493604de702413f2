"""One act over many: each is a transaction of its own and gets a line of its own; one refusal does not stop the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from anlan.kernel import ids
from anlan.kernel.actions import Receipt, take_step
from anlan.kernel.facts import BadFacts
from anlan.kernel.people import Actor
from anlan.kernel.records import Kept, check_record
from anlan.kernel.refusals import NotThere, Refused

R = TypeVar("R")


@dataclass(frozen=True)
class Line(Generic[R]):
    """What became of one of many: its receipt, or the sentence why not."""

    subject: str
    receipt: R | None = None
    why_not: str = ""


def take_steps(
    step: str, matters: Sequence[str], by: Actor, *, at: datetime, asked: Mapping[str, Any], id: str = ""
) -> list[Line[Receipt]]:
    """The same step in several matters. The same `id` again takes none of them twice."""

    def take(matter: str) -> Receipt:
        return take_step(matter, step, by, at=at, asked=asked, id=ids.made_id(id, matter) if id else "")

    return _each(matters, take)


def check_records(records: Sequence[str], by: Actor, *, at: datetime, id: str = "") -> list[Line[Kept]]:
    """A second person has held these records against their originals."""
    return _each(records, lambda one: check_record(one, by, at=at, id=ids.made_id(id, one) if id else ""))


def _each(subjects: Sequence[str], act: Callable[[str], R]) -> list[Line[R]]:
    found: list[Line[R]] = []
    for subject in dict.fromkeys(subjects):
        try:
            found.append(Line(subject, act(subject)))
        except (BadFacts, NotThere, Refused) as refused:
            found.append(Line(subject, why_not=str(refused)))
    return found
