"""监测区域: where people and vehicles are counted (人员定位) and fenced in or out (电子围栏). Drawn as corners, or known by the
number that the positioning system gives it underground."""

from decimal import Decimal

from anlan.kernel.facts import area, choice, many, number, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.sensor import LEVELS
from anlan.registry.site import Site

NOBODY, ONLY, STAY, COUNT = "任何人不得进入", "只有列明的可以进入", "列明的不得离开", "只清点人数"


class Zone(Site):
    site: str | None = text("所属设施", longest=80, optional=True, hint="同一设施的报警合为一件")
    shape: tuple[tuple[int, int], ...] = area("范围", optional=True, hint="每行一个角点：经度, 纬度；也可以粘贴 GeoJSON")
    station: int | None = number("区域编号", at_least="1", at_most="999999", optional=True, hint="人员定位系统给井下区域的编号")
    fence: str = choice("围栏", NOBODY, ONLY, STAY, COUNT)
    tags: tuple[str, ...] = many("列明的定位卡", of="tag", optional=True)
    vehicles: tuple[str, ...] = many("列明的车辆", of="vehicle", optional=True)
    most: int | None = number("定员", "人", at_least="1", optional=True, hint="同时在内的最多人数")
    declared: int | None = number("报备人数", "人", at_least="0", optional=True)
    apart: int | None = number("与报备相差几人报警", "人", at_least="1", optional=True)
    level: str = choice("报警等级", *LEVELS, default="橙色")
    basis: str = text("依据", longest=120, hint="文号、设计文件、采矿许可证或企业制度")


def is_sound(facts: Zone) -> str | None:
    if bool(facts.shape) == bool(facts.station):
        return "请画出范围，或者填井下的区域编号，二者填一样。"
    if facts.shape and (len(facts.shape) < 3 or area_of(facts.shape) == 0):
        return "范围至少要有三个角点，且不在一条直线上，请补上。"
    if facts.fence in (ONLY, STAY) and not (facts.tags or facts.vehicles):
        return "请列明定位卡或车辆。"
    if (facts.declared is None) != (facts.apart is None):
        return "报备人数和相差几人报警请一起填。"
    if facts.fence == COUNT and facts.most is None and facts.declared is None:
        return "只清点人数的，请填定员或报备人数。"
    return None


def area_of(ring: tuple[tuple[int, int], ...]) -> Decimal:
    """Twice the area, without sign."""
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return abs(Decimal(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)))


ZONE = Register(
    kind="zone",
    version=1,
    title="监测区域",
    facts=Zone,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER, Role.SUPERVISOR),
    may_end=(Role.OFFICER, Role.SUPERVISOR, Role.SAFETY_MANAGER),
    keeps=Keeps(5, "越界和超员报警的依据"),
    check=is_sound,
    lists=("name", "unit", "fence", "most", "declared", "level"),
    filters=("fence", "unit"),
    source="晋政发〔2026〕1号 三（十一）1；山政发〔2025〕1号 五（十三）",
    about="人员定位的清点、超员和电子围栏都在这里登记。卡不再上报不等于人已离开。",
    menu="监测设备",
)
