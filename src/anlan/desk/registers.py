"""Registers: the list of them, a register's records with filters, a record's page, and the forms that write them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, FloatField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.desk.forms import Form
from anlan.desk.frame import DeskRequest, chosen_place, is_there, say
from anlan.desk.inbox import PAGE, day_of, place_ok
from anlan.desk.matter import evidence_of, served
from anlan.desk.offers import Offers
from anlan.desk.plates import plate_of
from anlan.desk.posted import posted
from anlan.desk.rows import lines
from anlan.desk.showing import cell, facts_shown, is_level
from anlan.desk.steps import attempt, client_id, draw_form, given, marks, prefilled
from anlan.desk.story import tell
from anlan.kernel import directory, queries, records
from anlan.kernel.catalogue import catalogue, figures
from anlan.kernel.facts import Widget, widgets
from anlan.kernel.people import Actor
from anlan.kernel.refusals import Refused
from anlan.kernel.register import Register

if TYPE_CHECKING:
    from anlan.kernel.models import Record

SOON = timedelta(days=30)
NAMES = ("title", "name")
"""Facts that are the record's own title: the first column says them already."""


@require_GET
def registers(request: DeskRequest) -> HttpResponse:
    """台账: every register by its menu, with how many of its records I may see."""
    place = chosen_place(request).code
    groups: dict[str, list[tuple[Register[Any], str]]] = {}
    for one in catalogue().registers():
        count = queries.records(one.kind, request.actor, place=place).order_by()[: queries.BOUND].count()
        groups.setdefault(one.menu or "其他", []).append((one, queries.bounded(count)))
    laws = sum(len(one.figures) for one in figures().all)
    return render(request, "desk/registers.html", {"groups": sorted(groups.items()), "laws": laws})


@require_GET
def register(request: DeskRequest, kind: str) -> HttpResponse:
    """A register's records under filters that stand in the address."""
    shape, asked, by = catalogue().register(kind), request.GET, request.actor
    state = asked.get("state", "" if shape.second_person else records.IN_USE)
    known, found = widgets(shape.facts), filtered(request, shape)
    by_column, after = ordered(found, shape, asked.get("sort", "")), asked.get("after", "")
    skip = int(after) if by_column is not None and after.isascii() and after.isdigit() and len(after) < 7 else 0
    found_rows = by_column[skip:] if by_column is not None else found.filter(key__gt=after) if after else found
    rows = list(found_rows[: PAGE + 1])
    more = str(skip + PAGE) if by_column is not None else rows[PAGE - 1].key if len(rows) > PAGE else ""
    names = Offers(by, request.now)
    columns = listed(shape)
    shown = {
        "register": shape,
        "count": queries.bounded(found.order_by()[: queries.BOUND].count()),
        "after": more if len(rows) > PAGE else "",
        "heads": [(name, known[name], *sorting(name, asked.get("sort", ""))) for name in columns],
        "by_title": sorting("title", asked.get("sort", "")),
        "by_end": sorting("until", asked.get("sort", "")),
        "rows": [row_shown(row, columns, shape, names, request.now) for row in rows[:PAGE]],
        "filters": [
            (f"f.{name}", known[name], asked.get(f"f.{name}", ""))
            for name in shape.filters
            if name in known and known[name].options
        ],
        "chosen": chips(request, shape),
        "words": asked.get("words", ""),
        "state": state,
        "states": (records.IN_USE, records.UNCHECKED, records.ENDED, records.MERGED),
        "may_put": may_put(shape, by),
        "unchecked": queries.bounded(unchecked(request, shape)) if shape.second_person and may_put(shape, by) else "",
        "tables": is_there(f"/r/{kind}/export"),
    }
    return render(request, "desk/register.html", shown)


def filtered(request: DeskRequest, shape: Register[Any], state: str | None = None) -> "QuerySet[Record]":
    """The records that the address asks for: place, state (unless it is given), words, facts as `f.<name>`, days from
    `f.<name>_from` on; page and export ask the same."""
    asked, known = request.GET, widgets(shape.facts)
    place = asked.get("place", "")
    chosen = {name: asked[f"f.{name}"] for name in shape.filters if asked.get(f"f.{name}") and name in known}
    found = queries.records(
        shape.kind,
        request.actor,
        place=place if place_ok(place) else chosen_place(request).code,
        state=asked.get("state", "" if shape.second_person else records.IN_USE) if state is None else state,
        facts=chosen,
        words=asked.get("words", "").strip(),
    )
    days = {name: day_of(asked.get(f"f.{name}_from", "")) for name, widget in known.items() if widget.kind == "date"}
    return found.filter(**{f"facts__{name}__gte": f"{day:%Y-%m-%d}" for name, day in days.items() if day})


