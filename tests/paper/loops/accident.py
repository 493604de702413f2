"""事故报告: by phone first, written after; every clock runs from the moment of occurrence (国务院令第 493 号)."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, choice, long_text, moment, money, number, place, point, rows, text, unit
from anlan.kernel.loop import After, Deadline, Keeps, Look, Loop, Notify, Opens, Print, Rung, Step
from anlan.kernel.people import Role


class At(StrEnum):
    PHONED = "已电话报告"
    WRITTEN = "待上报"
    PASSED_BY_PHONE = "已电话上报"
    FOLLOWED = "续报中"
    CLOSED = "报告完毕"


class FollowUp(Facts):
    told_at: datetime = moment("续报时间")
    deaths: int = number("死亡人数", "人", at_least="0")
    seriously_injured: int = number("重伤人数", "人", at_least="0")
    news: str = long_text("新情况")


class Written(Facts):
    """第十二条: what a report holds."""

    brief: str = long_text("简要经过")
    scene: str = long_text("现场情况")
    did: str = long_text("已采取的措施")
    deaths: int = number("死亡人数", "人", at_least="0")
    seriously_injured: int = number("重伤人数", "人", at_least="0")
    missing: int = number("下落不明人数", "人", at_least="0")
    direct_loss: Decimal = money("初估直接经济损失")


class Accident(Facts):
    title: str = text("事故", longest=100)
    happened_at: datetime = moment("发生时间")
    unit: str = unit("事故单位")
    place: str = place("发生地")
    point: tuple[int, int] | None = point("位置", optional=True)
    sort: str = choice("类别", "道路交通", "火灾", "其他")
    deaths: int = number("死亡人数", "人", at_least="0")
    seriously_injured: int = number("重伤人数", "人", at_least="0")
    missing: int | None = number("下落不明人数", "人", at_least="0", optional=True)
    direct_loss: Decimal | None = money("初估直接经济损失", optional=True)
    brief: str | None = long_text("简要经过", optional=True)
    scene: str | None = long_text("现场情况", optional=True)
    did: str | None = long_text("已采取的措施", optional=True)
    told_at: datetime | None = moment("最近续报时间", optional=True)
    follow_ups: tuple[FollowUp, ...] = rows("续报", optional=True)


def has_happened(look: Look[Accident]) -> str | None:
    return "发生时间晚于现在，请改正。" if look.facts.happened_at > look.now else None


def is_later_than_the_last(look: Look[Accident]) -> str | None:
    before = look.facts.told_at or look.facts.happened_at
    return None if look.asked.told_at > before else "续报时间早于上一次报告，请改正。"


def window_is_over(look: Look[Accident]) -> str | None:
    """Casualties may still change within 30 days, 7 on roads and in fires: until then the report is not finished."""
    window = look.standard("accident_report.casualties" + ("" if look.facts.sort == "其他" else "_road_fire"))
    assert isinstance(window.value, timedelta)
    over = look.happened_at - look.facts.happened_at >= window.value
    return None if over else f"事故发生未满 {window.text}，伤亡人数变化须补报，暂不能办结。"


def last_told(look: Look[Accident]) -> dict[str, Any]:
    """The newest figures stand in the matter itself, so that lists and grades read them."""
    asked = look.asked
    return {"told_at": asked.told_at, "deaths": asked.deaths, "seriously_injured": asked.seriously_injured}


def late_by_law(look: Look[Accident]) -> str:
    allowed = look.standard("accident_report.firm")
    return "是" if allowed.allows(look.opened - look.facts.happened_at) is False else "否"


INVESTIGATION = Opens(
    "investigation", lambda look: {"title": look.facts.title, "unit": look.facts.unit, "place": look.facts.place}
)
FIRM_OR_DUTY = (Role.FIRM_HEAD, Role.SAFETY_MANAGER, Role.DUTY_OFFICER)

ACCIDENT = Loop(
    kind="accident",
    version=1,
    title="生产安全事故报告",
    facts=Accident,
    source="国务院令第 493 号第九、十一、十二、十三条；续报间隔：原国家安全监管总局令第 21 号",
    opens_in=At.PHONED,
    may_open=(*FIRM_OR_DUTY, Role.TOWNSHIP_OFFICER),
    closes_in=At.CLOSED,
    needs=has_happened,
    steps=(
        Step("write", "报送书面报告", At.PHONED, At.WRITTEN, FIRM_OR_DUTY, asks=Written),
        Step(
            "pass_up",
            "上报",
            At.WRITTEN,
            At.FOLLOWED,
            Role.DUTY_OFFICER,
            numbers="事故报告",
            opens=INVESTIGATION,
            sets=lambda look: {"told_at": look.happened_at},
        ),
        Step("phone_up", "先行电话上报", At.PHONED, At.PASSED_BY_PHONE, Role.DUTY_OFFICER),
        Step("write_after", "补报书面报告", At.PASSED_BY_PHONE, At.WRITTEN, FIRM_OR_DUTY, asks=Written),
        Step(
            "follow_up",
            "续报",
            At.FOLLOWED,
            At.FOLLOWED,
            Role.DUTY_OFFICER,
            is_later_than_the_last,
            asks=FollowUp,
            into="follow_ups",
            sets=last_told,
        ),
        Step("finish", "报告办结", At.FOLLOWED, At.CLOSED, Role.DUTY_LEADER, window_is_over),
    ),
    deadlines=(
        Deadline(
            At.PHONED,
            After("standard:accident_report.firm", since="happened_at"),
            Notify((Role.FIRM_HEAD, Role.DUTY_OFFICER), "已超过规定的报告时限"),
        ),
        Deadline(
            At.PHONED,
            After("standard:accident_report.each_level", since="happened_at"),
            Notify(Role.DUTY_LEADER, "已到上报时限，可先行电话上报"),
        ),
        Deadline(
            At.WRITTEN,
            After("standard:accident_report.each_level", since="happened_at"),
            Notify((Role.DUTY_OFFICER, Role.DUTY_LEADER)),
        ),
        Deadline(
            At.PASSED_BY_PHONE,
            After("standard:accident_report.each_level"),
            Notify((Role.FIRM_HEAD, Role.DUTY_OFFICER), "请补报书面报告"),
        ),
        # Once a day by 令第 21 号 (reported, not read in full); the county may ask for more.
        Deadline(
            At.FOLLOWED,
            After("1 day", tunable="accident.follow_up", since="told_at"),
            Notify(Role.DUTY_OFFICER, "请续报"),
            soon="2h",
        ),
    ),
    ladder=(Rung("30min", tells=(Role.DUTY_LEADER, Role.LEADER)),),
    prints=(
        Print("生产安全事故报告", "form", ("title", "happened_at", "brief", "scene", "deaths", "did", ("是否迟报", late_by_law))),
    ),
    keeps=Keeps(30, "事故档案"),
    menu="事故",
)
