"""第一议题和中心组学习: every new paper becomes something to be studied, with the day it was and who was there."""

from datetime import date
from typing import Any

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, file, long_text, many, number, text, unit
from anlan.kernel.loop import Enters, Evidence, Look, Loop, Print, Reason, Spread, Step, When
from anlan.kernel.people import Role


class StudyItem(Facts):
    title: str = text("学习内容")
    kind: str = choice("形式", "第一议题", "理论学习中心组", "传达学习", default="第一议题")
    source: str | None = text("来源文件", optional=True)
    unit: str | None = unit("学习单位", optional=True, hint="不填即本机关")
    units: tuple[str, ...] = many("布置到", of="unit", optional=True)
    material: tuple[str, ...] = file("学习材料", optional=True)
    due: date | None = day("学习期限", optional=True)


class Learned(Facts):
    on: date = day("学习日期", prefilled_from="today")
    should: int = number("应到", "人", at_least="1")
    present: int = number("实到", "人", at_least="1")
    make_up: str | None = text("缺席人员补学安排", optional=True)
    carried_out: str = long_text("贯彻意见", longest=4000)


def absent_make_up(look: Look[StudyItem]) -> str | None:
    missing = look.asked.should - look.asked.present
    if missing < 0:
        return "实到人数多于应到人数，请核对。"
    return f"有 {missing} 人缺席，请写明补学安排。" if missing and not look.asked.make_up else None


def has_units(look: Look[StudyItem]) -> str | None:
    return None if look.facts.units else "还没有填写布置到哪些单位，请先补上。"


def for_unit(look: Look[StudyItem], target: str) -> dict[str, Any]:
    said = look.facts.model_dump(mode="json", exclude_none=True, exclude={"units", "unit"})
    return said | {"unit": target, "kind": "传达学习"}


def a_new_directive(look: Look[Any]) -> dict[str, Any]:
    return {"title": look.facts.title, "source": look.facts.doc_no or look.facts.title}


STUDY_ITEM = Loop(
    kind="study_item",
    version=1,
    title="学习事项",
    facts=StudyItem,
    opens_in="待学习",
    may_open=Role.CLERK,
    closes_in=("已学习", "不列入"),
    opens_on=(When(Enters("directive", "已登记"), a_new_directive, key=lambda look: look.id),),
    may_edit=Role.CLERK,
    edits_in=("待学习",),
    steps=(
        Step(
            "learn",
            "登记学习",
            "待学习",
            "已学习",
            (Role.LIAISON, Role.CLERK),
            absent_make_up,
            asks=Learned,
            evidence=Evidence("会议记录或签到表"),
        ),
        Step(
            "assign",
            "布置各单位学习",
            "待学习",
            "待学习",
            Role.CLERK,
            has_units,
            spread=Spread("study_item", lambda look: look.facts.units, for_unit),
        ),
        Step("leave_out", "不列入学习", "待学习", "不列入", Role.CLERK, asks=Reason),
    ),
    deadlines=(
        told("待学习", "30 days", "study.learn", (Role.LIAISON, Role.CLERK), "还没有组织学习"),
        on_the_day("待学习", (Role.LIAISON, Role.CLERK), "学习期限已到", fact="due"),
    ),
    prints=(Print("学习记录", "form", ("title", "kind", "source", "unit")),),
    keeps=KEEPS,
    about="新收的文件自动列为“第一议题”学习事项：要传达学习、记下日期和到会人数；不需要学习的用“不列入学习”，写明理由。",
    menu="会议",
)
