"""报市报警: an alarm that nobody in the county has answered, told to the city's duty room as a matter of the city's own. A city
with a node of this house is offered it there; else it waits here for whoever keeps the line to the city."""

from datetime import datetime

from anlan.kernel.facts import Facts, choice, long_text, moment, place, text, unit
from anlan.kernel.loop import After, Deadline, Keeps, Look, Loop, Notify, Print, Step
from anlan.kernel.people import HOLDER, Role
from anlan.monitoring.registers.alarm_rule import LEVELS

WAITING, RECEIVED, DONE = "待市签收", "待市处理", "市已处理"
DESK = (Role.LIAISON, Role.DUTY_OFFICER, Role.DUTY_LEADER)


class AlarmRelay(Facts):
    title: str = text("报警", longest=100)
    unit: str = unit("市级接警单位")
    place: str = place("发生地")
    sector: str | None = text("行业", longest=40, optional=True)
    severity: str = choice("等级", *LEVELS)
    happened_at: datetime = moment("首次报警")
    firm: str = text("企业", longest=120)
    site: str | None = text("所属设施", longest=80, optional=True)
    what: str = long_text("报警内容", longest=4000)
    received_at: datetime | None = moment("市签收时间", optional=True, later=True)
    order: str | None = long_text("市里的处理意见", longest=2000, optional=True, later=True)


class Order(Facts):
    order: str = long_text("市里的处理意见", longest=2000, hint="已联系谁、要求什么、是否派人")


def received(look: Look[AlarmRelay]) -> dict[str, str]:
    return {"received_at": look.happened_at.isoformat()}


ALARM_RELAY = Loop(
    kind="alarm_relay",
    version=1,
    title="报市报警",
    facts=AlarmRelay,
    opens_in=WAITING,
    may_open=Role.CLOCK,
    closes_in=(DONE,),
    steps=(
        Step("receive", "市签收", WAITING, RECEIVED, DESK, sets=received, holds=DESK),
        Step("order", "市处理", RECEIVED, DONE, DESK, asks=Order),
    ),
    deadlines=(
        Deadline(
            WAITING,
            After("standard:alarm_clock.relay"),
            Notify((HOLDER, Role.DUTY_LEADER), "报市的报警市里还没有签收，请电话联系"),
        ),
        Deadline(
            RECEIVED, After("standard:alarm_clock.handle"), Notify((HOLDER, Role.DUTY_LEADER), "报市的报警市里还没有处理意见")
        ),
    ),
    prints=(Print("报市报警单", "form", ("title", "firm", "site", "severity", "happened_at", "what", "received_at", "order")),),
    keeps=Keeps(3, "逐级接警的记录"),
    source="山政发〔2025〕1号 五（十三）；晋政发〔2026〕1号 二（六）",
    about="县里逐级无人签收的报警由系统报市。市里有本系统节点的自动送达，没有的由值班员电话报告并在此登记。",
    menu="监测报警",
    goes_up=True,
)
