"""现场检查: done where there is no signal and written down days later. What counts is the day of the visit, not of the upload."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, choice, day, moment, person, place, record, rows, text, unit
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, Print, Reason, Spread, Step
from anlan.kernel.people import HOLDER, Part, Role
from anlan.kernel.reads import RecordOf


class At(StrEnum):
    GONE = "检查中"
    RECORDED = "待确认"
    CLOSED = "已归档"
    DROPPED = "未实施"


class Found(Facts):
    item: str = text("检查事项")
    what: str = text("问题", longest=100)
    severity: str = choice("等级", "一般", "重大")
    due: date = day("整改期限")


class Visit(Facts):
    title: str = text("检查任务", longest=100)
    unit: str = unit("被检查单位")
    place: str = place("属地")
    happened_at: datetime = moment("进入现场时间")
    lead: str = person("检查人员")
    second: str = person("检查人员（第二人）")
    lead_licence: str = record("certificate", "执法证件")
    met: str | None = choice("被检查单位意见", "无异议", "有异议", optional=True)
    found: tuple[Found, ...] = rows("发现的问题", optional=True)


class Sheet(Facts):
    found: tuple[Found, ...] = rows("发现的问题", optional=True)


class Met(Facts):
    met: str = choice("被检查单位意见", "无异议", "有异议")


def two_people(look: Look[Visit]) -> str | None:
    return "现场检查须由两名以上执法人员进行，请补第二人。" if look.facts.lead == look.facts.second else None


def licence_was_valid(look: Look[Visit]) -> str | None:
    """On the day of the visit, whatever it is on the day of the upload."""
    if look.seen.licence.valid_on(look.facts.happened_at):
        return None
    return "检查当日执法证件无效或查不到，这次检查不能作为执法检查，请核实。"


def nothing_is_due_before_the_visit(look: Look[Visit]) -> str | None:
    early = next((one for one in look.asked.found if one.due < look.today), None)
    return f"“{early.what}”的整改期限早于检查日，请改正。" if early else None


def hazard_of(look: Look[Visit], number: str) -> dict[str, Any]:
    found = look.facts.found[int(number)]
    said = {"title": found.what, "item": found.item, "severity": found.severity, "due": found.due}
    return said | {"unit": look.facts.unit, "place": look.facts.place}


VISIT = Loop(
    kind="visit",
    version=1,
    title="现场检查",
    facts=Visit,
    source="行政处罚法第四十二条（执法人员不少于两人）；安全生产法第六十七条（检查记录和签字）",
    late_by="3 days",
    opens_in=At.GONE,
    may_open=(Role.ENFORCER, Role.OFFICER),
    closes_in=(At.CLOSED, At.DROPPED),
    needs=two_people,
    reads={"licence": RecordOf("certificate", of="lead_licence")},
    steps=(
        Step(
            "record",
            "填写检查记录",
            At.GONE,
            At.RECORDED,
            (Part("lead"), Part("second")),
            (licence_was_valid, nothing_is_due_before_the_visit),
            asks=Sheet,
            evidence=Evidence("现场照片", 1, ("照片",)),
            spread=Spread("hazard", lambda look: tuple(str(n) for n in range(len(look.facts.found))), hazard_of),
        ),
        Step("sign", "签字确认", At.RECORDED, At.CLOSED, Role.FIRM_HEAD, asks=Met, evidence=Evidence("签字", 1, ("签名",))),
        Step(
            "refused",
            "拒绝签字，记明情况",
            At.RECORDED,
            At.CLOSED,
            (Part("lead"), Part("second")),
            asks=Reason,
            evidence="现场音像记录",
        ),
        Step("drop", "未能进入", At.GONE, At.DROPPED, (Part("lead"), Part("second")), asks=Reason),
    ),
    deadlines=(
        # Our defaults, the county's to set.
        Deadline(At.GONE, After("2 days", tunable="visit.record", since="happened_at"), Notify(HOLDER)),
        Deadline(At.RECORDED, After("2 workdays", tunable="visit.sign"), Notify((HOLDER, Part("lead")))),
    ),
    prints=(Print("现场检查记录", "form", ("title", "happened_at", "lead", "second", "found", "met")),),
    keeps=Keeps(10, "执法档案"),
)
