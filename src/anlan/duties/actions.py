"""What a clerk does with a directive at the workbench: take it in, confirm, set aside, join, cut, add, and group into rows."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from anlan.duties import queries
from anlan.duties.bench import is_inferred
from anlan.duties.handout import marked
from anlan.duties.reading import NotADirective, NotADocument, doubt_facts, head_facts, obligations, reading, row_facts
from anlan.kernel import actions, proofs
from anlan.kernel.calendar import local
from anlan.kernel.ids import new_id
from anlan.kernel.people import Actor
from anlan.kernel.refusals import Refused

CUTS = "，；、。：,;"
Items = list[dict[str, Any]]


def take_in(data: bytes, name: str, by: Actor, *, at: datetime, id: str = "") -> str:
    """Takes a document in: its matter with the original, and every obligation found. Returns the matter's id.

    Raises Refused with the reader's sentence for what is no document or no directive; then nothing is written."""
    try:
        found = reading(data, name)
    except (NotADocument, NotADirective) as wrong:
        raise Refused(str(wrong)) from None
    id, head = id or new_id(at), head_facts(found, name)
    if (twin := queries.twin(head, by)) and twin.id != id:
        day = local(twin.opened).date()
        raise Refused(f"这份文件{day.month}月{day.day}日已经登记，现为“{twin.state}”，请从“事项”里打开“{twin.title}”。")
    original = proofs.keep(data, name, "文件", by, at)
    facts = head | {"received": str(local(at).date()), "original": [original], "place": queries.place_of(by)}
    facts |= {"obligations": list(obligations(found, queries.units(by))), "doubts": doubt_facts(found)}
    opened = actions.open_matter("directive", facts, by, at=at, id=id)
    if opened.state == "已登记":
        actions.take_step(id, "parse", by, at=at)
    return opened.id


def settle(directive: str, start: int, reading: str, by: Actor, *, at: datetime) -> None:
    """A person says how a doubtful place reads; obligations over it read so too."""
    doubts = queries.doubts(directive, by)
    one = next((doubt for doubt in doubts if doubt["start"] == start), None)
    if one is None:
        raise Refused("这处存疑已经核实过了，请刷新页面。")
    if one["end"] > one["start"] and len(reading.strip()) != one["end"] - one["start"]:
        raise Refused(f"这里原有 {one['end'] - one['start']} 个字，请填同样多的字；需要增减文字的，请更换原件后重新登记。")
    one |= {"reading": reading.strip() or one["reading"], "settled": True}
    text = queries.text(directive, by, doubts)
    items = queries.obligations(directive, by)
    for item in items:
        if item.get("start") is not None:
            item["span"] = text[item["start"] : item["end"]]
    _save(directive, items, by, at, doubts=doubts)


def confirm(directive: str, id: str, changes: Mapping[str, Any], by: Actor, *, at: datetime) -> None:
    """A person has read an obligation and its cells against the text."""
    _change(directive, {id: {**changes, "checked": True, "dropped": None}}, by, at)


def set_aside(directive: str, id: str, by: Actor, *, at: datetime, why: str = "") -> None:
    """Not a task: a principle, a goal, a slogan. It stays in the list, marked so."""
    _change(directive, {id: {"checked": True, "dropped": why.strip() or "原则、目标或口号，不是任务", "row": None}}, by, at)


def confirm_clause(directive: str, clause: str, by: Actor, *, at: datetime) -> int:
    """Every obligation of a clause that still waits is confirmed as it stands, but for those whose units were inferred from an
    earlier sentence: those are read one by one. Returns how many."""
    mine = [one for one in queries.obligations(directive, by) if one["clause"] == clause and not one["checked"]]
    waiting = [one["id"] for one in mine if not is_inferred(one)]
    _change(directive, {id: {"checked": True} for id in waiting}, by, at)
    return len(waiting)


def assign(directive: str, ids: Iterable[str], row: int, by: Actor, *, at: datetime) -> None:
    """Puts obligations into a row of the task table; row 0 is a new one."""
    row = row or max((int(one["row"]) for one in queries.obligations(directive, by) if one.get("row")), default=0) + 1
    chosen = {id: {"row": str(row), "dropped": None} for id in ids}
    if not chosen:
        raise Refused("请先选中要归口的任务。")
    _change(directive, chosen, by, at)


def join(directive: str, ids: Iterable[str], by: Actor, *, at: datetime) -> None:
    """Several obligations of one clause are one: the first takes the whole stretch of text, the others go."""
    items, chosen = queries.obligations(directive, by), set(ids)
    found = [one for one in items if one["id"] in chosen]
    if len(found) < 2 or len({one["clause"] for one in found}) != 1 or None in {one.get("start") for one in found}:
        raise Refused("合并须选同一条款内的两条以上任务，请重新选择。")
    first, end = found[0], max(one["end"] for one in found)
    first |= {"end": end, "span": queries.text(directive, by)[first["start"] : end], "checked": False}
    _save(directive, [one for one in items if one is first or one["id"] not in chosen], by, at)


