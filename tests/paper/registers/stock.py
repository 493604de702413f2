"""物资库存: how much is where. The figure moves only by steps and never below zero."""

from decimal import Decimal

from anlan.kernel.facts import Facts, choice, number, place, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class Stock(Facts):
    code: str = text("编号", longest=60)
    name: str = text("物资", longest=80)
    sort: str = choice("类别", "防汛", "森林防火", "救灾", "矿山救援", "危化处置", "综合")
    place: str = place("仓库所在地")
    store: str = text("仓库", longest=80)
    measured_in: str = text("计量单位", longest=10)
    quantity: Decimal = number("数量")
    least: Decimal | None = number("应储数量", optional=True)


STOCK = Register(
    kind="stock",
    version=1,
    title="物资库存",
    facts=Stock,
    key="code",
    may_put=(Role.TOWNSHIP_OFFICER, Role.DUTY_OFFICER),
    balances=("quantity",),
    lists=("name", "sort", "store", "quantity", "measured_in", "least"),
    filters=("sort", "store"),
    keeps=Keeps(10, "物资账目"),
    menu="物资",
)
