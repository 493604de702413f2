"""企业自查: a firm looks at itself and says what it found. Found and on its way is not punished; not looked is."""

from datetime import date
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, choice, day, place, rows, text, unit
from anlan.kernel.loop import Deadline, Keeps, Look, Loop, Notify, On, Rung, Spread, Step, Take
from anlan.kernel.people import HOLDER, Role


class At(StrEnum):
    ASKED = "待自查"
    DONE = "已自查"
    MISSED = "未自查"


class Found(Facts):
    item: str = text("检查事项")
    what: str = text("隐患", longest=100)
    severity: str = choice("等级", "一般", "重大")
    due: date = day("整改期限")


class Answer(Facts):
    result: str = choice("自查结果", "未发现隐患", "发现隐患")
    found: tuple[Found, ...] = rows("发现的隐患", shown_when=("result", ("发现隐患",)))


class SelfCheck(Facts):
    title: str = text("自查任务", longest=150)
    period: str = text("自查月份")
    unit: str = unit("企业")
    place: str = place("属地")
    sector: str = text("行业")
    due: date = day("截止日期")
    lapses: date = day("当月最后一日")
    result: str | None = choice("自查结果", "未发现隐患", "发现隐患", optional=True)
    found: tuple[Found, ...] = rows("发现的隐患", optional=True)


def hazard_of(look: Look[SelfCheck], number: str) -> dict[str, Any]:
    found = look.facts.found[int(number)]
    return {
        "title": found.what, "item": found.item, "severity": found.severity, "due": found.due,
        "unit": look.facts.unit, "place": look.facts.place,
    }  # fmt: skip


SELF_CHECK = Loop(
    kind="self_check",
    version=1,
    title="企业自查",
    facts=SelfCheck,
    opens_in=At.ASKED,
    may_open=(Role.SAFETY_MANAGER, Role.FIRM_HEAD),
    closes_in=(At.DONE, At.MISSED),
    steps=(
        Step(
            "answer",
            "报送自查结果",
            At.ASKED,
            At.DONE,
            (Role.SAFETY_MANAGER, Role.FIRM_HEAD),
            asks=Answer,
            evidence="自查照片或记录",
            spread=Spread("hazard", lambda look: tuple(str(n) for n in range(len(look.facts.found))), hazard_of),
        ),
        Step("miss", "逾期未自查", At.ASKED, At.MISSED, Role.CLOCK),
    ),
    deadlines=(
        Deadline(At.ASKED, On("due"), Notify((HOLDER, Role.FIRM_HEAD)), soon="3 days"),
        Deadline(At.ASKED, On("lapses"), (Notify(Role.TOWNSHIP_OFFICER, "企业当月没有自查"), Take("miss"))),
    ),
    ladder=(Rung("3 days", tells=Role.OFFICER),),
    keeps=Keeps(3, "与自查安排同期"),
)
