"""企业画像标签: 多、小、散、乱、差 and the like, each with its ground and the day it was seen."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, long_text, record
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

TAGS = ("多", "小", "散", "乱", "差", "一厂多租", "厂中厂", "业态混杂")


class FirmTag(Facts):
    firm: str = record("firm", "企业")
    tag: str = choice("标签", *TAGS)
    ground: str = long_text("认定理由", longest=1000)
    seen_on: date = day("核查日期")
    then: str = choice("处置建议", "整合", "搬迁入园", "规范提升", "依法关闭", "重点监管")
    lifted_on: date | None = day("消除日期", optional=True)


def is_lifted_after_it_was_seen(facts: FirmTag) -> str | None:
    return "消除日期早于核查日期，请改正。" if facts.lifted_on and facts.lifted_on < facts.seen_on else None


FIRM_TAG = Register(
    kind="firm_tag",
    version=1,
    title="企业画像标签",
    facts=FirmTag,
    called=lambda facts: f"“{facts.tag}”：{facts.ground}"[:60],
    owner="firm",
    may_put=(Role.OFFICER, Role.CLERK),
    check=is_lifted_after_it_was_seen,
    imported=True,
    lists=("firm", "tag", "ground", "seen_on", "then", "lifted_on"),
    filters=("tag", "then"),
    keeps=Keeps(5, "分类监管依据"),
    menu="监管对象",
)
