"""总结评估: figures with their source, self-scores with proof, a second look, a signed report, and each gap a duty."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from anlan.duties.measures import DRAFT, KEEPS, TO_SIGN, VOID, children_are_closed, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, long_text, number, record, rows, text, unit
from anlan.kernel.loop import Evidence, Look, Loop, Print, Reason, Spread, Step, signing, someone_else_than
from anlan.kernel.people import Role
from anlan.kernel.reads import Children, RecordOf


class Score(Facts):
    clause: str = text("指标", longest=40)
    target: Decimal | None = number("目标值", optional=True)
    value: Decimal = number("实际值")
    source: str = text("数据来源", hint="台账、统计或文件")
    said: str | None = long_text("说明", longest=1000, optional=True)


class Gap(Facts):
    gap: str = long_text("短板弱项", longest=1000)
    task: str = long_text("补强措施", longest=1000)
    lead: str = unit("责任单位")
    due: date = day("完成时限")


class Evaluation(Facts):
    title: str = text("评估名称")
    kind: str = choice(
        "类别", "治本攻坚三年行动总结评估", "年度评估", "示范县创建自评", "森防三年行动评估", "规划中期评估", "其他"
    )
    unit: str = unit("牵头单位")
    checklist: str | None = record("checklist", "指标清单", optional=True)
    since: date = day("评估期开始")
    until: date = day("评估期结束")
    scores: tuple[Score, ...] = rows("指标完成情况", optional=True)
    gaps: tuple[Gap, ...] = rows("短板弱项", optional=True)
    report: str | None = long_text("评估报告", longest=20_000, optional=True, later=True)
    due: date = day("完成期限")


class Checked(Facts):
    checked: str = long_text("复核意见", longest=2000)


def every_figure_is_there(look: Look[Evaluation]) -> str | None:
    if not look.facts.checklist:
        return None if look.facts.scores else "还没有登记指标完成情况，请逐项登记。"
    if not look.seen.list.valid_on(look.now):
        return "指标清单的内容未导入：请先导入，或向上级索取；不用清单的请去掉“指标清单”一项。"
    given = [score.clause for score in look.facts.scores]
    missing = [one["clause"] for one in look.seen.list.get("clauses", ()) if one["clause"] not in given]
    return f"指标 {'、'.join(missing)} 还没有登记，没有数据的也要如实写明。" if missing else None


def shortfalls_are_named(look: Look[Evaluation]) -> str | None:
    short = [score.clause for score in look.facts.scores if score.target is not None and score.value < score.target]
    if short and not look.facts.gaps:
        return f"指标 {'、'.join(short)} 没有达到目标，请写明短板弱项和补强措施。"
    return None if look.facts.report else "评估报告还是空的，请写好再送审。"


def drafted(look: Look[Evaluation]) -> dict[str, Any]:
    """A first draft of the report: every figure with its target and source; the drafter writes on from it."""
    if look.facts.report:
        return {}
    scores = look.facts.scores
    short = [one for one in scores if one.target is not None and one.value < one.target]
    lines = [f"{n}. 指标 {one.clause}：{_against(one)}（来源：{one.source}）" for n, one in enumerate(scores, 1)]
    aimed = sum(one.target is not None for one in scores)
    head = f"{look.facts.since} 至 {look.facts.until}，共评估指标 {len(scores)} 项，"
    head += f"其中有目标值的 {aimed} 项，未达到目标的 {len(short)} 项。"
    return {"report": "\n".join(["一、总体情况", head, "二、指标完成情况", *lines, "三、短板弱项和补强措施", "见短板弱项表。"])}


def _against(score: Score) -> str:
    if score.target is None:
        return f"{score.value}，目标未设定"
    return f"{score.value}，目标 {score.target}，{'达到' if score.value >= score.target else '未达到'}"


def duty_of(look: Look[Evaluation], target: str) -> dict[str, Any]:
    gap = look.facts.gaps[int(target) - 1]
    return {
        "title": gap.gap[:80],
        "task": gap.task,
        "unit": gap.lead,
        "due": str(gap.due),
        "source": look.number or look.facts.title,
    }


BLOCK = {
    step.name: step
    for step in signing(
        DRAFT, "补短板", mark="评估报告", drafter=Role.CLERK, reviewer=Role.CLERK, signer=Role.SIGNER, receiver=Role.CLERK
    )
}

EVALUATION = Loop(
    kind="evaluation",
    version=1,
    title="总结评估",
    facts=Evaluation,
    opens_in="填报中",
    may_open=Role.CLERK,
    closes_in=("已完成", VOID),
    reads={"list": RecordOf("checklist", of="checklist"), "kids": Children("duty")},
    may_edit=(Role.CLERK, Role.LIAISON),
    edits_in=("填报中", DRAFT),
    steps=(
        Step(
            "score",
            "登记指标",
            "填报中",
            "填报中",
            (Role.LIAISON, Role.CLERK),
            asks=Score,
            into="scores",
            evidence=Evidence("佐证"),
        ),
        Step("complete", "填报完毕", "填报中", "待复核", (Role.LIAISON, Role.CLERK), every_figure_is_there, holds=Role.CLERK),
        Step("reject", "退回补充", "待复核", "填报中", Role.CLERK, asks=Reason, holds=Role.LIAISON),
        Step("check", "复核", "待复核", DRAFT, Role.CLERK, someone_else_than("complete", "填报人"), asks=Checked, sets=drafted),
        Step("find_gap", "登记短板", DRAFT, DRAFT, Role.CLERK, asks=Gap, into="gaps"),
        replace(BLOCK["submit"], needs=shortfalls_are_named),
        BLOCK["return"],
        BLOCK["review"],
        replace(
            BLOCK["issue"],
            title="签发报告",
            enters="补短板",
            spread=Spread("duty", lambda look: tuple(str(n + 1) for n in range(len(look.facts.gaps))), duty_of),
        ),
        Step("finish", "办结", "补短板", "已完成", Role.CLERK, children_are_closed),
        BLOCK["withdraw"],
    ),
    deadlines=(
        on_the_day("填报中", (Role.LIAISON, Role.CLERK), "评估到期还没有填报完"),
        told("待复核", "5 workdays", "evaluation.check", Role.CLERK, "评估数据还没有复核"),
        on_the_day(DRAFT, Role.CLERK, "评估报告到期还没有送审"),
        told("审核中", "2 workdays", "evaluation.review", Role.CLERK, "评估报告还没有审核"),
        told(TO_SIGN, "2 workdays", "evaluation.sign", Role.SIGNER, "评估报告还没有签发"),
        told("补短板", "1 year", "evaluation.finish", Role.CLERK, "评估发现的短板还没有补齐"),
    ),
    prints=(
        Print("总结评估报告", "red_head", ("title", "since", "until", "scores", "gaps", "report")),
        Print("指标完成情况", "table", ("scores",)),
    ),
    keeps=KEEPS,
    about="没有达到目标的指标必须写明短板，短板签发后逐条成为任务。",
    menu="任务",
)
