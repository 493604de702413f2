"""The county's own task table at the workbench: bring it in, and take the rows out in its layout."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from anlan.desk.frame import DeskRequest, say
from anlan.desk.sheets import BadFile
from anlan.desk.table_pages import sent, upload
from anlan.duties import county_table, queries
from anlan.kernel.refusals import Refused


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
