"""企业“三违”惩戒办法: the firm's own rule, as its workers' congress passed it. The product holds no figure of it."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, file, number, rows, text, unit
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

SORTS = ("违章指挥", "违规作业", "违反劳动纪律")
DEGREES = ("一般", "较重", "严重")


class Clause(Facts):
    sort: str = choice("类别", *SORTS)
    degree: str = choice("程度", *DEGREES)
    times: int = number("一年内第几次起", "次", at_least="1")
    clause: str = text("条款号", longest=40)
    penalty: str = text("处理", longest=200, hint="照本企业制度原文填写")


class FirmRule(Facts):
    title: str = text("制度名称", longest=100)
    unit: str = unit("企业")
    passed_on: date = day("通过日期")
    passed_by: str = text("通过的会议", hint="职工大会或职工代表大会届次")
    clauses: tuple[Clause, ...] = rows("条款")
    original: tuple[str, ...] = file("制度原件", optional=True)


def each_case_has_one_answer(facts: FirmRule) -> str | None:
    cases = [(one.sort, one.degree, one.times) for one in facts.clauses]
    if not cases:
        return "制度还没有条款，请按原件逐条填写。"
    twice = next((case for case in cases if cases.count(case) > 1), None)
    return f"“{twice[0]}、{twice[1]}、第 {twice[2]} 次”有两条规定，请核对。" if twice else None


FIRM_RULE = Register(
    kind="firm_rule",
    version=1,
    title="企业“三违”惩戒办法",
    facts=FirmRule,
    key="unit",
    owner="unit",
    may_put=(Role.SAFETY_MANAGER, Role.FIRM_HEAD),
    check=each_case_has_one_answer,
    imported=True,
    valid_from="passed_on",
    lists=("title", "unit", "passed_on"),
    keeps=Keeps(5, "处理当时所依据的制度"),
    about="各企业自定，经职工大会或职工代表大会通过；系统不内置任何处罚标准。",
    menu="企业管理",
)
