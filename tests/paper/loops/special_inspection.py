"""专项巡查: two ordinary accidents in a county within three months are no accident. Opens by itself, leaves only when signed."""

from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, day, long_text, number, place, text, unit
from anlan.kernel.loop import (
    After,
    Deadline,
    Enters,
    Evidence,
    Keeps,
    Look,
    Loop,
    Notify,
    On,
    Print,
    Reason,
    Rung,
    Step,
    When,
    signing,
)
from anlan.kernel.people import HOLDER, Role
from anlan.kernel.reads import MattersOf


class At(StrEnum):
    DRAFT = "拟办"
    RECEIVED = "巡查中"
    ANSWERED = "待审定"
    CLOSED = "已办结"
    DROPPED = "已作废"


class SpecialInspection(Facts):
    title: str = text("专项巡查", longest=100)
    place: str = place("巡查范围")
    unit: str | None = unit("被巡查单位", optional=True)
    accidents: int = number("触发事故起数", "起", at_least="1")
    ground: str = long_text("启动依据")
    until: Any = day("完成时限", optional=True)
    report: str | None = long_text("巡查报告", optional=True)


class Report(Facts):
    report: str = long_text("巡查报告")


def is_ordinary(deaths: int, injured: int, look: Look[Any]) -> bool:
    """A graver accident starts an inspection alone, by another rule."""
    counts = {"deaths": deaths, "injured": injured}
    return not any(look.standard(f"accident_grade.serious.{name}").allows(count) for name, count in counts.items())


def two_in_three_months(look: Look[Any]) -> dict[str, Any] | None:
    """The inspection's facts, if this accident is the one too many; `others`: those of the county within three months."""
    enough = look.standard("county_duties.inspection.three_months")
    others = [one for one in look.seen.others if is_ordinary(one.get("deaths", 0), one.get("seriously_injured", 0), look)]
    this = is_ordinary(look.facts.deaths, look.facts.seriously_injured, look)
    count = this + len(others)
    if not this or enough.allows(count):
        return None
    names = "、".join(one.title for one in others)
    county = look.place[:6]
    return {
        "title": "生产安全事故多发专项巡查", "place": county, "accidents": count,
        "ground": f"{enough.source} {enough.clause}：{enough.title} {enough.text}。本次：{look.facts.title}；此前：{names}。",
    }  # fmt: skip


SPECIAL_INSPECTION = Loop(
    kind="special_inspection",
    version=1,
    title="专项巡查",
    facts=SpecialInspection,
    source="山政发〔2025〕1号 三（十）",
    opens_in=At.DRAFT,
    may_open=Role.CLERK,
    closes_in=(At.CLOSED, At.DROPPED),
    opens_on=(
        When(
            on=Enters("accident", "续报中"),
            reads={"others": MattersOf("accident", states=("续报中", "报告完毕"), same=("l3",), within="3 months")},
            facts=two_in_three_months,
            key=lambda look: look.id,
        ),
    ),
    steps=(
        *signing(
            At.DRAFT,
            At.RECEIVED,
            mark="专项巡查",
            drafter=Role.CLERK,
            reviewer=Role.CLERK,
            signer=Role.SIGNER,
            receiver=Role.LIAISON,
        ),
        Step("report", "报送巡查报告", At.RECEIVED, At.ANSWERED, Role.LIAISON, asks=Report, evidence=Evidence("巡查材料")),
        Step("settle", "审定", At.ANSWERED, At.CLOSED, Role.CLERK),
        Step("again", "退回补充", At.ANSWERED, At.RECEIVED, Role.CLERK, asks=Reason),
    ),
    may_edit=Role.CLERK,
    edits_in=(At.DRAFT,),
    deadlines=(
        # Our defaults; the notice says that the inspection starts, not by when.
        *(
            Deadline(state, After("2 workdays", tunable="special_inspection.sign"), Notify(HOLDER))
            for state in (At.DRAFT, "审核中", "待签发", "待签收")
        ),
        Deadline(At.RECEIVED, On("until"), Notify(HOLDER), soon="5 days"),
        Deadline(At.RECEIVED, After("30 days", tunable="special_inspection.report"), Notify((HOLDER, Role.CLERK))),
        Deadline(At.ANSWERED, After("5 workdays", tunable="special_inspection.settle"), Notify(HOLDER)),
    ),
    ladder=(Rung("2 days", tells=Role.LEADER),),
    prints=(Print("关于开展专项巡查的通知", "red_head", ("title", "ground", "until")),),
    keeps=Keeps(10, "督导巡查档案"),
)
