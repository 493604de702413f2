"""The county's own 任务分解表: read into the rows of a directive by their numbers, written back in the county's own layout."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from anlan.desk import layouts
from anlan.desk.heads import NUMBER
from anlan.desk.layouts import Layout
from anlan.desk.refill import refill
from anlan.desk.sheets import BadFile
from anlan.duties import queries as room
from anlan.duties.actions import save_rows
from anlan.duties.matching import UnitSeen, match
from anlan.duties.task_table import Line, lines
from anlan.kernel import directory, proofs, queries, records
from anlan.kernel.people import Actor
from anlan.kernel.refusals import Refused

TABLE = "directive"
LAYOUTS = "table_layout"
PLAIN = ("clause", "task", "measures", "leader", "proof")
"""What the table says of a row in the row's own words."""


def take_in(directive: str, data: bytes, name: str, by: Actor, *, at: datetime) -> int:
    """Writes what the county's table says into the rows of the same numbers, and keeps its layout. Returns how many rows changed.

    Refused with a sentence where the table cannot be read, names a row that is not there, or a unit that nobody knows."""
    try:
        layout = by_number(layouts.recognise(data, Line, TABLE, name).layout)
        said = read(layout, data, name)
    except BadFile as bad:
        raise Refused(str(bad)) from None
    rows, units = room.rows(directive, by), room.units(by)
    known = {row["no"] for row in rows}
    if strange := [line.serial for line in said if line.serial not in known]:
        raise Refused(f"表里的序号 {strange[0]} 不在任务分解表里，请先归口成行，或改正序号。")
    given = {line.serial: line for line in said}
    new = [changed(row, given[row["no"]], units) if row["no"] in given else row for row in rows]
    count = sum(one != other for one, other in zip(rows, new, strict=True))
    if count:
        save_rows(directive, new, by, at=at)
    original = proofs.keep(data, name, "文件", by, at)
    facts = {"name": title_of(directive), "table": TABLE, "confirmed": "已确认", "original": [original]}
    records.put_record(LAYOUTS, facts | {"layout": json.dumps(layout.to_json(), ensure_ascii=False)}, by, at=at)
    return count


def by_number(layout: Layout) -> Layout:
    """The layout with its running number as the rows' own: it says which row a line is. Refused without one."""
    mapping = {column: "序号" if title == NUMBER else title for column, title in layout.mapping.items()}
    if "序号" not in mapping.values():
        raise Refused("表里没有“序号”一列，认不出是哪一行，请补上后再导入。")
    return layout.mapped(mapping, key="序号")


def read(layout: Layout, data: bytes, name: str = "") -> list[Line]:
    """The lines of a table; Refused with the first wrong cell."""
    found = layouts.take_in(layout, data, Line, key="serial", name=name)
    if found.faults:
        raise Refused(f"第 {found.faults[0].row} 行：{found.faults[0].sentence}")
    return [row.facts for row in found.rows if isinstance(row.facts, Line)]


def changed(row: Mapping[str, Any], line: Line, units: Sequence[UnitSeen]) -> dict[str, Any]:
    """A row as the county's table says it; what the table has no word for stays."""
    said = {name: getattr(line, name) for name in PLAIN if getattr(line, name)}
    if line.lead:
        said["lead"] = meant(line.lead, units, row["no"])[0]
    if line.units:
        said["units"] = [one for one in meant(line.units, units, row["no"]) if one != said.get("lead", row.get("lead"))]
    if line.deadline:
        said |= {"due": str(line.deadline), "standing": False}
    return {**row, **said}


def meant(names: str, units: Sequence[UnitSeen], row: str = "") -> list[str]:
    """The units that a cell names; with `row`, Refused for a name that nobody knows."""
    found = match([name for name in re.split("[、，,；;\n]", names) if name.strip()], units)
    if row and found.missing:
        raise Refused(f"第 {row} 行的“{found.missing[0]}”在单位台账里没有，请先登记单位或补上别名。")
    return list(found.ids)


def written(directive: str, by: Actor, now: datetime) -> bytes:
    """The rows in the county's own layout: cells that mean the same stay as people wrote them."""
    kept = queries.records(LAYOUTS, by, facts={"table": TABLE, "name": title_of(directive)}).first()
    if kept is None:
        raise Refused("还没有登记县里的表样，请先导入县里的任务分解表。")
    layout = Layout.from_json(json.loads(kept.facts["layout"]))
    original = directory.bytes_of(directory.proof(kept.facts["original"][0], kept.id))
    units, theirs = room.units(by), {line.serial: line for line in read(layout, original)}
    ours = [in_their_words(line, theirs.get(line.serial), units) for line in lines(directive, by, now)]
    asked = [line for line in ours if line.serial in theirs] if len(theirs) < len(ours) else ours
    return refill(layout, original, asked, Line)


def in_their_words(line: Line, theirs: Line | None, units: Sequence[UnitSeen]) -> Line:
    """Our line; units that are named otherwise but mean the same, and what we have no word for, as the county wrote it."""
    if theirs is None:
        return line
    same = {
        name: getattr(theirs, name)
        for name in ("lead", "units")
        if set(meant(getattr(theirs, name) or "", units)) == set(meant(getattr(line, name) or "", units))
    }
    silent = {name: getattr(theirs, name) for name in ("progress", "liaison", "note") if not getattr(line, name)}
    return line.model_copy(update=same | silent)


def title_of(directive: str) -> str:
    return f"任务分解表 {directive}"
