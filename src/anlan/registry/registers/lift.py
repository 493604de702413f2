"""电梯: each lift with who uses it, who maintains it and until when its inspection holds."""

from datetime import date

from anlan.kernel.facts import choice, day, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.registry.site import Site


class Lift(Site):
    sort: str = choice("品种", "曳引驱动乘客电梯", "载货电梯", "自动扶梯", "自动人行道", "杂物电梯", "其他")
    building: str = text("使用地点", longest=100)
    place_kind: str = choice("场所", "住宅", "医院", "学校", "商场", "宾馆饭店", "车站", "办公楼", "企业", "其他")
    maintainer: str = text("维保单位", longest=80)
    phone: str | None = text("应急救援电话", longest=20, optional=True)
    made: date | None = day("投用日期", optional=True)
    until: date = day("检验有效期至")


LIFT = Register(
    kind="lift",
    version=1,
    title="电梯",
    facts=Lift,
    key="code",
    may_put=(Role.OFFICER, Role.SAFETY_MANAGER),
    keeps=Keeps(30, "电梯安全技术档案"),
    valid_until="until",
    expires="1 month",
    lists=("name", "building", "place_kind", "maintainer", "until"),
    filters=("place_kind", "sort"),
    source="到期前一个月申请检验：《特种设备安全监察条例》第二十八条（据转载）",
    menu="监测对象",
)
