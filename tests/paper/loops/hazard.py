"""事故隐患: the ordinary one is two taps, the major one is governed by 五落实 and accepted by two (安全生产法第四十一条)."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from anlan.kernel.facts import Facts, choice, day, long_text, money, person, photo, place, text, unit
from anlan.kernel.loop import (
    After,
    Deadline,
    Evidence,
    Keeps,
    Look,
    Loop,
    Notify,
    On,
    Print,
    Reason,
    Rung,
    Step,
    someone_else_than,
)
from anlan.kernel.people import HOLDER, Part, Role


class At(StrEnum):
    FIXING = "整改中"
    PLANNING = "编制方案"
    GOVERNED = "治理中"
    APPLIED = "待验收"
    ACCEPTED = "待复核"
    CLOSED = "已销号"


class Plan(Facts):
    """五落实: who, how, with what money, by when, and what if it goes wrong meanwhile."""

    responsible: str = person("治理责任人")
    measures: str = long_text("治理措施")
    fund: Decimal = money("治理资金")
    due: date = day("治理时限")
    emergency_plan: str = long_text("应急预案和防护措施")


class Hazard(Facts):
    title: str = text("隐患", longest=100)
    unit: str = unit("隐患单位")
    place: str = place("属地")
    item: str = text("检查事项", hint="同一事项一年内再次出现，按反复隐患处理")
    severity: str = choice("等级", "一般", "重大")
    description: str | None = long_text("情况", optional=True)
    photos: tuple[str, ...] = photo("现场照片", optional=True)
    due: date = day("整改期限")
    responsible: str | None = person("治理责任人", optional=True)
    measures: str | None = long_text("治理措施", optional=True)
    fund: Decimal | None = money("治理资金", optional=True)
    emergency_plan: str | None = long_text("应急预案和防护措施", optional=True)


def is_ordinary(look: Look[Hazard]) -> str | None:
    return "重大隐患不能直接销号，请先转入治理，编制五落实方案。" if look.facts.severity == "重大" else None


def not_before_today(look: Look[Hazard]) -> str | None:
    return "治理时限早于今天，请改正。" if look.asked.due < look.today else None


FIRM_PEOPLE = (Role.SAFETY_MANAGER, Role.FIRM_HEAD)

HAZARD = Loop(
    kind="hazard",
    version=1,
    title="事故隐患",
    facts=Hazard,
    source="安全生产法第四十一条；原国家安全监管总局令第 16 号（五落实）",
    opens_in=At.FIXING,
    may_open=(*FIRM_PEOPLE, Role.OFFICER, Role.ENFORCER, Role.TOWNSHIP_OFFICER),
    closes_in=At.CLOSED,
    steps=(
        Step("fixed", "改完销号", At.FIXING, At.CLOSED, FIRM_PEOPLE, is_ordinary, evidence=Evidence("整改后照片", 1, ("照片",))),
        Step("govern", "转入治理", At.FIXING, At.PLANNING, (*FIRM_PEOPLE, Role.OFFICER), sets=lambda look: {"severity": "重大"}),
        Step("plan", "落实方案", At.PLANNING, At.GOVERNED, Role.FIRM_HEAD, not_before_today, asks=Plan),
        Step("apply", "申请验收", At.GOVERNED, At.APPLIED, (Part("responsible"), Role.FIRM_HEAD), evidence="治理情况报告"),
        Step("accept", "验收通过", At.APPLIED, At.ACCEPTED, Role.OFFICER, evidence=Evidence("现场验收照片", 1, ("照片",))),
        Step("confirm", "复核销号", At.ACCEPTED, At.CLOSED, Role.OFFICER, someone_else_than("accept", "验收人")),
        Step("reject", "不予通过", (At.APPLIED, At.ACCEPTED), At.GOVERNED, Role.OFFICER, asks=Reason),
        Step("reopen", "重新打开", At.CLOSED, At.FIXING, Role.OFFICER, asks=Reason),
    ),
    deadlines=(
        Deadline(At.FIXING, On("due"), Notify((HOLDER, Role.FIRM_HEAD)), soon="1 day"),
        # No law says how long a plan or an acceptance may take: our defaults, the county's to set.
        Deadline(At.PLANNING, After("5 workdays", tunable="hazard.plan"), Notify((HOLDER, Role.OFFICER))),
        Deadline(At.GOVERNED, On("due"), Notify((HOLDER, Role.FIRM_HEAD, Role.OFFICER)), soon="5 days"),
        Deadline(At.APPLIED, After("10 workdays", tunable="hazard.accept"), Notify(HOLDER)),
        Deadline(At.ACCEPTED, After("5 workdays", tunable="hazard.confirm"), Notify(HOLDER)),
    ),
    ladder=(Rung("3 days", tells=Role.TOWNSHIP_OFFICER), Rung("10 days", tells=Role.LEADER, states=(At.GOVERNED,))),
    prints=(
        Print(
            "重大事故隐患治理方案", "form", ("title", "responsible", "measures", "fund", "due", "emergency_plan"), (At.GOVERNED,)
        ),
    ),
    may_edit=(*FIRM_PEOPLE, Role.OFFICER),
    edits_in=(At.FIXING,),
    keeps=Keeps(5, "隐患治理档案，供反复隐患倒查和事故调查"),
    menu="隐患",
)
