"""尽职留痕: when somebody was told, what they did, when they reported, on one printable page; the ledger for auditors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest
from anlan.desk.offers import Offers
from anlan.desk.people import last_second, may_trail, must_be
from anlan.desk.rows import kind_title, loop_of
from anlan.desk.story import PLAIN
from anlan.kernel import audit, chain, directory, queries
from anlan.kernel.calendar import SHANGHAI, local
from anlan.kernel.columns import to_micros
from anlan.kernel.people import Role
from anlan.kernel.refusals import NotThere, Refused

DAYS = 90
HUSHED = "限知悉人，不列内容"
HIDDEN = "（不在您的知悉范围）"


@dataclass(frozen=True)
class Mark:
    """One line of a trail: told, or done."""

    at: datetime
    told: bool
    what: str
    title: str
    subject: str


@require_GET
def trail(request: DeskRequest, id: str) -> HttpResponse:
    """One person's trail over a stretch of days, oldest first."""
    found = directory.person(id, request.actor)
    if not may_trail(request, found):
        raise Refused("履职记录由本人、本单位负责人和审计管理员查看，您没有这项权限。")
    today = local(request.now).date()
    since, until = a_day(request.GET.get("from", "")) or today - timedelta(days=DAYS), a_day(request.GET.get("to", "")) or today
    start, end = last_second(since - timedelta(days=1)), last_second(until)
    assert start is not None
    assert end is not None
    told, done = directory.trail(queries.actor(id, request.now), start, end)
    seen = directory.matters_named({one.subject for one in told} | {one.subject for one in done}, request.actor)
    marks = [
        Mark(
            one.at,
            True,
            one.text if one.subject in seen or not one.subject else "收到提醒",
            title(seen, one.subject),
            one.subject if one.subject in seen else "",
        )
        for one in told
    ]
    marks += [
        Mark(
            one.recorded,
            False,
            done_what(one.verb, seen.get(one.subject)),
            title(seen, one.subject),
            one.subject if one.subject in seen else "",
        )
        for one in done
        if one.subject != id
    ]
    names = Offers(request.actor, request.now)
    shown = {
        "found": found,
        "unit": names.name("record", found.unit) if found.unit else "",
        "marks": sorted(marks, key=lambda mark: mark.at),
        "since": since,
        "until": until,
        "told": len(told),
        "done": sum(1 for mark in marks if not mark.told),
        "matters": len({one.subject for one in done if one.subject in seen}),
    }
    return render(request, "desk/trail.html", shown)


def a_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def title(seen: Mapping[str, Any], subject: str) -> str:
    found = seen.get(subject)
    return f"{kind_title(found.kind)}　{found.title}" if found else HIDDEN if subject else ""


def done_what(verb: str, found: Any) -> str:
    """What somebody did, in the words of the matter's own loop."""
    loop = loop_of(found.kind, found.version) if found is not None else None
    named = next((step.title for step in loop.steps if step.name == verb), "") if loop else ""
    return named or {"open": "登记", "edit": "修改内容"}.get(verb, "") or PLAIN.get(verb, "办理")


@require_GET
def ledger(request: DeskRequest) -> HttpResponse:
    """账本 (审计管理员): the newest entries of all subjects, by whom and when, and the way to any subject's own."""
    must_be(request, Role.AUDIT_ADMIN, "账本")
    asked = request.GET
    if subject := asked.get("subject", "").strip():
        return HttpResponseRedirect(f"/ledger/{quote(subject, safe='')}")
    who, since, until = asked.get("who", "").strip(), a_day(asked.get("from", "")), a_day(asked.get("to", ""))
    found = directory.newest_entries(
        entry_cursor(asked.get("after", "")),
        actors=[one.id for one in directory.people_found(request.actor, who)] if who else None,
        start=datetime.combine(since, time(), SHANGHAI) if since else None,
        end=last_second(until) if until else None,
    )
    names = queries.people_names({one.actor for one in found})
    kinds = directory.kinds_of({one.subject for one in found})
    hushed = audit.hushed({one.subject for one in found}, request.actor)
    rows = [
        (
            one,
            *(
                ("", HUSHED)
                if one.subject in hushed
                else (names.get(one.actor, "系统"), verb_of(one.verb, kinds.get(one.subject)))
            ),
        )
        for one in found
        if not (who and one.subject in hushed)
    ]
    last = f"{to_micros(found[-1].recorded)}.{found[-1].id}" if len(found) == 100 else ""
    said = {"who": f"{who}经手", "from": f"{since} 起", "to": f"至 {until}"}
    chosen = [
        (said[name], f"?{urlencode({key: asked[key] for key in said if key != name and asked.get(key)})}")
        for name, value in (("who", who), ("from", since), ("to", until))
        if value
    ]
    shown = {"rows": rows, "after": last, "who": who, "since": since, "until": until, "chosen": chosen}
    return render(request, "desk/ledger.html", shown)


def entry_cursor(text: str) -> tuple[int, str] | None:
    """A cursor of the ledger if it is one."""
    stamp, dot, id = text.partition(".")
    return (int(stamp), id) if dot and stamp.isascii() and stamp.isdigit() and len(stamp) < 18 and id.isalnum() else None


def verb_of(verb: str, kind: tuple[str, int] | None) -> str:
    """An entry's verb in Chinese: the step's own title, where the subject is a matter of a known kind."""
    loop = loop_of(*kind) if kind else None
    named = next((step.title for step in loop.steps if step.name == verb), "") if loop else ""
    return named or {"open": "登记事项", "edit": "修改内容", "clock": "系统时钟"}.get(verb) or PLAIN.get(verb, verb)


@require_GET
def ledger_of(request: DeskRequest, subject: str) -> HttpResponse:
    """The ledger of one subject, each entry checked against the one before; what it says only to who may see the subject."""
    must_be(request, Role.AUDIT_ADMIN, "账本")
    entries = queries.story(subject)
    if not entries:
        raise NotThere("账本里没有这一项，请核对编号。")
    kind, name = directory.what_is(subject)
    of_kind = directory.kinds_of([subject]).get(subject)
    may_read = (
        bool(directory.matters_named([subject], request.actor))
        or bool(directory.titles([subject], request.actor))
        and kind == "台账"
    )
    hushed = subject in audit.hushed([subject], request.actor)
    lines, before = [], chain.GENESIS
    for entry in entries:
        sound = entry["before"] == before and chain.link(before, chain.canonical(entry["body"])) == entry["hash"]
        who, what = ("", HUSHED) if hushed else (entry["name"] or "系统", verb_of(entry["verb"], of_kind))
        lines.append((entry, who, what, sound, chain.canonical(entry["body"]) if may_read else ""))
        before = entry["hash"]
    shown = {
        "subject": subject,
        "kind": kind,
        "name": name if may_read or kind == "人员" else "",
        "lines": lines,
        "sound": all(line[3] for line in lines),
        "hushed": hushed,
    }
    return render(request, "desk/ledger_of.html", shown)
