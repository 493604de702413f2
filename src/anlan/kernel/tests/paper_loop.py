"""The smallest loop that may live, and variants of it; for tests of the pure half. Imports nothing of Django."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from anlan.kernel import facts as f
from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.facts import Facts
from anlan.kernel.loop import After, Deadline, Keeps, Loop, Notify, Step
from anlan.kernel.people import HOLDER, Part, Role
from anlan.kernel.register import Register

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=SHANGHAI)
UNIT, OTHER_UNIT = "a" * 32, "b" * 32


class Row(Facts):
    what: str = f.text("内容")
    size: Decimal | None = f.number("大小", "米", at_least="0", at_most="9", optional=True)


class Task(Facts):
    title: str = f.text("任务")
    unit: str = f.unit("责任单位")
    place: str = f.place("属地")
    until: date | None = f.day("期限", optional=True)
    started: datetime | None = f.moment("开始", optional=True)
    doer: str | None = f.person("经手人", optional=True)
    told: str | None = f.long_text("进展", optional=True)
    rows: tuple[Row, ...] = f.rows("明细", optional=True)
    stock: str | None = f.record("stock", "物资", optional=True)


class Done(Facts):
    told: str = f.long_text("进展")


FACTS: dict[str, Any] = {"title": "修护栏", "unit": UNIT, "place": "140621100"}
TASK = Loop(
    kind="task",
    version=1,
    title="任务",
    facts=Task,
    opens_in="待办",
    may_open=Role.CLERK,
    closes_in="办结",
    steps=(
        Step("do", "办理", "待办", "待核", Role.LIAISON, asks=Done),
        Step("check", "核定", "待核", "办结", Role.CLERK),
    ),
    deadlines=(Deadline("待办", After("5 workdays"), Notify(HOLDER)), Deadline("待核", After("2 days"), Notify(HOLDER))),
    keeps=Keeps(3, "测试"),
)


class Thing(Facts):
    code: str = f.text("编号")
    name: str = f.text("名称")
    count: Decimal | None = f.number("数量", optional=True)
    ends: date | None = f.day("有效期至", optional=True)


THING = Register("thing", 1, "东西", Thing, (Role.CLERK,), Keeps(3, "测试"), key="code", lists=("name",))


def but(**changes: Any) -> Loop[Any]:
    """The task, but for something."""
    return replace(TASK, **changes)


def step(name: str = "do", **changes: Any) -> Loop[Any]:
    """The task with one of its steps changed."""
    return but(steps=tuple(replace(one, **changes) if one.name == name else one for one in TASK.steps))


def also(*steps: Step, **changes: Any) -> Loop[Any]:
    """The task with more steps."""
    return but(steps=(*TASK.steps, *steps), **changes)


DOER = Part("doer")
