"""督办函（工作函）: a letter between organs, the only paper for a vertically managed unit; it is answered by letter."""

from anlan.duties.measures import Measure, issuing, measure, on_the_day, to_judge
from anlan.kernel.facts import Facts, choice, long_text, text
from anlan.kernel.loop import Evidence, Print, Reason, Step
from anlan.kernel.people import Role


class Letter(Measure):
    form: str = choice("文种", "督办函", "工作函", default="督办函")


class Answer(Facts):
    answer_no: str | None = text("复函文号", optional=True)
    result: str = long_text("复函内容", longest=4000)


class Superior(Facts):
    superior: str = text("上级主管部门")
    reason: str = long_text("抄告事由", longest=2000)


SUPERVISION_LETTER = measure(
    kind="supervision_letter",
    title="督办函（工作函）",
    facts=Letter,
    closes_in="已办结",
    steps=(
        *issuing("待复函", "函"),
        Step(
            "answer",
            "登记复函",
            "待复函",
            "已复函",
            (Role.LIAISON, Role.CLERK),
            asks=Answer,
            evidence=Evidence("复函", kinds=("文件",)),
        ),
        Step("copy_up", "抄告上级主管部门", "待复函", "待复函", Role.SIGNER, asks=Superior),
        Step("ask_again", "再次函商", "已复函", "待复函", Role.CLERK, asks=Reason),
        Step("settle", "办结", "已复函", "已办结", Role.CLERK),
    ),
    deadlines=(
        on_the_day("待复函", (Role.CLERK, Role.SIGNER), "函到期还没有答复，可以抄告其上级主管部门"),
        to_judge("已复函", "复函还没有处理"),
    ),
    prints=(Print("督办函", "red_head", ("unit", "ground", "basis", "demand", "due")),),
    about="发给垂直管理单位和不相隶属的单位，不计分、不排名。",
)
