"""突出问题（一行一域）: what holds an industry or area back, one or two a year; what no department can solve alone goes up."""

from datetime import date
from typing import Any

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, long_text, many, number, text, yes_no
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Evidence, Look, Loop, Opens, Print, Reason, Step, someone_else_than
from anlan.kernel.people import Role


class OutstandingProblem(Facts):
    title: str = text("突出问题")
    sector: str = text("行业领域", longest=40)
    year: int = number("年度", at_least="2000", at_most="2100")
    unit: str = unit_of("牵头部门")
    helpers: tuple[str, ...] = many("涉及部门", of="unit", optional=True)
    cross: bool = yes_no("跨部门，本部门难以解决", default=False)
    cause: str = long_text("症结", longest=4000)
    plan: str | None = long_text("攻坚措施", longest=4000, optional=True)
    due: date | None = day("解决期限", optional=True)


class Plan(Facts):
    plan: str = long_text("攻坚措施", longest=4000)
    due: date = day("解决期限")


class Raised(Facts):
    ask: str = long_text("提请研究解决的事项", longest=2000)


class Opinion(Facts):
    solved: str = choice("结论", "已解决", "基本解决，持续巩固")
    opinion: str = long_text("核查意见", longest=2000)


def is_cross(look: Look[OutstandingProblem]) -> str | None:
    if look.facts.cross and look.facts.helpers:
        return None
    return "只有跨部门、本部门难以解决的才提请党委政府研究，请先勾选并填写涉及部门。"


def topic(look: Look[OutstandingProblem]) -> dict[str, Any]:
    return {
        "title": f"专题研究：{look.facts.title}"[:200],
        "kind": "专题会议",
        "topics": [{"topic": look.asked.ask[:300], "unit": look.unit}],
    }


OUTSTANDING_PROBLEM = Loop(
    kind="outstanding_problem",
    version=1,
    title="突出问题",
    facts=OutstandingProblem,
    opens_in="待定措施",
    may_open=(Role.CLERK, Role.LIAISON, Role.OFFICER),
    closes_in=("已解决", "转入下年"),
    may_edit=(Role.CLERK, Role.LIAISON),
    edits_in=("待定措施", "攻坚中"),
    steps=(
        Step("plan", "报攻坚措施", "待定措施", "攻坚中", Role.LIAISON, asks=Plan),
        Step(
            "raise_up",
            "提请党委政府研究",
            "攻坚中",
            "提请研究",
            Role.LIAISON,
            is_cross,
            asks=Raised,
            holds=Role.CLERK,
            opens=Opens("meeting", topic),
        ),
        Step("ruled", "登记研究结果", "提请研究", "攻坚中", Role.CLERK, asks=Plan, holds=Role.LIAISON),
        Step(
            "report", "报解决情况", "攻坚中", "待核查", Role.LIAISON, evidence=Evidence("前后对比佐证", least=2), holds=Role.CLERK
        ),
        Step("reject", "退回", "待核查", "攻坚中", (Role.CLERK, Role.OFFICER), asks=Reason, holds=Role.LIAISON),
        Step(
            "verify",
            "核查销号",
            "待核查",
            "已解决",
            (Role.CLERK, Role.OFFICER),
            someone_else_than("report", "报送人"),
            asks=Opinion,
        ),
        Step("carry_over", "转入下年", ("攻坚中", "提请研究"), "转入下年", Role.SIGNER, asks=Reason),
    ),
    deadlines=(
        told("待定措施", "10 workdays", "outstanding.plan", (Role.LIAISON, Role.CLERK), "突出问题还没有攻坚措施"),
        on_the_day("攻坚中", (Role.LIAISON, Role.CLERK), "突出问题到期还没有解决"),
        told("提请研究", "20 workdays", "outstanding.raise", Role.CLERK, "提请研究的问题还没有结果"),
        told("待核查", "3 workdays", "measure.judge", Role.CLERK, "解决情况还没有核查"),
    ),
    prints=(Print("突出问题台账", "table", ("title", "sector", "unit", "plan", "due")),),
    keeps=KEEPS,
    about="各行业各区域每年的突出问题；提请研究时自动列一次专题会议。",
    menu="任务",
)
