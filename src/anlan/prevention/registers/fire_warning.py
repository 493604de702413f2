"""森林草原火险预警: level and hours as they were issued; entered by hand until the weather door is there."""

from datetime import datetime

from anlan.kernel.facts import Facts, choice, moment, place, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register


class FireWarning(Facts):
    title: str = text("预警", longest=100)
    level: str = choice("等级", "蓝色", "黄色", "橙色", "红色")
    place: str = place("范围")
    issuer: str = text("发布单位")
    since: datetime = moment("开始时间")
    until: datetime = moment("结束时间")


def ends_after_it_begins(facts: FireWarning) -> str | None:
    return None if facts.since < facts.until else "结束时间不晚于开始时间，请改正。"


FIRE_WARNING = Register(
    kind="fire_warning", version=1, title="森林草原火险预警", facts=FireWarning,
    may_put=(Role.OFFICER, Role.DUTY_OFFICER, Role.CLERK), check=ends_after_it_begins, valid_from="since", valid_until="until",
    imported=True, secrecy=Secrecy.PUBLIC, lists=("title", "level", "place", "issuer", "since", "until"), filters=("level",),
    keeps=Keeps(5, "审批和叫停的依据"), menu="文件和清单",
)  # fmt: skip
