"""What of a duty can be counted: its target, and the fine obligations within its row. Pure."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from anlan.duties.duty_forms import Duty, Tick
from anlan.kernel.loop import Look

EVERY = {"每季度": "quarter", "每半年": "half", "每年": "year"}
OWN = ("牵头", "负责")
"""Parts that are a row's own duty, not a share or an instalment of one."""
GOAL = ("target", "target_unit", "comparator", "quantity", "reached")
"""A row's number is its own duty's to reach; a share answers for its part of the work, not for the whole number."""
HELD: Mapping[str, Callable[[Decimal, Decimal], bool]] = {"不少于": ge, "多于": gt, "不超过": le, "少于": lt}


def target_is_met(look: Look[Duty]) -> str | None:
    """What was reached is held against the target; a target of every period is each instalment's."""
    facts = look.facts
    if facts.target is None or how_often(look):
        return None
    comparator, reached = facts.comparator or "不少于", facts.reached or Decimal(0)
    if facts.reached is not None and HELD[comparator](reached, facts.target):
        return None
    if facts.reached is None and comparator in ("不超过", "少于"):
        return f"指标是{target_said(facts)}，还没有填过完成数，请先填报进展。"
    return f"指标是{target_said(facts)}，已完成 {reached}，还不能报完成，请先填报进展。"


def target_said(facts: Duty) -> str:
    """“不少于 10 项”."""
    return f"{facts.comparator or '不少于'} {facts.target} {facts.target_unit or ''}".strip()


def how_often(look: Look[Duty]) -> str:
    return EVERY.get(look.facts.cadence, "") if look.facts.part in OWN else ""


def items_are_answered(look: Look[Duty]) -> str | None:
    left = [item for item in look.facts.items if not item.done and not item.remark and item.obligation not in look.asked.closed]
    if not left:
        return None
    return (
        f"还有 {len(left)} 条任务条目没有办结也没有说明（第一条：{left[0].what[:30]}），"
        "已办结的请在这里勾选，没有办的请先用“办结任务条目”说明。"
    )


def are_items(look: Look[Duty]) -> str | None:
    known, asked = {item.obligation for item in look.facts.items}, chosen(look)
    if not known:
        return "这项任务没有任务条目。"
    if not asked <= known:
        return "任务条目里没有这一条，请刷新后再选。"
    return None


def says_why_not(look: Look[Duty]) -> str | None:
    return None if look.asked.done or look.asked.remark else "没有办的条目，请写明情况。"


def chosen(look: Look[Duty]) -> set[str]:
    return set(look.asked.obligations if isinstance(look.asked, Tick) else look.asked.closed)


def answered(look: Look[Duty], done: bool, remark: str | None) -> dict[str, Any]:
    asked = chosen(look)
    changed = {"done": done, "remark": remark}
    items = (item.model_copy(update=changed) if item.obligation in asked else item for item in look.facts.items)
    return {"items": [item.dump() for item in items]}


def ticked(look: Look[Duty]) -> dict[str, Any]:
    return answered(look, look.asked.done, look.asked.remark)


def closed_with_it(look: Look[Duty]) -> dict[str, Any]:
    """What is reported done ticks the items it closes."""
    return answered(look, True, None) if look.asked.closed else {}
