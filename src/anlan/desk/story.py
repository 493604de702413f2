"""The ledger of a subject as people read it: one sentence a line, newest first. Pure but for the names it is handed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from anlan.desk.values import Directory, shown
from anlan.desk.words import clock
from anlan.kernel import accounts
from anlan.kernel.facts import Facts, widgets
from anlan.kernel.loop import Loop

THROUGH = {"api": "经接口", "file": "经文件导入", "door": "经外部系统", "command": "经命令行", "code": "凭码"}
PLAIN = {
    "put": "登记",
    "change": "修改",
    "end": "停用",
    "merge": "并入",
    "person": "修改账号",
    "password": "修改密码",
    "grant": "授权",
    "end_grant": "收回授权",
    "code": "发出免登录链接",
    "check": "核对",
    "node": "登记上下级节点",
    "end_node": "停止与上下级节点交换",
    "offer": "下达到下级节点",
    "answer": "下级节点报来",
    "withdraw": "撤回下达",
    "late": "认定迟到的办理",
    "merged": "随单位合并更名",
    "erase": "删除个人信息",
    "carry": "按新规定转为新版",
    **{what: title for what, (_, title) in accounts.KEPT.items()},
}
LATE = timedelta(minutes=10)
FEW = 4
"""A line names so many corrected facts."""


@dataclass(frozen=True)
class Told:
    """One line: when, who did what, what was said with it, and what is worth a small remark."""

    seq: int
    at: datetime
    who: str
    what: str
    said: tuple[tuple[str, str], ...] = ()
    remark: str = ""
    proofs: tuple[Mapping[str, str], ...] = ()
    opened: tuple[Mapping[str, str], ...] = ()


def tell(entries: Sequence[Mapping[str, Any]], loop: Loop[Any] | None, names: Directory, now: datetime) -> list[Told]:
    """The lines of a matter's ledger, newest first; what one person corrected in a row is one line."""
    lines: list[Told] = []
    for run, group in groupby(reversed(entries), key=lambda entry: (entry["verb"], entry["actor"])):
        made = list(group)
        if run[0] == "edit" and len(made) > 1:
            lines.append(corrected(made, loop, names, now))
        else:
            lines += [told(entry, loop, names, now) for entry in made]
    return lines


def corrected(entries: Sequence[Mapping[str, Any]], loop: Loop[Any] | None, names: Directory, now: datetime) -> Told:
    """Several corrections by one person without a step between them, the newest first."""
    whole = {name: value for entry in reversed(entries) for name, value in entry["body"].get("facts", {}).items()}
    newest = told(entries[0], loop, names, now)
    since = f"{clock(entries[-1]['recorded'], now)}起共 {len(entries)} 次"
    return replace(newest, what=edited(whole, loop), remark="；".join(filter(None, (newest.remark, since))))


def edited(facts: Mapping[str, Any], loop: Loop[Any] | None) -> str:
    """ "修改“任务分解表、完成时限”"."""
    shapes = widgets(loop.facts) if loop else {}
    titles = [shapes[name].title for name in facts if name in shapes]
    if not titles:
        return "修改内容"
    return f"修改“{'、'.join(titles[:FEW])}”{f'等 {len(titles)} 项' if len(titles) > FEW else ''}"


def told(entry: Mapping[str, Any], loop: Loop[Any] | None, names: Directory, now: datetime) -> Told:
    body, verb = entry["body"], entry["verb"]
    step = next((one for one in loop.steps if one.name == verb), None) if loop else None
    who = entry["name"] or (
        "系统" if body.get("through") == "clock" or verb == "clock" else body.get("name", "") or "无账号办理人"
    )
    what = (
        step.title
        if step
        else f"登记“{loop.title}”"
        if verb == "open" and loop
        else edited(body.get("facts", {}), loop)
        if verb == "edit"
        else PLAIN.get(verb, verb)
    )
    if verb == "clock":
        what = str(body.get("what", "")).partition("：")[0] or "提醒"
    asked = body.get("asked", {}) | entry["private"].get("asked", {})
    said = spoken(step.asks, asked, names) if step else clock_said(body) if verb == "clock" else ()
    if verb == "late":
        said = (("采纳" if body.get("taken_in") else "未采纳", str(body.get("reason", ""))),)
    said = (*said, *(("尚未启用，没有开出", str(one["kind"])) for one in body.get("opens", ()) if one.get("why")))
    if body.get("ground"):
        said = (*said, ("依据", ground_said(body["ground"])))
    return Told(
        entry["seq"],
        entry["recorded"],
        who,
        what,
        said,
        remark(body, entry["recorded"], now),
        tuple(body.get("evidence", ())),
        opened(body),
    )


