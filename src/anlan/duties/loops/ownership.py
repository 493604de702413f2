"""监管责任明确: a new business or a crossing of duties gets its one lead; the matrix refuses a second one."""

from datetime import date
from typing import Any

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, long_text, many, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Evidence, Look, Loop, Print, Put, Reason, Step
from anlan.kernel.people import Role
from anlan.kernel.reads import Covering

KINDS = ("仓储物流", "校外培训（托管）机构", "平台经济", "特种设备目录外游乐设施", "其他新业态", "职责交叉")


class Ownership(Facts):
    item: str = text("行业或事项")
    kind: str = choice("类别", *KINDS)
    why: str = long_text("为什么要明确", longest=2000)
    units: tuple[str, ...] = many("涉及部门", of="unit")
    views: str | None = long_text("各部门意见", longest=4000, optional=True)
    due: date = day("明确期限")


class Views(Facts):
    views: str = long_text("各部门意见", longest=4000)


class Settled(Facts):
    lead: str = unit_of("行业主管（监管）部门")
    duty: str = long_text("监管内容", longest=2000)
    basis: str = text("依据文号")
    replaces: str | None = text("代替原分工的理由", optional=True)


def has_two_sides(look: Look[Ownership]) -> str | None:
    if look.facts.kind == "职责交叉" and len(look.facts.units) < 2:
        return "职责交叉至少涉及两个部门，请补上。"
    return None if look.facts.units else "请填写涉及部门。"


def has_one_lead(look: Look[Ownership]) -> str | None:
    if look.asked.lead not in look.facts.units:
        return "主管部门不在涉及部门之中，请先补充征求它的意见。"
    leads = [
        line
        for line in look.seen.matrix
        if line.get("role") == "行业主管（监管）" and line.get("unit") not in (None, look.asked.lead)
    ]
    if leads and not look.asked.replaces:
        basis = leads[0].get("basis")
        return f"责任矩阵里“{look.facts.item}”已有主管部门（依据 {basis}），会造成重叠；确需改变的，请写明理由并撤销原分工。"
    return None


def line(look: Look[Ownership]) -> dict[str, Any]:
    said = {"item": look.facts.item, "role": "行业主管（监管）", "unit": look.asked.lead}
    return said | {"duty": look.asked.duty, "basis": look.asked.basis}


OWNERSHIP = Loop(
    kind="ownership",
    version=1,
    title="监管责任明确",
    facts=Ownership,
    opens_in="待征求意见",
    may_open=Role.CLERK,
    closes_in=("已明确", "已撤销"),
    reads={"matrix": Covering("responsibility_matrix", match="item")},
    called=lambda facts: f"明确监管责任：{facts.item}",
    needs=has_two_sides,
    may_edit=Role.CLERK,
    edits_in=("待征求意见",),
    steps=(
        Step(
            "ask",
            "登记各部门意见",
            "待征求意见",
            "待研究",
            Role.CLERK,
            asks=Views,
            evidence=Evidence("书面意见", kinds=("文件",)),
            holds=Role.LEADER,
        ),
        Step("send_back", "退回补充", "待研究", "待征求意见", Role.LEADER, asks=Reason, holds=Role.CLERK),
        Step(
            "settle",
            "明确责任",
            "待研究",
            "待印发",
            Role.LEADER,
            has_one_lead,
            asks=Settled,
            holds=Role.CLERK,
            puts=Put("responsibility_matrix", line),
        ),
        Step("print", "印发", "待印发", "已明确", Role.CLERK, evidence=Evidence("印发文件", kinds=("文件",))),
        Step("revoke", "撤销", ("待征求意见", "待研究"), "已撤销", Role.CLERK, asks=Reason),
    ),
    deadlines=(
        on_the_day("待征求意见", Role.CLERK, "监管责任到期还没有征求完意见"),
        on_the_day("待研究", (Role.LEADER, Role.CLERK), "监管责任到期还没有明确"),
        told("待印发", "5 workdays", "ownership.print", Role.CLERK, "明确的监管责任还没有印发"),
    ),
    prints=(Print("监管责任分工表", "table", ("item", "kind", "units", "views")),),
    keeps=KEEPS,
    about="明确之后自动写入责任矩阵；一个事项只有一个主管部门。",
    menu="责任",
)
