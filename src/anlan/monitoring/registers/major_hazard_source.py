"""重大危险源: what lies where, and the R and grade that GB 18218 makes of it. Nobody writes the grade: it is computed,
and a filed grade that differs is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import model_validator

from anlan.kernel.facts import Facts, choice, day, number, rows, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.hazard_source import NOT_ONE, Graded, Held, graded
from anlan.registry.site import Site
from anlan.standards.loader import NoFigure

DANGERS = (
    "J1", "J2", "J3", "J4", "J5", "W1.1", "W1.2", "W1.3", "W2", "W3", "W4", "W5.1", "W5.2", "W5.3", "W5.4", "W6.1", "W6.2",
    "W7.1", "W7.2", "W8", "W9.1", "W9.2", "W10", "W11",
)  # fmt: skip


class Substance(Facts):
    name: str = text("物质", longest=60, hint="写标准表 1 的名称，例如 液化石油气")
    danger: str | None = choice("危险性类别", *DANGERS, optional=True, hint="表 1、表 3 没有列名的，按表 2、表 4 的符号选")
    tonnes: Decimal = number("最大存量", "吨", at_least="0")


class MajorHazardSource(Site):
    exposed: int = number("厂界外 500 米内常住人数", "人", at_least="0")
    assessed: date = day("辨识日期")
    substances: tuple[Substance, ...] = rows("危险化学品")
    filed: str | None = choice("备案级别", "一级", "二级", "三级", "四级", optional=True)
    r: Decimal | None = number("R 值", optional=True, hint="不用填，由系统按 GB 18218 计算")
    grade: str | None = choice("级别", "一级", "二级", "三级", "四级", NOT_ONE, optional=True, hint="不用填，由系统计算")

    @model_validator(mode="after")
    def _is_graded(self) -> "MajorHazardSource":
        """R and grade always follow from the substances; whatever was sent for them is put aside."""
        found = grading(self)
        result = found if isinstance(found, Graded) else None
        object.__setattr__(self, "r", result.r.quantize(Decimal("0.01")) if result else None)
        object.__setattr__(self, "grade", result.grade if result else None)
        return self


def grading(facts: MajorHazardSource) -> Graded | str:
    """How it is graded, or the sentence why it cannot be."""
    held = (Held(one.name, one.danger or "", one.tonnes) for one in facts.substances)
    try:
        return graded(held, facts.exposed, facts.assessed)
    except NoFigure as missing:
        return str(missing)


def is_graded_as_filed(facts: MajorHazardSource) -> str | None:
    found = grading(facts)
    if isinstance(found, str):
        return found
    if not facts.substances:
        return "还没有填危险化学品，请逐种补上。"
    if facts.filed and facts.filed != found.grade:
        return f"备案级别是{facts.filed}，按所填存量计算 R 为 {found.r:.2f}，应为{found.grade}，请核对存量或变更备案。"
    return None


def called(facts: Any) -> str:
    return f"{facts.name}（{facts.grade or '未定级'}）"


MAJOR_HAZARD_SOURCE = Register(
    kind="major_hazard_source",
    version=1,
    title="重大危险源",
    facts=MajorHazardSource,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER),
    keeps=Keeps(30, "重大危险源档案"),
    called=called,
    check=is_graded_as_filed,
    lists=("name", "unit", "grade", "r", "exposed", "assessed"),
    filters=("grade", "unit"),
    source="GB 18218-2018",
    about="R 值和级别由系统按所填存量计算；与备案级别不一致的不予登记。",
    menu="监测对象",
)
