"""督导（专项）巡查: a team goes in on a signed notice, writes down each problem, and ends when each is closed."""

from datetime import date
from typing import Any

from anlan.duties.measures import (
    Measure,
    children_are_closed,
    issuing,
    measure,
    on_the_day,
    told,
)
from anlan.kernel.facts import Facts, choice, day, long_text, many, person, rows, text, unit
from anlan.kernel.loop import Look, Print, Spread, Step
from anlan.kernel.people import Part, Role
from anlan.kernel.reads import Children

TEAM = Part("leader")


class Problem(Facts):
    what: str = long_text("问题", longest=2000)
    responsible: str | None = unit("责任单位", optional=True, hint="不填即被巡查单位")
    basis: str | None = text("依据", optional=True)
    fix_by: date = day("整改期限")


class Tour(Measure):
    kind: str = choice("类别", "常态督导", "专项督导巡查", "巡视巡察配合")
    leader: str | None = person("组长", optional=True)
    team: tuple[str, ...] = many("组员", optional=True)
    begins: date | None = day("进驻日期", optional=True)
    ends: date | None = day("结束日期", optional=True)
    problems: tuple[Problem, ...] = rows("发现的问题", optional=True)


class Report(Facts):
    summary: str = long_text("巡查报告", longest=8000)
    clean: str = choice("结论", "发现问题", "未发现问题")


def team_and_days(look: Look[Tour]) -> str | None:
    if not (look.facts.leader and look.facts.begins and look.facts.ends):
        return "请填写组长、进驻日期和结束日期，再送审。"
    return "结束日期早于进驻日期，请改正。" if look.facts.ends < look.facts.begins else None


def report_agrees(look: Look[Tour]) -> str | None:
    found = len(look.facts.problems)
    if look.asked.clean == "未发现问题":
        return f"已登记 {found} 条问题，结论不能是“未发现问题”。" if found else None
    return None if found else "结论是“发现问题”，却没有逐条登记，请先登记问题。"


def problem_of(look: Look[Tour], target: str) -> dict[str, Any]:
    row = look.facts.problems[int(target) - 1]
    found = {"title": row.what[:80], "source": "县级督导巡查", "notice": look.facts.title, "item": target, "content": row.what}
    return found | {"unit": row.responsible or look.unit, "due": str(row.fix_by)}


INSPECTION_TOUR = measure(
    kind="inspection_tour",
    title="督导（专项）巡查",
    facts=Tour,
    closes_in="已销号",
    reads={"kids": Children("external_finding")},
    steps=(
        *issuing("待进驻", "督导巡查通知", submit={"needs": team_and_days}, receive={"holds": TEAM}),
        Step("enter", "进驻", "待进驻", "巡查中", TEAM),
        Step("note", "登记问题", "巡查中", "巡查中", TEAM, asks=Problem, into="problems"),
        Step("report", "提交报告", "巡查中", "待反馈意见", TEAM, report_agrees, asks=Report, holds=Role.SIGNER),
        Step(
            "feed_back",
            "反馈巡查意见",
            "待反馈意见",
            "整改中",
            Role.SIGNER,
            holds=Role.CLERK,
            spread=Spread(
                "external_finding", lambda look: tuple(str(n + 1) for n in range(len(look.facts.problems))), problem_of
            ),
        ),
        Step("close", "销号", "整改中", "已销号", Role.CLERK, children_are_closed),
    ),
    deadlines=(
        on_the_day("待进驻", (Role.CLERK,), "进驻日期已过，还没有进驻", fact="begins"),
        on_the_day("巡查中", (Role.CLERK,), "巡查结束日期已过，还没有提交报告", fact="ends"),
        told("待反馈意见", "3 workdays", "tour.feed_back", Role.SIGNER, "巡查意见还没有反馈"),
        told("整改中", "30 days", "tour.close", Role.CLERK, "巡查问题还没有全部销号"),
    ),
    prints=(Print("督导巡查通知", "red_head", ("unit", "ground", "basis", "leader", "begins", "ends")),),
    about="每条问题单独成一件，逐条整改、逐条销号。",
)