def unchecked(request: DeskRequest, shape: Register[Any]) -> int:
    """How many of them wait for a second person."""
    return filtered(request, shape, state=records.UNCHECKED).order_by()[: queries.BOUND].count()


def ordered(found: "QuerySet[Record]", shape: Register[Any], sort: str) -> "QuerySet[Record] | None":
    """The records by a column (`-name` downward): the title, the end of validity or a listed fact; None for the usual order."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    known = widgets(shape.facts)
    by: Any
    if name in ("title", "until"):
        by = F({"until": "valid_until"}.get(name, name))
    elif name in listed(shape):
        by = KT(f"facts__{name}")
        by = Cast(by, FloatField()) if known[name].kind in ("number", "money") else by
    else:
        return None
    return found.order_by(by.desc(nulls_last=True) if down else by.asc(nulls_last=True), "key")


def sorting(name: str, sort: str) -> tuple[str, str]:
    """(the sort that a click on a head asks for, how it is sorted now as aria says it)."""
    if sort == name:
        return f"-{name}", "ascending"
    return name, "descending" if sort == f"-{name}" else ""


def listed(shape: Register[Any]) -> list[str]:
    """The columns of a register's list: as it says, else its first few plain facts."""
    known = widgets(shape.facts)
    plain = [
        name
        for name, widget in known.items()
        if widget.kind not in ("rows", "area", "photo", "file", "long_text", "point", "signature")
    ]
    return [name for name in (shape.lists or plain[:6]) if name in known and name not in NAMES and not known[name].personal]


def row_shown(row: "Record", columns: list[str], shape: Register[Any], names: Offers, now: datetime) -> dict[str, Any]:
    known = widgets(shape.facts)
    cells = [
        (
            known[name],
            is_level(known[name]),
            cell(known[name], row.facts.get(name), names) if row.facts.get(name) not in (None, "") else "",
        )
        for name in columns
    ]
    return {"row": row, "cells": cells, "expiry": expiry(row, now)}


def expiry(row: "Record", now: datetime) -> tuple[str, str]:
    """(weight, words) of the end of a record's validity: over, soon or nothing to say."""
    if row.valid_until is None or row.state != records.IN_USE:
        return "", ""
    days = abs(row.valid_until - now).days
    if row.valid_until < now:
        return "over", f"已过期 {days} 天" if days else "今天过期"
    return ("soon", f"还剩 {days} 天") if row.valid_until - now <= SOON else ("", "")


def chips(request: DeskRequest, shape: Register[Any]) -> list[tuple[str, str]]:
    """The filters that are on, each with the address without it."""
    known, found = widgets(shape.facts), []
    for key, value in request.GET.items():
        fact = key.removeprefix("f.")
        since = fact.removesuffix("_from")
        title = {"words": f"含 {value}", "state": f"状态 {value}"}.get(key, "")
        title = f"{known[fact].title} {value}" if key.startswith("f.") and fact in shape.filters and fact in known else title
        title = f"{known[since].title}自 {value}" if since != fact and since in known and day_of(str(value)) else title
        if title and value:
            rest = request.GET.copy()
            rest.pop(key)
            rest.pop("after", None)
            found.append((title, f"?{rest.urlencode()}"))
    return found


def may_put(shape: Register[Any], by: Actor) -> bool:
    return bool(by.roles() & set(shape.may_put))


@require_GET
def record(request: DeskRequest, kind: str, id: str) -> HttpResponse:
    """A record's page: what it says, what is going on about it, its story."""
    by, now = request.actor, request.now
    found = queries.record(id, by)
    if kind != found.kind:
        return HttpResponseRedirect(f"/r/{found.kind}/{id}")
    shape, names = catalogue().register(kind), Offers(by, now)
    about = queries.matters(by, open_only=True).filter(subject=id)[:20]
    of_unit = queries.matters(by, open_only=True, unit=id)[:20] if kind in ("unit", "firm") else ()
    shown = {
        "register": shape,
        "record": found,
        "facts": facts_shown(shape.facts, found.facts, names),
        "place": names.name("place", found.place),
        "unit": names.name("record", found.unit) if found.unit else "",
        "owner": names.name("record", found.owner) if found.owner else "",
        "matters": lines([*about, *of_unit], names),
        "told": tell(queries.story(id), None, names, now),
        "proofs": evidence_of(id),
        "may_put": may_put(shape, by) and found.state in (records.IN_USE, records.UNCHECKED),
        "may_check": may_put(shape, by) and found.state == records.UNCHECKED,
        "may_end": bool(by.roles() & set(shape.may_end or shape.may_put)),
        "expiry": expiry(found, now),
        "plate": plate_of(found),
        "client_id": client_id(request),
        "point": f"{found.lon / 1e7},{found.lat / 1e7}" if found.lon is not None and found.lat is not None else "",
    }
    return render(request, "desk/record.html", shown)


