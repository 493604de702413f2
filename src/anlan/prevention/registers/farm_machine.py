"""农机: tractors and harvesters with plate, inspection and licence; what runs out is told before it does."""

from datetime import date

from anlan.kernel.facts import Contact, Facts, choice, contact, day, place, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class FarmMachine(Facts):
    plate: str = text("号牌", longest=20, hint="没有号牌的填“无牌”加序号")
    sort: str = choice("类别", "拖拉机", "联合收割机", "农用三轮车", "其他")
    place: str = place("属地")
    owner: Contact = contact("机主")
    inspected_until: date = day("检验有效期至")
    licence: str = choice("驾驶证", "有", "无", "未核实")
    found: str | None = choice("发现的违法行为", "违法载人", "无牌", "未检验", "无证驾驶", optional=True)


def says_what_it_means(facts: FarmMachine) -> str | None:
    if facts.plate.startswith("无牌") and facts.found is None:
        return "无牌的农机请在“发现的违法行为”中写明。"
    return None


FARM_MACHINE = Register(
    kind="farm_machine",
    version=1,
    title="农机",
    facts=FarmMachine,
    key="plate",
    may_put=(Role.TOWNSHIP_OFFICER, Role.OFFICER, Role.GRID_MEMBER),
    check=says_what_it_means,
    imported=True,
    valid_until="inspected_until",
    expires="30 days",
    lists=("plate", "sort", "place", "inspected_until", "licence", "found"),
    filters=("sort", "licence", "found"),
    keeps=Keeps(5, "农机安全监管台账"),
    menu="监管对象",
)
