"""来文落实: from a received notice to its last task. Every obligation found stands in a row or is set aside with a reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from anlan.duties.duty_forms import CADENCES, COMPARED, SCOPES
from anlan.duties.measures import DRAFT, KEEPS, TO_SIGN, VOID, children_are_closed, on_the_day, told
from anlan.kernel.calendar import end_of_day
from anlan.kernel.facts import Facts, choice, day, file, long_text, many, number, place, record, text, unit, yes_no
from anlan.kernel.facts import rows as rows_of
from anlan.kernel.loop import Evidence, Look, Loop, Print, Reason, Spread, Step, signing
from anlan.kernel.people import Role
from anlan.kernel.reads import Children


class Obligation(Facts):
    """One obligation as the compiler found it; `row` is the row it went into, `dropped` why it went into none."""

    id: str = text("编号", longest=60)
    clause: str = text("条款", longest=60)
    clause_title: str | None = text("条款标题", optional=True)
    span: str = long_text("原文", longest=4000)
    start: int | None = number("起始位置", optional=True)
    end: int | None = number("结束位置", optional=True)
    action: str | None = text("动作", optional=True)
    object: str | None = text("对象", longest=1000, optional=True)
    lead: str | None = text("牵头", longest=500, optional=True)
    units: str | None = text("责任", longest=1000, optional=True)
    unit_ids: tuple[str, ...] = many("对应单位", of="unit", optional=True)
    scope: str | None = text("责任方式", optional=True)
    actor: str | None = text("实施主体", optional=True)
    cadence: str | None = text("频次", optional=True)
    deadline_text: str | None = text("时限原文", optional=True)
    deadline: date | None = day("完成时限", optional=True)
    quantity: str | None = text("指标", longest=500, optional=True)
    trigger: str | None = long_text("触发", longest=1000, optional=True)
    group: str | None = text("同列", optional=True)
    checked: bool = yes_no("已校对", default=True)
    row: str | None = text("归入序号", longest=20, optional=True)
    dropped: str | None = text("不立项的理由", optional=True)


class Row(Facts):
    """One row of the 任务分解表 that the county prints."""

    no: str = text("序号", longest=20)
    clause: str = text("条款", longest=60)
    task: str = long_text("工作任务", longest=4000)
    measures: str | None = long_text("具体措施", longest=4000, optional=True)
    scope: str = choice("责任方式", *SCOPES, default="负责")
    lead: str | None = unit("牵头单位", optional=True, hint="文件没有写明牵头的，可以留空，各单位分别负责")
    units: tuple[str, ...] = many("责任单位", of="unit", optional=True)
    to_townships: bool = yes_no("交乡镇", default=False, hint="责任单位里有乡镇的，保存时自动为“是”")
    item: str | None = record("township_duty_item", "履职事项", optional=True, hint="交乡镇的必填")
    overseer: str | None = text("督导领导", optional=True)
    leader: str | None = text("责任领导", optional=True)
    due: date | None = day("完成时限", optional=True)
    standing: bool = yes_no("长期坚持", default=False)
    cadence: str = choice("频次", *CADENCES, default="无")
    comparator: str | None = choice("指标口径", *COMPARED, optional=True)
    target: Decimal | None = number("指标", optional=True)
    target_unit: str | None = text("指标单位", longest=20, optional=True)
    quantity: str | None = text("指标原文", longest=500, optional=True, hint="文件原话，指标的出处")
    proof: str | None = text("佐证", longest=500, optional=True)
    note: str | None = text("备注", longest=500, optional=True)


class Doubt(Facts):
    """A place of the text that cleaning could not settle alone; a person says how it reads."""

    start: int = number("起始位置")
    end: int = number("结束位置")
    original: str | None = text("原件上", optional=True)
    reading: str = text("读作")
    candidates: str | None = text("候选", optional=True)
    settled: bool = yes_no("已核实", default=False)


class Directive(Facts):
    title: str = text("标题")
    doc_no: str | None = text("来文文号", optional=True)
    issuer: str | None = text("发文机关", optional=True)
    issued: date | None = day("成文日期", optional=True)
    received: date = day("收文日期")
    place: str | None = place("属地", optional=True)
    original: tuple[str, ...] = file("原件", optional=True)
    doubts: tuple[Doubt, ...] = rows_of("存疑之处", optional=True, later=True)
    obligations: tuple[Obligation, ...] = rows_of("拆出的任务", optional=True, later=True)
    rows: tuple[Row, ...] = rows_of("任务分解表", optional=True, later=True)
    consult_due: date | None = day("征求意见期限", optional=True)


class Consult(Facts):
    consult_due: date = day("征求意见期限")


def has_original(look: Look[Directive]) -> str | None:
    return None if look.facts.original else "还没有原件，请上传文件或粘贴全文，再拆解。"


def is_read_through(look: Look[Directive]) -> str | None:
    if not look.facts.obligations:
        return "还没有拆出任务：请先拆解；确实没有任务的，用“无任务存档”。"
    waiting = [one.id for one in look.facts.obligations if not one.checked]
    if waiting:
        return f"还有 {len(waiting)} 条任务没有校对（第一条：{waiting[0]}），请在“文件拆解”里对照原文校对。"
    doubts = [one.reading for one in look.facts.doubts if not one.settled]
    return f"还有 {len(doubts)} 处存疑没有核实（第一处读作“{doubts[0]}”），请对照原件确认。" if doubts else None


def nothing_is_lost(look: Look[Directive]) -> str | None:
    known = {row.no for row in look.facts.rows}
    loose = [one.id for one in look.facts.obligations if not one.dropped and one.row not in known]
    if loose:
        return f"还有 {len(loose)} 条任务没有归入任何一行（第一条：{loose[0]}），请归入，或写明不立项的理由。"
    used = {one.row for one in look.facts.obligations if not one.dropped}
    empty = [row.no for row in look.facts.rows if row.no not in used]
    return f"第 {empty[0]} 行没有对应的原文任务，请删去或归入任务。" if empty else None


def rows_are_sound(look: Look[Directive]) -> str | None:
    return next(wrong_with(look.facts.rows), None)


def wrong_with(rows: tuple[Row, ...]) -> Iterator[str]:
    """What is wrong with the rows of a 任务分解表, one sentence each."""
    if not rows:
        yield "任务分解表还是空的，请先归口成行。"
    numbers = [row.no for row in rows]
    yield from (f"序号 {no} 重复，请改正。" for no in sorted({no for no in numbers if numbers.count(no) > 1}))
    if bare := [row.no for row in rows if row.to_townships and not row.item]:
        yield f"{named(bare)}交乡镇，但没有履职事项：乡镇只办履职事项清单内的事，请在任务分解表里勾选，选定事项，或改为不交乡镇。"
    for row in rows:
        if not row.lead and not row.units:
            yield f"第 {row.no} 行没有责任单位，请选牵头或责任单位。"
        if row.lead in row.units:
            yield f"第 {row.no} 行的牵头单位又列为责任单位，请只留一处。"
        if row.standing and row.due:
            yield f"第 {row.no} 行有完成时限，又列为长期坚持，请只留一项。"
        if row.target is not None and not row.target_unit:
            yield f"第 {row.no} 行有指标没有单位，请补上。"


def named(numbers: list[str]) -> str:
    """ "第 1、2、3 等 48 行"."""
    return f"第 {'、'.join(numbers[:3])}{f' 等 {len(numbers)}' if len(numbers) > 3 else ''} 行"


def consulting_lies_ahead(look: Look[Directive]) -> str | None:
    return None if end_of_day(look.asked.consult_due) > look.now else "征求意见期限应在今天以后，请改正。"


def answers_are_in(look: Look[Directive]) -> str | None:
    due = look.facts.consult_due
    if not look.seen.replies.open and not look.seen.replies.done:
        return "征求意见正在发给各单位，请过一会儿刷新再看。"
    if not look.seen.replies.open or (due and look.now > end_of_day(due)):
        return None
    return f"还有 {look.seen.replies.open} 家没有处理完，期限 {due} 也没有到，请收齐或到期后再办。"


def answers_are_handled(look: Look[Directive]) -> str | None:
    return f"还有 {look.seen.replies.open} 家的意见没有处理，请逐家登记采纳情况。" if look.seen.replies.open else None


def named_units(look: Look[Directive]) -> tuple[str, ...]:
    return tuple(sorted({name for row in look.facts.rows for name in (row.lead, *row.units) if name}))


def holders_of_rows(look: Look[Directive]) -> tuple[str, ...]:
    """One duty a row with a lead; without one, each unit its own: "3" or "3/<unit>"."""
    return tuple(
        target for row in look.facts.rows for target in ([row.no] if row.lead else [f"{row.no}/{one}" for one in row.units])
    )


def duties_are_done(look: Look[Directive]) -> str | None:
    if not look.seen.duties.open and not look.seen.duties.done:
        return "任务正在交办给各单位，请过一会儿刷新再看。"
    return children_are_closed(look)


def question_for(look: Look[Directive], target: str) -> dict[str, Any]:
    mine = [row for row in look.facts.rows if target in (row.lead, *row.units)]
    asked = [Row.model_dump(row, mode="json", exclude_none=True, include={"no", "task", "due"}) for row in mine]
    roles = ("牵头" if row.lead == target else "配合" if row.lead else "负责" for row in mine)
    asked = [said | {"role": role} for said, role in zip(asked, roles, strict=True)]
    return {"title": look.facts.title, "unit": target, "asked": asked, "due": str(look.facts.consult_due)}


def copy_for(look: Look[Directive], target: str) -> dict[str, Any]:
    return {"title": look.facts.title, "unit": target, "kind": "任务分解"} | ({"doc_no": look.number} if look.number else {})


def duty_of(look: Look[Directive], target: str) -> dict[str, Any]:
    """The duty of one row (or of one unit's share of it), with the fine obligations that went into it as its items."""
    no, _, unit = target.partition("/")
    row = next(row for row in look.facts.rows if row.no == no)
    said = row.model_dump(mode="json", exclude_none=True, exclude={"no", "lead", "to_townships", *(["units"] if unit else [])})
    items = [{"obligation": one.id, "what": one.span} for one in look.facts.obligations if one.row == no and not one.dropped]
    mine = {"title": row.task[:80], "serial": row.no, "unit": unit or row.lead, "source": look.number or look.facts.title}
    return said | mine | {"part": "牵头" if row.lead else "负责", "items": items}


BLOCK = {
    step.name: step
    for step in signing(
        DRAFT, "逐单位签收", mark="文", drafter=Role.CLERK, reviewer=Role.CLERK, signer=Role.SIGNER, receiver=Role.CLERK
    )
}
SOUND = (nothing_is_lost, rows_are_sound)

DIRECTIVE = Loop(
    kind="directive",
    version=1,
    title="来文落实",
    facts=Directive,
    opens_in="已登记",
    may_open=Role.CLERK,
    closes_in=("已办结", "已存档", VOID),
    reads={"replies": Children("consult_reply"), "kids": Children(), "duties": Children("duty")},
    may_edit=Role.CLERK,
    edits_in=("已登记", "拆解校对", "合并归口", "采纳情况", DRAFT),
    steps=(
        Step("parse", "拆解", "已登记", "拆解校对", Role.CLERK, has_original),
        Step("file_only", "无任务存档", ("已登记", "拆解校对"), "已存档", Role.CLERK, asks=Reason),
        Step("check", "校对完成", "拆解校对", "合并归口", Role.CLERK, is_read_through),
        Step("recheck", "退回校对", "合并归口", "拆解校对", Role.CLERK, asks=Reason),
        Step(
            "consult",
            "归口完成，征求意见",
            "合并归口",
            "征求意见",
            Role.CLERK,
            (*SOUND, consulting_lies_ahead),
            asks=Consult,
            spread=Spread("consult_reply", named_units, question_for),
        ),
        Step("no_consult", "不再征求意见", "合并归口", "采纳情况", Role.SIGNER, SOUND, asks=Reason, holds=Role.CLERK),
        Step("collect", "意见收齐", "征求意见", "采纳情况", Role.CLERK, answers_are_in),
        Step("draft", "形成送审稿", "采纳情况", DRAFT, Role.CLERK, (answers_are_handled, *SOUND)),
        BLOCK["submit"],
        BLOCK["return"],
        BLOCK["review"],
        replace(BLOCK["issue"], enters="待印发"),
        Step(
            "print",
            "印发",
            "待印发",
            "逐单位签收",
            Role.CLERK,
            evidence=Evidence("盖章后的印发件（扫描件或版式文件）", kinds=("文件",)),
            spread=Spread("receipt", named_units, copy_for),
        ),
        Step("hand_out", "交办任务", "逐单位签收", "落实中", Role.CLERK, SOUND, spread=Spread("duty", holders_of_rows, duty_of)),
        Step("finish", "办结", "落实中", "已办结", Role.CLERK, duties_are_done),
        replace(BLOCK["withdraw"], leaves=(DRAFT, "审核中", TO_SIGN, "待印发")),
    ),
    deadlines=(
        told("已登记", "1 workday", "directive.parse", Role.CLERK, "来文还没有拆解"),
        told("拆解校对", "2 workdays", "directive.check", Role.CLERK, "拆解结果还没有校对"),
        told("合并归口", "2 workdays", "directive.merge", Role.CLERK, "任务还没有归口"),
        on_the_day("征求意见", Role.CLERK, "征求意见期限已到", fact="consult_due"),
        told("采纳情况", "2 workdays", "directive.adopt", Role.CLERK, "意见还没有处理完"),
        told(DRAFT, "2 workdays", "measure.draft", Role.CLERK, "文稿还没有送审"),
        told("审核中", "1 workday", "measure.review", Role.CLERK, "文稿还没有审核"),
        told(TO_SIGN, "1 workday", "measure.sign", Role.SIGNER, "文稿还没有签发"),
        told("待印发", "1 workday", "directive.print", Role.CLERK, "已签发，还没有印发"),
        told("逐单位签收", "1 workday", "directive.hand_out", Role.CLERK, "已印发，任务还没有交办"),
        told("落实中", "1 year", "directive.finish", Role.CLERK, "来文还有任务没有办结"),
    ),
    prints=(Print("任务分解表", "table", ("doc_no", "rows")), Print("通知", "red_head", ("title", "rows"))),
    keeps=replace(KEEPS, years=30),
    about="从原文到每一条任务的佐证，一条不丢。",
    menu="任务",
    bench="/duties/directives",
)
