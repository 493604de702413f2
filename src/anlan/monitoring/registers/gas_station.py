"""燃气场站和加油加气站: what they hold and whether leak alarms cover them."""

from decimal import Decimal

from pydantic import model_validator

from anlan.kernel.facts import choice, number, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.registry.site import Site

COVERED, GAP = "全覆盖", "未全覆盖"


class GasStation(Site):
    sort: str = choice("类别", "加油站", "加气站", "油气合建站", "液化石油气充装站", "门站", "调压站", "储配站", "其他")
    holds: str = choice("主要介质", "汽油柴油", "天然气", "液化石油气", "液化天然气", "混合")
    stored: Decimal | None = number("储存能力", "立方米", at_least="0", optional=True)
    must: int = number("应装泄漏报警器", "台", at_least="0")
    has: int = number("已装泄漏报警器", "台", at_least="0")
    covered: str | None = choice("泄漏报警覆盖", COVERED, GAP, optional=True, hint="不用填，由系统按台数判定")
    licence: str | None = text("许可证编号", longest=60, optional=True)

    @model_validator(mode="after")
    def _is_covered(self) -> "GasStation":
        """Whether leak alarms cover the station follows from their numbers; whatever was sent for it is put aside."""
        object.__setattr__(self, "covered", COVERED if self.has >= self.must else GAP)
        return self


def has_no_more_than_it_must(facts: GasStation) -> str | None:
    return "已装的报警器多于应装的，请核对应装台数。" if facts.has > facts.must else None


GAS_STATION = Register(
    kind="gas_station",
    version=1,
    title="燃气和加油加气站",
    facts=GasStation,
    key="code",
    may_put=(Role.OFFICER, Role.SAFETY_MANAGER),
    keeps=Keeps(10, "场站监管档案"),
    check=has_no_more_than_it_must,
    lists=("name", "unit", "sort", "must", "has", "covered"),
    filters=("sort", "holds", "covered"),
    menu="监测对象",
)
