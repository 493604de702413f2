"""领导职责: the standing safety duties of each post among the county's leaders, from the list the county issued."""

from anlan.kernel.facts import Facts, choice, long_text, person, record, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register


class LeaderDuty(Facts):
    post: str = record("post", "岗位")
    holder: str | None = person("现任", optional=True)
    field: str = text("分管行业领域", hint="主要负责人写“全面”")
    kind: str = choice("类别", "党委领导职责", "政府领导职责", "部门领导职责")
    duty: str = long_text("职责", longest=2000)
    cadence: str = choice("频次", "经常", "每月", "每季度", "每半年", "每年", default="经常")
    basis: str = text("清单文号")


LEADER_DUTY = Register(
    kind="leader_duty",
    version=1,
    title="领导职责清单",
    facts=LeaderDuty,
    may_put=(Role.CLERK,),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "追溯领导责任"),
    called=lambda facts: f"{facts.field}：{facts.duty[:40]}",
    imported=True,
    secrecy=Secrecy.INTERNAL,
    lists=("post", "holder", "field", "duty", "cadence", "basis"),
    filters=("kind", "cadence"),
    source="地方党政领导干部安全生产责任制规定",
    menu="责任",
)
