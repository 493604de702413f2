"""资金来源: where a works project's money comes from (“两重”“两新”, 超长期特别国债, 县级财政 …), as a tag on projects."""

from decimal import Decimal

from anlan.kernel.facts import Facts, choice, money, number, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

KINDS = ("国家“两重”", "国家“两新”", "中央预算内投资", "专项债券", "省级财政", "市级财政", "县级财政", "企业自筹", "社会资金")


class FundingSource(Facts):
    title: str = text("名称")
    kind: str = choice("类别", *KINDS)
    doc_no: str = text("下达（批复）文号")
    year: int = number("年度", at_least="2000", at_most="2100")
    amount: Decimal = money("金额")


FUNDING_SOURCE = Register(
    kind="funding_source",
    version=1,
    title="资金来源",
    facts=FundingSource,
    key="doc_no",
    may_put=(Role.CLERK, Role.OFFICER, Role.LIAISON),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "资金审计"),
    lists=("doc_no", "title", "kind", "year", "amount"),
    filters=("kind", "year"),
    menu="治理工程",
)
