"""企业自查安排: every firm of the sector checks itself once a cycle, by an imported list; later firms join the next cycle."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Facts, choice, number, place, record, text
from anlan.kernel.loop import After, Deadline, Each, Keeps, Look, Loop, Notify, Reason, Repeats, Step
from anlan.kernel.people import HOLDER, SECTORS, Role
from anlan.kernel.reads import Children, RecordOf, SeenRecord

MONTHS = {"每月": 1, "每季度": 3, "每半年": 6, "每年": 12}


class At(StrEnum):
    DRAFT = "拟订"
    RUNNING = "执行中"
    ENDED = "已终止"


class SelfCheckPlan(Facts):
    title: str = text("自查安排", longest=100)
    place: str = place("实施范围")
    sector: str = choice("行业", *SECTORS)
    checklist: str = record("checklist", "自查清单")
    cycle: str = choice("周期", *MONTHS)
    days: int = number("每期开始后几日内报送", "日", at_least="1", at_most="28")


def list_is_there(look: Look[SelfCheckPlan]) -> str | None:
    if look.seen.list.valid_on(look.now) and look.seen.list.get("clauses"):
        return None
    return "自查清单内容未导入或已失效：请先导入一行业一清单，再下达。"


def period_of(look: Look[SelfCheckPlan]) -> str:
    """ "2026-03" for the month, quarter, half or whole year that begins with March 2026."""
    length = MONTHS[look.facts.cycle]
    return f"{look.today:%Y}-{(look.today.month - 1) // length * length + 1:02d}"


def ends(period: str, cycle: str) -> date:
    """The last day of a period."""
    year, month = map(int, period.split("-"))
    after = month - 1 + MONTHS[cycle]
    return date(year + after // 12, after % 12 + 1, 1) - timedelta(days=1)


def check_of(look: Look[SelfCheckPlan], period: str, firm: SeenRecord) -> dict[str, Any]:
    """One firm's check of a period; where the plan's day is gone already (its first period) it is due on the last."""
    facts, last = look.facts, ends(period, look.facts.cycle)
    due = date.fromisoformat(f"{period}-01") + timedelta(days=int(facts.days) - 1)
    return {
        "title": f"{period} {facts.title}", "period": period, "unit": firm.id, "place": firm.place, "sector": facts.sector,
        "checklist": facts.checklist, "due": due if look.today <= due else last, "lapses": last,
    }  # fmt: skip


SELF_CHECK_PLAN = Loop(
    kind="self_check_plan",
    version=1,
    title="企业自查安排",
    facts=SelfCheckPlan,
    source="安全生产法第四十一条；山政发〔2025〕1号 四（十二）；晋政发〔2026〕1号 二（七）",
    about="按行业清单定期自查，每期给每家企业一张；按期报送、发现的隐患自动立项。",
    opens_in=At.DRAFT,
    may_open=Role.OFFICER,
    closes_in=At.ENDED,
    reads={"checks": Children("self_check"), "list": RecordOf("checklist", of="checklist")},
    steps=(
        Step("run", "下达执行", At.DRAFT, At.RUNNING, Role.OFFICER, list_is_there),
        Step("go_on", "年度评估，继续执行", At.RUNNING, At.RUNNING, Role.OFFICER, list_is_there, asks=Reason),
        Step("end", "终止", (At.DRAFT, At.RUNNING), At.ENDED, Role.OFFICER, asks=Reason),
    ),
    repeats=Repeats("self_check", period_of, check_of, (At.RUNNING,), over=Each("firm")),
    deadlines=(
        Deadline(At.DRAFT, After("10 workdays", tunable="self_check_plan.draft"), Notify(HOLDER)),
        Deadline(
            At.RUNNING, After("1 year", tunable="self_check_plan.review"), Notify(HOLDER, "自查安排已满一年，请评估是否继续")
        ),
    ),
    keeps=Keeps(3, "自查自改情况，供执法检查核对"),
    menu="隐患",
)
