"""The catalogue of kinds: every Loop and Register found in the rooms' folders, by kind and version.

It refuses at start-up what has a fault.

A plain object: a test makes a fresh one, or lends it a kind with `with_kinds`.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from django.conf import settings

from anlan.kernel.loop import Enters, Expires, Loop, When
from anlan.kernel.register import Register
from anlan.standards.loader import Standards, shipped

T = TypeVar("T")


class UnknownKind(LookupError):
    """No loop or register of this kind; the text is a sentence."""


class Catalogue:
    """Loops and registers by kind and version, and which loops open on what."""

    def __init__(self, shapes: Iterable[Loop[Any] | Register[Any]] = ()) -> None:
        self._loops: dict[str, dict[int, Loop[Any]]] = {}
        self._registers: dict[str, Register[Any]] = {}
        self._room: dict[str, str] = {}
        self._found: dict[tuple[str, ...], Any] = {}
        for shape in shapes:
            self.add(shape)

    def add(self, shape: Loop[Any] | Register[Any], room: str = "") -> None:
        """Takes a kind in; the same kind and version twice is refused."""
        self._found.clear()
        self._room[shape.kind] = room
        if isinstance(shape, Register):
            if shape.kind in self._registers:
                raise ValueError(f"register {shape.kind} is there twice")
            self._registers[shape.kind] = shape
            return
        versions = self._loops.setdefault(shape.kind, {})
        if shape.version in versions:
            raise ValueError(f"loop {shape.kind} version {shape.version} is there twice")
        versions[shape.version] = shape

    def loop(self, kind: str, version: int = 0) -> Loop[Any]:
        """A loop by kind, the live version if none is named."""
        versions = self._loops.get(kind, {})
        found = versions.get(version or max(versions, default=0))
        if found is None:
            raise UnknownKind(f"没有“{kind}”这一种事项，请检查后重试。")
        return found

    def versions(self, kind: str) -> frozenset[int]:
        """The versions of a loop that are here, live and frozen."""
        return frozenset(self._loops.get(kind, {}))

    def register(self, kind: str) -> Register[Any]:
        if kind not in self._registers:
            raise UnknownKind(f"没有“{kind}”这一种台账，请检查后重试。")
        return self._registers[kind]

    def has_loop(self, kind: str) -> bool:
        return kind in self._loops

    def has_register(self, kind: str) -> bool:
        return kind in self._registers

    def loops(self) -> list[Loop[Any]]:
        """The live version of each loop."""
        return [self.loop(kind) for kind in sorted(self._loops)]

    def registers(self) -> list[Register[Any]]:
        return [self._registers[kind] for kind in sorted(self._registers)]

    def room(self, kind: str) -> str:
        return self._room.get(kind, "")

    def opened_by(self, kind: str, state: str) -> list[tuple[Loop[Any], int, When]]:
        """The loops that open by themselves when a matter of `kind` enters `state`."""
        return self._once(("opened_by", kind, state), lambda: [one for one in self._whens() if one[2].on == Enters(kind, state)])

    def unsent(self) -> Mapping[str, frozenset[str]]:
        """By kind: the states in which the unit that a paper is addressed to does not see it."""
        return self._once(("unsent",), self._unsent)

    def _unsent(self) -> dict[str, frozenset[str]]:
        every = {kind: (state for loop in versions.values() for state in loop.unsent) for kind, versions in self._loops.items()}
        return {kind: found for kind, states in every.items() if (found := frozenset(states))}

    def guarded_by(self, kind: str) -> list[Loop[Any]]:
        """The loops whose guards may see rows of this kind."""
        return self._once(("guarded_by", kind), lambda: [loop for loop in self.loops() if loop.guards and _may_read(loop, kind)])

    def expiring(self, register: str) -> list[tuple[Loop[Any], int, When]]:
        """The loops that open by themselves before a record of `register` expires."""
        return self._once(
            ("expiring", register),
            lambda: [one for one in self._whens() if isinstance(one[2].on, Expires) and one[2].on.register == register],
        )

    def _whens(self) -> Iterator[tuple[Loop[Any], int, When]]:
        return ((loop, number, when) for loop in self.loops() for number, when in enumerate(loop.opens_on))

    def _once(self, asked: tuple[str, ...], find: Callable[[], T]) -> T:
        """What every step asks of all kinds is looked for once; a kind taken in makes it be looked for anew."""
        if asked not in self._found:
            self._found[asked] = find()
        found: T = self._found[asked]
        return found


def _may_read(loop: Loop[Any], kind: str) -> bool:
    return any(getattr(read, "kind", "") in ("", kind) for read in loop.reads.values())


def shapes_in(package: str) -> Iterator[Loop[Any] | Register[Any]]:
    """The shapes that a room's folder holds: one a file."""
    module = importlib.import_module(package)
    for found in pkgutil.iter_modules(module.__path__):
        file = importlib.import_module(f"{package}.{found.name}")
        yield from (thing for thing in vars(file).values() if isinstance(thing, Loop | Register) and _lives_in(thing, found.name))


def _lives_in(shape: Loop[Any] | Register[Any], file: str) -> bool:
    return file in (shape.kind, f"{shape.kind}_v{shape.version}")


@cache
def catalogue() -> Catalogue:
    """The house's catalogue."""
    found = Catalogue()
    for room in (*settings.ROOMS, "registry", "exchange"):
        for folder in ("loops", "registers"):
            if importlib.util.find_spec(f"anlan.{room}.{folder}"):
                for shape in shapes_in(f"anlan.{room}.{folder}"):
                    found.add(shape, room)
    return found


@cache
def figures() -> Standards:
    """The shipped standards."""
    return shipped()


@contextmanager
def with_kinds(*shapes: Loop[Any] | Register[Any]) -> Iterator[Catalogue]:
    """For tests: the house's catalogue with these kinds lent to it, in place of its own of that name and version."""
    house = catalogue()
    before = ({kind: dict(versions) for kind, versions in house._loops.items()}, dict(house._registers))
    try:
        for shape in shapes:
            if isinstance(shape, Register):
                house._registers.pop(shape.kind, None)
            else:
                house._loops.get(shape.kind, {}).pop(shape.version, None)
        for shape in shapes:
            house.add(shape)
        yield house
    finally:
        house._loops, house._registers = before
        house._found.clear()
