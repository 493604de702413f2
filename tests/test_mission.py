"""docs/mission.tsv: every row names shapes that are there, a page that answers, and a test that proves it."""

import csv
import os
import pkgutil
import re
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

import anlan
from anlan import engines
from anlan.duties.campaign_plan import campaigns
from anlan.insight import figures
from anlan.kernel.catalogue import catalogue
from anlan.standards.loader import shipped

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("ANLAN_SHARED", ROOT / ".." / "shared")).resolve()
COLUMNS = ["id", "key", "shape", "page or command", "story test"]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


ROWS = rows_of((ROOT / "docs" / "mission.tsv").read_text("utf-8"))


def there() -> dict[str, set[str]]:
    """The names of each shape that the house holds."""
    return {
        "loop": {loop.kind for loop in catalogue().loops()},
        "register": {register.kind for register in catalogue().registers()},
        "standard": {standard.topic for standard in shipped().all},
        "indicator": set(figures.house()),
        "campaign": set(campaigns()),
        "engine": {one.name for one in pkgutil.iter_modules(engines.__path__)},
        "house": {one.name for one in pkgutil.iter_modules(anlan.__path__)},
    }


def missing(shapes: str, known: dict[str, set[str]]) -> list[str]:
    """The shapes of a cell that are not there: "loop a; loops b, c（类别）; register d"."""
    found = []
    for part in re.sub(r"（[^）]*）", "", shapes).split("; "):
        shape, _, names = part.partition(" ")
        found += [f"{shape} {name}" for name in names.split(", ") if name not in known.get(shape.removesuffix("s"), ())]
    return found


def proof(test: str) -> str:
    """What is wrong with a test id; "" if the function is there."""
    file, _, name = test.partition("::")
    if not (ROOT / file).is_file():
        return f"{file} is not there"
    return "" if re.search(rf"^def {name}\(", (ROOT / file).read_text("utf-8"), re.M) else f"{file} has no {name}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_row_is_carried_by_shapes_a_page_and_a_test(row):
    assert missing(row["shape"], there()) == []
    assert proof(row["story test"]) == ""
    if row["page or command"].startswith("/"):
        resolve(row["page or command"])


def test_each_row_is_there_once():
    ids = [row["id"] for row in ROWS]
    assert list(ROWS[0]) == COLUMNS
    assert len(set(ids)) == len(ids)


@pytest.mark.shared
def test_each_row_is_one_of_the_mission():
    if not SHARED.is_dir():
        pytest.skip(f"ANLAN_SHARED is not there: {SHARED}")
    mission = {row["id"]: row["key"] for row in rows_of((SHARED / "mission" / "systems.tsv").read_text("utf-8"))}
    assert {row["id"]: row["key"] for row in ROWS}.items() <= mission.items()


def test_this_gate_shuts():
    assert missing("loop nothing; loops duty, none（类别）; indicator x", there()) == [
        "loop nothing",
        "loops none",
        "indicator x",
    ]
    assert proof("src/nowhere.py::test_x").endswith("is not there")
    assert "has no test_x" in proof("tests/test_mission.py::test_x")
    with pytest.raises(Resolver404):
        resolve("/nowhere/at/all/ever")
