"""事故隐患: the ordinary one is two taps; the major one is confirmed by name with its clause, governed by 五落实, accepted.

Who accepts follows who found it: the firm's principal what the firm found itself, two officers what a department found
(整改复查), and for a listed one whoever listed it (挂牌单位).
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from anlan.kernel.calendar import local
from anlan.kernel.facts import Facts, choice, day, long_text, money, person, photo, place, text, unit, yes_no
from anlan.kernel.loop import (
    After,
    Deadline,
    Evidence,
    Keeps,
    Look,
    Loop,
    Notify,
    On,
    Opens,
    Print,
    Reason,
    Rung,
    Step,
    someone_else_than,
)
from anlan.kernel.people import FIELDS, HOLDER, SECTORS, Part, Role
from anlan.kernel.reads import UNKNOWN, Children, MattersOf, RecordOf

SELF, INSPECTED = "企业自查", "执法检查"
SOURCES = (SELF, INSPECTED, "专家指导", "群众举报", "随手拍", "监测报警", "数据核查", "巡查走访", "上级交办")
"""How it came to light. What the firm found itself it also accepts itself."""
ORDINARY, MAJOR = "一般", "重大"
LISTED_AS_FIRE = "消防"
VOID = ("查实虚假整改", "自查前已被检查发现", "发生事故", "其他")
SEEN = Evidence("现场照片", 1, ("照片",))


class At(StrEnum):
    FIXING = "整改中"
    RECHECK = "待复查"
    RECHECKED = "待第二人复查"
    ARGUED = "专家论证中"
    PLANNING = "编制方案"
    REPORTING = "待双报告"
    REPORTED = "待主管部门回执"
    GOVERNED = "治理中"
    APPLIED = "待验收"
    ACCEPTED = "待复核"
    CLOSED = "已销号"


class Plan(Facts):
    """五落实: who, how, with what money, by when, and what if it goes wrong meanwhile."""

    responsible: str = person("治理责任人")
    measures: str = long_text("治理措施")
    fund: Decimal = money("治理资金")
    due: date = day("治理时限")
    emergency_plan: str = long_text("应急预案和防护措施")


class Verdict(Facts):
    """A named person says that it is major, and after which clause."""

    criterion: str = text("判定依据", longest=300, hint="判定标准的名称和条款，可用“隐患判定”页核对")
    verdict_ground: str = long_text("判定理由", longest=2000)


class Opinion(Facts):
    opinion: str = choice("论证意见", "应判为重大", "应判为一般")
    opinion_ground: str = long_text("论证理由", longest=4000)


class StaffTold(Facts):
    """双报告, the half inside the firm: when and where those who work there were told."""

    told_staff: str = choice("报告对象", "职工大会", "职工代表大会")
    told_staff_on: date = day("报告日期")


class Void(Facts):
    note_void: str = choice("失效原因", *VOID)
    note_void_ground: str = long_text("情况", longest=2000)


class Hazard(Facts):
    title: str = text("隐患", longest=100)
    unit: str = unit("隐患单位")
    place: str = place("属地")
    sector: str | None = choice("行业或灾种", *SECTORS, *FIELDS, optional=True)
    source: str = choice("来源", *SOURCES)
    item: str = text("检查事项", hint="同一事项一年内再次出现，按反复隐患处理")
    severity: str = choice("等级", ORDINARY, MAJOR, hint="这里填的是拟判定，重大隐患须由企业或部门确认")
    description: str | None = long_text("情况", optional=True)
    photos: tuple[str, ...] = photo("整改前照片", optional=True)
    due: date = day("整改期限")
    criterion: str | None = text("判定依据", longest=300, optional=True)
    verdict_ground: str | None = long_text("判定理由", optional=True)
    opinion: str | None = choice("论证意见", "应判为重大", "应判为一般", optional=True)
    opinion_ground: str | None = long_text("论证理由", optional=True)
    responsible: str | None = person("治理责任人", optional=True)
    measures: str | None = long_text("治理措施", optional=True)
    fund: Decimal | None = money("治理资金", optional=True)
    emergency_plan: str | None = long_text("应急预案和防护措施", optional=True)
    told_staff: str | None = choice("报告对象", "职工大会", "职工代表大会", optional=True)
    told_staff_on: date | None = day("报告日期", optional=True)
    listed: bool = yes_no("已提请挂牌督办", default=False, later=True)
    note_void: str | None = choice("情形说明失效原因", *VOID, optional=True)
    note_void_ground: str | None = long_text("失效情况", optional=True)


def is_ordinary(look: Look[Hazard]) -> str | None:
    return "拟判定为重大隐患，请先确认等级；确认为重大的编制五落实方案。" if look.facts.severity == MAJOR else None


def is_self_found(look: Look[Hazard]) -> str | None:
    if look.facts.source == SELF:
        return None
    return f"这条隐患来自{look.facts.source}，须两名监管或执法人员复查，请用“改完报复查”。"


def is_found_by_others(look: Look[Hazard]) -> str | None:
    return None if look.facts.source != SELF else "企业自查的隐患由企业主要负责人验收，请用“企业验收销号”。"


def shows_before_and_after(look: Look[Hazard]) -> str | None:
    """Two photos: what it was and what it is."""
    photos = sum(one.kind == "照片" for one in look.evidence)
    if look.facts.photos or photos != 1:
        return None
    return "登记时没有整改前照片：请附整改前、整改后照片各一张。"


def dispute_is_settled(look: Look[Hazard]) -> str | None:
    if look.facts.opinion == "应判为一般":
        return "专家论证意见是一般隐患，请“认定为一般”；另有依据的重新提请论证。"
    return None


def ordinary_is_argued(look: Look[Hazard]) -> str | None:
    if look.facts.opinion == "应判为重大":
        return "专家论证意见是重大隐患，不能认定为一般；另有依据的重新提请论证。"
    return None


def not_before_today(look: Look[Hazard]) -> str | None:
    return "治理时限早于今天，请改正。" if look.asked.due < look.today else None


def was_told_by_now(look: Look[Hazard]) -> str | None:
    return "报告日期晚于今天，请在报告之后再填。" if look.asked.told_staff_on > look.today else None


def is_not_listed(look: Look[Hazard]) -> str | None:
    return "已提请挂牌督办，由挂牌单位验收，请用“按摘牌结论销号”。" if look.facts.listed else None


def listing_is_taken_off(look: Look[Hazard]) -> str | None:
    if not look.facts.listed:
        return "没有挂牌督办，请用“验收通过”或“企业验收销号”。"
    return f"挂牌督办还有 {look.seen.listing.open} 件没有摘牌，摘牌之后才能销号。" if look.seen.listing.open else None


def is_not_yet_listed(look: Look[Hazard]) -> str | None:
    return "已经提请挂牌督办，不必重复提请。" if look.facts.listed else None


def listing(look: Look[Hazard]) -> dict[str, Any]:
    fire = look.facts.sector == LISTED_AS_FIRE
    return {
        "title": f"{look.facts.title}挂牌督办"[:100], "unit": look.facts.unit, "kind": "重大火灾隐患" if fire else "重大事故隐患",
        "source": look.id, "basis": look.facts.criterion, "due": look.facts.due,
        "ground": f"{look.facts.title}：{look.facts.verdict_ground or look.facts.criterion}",
    }  # fmt: skip


def note_status(look: Look[Hazard]) -> str:
    """Whether the self-report still speaks for the firm, ground by ground; the organ decides on the penalty, never this paper."""
    facts = look.facts
    if facts.note_void:
        return f"已失效：{facts.note_void}。{facts.note_void_ground or ''}"
    if facts.source != SELF:
        return f"不适用：来源为{facts.source}，不是企业自查自报。"
    if look.state != At.CLOSED and local(look.now).date() > facts.due:
        return f"已失效：治理时限 {facts.due} 已过，尚未销号。"
    if look.seen.accidents:
        return f"已失效：自报之后登记了事故“{look.seen.accidents[0].title}”。"
    unknown = "（本系统没有事故登记，请办案机关核对）" if look.seen.accidents is UNKNOWN else ""
    return f"有效：自报在先，治理方案已落实，尚在时限内{unknown}。是否不予处罚由办案机关依法决定。"


def note_history(look: Look[Hazard]) -> str:
    """When the firm said what, by the ledger's own times."""
    told = {"govern": "确认为重大隐患", "plan": "落实治理方案", "report": "完成双报告", "acknowledge": "主管部门回执"}
    lines = [f"{local(look.opened):%Y-%m-%d %H:%M} 企业登记"]
    lines += [f"{local(one.at):%Y-%m-%d %H:%M} {told[one.step]}（{one.name}）" for one in look.taken if one.step in told]
    return "\n".join(lines)


