"""粉尘涉爆企业: how many people work in dust, whether the firm must be connected, and which of the standard's points are."""

from decimal import Decimal

from pydantic import model_validator

from anlan.kernel.facts import choice, many, number
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.registry.site import Site
from anlan.standards.loader import shipped

MUST, NEED_NOT = "应接入", "不须接入"
POINTS = ("灰斗内部温度", "进出口风压差", "锁气卸灰故障", "水箱水位", "循环管路水流量")


NAMED = ("金属粉尘", "木粉尘")
"""The dusts that the notice names."""


class DustFirm(Site):
    dust: str = choice("粉尘", *NAMED, "粮食粉尘", "煤粉", "纺织纤维", "其他")
    workers: int = number("涉粉作业人数", "人", at_least="0")
    must: str | None = choice("接入要求", MUST, NEED_NOT, optional=True, hint="不用填，由系统按涉粉人数判定")
    connected: str = choice("接入情况", "已接入", "未接入", default="未接入")
    points: tuple[str, ...] = many("已接入的测点", *POINTS, optional=True)

    @model_validator(mode="after")
    def _must_it(self) -> "DustFirm":
        """Whether a firm must be connected follows from its dust and people; whatever was sent for it is put aside."""
        least = shipped().versions("dust_access.workers_notice")[-1].value
        assert isinstance(least, Decimal)
        object.__setattr__(self, "must", MUST if self.workers >= least and self.dust in NAMED else NEED_NOT)
        return self


def names_its_points(facts: DustFirm) -> str | None:
    return "请选择已接入的测点。" if facts.connected == "已接入" and not facts.points else None


DUST_FIRM = Register(
    kind="dust_firm",
    version=1,
    title="粉尘涉爆企业",
    facts=DustFirm,
    key="code",
    may_put=(Role.OFFICER, Role.TOWNSHIP_OFFICER, Role.SAFETY_MANAGER),
    keeps=Keeps(10, "接入情况的监管档案"),
    check=names_its_points,
    lists=("name", "unit", "dust", "workers", "must", "connected"),
    filters=("must", "connected", "dust"),
    source="应急厅函〔2023〕82号（据转载）；晋政发〔2026〕1号 三（十一）8",
    menu="监测对象",
)
