"""任务条目: one obligation of a directive as the compiler read it and a person confirmed it; several make a row of the task table."""

from datetime import date

from anlan.kernel import facts as f
from anlan.kernel.facts import Facts
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

STATES = ("待校对", "已校对", "不作任务")


class Obligation(Facts):
    key: str = f.text("编号", longest=60)
    directive: str = f.text("所属文件", longest=32)
    number: int = f.number("序号")
    clause: str = f.text("条款")
    clause_title: str | None = f.text("条款标题", optional=True)
    span: str = f.long_text("原文", searched=True)
    start: int = f.number("起始位置")
    end: int = f.number("结束位置")
    action: str | None = f.text("动作", optional=True)
    object: str | None = f.text("对象", longest=500, optional=True)
    lead: str | None = f.text("牵头单位", longest=500, optional=True)
    units: str | None = f.text("责任单位", longest=1000, optional=True)
    unit_ids: tuple[str, ...] = f.many("对应单位", of="unit", optional=True)
    scope: str | None = f.text("责任方式", optional=True)
    actor: str | None = f.text("实施主体", optional=True)
    cadence: str | None = f.text("频次", optional=True)
    deadline_text: str | None = f.text("时限原文", optional=True)
    deadline: date | None = f.day("完成时限", optional=True)
    quantity: str | None = f.text("指标", optional=True)
    trigger: str | None = f.long_text("触发条件", longest=500, optional=True)
    group: str | None = f.text("同列条目", optional=True)
    read_as: str = f.choice("校对状态", *STATES, default="待校对")
    row: int | None = f.number("归口行号", optional=True)


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
