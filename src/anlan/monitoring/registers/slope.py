"""边坡: slopes and dumps whose movement is measured, with the levels that their own design sets."""

from decimal import Decimal

from anlan.kernel.facts import choice, many, number, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.sensor import figure_of
from anlan.registry.site import Site

PITS = ("露天采场", "排土场")
IMMINENT = {"土质": "open_pit_slope.soil_imminent.velocity", "硬岩": "open_pit_slope.rock_imminent.velocity"}


class Slope(Site):
    sort: str = choice("类别", "露天采场", "排土场", "公路边坡", "水库岸坡", "房前屋后切坡", "其他")
    rock: str = choice("岩土", "土质", "软岩", "硬岩")
    height: Decimal = number("高度", "米", at_least="0")
    angle: Decimal | None = number("坡角", "度", at_least="0", at_most="90", optional=True)
    watched: tuple[str, ...] = many("监测手段", "边坡雷达", "光纤传感", "北斗位移", "裂缝计", "倾角计", "人工巡查")
    blue: Decimal | None = number("蓝色预警速度", "mm/h", at_least="0", optional=True)
    yellow: Decimal | None = number("黄色预警速度", "mm/h", at_least="0", optional=True)
    orange: Decimal | None = number("橙色预警速度", "mm/h", at_least="0", optional=True)
    red: Decimal | None = number("红色预警速度", "mm/h", at_least="0", optional=True)
    ahead: Decimal | None = number(
        "预计滑坡前多久报警", "小时", at_least="0.5", at_most="720", optional=True, hint="按速度倒数外推，红色报警"
    )
    basis: str | None = text("预警值依据", longest=120, optional=True, hint="设计文件或专项论证；没有依据的不填预警值")


def levels_rise_and_have_a_ground(facts: Slope) -> str | None:
    said = [level for level in (facts.blue, facts.yellow, facts.orange, facts.red) if level is not None]
    if (said or facts.ahead) and not facts.basis:
        return "填了预警值，请写明依据（设计文件或专项论证）。"
    if facts.ahead and not said:
        return "速度倒数外推要先有预警速度，请补填。"
    if why := is_looser_than_the_reference(facts):
        return why
    return None if all(low < high for low, high in zip(said, said[1:], strict=False)) else "预警速度应由蓝到红逐级增大，请核对。"


def is_looser_than_the_reference(facts: Slope) -> str | None:
    """Red comes no later than the velocity at which slopes of this kind were seen to fail."""
    law = figure_of(IMMINENT.get(facts.rock, "")) if facts.sort in PITS else None
    if facts.red is None or law is None or not isinstance(law.value, Decimal) or facts.red <= law.value:
        return None
    return f"红色预警速度 {facts.red} mm/h 比参考值宽：{law.title}为 {law.text}（{law.source}），只能从严，请改正。"


SLOPE = Register(
    kind="slope",
    version=1,
    title="边坡",
    facts=Slope,
    key="code",
    may_put=(Role.OFFICER, Role.SAFETY_MANAGER),
    keeps=Keeps(30, "边坡变形历史"),
    check=levels_rise_and_have_a_ground,
    lists=("name", "unit", "sort", "height", "watched"),
    filters=("sort", "rock"),
    about="位移监测点的“所属设施”填本边坡的名称，位移按毫米上报，速度由系统按一小时计算。",
    menu="监测对象",
)
