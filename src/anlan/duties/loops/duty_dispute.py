"""职责争议: ground, the office's opinion, the leader's ruling; until then the first-named unit keeps the duty."""

from anlan.duties.measures import KEEPS, told
from anlan.kernel.facts import Facts, long_text, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Look, Loop, Print, Reason, Step
from anlan.kernel.people import Role
from anlan.kernel.reads import Covering


class DutyDispute(Facts):
    title: str = text("标题")
    unit: str = unit_of("提出单位")
    item: str | None = text("行业或事项", optional=True, hint="填了就同责任矩阵核对")
    task: str = long_text("争议的任务", longest=4000)
    ground: str = long_text("不属本单位的依据", longest=2000)
    to: str | None = unit_of("建议承担单位", optional=True)


class Opinion(Facts):
    to: str = unit_of("建议承担单位")
    opinion: str = long_text("意见和依据", longest=4000)
    against_matrix: str | None = long_text("与责任矩阵不一致的理由", longest=2000, optional=True)


class Ruling(Facts):
    to: str = unit_of("承担单位")
    ruling: str = long_text("裁定", longest=2000)


def matrix_was_asked(look: Look[DutyDispute]) -> str | None:
    lines = [line for line in look.seen.matrix if line.get("role") == "行业主管（监管）" and line.get("unit")]
    if not lines or look.asked.against_matrix or look.asked.to in [line.get("unit") for line in lines]:
        return None
    return f"责任矩阵里“{look.facts.item}”已有主管单位（依据 {lines[0].get('basis')}），意见与它不一致的，请写明理由。"


DUTY_DISPUTE = Loop(
    kind="duty_dispute",
    version=1,
    title="职责争议",
    facts=DutyDispute,
    opens_in="待提意见",
    may_open=(Role.CLERK, Role.LIAISON),
    closes_in=("已裁定", "已撤回"),
    reads={"matrix": Covering("responsibility_matrix", match="item")},
    may_edit=Role.CLERK,
    edits_in=("待提意见",),
    steps=(
        Step("advise", "提出意见", "待提意见", "待裁定", Role.CLERK, matrix_was_asked, asks=Opinion, holds=Role.LEADER),
        Step("send_back", "退回补充", "待裁定", "待提意见", Role.LEADER, asks=Reason),
        Step("rule", "裁定", "待裁定", "已裁定", Role.LEADER, asks=Ruling),
        Step("withdraw", "撤回争议", ("待提意见", "待裁定"), "已撤回", Role.LIAISON, asks=Reason),
    ),
    deadlines=(
        told("待提意见", "3 workdays", "dispute.advise", Role.CLERK, "职责争议还没有提出意见"),
        told("待裁定", "5 workdays", "dispute.rule", Role.LEADER, "职责争议还没有裁定"),
    ),
    prints=(Print("职责争议呈批单", "form", ("title", "unit", "task", "ground", "to")),),
    keeps=KEEPS,
    about="裁定之前由原单位负责，不停办。",
)
