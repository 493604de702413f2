"""议事协调机构: 安委会, 专委会, 防灾减灾救灾委员会, 专项指挥部 with their members and rules."""

from anlan.kernel.facts import Facts, choice, many, record, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register


class Committee(Facts):
    name: str = text("名称")
    kind: str = choice("类别", "安委会", "专业委员会", "防灾减灾救灾委员会", "专项指挥部", "其他")
    sector: str | None = text("行业领域", optional=True)
    head: str = text("主任（指挥长）职务")
    unit: str = unit_of("办公室设在")
    members: tuple[str, ...] = many("成员单位", of="unit")
    rules: str | None = record("document", "工作规则", optional=True)
    basis: str = text("成立（调整）文号")


def has_members(facts: Committee) -> str | None:
    if not facts.members:
        return "请填成员单位：文件写“成员单位”时按这里展开。"
    return "专业委员会须写明行业领域。" if facts.kind == "专业委员会" and not facts.sector else None


COMMITTEE = Register(
    kind="committee",
    version=1,
    title="议事协调机构",
    facts=Committee,
    key="name",
    may_put=(Role.CLERK,),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "追溯组织体系"),
    check=has_members,
    secrecy=Secrecy.PUBLIC,
    lists=("name", "kind", "head", "unit", "members", "basis"),
    filters=("kind",),
    menu="单位和人员",
)
