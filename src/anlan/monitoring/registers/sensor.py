"""监测点: what is measured where, its limits and whence they come, how its data reach us. The bus writes value and state; people
write the rest. A limit that rests on a figure of a standard may be tighter than it, never looser."""

from datetime import date
from decimal import Decimal

from anlan.kernel.facts import Facts, choice, day, number, place, point, record, text, unit, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.gateway import SOURCES
from anlan.standards.loader import Figure, shipped

MEASURES = (
    "甲烷", "一氧化碳", "氧气", "硫化氢", "可燃气体", "有毒气体", "粉尘", "温度", "压力", "液位", "流量", "风速", "水位", "雨量",
    "位移", "浸润线", "干滩长度", "人数", "开停", "馈电", "其他",
)  # fmt: skip
LEVELS = ("蓝色", "黄色", "橙色", "红色")
"""From mild to grave."""
BOTH, HIGH, LOW = "高低都报警", "高于报警", "低于报警"


class Sensor(Facts):
    code: str = text("监测点编码", longest=60)
    name: str = text("名称", longest=80)
    unit: str = unit("单位")
    site: str | None = text("所属设施", longest=80, optional=True, hint="同一设施的报警合为一件")
    sector: str | None = text("行业", longest=40, optional=True, hint="与企业台账的行业一致")
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    spot: str | None = text("安装部位", longest=80, optional=True)
    measures: str = choice("监测量", *MEASURES)
    measured_in: str = text("计量单位", longest=20)
    way: str = choice("报警方向", HIGH, LOW, BOTH, default=HIGH)
    limit: Decimal | None = number("报警值", optional=True)
    low: Decimal | None = number("低报警值", optional=True, hint="高低都报警的才填")
    hold: int | None = number("持续时间", "秒", at_least="0", optional=True, hint="超过报警值这么久才报；有依据标准项的不能设")
    back: Decimal | None = number("回差", at_least="0", optional=True, hint="回到报警值以内多少才算恢复，防止来回跳动")
    level: str = choice("报警等级", *LEVELS, default="橙色", hint="超过报警值时的等级；规则有多级的，从这一级往上")
    standard: str | None = text(
        "依据标准项", longest=80, optional=True, hint="标准数值的编号，例如 coal_monitoring.methane.face.alarm"
    )
    least: Decimal | None = number("量程下限", optional=True)
    most: Decimal | None = number("量程上限", optional=True)
    resolution: Decimal | None = number("分辨率", at_least="0", optional=True)
    on_change: bool = yes_no("变化才上报", default=False)
    flat: bool = yes_no("读数本来就平直", default=False, hint="开停、馈电等；选“是”的不作平直疑点")
    gateway: str | None = record("gateway", "网关", optional=True)
    source: str = choice("数据来源", *SOURCES, default=SOURCES[0])
    period: int | None = number("上报周期", "秒", at_least="1", optional=True)
    calibrated: date | None = day("上次标校", optional=True)
    state: str = choice("状态", "在线", "离线", "检修", default="离线")
    value: Decimal | None = number("最新值", optional=True)


def limits_are_sound(facts: Sensor) -> str | None:
    if facts.way == BOTH and (facts.low is None) != (facts.limit is None):
        return "高低都报警的，请把报警值和低报警值都填上。"
    if facts.low is not None and facts.limit is not None and facts.low >= facts.limit:
        return "低报警值应小于报警值，请核对。"
    if facts.standard and facts.hold:
        return "有依据标准项的监测点到值就要报警，不能设持续时间，请删去。"
    if facts.least is not None and facts.most is not None and facts.least >= facts.most:
        return "量程下限应小于量程上限，请核对。"
    return _keeps_to_the_law(facts) if facts.standard else None


def _keeps_to_the_law(facts: Sensor) -> str | None:
    """Tighter than the figure it names, or equal; the direction of the figure says which way that is."""
    law = figure_of(facts.standard or "")
    if law is None or not isinstance(law.value, Decimal):
        return f"标准里没有数值“{facts.standard}”，请核对后重填。"
    own = facts.low if facts.way == BOTH and law.direction == "higher" else facts.limit
    if own is None:
        return f"依据标准项是“{law.title}”，请填报警值。"
    looser = own > law.value if law.direction == "lower" else own < law.value
    return f"报警值 {own} 比标准宽：{law.source}规定为 {law.text}，只能从严，请改正。" if looser else None


def figure_of(id: str) -> Figure | None:
    """The newest version of a figure that ships; None if there is none of that id."""
    return next(reversed(shipped().versions(id)), None)


SENSOR = Register(
    kind="sensor",
    version=1,
    title="监测点",
    facts=Sensor,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    keeps=Keeps(10, "监测数据的来历"),
    check=limits_are_sound,
    lists=("name", "unit", "measures", "value", "measured_in", "limit", "state"),
    filters=("measures", "state", "unit", "source"),
    about="报警值可以比标准严，不能比标准宽；最新值和状态由系统写入。",
    menu="监测设备",
)
