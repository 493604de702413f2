"""客车规定线路: which coaches must keep to which road, and with how many drivers. A long run with one driver is refused."""

from decimal import Decimal

from anlan.kernel.facts import area, choice, many, number, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.sensor import LEVELS, figure_of
from anlan.registry.site import Site

ROADS = {"高速公路": "driver_limits.two_drivers_expressway", "其他公路": "driver_limits.two_drivers"}


class CoachRoute(Site):
    vehicles: tuple[str, ...] = many("车辆", of="vehicle")
    line: tuple[tuple[int, int], ...] = area("线路", hint="每行一个转折点：经度, 纬度；也可以粘贴 GeoJSON 折线")
    width: int = number("允许偏离", "米", at_least="50", at_most="5000")
    road: str = choice("主要道路", *ROADS)
    length: Decimal = number("单程里程", "公里", at_least="1", at_most="5000")
    drivers: int = number("配备驾驶员", "人", at_least="1", at_most="4")
    level: str = choice("报警等级", *LEVELS, default="橙色")
    basis: str = text("依据", longest=120, hint="线路许可、包车客运标志牌或旅游合同编号")


def has_drivers_enough(facts: CoachRoute) -> str | None:
    if len(facts.line) < 2:
        return "线路至少要有两个点，请补上。"
    if not facts.vehicles:
        return "请选择走这条线路的车辆。"
    law = figure_of(ROADS[facts.road])
    if law and isinstance(law.value, Decimal) and facts.length > law.value and facts.drivers < 2:
        return f"单程 {facts.length} 公里，{law.source}规定超过 {law.text}须配两名驾驶员，请补配。"
    return None


COACH_ROUTE = Register(
    kind="coach_route",
    version=1,
    title="客车规定线路",
    facts=CoachRoute,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    may_end=(Role.SAFETY_MANAGER, Role.OFFICER),
    keeps=Keeps(5, "线路和驾驶员配备，事故调查要查"),
    check=has_drivers_enough,
    lists=("name", "unit", "length", "road", "drivers", "vehicles"),
    filters=("unit", "road"),
    source="山政发〔2025〕1号 四（十一）",
    about="行驶中离开线路超过允许偏离即报警；要求两名驾驶员的，一天行驶超过里程仍只刷过一张驾驶员卡即报警。",
    menu="监测对象",
)
