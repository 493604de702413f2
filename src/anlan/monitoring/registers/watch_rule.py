"""监测规则: what is watched beside a sensor's own limits: how fast a value changes, what falls within a span, how long it lasts.
One rule may have several spans and levels at once. A figure that rests on a standard may be tighter than it, never looser."""

from decimal import Decimal

from anlan.kernel.facts import Facts, choice, many, number, place, rows, text, unit, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.sensor import BOTH, HIGH, LEVELS, LOW, MEASURES, figure_of

VALUE, CHANGE, MINUTE, HOUR = "数值", "突变量", "每分钟变化", "每小时变化"
WINDOWS = ("时段累计", "时段平均", "时段最低", "时段最高", "时段个数")
SORTS = (VALUE, CHANGE, MINUTE, HOUR, *WINDOWS)
LONGEST = Decimal(43_200)
CODE = r"^[0-9A-Za-z][0-9A-Za-z_-]*$"


class Limit(Facts):
    """One limit of a rule and the level that it raises."""

    level: str = choice("等级", *LEVELS)
    limit: Decimal = number("限值")
    span: Decimal | None = number("时段", "分钟", at_least="1", at_most=str(LONGEST), optional=True)
    hold: int | None = number("持续", "秒", at_least="1", at_most="86400", optional=True)


class WatchRule(Facts):
    code: str = text("规则编号", longest=40, pattern=CODE, hint="字母、数字和 _ -")
    title: str = text("名称", longest=60, hint="报警时照此显示，例如 雨量累计超限")
    place: str = place("范围")
    unit: str | None = unit("单位", optional=True, hint="不选为范围内所有单位")
    measures: str = choice("监测量", *MEASURES)
    sensors: tuple[str, ...] = many("只看这些监测点", of="sensor", optional=True)
    sort: str = choice("看什么", *SORTS)
    way: str = choice("报警方向", HIGH, LOW, BOTH, default=HIGH)
    limits: tuple[Limit, ...] = rows("限值和等级")
    back: Decimal | None = number("回差", at_least="0", optional=True, hint="回到限值以内这么多才算恢复")
    condition: bool = yes_no("只作组合规则的条件", default=False, hint="选“是”的自己不报警")
    standard: str | None = text("依据标准项", longest=80, optional=True, hint="标准数值的编号；限值按它的单位填")
    basis: str | None = text("依据", longest=120, optional=True, hint="文号、设计文件或专项论证")


def is_sound(facts: WatchRule) -> str | None:
    if not facts.limits:
        return "请至少填一行限值。"
    if facts.sort in WINDOWS and any(one.span is None for one in facts.limits):
        return f"“{facts.sort}”要按时段算，请每行填写时段。"
    if facts.sort in WINDOWS and facts.way == BOTH:
        return "按时段算的规则请选高于报警或低于报警。"
    if not (facts.standard or facts.basis):
        return "请写明限值的依据：标准项，或文号、设计文件。"
    return _keeps_to_the_law(facts) if facts.standard else None


def _keeps_to_the_law(facts: WatchRule) -> str | None:
    law = figure_of(facts.standard or "")
    if law is None or not isinstance(law.value, Decimal):
        return f"标准里没有数值“{facts.standard}”，请核对后重填。"
    for one in facts.limits:
        looser = one.limit > law.value if law.direction == "lower" else one.limit < law.value
        if looser:
            return f"{one.level}限值 {one.limit} 比标准宽：{law.source}规定为 {law.text}，只能从严，请改正。"
    return None


WATCH_RULE = Register(
    kind="watch_rule",
    version=1,
    title="监测规则",
    facts=WatchRule,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    may_end=(Role.SAFETY_MANAGER, Role.OFFICER),
    keeps=Keeps(10, "事后要知道当时按哪条规则报警"),
    check=is_sound,
    lists=("title", "measures", "sort", "unit", "limits", "standard", "basis"),
    filters=("measures", "sort", "unit"),
    about="监测点自己的报警值在监测点台账里；这里登记变化速率、时段累计等规则。新规则一分钟以内生效，已经发生的不再补报。",
    menu="监测设备",
)
