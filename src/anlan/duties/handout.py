"""What a task table will hand out, told before it is: how many duties, to whom, and what stands in the way. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from anlan.duties.matching import UnitSeen

Row = Mapping[str, Any]
TOWN, MANY = "乡镇", 10


@dataclass(frozen=True)
class Outlook:
    """The duties of a table: how many, of how many units; most for one unit; rows by number that want a look
    (`counted`: those with a target, `unchosen`: those whose words hold several numbers)."""

    duties: int
    units: int
    most: int
    each: tuple[str, ...]
    townships: tuple[str, ...]
    past: tuple[str, ...]
    nobody: tuple[str, ...]
    counted: tuple[str, ...] = ()
    unchosen: tuple[str, ...] = ()


def outlook(rows: Sequence[Row], today: date) -> Outlook:
    """A row with a lead is one duty of the lead; one without is a duty of each unit that it names."""
    holders = [unit for row in rows for unit in ([row["lead"]] if row.get("lead") else row.get("units", ()))]
    return Outlook(
        len(holders),
        len(set(holders)),
        max((holders.count(one) for one in set(holders)), default=0),
        tuple(row["no"] for row in rows if not row.get("lead") and len(row.get("units", ())) > MANY),
        tuple(row["no"] for row in rows if row.get("to_townships") and not row.get("item")),
        tuple(row["no"] for row in rows if row.get("due") and row["due"] < str(today)),
        tuple(row["no"] for row in rows if not row.get("lead") and not row.get("units")),
        tuple(row["no"] for row in rows if row.get("target") is not None),
        tuple(row["no"] for row in rows if row.get("quantity") and row.get("target") is None),
    )


def marked(row: Row, units: Iterable[UnitSeen]) -> dict[str, Any]:
    """The row, told whether it asks a township: its units say so, nobody needs to."""
    return {**row, "to_townships": bool(townships_of(row, units))}


def townships_of(row: Row, units: Iterable[UnitSeen]) -> set[str]:
    towns = {unit.id for unit in units if unit.kind == TOWN}
    return towns & {row.get("lead"), *row.get("units", ())}


def led_by(row: Row, unit: str) -> dict[str, Any]:
    """The row with a lead; the other units work with it."""
    return {**row, "lead": unit, "units": [one for one in row.get("units", ()) if one != unit], "scope": "牵头配合"}


def without_townships(row: Row, units: Iterable[UnitSeen]) -> dict[str, Any]:
    """The row for the county's own units only."""
    gone = townships_of(row, units)
    kept = {name: value for name, value in row.items() if name != "item" and not (name == "lead" and value in gone)}
    return kept | {"units": [one for one in row.get("units", ()) if one not in gone]}
