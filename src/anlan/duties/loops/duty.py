"""责任任务: one row of the 任务分解表, held by its lead, one child a co-responsible unit; its end needs proof."""

import re
from datetime import date
from typing import Any

from anlan.duties.duty_counts import (
    GOAL,
    OWN,
    are_items,
    closed_with_it,
    how_often,
    items_are_answered,
    says_why_not,
    target_is_met,
    ticked,
)
from anlan.duties.duty_forms import Coverage, Done, Duty, Effect, Ground, Line, NewUnit, Summary, Tick, YearEnd
from anlan.duties.measures import ANSWERABLE, KEEPS, NewDate, is_later, on_the_day, told
from anlan.kernel.calendar import add_months, local, period
from anlan.kernel.loop import (
    Deadline,
    Evidence,
    Look,
    Loop,
    Notify,
    On,
    Opens,
    Print,
    Propose,
    Reason,
    Repeats,
    Rung,
    Spread,
    Step,
    Take,
)
from anlan.kernel.people import Part, Role
from anlan.kernel.reads import Children, Covering, MattersOf, RecordOf, Setting

NEW, ON, LATE, LASTING, BARE, JUDGED, SUMMED = (
    "未启动",
    "正在推进",
    "滞后",
    "长期坚持",
    "报完成缺佐证",
    "待认定",
    "年度总结待认定",
)
DONE, YEAR_DONE, CANCELLED = "已完成", "年度已总结", "已取消"
ANSWERS = (*ANSWERABLE, Part("liaison"))
ASKS_A_MONTH = "township.asks_a_month"


def count_said(value: str | None) -> int | None:
    """The number that a county setting begins with: 3 of "3 次"; None if it begins with none."""
    found = re.match("[0-9]+", value or "")
    return int(found[0]) if found else None


def is_asked_within_bounds(look: Look[Duty]) -> str | None:
    """Who is asked is on record; a person keeps to the county's limit of asks a month (a spread tells no one no)."""
    if not look.seen.who and not look.seen.firm:
        return "单位台账里没有这个单位，请先登记单位再交办。"
    if look.by.is_clock or look.seen.who.get("kind") != "乡镇":
        return None
    limit = next((count_said(one.get("value")) or 0 for one in look.seen.settings), 0)
    asked = len(look.seen.asks)
    if 0 < limit <= asked:
        return f"近一个月已向{look.seen.who.title}交办 {asked} 件，到了县里规定的 {limit} 件，请合并或下月再交办。"
    return None


def stands_in_its_list(look: Look[Duty]) -> str | None:
    """A township does only what its list of duties holds; an item of one township is no other's."""
    item = look.seen.item
    if look.seen.who.get("kind") != "乡镇" or (item.valid_on(look.now) and item.get("unit") in (None, look.unit)):
        return None
    return f"这项任务没有对应{look.seen.who.title}的履职事项，请安委办补填清单内的事项，或取消交办、改由县级部门负责。"


def shares_are_done(look: Look[Duty]) -> str | None:
    return f"还有 {look.seen.kids.open} 个责任单位（或分期）没有办结，请先办结。" if look.seen.kids.open else None


def firms_are_covered(look: Look[Duty]) -> str | None:
    if look.facts.scope != "指导督促落实":
        return None
    firms, covered = look.facts.firms, look.facts.covered
    if firms is None or covered is None:
        return "指导督促落实的任务，请先用“填报企业覆盖”填应覆盖和已覆盖的企业数。"
    return f"还有 {firms - covered} 家企业没有督促到，请补齐再报完成。" if covered < firms else None


def watches_over_firms(look: Look[Duty]) -> str | None:
    if look.facts.scope != "指导督促落实":
        return "只有指导督促落实的任务填这一项。"
    return "已覆盖的多于应覆盖的，请核对。" if look.asked.covered > look.asked.firms else None


def has_no_date(look: Look[Duty]) -> str | None:
    return f"这项任务的完成时限是 {look.facts.due}，不能转为长期坚持。" if look.facts.due else None


def was_ruled(look: Look[Duty]) -> str | None:
    if look.seen.disputes.open:
        return "职责争议还没有裁定，裁定前由原单位负责。"
    return None if look.seen.disputes.done else "没有职责争议的裁定，不能改派；需要改派的，请先提出职责争议。"


def is_once(look: Look[Duty]) -> str | None:
    return "这项任务是长期坚持的，请用“启动（长期坚持）”。" if look.facts.standing else stands_in_its_list(look)


def is_standing(look: Look[Duty]) -> str | None:
    return stands_in_its_list(look) if look.facts.standing else "这项任务没有列为长期坚持，请用“启动”。"


def next_month(look: Look[Duty]) -> dict[str, Any]:
    return {"next_line": str(local(add_months(look.now, 1)).date())}


def line_said(look: Look[Duty]) -> dict[str, Any]:
    reached = {} if look.asked.reached is None else {"reached": str(look.asked.reached)}
    return next_month(look) | reached


