"""采空区“三带”测定: oxygen and temperature along the goaf, and where the zones were set under the imported standard."""

from datetime import date
from decimal import Decimal

from anlan.kernel.facts import Facts, day, file, number, record, rows, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class Measured(Facts):
    behind: Decimal = number("距工作面", "米", at_least="0")
    oxygen: Decimal = number("氧气浓度", "%", at_least="0", at_most="100")
    temperature: Decimal = number("温度", "℃")


class GoafSurvey(Facts):
    face: str = text("工作面编号", longest=60)
    firm: str = record("firm", "煤矿")
    on: date = day("测定日期")
    standard: str = record("checklist", "依据标准", hint="测定指南须先导入到清单台账")
    measured: tuple[Measured, ...] = rows("测点")
    cooling_to: Decimal = number("散热带到", "米", at_least="0")
    oxidising_to: Decimal = number("氧化带到", "米", at_least="0", hint="再往里是窒息带")
    shortest: Decimal | None = number("最短自然发火期", "天", at_least="1", optional=True)
    report: tuple[str, ...] = file("测定报告", optional=True)


def zones_follow_each_other(facts: GoafSurvey) -> str | None:
    if len(facts.measured) < 2:
        return "至少要有两个测点，请补上。"
    if facts.oxidising_to <= facts.cooling_to:
        return "氧化带的终点应在散热带之后，请核对。"
    if max(one.behind for one in facts.measured) < facts.cooling_to:
        return "测点还没有到散热带的终点，分带没有依据，请补测。"
    return None if facts.report else "请附测定报告。"


GOAF_SURVEY = Register(
    kind="goaf_survey",
    version=1,
    title="采空区“三带”测定",
    facts=GoafSurvey,
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER, Role.SUPERVISOR),
    keeps=Keeps(30, "矿井防灭火档案"),
    called=lambda facts: f"{facts.face}（{facts.on}）",
    check=zones_follow_each_other,
    owner="firm",
    lists=("face", "firm", "on", "cooling_to", "oxidising_to", "shortest"),
    about="分带界限按导入的测定指南由测定人判定，系统不代为判定。",
    menu="矿山",
)
