"""清单核查: an imported list answered clause by clause for one unit; what is not met is mended and seen again."""

from datetime import date
from decimal import Decimal
from typing import Any

from anlan.kernel.facts import Facts, choice, day, long_text, number, place, record, rows, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.loop import After, Deadline, Evidence, Keeps, Look, Loop, Notify, On, Print, Reason, Step, someone_else_than
from anlan.kernel.people import Role
from anlan.kernel.reads import RecordOf

FILLERS = (Role.SAFETY_MANAGER, Role.FIRM_HEAD, Role.LIAISON, Role.OFFICER)
MET, UNMET, NOT_OURS = "已落实", "未落实", "不涉及"


class Answer(Facts):
    clause: str = text("条款号", longest=40)
    answer: str = choice("情况", MET, UNMET, NOT_OURS)
    amount: Decimal | None = number("现有数量", at_least="0", optional=True, hint="配备标准须填")
    said: str | None = long_text("说明", longest=2000, optional=True)


class ChecklistRun(Facts):
    title: str = text("核查名称")
    checklist: str = record("checklist", "清单")
    unit: str = unit_of("被核查单位")
    place: str | None = place("属地", optional=True)
    answers: tuple[Answer, ...] = rows("逐条情况", optional=True, later=True)
    due: date = day("填报期限")
    mend_by: date | None = day("整改期限", optional=True)


class MendBy(Facts):
    mend_by: date = day("整改期限")
    opinion: str = long_text("复核意见", longest=2000)


class Opinion(Facts):
    opinion: str = long_text("复核意见", longest=2000)


def content_is_there(look: Look[ChecklistRun]) -> str | None:
    if look.seen.list.valid_on(look.now) and look.seen.list.get("clauses"):
        return None
    return "清单内容未导入或已失效：请导入，或向上级索取；暂不适用的不必核查。"


def clauses(look: Look[ChecklistRun]) -> dict[str, Any]:
    return {one["clause"]: one for one in look.seen.list.get("clauses", ())}


def is_a_clause(look: Look[ChecklistRun]) -> str | None:
    clause = clauses(look).get(look.asked.clause)
    if clause is None:
        return f"清单里没有第 {look.asked.clause} 条，请核对条款号。"
    if look.asked.answer == NOT_OURS and not look.asked.said:
        return f"第 {look.asked.clause} 条选了“不涉及”，请说明理由。"
    return _amount_is_enough(clause, look.asked)


def _amount_is_enough(clause: dict[str, Any], answer: Answer) -> str | None:
    wanted = clause.get("amount")
    if wanted is None or answer.answer != MET:
        return None
    if answer.amount is None:
        return f"第 {answer.clause} 条是配备标准，请填现有数量。"
    if answer.amount < Decimal(str(wanted)):
        short = Decimal(str(wanted)) - answer.amount
        return f"第 {answer.clause} 条应有 {wanted} {clause.get('measure') or ''}，还差 {short}，不能选“{MET}”。"
    return None


def all_are_answered(look: Look[ChecklistRun]) -> str | None:
    missing = [clause for clause in clauses(look) if clause not in {one.clause for one in look.facts.answers}]
    return f"还有 {len(missing)} 条没有填：第 {'、'.join(missing[:5])} 条，请逐条填写。" if missing else None


def unmet(look: Look[ChecklistRun]) -> list[str]:
    return [one.clause for one in look.facts.answers if one.answer == UNMET]


def all_are_met(look: Look[ChecklistRun]) -> str | None:
    left = unmet(look)
    return f"第 {'、'.join(left)} 条未落实，不能通过，请“责令整改”。" if left else None


def some_are_unmet(look: Look[ChecklistRun]) -> str | None:
    return None if unmet(look) else "没有未落实的条款，请直接“复核通过”。"


def mend_has_proof_now(look: Look[ChecklistRun]) -> str | None:
    left = unmet(look)
    return f"第 {'、'.join(left)} 条还是“未落实”，整改后请改填并附佐证。" if left else None


def answered(look: Look[ChecklistRun]) -> dict[str, Any]:
    others = [one.dump() for one in look.facts.answers if one.clause != look.asked.clause]
    return {"answers": sorted([*others, look.asked.dump()], key=lambda one: list(clauses(look)).index(one["clause"]))}


CHECKLIST_RUN = Loop(
    kind="checklist_run",
    version=1,
    title="清单核查",
    facts=ChecklistRun,
    opens_in="填报中",
    may_open=(Role.OFFICER, Role.CLERK, Role.LIAISON),
    closes_in=("已通过", "已撤销"),
    reads={"list": RecordOf("checklist", of="checklist")},
    needs=content_is_there,
    steps=(
        Step(
            "answer",
            "填写一条",
            "填报中",
            "填报中",
            FILLERS,
            is_a_clause,
            asks=Answer,
            sets=answered,
            evidence=Evidence("佐证（照片、读数、文件或台账记录）"),
        ),
        Step("submit", "提交", "填报中", "待复核", FILLERS, all_are_answered, holds=(Role.OFFICER, Role.CLERK)),
        Step("return", "退回补充", "待复核", "填报中", (Role.OFFICER, Role.CLERK), asks=Reason),
        Step(
            "pass",
            "复核通过",
            "待复核",
            "已通过",
            (Role.OFFICER, Role.CLERK),
            (all_are_met, someone_else_than("submit", "填报人")),
            asks=Opinion,
        ),
        Step("order", "责令整改", "待复核", "整改中", (Role.OFFICER, Role.CLERK), some_are_unmet, asks=MendBy),
        Step(
            "mend",
            "整改一条",
            "整改中",
            "整改中",
            FILLERS,
            is_a_clause,
            asks=Answer,
            sets=answered,
            evidence=Evidence("整改佐证"),
        ),
        Step("mended", "整改完毕", "整改中", "待复核", FILLERS, mend_has_proof_now, holds=(Role.OFFICER, Role.CLERK)),
        Step("revoke", "撤销", ("填报中", "整改中"), "已撤销", (Role.OFFICER, Role.CLERK), asks=Reason),
    ),
    deadlines=(
        Deadline("填报中", On("due"), Notify((Role.SAFETY_MANAGER, Role.OFFICER), "清单核查到期还没有填完"), soon="1 day"),
        Deadline("待复核", After("5 workdays", tunable="checklist.review"), Notify(Role.OFFICER, "清单核查还没有复核")),
        Deadline("整改中", On("mend_by"), Notify((Role.SAFETY_MANAGER, Role.OFFICER), "清单核查的整改期限已到"), soon="1 day"),
    ),
    prints=(Print("清单核查表", "table", ("title", "unit", "answers")),),
    keeps=Keeps(10, "检查档案"),
    about="十五条硬措施、瓦斯和探放水措施、地方标准、配备标准等，导入之后都用它逐条核查。",
    menu="核查",
)