def cut(directive: str, id: str, place: int, by: Actor, *, at: datetime) -> None:
    """One obligation is two: cut before the character at `place` of the text."""
    items, text = queries.obligations(directive, by), queries.text(directive, by)
    one = queries.one_of(items, id)
    start, end = one.get("start") or 0, one.get("end") or 0
    if not start < place < end:
        raise Refused("拆分处须在这条任务的原文之内，请重新选择。")
    middle = place
    while middle > start and text[middle - 1] in CUTS:
        middle -= 1
    said_once = ("cadence", "deadline", "deadline_text", "quantity", "trigger", "action", "object")
    rest = {name: value for name, value in one.items() if name not in said_once}
    rest |= {"id": _next(items), "start": place, "span": text[place:end], "checked": False}
    one |= {"end": middle, "span": text[start:middle], "checked": False}
    _save(directive, [*items, rest], by, at)


def add(directive: str, quote: str, by: Actor, *, at: datetime) -> str:
    """An obligation the compiler did not see: `quote` is copied from the text word for word. Returns its id."""
    text, quote, items = queries.text(directive, by), quote.strip(), queries.obligations(directive, by)
    start = text.find(quote) if len(quote) >= 4 else -1
    if start < 0:
        raise Refused("这段话在原文里找不到，请从左侧原文逐字复制（至少 4 个字）。")
    near = [one for one in items if (one.get("start") or 0) <= start]
    like = near[-1] if near else {"clause": "未分条", "row": "1"}
    kept = {name: like[name] for name in ("clause", "clause_title", "units", "unit_ids", "scope", "row") if name in like}
    id = _next(items)
    _save(
        directive, [*items, kept | {"id": id, "span": quote, "start": start, "end": start + len(quote), "checked": False}], by, at
    )
    return id


def make_rows(directive: str, by: Actor, *, at: datetime) -> int:
    """The task table from the grouping; what a person wrote into a row of the same obligations stays. Returns how many rows."""
    items, units = queries.obligations(directive, by), queries.units(by)
    grouped: dict[str, Items] = {}
    for one in items:
        if not one.get("dropped") and one.get("row"):
            grouped.setdefault(one["row"], []).append(one)
    old = {row["no"]: row for row in queries.rows(directive, by)}
    spans = {no: "；".join(item["span"].rstrip("。；，") for item in held) + "。" for no, held in grouped.items()}
    made, numbers = [], {}
    for place, (no, held) in enumerate(grouped.items(), 1):
        kept = old.get(no)
        row = kept if kept and kept.get("measures") == spans[no] else row_facts(place, held, units)
        made.append(marked(row | {"no": str(place)}, units))
        numbers[no] = str(place)
    for one in items:
        if one.get("row"):
            one["row"] = numbers.get(one["row"])
    _save(directive, items, by, at, rows=made)
    return len(made)


def put_row(directive: str, no: str, facts: Mapping[str, Any], by: Actor, *, at: datetime) -> None:
    """One row of the task table as a person wrote it."""
    save_rows(directive, [dict(facts) | {"no": no} if row["no"] == no else row for row in queries.rows(directive, by)], by, at=at)


def change_rows(directive: str, numbers: Iterable[str], change: Callable[[Mapping[str, Any]], dict[str, Any]], by: Actor, *,
                at: datetime) -> int:  # fmt: skip
    """The same change to several rows of the task table. Returns how many; Refused where a row would be left to nobody."""
    chosen = set(numbers)
    new = [change(row) if row["no"] in chosen else row for row in queries.rows(directive, by)]
    if not chosen & {row["no"] for row in new}:
        raise Refused("请先勾选要改的行。")
    if alone := [row["no"] for row in new if row["no"] in chosen and not row.get("lead") and not row.get("units")]:
        raise Refused(f"第 {alone[0]} 行只有乡镇，去掉后没有单位负责；请先在该行选定县级部门。")
    save_rows(directive, new, by, at=at)
    return len(chosen)


def save_rows(directive: str, rows: Iterable[Mapping[str, Any]], by: Actor, *, at: datetime) -> None:
    """The rows of the task table, each told whether it asks a township."""
    units = queries.units(by)
    actions.set_facts(directive, {"rows": [marked(row, units) for row in rows]}, by, at=at)


def _next(items: Items) -> str:
    return str(max((int(one["id"]) for one in items if one["id"].isdigit()), default=0) + 1)


def _change(directive: str, changes: Mapping[str, Mapping[str, Any]], by: Actor, at: datetime) -> None:
    items = queries.obligations(directive, by)
    for id, changed in changes.items():
        one = queries.one_of(items, id)
        one |= changed
        if "units" in changed:
            one |= queries.matched(str(changed["units"]), by)
    _save(directive, items, by, at)


def _save(directive: str, items: Items, by: Actor, at: datetime, **more: Any) -> None:
    kept = [{name: value for name, value in one.items() if value not in (None, "", [])} for one in items]
    ordered = sorted(kept, key=lambda one: (one.get("start") or 10**9, one.get("end") or 0))
    actions.set_facts(directive, {"obligations": ordered} | more, by, at=at)
