"""组合规则: several conditions of one site taken together: all of them, any, or so many. An alarm, or a doubt where what is said
cannot be true at once."""

from anlan.kernel.facts import Facts, choice, number, place, record, rows, text, unit
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.sensor import LEVELS
from anlan.monitoring.registers.watch_rule import CODE

ABOVE, BELOW, WRITTEN = "超过报警值", "低于报警值", "监测规则"
ALARM, CONTRADICTION = "报警", "相互矛盾的疑点"
ALL, ANY, SOME = "全部成立", "任一成立", "至少几个成立"


class Condition(Facts):
    sensor: str = record("sensor", "监测点")
    what: str = choice("条件", ABOVE, BELOW, WRITTEN)
    rule: str | None = record("watch_rule", "监测规则", optional=True)


class JointRule(Facts):
    code: str = text("规则编号", longest=40, pattern=CODE, hint="字母、数字和 _ -")
    title: str = text("名称", longest=60, hint="报警时照此显示，例如 风机停运且瓦斯升高")
    unit: str = unit("单位")
    place: str = place("属地")
    conditions: tuple[Condition, ...] = rows("条件")
    need: str = choice("怎样算成立", ALL, ANY, SOME, default=ALL)
    least: int | None = number("至少", "个", at_least="1", shown_when=("need", (SOME,)))
    means: str = choice("成立时", ALARM, CONTRADICTION, default=ALARM)
    level: str = choice("报警等级", *LEVELS, default="橙色")
    basis: str = text("依据", longest=120, hint="文号、设计文件或企业制度")


def is_sound(facts: JointRule) -> str | None:
    if len(facts.conditions) < 2:
        return "组合规则至少要有两个条件，请补上。"
    if any((one.what == WRITTEN) != bool(one.rule) for one in facts.conditions):
        return "条件选“监测规则”的请选定是哪一条，其他条件不选。"
    if len({(one.sensor, one.what, one.rule) for one in facts.conditions}) < len(facts.conditions):
        return "有两个条件是一样的，请改正。"
    if facts.need == SOME and facts.least and facts.least > len(facts.conditions):
        return f"一共只有 {len(facts.conditions)} 个条件，至少的个数不能多于它。"
    return None


def least_of(need: str, least: int | None, among: int) -> int:
    """How many conditions must stand."""
    return among if need == ALL else 1 if need == ANY else min(least or among, among)


JOINT_RULE = Register(
    kind="joint_rule",
    version=1,
    title="组合规则",
    facts=JointRule,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    may_end=(Role.SAFETY_MANAGER, Role.OFFICER),
    keeps=Keeps(10, "事后要知道当时按哪条规则报警"),
    check=is_sound,
    lists=("title", "unit", "need", "means", "level", "basis"),
    filters=("unit", "means"),
    about="同一处的几个条件一起成立才报警，或者一起成立就说明读数相互矛盾。",
    menu="监测设备",
)
