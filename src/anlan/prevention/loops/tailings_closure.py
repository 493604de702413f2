"""尾矿库闭库销号: a pond idle too long or at its last height is closed: designed, cured, accepted, struck off."""

from datetime import date
from decimal import Decimal

from anlan.kernel.facts import Facts, choice, day, long_text, number, place, record, text, unit
from anlan.kernel.loop import (
    After,
    Deadline,
    Evidence,
    Keeps,
    Look,
    Loop,
    Notify,
    On,
    Print,
    Put,
    Reason,
    Step,
    someone_else_than,
)
from anlan.kernel.people import HOLDER, Role
from anlan.kernel.reads import RecordOf

IDLE, FULL = "停用时间过长", "运行到设计最终标高"
OWNER, WATCH, PAPER = (Role.SAFETY_MANAGER, Role.FIRM_HEAD), (Role.OFFICER, Role.CLERK), ("文件",)


class Closure(Facts):
    title: str = text("尾矿库", longest=100)
    subject: str = record("tailings_pond", "尾矿库台账")
    unit: str = unit("企业")
    place: str = place("属地")
    why: str = choice("闭库原因", IDLE, FULL)
    idle_since: date | None = day("停用日期", shown_when=("why", (IDLE,)))
    elevation: Decimal | None = number("现状标高", "米", shown_when=("why", (FULL,)))
    final: Decimal | None = number("设计最终标高", "米", shown_when=("why", (FULL,)))
    due: date = day("闭库期限")
    design_no: str | None = text("闭库设计审查文号", optional=True)
    opinion: str | None = long_text("验收意见", longest=4000, optional=True)
    notice: str | None = text("销号公告文号", optional=True)


class Approved(Facts):
    design_no: str = text("闭库设计审查文号")


class Accepted(Facts):
    opinion: str = long_text("验收意见", longest=4000)


class Struck(Facts):
    notice: str = text("销号公告文号")


def has_to_close(look: Look[Closure]) -> str | None:
    facts, longest = look.facts, look.standard("tailings_closure.idle")
    if facts.elevation is not None and facts.final is not None:
        return None if facts.elevation >= facts.final else "现状标高还没有到设计最终标高，不必列入闭库。"
    idle = look.today - (facts.idle_since or look.today)
    if longest.allows(Decimal(idle.days) / Decimal("365.25")):
        return None
    return f"停用没有超过 {longest.text}，不必列入闭库；另有理由的请核对停用日期。"


def is_on_record(look: Look[Closure]) -> str | None:
    return None if look.seen.pond else "尾矿库台账里没有这座库，请先登记。"


TAILINGS_CLOSURE = Loop(
    kind="tailings_closure",
    version=1,
    title="尾矿库闭库销号",
    facts=Closure,
    source="晋政发〔2026〕1号 三（十一）4",
    about="停用超过规定年限或运行到设计最终标高的，闭库治理，验收后公告销号。",
    opens_in="待闭库设计",
    may_open=(*WATCH, *OWNER),
    closes_in=("已销号", "不再闭库"),
    reads={"pond": RecordOf("tailings_pond", of="subject", lock=True)},
    needs=(is_on_record, has_to_close),
    steps=(
        Step(
            "design",
            "提交闭库设计",
            "待闭库设计",
            "待设计审查",
            OWNER,
            evidence=Evidence("闭库安全评价和设计", 1, PAPER),
            holds=WATCH,
        ),
        Step(
            "approve",
            "设计审查通过",
            "待设计审查",
            "闭库施工",
            WATCH,
            asks=Approved,
            evidence=Evidence("审查意见", 1, PAPER),
            holds=OWNER,
        ),
        Step("reject", "设计不通过", "待设计审查", "待闭库设计", WATCH, asks=Reason),
        Step(
            "finish",
            "施工完成，申请验收",
            "闭库施工",
            "待闭库验收",
            OWNER,
            evidence=Evidence("施工、监理、评价报告", 1, PAPER),
            holds=WATCH,
        ),
        Step(
            "accept",
            "验收通过",
            "待闭库验收",
            "待公告销号",
            WATCH,
            asks=Accepted,
            evidence=Evidence("现场验收照片", 1, ("照片",)),
            holds=WATCH,
        ),
        Step("fail", "验收不通过", "待闭库验收", "闭库施工", WATCH, asks=Reason, holds=OWNER),
        Step(
            "strike",
            "公告销号",
            "待公告销号",
            "已销号",
            WATCH,
            someone_else_than("accept", "验收人"),
            asks=Struck,
            puts=Put("tailings_pond", lambda look: {"running": "闭库"}, of="subject"),
        ),
        Step(
            "keep",
            "不再闭库（恢复利用另有批准）",
            ("待闭库设计", "待设计审查"),
            "不再闭库",
            WATCH,
            asks=Reason,
            evidence="批准文件",
        ),
    ),
    deadlines=(
        *(
            Deadline(state, On("due"), Notify((HOLDER, Role.FIRM_HEAD, *WATCH), "闭库期限已到"), soon="60 days")
            for state in ("待闭库设计", "闭库施工")
        ),
        Deadline("待设计审查", After("20 workdays", tunable="tailings_closure.review"), Notify(HOLDER, "闭库设计还没有审查")),
        Deadline("待闭库验收", After("20 workdays", tunable="tailings_closure.accept"), Notify(HOLDER, "闭库施工还没有验收")),
        Deadline(
            "待公告销号", After("10 workdays", tunable="tailings_closure.strike"), Notify(HOLDER, "闭库验收通过还没有公告销号")
        ),
    ),
    prints=(Print("尾矿库闭库销号表", "form"),),
    keeps=Keeps(30, "闭库后仍要管理"),
    menu="治理工程",
)
