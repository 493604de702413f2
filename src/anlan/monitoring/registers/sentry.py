"""电子哨兵: a gate, a shaft or a plant where cameras or gates count who goes in, held against how many were declared. A place
that is closed or halted has declared nobody."""

from datetime import date

from anlan.kernel.facts import choice, day, many, number, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register
from anlan.monitoring.registers.sensor import LEVELS
from anlan.registry.site import Site

HALTED = ("停产停工", "长期停产", "已关闭")


class Sentry(Site):
    site: str | None = text("所属设施", longest=80, optional=True, hint="同一设施的报警合为一件")
    counts: str = choice("清点什么", "人员", "车辆")
    sensors: tuple[str, ...] = many("清点的监测点", of="sensor")
    running: str = choice("该处状态", "正常生产", *HALTED)
    declared: int = number("报备数", at_least="0", at_most="100000", hint="允许同时在内的人数或车辆数；停产关闭的填 0")
    since: date = day("报备日期")
    level: str = choice("报警等级", *LEVELS, default="橙色")
    basis: str = text("依据", longest=120, hint="报备单、停产指令或文号")


def is_sound(facts: Sentry) -> str | None:
    if not facts.sensors:
        return "请选择清点人数或车辆的监测点。"
    if facts.running in HALTED and facts.declared:
        return f"该处{facts.running}，报备数应为 0；确需入内作业的，请先办理手续并改为正常生产。"
    return None


SENTRY = Register(
    kind="sentry",
    version=1,
    title="电子哨兵",
    facts=Sentry,
    key="code",
    may_put=(Role.SAFETY_MANAGER, Role.OFFICER, Role.SUPERVISOR),
    may_end=(Role.OFFICER, Role.SUPERVISOR),
    keeps=Keeps(5, "报备数与清点数的对照"),
    check=is_sound,
    lists=("name", "unit", "counts", "running", "declared", "since"),
    filters=("running", "counts", "unit"),
    source="晋政发〔2026〕1号 三（十一）1",
    about="摄像机、闸机清点出来的数按监测点上报；多于报备数即报警。报备变了请改本条，一分钟以内生效。",
    menu="监测设备",
)
