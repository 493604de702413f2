"""监测报警: climbs until somebody answers. A value that is normal again closes nothing; a person does, having looked."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from anlan.kernel.facts import Facts, choice, long_text, moment, number, place, point, record, text, unit
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, Opens, Rung, Step
from anlan.kernel.people import HOLDER, Role
from anlan.kernel.reads import RecordOf


class At(StrEnum):
    RAISED = "报警中"
    CALLED = "已确认"
    ON_SITE = "处置中"
    CLEARED = "已解除"
    FALSE = "误报"


class Alarm(Facts):
    title: str = text("报警", longest=100)
    subject: str = record("sensor", "监测点")
    unit: str = unit("单位")
    place: str = place("属地")
    point: tuple[int, int] | None = point("位置", optional=True)
    happened_at: datetime = moment("报警时间")
    value: Decimal = number("报警值")
    cause: str | None = choice("原因", "真实超限", "设备故障", "检修标校", optional=True)
    did: str | None = long_text("处置情况", optional=True)


class Cleared(Facts):
    cause: str = choice("原因", "真实超限", "检修标校")
    did: str = long_text("处置情况")


class Mistaken(Facts):
    cause: str = choice("原因", "设备故障", "检修标校")
    did: str = long_text("核实情况")


def value_is_normal(look: Look[Alarm]) -> str | None:
    """Unknown is not normal: a sensor that fell silent keeps its alarm."""
    value, limit = look.seen.sensor.get("value"), look.seen.sensor.get("limit")
    if value is None or limit is None:
        return "监测值查不到，不能解除，请先恢复监测。"
    return None if Decimal(value) < Decimal(limit) else f"监测值 {value} 仍不低于报警值 {limit}，不能解除，请继续处置。"


ON_DUTY = (Role.DISPATCHER, Role.SAFETY_MANAGER)

ALARM = Loop(
    kind="alarm",
    version=1,
    title="监测报警",
    facts=Alarm,
    opens_in=At.RAISED,
    may_open=Role.DISPATCHER,
    closes_in=(At.CLEARED, At.FALSE),
    reads={"sensor": RecordOf("sensor", of="subject")},
    steps=(
        Step("confirm", "确认报警", At.RAISED, At.CALLED, ON_DUTY),
        Step("arrive", "到场处置", (At.RAISED, At.CALLED), At.ON_SITE, ON_DUTY),
        Step(
            "clear",
            "解除报警",
            At.ON_SITE,
            At.CLEARED,
            ON_DUTY,
            value_is_normal,
            asks=Cleared,
            opens=Opens(
                "hazard",
                lambda look: {
                    "title": f"监测超限：{look.facts.title}",
                    "unit": look.facts.unit,
                    "place": look.facts.place,
                    "item": "监测超限",
                    "severity": "一般",
                    "due": look.today,
                },
                only_if=lambda look: look.asked.cause == "真实超限",
            ),
        ),
        Step(
            "mistaken",
            "核为误报",
            At.ON_SITE,
            At.FALSE,
            Role.SAFETY_MANAGER,
            asks=Mistaken,
            evidence=Evidence("现场核实照片", 1, ("照片",)),
        ),
    ),
    deadlines=(
        # Our defaults; a county or a sector's rule sets its own.
        Deadline(At.RAISED, After("5min", tunable="alarm.confirm", since="happened_at"), Notify(HOLDER)),
        Deadline(At.CALLED, After("15min", tunable="alarm.arrive"), Notify((HOLDER, Role.FIRM_HEAD))),
        Deadline(At.ON_SITE, After("2h", tunable="alarm.clear"), Notify((HOLDER, Role.FIRM_HEAD))),
    ),
    ladder=(
        Rung("5min", tells=Role.SAFETY_MANAGER, states=(At.RAISED,)),
        Rung("10min", tells=Role.FIRM_HEAD, states=(At.RAISED,)),
        Rung("20min", tells=(Role.TOWNSHIP_OFFICER, Role.DUTY_OFFICER)),
        Rung("1h", tells=Role.DUTY_LEADER),
    ),
    keeps=Keeps(3, "报警处置记录，供监测有效性核查"),
)
