"""重点建筑和点位: buildings and points that get a plan of their own (一栋一策, 一楼一策, 一点一策)."""

from anlan.kernel.facts import Contact, Facts, choice, contact, number, place, point, text, unit, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

SORTS = (
    "经营性自建房",
    "高层建筑",
    "九小场所",
    "“三合一”“多合一”场所",
    "下店上宅",
    "养老和福利机构",
    "学校",
    "医院",
    "商业综合体",
    "其他点位",
)


class Building(Facts):
    code: str = text("编号", longest=40)
    name: str = text("名称", longest=100)
    sort: str = choice("类别", *SORTS)
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    address: str = text("地址", longest=200)
    floors: int = number("层数", "层", at_least="1", at_most="200")
    height: int | None = number("建筑高度", "米", at_least="1", at_most="700", optional=True)
    business: bool = yes_no("有经营活动", default=False)
    people: int | None = number("同时在内最多人数", "人", at_least="0", optional=True)
    lives: bool = yes_no("有人居住", default=False)
    unit: str | None = unit("使用或管理单位", optional=True)
    owner: Contact | None = contact("产权人或联系人", optional=True)


def a_high_building_is_high(facts: Building) -> str | None:
    if facts.sort == "经营性自建房" and not facts.business:
        return "经营性自建房须在“有经营活动”选“是”，没有经营的请改类别。"
    return None


BUILDING = Register(
    kind="building",
    version=1,
    title="重点建筑和点位",
    facts=Building,
    key="code",
    may_put=(Role.OFFICER, Role.CLERK, Role.TOWNSHIP_OFFICER, Role.GRID_MEMBER),
    may_end=(Role.OFFICER, Role.CLERK),
    check=a_high_building_is_high,
    imported=True,
    lists=("code", "name", "sort", "place", "floors", "people"),
    filters=("sort", "business", "lives"),
    keeps=Keeps(30, "一栋一档"),
    menu="监管对象",
)
