"""更新改造和淘汰退出: one old plant, device or process from the notice to the day it is really gone or renewed."""

from datetime import date
from typing import Any

from anlan.kernel.calendar import local
from anlan.kernel.facts import Facts, choice, day, long_text, place, record, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import (
    After,
    Deadline,
    Evidence,
    Expires,
    Keeps,
    Look,
    Loop,
    Notify,
    On,
    Print,
    Put,
    Reason,
    Step,
    When,
    someone_else_than,
)
from anlan.kernel.people import Role
from anlan.kernel.reads import RecordOf

RENEW, OUT = "更新改造", "限期淘汰退出"


class EquipmentExit(Facts):
    title: str = text("设备或工艺")
    subject: str = record("old_equipment", "老旧装置台账")
    kind: str = choice("处置", RENEW, OUT)
    unit: str = unit_of("企业")
    place: str | None = place("属地", optional=True)
    basis: str = text("依据", hint="目录条款或文号")
    due: date = day("退出（改造）期限")
    gone: date | None = day("实际日期", optional=True)


class Plan(Facts):
    plan: str = long_text("方案和替代措施", longest=4000)
    stop_on: date = day("计划停用（改造）日期")


class NewDue(Facts):
    due: date = day("新的期限")
    reason: str = long_text("理由", longest=2000)


class Gone(Facts):
    gone: date = day("实际停用（改造完成）日期")
    how: str = long_text("拆除、封停或改造情况", longest=2000)


def is_on_record(look: Look[EquipmentExit]) -> str | None:
    return None if look.seen.equipment else "老旧装置台账里没有这台（套）设备，请先登记。"


def stops_in_time(look: Look[EquipmentExit]) -> str | None:
    if look.asked.stop_on > look.facts.due:
        return f"计划日期晚于期限 {look.facts.due}，请提前，或先申请延期。"
    return None


def has_happened(look: Look[EquipmentExit]) -> str | None:
    return "实际日期还没有到，请在停用或改造完成后登记。" if look.asked.gone > local(look.now).date() else None


def date_of_exit(look: Look[EquipmentExit]) -> dict[str, Any]:
    return {"gone": str(look.facts.gone)}


def from_register(record: Any) -> dict[str, Any] | None:
    """A record that runs out: what must go or be renewed opens its own exit; what goes on being used does not."""
    treatment = record.get("treatment")
    if treatment not in (RENEW, OUT) or record.get("gone"):
        return None
    said = {"title": record.title, "subject": record.id, "kind": treatment, "unit": record.get("firm")}
    return said | {"basis": record.get("basis") or "老旧装置台账", "due": record.get("exit_by")}


CHECKS = (Role.OFFICER, Role.CLERK)
FIRM = (Role.SAFETY_MANAGER, Role.FIRM_HEAD)

EQUIPMENT_EXIT = Loop(
    kind="equipment_exit",
    version=1,
    title="更新改造和淘汰退出",
    facts=EquipmentExit,
    opens_in="待报方案",
    may_open=CHECKS,
    closes_in=("已退出", "已撤销"),
    reads={"equipment": RecordOf("old_equipment", of="subject", lock=True)},
    needs=is_on_record,
    opens_on=(
        When(Expires("old_equipment", "180 days"), from_register, key=lambda record: f"{record.id} {record.get('exit_by')}"),
    ),
    steps=(
        Step("plan", "报方案", "待报方案", "实施中", FIRM, stops_in_time, asks=Plan),
        Step(
            "go",
            "报停用（改造）完成",
            "实施中",
            "待核查",
            FIRM,
            has_happened,
            asks=Gone,
            evidence=Evidence("前后对比照片", least=2, kinds=("照片",)),
            holds=Role.OFFICER,
        ),
        Step("reject", "退回", "待核查", "实施中", CHECKS, asks=Reason, holds=FIRM),
        Step(
            "verify",
            "现场核查销号",
            "待核查",
            "已退出",
            CHECKS,
            someone_else_than("go", "报送人"),
            evidence=Evidence("现场核查记录"),
            puts=Put("old_equipment", date_of_exit, of="subject"),
        ),
        Step("extend", "同意延期", "实施中", "实施中", Role.SIGNER, asks=NewDue, holds=FIRM),
        Step("revoke", "撤销", ("待报方案", "实施中"), "已撤销", Role.SIGNER, asks=Reason),
    ),
    deadlines=(
        Deadline(
            "待报方案", After("20 workdays", tunable="exit.plan"), Notify((*FIRM, Role.OFFICER), "更新改造或淘汰退出还没有方案")
        ),
        Deadline("实施中", On("due"), Notify((*FIRM, Role.OFFICER), "更新改造或淘汰退出期限已到"), soon="30 days"),
        Deadline("待核查", After("10 workdays", tunable="exit.verify"), Notify(Role.OFFICER, "停用（改造）完成还没有核查")),
    ),
    prints=(Print("淘汰退出告知单", "form", ("title", "kind", "unit", "basis", "due")),),
    keeps=Keeps(30, "设备安全档案"),
    about="台账里退出期限将到的，提前半年自动提出。",
    menu="治理工程",
)
