"""通报: told to many, aimed at one. Each addressee signs for its copy; ranks stand in it only under an approved 考核办法."""

from typing import Any

from anlan.duties.measures import (
    ANSWERABLE,
    Measure,
    Reply,
    answer_by,
    issuing,
    measure,
    says_what_and_when,
    to_judge,
)
from anlan.kernel.facts import choice, many, record, yes_no
from anlan.kernel.loop import Evidence, Look, Print, Reason, Spread, Step
from anlan.kernel.people import Role
from anlan.kernel.reads import Children, RecordOf


class Circular(Measure):
    kind: str = choice("类别", "情况通报", "通报批评", "事故通报", "调度通报")
    copies: tuple[str, ...] = many("印发范围", of="unit")
    must_mend: bool = yes_no("被通报单位须报整改情况", default=True)
    ranks: bool = yes_no("含得分或排名", default=False)
    rule: str | None = record("assessment_rule", "考核办法", shown_when=("ranks", ("是",)))


def ranks_only_by_rule(look: Look[Circular]) -> str | None:
    if look.facts.ranks and not look.seen.rule.valid_on(look.now):
        return "含得分或排名的通报须有在用的考核办法（文号）；没有办法的，请按单位名称顺序列数字，不排名。"
    return "还没有填写印发范围，请补上再送审。" if not look.facts.copies else None


def ready(look: Look[Circular]) -> str | None:
    return ranks_only_by_rule(look) or (says_what_and_when(look) if look.facts.must_mend else None)


def copy_for(look: Look[Circular], target: str) -> dict[str, Any]:
    return {"title": look.facts.title, "unit": target, "doc_no": look.number or None, "kind": "通报"}


def nothing_to_mend(look: Look[Circular]) -> str | None:
    if look.facts.must_mend:
        return "这份通报要求报整改情况，请等被通报单位反馈并认定。"
    return f"还有 {look.seen.copies.open} 家没有签收，请催签后再归档。" if look.seen.copies.open else None


def copies_are_signed(look: Look[Circular]) -> str | None:
    return f"还有 {look.seen.copies.open} 家没有签收，请催签后再了结。" if look.seen.copies.open else None


CIRCULAR = measure(
    kind="circular",
    title="通报",
    facts=Circular,
    closes_in="已了结",
    reads={"copies": Children("receipt"), "rule": RecordOf("assessment_rule", of="rule")},
    steps=(
        *issuing(
            "待整改反馈",
            "通报",
            submit={"needs": ready},
            issue={"spread": Spread("receipt", lambda look: look.facts.copies, copy_for)},
        ),
        Step("mend", "报整改情况", "待整改反馈", "待认定", ANSWERABLE, asks=Reply, evidence=Evidence("整改佐证")),
        Step("reject", "退回", "待认定", "待整改反馈", Role.CLERK, asks=Reason),
        Step("accept", "认定了结", "待认定", "已了结", Role.CLERK, copies_are_signed),
        Step("file", "归档", "待整改反馈", "已了结", Role.CLERK, nothing_to_mend),
    ),
    deadlines=(
        answer_by("待整改反馈", "通报要求的整改情况到期还没有报"),
        to_judge("待认定", "整改情况还没有认定"),
    ),
    prints=(Print("通报", "red_head", ("ground", "basis", "demand", "due")),),
    about="印发后给印发范围内的每个单位一份签收。",
)
