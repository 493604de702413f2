"""风险普查成果: what the national census of disaster risk found here, object by object. It comes in from the county's own
tables by their recognised layouts; nothing is written from memory, and
what a table does not say stays empty."""

from anlan.kernel.facts import Facts, choice, number, place, point, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

HAZARDS = ("地震", "地质", "洪水", "干旱", "气象", "森林草原火灾", "综合", "其他")
SORTS = ("致灾孕灾", "承灾体", "减灾能力", "历史灾害", "重点隐患", "风险区划")


class RiskCensus(Facts):
    code: str = text("普查编码", longest=60)
    name: str = text("对象名称", longest=120)
    hazard: str | None = choice("灾种", *HAZARDS, optional=True)
    sort: str | None = choice("成果类别", *SORTS, optional=True)
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    level: str | None = choice("风险等级", "高", "较高", "中", "较低", "低", optional=True)
    people: int | None = number("影响人数", "人", at_least="0", optional=True)
    detail: str | None = text("主要内容", longest=1000, optional=True)
    year: int | None = number("普查年份", "年", at_least="1990", at_most="2100", optional=True)
    batch: str | None = text("批次和来源表", longest=120, optional=True, hint="例如 2020—2022年普查·地质灾害隐患点表")


RISK_CENSUS = Register(
    kind="risk_census",
    version=1,
    title="风险普查成果",
    facts=RiskCensus,
    key="code",
    may_put=(Role.CLERK, Role.OFFICER),
    keeps=Keeps(30, "普查成果档案"),
    lists=("name", "hazard", "sort", "place", "level", "year"),
    filters=("hazard", "sort", "level", "year"),
    about="从县里的普查成果表导入：到“导入”页上传原表，第一次确认各列对应哪一项，以后照样导入。",
    menu="监测对象",
)
