"""会议: topics gathered, held with a sign-in, its 纪要 signed, and each thing decided there a duty of its own."""

from dataclasses import replace
from datetime import date
from typing import Any

from anlan.duties.measures import KEEPS, TO_SIGN, VOID, children_are_closed, on_the_day, told
from anlan.kernel.calendar import local
from anlan.kernel.facts import Facts, choice, day, long_text, many, record, rows, text, unit
from anlan.kernel.loop import Evidence, Look, Loop, Print, Reason, Spread, Step, signing
from anlan.kernel.people import Role
from anlan.kernel.reads import Children

KINDS = (
    "安委会全体会议",
    "季度会商",
    "专委会季度分析",
    "月调度",
    "季度约谈会",
    "专题会议",
    "第一议题学习",
    "中心组学习",
    "现场警示会",
    "其他",
)
DRAFTING = "纪要拟稿"


class Topic(Facts):
    topic: str = text("议题", longest=300)
    unit: str | None = unit("提出单位", optional=True)


class Said(Facts):
    """A leader's report on how the duties of the post were carried out."""

    who: str = text("汇报人", hint="与名单一致")
    said: str = long_text("汇报要点", longest=4000)


class Decision(Facts):
    task: str = long_text("议定事项", longest=2000)
    lead: str = unit("责任单位")
    due: date | None = day("完成时限", optional=True)


class Meeting(Facts):
    title: str = text("会议名称")
    kind: str = choice("类别", *KINDS)
    unit: str | None = unit("承办单位", optional=True)
    committee: str | None = record("committee", "议事协调机构", optional=True)
    held_by: date | None = day("应于何日前召开", optional=True)
    called_for: date | None = day("定于何日召开", optional=True)
    reporters: tuple[str, ...] = many("须汇报履职的负责人", optional=True)
    topics: tuple[Topic, ...] = rows("议题", optional=True)
    reports: tuple[Said, ...] = rows("履职汇报", optional=True)
    decisions: tuple[Decision, ...] = rows("议定事项", optional=True)
    minutes: str | None = long_text("纪要", longest=20_000, optional=True, later=True)


class Call(Facts):
    called_for: date = day("定于何日召开")


class Held(Facts):
    held_on: date = day("召开日期", prefilled_from="today")
    chair: str = text("主持人")
    present: tuple[str, ...] = many("到会单位", of="unit")


def period_end(period: str) -> date:
    """The last day of "2026-03", "2026Q1", "2026H1" or "2026"."""
    year, rest = int(period[:4]), period[4:]
    month = 12 if not rest else int(rest[1:]) * {"-": 1, "Q": 3, "H": 6}[rest[0]]
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def has_topics(look: Look[Meeting]) -> str | None:
    return None if look.facts.topics else "还没有议题，请先征集或登记议题。"


def was_held(look: Look[Meeting]) -> str | None:
    if look.asked.held_on > local(look.now).date():
        return "召开日期还没有到，请在会后登记。"
    if not look.asked.present:
        return "请登记到会单位。"
    silent = [who for who in look.facts.reporters if who not in [report.who for report in look.facts.reports]]
    return f"{'、'.join(silent)}还没有汇报履职情况，请先登记汇报。" if silent else None


def has_minutes(look: Look[Meeting]) -> str | None:
    return None if look.facts.minutes else "纪要还是空的，请写好再送审；没有议定事项的也要写明。"


def decision_of(look: Look[Meeting], target: str) -> dict[str, Any]:
    one = look.facts.decisions[int(target) - 1]
    said = {
        "title": one.task[:80],
        "task": one.task,
        "unit": one.lead,
        "source": look.number or look.facts.title,
        "serial": target,
    }
    return said | ({"due": str(one.due)} if one.due else {})


BLOCK = {
    step.name: step
    for step in signing(
        DRAFTING, "落实中", mark="会议纪要", drafter=Role.CLERK, reviewer=Role.CLERK, signer=Role.SIGNER, receiver=Role.CLERK
    )
}

MEETING = Loop(
    kind="meeting",
    version=1,
    title="会议",
    facts=Meeting,
    opens_in="筹备",
    may_open=Role.CLERK,
    closes_in=("已办结", "已取消", VOID),
    reads={"kids": Children("duty")},
    may_edit=Role.CLERK,
    edits_in=("筹备", "议题征集", "待召开", DRAFTING),
    steps=(
        Step("gather", "征集议题", "筹备", "议题征集", Role.CLERK),
        Step("propose", "登记议题", "议题征集", "议题征集", (Role.CLERK, Role.LIAISON), asks=Topic, into="topics"),
        Step(
            "call", "发会议通知", ("筹备", "议题征集"), "待召开", Role.CLERK, has_topics, asks=Call, evidence=Evidence("会议材料")
        ),
        Step("report", "登记履职汇报", "待召开", "待召开", Role.CLERK, asks=Said, into="reports"),
        Step("hold", "登记召开", "待召开", DRAFTING, Role.CLERK, was_held, asks=Held, evidence=Evidence("签到表")),
        Step("decide", "登记议定事项", DRAFTING, DRAFTING, Role.CLERK, asks=Decision, into="decisions"),
        replace(BLOCK["submit"], needs=has_minutes),
        BLOCK["return"],
        BLOCK["review"],
        replace(
            BLOCK["issue"],
            title="签发纪要并交办",
            enters="落实中",
            spread=Spread("duty", lambda look: tuple(str(n + 1) for n in range(len(look.facts.decisions))), decision_of),
        ),
        Step("finish", "办结", "落实中", "已办结", Role.CLERK, children_are_closed),
        Step("cancel", "取消", ("筹备", "议题征集", "待召开"), "已取消", Role.SIGNER, asks=Reason),
        BLOCK["withdraw"],
    ),
    deadlines=(
        on_the_day("筹备", (Role.CLERK, Role.SIGNER), "这次会议到期还没有召开", fact="held_by"),
        on_the_day("议题征集", (Role.CLERK, Role.SIGNER), "这次会议到期还没有召开", fact="held_by"),
        on_the_day("待召开", Role.CLERK, "会议日期已过，请登记召开情况", fact="called_for"),
        told(DRAFTING, "3 workdays", "meeting.minutes", Role.CLERK, "会议纪要还没有送审"),
        told("审核中", "1 workday", "measure.review", Role.CLERK, "会议纪要还没有审核"),
        told(TO_SIGN, "1 workday", "measure.sign", Role.SIGNER, "会议纪要还没有签发"),
        told("落实中", "90 days", "meeting.finish", Role.CLERK, "议定事项还没有全部办结"),
    ),
    prints=(
        Print("会议通知", "form", ("title", "called_for", "topics")),
        Print("会议纪要", "red_head", ("title", "minutes", "decisions")),
        Print("会议材料包", "table", ("title", "topics", "reports")),
    ),
    keeps=KEEPS,
    about="议定事项签发后逐条成为任务。",
    menu="会议",
)
