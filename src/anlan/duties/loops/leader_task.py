"""领导年度任务: one line of a leader's own annual list, held by that leader and printed per leader."""

from datetime import date

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.facts import Facts, choice, day, long_text, number, person, record, rows, text
from anlan.kernel.loop import Evidence, Look, Loop, Print, Reason, Step
from anlan.kernel.people import Part, Role

HANDS = (Part("leader"), Part("assistant"))


class Line(Facts):
    line: str = text("进展", longest=300)


class LeaderTask(Facts):
    title: str = text("重点任务")
    leader: str = person("领导")
    assistant: str | None = person("协助人员", optional=True)
    post: str | None = record("post", "岗位", optional=True)
    year: int = number("年度", at_least="2000", at_most="2100")
    task: str = long_text("任务内容", longest=4000)
    basis: str = text("清单文号")
    times: int | None = number("应完成次数", "次", at_least="1", optional=True)
    due: date = day("完成时限")
    progress: tuple[Line, ...] = rows("进展", optional=True)


class Done(Facts):
    result: str = long_text("完成情况", longest=4000)
    done: int | None = number("实际次数", "次", at_least="0", optional=True)


class Effect(Facts):
    effect: str = choice("认定", "完成", "基本完成")
    opinion: str = long_text("意见", longest=1000)


def is_enough(look: Look[LeaderTask]) -> str | None:
    wanted, done = look.facts.times, look.asked.done or 0
    return f"应完成 {wanted} 次，只有 {done} 次，还不能报完成。" if wanted and done < wanted else None


LEADER_TASK = Loop(
    kind="leader_task",
    version=1,
    title="领导年度任务",
    facts=LeaderTask,
    opens_in="进行中",
    may_open=Role.CLERK,
    closes_in=("已完成", "已调整"),
    steps=(
        Step("progress", "填报进展", "进行中", "进行中", HANDS, asks=Line, into="progress"),
        Step("report", "报完成", "进行中", "待认定", HANDS, is_enough, asks=Done, evidence=Evidence("佐证"), holds=Role.CLERK),
        Step("reject", "退回", "待认定", "进行中", Role.CLERK, asks=Reason, holds=HANDS),
        Step("accept", "认定", "待认定", "已完成", Role.CLERK, asks=Effect),
        Step("change", "调整（职务变动等）", "进行中", "已调整", Role.SIGNER, asks=Reason),
    ),
    deadlines=(
        on_the_day("进行中", Role.CLERK, "领导年度任务到期还没有完成"),
        told("待认定", "3 workdays", "measure.judge", Role.CLERK, "领导年度任务还没有认定"),
    ),
    prints=(Print("年度重点工作任务清单", "table", ("title", "task", "times", "due", "basis")),),
    keeps=KEEPS,
    about="按领导个人列出和打印；与来文任务分解不是一回事。",
    menu="责任",
)