def year_end(look: Look[Duty]) -> dict[str, Any]:
    return {"standing": True} | next_month(look) | {"summary_due": f"{local(look.now).year}-12-31"}


def first_line(look: Look[Duty]) -> dict[str, Any]:
    return line_said(look) | year_end(look)


def share(look: Look[Duty], target: str) -> dict[str, Any]:
    said = look.facts.model_dump(
        mode="json", exclude_none=True, exclude={"progress", "units", "liaison", "leader", "next_line", "item", "items", *GOAL}
    )
    return said | {"unit": target, "part": "配合", "cadence": "无"}


def which_period(look: Look[Duty]) -> str:
    """The period that today is in, by name; "" where nothing is due by period."""
    return period(every, look.now) if (every := how_often(look)) else ""


def instalment(look: Look[Duty], period: str) -> dict[str, Any]:
    """One period's own share, due with the period: "2026Q1", "2026H1", "2026"."""
    months = int(period[5:]) * (3 if "Q" in period else 6) if len(period) > 4 else 12
    last = add_months(look.now.replace(month=months, day=1), 1).replace(day=1)
    due = date.fromordinal(last.date().toordinal() - 1)
    said = {
        "title": f"{look.facts.title}（{period}）"[:200],
        "task": look.facts.task,
        "unit": look.unit,
        "part": "分期",
        "due": str(due),
    }
    of_row = look.facts.model_dump(mode="json", exclude_none=True, include={"source", "item", *GOAL} - {"reached"})
    return said | of_row


def next_year(look: Look[Duty]) -> dict[str, Any]:
    gone = {"progress", "reached", "covered", "next_line", "summary_due", "items"}
    anew = [item.model_copy(update={"done": False, "remark": None}).dump() for item in look.facts.items]
    return look.facts.model_dump(mode="json", exclude_none=True, exclude=gone) | {"items": anew}


def dispute(look: Look[Duty]) -> dict[str, Any]:
    return {
        "title": f"职责争议：{look.facts.title}"[:200],
        "unit": look.unit,
        "task": look.facts.task,
        "ground": look.asked.ground,
    }


def is_vertical(look: Look[Duty]) -> bool:
    return bool(look.seen.who.get("vertical"))


def answers_to_us(look: Look[Duty]) -> bool:
    return bool(look.seen.who) and not is_vertical(look) and stands_in_its_list(look) is None


def lateness(look: Look[Duty]) -> dict[str, Any]:
    until = f"应于 {look.facts.due} 前完成，" if look.facts.due else ""
    last = f"最近一次进展：{look.facts.progress[-1].line}" if look.facts.progress else "至今没有填报进展"
    ground = f"《{look.facts.source or '任务分解表'}》“{look.facts.title}”，{until}现为滞后。{last}"
    return {"title": look.facts.title, "unit": look.unit, "ground": ground[:2000], "source": look.id or None}


GOING = (("", ON), ("_late", LATE), ("_lasting", LASTING))
SHARES = Spread("duty", lambda look: look.facts.units if look.facts.part in OWN else (), share)
BY_LINK = (
    "start", "start_lasting", "progress", "progress_late", "progress_lasting", "cover", "cover_late", "cover_lasting",
    "report_done", "report_bare", "add_proof",
)  # fmt: skip
PROVED = (shares_are_done, target_is_met, firms_are_covered, items_are_answered)
OPEN = (NEW, ON, LATE, LASTING, BARE, JUDGED, SUMMED)

