"""监测报警: 签收 → 核查 → 处置 → 反馈 → 消警. It climbs by the clock until somebody answers; a value that is normal again closes
nothing, a person does. Signals of one site join one alarm; a flapping sensor is one signal that counts its times."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, choice, long_text, moment, number, place, point, record, rows, text, unit, yes_no
from anlan.kernel.loop import (
    After,
    Deadline,
    Evidence,
    Keeps,
    Look,
    Loop,
    Need,
    Notify,
    Opens,
    Print,
    Reason,
    Step,
    Take,
    someone_else_than,
)
from anlan.kernel.people import HOLDER, Role
from anlan.kernel.reads import Covering, MattersOf, RecordOf, SeenMatter, SeenRecord
from anlan.monitoring.registers.alarm_rule import LEVELS


class At(StrEnum):
    RAISED = "待签收"
    RECEIVED = "待核查"
    HANDLING = "处置中"
    HANDLED = "待反馈"
    REPORTED = "待消警"
    DISMISSED = "非真实待确认"
    CLOSED = "已消警"
    NOT_TRUE = "非真实已消警"


LADDER: Mapping[str, tuple[Role, ...]] = {
    "值班员": (Role.DISPATCHER, Role.SAFETY_MANAGER),
    "企业带班领导": (Role.SHIFT_LEADER,),
    "企业主要负责人": (Role.FIRM_HEAD,),
    "行业部门": (Role.OFFICER, Role.SUPERVISOR),
    "县值班长": (Role.DUTY_OFFICER,),
    "县带班领导": (Role.DUTY_LEADER,),
    "市": (),
}
"""Whom an unanswered alarm reaches, rung by rung."""
RUNGS = tuple(LADDER)
OPEN = (At.RAISED, At.RECEIVED, At.HANDLING, At.HANDLED, At.REPORTED, At.DISMISSED)
FIRM = (Role.DISPATCHER, Role.SHIFT_LEADER, Role.SAFETY_MANAGER, Role.FIRM_HEAD)
COUNTY = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.DUTY_LEADER)
CLOSERS = (Role.SHIFT_LEADER, Role.SAFETY_MANAGER, Role.FIRM_HEAD, *COUNTY)
TRUE, FALSE = "真实", "误报"
WORK = ("标校", "检修", "断电")
"""What may be found instead of a danger, and must have been filed before."""


class Signal(Facts):
    """One rule of one sensor as it spoke in this alarm: the worst value, how often, and whether it is quiet now."""

    sensor: str = record("sensor", "监测点")
    rule: str = text("规则和依据", longest=300)
    severity: str = choice("等级", *LEVELS)
    value: Decimal | None = number("触发值", optional=True)
    limit: Decimal | None = number("报警值", optional=True)
    measured_in: str | None = text("计量单位", longest=20, optional=True)
    first: datetime = moment("首次")
    last: datetime = moment("最近")
    times: int = number("次数", at_least="1")
    quiet: bool = yes_no("已恢复", default=False)
    cause: str | None = text("引起报警的读数", longest=400, optional=True)


class Alarm(Facts):
    title: str = text("报警", longest=100)
    subject: str = record("sensor", "首报监测点")
    unit: str = unit("单位")
    site: str | None = text("所属设施", longest=80, optional=True)
    sector: str | None = text("行业", longest=40, optional=True)
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    severity: str = choice("等级", *LEVELS)
    happened_at: datetime = moment("首次报警")
    raised_at: datetime = moment("签收计时起点")
    signals: tuple[Signal, ...] = rows("信号", optional=True)
    more: int | None = number("另有未列出的信号", "个", at_least="1", optional=True, later=True)
    reached: str = choice("已升级到", *RUNGS, default=RUNGS[0], later=True)
    received_at: datetime | None = moment("签收时间", optional=True, later=True)
    checked_at: datetime | None = moment("核查时间", optional=True, later=True)
    incident_at: datetime | None = moment("转为突发事件的时间", optional=True, later=True)
    result: str | None = choice("核查结论", TRUE, FALSE, *WORK, optional=True)
    found: str | None = long_text("核查情况", optional=True)
    did: str | None = long_text("处置情况", optional=True)
    cause: str | None = choice("原因", "工艺异常", "设备故障", "人为操作", "通风不良", "外部原因", "其他", optional=True)
    measures: str | None = long_text("反馈", optional=True)


class Answer(Facts):
    said: str | None = long_text("接警情况", longest=1000, optional=True)


class Found(Facts):
    found: str = long_text("核查情况", hint="谁到现场、看到什么、人员是否撤离")


class NotTrue(Facts):
    result: str = choice("核查结论", FALSE, *WORK)
    found: str = long_text("核查情况", hint="怎样确认不是真实报警")


class Done(Facts):
    did: str = long_text("处置情况")


class Report(Facts):
    cause: str = choice("原因", "工艺异常", "设备故障", "人为操作", "通风不良", "外部原因", "其他")
    measures: str = long_text("反馈", hint="原因和防止再次发生的措施")
    left: bool = yes_no("留有隐患须整改", default=False)


def may_answer(reached: str) -> frozenset[Role]:
    """Who may answer an alarm that has climbed so far: the firm's own people, and whom it has reached."""
    rungs = RUNGS[: RUNGS.index(reached) + 1]
    return frozenset(FIRM) | {role for rung in rungs for role in LADDER[rung]}


