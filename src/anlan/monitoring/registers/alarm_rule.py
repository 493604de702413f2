"""接警规则: which alarms climb to the county's command centre, by sector, as the county's own document says.
Until it is entered no alarm climbs there, and the alarm's page says so."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, file, many, place, text, unit
from anlan.kernel.loop import Keeps
from anlan.kernel.people import SECTORS, Role
from anlan.kernel.register import Register

LEVELS = ("红色", "橙色", "黄色", "蓝色")


class AlarmRule(Facts):
    title: str = text("名称", longest=80, hint="例如 煤矿监测报警接警规则")
    place: str = place("范围")
    sectors: tuple[str, ...] = many("适用行业", *SECTORS, optional=True, hint="不选为全部行业")
    levels: tuple[str, ...] = many("升级到县的报警等级", *LEVELS)
    to_city: str = choice("县级无人签收时", "报市", "不报市", default="报市")
    city: str | None = unit("市级接警单位", optional=True, hint="报市的送给谁；先在单位台账登记，属地选市。不填的只能电话报市")
    source: str = text("依据文号")
    since: date = day("施行日期")
    original: tuple[str, ...] = file("原件", optional=True)


def names_a_level(facts: AlarmRule) -> str | None:
    return None if facts.levels else "请选择升级到县的报警等级。"


ALARM_RULE = Register(
    kind="alarm_rule",
    version=1,
    title="接警规则",
    facts=AlarmRule,
    may_put=(Role.CLERK, Role.DUTY_LEADER),
    may_end=(Role.CLERK, Role.DUTY_LEADER),
    keeps=Keeps(30, "事后要知道当时按哪条规则接警"),
    check=names_a_level,
    valid_from="since",
    second_person=True,
    lists=("title", "sectors", "levels", "to_city", "source", "since"),
    about="没有登记接警规则以前，报警只在企业和行业部门之间升级。时限在“县里的规定一览”的“法规数值”里查“接警”设定。",
    menu="监测设备",
)
