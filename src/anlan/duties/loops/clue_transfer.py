"""问题线索移交: accountability is not ours; what points to it goes to the organ in charge against a receipt, in confidence."""

from anlan.duties.measures import CLOCK, KEEPS, PROPOSED, VOID, issuing, told
from anlan.kernel.facts import Facts, choice, file, long_text, text
from anlan.kernel.loop import Evidence, Look, Loop, Print, Step
from anlan.kernel.people import Role, Secrecy


class Clue(Facts):
    title: str = text("标题")
    to: str = text("移交给")
    kind: str = choice("受理机关", "纪检监察机关", "公安机关", "检察机关", "行业主管部门", "上级部门")
    clue: str = long_text("线索内容", longest=8000)
    basis: str | None = text("依据", optional=True)
    source: str | None = text("来源事项", optional=True)
    materials: tuple[str, ...] = file("材料", optional=True)


class Result(Facts):
    result: str = long_text("对方反馈的处理情况", longest=4000, hint="没有反馈义务的写“对方不反馈”")


def has_materials(look: Look[Clue]) -> str | None:
    if not look.facts.materials:
        return "线索没有附材料，请附上再送审。"
    return "请写明移交依据（法条或文号），再送审。" if not look.facts.basis else None


CLUE_TRANSFER = Loop(
    kind="clue_transfer",
    version=1,
    title="问题线索移交",
    facts=Clue,
    opens_in=PROPOSED,
    may_open=(Role.CLERK, Role.ENFORCER),
    closes_in=("已办结", VOID),
    may_edit=Role.CLERK,
    edits_in=(PROPOSED, "拟稿"),
    secrecy=Secrecy.NAMED,
    steps=(
        *issuing(
            "已移交",
            "移送函",
            adopt={"needs": ()},
            submit={"needs": has_materials},
            issue={"holds": Role.CLERK},
            receive={"title": "登记回执", "may": Role.CLERK, "evidence": Evidence("对方签收的回执", kinds=("文件", "照片"))},
        ),
        Step("result", "登记处理情况", "已移交", "已办结", Role.CLERK, asks=Result),
    ),
    deadlines=(*CLOCK, told("已移交", "60 days", "clue.result", Role.CLERK, "移交的线索还没有处理情况，请询问对方")),
    prints=(Print("问题线索移送函", "red_head", ("to", "clue", "basis")), Print("移送回执", "receipt", ("title", "to"))),
    keeps=KEEPS,
    about="只移交、取回执，不作问责结论。",
    menu="督办",
)
