"""What waits for me, the list of matters with its filters in the address, the bell, and the place one looks at."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from anlan.desk import unfinished
from anlan.desk.english import LANGUAGE
from anlan.desk.frame import THEME, THEMES, DeskRequest, chosen_place
from anlan.desk.offers import Offers
from anlan.desk.rows import by_due, kind_title, lines, loop_of
from anlan.kernel import directory, queries
from anlan.kernel.calendar import SHANGHAI, end_of_day, local
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import widgets
from anlan.kernel.ids import is_id
from anlan.kernel.people import reaches

PAGE = 50
YEAR = 365 * 24 * 3600
SINCE = {"opened_from": "登记于", "closed_from": "办结于"}
EVER = datetime(9999, 1, 1, tzinfo=UTC)


def ends(now: datetime) -> tuple[datetime, datetime]:
    """The end of today and of this week's Sunday."""
    today = end_of_day(now)
    return today, end_of_day(now + timedelta(days=6 - local(now).weekday()))


@require_GET
def inbox(request: DeskRequest) -> HttpResponse:
    """待办: overdue, today, this week, later; the nearest first."""
    now, by = request.now, request.actor
    today, week = ends(now)
    kind = request.GET.get("kind", "")
    listed = queries.inbox(by, after=cursor(request.GET.get("after", "")), limit=PAGE, kind=kind)
    names = Offers(by, now)
    looked = request.session.get("looked")
    rows = lines(listed.rows, names, datetime.fromtimestamp(looked, UTC) if looked else None)
    if not looked or now.timestamp() - looked > 60:
        request.session["looked"] = int(now.timestamp())
    counts = queries.inbox_counts(by, {"over": now, "today": today, "week": week, "later": EVER})
    shown: dict[str, Any] = {
        "waiting": counts["later"],
        "parts": by_due(rows, now, today, week),
        "counts": tally(counts),
        "after": listed.after,
        "sent": queries.bounded(queries.sent(by)[: queries.BOUND].count()),
        "kind": kind_title(kind) if kind else "",
        "sunday": local(week),
        "may_open": bool(queries.may_open(by)),
        "left": unfinished.of_person(by.person, now),
    }
    return render(request, "desk/inbox.html", shown)


def tally(upto: dict[str, str]) -> list[tuple[str, str, str]]:
    """(name, title, count) of each stretch of time, from counts up to its end; bounded counts stay bounded."""
    said, before = [], 0
    for name, title in (("over", "逾期"), ("today", "今天"), ("week", "本周"), ("later", "以后")):
        whole = upto[name]
        said.append((name, title, str(int(whole) - before) if whole.isdigit() else whole))
        before = int(whole) if whole.isdigit() else before
    return said


def cursor(after: str) -> str:
    """A page cursor if it is one; "" for anything else."""
    due, dot, id = after.partition(".")
    return after if dot and due.lstrip("-").isascii() and due.lstrip("-").isdigit() and id.isalnum() and len(due) < 20 else ""


@require_GET
def matters(request: DeskRequest) -> HttpResponse:
    """事项: every visible matter under filters that stand in the address."""
    now, by, asked = request.now, request.actor, request.GET
    place = asked.get("place") or ""
    kinds, states = tuple(filter(None, asked.getlist("kind"))), tuple(filter(None, asked.getlist("state")))
    opened_from, closed_from = day_of(asked.get("opened_from", "")), day_of(asked.get("closed_from", ""))
    found = queries.matters(
        by,
        place=place if place_ok(place) else chosen_place(request).code,
        kinds=kinds,
        states=states,
        unit=asked.get("unit", ""),
        open_only=not (states or opened_from or closed_from or asked.get("closed") or asked.get("all")),
        overdue_at=now if asked.get("over") else None,
        opened_from=opened_from,
        closed_from=closed_from,
        facts=facts_asked(asked.getlist("fact"), kinds),
    )
    if is_id(asked.get("parent", "")):
        found = found.filter(parent=asked["parent"])
    if asked.get("closed"):
        found = found.filter(closed__isnull=False)
    if asked.get("mine") == "opened":
        found = found.filter(opener=by.person).exclude(holder_person=by.person)
    listed = queries.newest(found, cursor(asked.get("after", "")), PAGE)
    names = Offers(by, now)
    loop = loop_of(kinds[0]) if len(kinds) == 1 else None
    shown = {
        "rows": lines(listed.rows, names),
        "after": listed.after,
        "count": queries.bounded(found.order_by()[: queries.BOUND].count()),
        "kinds": [(one.kind, one.title) for one in catalogue().loops()],
        "states": loop.states() if loop else (),
        "chosen": chips(request, names),
        "may_open": bool(queries.may_open(by)),
    }
    return render(request, "desk/matters.html", shown)


