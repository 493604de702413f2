"""探放水设计: one round of holes ahead of a face, as designed: how long each must be, and how much must stay ahead of the face.
The drilled lengths come from the drill's own counter, the face from its last chainage."""

from datetime import date
from decimal import Decimal

from anlan.kernel.facts import Facts, choice, day, file, number, record, rows, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.sensor import LEVELS
from anlan.registry.site import Site


class Hole(Facts):
    """A hole of the design; `along` says how much of a metre drilled leads along the roadway."""

    hole: int = number("孔号", at_least="1", at_most="99")
    planned: Decimal = number("设计孔深", "米", at_least="1", at_most="500")
    along: Decimal = number("每米沿巷道的长度", "米", at_least="0.1", at_most="1", default=Decimal(1), hint="孔的倾角、偏角折算")


class Drilling(Site):
    site: str | None = text("掘进工作面", longest=80, optional=True, hint="同一设施的报警合为一件")
    holes: tuple[Hole, ...] = rows("钻孔")
    lead: Decimal = number("允许掘进后须留的超前距", "米", at_least="0")
    tolerance: Decimal = number("孔深允许偏差", "米", at_least="0", default=Decimal(0))
    gateway: str = record("gateway", "网关")
    on: date = day("设计日期")
    level: str = choice("报警等级", *LEVELS, default="红色")
    basis: str = text("设计文件", longest=120, hint="探放水设计的名称、编号和审批人")
    original: tuple[str, ...] = file("设计原件", optional=True)


def holes_are_told_apart(facts: Drilling) -> str | None:
    if not facts.holes:
        return "请逐孔填写设计。"
    if len({one.hole for one in facts.holes}) < len(facts.holes):
        return "孔号不得重复，请改正。"
    shortest = min(one.planned * one.along for one in facts.holes)
    return f"超前距 {facts.lead} 米不小于最短的孔 {shortest:f} 米，请核对设计。" if facts.lead >= shortest else None


DRILLING = Register(
    kind="drilling",
    version=1,
    title="探放水设计",
    facts=Drilling,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    may_end=(Role.SAFETY_MANAGER, Role.OFFICER),
    keeps=Keeps(10, "探放水记录，透水事故调查要查"),
    check=holes_are_told_apart,
    lists=("name", "unit", "site", "holes", "lead", "on"),
    filters=("unit",),
    source="山政发〔2025〕1号 五（十三）",
    about="孔深按“编号/孔号”上报，终孔按“编号/孔号/done”报 1，掘进进尺按“编号/face”上报；孔深不足、没有探完就掘进即报警。",
    menu="矿山",
)
