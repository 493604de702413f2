"""考核办法: without an approved one on record there are no scores and no ranking."""

from datetime import date
from decimal import Decimal

from anlan.kernel.facts import Facts, day, file, long_text, number, rows, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register


class Item(Facts):
    clause: str = text("条款号", longest=40)
    content: str = long_text("扣分（加分）情形", longest=2000)
    points: Decimal = number("分值", "分", hint="扣分填负数")


class AssessmentRule(Facts):
    doc_no: str = text("文号")
    title: str = text("名称")
    approved_by: str = text("批准机关和日期")
    filed: str | None = text("上级备案号", optional=True)
    in_force: date = day("施行日期")
    until: date | None = day("失效日期", optional=True)
    items: tuple[Item, ...] = rows("条目")
    original: tuple[str, ...] = file("原件")


def every_item_weighs_something(facts: AssessmentRule) -> str | None:
    if not facts.original:
        return "请附批准的考核办法原件，没有原件不能据以打分。"
    return None if facts.items and all(item.points for item in facts.items) else "请逐条填写分值（不为 0），一条都不能少。"


ASSESSMENT_RULE = Register(
    kind="assessment_rule",
    version=1,
    title="考核办法",
    facts=AssessmentRule,
    key="doc_no",
    may_put=(Role.CLERK,),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "考核申诉的依据"),
    check=every_item_weighs_something,
    valid_from="in_force",
    valid_until="until",
    second_person=True,
    imported=True,
    secrecy=Secrecy.PUBLIC,
    lists=("doc_no", "title", "approved_by", "in_force", "until"),
    menu="文件和清单",
)
