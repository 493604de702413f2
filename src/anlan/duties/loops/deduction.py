"""考核扣分: one deduction under an approved 考核办法, seen by the unit, open to appeal, decided by another hand."""

from datetime import date
from decimal import Decimal
from typing import Any

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.calendar import end_of_day
from anlan.kernel.facts import Facts, choice, day, long_text, number, record, text, unit
from anlan.kernel.loop import Evidence, Look, Loop, Print, Reason, Step, someone_else_than
from anlan.kernel.people import Role
from anlan.kernel.reads import RecordOf


class Deduction(Facts):
    title: str = text("扣分（加分）事项")
    unit: str = unit("被考核单位")
    rule: str = record("assessment_rule", "考核办法")
    clause: str = text("条款号", longest=40)
    points: Decimal = number("分值", "分", hint="扣分填负数，与办法一致")
    ground: str = long_text("事实和依据", longest=2000)
    source: str | None = text("来源事项", optional=True)
    appeal_until: date = day("申诉截止日期", hint="按考核办法填写")


class Ruling(Facts):
    ruling: str = choice("复核结论", "维持", "撤销")
    opinion: str = long_text("复核意见", longest=2000)


def rule_says_so(look: Look[Deduction]) -> str | None:
    """No approved rule in force, no score; and exactly the points that its clause gives."""
    if not look.seen.rule.valid_on(look.now):
        return "没有在用的考核办法（文号），不能打分；请先登记经批准的办法。"
    if look.seen.who.get("vertical"):
        return f"{look.seen.who.title}是垂直管理单位，不计分。"
    points = {one["clause"]: Decimal(str(one["points"])) for one in look.seen.rule.get("items", ())}
    if look.facts.clause not in points:
        return f"考核办法里没有第 {look.facts.clause} 条，请核对。"
    wanted = points[look.facts.clause]
    return None if look.facts.points == wanted else f"第 {look.facts.clause} 条的分值是 {wanted}，请按办法填写。"


def time_is_up(look: Look[Deduction]) -> str | None:
    return None if look.now > end_of_day(look.facts.appeal_until) else "申诉期还没有满，请期满后再办。"


def is_upheld(look: Look[Any]) -> str | None:
    return None if look.asked.ruling == "维持" else "结论是撤销的，请用“撤销扣分”。"


DEDUCTION = Loop(
    kind="deduction",
    version=1,
    title="考核扣分",
    facts=Deduction,
    opens_in="待告知",
    may_open=Role.CLERK,
    closes_in=("已生效", "已撤销"),
    reads={"rule": RecordOf("assessment_rule", of="rule"), "who": RecordOf("unit", of="unit")},
    needs=rule_says_so,
    steps=(
        Step("tell", "告知单位", "待告知", "待确认", Role.CLERK, evidence=Evidence("事实佐证"), holds=Role.LIAISON),
        Step("agree", "无异议", "待确认", "已生效", Role.LIAISON),
        Step("appeal", "申诉", "待确认", "申诉复核", Role.LIAISON, asks=Reason, holds=Role.SIGNER),
        Step("no_answer", "逾期未申诉，生效", "待确认", "已生效", Role.CLERK, (time_is_up, someone_else_than("tell", "告知人"))),
        Step("uphold", "复核维持", "申诉复核", "已生效", Role.SIGNER, is_upheld, asks=Ruling),
        Step("cancel", "撤销扣分", ("待告知", "待确认", "申诉复核"), "已撤销", Role.SIGNER, asks=Reason),
    ),
    deadlines=(
        told("待告知", "3 workdays", "deduction.tell", Role.CLERK, "扣分还没有告知单位"),
        on_the_day("待确认", (Role.LIAISON, Role.CLERK), "扣分申诉期已到", fact="appeal_until"),
        told("申诉复核", "5 workdays", "deduction.rule", Role.SIGNER, "申诉还没有复核"),
    ),
    prints=(Print("考核扣分告知单", "form", ("title", "unit", "clause", "points", "ground")),),
    keeps=KEEPS,
    about="没有经批准的考核办法就没有分数；每一笔都告知单位，都可以申诉。",
    menu="督办",
)
