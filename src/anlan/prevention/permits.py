"""Work permits: what each of them states, the way from the asking to the acceptance, and the interlock. Pure.

申请 → 措施逐条确认 → 交底 → 会签审批 → 气体分析 → 监护到场 → 作业 → 中断复检 → 完工验收. The eight kinds of GB 30871-2022
add their own facts, figures and conditions; `permit` makes the loop. The interlock says 通过 or 不通过 with its ground; the
firm's approver signs. When a condition breaks during the work the clock orders a stop; only the guardian says it was obeyed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, many, moment, number, person, place, point, record, rows, text, unit, yes_no
from anlan.kernel.judge import first_sentence
from anlan.kernel.loop import (
    After,
    Deadline,
    Evidence,
    Guard,
    Keeps,
    Look,
    Loop,
    Need,
    Notify,
    On,
    Print,
    Reason,
    Step,
    Take,
    someone_else_than,
)
from anlan.kernel.people import Part, Role
from anlan.kernel.reads import UNKNOWN, Latest, MattersOf, Read

RISKS = (
    "火灾爆炸", "中毒窒息", "触电", "高处坠落", "物体打击", "机械伤害", "坍塌", "灼烫", "淹溺", "车辆伤害", "其他",
)  # fmt: skip


class At(StrEnum):
    ASKED = "待确认措施"
    BRIEF = "待交底"
    CONFIRMED = "待审批"
    ALLOWED = "已审批"
    WORKING = "作业中"
    HALTED = "已令停止"
    WATCHED = "待验收"
    CLOSED = "已完工"
    VOID = "已作废"


class Measure(Facts):
    what: str = text("安全措施", longest=300)
    done: bool = yes_no("已落实", default=False)
    by: str | None = text("确认人", longest=40, optional=True)


class Confirmed(Facts):
    measures: tuple[Measure, ...] = rows("安全措施", prefilled_from="measures", hint="到现场逐条看过再填确认人")


class Signed(Facts):
    opinion: str = text("会签意见", longest=300)


class Countersign(Signed):
    by: str = person("会签人")


class OnSite(Facts):
    on_site: int = number("现场作业人数", "人", at_least="1")


class Permit(Facts):
    """What every permit states; kinds add to it."""

    unit: str = unit("作业单位", group="作业")
    place: str = place("属地", group="作业")
    point: tuple[int, int] = point("作业位置", group="作业")
    spot: str = text("作业部位", longest=100, group="作业")
    work: str = text("作业内容", longest=300, group="作业")
    contractor: str | None = text("承包单位", optional=True, group="作业")
    starts: datetime = moment("计划开始", group="作业")
    ends: datetime = moment("计划结束", group="作业")
    people: int = number("作业人数", "人", at_least="1", group="人员")
    guardian: str = person("监护人", group="人员")
    must_sign: tuple[str, ...] = many("会签人", of="person", optional=True, group="人员")
    camera: str = record("camera", "作业点监控", group="人员", hint="无监控不作业")
    risks: tuple[str, ...] = many("风险辨识", *RISKS, group="风险和措施")
    measures: tuple[Measure, ...] = rows("安全措施", group="风险和措施")
    signed: tuple[Countersign, ...] = rows("会签", optional=True, later=True)
    on_site: int | None = number("现场作业人数", "人", optional=True)


def done_before(step: str, sentence: str) -> Need:
    """This kind's own act was taken since the work was allowed last."""

    def own_act(look: Look[Any]) -> str | None:
        act, allowed = look.last(step), look.last("allow")
        return None if act and allowed and act.at >= allowed.at else sentence

    return own_act


def starts_before_it_ends(look: Look[Any]) -> str | None:
    facts = look.facts
    if not facts.starts < facts.ends:
        return "计划结束不晚于计划开始，请改正。"
    if not facts.measures:
        return "还没有安全措施，请按风险辨识逐条填写。"
    return "计划结束已经过去，请改正作业时间。" if facts.ends <= look.now else None


def no_longer_than(figure: str) -> Need:
    """The paper's longest life, by a figure of the standard."""

    def need(look: Look[Any]) -> str | None:
        longest = look.standard(figure)
        span = look.facts.ends - look.facts.starts
        return None if longest.allows(span) else f"{longest.title}为 {longest.text}，请缩短作业时间。"

    return need


def all_measures_are_confirmed(look: Look[Any]) -> str | None:
    planned, asked = [one.what for one in look.facts.measures], {one.what: one for one in look.asked.measures}
    missing = next((what for what in planned if what not in asked or not asked[what].done), None)
    if missing:
        return f"措施“{missing}”还没有落实，不能确认；不适用的请退回申请人改票。"
    return next((f"措施“{what}”没有填确认人。" for what in planned if not asked[what].by), None)


def all_have_signed(look: Look[Any]) -> str | None:
    signed = {one.by for one in look.facts.signed}
    left = [one for one in look.facts.must_sign if one not in signed]
    return f"还有 {len(left)} 名会签人没有会签，会签齐了再审批。" if left else None


