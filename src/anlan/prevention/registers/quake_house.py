"""抗震改造房屋: houses in quake-prone places by owner group, judged state, and what was done to each."""

from datetime import date

from anlan.kernel.facts import Contact, Facts, choice, contact, day, number, place, point, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class QuakeHouse(Facts):
    item_no: str = text("房屋编号", longest=40)
    place: str = place("村（社区）")
    point: tuple[int, int] | None = point("位置", optional=True)
    owner: Contact = contact("户主或管理人")
    kind: str = choice("类别", "农村低收入群体住房", "其他农村住房", "学校", "医院", "养老机构", "公共建筑", "其他")
    intensity: str | None = text("抗震设防烈度", longest=20, optional=True)
    judged: str = choice("鉴定结论", "A 级", "B 级", "C 级", "D 级", "未鉴定", default="未鉴定")
    plan: str = choice("措施", "不需改造", "加固", "重建", "搬迁", "未定", default="未定")
    progress: str = choice("进度", "未开工", "已开工", "已完工", "已验收", default="未开工")
    accepted: date | None = day("验收日期", shown_when=("progress", ("已验收",)))
    rooms: int | None = number("间数", "间", at_least="1", optional=True)


def judged_before_planned(facts: QuakeHouse) -> str | None:
    if facts.judged == "未鉴定" and facts.plan != "未定":
        return "房屋还没有鉴定，请先鉴定再定措施。"
    return "鉴定为 D 级的房屋不能选“不需改造”。" if facts.judged == "D 级" and facts.plan == "不需改造" else None


QUAKE_HOUSE = Register(
    kind="quake_house",
    version=1,
    title="抗震改造房屋",
    facts=QuakeHouse,
    key="item_no",
    may_put=(Role.OFFICER, Role.TOWNSHIP_OFFICER, Role.CLERK),
    may_end=(Role.OFFICER, Role.CLERK),
    keeps=Keeps(30, "房屋抗震档案"),
    called=lambda facts: f"{facts.item_no}（{facts.kind}）",
    check=judged_before_planned,
    imported=True,
    lists=("item_no", "place", "kind", "judged", "plan", "progress"),
    filters=("kind", "judged", "plan", "progress"),
    menu="治理工程",
)