def has_come_to_you(look: Look[Alarm]) -> str | None:
    """The department and the county answer what climbed to them; before, it is the firm's."""
    mine = {grant.role for grant in look.by.grants if grant.covers(look.place, look.sector, look.unit)}
    return None if mine & may_answer(look.facts.reached) else f"报警现在由{look.facts.reached}签收，还没有升级到您这里。"


def noted(fact: str, **more: str) -> Callable[[Look[Alarm]], Mapping[str, str]]:
    """Writes down when the step was done."""
    return lambda look: {fact: look.happened_at.isoformat(), **more}


def rules_in_force(look: Look[Alarm]) -> list[SeenRecord]:
    """The county's 接警规则 for this alarm's sector."""
    valid = [rule for rule in look.seen.rules if rule.valid_on(look.now)]
    return [rule for rule in valid if not rule.get("sectors") or look.facts.sector in rule.get("sectors")]


def the_rule_names_its_level(look: Look[Alarm]) -> str | None:
    rules = rules_in_force(look)
    if not rules:
        return "县里没有登记适用的接警规则，没有升级到县应急指挥中心，请到“接警规则”台账登记。"
    named = any(look.facts.severity in rule.get("levels", ()) for rule in rules)
    return None if named else f"接警规则没有把{look.facts.severity}报警列为升级到县，仍由企业和行业部门签收。"


def the_rule_names_the_city(look: Look[Alarm]) -> str | None:
    if why := the_rule_names_its_level(look):
        return why
    return None if any(rule.get("to_city") == "报市" for rule in rules_in_force(look)) else "接警规则写明不报市。"


def all_is_quiet(look: Look[Alarm]) -> str | None:
    """Unknown is not normal: a sensor that fell silent keeps its alarm."""
    loud = {signal.sensor for signal in look.facts.signals if not signal.quiet}
    return f"还有 {len(loud)} 个监测点没有恢复正常，不能消警，请继续处置或先恢复监测。" if loud else None


def covers(work: SeenMatter, sensor: str, at: datetime) -> bool:
    """Whether a filed work was filed before, names the sensor, and lasts over the moment."""
    since, until = (datetime.fromisoformat(work.get(name)) for name in ("starts", "ends"))
    return work.state != "已撤回" and sensor in work.get("sensors", ()) and work.opened <= at and since <= at <= until


def unfiled(look: Look[Alarm]) -> tuple[Signal, ...]:
    """The signals whose sensor had no work filed when it spoke."""
    return tuple(one for one in look.facts.signals if not any(covers(work, one.sensor, one.first) for work in look.seen.work))


