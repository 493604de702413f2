"""包保走访: the patron goes to the point, says what was seen, findings are followed, and the next visit is laid down."""

from datetime import date
from typing import Any

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.calendar import add_months, local
from anlan.kernel.facts import Facts, choice, day, long_text, number, person, place, record, rows, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Evidence, Look, Loop, Opens, Print, Put, Reason, Spread, Step
from anlan.kernel.people import Part, Role
from anlan.kernel.reads import RecordOf

PATRON = Part("patron")


class Finding(Facts):
    what: str = long_text("问题", longest=2000)
    responsible: str = unit_of("整改单位")
    fix_by: date = day("整改期限")


class PatronVisit(Facts):
    title: str = text("包保点")
    subject: str = record("patron_point", "包保点位")
    kind: str = choice(
        "类别",
        "包保矿山",
        "领导包联企业",
        "森林草原防灭火行政首长",
        "防汛抗旱责任人",
        "排洪河道、易涝点挂牌",
        "包保村（社区）",
        "其他",
    )
    place: str | None = place("属地", optional=True)
    patron: str = person("责任人")
    every: int | None = number("走访间隔", "个月", at_least="1", optional=True, hint="县里没有规定的不填")
    due: date | None = day("应于何日前走访", optional=True)
    findings: tuple[Finding, ...] = rows("发现的问题", optional=True)


class Visited(Facts):
    on: date = day("走访日期", prefilled_from="today")
    seen: str = long_text("走访情况", longest=4000)
    help: str | None = long_text("帮助协调解决的事", longest=2000, optional=True)


class NewPatron(Facts):
    patron: str = person("接任责任人")
    post: str = text("职务")
    reason: str = text("交接事由", hint="例如 职务调整")


def has_been_there(look: Look[PatronVisit]) -> str | None:
    return "走访日期还没有到，请在走访后登记。" if look.asked.on > local(look.now).date() else None


def point_is_in_use(look: Look[PatronVisit]) -> str | None:
    return None if look.seen.point.valid_on(look.now) else "包保点位不存在或已撤销，请先在包保台账中登记。"


def next_visit(look: Look[PatronVisit]) -> dict[str, Any]:
    due = {"due": str(local(add_months(look.now, look.facts.every)).date())} if look.facts.every else {}
    return look.facts.model_dump(mode="json", exclude_none=True, exclude={"findings", "due"}) | due


def finding_of(look: Look[PatronVisit], target: str) -> dict[str, Any]:
    one = look.facts.findings[int(target) - 1]
    said = {"title": one.what[:80], "source": "领导包保走访", "notice": look.facts.title, "item": target, "content": one.what}
    return said | {"unit": one.responsible, "due": str(one.fix_by)}


def handed_over(look: Look[PatronVisit]) -> dict[str, Any]:
    return {"patron": look.asked.patron, "post": look.asked.post}


PATRON_VISIT = Loop(
    kind="patron_visit",
    version=1,
    title="包保走访",
    facts=PatronVisit,
    opens_in="待走访",
    may_open=(Role.CLERK, Role.OFFICER),
    closes_in=("已走访", "已撤销"),
    reads={"point": RecordOf("patron_point", of="subject", lock=True)},
    needs=point_is_in_use,
    may_edit=Role.CLERK,
    edits_in=("待走访",),
    steps=(
        Step("note", "登记问题", "待走访", "待走访", (PATRON, Role.CLERK), asks=Finding, into="findings"),
        Step(
            "visit",
            "登记走访",
            "待走访",
            "已走访",
            PATRON,
            has_been_there,
            asks=Visited,
            evidence=Evidence("现场照片", kinds=("照片",)),
            opens=Opens("patron_visit", next_visit, child=False),
            spread=Spread(
                "external_finding", lambda look: tuple(str(n + 1) for n in range(len(look.facts.findings))), finding_of
            ),
        ),
        Step(
            "hand_over",
            "交接",
            "待走访",
            "待走访",
            Role.CLERK,
            asks=NewPatron,
            holds=PATRON,
            puts=Put("patron_point", handed_over, of="subject"),
        ),
        Step("revoke", "撤销包保", "待走访", "已撤销", Role.CLERK, asks=Reason),
    ),
    deadlines=(
        on_the_day("待走访", Role.CLERK, "包保走访到期还没有走访", fact="due"),
        told("待走访", "1 year", "patron.visit", Role.CLERK, "包保点一年没有走访"),
    ),
    prints=(Print("走访记录", "form", ("title", "findings")),),
    keeps=KEEPS,
    about="走访间隔由县里规定，没有规定的不设期限。",
    menu="责任",
)
