"""提醒函: the mildest paper. It asks for an answer and is settled by reading it; it binds nobody and lifts nothing."""

from anlan.duties.measures import (
    ANSWERABLE,
    CLOCK,
    KEEPS,
    PROPOSED,
    UNIT,
    UNSENT,
    VOID,
    Measure,
    Reply,
    issuing,
    on_the_day,
    told,
)
from anlan.kernel.loop import Loop, Print, Step
from anlan.kernel.people import Role

REMINDER_LETTER = Loop(
    kind="reminder_letter",
    version=1,
    title="提醒函",
    facts=Measure,
    opens_in=PROPOSED,
    may_open=Role.CLERK,
    closes_in=("已了结", VOID),
    reads=UNIT,
    may_edit=Role.CLERK,
    edits_in=(PROPOSED, "拟稿"),
    unsent=UNSENT,
    steps=(
        *issuing("待反馈", "提醒函"),
        Step("reply", "反馈", "待反馈", "已反馈", ANSWERABLE, asks=Reply),
        Step("settle", "阅知了结", "已反馈", "已了结", Role.CLERK),
    ),
    deadlines=(
        *CLOCK,
        on_the_day("待反馈", (*ANSWERABLE, Role.CLERK), "提醒函到期还没有反馈"),
        told("已反馈", "3 workdays", "measure.judge", Role.CLERK, "反馈还没有阅知"),
    ),
    prints=(Print("提醒函", "red_head", ("unit", "ground", "basis", "demand", "due")),),
    keeps=KEEPS,
    about="垂直管理单位也可以发。到期不反馈只提醒，不自动升级。",
    menu="督办",
)
