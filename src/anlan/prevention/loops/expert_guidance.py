"""专家指导服务: an order for help, not an inspection; what is found becomes the firm's hazards, and they come back."""

from datetime import date
from typing import Any

from anlan.kernel.facts import Facts, choice, day, long_text, many, place, rows, text, unit
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, On, Print, Reason, Spread, Step
from anlan.kernel.people import HOLDER, Role

HELPERS = ("专家入企", "企业结对互学互助", "行业协会", "安全评价机构", "保险机构", "重点县专家指导", "煤矿灾害防治帮扶")


class Found(Facts):
    item: str = text("事项", longest=100)
    what: str = text("问题", longest=100)
    severity: str = choice("等级", "一般", "重大")
    advice: str = text("建议", longest=300)
    due: date = day("建议整改期限")


class Guidance(Facts):
    title: str = text("指导任务", longest=100)
    unit: str = unit("被指导企业")
    place: str = place("属地")
    by: str = choice("形式", *HELPERS)
    asked_for: str = long_text("需求", longest=1000, hint="企业想解决什么问题")
    provider: str | None = text("服务单位", optional=True)
    experts: tuple[str, ...] = many("专家", of="person", optional=True)
    planned: date = day("计划日期")
    found: tuple[Found, ...] = rows("问题清单", optional=True)
    report: str | None = long_text("指导意见", longest=8000, optional=True)
    again: str | None = long_text("回访情况", longest=2000, optional=True)


class Sent(Facts):
    provider: str | None = text("服务单位", optional=True)
    experts: tuple[str, ...] = many("专家", of="person", optional=True)


class Report(Facts):
    report: str = long_text("指导意见", longest=8000)
    found: tuple[Found, ...] = rows("问题清单", optional=True)


class Again(Facts):
    again: str = long_text("回访情况", longest=2000)


def somebody_goes(look: Look[Guidance]) -> str | None:
    return None if look.asked.provider or look.asked.experts else "请写明派哪位专家或哪家服务单位。"


def nothing_is_due_already(look: Look[Guidance]) -> str | None:
    early = next((one for one in look.asked.found if one.due < look.today), None)
    return f"“{early.what}”的建议整改期限早于今天，请改正。" if early else None


def hazard_of(look: Look[Guidance], number: str) -> dict[str, Any]:
    found = look.facts.found[int(number)]
    return {
        "title": found.what, "item": found.item, "severity": found.severity, "due": found.due, "source": "专家指导",
        "description": found.advice, "unit": look.facts.unit, "place": look.facts.place,
    }  # fmt: skip


ORDERS = (Role.OFFICER, Role.CLERK)

EXPERT_GUIDANCE = Loop(
    kind="expert_guidance",
    version=1,
    title="专家指导服务",
    facts=Guidance,
    source="山政发〔2025〕1号 一（四）、四（十一）；晋政发〔2026〕1号 二（七）、三（十一）3",
    about="指导服务不是执法检查，不处罚；问题清单交企业整改，到期回访。",
    opens_in="待派员",
    may_open=(*ORDERS, Role.FIRM_HEAD, Role.SAFETY_MANAGER),
    closes_in=("已办结", "已取消"),
    steps=(
        Step("send", "派出", "待派员", "指导中", ORDERS, somebody_goes, asks=Sent, holds=(Role.EXPERT, *ORDERS)),
        Step(
            "report",
            "提交指导意见",
            "指导中",
            "待企业确认",
            (Role.EXPERT, *ORDERS),
            nothing_is_due_already,
            asks=Report,
            evidence="现场照片或指导意见书",
            holds=(Role.FIRM_HEAD, Role.SAFETY_MANAGER),
            spread=Spread("hazard", lambda look: tuple(str(n) for n in range(len(look.facts.found))), hazard_of),
        ),
        Step(
            "accept",
            "企业确认",
            "待企业确认",
            "待回访",
            (Role.FIRM_HEAD, Role.SAFETY_MANAGER),
            evidence=Evidence("签字", 1, ("签名", "文件")),
            holds=ORDERS,
        ),
        Step("revisit", "回访", "待回访", "已办结", (Role.EXPERT, *ORDERS), asks=Again),
        Step("cancel", "取消", ("待派员", "指导中"), "已取消", ORDERS, asks=Reason),
    ),
    deadlines=(
        Deadline("待派员", After("5 workdays", tunable="guidance.send"), Notify(HOLDER, "指导任务还没有派员")),
        Deadline("指导中", On("planned"), Notify((HOLDER, *ORDERS), "计划日期已到，还没有指导意见"), soon="2 days"),
        Deadline(
            "待企业确认", After("5 workdays", tunable="guidance.accept"), Notify((HOLDER, *ORDERS), "企业还没有确认指导意见")
        ),
        Deadline("待回访", After("90 days", tunable="guidance.revisit"), Notify(HOLDER, "请回访指导效果")),
    ),
    prints=(Print("专家指导意见书", "form", ("title", "unit", "by", "provider", "asked_for", "report", "found", "again")),),
    keeps=Keeps(5, "指导帮扶档案"),
    menu="企业管理",
)