DUTY = Loop(
    kind="duty",
    version=1,
    title="责任任务",
    facts=Duty,
    opens_in=NEW,
    may_open=Role.CLERK,
    closes_in=(DONE, YEAR_DONE, CANCELLED),
    reads={
        "who": RecordOf("unit", of="unit"),
        "firm": RecordOf("firm", of="unit"),
        "item": RecordOf("township_duty_item", of="item"),
        "asks": MattersOf("duty", same=("unit",), within="1 month"),
        "settings": Covering("county_setting", key=ASKS_A_MONTH),
        "kids": Children("duty"),
        "disputes": Children("duty_dispute"),
    },
    settings=(Setting(ASKS_A_MONTH, "每月向一个乡镇最多交办几件"),),
    needs=is_asked_within_bounds,
    may_edit=Role.CLERK,
    edits_in=(NEW, ON),
    steps=(
        Step("start", "启动", NEW, ON, ANSWERS, is_once, asks=Line, into="progress", sets=line_said, spread=SHARES),
        Step(
            "start_lasting",
            "启动（长期坚持）",
            NEW,
            LASTING,
            ANSWERS,
            is_standing,
            asks=Line,
            into="progress",
            sets=first_line,
            spread=SHARES,
        ),
        *(
            Step(f"progress{tail}", "填报进展", state, state, ANSWERS, asks=Line, into="progress", sets=line_said)
            for tail, state in GOING
        ),
        *(
            Step(f"cover{tail}", "填报企业覆盖", state, state, ANSWERS, watches_over_firms, asks=Coverage)
            for tail, state in GOING
        ),
        *(
            Step(f"tick{tail}", "办结任务条目", state, state, ANSWERS, (are_items, says_why_not), asks=Tick, sets=ticked)
            for tail, state in GOING
        ),
        *(
            Step(f"dispute{tail}", "提出职责争议", state, state, Role.LIAISON, asks=Ground, opens=Opens("duty_dispute", dispute))
            for tail, state in (("", NEW), ("_on", ON))
        ),
        Step("lag", "转为滞后", (NEW, ON), LATE, Role.CLOCK),
        Step("report_lag", "报告滞后", ON, LATE, ANSWERS, asks=Reason),
        Step("extend", "同意延期", (ON, LATE), ON, Role.SIGNER, is_later, asks=NewDate, holds=ANSWERABLE),
        Step(
            "report_done",
            "报完成",
            (ON, LATE),
            JUDGED,
            ANSWERS,
            PROVED,
            asks=Done,
            sets=closed_with_it,
            evidence=Evidence("佐证"),
            holds=Role.CLERK,
        ),
        Step(
            "report_bare",
            "报完成（佐证后补）",
            (ON, LATE),
            BARE,
            ANSWERS,
            PROVED,
            asks=Done,
            sets=closed_with_it,
        ),
        Step("add_proof", "补佐证", BARE, JUDGED, ANSWERS, evidence=Evidence("佐证"), holds=Role.CLERK),
        Step("accept", "认定完成", JUDGED, DONE, Role.CLERK, asks=Effect),
        Step("reject", "退回", (JUDGED, BARE), ON, Role.CLERK, asks=Reason, holds=ANSWERABLE),
        Step("last", "转为长期坚持", ON, LASTING, Role.CLERK, has_no_date, sets=year_end, holds=ANSWERABLE),
        Step(
            "summarise",
            "报年度总结",
            LASTING,
            SUMMED,
            ANSWERS,
            shares_are_done,
            asks=Summary,
            evidence=Evidence("年度总结或数据"),
            holds=Role.CLERK,
        ),
        Step("reject_year", "退回总结", SUMMED, LASTING, Role.CLERK, asks=Reason, holds=ANSWERABLE),
        Step(
            "accept_year",
            "认定年度总结",
            SUMMED,
            YEAR_DONE,
            Role.CLERK,
            asks=YearEnd,
            opens=Opens("duty", next_year, child=False, only_if=lambda look: look.asked.continues),
        ),
        Step("reassign", "按裁定改派", (NEW, ON, LATE), NEW, Role.CLERK, was_ruled, asks=NewUnit, holds=ANSWERABLE),
        Step("cancel", "取消", OPEN, CANCELLED, Role.SIGNER, asks=Reason),
    ),
    deadlines=(
        Deadline(NEW, On("due"), (Take("lag"), Notify((Role.LIAISON, Role.CLERK), "任务到期还没有启动")), soon="7 days"),
        told(NEW, "5 workdays", "duty.start", (Role.LIAISON, Role.CLERK), "任务还没有启动"),
        Deadline(ON, On("due"), (Take("lag"), Notify((Role.LIAISON, Role.CLERK), "任务到期没有完成，已转为滞后")), soon="7 days"),
        on_the_day(ON, Role.LIAISON, "本月进展还没有填报，一句话即可", fact="next_line"),
        Deadline(
            LATE,
            told(LATE, "3 workdays", "duty.late", Role.CLERK, "").at,
            (Notify((Role.LIAISON, Role.CLERK), "任务滞后"), Propose("reminder_letter", lateness)),
        ),
        on_the_day(LASTING, Role.LIAISON, "本月进展还没有填报，一句话即可", fact="next_line"),
        on_the_day(LASTING, (Role.LIAISON, Role.CLERK), "年度总结还没有报", fact="summary_due"),
        told(BARE, "3 workdays", "duty.proof", (Role.LIAISON, Role.CLERK), "报了完成，还没有佐证"),
        told(JUDGED, "3 workdays", "measure.judge", Role.CLERK, "报完成的任务还没有认定"),
        told(SUMMED, "10 workdays", "duty.year", Role.CLERK, "年度总结还没有认定"),
    ),
    ladder=(
        Rung("5 workdays", proposes=Propose("supervision_order", lateness, only_if=answers_to_us), states=(LATE,)),
        Rung("5 workdays", proposes=Propose("supervision_letter", lateness, only_if=is_vertical), states=(LATE,)),
    ),
    repeats=Repeats("duty", which_period, instalment, (ON, LASTING)),
    prints=(
        Print(
            "任务卡", "form", ("serial", "clause", "task", "measures", "unit", "units", "leader", "liaison", "due", "progress")
        ),
    ),
    keeps=KEEPS,
    codes={"liaison": BY_LINK},
    about="报了完成没有佐证的单列一种状态；没有时限的长期坚持，年底总结后续办。",
    menu="任务",
)
