"""禁火令: where and when no fire may be lit, as the government ordered it."""

from datetime import date

from anlan.kernel.facts import Facts, day, file, place, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register


class FireOrder(Facts):
    title: str = text("禁火令", longest=100)
    number: str = text("文号", longest=60)
    place: str = place("范围")
    since: date = day("开始日期")
    until: date = day("结束日期")
    original: tuple[str, ...] = file("原件", optional=True)


def ends_after_it_begins(facts: FireOrder) -> str | None:
    return "结束日期早于开始日期，请改正。" if facts.until < facts.since else None


FIRE_ORDER = Register(
    kind="fire_order",
    version=1,
    title="禁火令",
    facts=FireOrder,
    key="number",
    may_put=(Role.OFFICER, Role.CLERK, Role.TOWNSHIP_OFFICER),
    check=ends_after_it_begins,
    valid_until="until",
    imported=True,
    secrecy=Secrecy.PUBLIC,
    lists=("number", "title", "place", "since", "until"),
    keeps=Keeps(10, "用火审批的依据"),
    menu="文件和清单",
)
