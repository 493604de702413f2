"""群众安全生产监督员: volunteers of trade union, youth league and women's federation, and how many reports each brought in."""

from datetime import date
from decimal import Decimal

from anlan.kernel.facts import Contact, Facts, choice, contact, day, number, place, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class Volunteer(Facts):
    cert_no: str = text("聘书编号", longest=40)
    who: Contact = contact("监督员")
    place: str = place("属地")
    unit: str | None = unit_of("所在企业或单位", optional=True)
    organised_by: str = choice("聘任组织", "工会", "共青团", "妇联", "乡镇", "其他")
    since: date = day("聘期开始")
    until: date = day("聘期结束")
    reports: Decimal = number("报告隐患", "条", at_least="0", default=Decimal(0))


def term_runs_forward(facts: Volunteer) -> str | None:
    return "聘期结束早于聘期开始，请改正。" if facts.until < facts.since else None


SUPERVISOR_VOLUNTEER = Register(
    kind="supervisor_volunteer",
    version=1,
    title="群众安全生产监督员",
    facts=Volunteer,
    key="cert_no",
    may_put=(Role.CLERK, Role.LIAISON, Role.TOWNSHIP_OFFICER),
    may_end=(Role.CLERK,),
    keeps=Keeps(5, "聘期结束后的奖励核对"),
    called=lambda facts: facts.who.name,
    check=term_runs_forward,
    valid_from="since",
    valid_until="until",
    expires="30 days",
    lists=("cert_no", "who", "place", "organised_by", "until", "reports"),
    filters=("organised_by",),
    menu="单位和人员",
)
