"""消防审验历史遗留建筑: buildings in use without fire acceptance, what stops it, and what keeps people safe meanwhile."""

from decimal import Decimal

from anlan.kernel.facts import Facts, choice, long_text, number, place, point, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class Building(Facts):
    item_no: str = text("台账编号", longest=40)
    name: str = text("建筑名称")
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    unit: str = unit_of("主管部门")
    owner: str = text("产权（使用）单位")
    use: str = choice("使用性质", "住宅", "公共建筑", "工业建筑", "人员密集场所", "其他")
    area: Decimal | None = number("建筑面积", "平方米", at_least="0", optional=True)
    storeys: int | None = number("层数", "层", at_least="1", optional=True)
    built: int | None = number("建成年份", at_least="1900", at_most="2100", optional=True)
    lacks: str = choice("缺少", "消防设计审查", "消防验收", "审查和验收", "备案")
    why: str = long_text("遗留原因", longest=2000)
    meanwhile: str = long_text("过渡期安全措施", longest=2000)
    progress: str = choice("处置情况", "未补办", "补办中", "已补办", "已依法处置", default="未补办")


UNAPPROVED_BUILDING = Register(
    kind="unapproved_building",
    version=1,
    title="消防审验历史遗留建筑",
    facts=Building,
    key="item_no",
    may_put=(Role.OFFICER, Role.CLERK),
    may_end=(Role.OFFICER, Role.CLERK),
    keeps=Keeps(30, "建筑消防档案"),
    imported=True,
    lists=("item_no", "name", "place", "owner", "use", "lacks", "progress"),
    filters=("use", "lacks", "progress"),
    menu="治理工程",
)