def is_asked_to_sign(look: Look[Any]) -> str | None:
    return None if look.by.person in look.facts.must_sign else "您不在这张票的会签人之中。"


def it_is_time(look: Look[Any]) -> str | None:
    if look.happened_at < look.facts.starts:
        return "还没有到计划开始时间。"
    return "已过计划结束时间，作业票失效，请重新办票。" if look.happened_at > look.facts.ends else None


def not_too_many(look: Look[Any]) -> str | None:
    here = getattr(look.asked, "on_site", None)
    if here is not None and here > look.facts.people:
        return f"现场 {here} 人，多于作业票的 {look.facts.people} 人，请清点人员或重新办票。"
    return None


def nothing_stands_against_it(look: Look[Any]) -> str | None:
    """No other work too near at the same time, no alarm of the firm unanswered; what cannot be known is not taken for none."""
    for found, what in ((look.seen.against, "相冲突的作业"), (look.seen.alarms, "未解除的报警")):
        if found is UNKNOWN:
            return f"查不到周边{what}的情况，请人工核实后由审批人重新办票。"
        if found:
            return f"与{what}“{found[0].title}”冲突，请先处理。"
    return None


def camera_sees(look: Look[Any]) -> str | None:
    return None if look.seen.camera.is_("在线") else "监控离线或情况不明，无监控不作业，请恢复监控。"


def certified(trade: str) -> Need:
    """The certificate that the permit names is of this trade and valid at the hour of the work."""

    def need(look: Look[Any]) -> str | None:
        held = look.seen.certificate
        if not held.valid_on(look.happened_at):
            return "作业人的证件查不到或已过期，请换有证人员。"
        return None if trade in (held.get("scope") or "") else f"作业人的证件不是“{trade}”项目，请换有证人员。"

    return need


def wind_below(figure: str, work: str) -> Need:
    """The wind that stops this work, where it is done in the open."""

    def wind_is_low(look: Look[Any]) -> str | None:
        if not getattr(look.facts, "outdoors", True):
            return None
        limit, wind = look.standard(figure), look.facts.wind
        if wind is None:
            return f"{work}没有填风力，请补填后再开始。"
        return None if limit.allows(wind) else f"风力 {wind} 级，{limit.text}及以上停止{work}。"

    return wind_is_low


@dataclass(frozen=True)
class Condition:
    """One line of 条件核验: what was asked, and why not ("" if it holds)."""

    what: str
    why_not: str


def conditions(loop: Loop[Any], look: Look[Any]) -> list[Condition]:
    """条件核验, line by line, with no line left out because an earlier one failed."""
    return [
        Condition(CALLED.get(need.__name__, need.__name__), first_sentence((need,), look) or "")
        for need in loop.step("start").needs_all()
    ]


CALLED = {
    "it_is_time": "作业时间", "not_too_many": "作业人数", "camera_sees": "监控在线",
    "nothing_stands_against_it": "无冲突作业和报警",
    "gas_is_fit": "气体分析", "need": "作业人持证", "wind_is_low": "风力", "own_act": "作业前检查", "is_relieved": "泄压",
    "is_marked": "警示标志",
}  # fmt: skip
ALARMS = MattersOf("alarm", same=("unit",))
Needs = tuple[Need, ...]
COMMON: Needs = (it_is_time, not_too_many, camera_sees, nothing_stands_against_it)
GUARDIAN, MANAGER = Part("guardian"), Role.SAFETY_MANAGER
SIGNERS = (MANAGER, Role.FIRM_HEAD, Role.SHIFT_LEADER, Role.DISPATCHER, Role.PERMIT_APPROVER, Role.WORKER)
AFTERWARDS = (GUARDIAN, Role.PERMIT_APPROVER)
PHOTO = ("照片",)
CHEMICAL = "危险化学品生产、经营（带储存）企业和化工、医药企业；矿山、冶金、建筑、人员密集场所另有规定的从其规定"
NOT_ALLOWED_YET = (At.ASKED, At.BRIEF, At.CONFIRMED)
UNBEGUN = (*NOT_ALLOWED_YET, At.ALLOWED)
STOPPERS = (MANAGER, Role.FIRM_HEAD, Role.OFFICER, Role.ENFORCER)