def ground_said(ground: Any) -> str:
    """Why something was opened, in words; rows that opened it are named by what they are."""
    if not isinstance(ground, Mapping):
        return str(ground)
    return "台账里的一条记录，自动列入" if ground.get("record") else "来源事项，自动列入"


def opened(body: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
    """The matters that this entry opened."""
    made = [one for one in body.get("opens", ()) if one.get("id")]
    made += [
        {"kind": one["proposed"], "id": one.get("id", "")}
        for one in body.get("did", ()) or ()
        if isinstance(one, Mapping) and one.get("proposed")
    ]
    return tuple(made)


def spoken(model: type[Facts], data: Mapping[str, Any], names: Directory) -> tuple[tuple[str, str], ...]:
    """What a form said, title by title."""
    shapes = widgets(model)
    return tuple(
        (shapes[key].title, shown(shapes[key], value, names).rstrip("。"))
        for key, value in data.items()
        if key in shapes and value not in (None, "", [])
    )


def clock_said(body: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What the clock did: why, whom it told, what it laid before whom, what it could not do."""
    why = str(body.get("what", "")).partition("：")[2].rstrip("。")
    found: list[tuple[str, str]] = [("原因", why)] if why else []
    for one in body.get("did", ()) or ():
        if one.get("told"):
            found.append(("已提醒", f"{'、'.join(one['told'])}　{one.get('text', '')}".strip()))
        elif one.get("proposed"):
            found.append(("已拟草稿", "等签发人决定"))
        elif one.get("not_taken"):
            found.append(("未能执行", one.get("why", "")))
    return tuple(found)


def remark(body: Mapping[str, Any], recorded: datetime, now: datetime) -> str:
    """What tells a line from an ordinary one: written down later than it happened, or not through a page."""
    parts = []
    try:
        happened = datetime.fromisoformat(body["happened"])
        if recorded - happened > LATE:
            parts.append(f"{clock(happened, now)}发生，后补登记")
    except (KeyError, ValueError):
        pass
    if body.get("through") in THROUGH:
        parts.append(THROUGH[body["through"]])
    for figure in (body.get("figures") or {}).values():
        unsure = "，未核实" if figure.get("confidence") == "unverified" else ""
        parts.append(f"依据 {figure['value']}（{figure['source']}{unsure}）")
    if body.get("number"):
        parts.append(f"编号 {body['number']}")
    return "；".join(parts)


def stages(loop: Loop[Any], visited: Sequence[str], state: str) -> list[tuple[str, str]]:
    """(state, past | now | "") along the way: where it has been, where it is, and the shortest way to the end."""
    past = [one for one in dict.fromkeys(visited) if one != state]
    ahead = [] if state in loop.closed_states() else way_on(loop, state)
    return [*((one, "past") for one in past if one not in ahead), (state, "now"), *((one, "") for one in ahead)]


def way_on(loop: Loop[Any], state: str) -> list[str]:
    """The states on the shortest way from here to the loop's first closed state."""
    ways = [[state]]
    seen = {state}
    goal = loop.closed_states()[0]
    while ways:
        way = ways.pop(0)
        if way[-1] == goal:
            return way[1:]
        for step in loop.steps_from(way[-1]):
            if step.enters not in seen:
                seen.add(step.enters)
                ways.append([*way, step.enters])
    return []
