"""The county's own table learned as a layout: recognised, its columns confirmed by a person; until then it is theirs alone."""

import json
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from anlan.desk import layouts, unfinished
from anlan.desk.frame import DeskRequest, say
from anlan.desk.heads import NUMBER
from anlan.desk.layouts import Layout
from anlan.desk.models import UnfinishedImport
from anlan.desk.registers import may_put
from anlan.desk.sheets import BadFile
from anlan.desk.unfinished import Left
from anlan.kernel import directory, proofs, queries, records
from anlan.kernel.catalogue import catalogue
from anlan.kernel.refusals import Refused
from anlan.kernel.register import Register

LAYOUTS = "table_layout"


def learn(request: DeskRequest, shape: Register[Any], name: str, data: bytes) -> HttpResponse:
    """Keeps the file, with what its columns seem to mean, for its owner to confirm."""
    if not may_put(catalogue().register(LAYOUTS), request.actor):
        raise Refused("您的岗位不能登记表样，请联系县安委办。")
    layout = layouts.recognise(data, shape.facts, shape.kind, name).layout
    path, said = f"/r/{shape.kind}/layout", "表样待确认"
    kept = unfinished.keep(Left(path, f"{shape.title}表样", name, data, said, layout.to_json()), request.user.id, request.now)
    return HttpResponseRedirect(f"{path}?left={kept}")


@require_http_methods(["GET", "POST"])
def confirm(request: DeskRequest, kind: str) -> HttpResponse:
    """What each column of the county's table means, proposed by likeness, confirmed by a person; `do` keep: later."""
    shape = catalogue().register(kind)
    left = unfinished.one(request.POST.get("left") or request.GET.get("left", ""), request.user.id)
    layout, data = Layout.from_json(left.state), bytes(left.data)
    proposal = layouts.recognise(data, shape.facts, kind)
    title = f"{shape.title}：{left.name.rsplit('.', 1)[0]}"[:100]
    shown = {"register": shape, "title": title, "kept": left.id, "proposal": proposal, "number": NUMBER}
    if request.method == "POST":
        try:
            layout = mapped(request, layout)
            if request.POST.get("do") == "keep":
                return keep_on(request, left, layout)
            said = json.dumps(layout.to_json(), ensure_ascii=False)
            original = proofs.keep(data, left.name, "文件", request.actor, request.now)
            facts = {"name": title, "table": kind, "confirmed": "已确认", "layout": said, "original": [original]}
            records.put_record(LAYOUTS, facts, request.actor, at=request.now)
            unfinished.finish(left.id, left.person)
            say(request, "表样已确认，以后这样的表可以直接导入，也可以照原样导出。")
            return HttpResponseRedirect(f"/r/{kind}/import")
        except (BadFile, Refused) as bad:
            shown["refusal"] = str(bad)
    return draw(request, shape, layout, proposal, shown)


def keep_on(request: DeskRequest, left: UnfinishedImport, layout: Layout) -> HttpResponse:
    said = "表样待确认，已对应部分列"
    unfinished.keep(Left(left.path, left.title, left.name, bytes(left.data), said, layout.to_json()), left.person, request.now)
    say(request, "已存为未完成的导入，可以随时接着办。")
    return HttpResponseRedirect("/#unfinished")


@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, kind: str, id: str) -> HttpResponse:
    """A layout that is on record, mapped anew."""
    shape, record = catalogue().register(kind), queries.record(id, request.actor, LAYOUTS)
    layout = layout_of(record)
    proposal = layouts.recognise(original_of(record), shape.facts, kind)
    shown = {"register": shape, "title": record.facts["name"], "proposal": proposal, "number": NUMBER}
    if request.method == "POST":
        try:
            layout = mapped(request, layout)
            facts = record.facts | {"layout": json.dumps(layout.to_json(), ensure_ascii=False), "confirmed": "已确认"}
            records.put_record(LAYOUTS, facts, request.actor, at=request.now, record=record.id)
            say(request, "表样已修改。")
            return HttpResponseRedirect(f"/r/{kind}/import")
        except (BadFile, Refused) as bad:
            shown["refusal"] = str(bad)
    return draw(request, shape, layout, proposal, shown)


def mapped(request: DeskRequest, layout: Layout) -> Layout:
    """The layout as the form maps it. Raises BadFile where one fact is given to two columns."""
    chosen = {c: request.POST.get(f"c{c}", "") for c in layout.heads}
    return layout.mapped(chosen, request.POST.get("key", ""), request.POST.get("band", ""))


def draw(
    request: DeskRequest, shape: Register[Any], layout: Layout, proposal: layouts.Proposal, shown: dict[str, Any]
) -> HttpResponse:
    titles = layouts.facts_titles(shape.facts)
    lines = [(c, head, layout.mapping.get(c, ""), proposal.guesses.get(c)) for c, head in layout.heads.items()]
    more = {"lines": lines, "titles": titles, "layout": layout}
    return render(request, "desk/table_map.html", shown | more, status=422 if "refusal" in shown else 200)


def layouts_for(request: DeskRequest, kind: str) -> list[Any]:
    """The county's confirmed layouts of a register."""
    if not catalogue().has_register(LAYOUTS):
        return []
    return list(queries.records(LAYOUTS, request.actor, facts={"table": kind, "confirmed": "已确认"})[:50])


def layout_of(record: Any) -> Layout:
    return Layout.from_json(json.loads(record.facts["layout"]))


def original_of(record: Any) -> bytes:
    return directory.bytes_of(directory.proof(record.facts["original"][0], record.id))