def facts_asked(said: list[str], kinds: tuple[str, ...]) -> dict[str, str]:
    """Filters on facts, written name:value, of a list of one kind."""
    loop = loop_of(kinds[0]) if len(kinds) == 1 else None
    pairs = (one.partition(":") for one in said)
    return {name: value for name, _, value in pairs if loop and value and name in widgets(loop.facts)}


def day_of(said: str) -> datetime | None:
    """The beginning of a day written 2025-04-01; None for anything else."""
    try:
        return datetime.combine(date.fromisoformat(said), time(), SHANGHAI)
    except ValueError:
        return None


def place_ok(code: str) -> bool:
    return code.isascii() and (code.isdigit() and len(code) in (2, 4, 6, 9, 12) or (code.startswith("Z") and code.isalnum()))


def chips(request: DeskRequest, names: Offers) -> list[tuple[str, str]]:
    """The filters that are on, each with the address without it."""
    said = {"over": "逾期", "closed": "已办结", "mine": "我发出的", "all": "在办和办结", "parent": "同一件的下级事项"}
    found = []
    for key, values in request.GET.lists():
        for value in filter(None, values):
            if key in ("kind", "state", "place", "unit", "fact", *SINCE, *said):
                rest = request.GET.copy()
                rest.setlist(key, [one for one in values if one != value])
                rest.pop("after", None)
                found.append((said.get(key) or called(key, value, names), f"?{rest.urlencode()}"))
    return found


def called(key: str, value: str, names: Offers) -> str:
    """What the value of a filter is called."""
    if key == "kind":
        return kind_title(value)
    if key == "fact":
        return value.partition(":")[2]
    if key in SINCE:
        return f"{SINCE[key]} {value} 起"
    return names.name({"unit": "record"}.get(key, key), value) if key in ("place", "unit") else value


@require_GET
def bell(request: DeskRequest) -> HttpResponse:
    """消息: what was told to me, newest first; opening it counts as having heard."""
    heard = int(request.session.get("heard", 0))
    found = queries.notices(request.actor, limit=100)
    if found:
        request.session["heard"] = max(heard, found[0].id)
    seen = directory.matters_named({one.subject for one in found}, request.actor)
    told = [(one, one.id > heard, one.subject if one.subject in seen else "") for one in found]
    return render(request, "desk/bell.html", {"told": told})


@require_POST
def place(request: DeskRequest) -> HttpResponse:
    """Chooses the place to look at, within one's jurisdiction."""
    code = request.POST.get("place", "")
    if any(reaches(grant.place, code) for grant in request.actor.grants) and queries.place_names([code]):
        request.session["place"] = code
    to = request.POST.get("next", "/")
    return HttpResponseRedirect(to if url_has_allowed_host_and_scheme(to, {request.get_host()}) else "/")


@require_POST
def choices(request: DeskRequest) -> HttpResponse:
    """What this browser remembers whoever signs in: light or dark (a duty room's screen), Chinese or English beside it."""
    to = request.POST.get("next", "/")
    answer = HttpResponseRedirect(to if url_has_allowed_host_and_scheme(to, {request.get_host()}) else "/")
    for name, cookie, known in (("theme", THEME, THEMES), ("language", LANGUAGE, ("zh", "en"))):
        chosen = request.POST.get(name, "")
        if chosen in known:
            answer.set_cookie(cookie, chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return answer
