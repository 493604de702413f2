"""县里的规定: clocks, frequencies, limits and signers that a county sets for itself, each with the document that says so.

The kernel reads them (kernel.tuning): a deadline that names `instruction.deploy` takes its span from the record of that key, a
figure of the standards its county value, from the day `since`.
"""

from datetime import date

from anlan.kernel.facts import Facts, day, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register

VALUE = r"^(?:[0-9]+(?:\.[0-9]+)?\s?[^\s]{0,6}|[\u4e00-\u9fff]{2,12}(?:、[\u4e00-\u9fff]{2,12}){0,6})$"


class CountySetting(Facts):
    key: str = text("项目", pattern=r"^[a-z][a-z0-9_.]*$", hint="从“县里的规定一览”点“设定”会自动填好")
    title: str = text("名称")
    value: str = text("规定", longest=60, pattern=VALUE, hint="期限写“3 工作日”，次数写数字，签发人写角色名称")
    source: str = text("依据文号")
    since: date | None = day("起始日期", optional=True)


COUNTY_SETTING = Register(
    kind="county_setting",
    version=1,
    title="县里的规定",
    facts=CountySetting,
    key="key",
    may_put=(Role.CLERK, Role.SYSTEM_ADMIN),
    may_end=(Role.CLERK, Role.SYSTEM_ADMIN),
    keeps=Keeps(30, "事后要知道当时按哪个时限"),
    valid_from="since",
    second_person=True,
    secrecy=Secrecy.PUBLIC,
    lists=("value", "source", "since"),
    menu="系统",
)
