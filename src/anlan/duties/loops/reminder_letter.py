"""提醒函: the mildest paper. It asks for an answer and is settled by reading it; it binds nobody and lifts nothing."""

from anlan.duties.measures import (
    ANSWERABLE,
    Measure,
    Reply,
    answer_by,
    issuing,
    measure,
    to_judge,
)
from anlan.kernel.loop import Print, Step
from anlan.kernel.people import Role

REMINDER_LETTER = measure(
    kind="reminder_letter",
    title="提醒函",
    facts=Measure,
    closes_in="已了结",
    steps=(
        *issuing("待反馈", "提醒函"),
        Step("reply", "反馈", "待反馈", "已反馈", ANSWERABLE, asks=Reply),
        Step("settle", "阅知了结", "已反馈", "已了结", Role.CLERK),
    ),
    deadlines=(
        answer_by("待反馈", "提醒函到期还没有反馈"),
        to_judge("已反馈", "反馈还没有阅知"),
    ),
    prints=(Print("提醒函", "red_head", ("unit", "ground", "basis", "demand", "due")),),
    about="垂直管理单位也可以发。到期不反馈只提醒，不自动升级。",
)
