"""What the clock cannot do is told to people: a guard over facts that no longer fit its loop, a row that failed too often.

A guard that cannot be asked counts as broken. Whoever holds the matter is told at once, and the system administrator, who does
not see matters, by its kind only.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import calendar, db, ids, ledger, outbox, people_store, schedule
from anlan.kernel.catalogue import UnknownKind, catalogue
from anlan.kernel.loop import Loop, Take
from anlan.kernel.people import CLOCK, Role

UNFIT = "内容与现在的表式不符，安全条件无法核对，按不满足处理"
UNASKED = "安全条件所看的台账或事项读不出来，无法核对，按不满足处理"
WAY_OUT = {UNFIT: "请运行 anlan carry", UNASKED: "请查看日志并联系开发者"}


def guard_broken(
    cursor: CursorWrapper, due: Mapping[str, Any], row: Mapping[str, Any], loop: Loop[Any], now: datetime, why: str
) -> None:
    """Tells once that it is broken because it cannot be asked, and asks again when its time comes round: by then it may hold."""
    guard = loop.guards[int(due["name"].rpartition(".")[2])]
    if guard.state != row["state"]:
        return
    again = calendar.parse_span(guard.every).after(now)
    schedule.add(cursor, row["id"], schedule.Row("guard", due["name"], again), {"broken": why})
    if remembered(due).get("broken") == why:
        return
    left = f"；系统不能自动“{loop.step(guard.then.step).title}”" if isinstance(guard.then, Take) else ""
    outbox.to_holder(cursor, row, f"{row['title']}：{why}{left}，请立即到现场确认", now, None)
    _tell_administrator(cursor, f"有一件“{loop.title}”{why}{left}，{WAY_OUT[why]}（{loop.kind}）", now)
    note(cursor, row, f"条件不再满足：{why}", [{"told": ["当前承办人", Role.SYSTEM_ADMIN.title], "text": why}], now)


def left_alone(cursor: CursorWrapper, due: Mapping[str, Any], now: datetime) -> None:
    """A row that the clock gives up: what it was to do is done by nobody, unless somebody hears of it."""
    row = db.row(cursor, "SELECT * FROM matter WHERE id=%s", [due["subject"]])
    if row is not None:
        outbox.to_holder(cursor, row, f"{row['title']}：系统没能按期提醒或升级，请自行留意期限", now, None)
    _tell_administrator(cursor, f"{_named(row)}的到期事项反复办理失败，已停下，请运行 anlan doctor 并联系开发者", now)


def _named(row: Mapping[str, Any] | None) -> str:
    try:
        return f"有一件“{catalogue().loop(row['kind'], row['version']).title}”" if row else "有一条台账"
    except UnknownKind:
        return "有一件不认识的事项"


def _tell_administrator(cursor: CursorWrapper, text: str, now: datetime) -> None:
    outbox.put(cursor, text, now, role=str(Role.SYSTEM_ADMIN), place=people_store.home_place())


def remembered(due: Mapping[str, Any]) -> dict[str, Any]:
    """What a row of the clock remembers: JSON text, already a dict, or nothing."""
    kept = due["cursor"]
    return dict(json.loads(kept) if isinstance(kept, str) else kept or {})


def note(cursor: CursorWrapper, row: Mapping[str, Any], what: str, said: list[dict[str, Any]], now: datetime) -> None:
    """The clock's own line in the matter's story."""
    body = {"v": 1, "what": what, "did": said, "happened": now.isoformat()}
    line = ledger.Line(row["id"], row["seq"] + 1, row["head"], "clock", body, {})
    head = ledger.write(cursor, ids.new_id(now), line, CLOCK, now)
    db.update(cursor, "matter", row["id"], {"seq": row["seq"] + 1, "head": head})
