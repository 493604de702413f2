"""The packs for 月调度 and 季约谈 on paper: numbers first, then the duties behind each of them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from anlan.desk.prints import Block, Grid, Paper, Text
from anlan.duties.packs import UNSET, Pack, Task, UnitLine

UNIT_HEADS = ("单位", "在办", "本期办结", "滞后", "报完成缺佐证", "最近到期")
LATE_HEADS = ("单位", "序号", "任务", "完成时限", "滞后天数", "最近一次进展")
TALK_HEADS = ("单位", "滞后任务", "最长滞后天数", "建议")
ROW_HEADS = ("单位", "序号", "任务", "完成时限", "状态", "计入")
COLUMNS = (("is_open", "在办"), ("is_done", "本期办结"), ("is_late", "滞后"), ("is_bare", "缺佐证"))


def day(value: date | None) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def title_of(pack: Pack, place: str) -> str:
    return f"{place}{pack.span.title}{'约谈' if 'Q' in pack.span.name else '调度'}材料"


def paper(pack: Pack, place: str) -> Paper:
    """One document: figures, late duties, proposals, asks of townships, and the rows behind all of it."""
    blocks: list[Block] = [Text(f"截至 {day(pack.span.today)}。{standing(pack)}")]
    blocks.append(Grid(UNIT_HEADS, tuple(map(unit_row, pack.lines)), "一、各单位任务（按名称音序，不排名）", (14, 4, 5, 4, 6, 8)))
    blocks.append(Grid(LATE_HEADS, late_rows(pack), "二、滞后任务", (10, 4, 18, 8, 5, 18)))
    blocks += [Text(f"三、约谈建议　{rule_said(pack)}"), *talk_grid(pack)]
    blocks.append(Grid(("乡镇", *pack.months), ask_rows(pack), f"四、各乡镇每月被交办件数（上限：{pack.asks_limit}）"))
    blocks.append(Grid(ROW_HEADS, behind(pack), "五、数字对应的任务", (10, 4, 20, 8, 7, 8)))
    return Paper("table", title_of(pack, place), tuple(blocks), date=pack.span.today)


def standing(pack: Pack) -> str:
    """Whether anybody may be scored."""
    if not pack.rules:
        return "没有登记经批准的考核办法，本材料不计分、不排名。"
    named = "、".join(f"《{title}》（{number}）" if title != number else number for number, title in pack.rules)
    return f"考核依据：{named}；扣分和申诉见“考核扣分”，本材料不排名。"


def rule_said(pack: Pack) -> str:
    if pack.talk_after is None:
        return f"建议条件{UNSET}：县里还没有设定任务滞后超过几天建议约谈，所以没有建议。"
    return f"条件：滞后超过 {pack.talk_after} 天。是否约谈由签发人决定；垂直管理单位发函。"


def unit_row(line: UnitLine) -> tuple[str, ...]:
    return (line.name, *(str(len(rows)) for rows in (line.open, line.done, line.late, line.bare)), day(line.next_due))


def named(tasks: Iterable[tuple[str, Task]]) -> Iterable[tuple[str, Task, tuple[str, str, str]]]:
    return ((name, one, (one.serial, one.matter.title, day(one.due))) for name, one in tasks)


def late_rows(pack: Pack) -> tuple[tuple[str, ...], ...]:
    late = ((line.name, task) for line in pack.lines for task in sorted(line.late, key=lambda one: -one.days_late))
    return tuple((name, *said, str(one.days_late), one.last_said) for name, one, said in named(late))


def talk_grid(pack: Pack) -> Sequence[Block]:
    rows = tuple(
        (one.line.name, "；".join(task.matter.title for task in one.tasks), str(one.days), one.what) for one in pack.candidates
    )
    return [Grid(TALK_HEADS, rows, widths=(10, 26, 6, 5))] if rows else []


def ask_rows(pack: Pack) -> tuple[tuple[str, ...], ...]:
    return tuple((one.name, *map(str, one.counts)) for one in pack.asks)


def behind(pack: Pack) -> tuple[tuple[str, ...], ...]:
    """Every duty counted, and into which numbers it went."""
    return tuple((line.name, *said, one.matter.state, counted_as(one))
                 for line, task in pack.counted() for _, one, said in named([(line.name, task)]))  # fmt: skip


def counted_as(task: Any) -> str:
    return "、".join(title for flag, title in COLUMNS if getattr(task, flag))
