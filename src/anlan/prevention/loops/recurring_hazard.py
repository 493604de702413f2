"""反复隐患: the same thing at the same firm within a year is no longer a repair but a question why. Opens by itself."""

from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, long_text, number, place, text, unit
from anlan.kernel.loop import After, Deadline, Enters, Keeps, Look, Loop, Notify, Reason, Rung, Step, When
from anlan.kernel.people import HOLDER, Role
from anlan.kernel.reads import MattersOf


class At(StrEnum):
    ASKED = "待分析"
    ANSWERED = "待审定"
    CLOSED = "已审定"


class RecurringHazard(Facts):
    title: str = text("反复出现的隐患", longest=120)
    unit: str = unit("隐患单位")
    place: str = place("属地")
    item: str = text("检查事项")
    times: int = number("一年内次数", "次", at_least="2")
    causes: str | None = long_text("原因分析", optional=True)
    measures: str | None = long_text("防止再次出现的措施", optional=True)


class Analysis(Facts):
    causes: str = long_text("原因分析")
    measures: str = long_text("防止再次出现的措施")


def same_item_before(look: Look[Any]) -> dict[str, Any] | None:
    """The facts, if a closed hazard of the same firm was about the same thing."""
    times = 1 + sum(before.get("item") == look.facts.item for before in look.seen.before)
    here = look.facts
    said = {"title": f"反复出现：{here.title}", "unit": here.unit, "place": here.place, "item": here.item, "times": times}
    return said if times > 1 else None


RECURRING_HAZARD = Loop(
    kind="recurring_hazard",
    version=1,
    title="反复隐患倒查",
    facts=RecurringHazard,
    opens_in=At.ASKED,
    may_open=Role.OFFICER,
    closes_in=At.CLOSED,
    opens_on=(
        When(
            on=Enters("hazard", "整改中"),
            reads={"before": MattersOf("hazard", states=("已销号",), same=("unit",), within="1 year")},
            facts=same_item_before,
            key=lambda look: look.id,
        ),
    ),
    steps=(
        Step("analyse", "报送分析", At.ASKED, At.ANSWERED, Role.FIRM_HEAD, asks=Analysis),
        Step("settle", "审定", At.ANSWERED, At.CLOSED, Role.OFFICER),
        Step("return", "退回重做", At.ANSWERED, At.ASKED, Role.OFFICER, asks=Reason),
    ),
    deadlines=(
        # Our defaults: no law sets them.
        Deadline(At.ASKED, After("5 workdays", tunable="recurring_hazard.analyse"), Notify(HOLDER)),
        Deadline(At.ANSWERED, After("5 workdays", tunable="recurring_hazard.settle"), Notify(HOLDER)),
    ),
    ladder=(Rung("5 days", tells=Role.LEADER),),
    keeps=Keeps(5, "与隐患治理档案同期"),
    source="安全生产法第四十一条；山政发〔2025〕1号 四（十二）",
    about="同一企业一年内同一检查事项再次出现隐患，自动立项倒查原因。",
    menu="隐患",
)