def doubt(look: Look[Alarm]) -> dict[str, Any]:
    """What the platform doubts: it names a sensor, never a person."""
    signal = unfiled(look)[0]
    return {
        "title": f"疑似未报备{look.asked.result}：{look.facts.title}"[:100],
        "kind": "未报备作业",
        "subject": signal.sensor,
        "unit": look.facts.unit,
        "place": look.facts.place,
        "sector": look.facts.sector,
        "happened_at": signal.first.isoformat(),
        "ground": f"报警核查结论为{look.asked.result}，没有查到覆盖 {signal.first:%Y-%m-%d %H:%M} 的报备。",
    }


def remaining(look: Look[Alarm]) -> dict[str, Any]:
    where = {"unit": look.facts.unit, "place": look.facts.place}
    said = {"title": f"监测超限：{look.facts.title}"[:100], "item": "监测超限", "source": "监测报警", "severity": "一般"}
    return where | said | {"due": look.today}


def incident(look: Look[Alarm]) -> dict[str, Any]:
    facts = look.facts
    where = {"unit": facts.unit, "place": facts.place} | ({"point": facts.point} if facts.point else {})
    return where | {"title": facts.title, "severity": facts.severity, "happened_at": facts.happened_at.isoformat()}


def city(look: Look[Alarm]) -> str:
    """The city's unit that the county's rule names; "" where it names none, or nobody may know it."""
    units = [str(rule.get("city") or "") for rule in rules_in_force(look) if rule.get("to_city") == "报市"]
    return next(filter(None, units), "")


def relay(look: Look[Alarm]) -> dict[str, Any]:
    """What the city must know, in words: it has neither our register of firms nor our sensors."""
    facts = look.facts
    said = [f"{one.rule}，首次 {one.first:%Y-%m-%d %H:%M}，{one.times} 次" for one in facts.signals]
    told = {"title": facts.title, "unit": city(look), "place": facts.place, "severity": facts.severity}
    told |= {"happened_at": facts.happened_at.isoformat(), "firm": look.seen.firm.title or "（未登记的单位）"}
    told |= {name: said for name in ("site", "sector") if (said := getattr(facts, name))}
    return told | {"what": "\n".join([*said, "企业、行业部门和县应急指挥中心均未签收。"])[:4000]}


def climbs(name: str, title: str, to: str, needs: Need | tuple[Need, ...] = (), opens: tuple[Opens, ...] = ()) -> Step:
    """The clock hands an unanswered alarm to the next rung; it stays unanswered."""
    reached: Callable[[Any], Mapping[str, Any]] = lambda look: {"reached": to}  # noqa: E731
    holds = LADDER[to] or LADDER["县带班领导"]
    return Step(name, title, At.RAISED, At.RAISED, Role.CLOCK, needs, sets=reached, holds=holds, opens=opens)


def unanswered(figure: str, step: str, *tells: Notify) -> Deadline:
    return Deadline(At.RAISED, After(f"standard:alarm_clock.{figure}", since="raised_at"), (Take(step), *tells))