def permit(
    *, kind: str, title: str, facts: type[Permit], clause: str, against: MattersOf, opens: tuple[Need, ...] = (),
    starts: tuple[Need, ...] = (), gas: type[Facts] | None = None, reads: Mapping[str, Read] | None = None,
    allows: tuple[Need, ...] = (), closes: tuple[Need, ...] = (), own: tuple[Step, ...],
) -> Loop[Any]:  # fmt: skip
    """The loop of one kind of permit: what all permits share is said here once; `own` are the acts that only this kind has."""
    return Loop(
        kind=kind, version=1, title=title, facts=facts, source=f"GB 30871-2022 第4章、{clause}", applies_to=CHEMICAL,
        about="条件核验由系统计算，通过与否都写明理由；签字的是企业审批人，县里看到报备。",
        called=lambda facts: f"{title}：{facts.spot}", opens_in=At.ASKED, may_open=MANAGER, closes_in=(At.CLOSED, At.VOID),
        needs=(starts_before_it_ends, *opens),
        reads={"against": against, "alarms": ALARMS, "camera": Latest("camera", "state"), **(reads or {})},
        steps=(*steps(gas, allows, (*starts, *COMMON), closes), *own),
        guards=(Guard(At.WORKING, (camera_sees, nothing_stands_against_it), Take("halt"), every="1min"),),
        deadlines=CLOCK, prints=(Print(title, "form"),),
        keeps=Keeps(1, "作业票至少存 1 年，GB 30871-2022 第 4 章"), menu="作业票", bench="/prevention/permits",
    )  # fmt: skip


def steps(gas: type[Facts] | None, allows: Needs, starts: Needs, closes: Needs) -> tuple[Step, ...]:
    tests = (
        Step("test", "登记气体分析", At.ALLOWED, At.ALLOWED, GUARDIAN, asks=gas, into="gas_tests"),
        Step("retest", "作业中复测", At.WORKING, At.WORKING, GUARDIAN, asks=gas, into="gas_tests"),
    ) if gas else ()  # fmt: skip
    return (
        Step("confirm", "措施逐条确认", At.ASKED, At.BRIEF, GUARDIAN, all_measures_are_confirmed, asks=Confirmed,
             evidence=Evidence("现场措施照片", 1, PHOTO)),
        Step("brief", "安全交底", At.BRIEF, At.CONFIRMED, (MANAGER, GUARDIAN),
             evidence=Evidence("作业人员签字", 1, ("签名", "照片")), holds=Role.PERMIT_APPROVER),
        Step("countersign", "会签", At.CONFIRMED, At.CONFIRMED, SIGNERS, is_asked_to_sign, asks=Signed,
             sets=countersigned, holds=Role.PERMIT_APPROVER),
        Step("allow", "审批", At.CONFIRMED, At.ALLOWED, (Role.PERMIT_APPROVER, Role.FIRM_HEAD),
             (someone_else_than("open", "申请人"), all_have_signed, *allows), numbers="作业票", holds=GUARDIAN),
        *tests,
        Step("start", "监护到场，开始作业", At.ALLOWED, At.WORKING, GUARDIAN, starts, asks=OnSite),
        Step("pause", "中断作业", At.WORKING, At.ALLOWED, GUARDIAN),
        Step("halt", "停止作业指令", At.WORKING, At.HALTED, Role.CLOCK, holds=GUARDIAN),
        Step("order", "责令停止作业", At.WORKING, At.HALTED, STOPPERS, asks=Reason, holds=GUARDIAN),
        Step("obey", "已停止，人员已撤出", At.HALTED, At.ALLOWED, GUARDIAN, evidence=Evidence("停止作业的现场照片", 1, PHOTO)),
        Step("finish", "作业完毕", At.WORKING, At.WATCHED, GUARDIAN, holds=GUARDIAN),
        Step("close", "完工验收", At.WATCHED, At.CLOSED, AFTERWARDS, closes, evidence=Evidence("完工照片", 1, PHOTO)),
        Step("refuse", "退回", NOT_ALLOWED_YET, At.VOID, AFTERWARDS, asks=Reason),
        Step("void", "内容有变，作废重办", UNBEGUN, At.VOID, MANAGER, asks=Reason),
        Step("lapse", "到期作废", UNBEGUN, At.VOID, Role.CLOCK),
    )  # fmt: skip


def countersigned(look: Look[Any]) -> dict[str, Any]:
    mine = {"by": look.by.person, "opinion": look.asked.opinion}
    return {"signed": [*(one.dump() for one in look.facts.signed if one.by != look.by.person), mine]}


CLOCK = (
    Deadline(At.ASKED, On("starts", end_of_day=False), Notify((GUARDIAN, MANAGER), "作业时间已到，措施还没有确认")),
    Deadline(At.CONFIRMED, On("starts", end_of_day=False), Notify(Role.PERMIT_APPROVER, "作业时间已到，作业票还没有审批")),
    *(Deadline(state, On("ends", end_of_day=False), Take("lapse")) for state in UNBEGUN),
    Deadline(At.WORKING, On("ends", end_of_day=False), Notify((GUARDIAN, MANAGER), "作业票到期，作业还没有结束"), soon="30min"),
    # How soon an order to stop must be obeyed, and how long a place is watched afterwards, no standard at hand says: ours.
    Deadline(At.HALTED, After("5min", tunable="permit.obey"), Notify(STOPPERS, "停止作业指令还没有回执")),
    Deadline(At.WATCHED, After("2h", tunable="permit.watch"), Notify((GUARDIAN, MANAGER), "作业完毕还没有验收")),
)
"""The clock may lapse a paper, order a stop and call people; it never says that a flame is out."""
