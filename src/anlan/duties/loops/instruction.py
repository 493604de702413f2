"""批示件: a leader's written instruction on its clock of 1, 3, 7 days and a month, up to the leader's own word."""

from datetime import date

from anlan.duties.measures import KEEPS
from anlan.kernel.facts import Facts, Moment, choice, day, file, long_text, moment, text, unit
from anlan.kernel.loop import After, Deadline, Evidence, Loop, Notify, Print, Reason, Step
from anlan.kernel.people import Role

TO_GIVE, TO_PLAN, DOING, HARD, TO_READ, SETTLED = "待交办", "待报部署", "办理中", "复杂事项办理中", "待呈阅", "已办结"


class Instruction(Facts):
    title: str = text("来件标题")
    leader: str = text("批示领导")
    words: str = long_text("批示内容", longest=2000)
    happened_at: Moment = moment("批示时间", prefilled_from="now")
    original: tuple[str, ...] = file("批示件", optional=True)
    kind: str = choice("类别", "领导批示", "现场指示", "会议交办", default="领导批示")
    unit: str | None = unit("承办单位", optional=True)
    plan: str | None = long_text("部署情况", longest=4000, optional=True)
    result: str | None = long_text("办理结果", longest=8000, optional=True)


class Given(Facts):
    unit: str = unit("承办单位")


class Plan(Facts):
    plan: str = long_text("部署情况", longest=4000)


class Hard(Facts):
    reason: str = long_text("列为复杂事项的理由", longest=2000)
    milestones: str = long_text("节点和方案", longest=4000)


class Result(Facts):
    result: str = long_text("办理结果", longest=8000)


class Word(Facts):
    word: str = long_text("阅示", longest=2000)
    on: date = day("阅示日期")


def clock(state: str, figure: str, who: Role, text: str, since: str = "happened_at") -> Deadline:
    """The instruction's own clock runs from when it was given; the county may set each of its figures."""
    at = After(f"standard:supervision_clock.{figure}", tunable=f"instruction.{figure}", since=since)
    return Deadline(state, at, Notify((who, Role.CLERK) if who is not Role.CLERK else who, text), soon="1 day")


INSTRUCTION = Loop(
    kind="instruction",
    version=1,
    title="批示件",
    facts=Instruction,
    opens_in=TO_GIVE,
    may_open=Role.CLERK,
    closes_in=(SETTLED, "已撤销"),
    may_edit=Role.CLERK,
    edits_in=(TO_GIVE,),
    steps=(
        Step("give", "交办", TO_GIVE, TO_PLAN, Role.CLERK, asks=Given, holds=Role.LIAISON),
        Step("refuse", "退回（不属本单位）", TO_PLAN, TO_GIVE, Role.LIAISON, asks=Reason, holds=Role.CLERK),
        Step("plan", "报部署情况", TO_PLAN, DOING, Role.LIAISON, asks=Plan),
        Step("hard", "列为复杂事项", DOING, HARD, Role.SIGNER, asks=Hard, holds=Role.LIAISON),
        Step(
            "reply", "报办理结果", (DOING, HARD), TO_READ, Role.LIAISON, asks=Result, evidence=Evidence("佐证"), holds=Role.CLERK
        ),
        Step("not_yet", "退回续办", TO_READ, DOING, Role.CLERK, asks=Reason, holds=Role.LIAISON),
        Step("settle", "登记领导阅示并办结", TO_READ, SETTLED, Role.CLERK, asks=Word, evidence=Evidence("回复单")),
        Step("revoke", "撤销", (TO_GIVE, TO_PLAN), "已撤销", Role.SIGNER, asks=Reason),
    ),
    deadlines=(
        clock(TO_GIVE, "deploy", Role.CLERK, "批示件还没有交办"),
        clock(TO_PLAN, "feedback", Role.LIAISON, "批示件还没有报部署情况"),
        clock(DOING, "settle", Role.LIAISON, "批示件到期还没有办结"),
        clock(HARD, "settle_hard", Role.LIAISON, "复杂批示件到期还没有办结"),
        Deadline(TO_READ, After("2 workdays", tunable="instruction.read"), Notify(Role.CLERK, "办理结果还没有呈阅")),
    ),
    prints=(
        Print("批示件办理通知", "form", ("title", "leader", "words", "unit")),
        Print("批示件办理情况回复单", "form", ("title", "leader", "words", "unit", "plan", "result")),
    ),
    keeps=KEEPS,
    about="时限从批示时间起算，县里可以另行规定。",
    menu="任务",
)
