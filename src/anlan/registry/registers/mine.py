"""矿山: what is dug where and how, how gassy it is, and how many people may be below at once."""

from anlan.kernel.facts import choice, number, person, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.registry.site import Site

COAL_BELOW = "煤矿（井工）"
BELOW = (COAL_BELOW, "金属非金属地下矿山")


class Mine(Site):
    sort: str = choice("类别", COAL_BELOW, "煤矿（露天）", BELOW[1], "金属非金属露天矿山")
    gas: str | None = choice("瓦斯等级", "低瓦斯", "高瓦斯", "突出", shown_when=("sort", (COAL_BELOW,)))
    most_below: int | None = number("井下同时作业人数上限", "人", at_least="1", shown_when=("sort", BELOW))
    water: str | None = choice("水文地质类型", "简单", "中等", "复杂", "极复杂", optional=True)
    capacity: int | None = number("核定生产能力", "万吨/年", at_least="0", optional=True)
    running: str = choice("生产状态", "正常生产", "停产停工", "在建", "长期停产", "已关闭", default="正常生产")
    licence: str | None = text("安全生产许可证编号", longest=60, optional=True)
    supervisor: str | None = person("监管专员", optional=True)


MINE = Register(
    kind="mine",
    version=1,
    title="矿山",
    facts=Mine,
    key="code",
    may_put=(Role.OFFICER, Role.CLERK),
    keeps=Keeps(30, "矿山档案，关闭后仍要查得到"),
    lists=("name", "unit", "sort", "gas", "running", "most_below"),
    filters=("sort", "gas", "running"),
    menu="矿山",
)
