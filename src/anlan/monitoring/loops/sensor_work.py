"""标校检修报备: whoever takes a sensor out of service says so before, which ones and for how long. What is filed stays silent;
what was not filed before it began becomes a doubt."""

from datetime import datetime, timedelta
from typing import Any

from anlan.kernel.calendar import local
from anlan.kernel.facts import Facts, choice, long_text, many, moment, place, text, unit
from anlan.kernel.loop import Deadline, Evidence, Keeps, Look, Loop, Notify, On, Print, Reason, Rung, Step
from anlan.kernel.people import HOLDER, Role

FILED, RESTORED, WITHDRAWN = "已报备", "已恢复", "已撤回"
GRACE = timedelta(minutes=5)
"""So long a form may take between its first line and its sending."""
FILERS = (Role.DISPATCHER, Role.SAFETY_MANAGER, Role.SHIFT_LEADER)


class SensorWork(Facts):
    sort: str = choice("作业", "标校", "检修", "断电", "移设")
    sensors: tuple[str, ...] = many("监测点", of="sensor")
    unit: str = unit("单位")
    sector: str | None = text("行业", longest=40, optional=True)
    place: str = place("属地")
    starts: datetime = moment("开始")
    ends: datetime = moment("结束")
    reason: str = long_text("事由和安全措施", longest=1000)
    worker: str = text("作业人", longest=60)
    restored_at: datetime | None = moment("恢复时间", optional=True)
    outcome: str | None = long_text("作业结果", longest=1000, optional=True)


class Restored(Facts):
    restored_at: datetime = moment("恢复时间")
    outcome: str = long_text("作业结果", longest=1000, hint="标校的写标气浓度和标校前后读数")


def is_filed_before_it_begins(look: Look[SensorWork]) -> str | None:
    if look.facts.starts < look.now - GRACE:
        return "作业已经开始，不能补报备；期间的报警和疑点照常核查，请在核查时说明情况。"
    return "结束时间应晚于开始时间，请核对。" if look.facts.ends <= look.facts.starts else None


def says_which_sensors(look: Look[SensorWork]) -> str | None:
    return None if look.facts.sensors else "请选择要作业的监测点。"


def is_not_too_long(look: Look[SensorWork]) -> str | None:
    """A limit that the county has not set is no limit."""
    longest = look.standard("sensor_integrity.work_longest")
    if longest.value is None or not isinstance(longest.value, timedelta):
        return None
    return f"一次报备最长 {longest.text}，请分次报备。" if look.facts.ends - look.facts.starts > longest.value else None


def has_not_begun(look: Look[SensorWork]) -> str | None:
    return "作业时段已经开始，不能撤回，请登记恢复。" if look.now >= look.facts.starts else None


def is_after_its_start(look: Look[SensorWork]) -> str | None:
    said = look.asked.restored_at
    return None if look.facts.starts <= said <= look.now + GRACE else "恢复时间应在开始之后、现在之前，请核对。"


def called(facts: Any) -> str:
    return f"{facts.sort}报备：{len(facts.sensors)} 个监测点，{local(facts.starts):%m-%d %H:%M} 起"


SENSOR_WORK = Loop(
    kind="sensor_work",
    version=1,
    title="标校检修报备",
    facts=SensorWork,
    opens_in=FILED,
    may_open=FILERS,
    needs=(says_which_sensors, is_filed_before_it_begins, is_not_too_long),
    closes_in=(RESTORED, WITHDRAWN),
    steps=(
        Step(
            "restore",
            "登记恢复",
            FILED,
            RESTORED,
            FILERS,
            is_after_its_start,
            asks=Restored,
            evidence=Evidence("标校记录或现场照片", 1, ("照片", "文件", "读数")),
        ),
        Step("withdraw", "撤回", FILED, WITHDRAWN, FILERS, has_not_begun, asks=Reason),
    ),
    deadlines=(
        Deadline(
            FILED, On("ends", end_of_day=False), Notify((HOLDER, Role.SHIFT_LEADER), "报备的作业已到结束时间，请恢复监测并登记")
        ),
    ),
    ladder=(Rung("1h", tells=(Role.FIRM_HEAD, Role.OFFICER)),),
    prints=(
        Print("监测设备标校检修报备单", "form", ("sort", "sensors", "unit", "starts", "ends", "reason", "worker", "outcome")),
    ),
    keeps=Keeps(3, "监测数据真实性核查的依据"),
    called=called,
    about="先报备后作业。报备期间规则不报警；没有报备的停报、标校会成为疑点。",
    menu="监测报警",
)
