"""A register as a table: out as xlsx, csv or in the county's own layout; in with a sentence for every wrong cell, all or none."""

import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from anlan.desk import intake, layouts, sheets, tables
from anlan.desk.cells import columns_of
from anlan.desk.frame import DeskRequest, say
from anlan.desk.heads import NUMBER
from anlan.desk.intake import Intake
from anlan.desk.layouts import Layout
from anlan.desk.offers import Offers
from anlan.desk.refill import refill
from anlan.desk.registers import filtered
from anlan.desk.sheets import BadFile
from anlan.kernel import directory, proofs, queries, records
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import BadFacts
from anlan.kernel.refusals import Refused
from anlan.kernel.register import Register

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LAYOUTS = "table_layout"
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
    """Upload, check, commit if nothing is wrong. `do` is put, mark (the table back with its faults) or learn (a new layout)."""
    shape = catalogue().register(kind)
    shown: dict[str, Any] = {"register": shape, "layouts": layouts_for(request, kind)}
    shown["can_learn"] = catalogue().has_register(LAYOUTS)
    if request.method == "GET":
        return render(request, "desk/table_in.html", shown)
    try:
        name, data = upload(request)
        if request.POST.get("do") == "learn":
            return learn(request, shape, name, data)
        found = read(request, shape, name, data)
        if found.faults and request.POST.get("do") == "mark":
            return sent(f"{shape.title}（需修改）.xlsx", intake.marked(found))
        if found.is_good and request.POST.get("do") != "mark":
            return put(request, shape, found)
    except (BadFile, Refused, BadFacts) as bad:
        return render(request, "desk/table_in.html", shown | {"refusal": str(bad)}, status=422)
    faults = [(fault.row, intake.said(fault)) for fault in found.faults[:SHOWN]]
    more = {"found": found, "faults": faults, "more": len(found.faults) - len(faults)}
    return render(request, "desk/table_in.html", shown | more, status=422 if found.faults else 200)


def upload(request: DeskRequest) -> tuple[str, bytes]:
    """The file's name and bytes. Raises BadFile where there is none or it is too large to be read."""
    given = request.FILES.get("table")
    if not isinstance(given, UploadedFile):
        raise BadFile("还没有选择文件，请选择 xlsx 或 csv 文件。")
    if (given.size or 0) > sheets.LARGEST:
        raise BadFile(f"文件超过 {sheets.LARGEST >> 20} MB，请分成几份上传。")
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


def put(request: DeskRequest, shape: Register[Any], found: Intake) -> HttpResponse:
    """All rows or none."""
    if len(found.rows) > MOST:
        count = len(found.rows)
        raise BadFile(f"表里有 {count} 行，网页一次最多导入 {MOST} 行，请分成几份，或用 anlan import 导入。")
    if not found.rows:
        raise BadFile("表头之下没有内容，请填写后再上传。")
    kept = records.put_records(shape.kind, [row.facts.dump() for row in found.rows], request.actor, at=request.now)
    changed = sum(one.changed for one in kept)
    ignored = f"这些列没有导入：{'、'.join(found.ignored)}。" if found.ignored else ""
    say(request, f"已导入 {len(kept)} 行，其中新增或更新 {changed} 行。{ignored}")
    return HttpResponseRedirect(f"/r/{shape.kind}")


def learn(request: DeskRequest, shape: Register[Any], name: str, data: bytes) -> HttpResponse:
    """Keeps the file as a layout that waits for a person to confirm what its columns mean."""
    proposal = layouts.recognise(data, shape.facts, shape.kind, name)
    original = proofs.keep(data, name, "文件", request.actor, request.now)
    said = json.dumps(proposal.layout.to_json(), ensure_ascii=False)
    title = f"{shape.title}：{name.rsplit('.', 1)[0]}"[:100]
    facts = {"name": title, "table": shape.kind, "confirmed": "待确认", "layout": said, "original": [original]}
    kept = records.put_record(LAYOUTS, facts, request.actor, at=request.now)
    return HttpResponseRedirect(f"/r/{shape.kind}/layout/{kept.id}")


@require_http_methods(["GET", "POST"])
def confirm(request: DeskRequest, kind: str, id: str) -> HttpResponse:
    """What each column of the county's table means, proposed by likeness, confirmed by a person."""
    shape, record = catalogue().register(kind), queries.record(id, request.actor, LAYOUTS)
    layout, data = layout_of(record), original_of(record)
    proposal = layouts.recognise(data, shape.facts, kind)
    shown = {"register": shape, "record": record, "proposal": proposal, "number": NUMBER}
    if request.method == "POST":
        try:
            mapping = {c: request.POST.get(f"c{c}", "") for c in layout.heads}
            layout = layout.mapped(mapping, request.POST.get("key", ""), request.POST.get("band", ""))
            said = json.dumps(layout.to_json(), ensure_ascii=False)
            facts = record.facts | {"layout": said, "confirmed": "已确认"}
            records.put_record(LAYOUTS, facts, request.actor, at=request.now, record=record.id)
            say(request, "表样已确认，以后这样的表可以直接导入，也可以照原样导出。")
            return HttpResponseRedirect(f"/r/{kind}/import")
        except (BadFile, Refused) as bad:
            shown["refusal"] = str(bad)
    titles = layouts.facts_titles(shape.facts)
    lines = [(c, head, layout.mapping.get(c, ""), proposal.guesses.get(c)) for c, head in layout.heads.items()]
    shown |= {"lines": lines, "titles": titles, "layout": layout}
    return render(request, "desk/table_map.html", shown, status=422 if "refusal" in shown else 200)


def layouts_for(request: DeskRequest, kind: str) -> list[Any]:
    """The county's confirmed layouts of a register."""
    if not catalogue().has_register(LAYOUTS):
        return []
    return list(queries.records(LAYOUTS, request.actor, facts={"table": kind, "confirmed": "已确认"})[:50])


def layout_of(record: Any) -> Layout:
    return Layout.from_json(json.loads(record.facts["layout"]))


def original_of(record: Any) -> bytes:
    return directory.bytes_of(directory.proof(record.facts["original"][0], record.id))
