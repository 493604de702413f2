"""征求意见: one unit answers the rows that name it; the office then says what it took up and why not the rest."""

from datetime import date

from anlan.duties.measures import KEEPS, on_the_day, told
from anlan.kernel.calendar import end_of_day
from anlan.kernel.facts import Contact, Facts, choice, contact, day, long_text, rows, text, unit
from anlan.kernel.loop import Look, Loop, Print, Reason, Step
from anlan.kernel.people import Part, Role

ANSWERS = (Role.LIAISON, Part("liaison"))


class Asked(Facts):
    no: str = text("序号", longest=20)
    task: str = long_text("工作任务", longest=4000)
    role: str = choice("责任", "牵头", "配合", "负责")
    due: date | None = day("完成时限", optional=True)


class Answer(Facts):
    no: str = text("序号", longest=20)
    task: str | None = long_text("工作任务", longest=4000, optional=True)
    opinion: str = choice("意见", "同意", "修改", "不属本单位", default="同意")
    change: str | None = long_text("修改为", longest=2000, shown_when=("opinion", ("修改",)))
    ground: str | None = long_text("依据", longest=2000, shown_when=("opinion", ("不属本单位",)), hint="“三定”规定或法条")


class ConsultReply(Facts):
    title: str = text("征求意见的文件")
    unit: str = unit("被征求单位")
    asked: tuple[Asked, ...] = rows("涉及本单位的任务")
    answers: tuple[Answer, ...] = rows("答复", optional=True)
    liaison: Contact | None = contact("联络员", optional=True)
    due: date = day("答复期限")


class Answers(Facts):
    answers: tuple[Answer, ...] = rows("答复", prefilled_from="asked", hint="没有意见的不用动；要改的选“修改”并写改成什么")


class Taken(Facts):
    taken: str = choice("采纳情况", "采纳", "部分采纳", "不采纳")
    why: str | None = long_text("理由", longest=2000, shown_when=("taken", ("部分采纳", "不采纳")))


def every_row_is_answered(look: Look[ConsultReply]) -> str | None:
    wanted, given = [row.no for row in look.facts.asked], [row.no for row in look.asked.answers]
    missing = [no for no in wanted if no not in given]
    if missing:
        return f"第 {'、'.join(missing)} 项还没有答复，请逐项选“同意”“修改”或“不属本单位”。"
    wrong = [no for no in given if no not in wanted or given.count(no) > 1]
    return f"第 {wrong[0]} 项重复，或不在征求本单位意见之列，请去掉。" if wrong else None


def tasks_stay_as_asked(look: Look[ConsultReply]) -> str | None:
    """A task rewritten in its own place would be agreed to unseen."""
    said = {row.no: row.task for row in look.facts.asked}
    changed = [row.no for row in look.asked.answers if row.task and "".join(row.task.split()) != "".join(said[row.no].split())]
    return f"第 {changed[0]} 项的工作任务请不要直接改，选“修改”，写在“修改为”里。" if changed else None


def objections_say_why(look: Look[ConsultReply]) -> str | None:
    for row in look.asked.answers:
        if row.opinion == "不属本单位" and not row.ground:
            return f"第 {row.no} 项选了“不属本单位”，请写明依据（“三定”规定或法条）。"
        if row.opinion == "修改" and not row.change:
            return f"第 {row.no} 项选了“修改”，请写明修改为什么。"
    return None


def time_is_up(look: Look[ConsultReply]) -> str | None:
    return None if look.now > end_of_day(look.facts.due) else f"答复期限是 {look.facts.due}，还没有到，请等候答复或催办。"


CONSULT_REPLY = Loop(
    kind="consult_reply",
    version=1,
    title="征求意见",
    facts=ConsultReply,
    opens_in="待答复",
    may_open=Role.CLERK,
    closes_in=("已处理",),
    steps=(
        Step("agree", "全部同意", "待答复", "已处理", ANSWERS),
        Step(
            "answer",
            "逐项答复",
            "待答复",
            "待处理",
            ANSWERS,
            (every_row_is_answered, tasks_stay_as_asked, objections_say_why),
            asks=Answers,
            holds=Role.CLERK,
        ),
        Step("no_answer", "按无意见处理", "待答复", "已处理", Role.CLERK, time_is_up),
        Step("ask_again", "再次征求", "待处理", "待答复", Role.CLERK, asks=Reason, holds=Role.LIAISON),
        Step("handle", "登记采纳情况", "待处理", "已处理", Role.CLERK, asks=Taken),
    ),
    deadlines=(
        on_the_day("待答复", (Role.LIAISON, Role.CLERK), "征求意见到期还没有答复"),
        told("待处理", "2 workdays", "consult.handle", Role.CLERK, "单位的意见还没有处理"),
    ),
    prints=(Print("征求意见反馈单", "form", ("title", "unit", "asked", "answers")),),
    keeps=KEEPS,
    codes={"liaison": ("agree", "answer")},
    about="期限过后仍不答复的，由经办人按无意见处理，系统不替单位表态。",
)
