"""警示观看: one firm or unit has watched and talked about one lesson; a list of names or a photograph shows it."""

from datetime import date

from anlan.duties.measures import ANSWERABLE, KEEPS, UNIT, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, file, long_text, number, place, text, unit
from anlan.kernel.loop import Evidence, Loop, Print, Reason, Step
from anlan.kernel.people import Role


class WarningViewing(Facts):
    title: str = text("标题")
    unit: str = unit("观看单位")
    audience: str = choice("对象", "企业", "单位")
    place: str | None = place("属地", optional=True)
    lesson: str = long_text("教训和要求", longest=4000)
    material: tuple[str, ...] = file("片子或材料", optional=True)
    link: str | None = text("观看链接", longest=500, optional=True)
    due: date = day("观看期限")


class Watched(Facts):
    on: date = day("观看日期", prefilled_from="today")
    people: int = number("观看人数", "人", at_least="1")
    learnt: str = long_text("本单位对照检查情况", longest=2000)


WARNING_VIEWING = Loop(
    kind="warning_viewing",
    version=1,
    title="警示教育观看",
    facts=WarningViewing,
    opens_in="待观看",
    may_open=Role.CLERK,
    closes_in=("已观看", "已核销"),
    reads=UNIT,
    steps=(
        Step("watch", "登记观看", "待观看", "已观看", ANSWERABLE, asks=Watched, evidence=Evidence("签到表或现场照片")),
        Step("excuse", "核销（停产、关闭等）", "待观看", "已核销", (Role.CLERK, Role.TOWNSHIP_OFFICER), asks=Reason),
    ),
    deadlines=(
        on_the_day("待观看", ANSWERABLE, "警示教育到期还没有登记观看"),
        told("待观看", "1 year", "warning.watch", Role.CLERK, "警示教育一年没有登记观看"),
    ),
    prints=(Print("观看登记表", "form", ("title", "unit", "lesson")),),
    keeps=KEEPS,
)
