"""会议制度: which meeting must be held how often; it lays each period's meeting on the table, so that a missing one is seen."""

from datetime import date
from typing import Any

from anlan.duties.loops.meeting import KINDS, period_end
from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.calendar import period
from anlan.kernel.facts import Facts, choice, day, many, record, text, unit
from anlan.kernel.loop import Look, Loop, Print, Reason, Repeats, Step
from anlan.kernel.people import Role

EVERY = {"每月": "month", "每季度": "quarter", "每半年": "half", "每年": "year"}


class MeetingRule(Facts):
    title: str = text("会议名称")
    kind: str = choice("类别", *KINDS)
    every: str = choice("至少", *EVERY, default="每季度")
    unit: str | None = unit("承办单位", optional=True)
    committee: str | None = record("committee", "议事协调机构", optional=True)
    reporters: tuple[str, ...] = many("须汇报履职的负责人", optional=True, hint="姓名和职务，一行一人")
    basis: str = text("依据文号")
    review: date | None = day("复核日期", optional=True)


def this_period(look: Look[MeetingRule], period: str) -> dict[str, Any]:
    said = look.facts.model_dump(mode="json", exclude_none=True, exclude={"every", "review", "basis", "title"})
    return said | {"title": f"{look.facts.title}（{period}）", "held_by": str(period_end(period))}


MEETING_RULE = Loop(
    kind="meeting_rule",
    version=1,
    title="会议制度",
    facts=MeetingRule,
    opens_in="拟定",
    may_open=Role.CLERK,
    closes_in=("已废止",),
    may_edit=Role.CLERK,
    edits_in=("拟定",),
    steps=(
        Step("adopt", "开始执行", "拟定", "执行中", Role.SIGNER, holds=Role.CLERK),
        Step("revise", "修订", "执行中", "拟定", Role.CLERK, asks=Reason),
        Step("abolish", "废止", ("拟定", "执行中"), "已废止", Role.SIGNER, asks=Reason),
    ),
    deadlines=(
        told("拟定", "5 workdays", "meeting_rule.adopt", Role.SIGNER, "会议制度还没有审定"),
        on_the_day("执行中", Role.CLERK, "会议制度到了复核日期", fact="review"),
    ),
    repeats=Repeats("meeting", lambda look: period(EVERY[look.facts.every], look.now), this_period, ("执行中",)),
    prints=(Print("会议制度", "form", ("title", "kind", "every", "basis")),),
    keeps=KEEPS,
    about="每个周期自动列出一次应开的会议，没有开的一眼看得到。",
    menu="会议",
)
