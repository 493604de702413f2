"""高风险路段: where roads kill, what limits hold there by day and night, and what was done about it."""

from decimal import Decimal

from anlan.kernel.facts import area, choice, many, number, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.registry.site import Site


class RoadSection(Site):
    road: str = text("路线编号", longest=20, pattern=r"^[GSXYCZ][0-9A-Z]+$", hint="例如 G18、S210")
    starts: Decimal = number("起点桩号", "公里", at_least="0")
    ends: Decimal = number("终点桩号", "公里", at_least="0")
    risks: tuple[str, ...] = many(
        "风险", "急弯", "陡坡", "长下坡", "临水临崖", "穿村过镇", "平交路口", "团雾", "结冰", "事故多发", "落石"
    )
    limit: int = number("日间限速", "公里/小时", at_least="5", at_most="120")
    night: int | None = number("夜间限速", "公里/小时", at_least="5", at_most="120", optional=True)
    level: str = choice("风险等级", "重大", "较大", "一般", "低")
    shape: tuple[tuple[int, int], ...] = area(
        "路段范围", optional=True, hint="每行一个角点：经度, 纬度，或粘贴 GeoJSON；画了才能判断超速"
    )
    measures: str | None = text("管控措施", longest=400, optional=True)


def limits_and_ends_agree(facts: RoadSection) -> str | None:
    if facts.ends <= facts.starts:
        return "终点桩号应大于起点桩号，请核对。"
    if 0 < len(facts.shape) < 3:
        return "路段范围至少要有三个角点，请补上。"
    if not facts.risks:
        return "请选择风险的种类。"
    return "夜间限速不能高于日间限速，请核对。" if facts.night and facts.night > facts.limit else None


ROAD_SECTION = Register(
    kind="road_section",
    version=1,
    title="高风险路段",
    facts=RoadSection,
    key="code",
    may_put=(Role.OFFICER, Role.TOWNSHIP_OFFICER),
    keeps=Keeps(10, "路段治理前后对照"),
    check=limits_and_ends_agree,
    lists=("name", "road", "risks", "level", "limit", "night"),
    filters=("level", "road"),
    menu="监测对象",
)
