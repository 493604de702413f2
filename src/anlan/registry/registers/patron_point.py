"""包保点: a leader or person × a point of any register (a mine, a reach, a flood-prone spot); plates are printed from it."""

from datetime import date

from anlan.kernel.facts import Contact, Facts, choice, contact, day, number, person, place, point, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Plate, Register

KINDS = ("包保矿山", "领导包联企业", "森林草原防灭火行政首长", "防汛抗旱责任人", "排洪河道、易涝点挂牌", "包保村（社区）", "其他")


class PatronPoint(Facts):
    title: str = text("点位名称")
    kind: str = choice("类别", *KINDS)
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    target: str | None = text("台账编号", optional=True, hint="矿山、企业等已有台账的，填它的编号")
    patron: str = person("责任人")
    post: str = text("责任人职务")
    phone: Contact | None = contact("公示联系人", optional=True)
    unit: str | None = unit_of("协助单位", optional=True)
    level: str = choice("层级", "县级", "乡镇", "村", "部门", "企业", default="县级")
    since: date = day("起始日期")
    every: int | None = number("走访间隔", "个月", at_least="1", optional=True, hint="按县里文件填写；不填即未设定")
    basis: str = text("文号")


def a_plate_has_a_phone(facts: PatronPoint) -> str | None:
    if facts.kind == "排洪河道、易涝点挂牌" and not facts.phone:
        return "挂牌点位须有公示联系人和电话，群众才找得到人。"
    return None


PATRON_POINT = Register(
    kind="patron_point",
    version=1,
    title="包保和挂牌责任",
    facts=PatronPoint,
    may_put=(Role.CLERK, Role.OFFICER),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "追溯包保责任"),
    check=a_plate_has_a_phone,
    secrecy=Secrecy.PUBLIC,
    lists=("title", "kind", "place", "patron", "post", "every", "basis"),
    filters=("kind", "level"),
    menu="责任",
    plate=Plate("责任公示牌", ("kind", "place", "patron", "post", "phone", "unit", "basis")),
)