@require_http_methods(["GET", "POST"])
def put(request: DeskRequest, kind: str, id: str = "") -> HttpResponse:
    """A record's form: a new one, or one to change."""
    shape, names = catalogue().register(kind), Offers(request.actor, request.now)
    found = queries.record(id, request.actor, kind) if id else None

    def write(sent: QueryDict) -> HttpResponse:
        facts = posted(shape.facts, sent, names)
        seen = sent.get("seen", "")
        kept = records.put_record(
            kind,
            facts,
            request.actor,
            at=request.now,
            id=client_id(request),
            record=id,
            seen=int(seen) if seen.isascii() and seen.isdigit() else None,
        )
        say(request, "已保存。" if kept.changed else "内容没有变化。", client_id(request))
        return HttpResponseRedirect(f"/r/{kind}/{kept.id}")

    start = found.facts if found else prefilled(request, shape.facts, given(request))
    answer = attempt(request, shape.facts, names, write) if request.method == "POST" else Form(shape.facts, start, names)
    shown = {
        "register": shape,
        "record": found,
        "form": answer,
        "submit": "保存",
        "seen": request.POST.get("seen") or (found.seq if found else ""),
    }
    return draw_form(request, answer, shown | marks(request, f"r.{kind}.{id}.{found.seq if found else 0}"), "desk/put.html")


@require_POST
def end(request: DeskRequest, kind: str, id: str) -> HttpResponse:
    """Takes a record out of use, with its reason."""
    queries.record(id, request.actor, kind)
    records.end_record(id, request.actor, at=request.now, reason=request.POST.get("reason", ""), id=client_id(request))
    say(request, "已停用。")
    return HttpResponseRedirect(f"/r/{kind}/{id}")


@require_POST
def check(request: DeskRequest, kind: str, id: str) -> HttpResponse:
    """核对无误: the second person's word."""
    queries.record(id, request.actor, kind)
    try:
        records.check_record(id, request.actor, at=request.now, id=client_id(request))
        say(request, "已核对，从现在起生效。")
    except Refused as refused:
        say(request, str(refused))
    return HttpResponseRedirect(f"/r/{kind}/{id}")


@require_GET
def proof(request: DeskRequest, kind: str, id: str, proof: str) -> HttpResponse:
    """A file of a record, under the record's rights."""
    queries.record(id, request.actor, kind)
    return served(id, proof)


@require_GET
def pick(request: DeskRequest) -> HttpResponse:
    """What a picker's search box finds, within the rights of whoever fills the form in."""
    asked = request.GET
    name = asked.get("name", "")
    words = next((str(value) for key, value in asked.items() if key.endswith(".q")), "").strip()
    kind = asked.get("widget", "")
    if kind not in ("place", "unit", "person", "record", "many"):
        return HttpResponse(status=400)
    shape = Widget(kind, "", of=asked.get("of", ""))
    found = Offers(request.actor, request.now).found(shape, words) if words else []
    return render(request, "desk/field/found.html", {"found": found, "name": name, "many": kind, "asked": words})


@require_GET
def search(request: DeskRequest) -> HttpResponse:
    """搜索: matters and records that hold every word, under the same rights as any list."""
    q = request.GET.get("q", "").strip()[:100]
    names = Offers(request.actor, request.now)
    matters, found = queries.searched(q, request.actor) if q else ([], [])
    known = {one.kind: one.title for one in catalogue().registers()}
    names.learn("place", {one.place for one in found})
    rows = [(one, known.get(one.kind, one.kind), names.name("place", one.place)) for one in found]
    return render(
        request,
        "desk/search.html",
        {"q": q, "matters": lines(matters, names), "records": rows, "people": people(q, request.actor)},
    )


def people(q: str, by: Actor) -> list[Any]:
    return list(directory.people_found(by, q, 10)) if q else []
