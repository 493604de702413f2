"""单位: departments, townships, vertically managed offices, as directives name them and as papers address them."""

from anlan.kernel.facts import Contact, Facts, choice, contact, many, place, text, yes_no
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register

KINDS = ("县级部门", "乡镇", "垂直管理", "议事协调机构", "开发区", "村（社区）", "事业单位", "群团组织", "企业", "其他")


class Unit(Facts):
    name: str = text("单位全称", longest=80)
    short: str | None = text("简称", longest=40, optional=True)
    aliases: tuple[str, ...] = many("别名", optional=True, hint="文件里还怎么称呼它，一行一个")
    kind: str = choice("类别", *KINDS)
    vertical: bool = yes_no("垂直管理", default=False, hint="是的只发函，不督办、不计分")
    doc_mark: str | None = text("发文机关代字", longest=20, optional=True)
    safety_duty: bool = yes_no("负有安全生产监管职责", default=False)
    members_of: tuple[str, ...] = many("成员单位身份", optional=True, hint="例如 县安委会、县防灾减灾救灾委员会")
    contact: Contact | None = contact("联络员", optional=True)
    place: str | None = place("所在地", optional=True)


def kind_and_management_agree(facts: Unit) -> str | None:
    if facts.kind == "垂直管理" and not facts.vertical:
        return "类别是“垂直管理”，请同时在“垂直管理”一项选“是”。"
    if facts.kind == "乡镇" and not facts.place:
        return "乡镇须填所在地，它的任务和数字才归得到属地。"
    return None


UNIT = Register(
    kind="unit",
    version=1,
    title="单位",
    facts=Unit,
    key="name",
    may_put=(Role.CLERK, Role.SYSTEM_ADMIN),
    may_end=(Role.CLERK,),
    keeps=Keeps(30, "撤并后仍要查得到当年由谁负责"),
    check=kind_and_management_agree,
    secrecy=Secrecy.PUBLIC,
    lists=("name", "short", "kind", "vertical", "safety_duty", "contact"),
    filters=("kind", "vertical", "safety_duty"),
    about="文件里的责任单位都从这里认；机构改革改名时改别名，不删旧名。",
    menu="单位和人员",
)
