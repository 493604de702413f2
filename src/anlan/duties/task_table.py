"""任务分解表 as counties print it: on the page, as xlsx and as docx (A4 across, heads on every page)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from anlan.desk.cells import columns_of
from anlan.desk.offers import Offers
from anlan.desk.prints import Grid, Paper
from anlan.desk.prints_docx import docx
from anlan.desk.tables import xlsx
from anlan.duties import queries as room
from anlan.duties.matching import UnitSeen, others_of, shortened
from anlan.kernel import queries
from anlan.kernel.facts import Facts, day, long_text, text
from anlan.kernel.people import Actor

WIDTHS = (3, 6, 12, 26, 8, 12, 6, 6, 8, 10, 8, 5)


class Line(Facts):
    """A line of the table, as a county knows it."""

    serial: str = text("序号")
    clause: str = text("条款")
    task: str = text("工作任务", longest=500)
    measures: str = long_text("具体措施")
    lead: str | None = text("牵头单位", optional=True)
    units: str | None = long_text("责任单位", optional=True)
    leader: str | None = text("责任领导", optional=True)
    liaison: str | None = text("联络员", optional=True)
    deadline: date | None = day("完成时限", optional=True)
    progress: str | None = long_text("进展", optional=True)
    proof: str | None = text("佐证", longest=500, optional=True)
    note: str | None = text("备注", longest=500, optional=True)


HEADS = tuple(column.title for column in columns_of(Line))


def lines(directive: str, by: Actor, now: datetime) -> list[Line]:
    """A line for every row; progress is what the row's duties said last, where they may be seen."""
    names, said, units = Offers(by, now), progress_of(directive, by), room.units(by)
    return [_line(row, names, said.get(row["no"], ""), units) for row in room.rows(directive, by)]


def _line(row: dict[str, Any], names: Offers, progress: str, known: Sequence[UnitSeen]) -> Line:
    whole, alone = shortened(row.get("units", ()), known)
    others = others_of(row.get("units", ()), row["lead"], known) if row.get("lead") and alone else ()
    units = "、".join(others or (*whole, *(names.name("record", unit) for unit in alone)))
    note = "；".join(filter(None, (row.get("note"), "长期坚持" if row.get("standing") else "")))
    plain = {name: row.get(name) for name in ("clause", "task", "leader", "proof")} | {
        "measures": row.get("measures") or row["task"]
    }
    lead = names.name("record", row["lead"]) if row.get("lead") else None
    said = {"serial": row["no"], "lead": lead, "units": units or None, "deadline": row.get("due"), "progress": progress or None}
    return Line.model_validate(plain | said | {"note": note or None})


def progress_of(directive: str, by: Actor) -> dict[str, str]:
    """By row: the state of its duties and their newest line."""
    found: dict[str, list[str]] = {}
    for duty in queries.matters(by, kinds=("duty",)).filter(parent=directive):
        told = duty.facts.get("progress") or []
        found.setdefault(duty.facts.get("serial", ""), []).append(f"{duty.state}：{told[-1]['line']}" if told else duty.state)
    return {row: "；".join(dict.fromkeys(said)) for row, said in found.items()}


def as_xlsx(title: str, rows: Sequence[Line]) -> bytes:
    return xlsx(columns_of(Line), rows, f"任务分解表（{title}）"[:28])


def as_docx(title: str, rows: Sequence[Line]) -> bytes:
    """Official paper for the attachment of the notice: no digest."""
    cells = tuple(tuple(said(value) for value in line.model_dump().values()) for line in rows)
    return docx(Paper("table", f"{title}任务分解表", (Grid(HEADS, cells, widths=WIDTHS),)))


def said(value: Any) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else str(value or "")
