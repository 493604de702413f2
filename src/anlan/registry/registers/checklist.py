"""清单: what a notice names but does not spell out comes in here, clause by clause, from the issuer's own document.

Nobody writes these contents from memory: without an import the pages say 内容未导入, and a second person checks what came in.
"""

from datetime import date
from decimal import Decimal

from anlan.kernel.facts import Facts, choice, day, file, long_text, many, number, rows, text, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register

USES = ("措施清单", "检查清单", "职责清单", "履职事项清单", "判定标准", "配备标准", "目录", "指标")


class Clause(Facts):
    clause: str = text("条款号", longest=40)
    content: str = long_text("内容", longest=4000)
    applies_to: str | None = text("适用对象", optional=True)
    amount: Decimal | None = number("数量", optional=True, at_least="0", hint="配备标准才填")
    measure: str | None = text("计量单位", longest=20, optional=True)
    group: str | None = text("类别", longest=40, optional=True, hint="目录填 鼓励、限制、淘汰 等")


class Checklist(Facts):
    topic: str = text("编号", pattern=r"^[a-z][a-z0-9_]*$", hint="小写字母，例如 fifteen_measures")
    title: str = text("名称")
    use: str = choice("用途", *USES)
    doc_no: str = text("文号")
    issuer: str = text("发布机关")
    issued: date = day("发布日期")
    in_force: date | None = day("施行日期", optional=True)
    until: date | None = day("失效日期", optional=True)
    sectors: tuple[str, ...] = many("适用行业", optional=True)
    clauses: tuple[Clause, ...] = rows("条款")
    original: tuple[str, ...] = file("原件", optional=True)
    whole: bool = yes_no("与原件条数一致", default=False)


def clauses_are_there_once(facts: Checklist) -> str | None:
    names = [clause.clause for clause in facts.clauses]
    if not names:
        return "清单还没有条款：请从原件导入，或向上级索取后再登记。"
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        return f"条款号“{twice}”出现不止一次，请对照原件改正。"
    if facts.use == "配备标准" and any(clause.amount is None for clause in facts.clauses):
        return "配备标准的每一条都要有数量和计量单位，请补上。"
    return None if facts.whole else "请对照原件核对条数，一致后在“与原件条数一致”选“是”。"


CHECKLIST = Register(
    kind="checklist",
    version=1,
    title="清单",
    facts=Checklist,
    key="topic",
    may_put=(Role.CLERK, Role.OFFICER),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "检查和判定的依据"),
    check=clauses_are_there_once,
    valid_from="in_force",
    valid_until="until",
    second_person=True,
    imported=True,
    secrecy=Secrecy.PUBLIC,
    lists=("title", "use", "doc_no", "issuer", "in_force"),
    filters=("use", "issuer"),
    about="十五条硬措施、八条硬措施、地方标准、配备标准、目录等，内容以原件为准，须第二人核对。",
    menu="文件和清单",
)
