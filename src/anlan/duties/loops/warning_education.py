"""警示教育: material made and approved once, pushed to every firm of the industry and the units named, each viewing on record."""

from datetime import date
from typing import Any

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.calendar import end_of_day
from anlan.kernel.facts import Facts, choice, day, file, long_text, many, text
from anlan.kernel.loop import Each, Look, Loop, Print, Reason, Spread, Step, someone_else_than
from anlan.kernel.people import Role
from anlan.kernel.reads import Children, SeenRecord


class WarningEducation(Facts):
    title: str = text("标题")
    kind: str = choice("类别", "警示教育片", "事故通报", "典型案例", "隐患场景", "现场警示会")
    sector: str | None = text("推送行业", longest=40, optional=True, hint="不填即各行业企业")
    units: tuple[str, ...] = many("推送单位", of="unit", optional=True)
    lesson: str = long_text("教训和要求", longest=4000)
    material: tuple[str, ...] = file("片子或材料", optional=True)
    link: str | None = text("观看链接", longest=500, optional=True)
    due: date = day("观看期限")


class Closed(Facts):
    summary: str = long_text("学习情况", longest=2000)


def has_material(look: Look[WarningEducation]) -> str | None:
    return None if look.facts.material or look.facts.link else "还没有片子或材料，请上传或填写观看链接。"


def has_units(look: Look[WarningEducation]) -> str | None:
    return None if look.facts.units else "还没有填写推送单位，请先补上。"


def all_have_seen_it(look: Look[WarningEducation]) -> str | None:
    seen = look.seen.viewings
    if not seen.open and not seen.done:
        return "还没有推送到任何企业或单位，请先推送。"
    if seen.open and look.now <= end_of_day(look.facts.due):
        return f"还有 {seen.open} 家没有登记观看，期限 {look.facts.due} 还没有到。"
    return f"还有 {seen.open} 家到期没有登记观看，请催办或逐家核销。" if seen.open else None


def to_firm(look: Look[WarningEducation], firm: SeenRecord) -> dict[str, Any]:
    return viewing(look, firm.id) | ({"place": firm.place} if firm.place else {}) | {"audience": "企业"}


def viewing(look: Look[WarningEducation], target: str) -> dict[str, Any]:
    said = {
        "title": look.facts.title,
        "unit": target,
        "lesson": look.facts.lesson,
        "due": str(look.facts.due),
        "audience": "单位",
    }
    return (
        said
        | ({"link": look.facts.link} if look.facts.link else {})
        | ({"material": look.facts.material} if look.facts.material else {})
    )


WARNING_EDUCATION = Loop(
    kind="warning_education",
    version=1,
    title="警示教育",
    facts=WarningEducation,
    opens_in="制作中",
    may_open=(Role.CLERK, Role.OFFICER),
    closes_in=("已结束", "已取消"),
    reads={"viewings": Children("warning_viewing")},
    may_edit=(Role.CLERK, Role.OFFICER),
    edits_in=("制作中", "学习中"),
    steps=(
        Step("submit", "送审", "制作中", "待审定", (Role.CLERK, Role.OFFICER), has_material, holds=Role.SIGNER),
        Step("return", "退回修改", "待审定", "制作中", Role.SIGNER, asks=Reason, holds=Role.CLERK),
        Step("approve", "审定", "待审定", "学习中", Role.SIGNER, someone_else_than("submit", "送审人"), holds=Role.CLERK),
        Step("push_firms", "推送到企业", "学习中", "学习中", Role.CLERK, spread=Spread("warning_viewing", Each("firm"), to_firm)),
        Step(
            "push_units",
            "推送到单位",
            "学习中",
            "学习中",
            Role.CLERK,
            has_units,
            spread=Spread("warning_viewing", lambda look: look.facts.units, viewing),
        ),
        Step("end", "结束", "学习中", "已结束", Role.CLERK, all_have_seen_it, asks=Closed),
        Step("cancel", "取消", ("制作中", "待审定"), "已取消", Role.CLERK, asks=Reason),
    ),
    deadlines=(
        told("制作中", "20 workdays", "warning.make", Role.CLERK, "警示教育材料还没有做好"),
        told("待审定", "2 workdays", "warning.approve", Role.SIGNER, "警示教育材料还没有审定"),
        on_the_day("学习中", Role.CLERK, "警示教育观看期限已到"),
    ),
    prints=(Print("警示教育观看情况", "table", ("title", "kind", "due")),),
    keeps=KEEPS,
    about="一厂出事故，同行业每家企业都收到、都有观看记录。",
    menu="宣传",
)
