"""A step that came too late is taken in or not, by whoever holds the matter; either way the ledger tells it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import actions, db, ids, judge, looks, outbox, people_store
from anlan.kernel.columns import from_micros, to_micros
from anlan.kernel.facts import BadFacts
from anlan.kernel.loop import Look, Loop, Step
from anlan.kernel.people import HOLDER, OPENER, Actor, Who, as_tuple
from anlan.kernel.refusals import NotThere, Refused


def settlers(loop: Loop[Any]) -> tuple[Who, ...]:
    """Who says what becomes of a late step: the holder, the opener, and whoever may correct or open such a matter."""
    return (HOLDER, OPENER, *as_tuple(loop.may_edit), *as_tuple(loop.may_open))


@db.once_more
def settle_late(late: str, by: Actor, *, at: datetime, take_in: bool, reason: str = "") -> actions.Receipt:
    """Takes a late step's answers into the facts (the state stays as it is), or leaves them out with a reason.

    The sender is told. Once settled it stays so. Raises BadFacts, Refused, NotThere."""
    if not take_in and not reason.strip():
        raise Refused("请写明不采纳的理由。")
    with db.writing() as cursor:
        kept = db.row(cursor, "SELECT * FROM late WHERE id=%s", [late])
        row = looks.fetch_matter(cursor, kept["matter"], lock=True) if kept else None
        by = people_store.fresh(cursor, by, at)
        if kept is None or row is None or not looks.sees(cursor, row, by):
            raise NotThere(actions.NOT_YOURS)
        if kept["settled"] is not None:
            return actions.Receipt(row["id"], late, row["seq"], row["state"])
        loop = looks.loop_of(cursor, row)
        look = looks.look(cursor, row, loop, by, at, from_micros(kept["happened"]))
        if not judge.is_one_of(settlers(loop), look):
            raise Refused("迟到的办理由承办人或发起人认定，您没有这项权限。")
        if kept["by"] == by.person:
            raise Refused("须由报送人以外的人认定。")
        return _settle(cursor, kept, row, loop, look, take_in=take_in, reason=reason.strip())


def _settle(
    cursor: CursorWrapper, kept: Mapping[str, Any], row: Mapping[str, Any], loop: Loop[Any], look: Look[Any], *, take_in: bool,
    reason: str,
) -> actions.Receipt:  # fmt: skip
    shape = next((one for one in loop.steps if one.name == kept["step"]), None)
    verb = Step("late", "认定迟到的办理", row["state"], row["state"], settlers(loop), asks=shape.asks if shape else Step.asks)
    facts = look.facts
    if take_in and shape:
        asked = json.loads(kept["asked"]) if isinstance(kept["asked"], str) else kept["asked"]
        look = replace(look, asked=judge.ask(shape, asked))
        facts = _laid_in(loop, replace(verb, into=shape.into), look)
    said = {"late": kept["id"], "step": kept["step"], "sender": kept["by"], "taken_in": take_in, "why": kept["why"]}
    if reason:
        said["reason"] = reason
    change = actions.Change(row, replace(look, facts=facts), loop, verb, look.facts, facts, ids.new_id(look.now), look.now)
    receipt = actions.correcting(cursor, change, said)
    db.update(cursor, "late", kept["id"], {"settled": to_micros(look.now), "taken_in": take_in})
    words = "已采纳" if take_in else f"未采纳：{reason}"
    outbox.put(cursor, f"迟到的办理{words}　{row['title']}", look.now, subject=row["id"], person=kept["by"], place=row["place"])
    return receipt


def _laid_in(loop: Loop[Any], verb: Step, look: Look[Any]) -> Any:
    try:
        return judge.facts_after(loop, verb, look)
    except BadFacts as wrong:
        raise Refused(f"迟到的内容与现在的内容对不上（{wrong}），请写明理由不采纳，再由承办人另行登记。") from None
