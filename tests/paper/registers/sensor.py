"""监测点: what is measured where, its limit, and what it says now. The bus writes value and state; people write the rest."""

from decimal import Decimal

from anlan.kernel.facts import Facts, choice, number, place, point, text, unit
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class Sensor(Facts):
    code: str = text("监测点编码", longest=60)
    name: str = text("名称", longest=80)
    unit: str = unit("单位")
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    measures: str = choice("监测量", "可燃气体", "一氧化碳", "温度", "液位", "压力", "水位", "雨量", "位移", "其他")
    measured_in: str = text("计量单位", longest=20)
    limit: Decimal | None = number("报警值", optional=True)
    state: str = choice("状态", "在线", "离线", "检修", default="离线")
    value: Decimal | None = number("最新值", optional=True)


SENSOR = Register(
    kind="sensor",
    version=1,
    title="监测点",
    facts=Sensor,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    lists=("name", "measures", "value", "measured_in", "limit", "state"),
    filters=("measures", "state", "unit"),
    keeps=Keeps(10, "监测数据的来历"),
    menu="监测点",
)
