"""任务条目: one obligation of a directive as the compiler read it and a person confirmed it; several make a row of the task table."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, long_text, many, number, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

STATES = ("待校对", "已校对", "不作任务")


class Obligation(Facts):
    key: str = text("编号", longest=60)
    directive: str = text("所属文件", longest=32)
    number: int = number("序号")
    clause: str = text("条款")
    clause_title: str | None = text("条款标题", optional=True)
    span: str = long_text("原文", searched=True)
    start: int = number("起始位置")
    end: int = number("结束位置")
    action: str | None = text("动作", optional=True)
    object: str | None = text("对象", longest=500, optional=True)
    lead: str | None = text("牵头单位", longest=500, optional=True)
    units: str | None = text("责任单位", longest=1000, optional=True)
    unit_ids: tuple[str, ...] = many("对应单位", of="unit", optional=True)
    scope: str | None = text("责任方式", optional=True)
    actor: str | None = text("实施主体", optional=True)
    cadence: str | None = text("频次", optional=True)
    deadline_text: str | None = text("时限原文", optional=True)
    deadline: date | None = day("完成时限", optional=True)
    quantity: str | None = text("指标", optional=True)
    trigger: str | None = long_text("触发条件", longest=500, optional=True)
    group: str | None = text("同列条目", optional=True)
    read_as: str = choice("校对状态", *STATES, default="待校对")
    row: int | None = number("归口行号", optional=True)


OBLIGATION = Register(
    kind="obligation",
    version=1,
    title="任务条目",
    facts=Obligation,
    key="key",
    called=lambda facts: f"{facts.number}. {facts.span}"[:200],
    may_put=(Role.CLERK, Role.SIGNER),
    owner="directive",
    lists=("number", "clause", "span", "units", "deadline", "read_as", "row"),
    filters=("read_as",),
    keeps=Keeps(30, "随原文件归档"),
    about="文件拆解出的每一条任务：原文一字不改，位置可查，由人校对。",
)
