"""责任矩阵: 行业/事项 × 部门 × 依据, consulted when a duty is assigned; a lead is named once, a gap stands in plain sight."""

from anlan.kernel.facts import Facts, choice, long_text, place, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register

ROLES = ("行业主管（监管）", "综合监管", "配合", "属地")


class Line(Facts):
    item: str = text("行业或事项", hint="例如 校外培训托管机构")
    role: str = choice("责任", *ROLES)
    unit: str | None = unit_of("部门", optional=True)
    place: str | None = place("范围", optional=True)
    duty: str = long_text("监管内容", longest=2000)
    basis: str = text("依据", hint="法条、“三定”规定或县政府文件的文号")
    undecided: str | None = text("尚未明确的原因", optional=True)


def a_gap_says_why(facts: Line) -> str | None:
    if not facts.unit and not facts.undecided:
        return "没有填部门：请填部门，或写明尚未明确的原因，按空白处理。"
    return "已经填了部门，请删去“尚未明确的原因”。" if facts.unit and facts.undecided else None


RESPONSIBILITY_MATRIX = Register(
    kind="responsibility_matrix",
    version=1,
    title="责任矩阵",
    facts=Line,
    may_put=(Role.CLERK,),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "追溯当时谁负责"),
    called=lambda facts: f"{facts.item}：{facts.role}",
    check=a_gap_says_why,
    secrecy=Secrecy.PUBLIC,
    lists=("item", "role", "unit", "duty", "basis", "undecided"),
    filters=("role", "unit"),
    about="“三管三必须”和新业态监管责任；交办任务时先查这里。",
    menu="责任",
)
