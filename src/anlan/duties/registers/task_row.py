"""任务分解表的一行: what a county prints and issues, made of one or several obligations of a directive."""

from datetime import date
from decimal import Decimal

from anlan.kernel import facts as f
from anlan.kernel.facts import Facts
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

SCOPES = ("负责", "分工负责", "指导督促落实", "牵头配合")


class RowItem(Facts):
    """One fine obligation of the row."""

    obligation: str = f.text("编号", longest=60)
    what: str = f.long_text("内容", longest=4000)


class TaskRow(Facts):
    key: str = f.text("编号", longest=60)
    directive: str = f.text("所属文件", longest=32)
    number: int = f.number("序号")
    clause: str = f.text("条款")
    task: str = f.text("工作任务", longest=500)
    measures: str = f.long_text("具体措施", searched=True)
    lead: str | None = f.unit("牵头单位", optional=True)
    co_units: tuple[str, ...] = f.many("责任单位", of="unit", optional=True)
    scope: str = f.choice("责任方式", *SCOPES, default="负责")
    item: str | None = f.record("township_duty_item", "履职事项", optional=True)
    overseer: str | None = f.text("督导领导", optional=True)
    leader: str | None = f.text("责任领导", optional=True)
    liaison: str | None = f.text("联络员", optional=True)
    deadline: date | None = f.day("完成时限", optional=True)
    standing: bool = f.yes_no("长期坚持", default=False)
    cadence: str | None = f.text("频次", optional=True)
    quantity: str | None = f.text("指标", longest=500, optional=True)
    target: Decimal | None = f.number("指标数", optional=True)
    target_unit: str | None = f.text("指标单位", longest=20, optional=True)
    proof: str | None = f.text("佐证", longest=500, optional=True)
    note: str | None = f.text("备注", longest=500, optional=True)
    items: tuple[RowItem, ...] = f.rows("任务条目", optional=True)


TASK_ROW = Register(
    kind="task_row",
    version=1,
    title="任务分解表",
    facts=TaskRow,
    key="key",
    called=lambda facts: f"{facts.number}. {facts.task}"[:200],
    may_put=(Role.CLERK, Role.SIGNER),
    owner="directive",
    lists=("number", "clause", "task", "lead", "co_units", "deadline", "standing"),
    filters=("scope",),
    keeps=Keeps(30, "随原文件归档"),
    about="县里印发的任务分解表，一行一项工作，条目留在行内。",
)
