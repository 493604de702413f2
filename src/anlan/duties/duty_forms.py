"""What a duty states, as the 任务分解表 prints it, and the forms of its steps. Pure."""

from datetime import date
from decimal import Decimal

from anlan.kernel.facts import Contact, Facts, choice, contact, day, long_text, many, number, record, rows, text, unit, yes_no

SCOPES = ("负责", "分工负责", "指导督促落实", "牵头配合")
CADENCES = ("无", "每月", "每季度", "每半年", "每年", "及时", "经常")

COMPARED = ("不少于", "多于", "不超过", "少于")
"""How what was reached is held against a target; unsaid, it is 不少于."""


class Line(Facts):
    """A month's progress: one line, a figure if the duty has a target."""

    line: str = text("进展", longest=300, hint="一句话")
    reached: Decimal | None = number("已完成数", optional=True)


class Item(Facts):
    """One fine obligation within the row: done, or explained."""

    obligation: str = text("编号", longest=60)
    what: str = long_text("内容", longest=4000)
    done: bool = yes_no("已办", default=False)
    remark: str | None = text("说明", longest=500, optional=True)


OWN_ITEMS = "row:items/obligation/what/done"
"""The rows of `items` that are not done, to choose from."""


class Tick(Facts):
    obligations: tuple[str, ...] = many("条目", of=OWN_ITEMS, hint="勾选这次办结的，或者要说明的")
    done: bool = yes_no("已办", default=True, hint="没有办的选“否”，并写明情况")
    remark: str | None = text("说明", longest=500, optional=True)


class Duty(Facts):
    title: str = text("任务名称")
    serial: str | None = text("序号", longest=20, optional=True)
    clause: str | None = text("条款", longest=60, optional=True)
    source: str | None = text("来源文件", optional=True)
    task: str = long_text("工作任务", longest=4000)
    measures: str | None = long_text("具体措施", longest=4000, optional=True)
    scope: str = choice("责任方式", *SCOPES, default="负责")
    part: str = choice("本单位责任", "牵头", "负责", "配合", "分期", default="负责")
    unit: str = unit("承办单位")
    units: tuple[str, ...] = many("配合单位", of="unit", optional=True)
    item: str | None = record("township_duty_item", "履职事项", optional=True, hint="交乡镇的必填")
    overseer: str | None = text("督导领导", optional=True)
    leader: str | None = text("责任领导", optional=True)
    liaison: Contact | None = contact("联络员", optional=True)
    due: date | None = day("完成时限", optional=True, later=False)
    cadence: str = choice("频次", *CADENCES, default="无")
    comparator: str | None = choice("指标口径", *COMPARED, optional=True)
    target: Decimal | None = number("指标", optional=True)
    target_unit: str | None = text("指标单位", longest=20, optional=True)
    reached: Decimal | None = number("已完成数", optional=True, later=True)
    firms: int | None = number("应覆盖企业", "家", at_least="0", optional=True)
    covered: int | None = number("已覆盖企业", "家", at_least="0", optional=True)
    quantity: str | None = text("指标原文", longest=500, optional=True)
    proof: str | None = text("佐证", longest=500, optional=True)
    note: str | None = text("备注", longest=500, optional=True)
    items: tuple[Item, ...] = rows("任务条目", optional=True, later=True)
    progress: tuple[Line, ...] = rows("进展", optional=True)
    standing: bool = yes_no("长期坚持", default=False, later=False)
    next_line: date | None = day("下次填报", optional=True, later=True)
    summary_due: date | None = day("年度总结期限", optional=True, later=True)


class Coverage(Facts):
    """For 指导督促落实: the department's own proof is that every firm was reached."""

    firms: int = number("应覆盖企业", "家", at_least="1")
    covered: int = number("已覆盖企业", "家", at_least="0")


class Summary(Facts):
    result: str = long_text("完成情况", longest=4000)


class Done(Summary):
    closed: tuple[str, ...] = many("一并办结的任务条目", of=OWN_ITEMS, optional=True, hint="确已办结的才勾选")


class Effect(Facts):
    effect: str = choice("落实成效", "好", "较好", "一般", "较差")
    opinion: str = long_text("认定意见", longest=2000)


class YearEnd(Facts):
    opinion: str = long_text("认定意见", longest=2000)
    continues: bool = yes_no("下一年度继续", default=True)


class Ground(Facts):
    ground: str = long_text("不属本单位的依据", longest=2000)


class NewUnit(Facts):
    unit: str = unit("改由")
    ruling: str = text("裁定依据")
