"""Kinds that use every word of the clock: a permit under guard, a plan that repeats and spreads, a certificate that expires."""

from datetime import date, datetime
from typing import Any

from anlan.kernel import facts as f
from anlan.kernel.calendar import period
from anlan.kernel.facts import Facts
from anlan.kernel.loop import (
    After,
    Deadline,
    Enters,
    Expires,
    Guard,
    Keeps,
    Loop,
    Notify,
    On,
    Propose,
    Repeats,
    Rung,
    Spread,
    Step,
    Take,
    When,
)
from anlan.kernel.people import HOLDER, Role
from anlan.kernel.reads import MattersOf, RecordOf
from anlan.kernel.register import Register

KEEPS = Keeps(3, "测试")


class CameraFacts(Facts):
    name: str = f.text("名称")
    place: str = f.place("位置")
    online: bool = f.yes_no("在线")


CAMERA = Register(
    kind="test_camera", version=1, title="测试摄像头", facts=CameraFacts, may_put=(Role.CLERK,), keeps=KEEPS, key="name"
)


class CertFacts(Facts):
    name: str = f.text("名称")
    place: str = f.place("属地")
    until: date = f.day("有效期至")


CERT = Register(
    kind="test_cert",
    version=1,
    title="测试证书",
    facts=CertFacts,
    may_put=(Role.CLERK,),
    keeps=KEEPS,
    key="name",
    valid_until="until",
    expires="30 days",
)


class PermitFacts(Facts):
    title: str = f.text("标题")
    place: str = f.place("位置")
    camera: str = f.record("test_camera", "摄像头")
    point: tuple[int, int] | None = f.point("位置点", optional=True)
    ends: datetime | None = f.moment("结束时间", optional=True)
    note: str | None = f.text("备注", optional=True)


def camera_sees(look: Any) -> str | None:
    return None if look.seen.camera.get("online") else "监控离线，无监控不作业。"


def nobody_near(look: Any) -> str | None:
    return "附近另有作业，请先协调。" if look.seen.near else None


class Note(Facts):
    note: str = f.text("备注")


PERMIT = Loop(
    kind="test_permit",
    version=1,
    title="测试作业票",
    facts=PermitFacts,
    opens_in="作业中",
    may_open=Role.CLERK,
    closes_in=("已验收", "已失效"),
    reads={
        "camera": RecordOf("test_camera", of="camera"),
        "near": MattersOf("test_permit", near=50, states=("作业中",)),
    },
    steps=(
        Step("note", "备注", "作业中", "作业中", Role.CLERK, asks=Note),
        Step("close", "验收", "作业中", "已验收", Role.CLERK),
        Step("lapse", "失效", "作业中", "已失效", Role.CLOCK),
    ),
    deadlines=(
        Deadline("作业中", On("ends", end_of_day=False), Take("lapse"), soon="1h"),
        Deadline("作业中", After("1h"), Notify(HOLDER, "已作业一小时")),
    ),
    guards=(Guard("作业中", (camera_sees, nobody_near), Notify(HOLDER, "停止作业"), every="30min"),),
    keeps=KEEPS,
)


class LateFacts(Facts):
    title: str = f.text("标题")
    place: str = f.place("属地")


def of_the_same_name(look: Any) -> dict[str, Any]:
    return {"title": f"督办：{look.facts.title}", "place": look.place}


ORDER = Loop(
    kind="test_order",
    version=1,
    title="测试督办单",
    facts=LateFacts,
    opens_in="拟办",
    may_open=Role.CLERK,
    closes_in="已办",
    steps=(Step("finish", "办结", "拟办", "已办", Role.SIGNER),),
    deadlines=(Deadline("拟办", After("3 days"), Notify(HOLDER)),),
    keeps=KEEPS,
    opens_on=(
        When(
            Enters("test_permit", "已失效"),
            facts=lambda look: {"title": f"失效：{look.facts.title}", "place": look.place} if len(look.seen.lapsed) else None,
            key=lambda look: f"{look.place} {period('month', look.now)}",
            reads={"lapsed": MattersOf("test_permit", states=("已失效",), same=("place",), within="3 months")},
        ),
        When(
            Expires("test_cert", "10 days"),
            facts=lambda record: {"title": f"换证：{record.title}", "place": record.place},
            key=lambda record: f"{record.id} {record.valid_until:%Y-%m-%d}",
        ),
    ),
)


class PlanFacts(Facts):
    title: str = f.text("标题")
    place: str = f.place("属地")
    targets: int | None = f.number("对象数", optional=True)
    every: str | None = f.choice("周期", "day", "month", optional=True)


def in_period(look: Any) -> str:
    return period(look.facts.every, look.now) if look.facts.every else ""


def a_check(look: Any, name: Any, record: Any = None) -> dict[str, Any]:
    return {"title": f"{look.facts.title} {name}", "place": look.place}


PLAN = Loop(
    kind="test_plan",
    version=1,
    title="测试计划",
    facts=PlanFacts,
    opens_in="拟定",
    may_open=Role.CLERK,
    closes_in="已结束",
    steps=(
        Step(
            "start",
            "下发",
            "拟定",
            "执行中",
            Role.CLERK,
            spread=Spread("test_order", lambda look: tuple(f"{n:04d}" for n in range(look.facts.targets or 0)), a_check),
        ),
        Step("end", "结束", "执行中", "已结束", Role.CLERK),
    ),
    deadlines=(
        Deadline("拟定", After("3 days", tunable="plan.days"), Propose("test_order", of_the_same_name)),
        Deadline("执行中", After("1 year"), Notify(HOLDER)),
    ),
    ladder=(
        Rung("1 day", tells=Role.LEADER, states=("拟定",)),
        Rung("2 days", proposes=Propose("test_order", of_the_same_name), states=("拟定",)),
    ),
    repeats=Repeats(
        "test_order", lambda look: period(look.facts.every, look.now) if look.facts.every else "", a_check, ("执行中",)
    ),
    keeps=KEEPS,
)


CLOCK_KINDS = (CAMERA, CERT, PERMIT, ORDER, PLAN)
