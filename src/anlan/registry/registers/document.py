"""文件: laws, lists, rules and originals that others refer to by 文号; each with when it is in force."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, file, long_text, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register

KINDS = ("法律法规", "标准", "上级文件", "本级文件", "职责清单", "工作规则", "考核办法", "预案", "地方标准", "其他")


class Document(Facts):
    title: str = text("标题", longest=200)
    doc_no: str = text("文号", longest=60, hint="没有文号的法律法规写“无”加公布日期")
    kind: str = choice("类别", *KINDS)
    issuer: str = text("发布机关")
    issued: date = day("发布日期")
    in_force: date | None = day("施行日期", optional=True)
    until: date | None = day("废止日期", optional=True)
    original: tuple[str, ...] = file("原件", optional=True)
    body: str | None = long_text("全文", optional=True, searched=True)
    replaces: str | None = text("代替的文号", optional=True)


def ends_after_it_begins(facts: Document) -> str | None:
    if facts.until and facts.until < (facts.in_force or facts.issued):
        return "废止日期早于施行日期，请改正。"
    return None if facts.original or facts.body else "请附原件或粘贴全文，只有标题的文件引用不了。"


DOCUMENT = Register(
    kind="document",
    version=1,
    title="文件库",
    facts=Document,
    key="doc_no",
    may_put=(Role.CLERK, Role.OFFICER),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "依据要在事后查得到"),
    check=ends_after_it_begins,
    valid_from="in_force",
    valid_until="until",
    secrecy=Secrecy.PUBLIC,
    lists=("doc_no", "title", "kind", "issuer", "issued", "in_force", "until"),
    filters=("kind", "issuer"),
    about="法律法规、工作规则、职责清单和来文原件都在这里，其他台账和事项只引用。",
    menu="文件和清单",
)
