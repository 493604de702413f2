"""专项活动: one year's run of a campaign: laid out as rows, approved, handed out as duties, lists and evaluations, summed up."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from anlan.duties.measures import KEEPS, children_are_closed, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, long_text, number, rows, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Evidence, Look, Loop, Print, Reason, Spread, Step, someone_else_than
from anlan.kernel.people import Role
from anlan.kernel.reads import Children

KINDS = ("duty", "annual_points", "evaluation")


class Asked(Facts):
    no: str = text("编号", longest=120)
    kind: str = choice("形式", *KINDS)
    title: str = text("任务")
    task: str = long_text("内容", longest=4000)
    unit: str = unit_of("单位")
    due: date = day("期限")
    form: str | None = text("类别", longest=60, optional=True)


class CampaignRun(Facts):
    title: str = text("活动名称")
    campaign: str = text("活动编号", longest=60)
    year: int = number("年度", at_least="2000", at_most="2100")
    unit: str = unit_of("牵头单位")
    theme: str | None = text("当年主题", optional=True, hint="以当年通知为准")
    notice: str | None = text("当年通知文号", optional=True)
    begins: date = day("开始日期")
    ends: date = day("结束日期")
    rows: tuple[Asked, ...] = rows("任务安排", optional=True)
    target: Decimal | None = number("目标值", optional=True, hint="文件没有规定的不填，即未设定")
    reached: Decimal | None = number("完成值", optional=True)


class Summary(Facts):
    summary: str = long_text("活动总结", longest=8000)
    reached: Decimal | None = number("完成值", optional=True)


def has_rows(look: Look[CampaignRun]) -> str | None:
    if not look.facts.rows:
        return "任务安排还是空的，请按活动方案生成或逐条填写。"
    if look.facts.ends < look.facts.begins:
        return "结束日期早于开始日期，请改正。"
    return None if look.facts.notice else "请填写当年通知文号；还没有通知的，写本县方案文号。"


def numbers(kind: str) -> Callable[[Look[CampaignRun]], tuple[str, ...]]:
    return lambda look: tuple(row.no for row in look.facts.rows if row.kind == kind)


def has_some(kind: str, called: str) -> Callable[[Look[CampaignRun]], str | None]:
    def need(look: Look[CampaignRun]) -> str | None:
        return None if numbers(kind)(look) else f"任务安排里没有{called}，不用这一步。"

    return need


def row_of(look: Look[CampaignRun], target: str) -> Asked:
    return next(row for row in look.facts.rows if row.no == target)


def duty_of(look: Look[CampaignRun], target: str) -> dict[str, Any]:
    row = row_of(look, target)
    return {
        "title": row.title,
        "task": row.task,
        "unit": row.unit,
        "due": str(row.due),
        "source": look.facts.notice or look.facts.title,
    }


def list_of(look: Look[CampaignRun], target: str) -> dict[str, Any]:
    row = row_of(look, target)
    return {"title": row.title, "kind": row.form or "其他", "unit": row.unit, "year": look.facts.year, "due": str(row.due)}


def evaluation_of(look: Look[CampaignRun], target: str) -> dict[str, Any]:
    row = row_of(look, target)
    days = {"since": str(look.facts.begins), "until": str(look.facts.ends), "due": str(row.due)}
    return {"title": row.title, "kind": row.form or "其他", "unit": row.unit} | days


def target_is_told(look: Look[CampaignRun]) -> str | None:
    if look.facts.target is not None and look.asked.reached is None and look.facts.reached is None:
        return f"活动目标是 {look.facts.target}，请填写完成值；没有达到的也要如实写。"
    return children_are_closed(look)


RUNNING = "进行中"

CAMPAIGN_RUN = Loop(
    kind="campaign_run",
    version=1,
    title="专项活动",
    facts=CampaignRun,
    opens_in="安排中",
    may_open=Role.CLERK,
    closes_in=("已结束", "已取消"),
    reads={"kids": Children()},
    may_edit=Role.CLERK,
    edits_in=("安排中",),
    steps=(
        Step("submit", "送审", "安排中", "待审定", Role.CLERK, has_rows, holds=Role.SIGNER),
        Step("return", "退回修改", "待审定", "安排中", Role.SIGNER, asks=Reason, holds=Role.CLERK),
        Step(
            "approve",
            "审定并布置任务",
            "待审定",
            RUNNING,
            Role.SIGNER,
            someone_else_than("submit", "送审人"),
            holds=Role.CLERK,
            spread=Spread("duty", numbers("duty"), duty_of),
        ),
        Step(
            "lists",
            "布置清单报送",
            RUNNING,
            RUNNING,
            Role.CLERK,
            has_some("annual_points", "清单报送"),
            spread=Spread("annual_points", numbers("annual_points"), list_of),
        ),
        Step(
            "evaluate",
            "布置总结评估",
            RUNNING,
            RUNNING,
            Role.CLERK,
            has_some("evaluation", "总结评估"),
            spread=Spread("evaluation", numbers("evaluation"), evaluation_of),
        ),
        Step(
            "end",
            "总结结束",
            RUNNING,
            "已结束",
            Role.CLERK,
            target_is_told,
            asks=Summary,
            evidence=Evidence("活动总结", kinds=("文件",)),
        ),
        Step("cancel", "取消", ("安排中", "待审定", RUNNING), "已取消", Role.SIGNER, asks=Reason),
    ),
    deadlines=(
        on_the_day("安排中", (Role.CLERK, Role.SIGNER), "活动开始日期已到，任务还没有布置", fact="begins"),
        told("待审定", "3 workdays", "campaign.approve", Role.SIGNER, "活动安排还没有审定"),
        on_the_day(RUNNING, Role.CLERK, "活动已到结束日期，请总结", fact="ends"),
    ),
    prints=(Print("活动任务安排表", "table", ("title", "year", "theme", "rows")),),
    keeps=KEEPS,
    about="活动按文件生成任务安排，主题和日期以当年通知为准。",
    menu="宣传",
    bench="/duties/campaigns",
)
