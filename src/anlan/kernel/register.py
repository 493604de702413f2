"""Register: what exists. One file a kind; lists, forms, import, export and expiry are drawn from it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from anlan.kernel.facts import Facts
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy

F = TypeVar("F", bound=Facts)


@dataclass(frozen=True)
class Plate:
    """A public plate at a place: its title and the facts that everybody may read on it, by name and in order."""

    title: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Register(Generic[F]):
    """A kind of record. `key` names the fact that is unique per kind and home; empty: the kernel numbers it.

    `check` is a pure function facts → None | sentence. `expires` says how long before the end of validity the owner is told.
    `balances` names number facts that only steps may change and that never go below zero. `plate`: what of a public record in use
    may stand at its place for everybody, without an account.
    """

    kind: str
    version: int
    title: str
    facts: type[F]
    may_put: tuple[Role, ...]
    keeps: Keeps
    key: str = ""
    called: Callable[[Any], str] | None = None
    about: str = ""
    source: str = ""
    may_end: tuple[Role, ...] = ()
    lists: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    check: Callable[[Any], str | None] | None = None
    valid_from: str = ""
    valid_until: str = ""
    expires: str = ""
    owner: str = ""
    balances: tuple[str, ...] = ()
    secrecy: Secrecy = Secrecy.INTERNAL
    second_person: bool = False
    imported: bool = False
    lifts: Mapping[int, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = field(default_factory=dict)
    menu: str = ""
    plate: Plate | None = None

    def title_of(self, facts: F) -> str:
        """The record's own title, as lists and choices show it."""
        if self.called:
            return self.called(facts)
        named = getattr(facts, "title", None) or getattr(facts, "name", None)
        return str(named or (getattr(facts, self.key) if self.key else self.title))
