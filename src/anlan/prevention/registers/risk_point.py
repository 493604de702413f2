"""风险清单: each risk point with its colour by the rule the firm or county imported, its controls, and who answers for it."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, long_text, place, point, text, unit
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

COLOURS = ("红", "橙", "黄", "蓝")


class RiskPoint(Facts):
    code: str = text("编号", longest=40)
    name: str = text("风险点", longest=100)
    unit: str = unit("企业")
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    accident: str = text("可能发生的事故", longest=100)
    colour: str = choice("风险等级", *COLOURS, hint="红重大、橙较大、黄一般、蓝低")
    basis: str = text("评定依据", longest=200, hint="用的哪个评估办法")
    controls: str = long_text("管控措施", longest=2000)
    level: str = choice("管控层级", "企业", "车间（区队）", "班组", "岗位")
    who: str = text("责任人", longest=60)
    reviewed_on: date = day("最近评估日期")


def grave_ones_are_the_firms(facts: RiskPoint) -> str | None:
    if facts.colour == "红" and facts.level != "企业":
        return "红色风险须由企业一级管控，请改正管控层级。"
    return None


RISK_POINT = Register(
    kind="risk_point",
    version=1,
    title="安全风险清单",
    facts=RiskPoint,
    key="code",
    owner="unit",
    may_put=(Role.SAFETY_MANAGER, Role.FIRM_HEAD, Role.OFFICER),
    check=grave_ones_are_the_firms,
    imported=True,
    lists=("code", "name", "unit", "accident", "colour", "level", "who", "reviewed_on"),
    filters=("colour", "level"),
    keeps=Keeps(5, "风险分级管控台账"),
    menu="监管对象",
)
