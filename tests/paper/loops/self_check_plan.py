"""自查安排: every firm of the sector in the county checks itself once a month; firms that come later are in next month."""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, number, place, text
from anlan.kernel.loop import After, Deadline, Each, Keeps, Look, Loop, Notify, Reason, Repeats, Step
from anlan.kernel.people import HOLDER, Role
from anlan.kernel.reads import Children, SeenRecord


class At(StrEnum):
    DRAFT = "拟订"
    RUNNING = "执行中"
    ENDED = "已终止"


class SelfCheckPlan(Facts):
    title: str = text("自查安排", longest=100)
    place: str = place("实施范围")
    sector: str = text("行业")
    checklist: str = text("自查清单", longest=100)
    due_on: int = number("每月截止日", "日", at_least="1", at_most="28")


def check_of(look: Look[SelfCheckPlan], period: str, firm: SeenRecord) -> dict[str, Any]:
    """One firm's check of a month, due on the plan's day; where that is gone already (the plan's first month), on the last."""
    facts, (year, month) = look.facts, map(int, period.split("-"))
    last = date(year, month, monthrange(year, month)[1])
    due = date(year, month, facts.due_on)
    return {
        "title": f"{period} {facts.checklist}自查", "period": period, "unit": firm.id, "place": firm.place,
        "sector": facts.sector, "due": due if look.today <= due else last, "lapses": last,
    }  # fmt: skip


SELF_CHECK_PLAN = Loop(
    kind="self_check_plan",
    version=1,
    title="企业自查安排",
    facts=SelfCheckPlan,
    opens_in=At.DRAFT,
    may_open=Role.OFFICER,
    closes_in=At.ENDED,
    reads={"checks": Children("self_check")},
    steps=(
        Step("run", "下达执行", At.DRAFT, At.RUNNING, Role.OFFICER),
        Step("go_on", "年度评估，继续执行", At.RUNNING, At.RUNNING, Role.OFFICER, asks=Reason),
        Step("end", "终止", (At.DRAFT, At.RUNNING), At.ENDED, Role.OFFICER, asks=Reason),
    ),
    repeats=Repeats("self_check", lambda look: f"{look.today:%Y-%m}", check_of, (At.RUNNING,), over=Each("firm")),
    deadlines=(
        Deadline(At.DRAFT, After("10 workdays", tunable="self_check_plan.draft"), Notify(HOLDER)),
        Deadline(
            At.RUNNING, After("1 year", tunable="self_check_plan.review"), Notify(HOLDER, "自查安排已满一年，请评估是否继续")
        ),
    ),
    keeps=Keeps(3, "自查自改情况，供执法检查核对"),
)
