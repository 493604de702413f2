"""上级交办: what an upper node offers, or a lower one reports (an alarm to the city), until somebody here accepts it
(kernel.handed opens our own matter) or says why not."""

from datetime import datetime

from anlan.kernel.facts import Facts, choice, long_text, moment, place, text, unit
from anlan.kernel.loop import After, Deadline, Keeps, Loop, Notify, Reason, Step
from anlan.kernel.people import Role
from anlan.kernel.reads import Setting

WAITING = "待接收"
ANSWERS = (Role.LIAISON, Role.UNIT_HEAD, Role.CLERK)


class HandedDown(Facts):
    title: str = text("事项")
    sender: str = text("下达单位", longest=80)
    sort: str = text("种类", longest=40)
    about: str | None = text("上级事项", longest=300, optional=True)
    due: datetime | None = moment("要求办结时间", optional=True)
    place: str = place("属地")
    unit_named: str | None = text("上级写明的承办单位", longest=80, optional=True)
    unit: str | None = unit("本级承办单位", optional=True)
    secrecy: str = choice("密级", "公开", "内部")
    what: str | None = long_text("内容", optional=True)
    said: str | None = long_text("再次下达的说明", longest=2000, optional=True)
    reason: str | None = long_text("退回理由", longest=2000, optional=True)


class Whom(Facts):
    unit: str = unit("承办单位")


HANDED_DOWN = Loop(
    kind="handed_down",
    version=1,
    title="上级交办",
    facts=HandedDown,
    opens_in=WAITING,
    may_open=Role.CLOCK,
    closes_in=("已接收", "已退回", "已撤回"),
    steps=(
        Step("refuse", "退回上级", WAITING, "已退回", ANSWERS, asks=Reason),
        Step("pass_on", "转承办单位", WAITING, WAITING, ANSWERS, asks=Whom, holds=Role.LIAISON),
        Step("accept", "接收", WAITING, "已接收", Role.CLOCK),
        Step("withdrawn", "上级撤回", WAITING, "已撤回", Role.CLOCK),
    ),
    deadlines=(
        Deadline(
            WAITING,
            After("3 workdays", tunable="handed_down.answer"),
            Notify((*ANSWERS, Role.LEADER), "上级交办的事项还没有答复，请接收或说明理由退回"),
            soon="1 day",
        ),
    ),
    keeps=Keeps(10, "上级交办事项的收发依据"),
    about="接收后另立本级的事项，由本级办理，进展自动报上级；不属于本级的，说明理由退回。",
    bench="/exchange/handed",
    settings=(
        Setting(
            "nodes.letters_days",
            "来往信件在对方确认后保存几天",
            default="400",
            why="上级或下级从备份恢复后要按原样补发；从更早的备份恢复的，改为全部重新报一遍",
        ),
    ),
)
