"""任务分解表 at the workbench: made from the grouping, corrected row by row or many at once, in and out as files."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.desk.forms import Form, redrawn
from anlan.desk.frame import DeskRequest, say
from anlan.desk.offers import Offers
from anlan.desk.posted import posted
from anlan.desk.sheets import BadFile
from anlan.desk.steps import client_id
from anlan.desk.table_pages import sent, upload
from anlan.duties import actions, county_table, queries, task_table
from anlan.duties.handout import Row as Told
from anlan.duties.handout import led_by, outlook, without_townships
from anlan.duties.loops.directive import Row
from anlan.kernel.calendar import local
from anlan.kernel.facts import BadFacts, read
from anlan.kernel.ids import new_id
from anlan.kernel.queries import records
from anlan.kernel.refusals import NotThere, Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST = 1000
Change = Callable[[Told], dict[str, Any]]


@require_http_methods(["GET", "POST"])
def table(request: DeskRequest, id: str) -> HttpResponse:
    """任务分解表, and what it will hand out."""
    matter = queries.directive(id, request.actor)
    if request.method == "POST":
        made = actions.make_rows(id, request.actor, at=request.now)
        say(request, f"任务分解表已生成，共 {made} 行。您在各行里填过的内容都保留。")
        return HttpResponseRedirect(f"/duties/directives/{id}/table")
    rows = task_table.lines(id, request.actor, request.now)
    told = outlook(queries.rows(id, request.actor), local(request.now).date())
    goals = {row["no"]: goal_said(row) for row in queries.rows(id, request.actor)}
    looks = {"each": told.each, "townships": told.townships, "past": told.past, "nobody": told.nobody,
             "counted": told.counted, "unchosen": told.unchosen}  # fmt: skip
    picked = looks.get(request.GET.get("pick", ""), ())
    drawn = {
        "matter": matter, "rows": rows, "heads": task_table.HEADS, "told": told, "picked": picked, "goals": goals,
        "units": records("unit", request.actor)[:MOST], "items": records("township_duty_item", request.actor)[:MOST],
    }  # fmt: skip
    return render(request, "duties/table.html", drawn)


def goal_said(row: Told) -> str:
    """ "指标：不少于 10 项"; "" where the row has none."""
    return f"指标：{row.get('comparator') or '不少于'} {row['target']} {row.get('target_unit', '')}" if row.get("target") else ""


@require_POST
def change(request: DeskRequest, id: str) -> HttpResponse:
    """The same change to the rows that are picked: a lead, a township's item, or the county's own units only."""
    queries.directive(id, request.actor)
    try:
        wanted = CHANGES.get(request.POST.get("do", ""))
        if wanted is None:
            raise NotThere("没有这个操作，请刷新页面。")
        done = actions.change_rows(id, request.POST.getlist("pick"), wanted(request), request.actor, at=request.now)
        say(request, f"已改 {done} 行。")
    except (Refused, BadFacts) as refused:
        say(request, str(refused))
    return HttpResponseRedirect(f"/duties/directives/{id}/table")


def _lead(request: DeskRequest) -> Change:
    name = request.POST.get("lead", "").strip()
    found = county_table.meant(name, queries.units(request.actor))
    if len(found) != 1:
        raise Refused(f"“{name}”在单位台账里没有，或者不止一个，请从候选中选。" if name else "请填写牵头单位。")
    return lambda row: led_by(row, found[0])


def _item(request: DeskRequest) -> Change:
    item = request.POST.get("item", "")
    if not records("township_duty_item", request.actor).filter(id=item).exists():
        raise Refused("请选择乡镇履职事项；清单还没有导入的，请先在台账里导入。")
    return lambda row: {**row, "item": item}


def _county_only(request: DeskRequest) -> Change:
    units = queries.units(request.actor)
    return lambda row: without_townships(row, units)


CHANGES: dict[str, Callable[[DeskRequest], Change]] = {"lead": _lead, "item": _item, "county_only": _county_only}


@require_http_methods(["GET", "POST"])
def row(request: DeskRequest, id: str, no: str) -> HttpResponse:
    """One row of the task table, to correct."""
    matter, by = queries.directive(id, request.actor), request.actor
    facts = next((one for one in queries.rows(id, by) if one["no"] == no), None)
    if facts is None:
        raise NotThere("没有这一行，请刷新任务分解表。")
    offers, back = Offers(by, request.now), f"/duties/directives/{id}/table"
    form = Form(Row, facts, offers)
    if request.method == "POST":
        try:
            actions.put_row(id, no, read(Row, posted(Row, request.POST, offers) | {"no": no}).dump(), by, at=request.now)
            say(request, f"第 {no} 行已保存。", client_id(request))
            return HttpResponseRedirect(back)
        except BadFacts as wrong:
            form = redrawn(Row, request.POST, offers, wrong.wrong)
        except Refused as refused:
            form = redrawn(Row, request.POST, offers, refusal=str(refused))
    shown = {"matter": matter, "form": form, "no": no, "submit": "保存", "back": back, "client_id": new_id(request.now)}
    return render(request, "duties/row.html", shown | {"draft": f"row-{id}-{no}"}, status=200 if request.method == "GET" else 409)


@require_GET
def file(request: DeskRequest, id: str, form: str) -> HttpResponse:
    """任务分解表 as xlsx or docx."""
    matter = queries.directive(id, request.actor)
    rows = task_table.lines(id, request.actor, request.now)
    data = task_table.as_xlsx(matter.title, rows) if form == "xlsx" else task_table.as_docx(matter.title, rows)
    name = content_disposition_header(as_attachment=True, filename=f"任务分解表（{matter.title[:40]}）.{form}")
    return HttpResponse(
        data, content_type=XLSX if form == "xlsx" else DOCX, headers={"Content-Disposition": name or "attachment"}
    )


@require_http_methods(["GET", "POST"])
def county(request: DeskRequest, id: str) -> HttpResponse:
    """GET: the table in the county's layout. POST: the county's table into the rows of the same numbers."""
    matter = queries.directive(id, request.actor)
    if request.method == "GET":
        data = county_table.written(id, request.actor, request.now)
        return sent(f"任务分解表（{matter.title[:40]}）.xlsx", data)
    try:
        name, data = upload(request)
    except BadFile as bad:
        raise Refused(str(bad)) from None
    changed = county_table.take_in(id, data, name, request.actor, at=request.now)
    say(request, f"县里的表已导入，改动 {changed} 行；以后可以照原样导出。")
    return HttpResponseRedirect(f"/duties/directives/{id}/table")
