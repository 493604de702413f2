"""办实事解难题: something the safety offices themselves lack, decided by the leaders and counted when it is really there."""

from datetime import date
from decimal import Decimal

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, long_text, money, number, text, unit
from anlan.kernel.loop import Evidence, Loop, Print, Reason, Step
from anlan.kernel.people import Role

CLASSES = ("领导班子", "干部队伍", "监管职责", "执法力量", "经费保障", "执法装备", "信息化建设")


class Problem(Facts):
    title: str = text("难题")
    kind: str = choice("类别", *CLASSES)
    year: int = number("年度", at_least="2000", at_most="2100")
    unit: str = unit("提出单位")
    now: str = long_text("现状和需要", longest=2000)
    answer: str | None = long_text("解决办法", longest=2000, optional=True)
    helper: str | None = text("协助单位", optional=True)
    cost: Decimal | None = money("经费", optional=True)
    due: date | None = day("解决期限", optional=True)


class Decided(Facts):
    answer: str = long_text("解决办法", longest=2000)
    minutes: str = text("研究决定的会议或文号")
    due: date = day("解决期限")
    cost: Decimal | None = money("经费", optional=True)


class Word(Facts):
    word: str = long_text("提出单位的评价", longest=1000)


PROBLEM = Loop(
    kind="problem",
    version=1,
    title="办实事解难题",
    facts=Problem,
    opens_in="待研究",
    may_open=(Role.CLERK, Role.LIAISON),
    closes_in=("已解决", "不列入"),
    steps=(
        Step("decide", "研究决定", "待研究", "解决中", (Role.LEADER, Role.SIGNER), asks=Decided, holds=Role.CLERK),
        Step("leave_out", "不列入", "待研究", "不列入", (Role.LEADER, Role.SIGNER), asks=Reason),
        Step("solve", "登记解决", "解决中", "待评价", Role.CLERK, evidence=Evidence("文件、账目或照片"), holds=Role.LIAISON),
        Step("not_solved", "没有解决", "待评价", "解决中", Role.LIAISON, asks=Reason, holds=Role.CLERK),
        Step("confirm", "确认解决", "待评价", "已解决", Role.LIAISON, asks=Word),
    ),
    deadlines=(
        told("待研究", "30 days", "problem.decide", Role.LEADER, "难题还没有研究"),
        on_the_day("解决中", (Role.CLERK, Role.SIGNER), "难题到期还没有解决"),
        told("待评价", "5 workdays", "problem.confirm", Role.LIAISON, "请评价难题是否已经解决"),
    ),
    prints=(Print("办实事解难题清单", "table", ("title", "kind", "unit", "answer", "due")),),
    keeps=KEEPS,
    about="由提出的单位确认解决才算数。",
    menu="任务",
)
