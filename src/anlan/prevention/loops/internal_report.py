"""企业内部隐患报告奖励: a worker tells, the firm verifies by name, pays by its own rule, and shows that it did."""

from datetime import date
from decimal import Decimal
from typing import Any

from anlan.kernel.facts import Facts, choice, day, long_text, number, photo, place, text, unit, yes_no
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, Opens, Print, Reason, Step, someone_else_than
from anlan.kernel.people import HOLDER, OPENER, Role

FIRM = (Role.SAFETY_MANAGER, Role.FIRM_HEAD)
SORTS = ("人的不安全行为", "设备设施缺陷", "作业环境", "管理漏洞")


class InternalReport(Facts):
    title: str = text("报告事项", longest=100)
    unit: str = unit("企业")
    place: str = place("属地")
    sort: str = choice("类别", *SORTS)
    story: str = long_text("情况", longest=2000)
    photos: tuple[str, ...] = photo("照片", optional=True)
    outside_duty: bool = yes_no("在本人岗位职责之外", default=False)
    found: str | None = long_text("核实情况", longest=2000, optional=True)
    due: date | None = day("整改期限", optional=True)
    severity: str | None = choice("核定等级", "一般", "重大", optional=True)
    clause: str | None = text("奖励依据（本企业制度条款）", optional=True)
    amount: Decimal | None = number("奖励金额", "元", at_least="0", optional=True)
    shown_on: date | None = day("公示日期", optional=True)


class Found(Facts):
    found: str = long_text("核实情况", longest=2000)
    severity: str = choice("核定等级", "一般", "重大")
    due: date = day("整改期限")


class Award(Facts):
    clause: str = text("奖励依据（本企业制度条款）", hint="金额以本企业的奖励制度为准，系统不设标准")
    amount: Decimal = number("奖励金额", "元", at_least="0")


class Shown(Facts):
    shown_on: date = day("公示日期")


def is_due_from_today(look: Look[InternalReport]) -> str | None:
    return "整改期限早于今天，请改正。" if look.asked.due < look.today else None


def hazard_of(look: Look[InternalReport]) -> dict[str, Any]:
    facts = look.facts
    return {
        "title": facts.title, "unit": facts.unit, "place": facts.place, "source": "企业自查", "item": facts.sort,
        "severity": facts.severity, "due": facts.due, "description": facts.found, "photos": list(facts.photos),
    }  # fmt: skip


INTERNAL_REPORT = Loop(
    kind="internal_report",
    version=1,
    title="企业内部隐患报告",
    facts=InternalReport,
    source="山政发〔2025〕1号 一（四）；晋政发〔2026〕1号 一（三）",
    about="职工发现就报，企业核实后按本企业制度奖励；核实的隐患自动立项整改。",
    opens_in="待核实",
    may_open=(Role.WORKER, *FIRM, Role.GUARDIAN, Role.DISPATCHER, Role.SHIFT_LEADER),
    closes_in=("已兑现", "不予采纳"),
    steps=(
        Step("verify", "核实为隐患", "待核实", "待定奖", FIRM, is_due_from_today, asks=Found, opens=Opens("hazard", hazard_of)),
        Step("decline", "不予采纳", "待核实", "不予采纳", FIRM, asks=Reason),
        Step("award", "核定奖励", "待定奖", "待兑现", Role.FIRM_HEAD, someone_else_than("open", "报告人"), asks=Award),
        Step("none", "不奖励", "待定奖", "不予采纳", Role.FIRM_HEAD, asks=Reason),
        Step("pay", "奖励已兑现", "待兑现", "待公示", FIRM, evidence=Evidence("兑现凭证", 1, ("文件", "照片", "签名"))),
        Step("show", "已公示", "待公示", "已兑现", FIRM, asks=Shown, evidence=Evidence("公示照片", 1, ("照片",))),
        Step("doubt", "对处理有异议", ("待定奖", "待兑现"), "待核实", OPENER, asks=Reason),
    ),
    deadlines=(
        Deadline(
            "待核实",
            After("3 workdays", tunable="internal_report.verify"),
            Notify((HOLDER, Role.FIRM_HEAD), "职工报告还没有核实"),
        ),
        Deadline("待定奖", After("10 workdays", tunable="internal_report.award"), Notify(HOLDER, "职工报告还没有定奖")),
        Deadline("待兑现", After("30 days", tunable="internal_report.pay"), Notify((HOLDER, Role.FIRM_HEAD), "奖励还没有兑现")),
        Deadline("待公示", After("10 workdays", tunable="internal_report.show"), Notify(HOLDER, "奖励还没有公示")),
    ),
    prints=(Print("企业内部隐患报告奖励单", "form", ("title", "sort", "found", "clause", "amount", "shown_on")),),
    keeps=Keeps(3, "奖励台账，备查"),
    menu="企业管理",
)
