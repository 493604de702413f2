"""网格巡查: grid members look and tell, they do not inspect (国办发〔2024〕54号); what they see goes to whoever may act."""

from datetime import datetime
from typing import Any

from anlan.kernel.facts import Facts, choice, long_text, moment, photo, place, point, rows, text, unit
from anlan.kernel.loop import After, Deadline, Keeps, Look, Loop, Notify, Print, Reason, Spread, Step
from anlan.kernel.people import HOLDER, OPENER, Role
from anlan.kernel.reads import Covering


class Seen(Facts):
    item: str = text("事项", longest=100, hint="按乡镇（街道）隐患排查事项清单填")
    what: str = text("情况", longest=200)
    unit: str | None = unit("涉及单位", optional=True)
    settled: str = choice("处理", "当场劝导已改", "上报乡镇")


class GridPatrol(Facts):
    title: str = text("巡查任务", longest=100)
    place: str = place("网格（村、社区）")
    happened_at: datetime = moment("巡查时间", prefilled_from="now")
    point: tuple[int, int] | None = point("位置", optional=True)
    seen: tuple[Seen, ...] = rows("看到的情况", optional=True)
    photos: tuple[str, ...] = photo("照片", later=False, optional=True)
    opinion: str | None = long_text("乡镇处理意见", longest=2000, optional=True)


class Opinion(Facts):
    opinion: str = long_text("乡镇处理意见", longest=2000)


def has_happened(look: Look[GridPatrol]) -> str | None:
    return "巡查时间晚于现在，请改正。" if look.facts.happened_at > look.now else None


def is_of_the_list(look: Look[GridPatrol]) -> str | None:
    """What a grid member may be asked to look at is a list that was published."""
    clauses = [clause for one in look.seen.list for clause in one.get("clauses", ())]
    known = {clause[name] for clause in clauses for name in ("clause", "content")}
    if not known:
        return None
    strange = next((one.item for one in look.facts.seen if one.item not in known), None)
    return f"“{strange}”不在隐患排查事项清单里，请从清单中选；网格员只巡查上报，不做执法检查。" if strange else None


def told_up(look: Look[GridPatrol]) -> tuple[str, ...]:
    return tuple(str(n) for n, one in enumerate(look.facts.seen) if one.settled == "上报乡镇" and one.unit)


def hazard_of(look: Look[GridPatrol], number: str) -> dict[str, Any]:
    seen = look.facts.seen[int(number)]
    return {
        "title": seen.what[:100], "item": seen.item, "severity": "一般", "due": look.today, "source": "巡查走访",
        "unit": seen.unit, "place": look.facts.place, "photos": list(look.facts.photos),
    }  # fmt: skip


def nothing_is_left(look: Look[GridPatrol]) -> str | None:
    up = [one for one in look.facts.seen if one.settled == "上报乡镇"]
    return f"有 {len(up)} 件上报的情况，请“转办”并写明处理意见。" if up else None


GRID_PATROL = Loop(
    kind="grid_patrol",
    version=1,
    title="网格巡查",
    facts=GridPatrol,
    source="山政发〔2025〕1号 三（九）；国办发〔2024〕54号（网格员不得实施行政检查）",
    about="网格员看到就报，能劝导的当场劝导；查和罚是有执法权的人的事。",
    opens_in="待乡镇处理",
    may_open=(Role.GRID_MEMBER, Role.TOWNSHIP_OFFICER),
    closes_in=("已处理", "无异常"),
    reads={"list": Covering("checklist", key="township_hazard_items")},
    needs=(has_happened, is_of_the_list),
    steps=(
        Step("fine", "无异常归档", "待乡镇处理", "无异常", (OPENER, Role.TOWNSHIP_OFFICER), nothing_is_left),
        Step(
            "pass_on",
            "转办",
            "待乡镇处理",
            "已处理",
            Role.TOWNSHIP_OFFICER,
            asks=Opinion,
            spread=Spread("hazard", told_up, hazard_of),
        ),
        Step("return", "请补充", "待乡镇处理", "待补充", Role.TOWNSHIP_OFFICER, asks=Reason, holds=OPENER),
        Step("more", "已补充", "待补充", "待乡镇处理", OPENER, asks=Opinion, holds=Role.TOWNSHIP_OFFICER),
    ),
    deadlines=(
        Deadline(
            "待乡镇处理",
            After("1 workday", tunable="grid_patrol.answer"),
            Notify((HOLDER, Role.TOWNSHIP_OFFICER), "网格上报还没有处理"),
        ),
        Deadline("待补充", After("2 workdays", tunable="grid_patrol.more"), Notify(HOLDER, "巡查情况还没有补充")),
    ),
    prints=(Print("网格巡查记录", "form", ("title", "place", "happened_at", "seen", "opinion")),),
    keeps=Keeps(3, "巡查台账"),
    menu="隐患",
)