FIRM = (Role.SAFETY_MANAGER, Role.FIRM_HEAD)
WATCH = (Role.OFFICER, Role.ENFORCER)
ALL = (*FIRM, *WATCH)
PHOTO_AFTER = Evidence("整改后照片", 1, ("照片",))
GOVERNING = (At.GOVERNED, At.APPLIED, At.ACCEPTED, At.CLOSED)

HAZARD = Loop(
    kind="hazard",
    version=1,
    title="事故隐患",
    facts=Hazard,
    source="安全生产法第四十一条；原国家安全监管总局令第 16 号；山政发〔2025〕1号 四（十二）；晋政发〔2026〕1号 二（七）",
    about="一般隐患拍照即改，重大隐患先确认、后治理、再验收；谁发现决定谁验收。",
    opens_in=At.FIXING,
    may_open=(*FIRM, *WATCH, Role.TOWNSHIP_OFFICER, Role.GRID_MEMBER, Role.EXPERT, Role.CLERK),
    closes_in=At.CLOSED,
    reads={
        "firm": RecordOf("firm", of="unit"),
        "listing": Children("listed_supervision"),
        "accidents": MattersOf("accident", states=("续报中", "报告完毕"), same=("unit",), within="1 year"),
    },
    steps=(
        Step(
            "fixed", "改完销号", At.FIXING, At.CLOSED, FIRM, (is_ordinary, is_self_found, shows_before_and_after),
            evidence=PHOTO_AFTER,
        ),
        Step(
            "mended", "改完报复查", At.FIXING, At.RECHECK, FIRM, (is_ordinary, is_found_by_others, shows_before_and_after),
            evidence=PHOTO_AFTER,
        ),
        Step("recheck", "复查合格", At.RECHECK, At.RECHECKED, WATCH, evidence=SEEN, holds=WATCH),
        Step("redo", "复查不合格", (At.RECHECK, At.RECHECKED), At.FIXING, WATCH, asks=Reason),
        Step("govern", "确认为重大隐患", At.FIXING, At.PLANNING, ALL, dispute_is_settled, asks=Verdict,
             sets=lambda look: {"severity": MAJOR}),
        Step("argue", "提请专家论证", (At.FIXING, At.PLANNING), At.ARGUED, ALL, asks=Reason, holds=Role.EXPERT),
        Step("opine", "提交论证意见", At.ARGUED, At.FIXING, Role.EXPERT, asks=Opinion, evidence="论证意见书", holds=WATCH),
        Step("ordinary", "认定为一般隐患", At.FIXING, At.FIXING, WATCH, ordinary_is_argued, asks=Reason,
             sets=lambda look: {"severity": ORDINARY}, holds=FIRM),
        Step("plan", "落实治理方案", At.PLANNING, At.REPORTING, Role.FIRM_HEAD, not_before_today, asks=Plan),
        Step(
            "report", "双报告", At.REPORTING, At.REPORTED, FIRM, was_told_by_now, asks=StaffTold, holds=WATCH,
            evidence=Evidence("报主管部门的书面报告，和会议纪要、签到表或公告栏照片", 2, ("文件", "照片")),
        ),
        Step("acknowledge", "主管部门回执", At.REPORTED, At.GOVERNED, WATCH, numbers="重大隐患回执"),
        Step("return", "退回补报", At.REPORTED, At.REPORTING, WATCH, asks=Reason),
        Step("list", "提请挂牌督办", At.GOVERNED, At.GOVERNED, (*WATCH, Role.CLERK), is_not_yet_listed,
             sets=lambda look: {"listed": True}, opens=Opens("listed_supervision", listing)),
        Step("void", "情形说明失效", At.GOVERNED, At.GOVERNED, WATCH, asks=Void),
        Step("apply", "申请验收", At.GOVERNED, At.APPLIED, (Part("responsible"), Role.FIRM_HEAD), evidence="治理情况报告",
             holds=(*WATCH, Role.FIRM_HEAD)),
        Step("accept_self", "企业验收销号", At.APPLIED, At.CLOSED, Role.FIRM_HEAD,
             (is_self_found, is_not_listed, someone_else_than("apply", "申请人")),
             evidence=SEEN),
        Step("accept", "验收通过", At.APPLIED, At.ACCEPTED, WATCH, (is_found_by_others, is_not_listed),
             evidence=SEEN, holds=WATCH),
        Step("accept_listed", "按摘牌结论销号", At.APPLIED, At.CLOSED, WATCH, listing_is_taken_off, evidence="摘牌文件"),
        Step("confirm", "第二人确认销号", (At.RECHECKED, At.ACCEPTED), At.CLOSED, WATCH,
             (someone_else_than("recheck", "复查人"), someone_else_than("accept", "验收人"))),
        Step("reject", "验收不通过", (At.APPLIED, At.ACCEPTED), At.GOVERNED, (*WATCH, Role.FIRM_HEAD), asks=Reason),
        Step("reopen", "重新打开", At.CLOSED, At.FIXING, WATCH, asks=Reason),
    ),
    deadlines=(
        Deadline(At.FIXING, On("due"), Notify((HOLDER, Role.FIRM_HEAD)), soon="1 day"),
        # No law says how long a plan, a receipt or an acceptance may take: our defaults, the county's to set.
        Deadline(At.RECHECK, After("10 workdays", tunable="hazard.recheck"), Notify(WATCH, "隐患整改还没有复查")),
        Deadline(At.RECHECKED, After("2 workdays", tunable="hazard.confirm"), Notify(WATCH, "复查还没有第二人确认")),
        Deadline(At.ARGUED, After("10 workdays", tunable="hazard.argue"), Notify((HOLDER, *WATCH), "专家论证还没有意见")),
        Deadline(At.PLANNING, After("5 workdays", tunable="hazard.plan"), Notify((HOLDER, *WATCH), "重大隐患还没有治理方案")),
        Deadline(At.REPORTING, After("5 workdays", tunable="hazard.dual_report"), Notify(ALL, "重大隐患还没有双报告")),
        Deadline(At.REPORTED, After("3 workdays", tunable="hazard.receipt"), Notify(WATCH, "重大隐患报告还没有回执")),
        Deadline(At.GOVERNED, On("due"), Notify((HOLDER, Role.FIRM_HEAD, *WATCH), "重大隐患治理时限已到"), soon="5 days"),
        Deadline(At.APPLIED, After("10 workdays", tunable="hazard.accept"), Notify((HOLDER, *WATCH), "重大隐患还没有验收")),
        Deadline(At.ACCEPTED, After("5 workdays", tunable="hazard.confirm"), Notify(WATCH, "验收还没有第二人确认")),
    ),
    ladder=(Rung("3 days", tells=Role.TOWNSHIP_OFFICER), Rung("10 days", tells=Role.LEADER, states=(At.GOVERNED,))),
    prints=(
        Print("重大事故隐患治理方案", "form",
              ("title", "unit", "criterion", "responsible", "measures", "fund", "due", "emergency_plan"), GOVERNING),
        Print("自查自报情形说明", "receipt",
              ("title", "unit", "criterion", "due", ("经过", note_history), ("目前状态", note_status)), GOVERNING),
        Print("整改复查意见书", "form", ("title", "unit", "due", "description"), (At.RECHECKED, At.CLOSED)),
    ),
    may_edit=ALL,
    edits_in=(At.FIXING,),
    keeps=Keeps(5, "隐患治理档案，供反复隐患倒查和事故调查"),
    menu="隐患",
)  # fmt: skip
