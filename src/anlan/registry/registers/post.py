"""岗位: who holds which post now, so that duties pass on when the person changes."""

from datetime import date

from anlan.kernel.facts import Facts, choice, day, person, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register

KINDS = ("党委主要负责人", "政府主要负责人", "分管负责人", "部门主要负责人", "部门分管负责人", "股室负责人", "其他")


class Post(Facts):
    title: str = text("职务", hint="例如 分管交通的副县长")
    unit: str = unit_of("单位")
    kind: str = choice("类别", *KINDS)
    fields: str | None = text("分管领域", optional=True)
    holder: str | None = person("现任", optional=True)
    since: date | None = day("任职日期", optional=True)


def someone_since_some_day(facts: Post) -> str | None:
    return "填了现任，请同时填任职日期，交接才有起点。" if facts.holder and not facts.since else None


POST = Register(
    kind="post",
    version=1,
    title="岗位",
    facts=Post,
    may_put=(Role.CLERK, Role.SYSTEM_ADMIN),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "追溯当时的责任人"),
    check=someone_since_some_day,
    lists=("title", "unit", "kind", "fields", "holder", "since"),
    filters=("kind",),
    menu="单位和人员",
)
