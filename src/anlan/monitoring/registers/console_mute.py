"""接警台静音: who silenced the console's sound when, over how many unanswered alarms. A later alarm sounds again."""

from datetime import datetime

from anlan.kernel.facts import Facts, moment, number, person, place
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role
from anlan.kernel.register import Register


class ConsoleMute(Facts):
    who: str = person("静音人")
    unit: str | None = unit_of("单位", optional=True)
    place: str = place("属地")
    muted_at: datetime = moment("静音时间")
    unanswered: int = number("当时没有签收的报警", "件", at_least="0")


CONSOLE_MUTE = Register(
    kind="console_mute",
    version=1,
    title="接警台静音记录",
    facts=ConsoleMute,
    key="who",
    called=lambda facts: f"静音（{facts.unanswered} 件报警没有签收）",
    may_put=(
        Role.DISPATCHER,
        Role.SHIFT_LEADER,
        Role.SAFETY_MANAGER,
        Role.FIRM_HEAD,
        Role.OFFICER,
        Role.DUTY_OFFICER,
        Role.DUTY_LEADER,
    ),
    keeps=Keeps(3, "事后要知道报警时谁关了声音"),
    lists=("who", "unit", "muted_at", "unanswered"),
    about="静音只对当时的报警有效，以后来的报警照响；每次静音记入账本。",
    menu="监测设备",
)
