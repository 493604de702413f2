"""尾矿库: how it is built and filled, how high it stands over whom, and who answers for it."""

from decimal import Decimal

from anlan.kernel.facts import choice, number, person, text, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.registry.site import Site


class TailingsPond(Site):
    way: str = choice("排放方式", "湿排", "干堆")
    build: str = choice("筑坝方式", "上游式", "中线式", "下游式", "一次建坝")
    grade: str = choice("等别", "一等", "二等", "三等", "四等", "五等")
    height: Decimal = number("现状坝高", "米", at_least="0")
    volume: Decimal = number("现状库容", "万立方米", at_least="0")
    freeboard: Decimal | None = number("设计最小安全超高", "米", at_least="0", shown_when=("way", ("湿排",)))
    beach: Decimal | None = number("设计最小干滩长度", "米", at_least="0", shown_when=("way", ("湿排",)))
    overhead: bool = yes_no("头顶库", default=False, hint="下游 1 公里内有居民或重要设施")
    downstream: int | None = number("下游影响人数", "人", at_least="1", shown_when=("overhead", ("是",)))
    running: str = choice("状态", "运行", "停用", "在建", "闭库", "闭库后管理", default="运行")
    answers: str | None = person("包保责任人", optional=True)
    emergency: str | None = text("应急物资和撤离点", longest=200, optional=True)


TAILINGS_POND = Register(
    kind="tailings_pond",
    version=1,
    title="尾矿库",
    facts=TailingsPond,
    key="code",
    may_put=(Role.OFFICER, Role.SAFETY_MANAGER),
    keeps=Keeps(30, "尾矿库档案，闭库后仍要管理"),
    lists=("name", "unit", "grade", "way", "overhead", "running", "answers"),
    filters=("grade", "overhead", "running"),
    menu="监测对象",
)
