"""乡镇履职事项: what a township may be asked to do; nothing outside this list is handed down to it."""

from anlan.kernel.facts import Facts, choice, place, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register


class Item(Facts):
    item_no: str = text("事项编号", longest=40)
    title: str = text("事项")
    kind: str = choice("清单", "基本履职事项", "配合履职事项", "上级部门收回事项")
    unit: str | None = unit_of("乡镇", optional=True, hint="不填即全县乡镇")
    place: str | None = place("范围", optional=True)
    department: str | None = text("对应上级部门", optional=True)
    help: str | None = text("乡镇配合的内容", optional=True)
    basis: str = text("清单文号")


def help_is_spelt_out(facts: Item) -> str | None:
    if facts.kind != "配合履职事项" or (facts.department and facts.help):
        return None
    return "配合履职事项须写明对应上级部门和乡镇配合的内容。"


TOWNSHIP_DUTY_ITEM = Register(
    kind="township_duty_item",
    version=1,
    title="乡镇履职事项",
    facts=Item,
    key="item_no",
    may_put=(Role.CLERK,),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "追溯交办是否有据"),
    check=help_is_spelt_out,
    imported=True,
    second_person=True,
    secrecy=Secrecy.PUBLIC,
    lists=("item_no", "title", "kind", "unit", "department", "help"),
    filters=("kind",),
    menu="责任",
)
