"""The clock's own table, as steps write it: which rows wait for a matter, and the spans and periods they wait for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import calendar, chain, db, judge, tuning
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import to_micros
from anlan.kernel.loop import Deadline, Look, Loop, On, Step
from anlan.kernel.refusals import Refused
from anlan.standards.loader import NoFigure

NEVER = 2**62
OWN = ("deadline", "soon", "rung", "guard", "repeat")
COLUMNS = ("subject", "what", "name", "at", "tries", "cursor")


@dataclass(frozen=True)
class Row:
    """A row of the clock."""

    what: str
    name: str
    at: datetime


def rows_for(cursor: CursorWrapper, loop: Loop[Any], look: Look[Any]) -> list[Row]:
    """What the clock must do for a matter in the look's state."""
    if look.state in loop.closed_states():
        return []
    try:
        found = [Row(due.what, str(due.number), due.at) for due in judge.deadlines(loop, look, tuning.tuned(cursor, look.now))]
    except (NoFigure, calendar.SpanError) as missing:
        raise Refused(f"期限算不出来：{missing}") from None
    for number, guard in enumerate(loop.guards):
        if guard.state == look.state:
            found.append(Row("guard", f"{loop.kind}.{number}", calendar.parse_span(guard.every).after(look.now)))
    if loop.repeats and look.state in loop.repeats.states:
        found.append(Row("repeat", loop.repeats.kind, look.now))
    return found


def due_columns(rows: list[Row]) -> dict[str, int | None | bool]:
    """The matter's due column: its first deadline."""
    times = [to_micros(row.at) for row in rows if row.what == "deadline"]
    due = min(times, default=None)
    return {"due": due, "sort_due": NEVER if due is None else due, "overdue": False}


def hangs_on(loop: Loop[Any], state: str, names: Collection[str]) -> bool:
    """Whether a deadline of the state is counted from one of these facts."""
    return any(_counts_from(deadline) in names for deadline in loop.deadlines if deadline.state == state)


def _counts_from(deadline: Deadline) -> str:
    return deadline.at.fact if isinstance(deadline.at, On) else deadline.at.since


def still_to_come(loop: Loop[Any], rows: list[Row], names: Collection[str], now: datetime) -> list[Row]:
    """The rows of a state that was not left: a deadline that passed is not told again unless it hangs on these facts."""
    timed = ("deadline", "soon")
    return [row for row in rows if row.what not in timed or row.at > now or _counts_from(loop.deadlines[int(row.name)]) in names]


def put(cursor: CursorWrapper, subject: str, rows: list[Row]) -> None:
    """Replaces a matter's rows of the clock."""
    cursor.execute(f"DELETE FROM due WHERE subject=%s AND what IN ({','.join(['%s'] * len(OWN))})", [subject, *OWN])
    db.insert_many(cursor, "due", COLUMNS, [(subject, row.what, row.name, to_micros(row.at), 0, None) for row in rows])


def add(cursor: CursorWrapper, subject: str, row: Row, job: Mapping[str, Any] | None = None) -> None:
    """One more row; the same again moves it."""
    values = (subject, row.what, row.name[:120], to_micros(row.at), 0, chain.canonical(job) if job is not None else None)
    db.insert_many(
        cursor,
        "due",
        COLUMNS,
        [values],
        or_else="ON CONFLICT (subject, what, name) DO UPDATE SET at=excluded.at, tries=0, claimed=NULL, cursor=excluded.cursor",
    )


def spread(cursor: CursorWrapper, matter: str, step: Step, at: datetime) -> None:
    """Starts the job that opens one child a target."""
    add(cursor, matter, Row("spread", step.name, at), {"after": ""})


def after_entering(cursor: CursorWrapper, loop: Loop[Any], row: Mapping[str, Any], at: datetime) -> None:
    """A state was entered: loops that open on it are asked by the clock."""
    for other, number, _ in catalogue().opened_by(loop.kind, row["state"]):
        add(cursor, row["id"], Row("when", f"{other.kind}.{number}", at))


def changed(cursor: CursorWrapper, kind: str, subject: str, at: datetime) -> None:
    """A row of this kind changed: the clock asks the guards again that read it."""
    if catalogue().guarded_by(kind):
        add(cursor, subject, Row("wake", kind, at), {"after": ["", ""]})
