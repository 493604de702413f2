"""What a form's pickers may offer: places, units, people and records, within the rights of whoever fills it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from anlan.desk.values import Directory, Ids
from anlan.kernel.facts import Widget

FEW = 300
"""Up to so many are one list to choose from; more are searched for."""


@dataclass(frozen=True)
class Option:
    """One thing to choose: its id, its name, what tells it from its namesakes, and the group it is listed in."""

    value: str
    label: str
    hint: str = ""
    group: str = ""


class Choices(Directory, Protocol):
    """A directory that also offers. What may not be seen is neither offered nor named."""

    def few(self, widget: Widget) -> Sequence[Option] | None:
        """All of them, or None if there are more than FEW."""
        ...

    def found(self, widget: Widget, words: str) -> Sequence[Option]:
        """At most ten whose name or code holds the words."""
        ...


class NoChoices(Ids):
    """Nothing to choose from: for forms without pickers."""

    def few(self, widget: Widget) -> Sequence[Option] | None:
        return ()

    def found(self, widget: Widget, words: str) -> Sequence[Option]:
        return ()
