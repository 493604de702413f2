"""A step queued offline whose state had moved on is never dropped: it is kept with its evidence; sender and holder see it."""

from collections.abc import Mapping
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import chain, db, outbox, proofs
from anlan.kernel.columns import to_micros
from anlan.kernel.facts import NoFacts
from anlan.kernel.loop import Look, Proof


def keep(
    cursor: CursorWrapper,
    id: str,
    row: Mapping[str, Any],
    step: str,
    look: Look[Any],
    asked: Mapping[str, Any],
    evidence: tuple[Proof, ...],
) -> None:
    """Keeps the step, once per id; what becomes of it is said by `settling`."""
    if db.row(cursor, "SELECT id FROM late WHERE id=%s", [id]):
        return
    proofs.attach(cursor, evidence, NoFacts(), row["id"], id, look.by, look.now)
    values = {"id": id, "matter": row["id"], "step": step, "by": look.by.person, "why": f"办理时事项已是“{row['state']}”"}
    values |= {"happened": to_micros(look.happened_at), "recorded": to_micros(look.now)}
    db.insert(cursor, "late", values | {"asked": chain.canonical(dict(asked)), "settled": None, "taken_in": False})
    outbox.to_holder(cursor, row, f"有一条迟到的办理待认定：{row['title']}", look.now, None)
