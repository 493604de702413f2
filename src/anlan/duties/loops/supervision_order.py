"""督办单: an order to a unit under the county, lifted by proof and a finding; silence proposes a 约谈 to the signer."""

from typing import Any

from anlan.duties.measures import (
    ANSWERABLE,
    Measure,
    NewDate,
    Reply,
    answer_by,
    is_later,
    is_ours_to_supervise,
    issuing,
    measure,
    to_judge,
    told,
)
from anlan.kernel.facts import Facts, choice, long_text
from anlan.kernel.loop import Evidence, Look, Print, Propose, Reason, Rung, Step
from anlan.kernel.people import Role


class Finding(Facts):
    finding: str = choice("认定", "已落实", "部分落实", "未落实")
    why: str = long_text("认定理由", longest=2000)


def all_is_done(look: Look[Measure]) -> str | None:
    return None if look.asked.finding == "已落实" else f"认定为“{look.asked.finding}”的不能解除，请“退回”并写明还差什么。"


def talk_about_it(look: Look[Measure]) -> dict[str, Any]:
    ground = f"督办单“{look.facts.title}”（{look.number}）要求 {look.facts.due} 前反馈，至今未反馈。"
    return {
        "title": f"关于{look.facts.title}的约谈",
        "unit": look.unit,
        "kind": "警示约谈",
        "ground": ground,
        "source": look.id or None,
    }


SUPERVISION_ORDER = measure(
    kind="supervision_order",
    title="督办单",
    facts=Measure,
    closes_in="已解除",
    steps=(
        *issuing("待反馈", "督办单", adopt={"needs": is_ours_to_supervise}),
        Step("reply", "反馈", "待反馈", "待认定", ANSWERABLE, asks=Reply, evidence=Evidence("佐证材料")),
        Step("extend", "同意延期", "待反馈", "待反馈", Role.SIGNER, is_later, asks=NewDate),
        Step("reject", "退回", "待认定", "待反馈", Role.CLERK, asks=Reason),
        Step("find", "认定", "待认定", "待解除", Role.CLERK, all_is_done, asks=Finding),
        Step("lift", "解除督办", "待解除", "已解除", Role.SIGNER),
    ),
    deadlines=(
        answer_by("待反馈", "督办单到期还没有反馈"),
        to_judge("待认定", "反馈还没有认定"),
        told("待解除", "2 workdays", "measure.lift", Role.SIGNER, "督办还没有解除"),
    ),
    ladder=(Rung("3 workdays", tells=Role.SIGNER, proposes=Propose("talk", talk_about_it), states=("待反馈",)),),
    prints=(Print("督办单", "red_head", ("unit", "ground", "basis", "demand", "due")),),
    about="只发给县里管理的单位和乡镇；垂直管理单位用督办函。签发之前不会发出。",
)