ALARM = Loop(
    kind="alarm",
    version=1,
    title="监测报警",
    facts=Alarm,
    opens_in=At.RAISED,
    may_open=FIRM,
    closes_in=(At.CLOSED, At.NOT_TRUE),
    reads={
        "rules": Covering("alarm_rule"),
        "work": MattersOf("sensor_work", same=("unit",), within="60 days"),
        "firm": RecordOf("firm", "unit"),
    },
    may_edit=Role.CLOCK,
    edits_in=OPEN,
    steps=(
        Step(
            "receive", "签收", At.RAISED, At.RECEIVED, (*FIRM, *COUNTY), has_come_to_you, asks=Answer, sets=noted("received_at")
        ),
        climbs("to_shift_leader", "升级到企业带班领导", "企业带班领导"),
        climbs("to_firm_head", "升级到企业主要负责人", "企业主要负责人"),
        climbs("to_department", "升级到行业部门", "行业部门"),
        climbs("to_county", "升级到县值班长", "县值班长", the_rule_names_its_level),
        climbs("to_duty_leader", "升级到县带班领导", "县带班领导", the_rule_names_its_level),
        climbs(
            "to_city",
            "报市",
            "市",
            the_rule_names_the_city,
            (Opens("alarm_relay", relay, only_if=lambda look: bool(city(look))),),
        ),
        Step("confirm", "核查为真实", At.RECEIVED, At.HANDLING, FIRM, asks=Found, sets=noted("checked_at", result=TRUE)),
        Step(
            "dismiss",
            "核查为非真实",
            At.RECEIVED,
            At.DISMISSED,
            FIRM,
            asks=NotTrue,
            sets=noted("checked_at"),
            evidence=Evidence("现场照片、记录或读数", 1, ("照片", "文件", "读数")),
            holds=Role.SHIFT_LEADER,
            opens=Opens(
                "integrity_doubt", doubt, child=False, only_if=lambda look: look.asked.result in WORK and bool(unfiled(look))
            ),
        ),
        Step("handle", "处置完毕", At.HANDLING, At.HANDLED, FIRM, asks=Done),
        Step(
            "incident",
            "转为突发事件",
            At.HANDLING,
            At.HANDLING,
            (Role.SHIFT_LEADER, Role.FIRM_HEAD, *COUNTY),
            asks=Reason,
            sets=noted("incident_at"),
            opens=Opens("incident", incident),
        ),
        Step(
            "report",
            "反馈",
            At.HANDLED,
            At.REPORTED,
            FIRM,
            asks=Report,
            evidence=Evidence("处置后的照片、文件或读数", 1, ("照片", "文件", "读数")),
            holds=Role.SHIFT_LEADER,
            opens=Opens("hazard", remaining, only_if=lambda look: look.asked.left),
        ),
        Step("back", "退回重新处置", At.REPORTED, At.HANDLING, (Role.SHIFT_LEADER, Role.FIRM_HEAD, *COUNTY), asks=Reason),
        Step(
            "close",
            "消警",
            At.REPORTED,
            At.CLOSED,
            CLOSERS,
            (all_is_quiet, someone_else_than("report", "反馈人")),
        ),
        Step("agree", "确认消警", At.DISMISSED, At.NOT_TRUE, CLOSERS, someone_else_than("dismiss", "核查人")),
        Step("again", "退回重新核查", At.DISMISSED, At.RECEIVED, CLOSERS, asks=Reason),
        Step("worsen", "等级升高", OPEN[1:], At.RAISED, Role.CLOCK),
    ),
    deadlines=(
        unanswered("shift_leader", "to_shift_leader"),
        unanswered("firm_head", "to_firm_head"),
        unanswered("department", "to_department", Notify(Role.SUPERVISOR, "报警无人签收，已升级到行业部门，抄送监管专员")),
        unanswered("duty_officer", "to_county"),
        unanswered("duty_leader", "to_duty_leader"),
        unanswered(
            "city", "to_city", Notify((Role.FIRM_HEAD, Role.OFFICER), "报警至今无人签收；没有登记市级接警单位的，请立即电话报市")
        ),
        Deadline(
            At.RECEIVED, After("standard:alarm_clock.check"), Notify((HOLDER, Role.SHIFT_LEADER, Role.OFFICER), "报警还没有核查")
        ),
        Deadline(
            At.HANDLING, After("standard:alarm_clock.handle"), Notify((HOLDER, Role.FIRM_HEAD, Role.OFFICER), "报警还没有处置完")
        ),
        Deadline(At.HANDLED, After("standard:alarm_clock.feed_back"), Notify((HOLDER, Role.OFFICER), "处置情况还没有反馈")),
        Deadline(At.REPORTED, After("standard:alarm_clock.close"), Notify((HOLDER, Role.OFFICER), "报警还没有消警")),
        Deadline(
            At.DISMISSED, After("standard:alarm_clock.close"), Notify((HOLDER, Role.OFFICER), "核查为非真实的报警还没有确认")
        ),
    ),
    prints=(Print("监测报警处置单", "form", ("title", "unit", "happened_at", "signals", "result", "found", "did", "measures")),),
    keeps=Keeps(3, "报警处置记录，供监测有效性核查"),
    source="山政发〔2025〕1号 五（十三）；晋政发〔2026〕1号 二（六）",
    about="时限没有找到上级规定，用产品初始值，县里在“县里的规定一览”的“法规数值”里查“接警”设定，核对后生效。",
    menu="监测报警",
)
