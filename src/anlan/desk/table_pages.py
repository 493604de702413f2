"""A register as a table: out as xlsx, csv or in the county's own layout; in with a sentence for every wrong cell, all or none."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from anlan.desk import intake, layouts, sheets, tables, unfinished
from anlan.desk.cells import columns_of
from anlan.desk.frame import DeskRequest, say
from anlan.desk.intake import Intake
from anlan.desk.layout_pages import LAYOUTS, layout_of, layouts_for, learn, original_of
from anlan.desk.offers import Offers
from anlan.desk.refill import refill
from anlan.desk.registers import filtered, may_put
from anlan.desk.sheets import BadFile
from anlan.desk.unfinished import Left
from anlan.kernel import queries, records
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import BadFacts
from anlan.kernel.refusals import Refused
from anlan.kernel.register import Register

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 2_000
"""More rows than this are brought in by the command, which may take its time."""
SHOWN = 200


def sent(name: str, data: bytes, media: str = XLSX) -> HttpResponse:
    response = HttpResponse(data, content_type=media)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_GET
def export(request: DeskRequest, kind: str) -> HttpResponse:
    """The records of the register's page, under the same filters; `?as=` csv, or the id of a layout."""
    shape, asked = catalogue().register(kind), request.GET
    names, found = Offers(request.actor, request.now), filtered(request, shape)
    rows = [row.facts for row in found.iterator()]
    wanted = asked.get("as", "")
    if wanted == "csv":
        return sent(f"{shape.title}.csv", tables.csv_bytes(columns_of(shape.facts), rows, names), "text/csv; charset=utf-8")
    if wanted and wanted != "xlsx":
        record = queries.record(wanted, request.actor, LAYOUTS)
        try:
            filled = refill(layout_of(record), original_of(record), rows, shape.facts, names)
        except BadFile as bad:
            raise Refused(str(bad)) from None
        return sent(f"{record.facts['name']}.xlsx", filled)
    return sent(f"{shape.title}.xlsx", tables.xlsx(columns_of(shape.facts), rows, shape.title, names))


@require_GET
def template(request: DeskRequest, kind: str) -> HttpResponse:
    """The empty table to fill in."""
    shape = catalogue().register(kind)
    return sent(f"{shape.title}模板.xlsx", tables.template(shape.facts, shape.title))


@require_http_methods(["GET", "POST"])
def bring_in(request: DeskRequest, kind: str) -> HttpResponse:
    """Upload, check, commit if nothing is wrong. `do` is put, mark (the table back with its faults), keep (go on later) or learn
    (a new layout). What was read and did not come in is kept for its owner; `left` names it."""
    shape = catalogue().register(kind)
    shown: dict[str, Any] = {
        "register": shape,
        "layouts": layouts_for(request, kind),
        "can_learn": catalogue().has_register(LAYOUTS),
    }
    left, verb = request.POST.get("left") or request.GET.get("left", ""), request.POST.get("do", "")
    if request.method == "GET" and not left:
        return draw(request, shape, shown)
    try:
        name, data = upload(request, left)
        if verb == "learn":
            return learn(request, shape, name, data)
        found = read(request, shape, name, data)
        if found.faults and verb == "mark":
            leave(request, shape, told(found), left)
            return sent(f"{shape.title}（需修改）.xlsx", intake.marked(found))
        if found.is_good and request.method == "POST" and verb in ("put", ""):
            return put(request, shape, found, left)
        shown |= {"found": found, "faults": [(fault.row, intake.said(fault)) for fault in found.faults[:SHOWN]]}
        shown |= {"more": max(0, len(found.faults) - SHOWN)}
        said = told(found)
    except (BadFile, Refused, BadFacts) as bad:
        shown["refusal"] = said = str(bad)
    return draw(request, shape, shown | leave(request, shape, said, left))


def told(found: Intake) -> str:
    return f"{len(found.faults)} 处要改，{len(found.rows)} 行没有问题" if found.faults else f"{len(found.rows)} 行，可以导入"


def draw(request: DeskRequest, shape: Register[Any], shown: dict[str, Any]) -> HttpResponse:
    """The page of the import, with what its reader left there before."""
    others = unfinished.of_person(request.user.id, request.now, f"/r/{shape.kind}/import")
    layouts_left = unfinished.of_person(request.user.id, request.now, f"/r/{shape.kind}/layout")
    wrong = bool(shown.get("refusal") or shown.get("faults")) and request.method == "POST"
    shown["left"] = [*others.exclude(id=shown.get("kept", "")), *layouts_left]
    return render(request, "desk/table_in.html", shown, status=422 if wrong else 200)


def leave(request: DeskRequest, shape: Register[Any], said: str, left: str) -> dict[str, Any]:
    """Keeps a table that could be read but did not come in, for whoever may bring it in. What the page says of it."""
    try:
        name, data = upload(request, left)
        if request.method == "POST":
            sheets.read_sheet(data, name)
            if not may_put(shape, request.actor):
                return {}
            kept = Left(f"/r/{shape.kind}/import", f"导入{shape.title}", name, data, said)
            left = unfinished.keep(kept, request.user.id, request.now, left)
        return {"kept": left, "kept_name": name}
    except (BadFile, Refused):
        return {}


def upload(request: DeskRequest, left: str = "") -> tuple[str, bytes]:
    """The file's name and bytes: the one sent, else the one that was left. Raises BadFile where there is none, or it is too
    large to be read."""
    given = request.FILES.get("table")
    if not isinstance(given, UploadedFile):
        if left:
            kept = unfinished.one(left, request.user.id)
            return kept.name, bytes(kept.data)
        raise BadFile("还没有选择文件，请选择 xlsx 或 csv 文件。")
    if (given.size or 0) > sheets.LARGEST:
        raise BadFile(f"文件超过 {sheets.LARGEST >> 20} MB，请分成几份上传。")
    given.seek(0)
    return str(given.name), given.read()


def read(request: DeskRequest, shape: Register[Any], name: str, data: bytes) -> Intake:
    """Reads by the register's own heads, else by a confirmed layout of the county."""
    names = Offers(request.actor, request.now)
    try:
        return intake.take_in(shape.facts, sheets.read_sheet(data, name), names, key=shape.key, check=shape.check)
    except BadFile as bad:
        for record in layouts_for(request, shape.kind):
            try:
                layout = layout_of(record)
                return layouts.take_in(layout, data, shape.facts, names, key=shape.key, name=name, check=shape.check)
            except BadFile:
                continue
        raise bad from None


def put(request: DeskRequest, shape: Register[Any], found: Intake, left: str = "") -> HttpResponse:
    """All rows or none."""
    if len(found.rows) > MOST:
        count = len(found.rows)
        raise BadFile(f"表里有 {count} 行，网页一次最多导入 {MOST} 行，请分成几份，或用 anlan import 导入。")
    if not found.rows:
        raise BadFile("表头之下没有内容，请填写后再上传。")
    kept = records.put_records(shape.kind, [row.facts.dump() for row in found.rows], request.actor, at=request.now)
    unfinished.finish(left, request.user.id)
    changed = sum(one.changed for one in kept)
    ignored = f"这些列没有导入：{'、'.join(found.ignored)}。" if found.ignored else ""
    say(request, f"已导入 {len(kept)} 行，其中新增或更新 {changed} 行。{ignored}")
    return HttpResponseRedirect(f"/r/{shape.kind}")
