"""All loops and registers of the house and on paper: one a file, no faults, no two the same, nothing opened that nobody plans."""

import importlib
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from anlan.kernel.faults import faults, register_faults, same_tables
from anlan.kernel.loop import Loop
from anlan.kernel.register import Register

ROOT = Path(__file__).parents[1]
FILES = sorted((*ROOT.glob("src/anlan/*/loops/[a-z]*.py"), *ROOT.glob("src/anlan/*/registers/[a-z]*.py")))
PAPER = sorted(ROOT.glob("tests/paper/*s/[a-z]*.py"))
PLANNED = ROOT / "docs" / "planned-kinds.txt"


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removeprefix("src.")


def shapes_of(file: Path) -> list[Any]:
    found = vars(importlib.import_module(name_of(file))).values()
    return list({id(thing): thing for thing in found if isinstance(thing, Loop | Register)}.values())


def wrong_file(file: str, shapes: list[Any], folder: str) -> str:
    """What is wrong with a file of a room's folder; a frozen version lives in <kind>_v<n>.py."""
    sort = Loop if folder == "loops" else Register
    if len(shapes) != 1 or not isinstance(shapes[0], sort):
        return f"holds {len(shapes)} shapes, not one {sort.__name__}"
    kind, version = shapes[0].kind, re.fullmatch(r"(\w+?)_v(\d+)", file)
    if file != kind and (version is None or (version[1], int(version[2])) != (kind, shapes[0].version)):
        return f"holds {kind} version {shapes[0].version}"
    return ""


def planned(text: str) -> dict[str, set[str]]:
    """Planned kinds by shape. A line of another form is an error."""
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    assert all(len(row) == 4 and row[0] in ("loop", "register") for row in rows)
    return {shape: {row[1] for row in rows if row[0] == shape} for shape in ("loop", "register")}


HOUSE = [shape for file in FILES for shape in shapes_of(file)]
ON_PAPER = [shape for file in PAPER for shape in shapes_of(file)]
PLANS = planned(PLANNED.read_text("utf-8"))


def loops(shapes: Iterable[Any]) -> list[Loop[Any]]:
    return [shape for shape in shapes if isinstance(shape, Loop)]


def registers(shapes: Iterable[Any]) -> list[Register[Any]]:
    return [shape for shape in shapes if isinstance(shape, Register)]


KINDS = {loop.kind for loop in loops(HOUSE)} | PLANS["loop"]
REGISTERS = {register.kind for register in registers(HOUSE)} | PLANS["register"]


@pytest.mark.parametrize("file", [*FILES, *PAPER], ids=name_of)
def test_a_file_holds_one_shape_of_its_name(file):
    assert wrong_file(file.stem, shapes_of(file), file.parent.name) == ""


@pytest.mark.parametrize("loop", loops([*HOUSE, *ON_PAPER]), ids=lambda loop: f"{loop.kind}_v{loop.version}")
def test_a_loop_has_no_faults(loop):
    assert faults(loop, KINDS, REGISTERS) == []


@pytest.mark.parametrize("register", registers([*HOUSE, *ON_PAPER]), ids=lambda register: register.kind)
def test_a_register_has_no_faults(register):
    assert register_faults(register) == []


def test_no_two_loops_are_one_thing_under_two_names():
    live = {loop.kind: loop for loop in sorted(loops([*ON_PAPER, *HOUSE]), key=lambda loop: loop.version)}
    assert same_tables(live.values()) == []


def test_each_kind_and_version_is_there_once():
    house = Counter((type(shape).__name__, shape.kind, getattr(shape, "version", 1)) for shape in HOUSE)
    assert [key for key, times in house.items() if times > 1] == []


def test_what_is_planned_is_not_there_yet():
    there = {loop.kind for loop in loops(HOUSE)} & PLANS["loop"] | {it.kind for it in registers(HOUSE)} & PLANS["register"]
    assert there == set(), f"strike these out of {PLANNED.name}"


def test_what_is_on_paper_is_planned_or_there():
    assert {loop.kind for loop in loops(ON_PAPER)} <= KINDS
    assert {register.kind for register in registers(ON_PAPER)} <= REGISTERS


def test_the_house_and_the_paper_hold_something():
    """A glob that finds nothing would make every test above pass."""
    assert len(loops(ON_PAPER)) == 9
    assert len(registers(ON_PAPER)) == 1
    assert len(registers(HOUSE)) >= 10


@pytest.mark.parametrize("file, chosen, folder, answer", [
    ("hazard", ["hazard", "visit"], "loops", "holds 2 shapes, not one Loop"),
    ("hazard", [], "loops", "holds 0 shapes, not one Loop"),
    ("hazard", ["hazard"], "registers", "holds 1 shapes, not one Register"),
    ("visit", ["hazard"], "loops", "holds hazard version 1"),
    ("hazard_v2", ["hazard"], "loops", "holds hazard version 1"),
    ("hazard_v1", ["hazard"], "loops", ""),
])  # fmt: skip
def test_this_very_gate_shuts(file, chosen, folder, answer):
    by_kind = {shape.kind: shape for shape in ON_PAPER}
    assert wrong_file(file, [by_kind[kind] for kind in chosen], folder) == answer


def test_an_unplanned_kind_shuts_it_too():
    public_report = next(loop for loop in loops(ON_PAPER) if loop.kind == "public_report")
    assert faults(public_report, KINDS - {"reward"}, REGISTERS) == ["opens reward, which nobody plans"]
    with pytest.raises(AssertionError):
        planned("loop hazard 事故隐患")
