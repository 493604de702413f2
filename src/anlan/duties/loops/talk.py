"""约谈: a signed plan and notice, the talk on record, its 纪要, and what was promised there proved or not."""

from datetime import date

from anlan.duties.measures import (
    ANSWERABLE,
    Measure,
    NewDate,
    Reply,
    answer_by,
    issuing,
    measure,
    on_the_day,
    to_judge,
    told,
)
from anlan.kernel.calendar import local
from anlan.kernel.facts import Facts, choice, day, long_text, many, text
from anlan.kernel.loop import Evidence, Look, Print, Reason, Step
from anlan.kernel.people import Role
from anlan.kernel.reads import Setting


class Talk(Measure):
    due: date | None = day("整改报告期限", optional=True, later=True)
    kind: str = choice("类别", "警示约谈", "季度约谈", "事故约谈")
    host: str | None = text("约谈人", optional=True, hint="姓名和职务")
    called: tuple[str, ...] = many("被约谈人", optional=True, hint="姓名和职务，一行一人")
    on: date | None = day("约谈日期", optional=True, later=False)
    at: str | None = text("约谈地点", optional=True)


class Held(Facts):
    held_on: date = day("实际约谈日期")
    present: tuple[str, ...] = many("到场人员", hint="一行一人")
    said: str = long_text("约谈记录", longest=8000)


class NewDay(Facts):
    on: date = day("改到")
    reason: str = long_text("理由", longest=2000)


class Minutes(Facts):
    minutes: str = long_text("纪要", longest=8000)
    due: date = day("整改报告期限")


def plan_is_whole(look: Look[Talk]) -> str | None:
    wanted = {"约谈人": look.facts.host, "被约谈人": look.facts.called, "约谈日期": look.facts.on, "约谈内容": look.facts.demand}
    missing = [name for name, value in wanted.items() if not value]
    return f"约谈方案还缺{'、'.join(missing)}，请补上再送审。" if missing else None


def is_ahead(look: Look[Talk]) -> str | None:
    return None if look.asked.on >= local(look.now).date() else "改期的日期已经过了，请改正。"


def was_held(look: Look[Talk]) -> str | None:
    if look.asked.held_on > local(look.now).date():
        return "约谈日期还没有到，请在约谈之后登记记录。"
    return None if look.asked.present else "请填写到场人员。"


TALK_AFTER = "talk.late_days"
TALK = measure(
    kind="talk",
    title="约谈",
    facts=Talk,
    closes_in="已办结",
    steps=(
        *issuing("待约谈", "约谈通知", submit={"needs": plan_is_whole}),
        Step("postpone", "改期", "待约谈", "待约谈", Role.SIGNER, is_ahead, asks=NewDay),
        Step("hold", "登记约谈记录", "待约谈", "待印纪要", Role.CLERK, was_held, asks=Held, evidence=Evidence("签字的约谈记录")),
        Step("minute", "印发约谈纪要", "待印纪要", "整改中", Role.SIGNER, asks=Minutes, holds=ANSWERABLE),
        Step("report", "报整改报告", "整改中", "待认定", ANSWERABLE, asks=Reply, evidence=Evidence("整改报告", kinds=("文件",))),
        Step("extend", "同意延期", "整改中", "整改中", Role.SIGNER, asks=NewDate),
        Step("reject", "退回", "待认定", "整改中", Role.CLERK, asks=Reason),
        Step("accept", "认定办结", "待认定", "已办结", Role.CLERK),
    ),
    deadlines=(
        on_the_day("待约谈", (Role.CLERK, Role.SIGNER), "约谈日期已过，请登记记录或改期", fact="on"),
        told("待印纪要", "3 workdays", "talk.minutes", (Role.CLERK, Role.SIGNER), "约谈纪要还没有印发"),
        answer_by("整改中", "整改报告到期还没有报"),
        to_judge("待认定", "整改报告还没有认定"),
    ),
    prints=(
        Print("约谈方案", "form", ("ground", "basis", "host", "called", "on", "at", "demand")),
        Print("约谈通知", "red_head", ("unit", "called", "on", "at", "ground")),
    ),
    settings=(Setting(TALK_AFTER, "任务滞后超过几天建议约谈"),),
    about="季约谈的对象按规则提出，由签发人决定。",
)
