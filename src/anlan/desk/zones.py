"""管理区 (开发区, 林场, 河段) beside the tree of official places: made and named by the system administrator."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from anlan.desk.frame import DeskRequest, say
from anlan.desk.people import must_be
from anlan.kernel import accounts, directory, queries
from anlan.kernel.people import Role
from anlan.kernel.places import PlaceRow, zone_code
from anlan.kernel.refusals import Refused

LONGEST = 80


@require_http_methods(["GET", "POST"])
def zones(request: DeskRequest) -> HttpResponse:
    """管理区 of this node's county: the list, a new one, a new name."""
    must_be(request, Role.SYSTEM_ADMIN, "管理区")
    county = directory.this_node().place
    found = [place for place in queries.places_under(county) if place.code.startswith("Z")]
    refusal = ""
    if request.method == "POST":
        try:
            say(
                request,
                name_zone(county, [place.code for place in found], request.POST.get("code", ""), request.POST.get("name", "")),
            )
            return HttpResponseRedirect("/places")
        except Refused as refused:
            refusal = str(refused)
    shown = {
        "zones": found,
        "refusal": refusal,
        "name": request.POST.get("name", ""),
        "county": queries.place_names([county]).get(county, county),
    }
    return render(request, "desk/zones.html", shown, status=422 if refusal else 200)


def name_zone(county: str, known: list[str], code: str, name: str) -> str:
    """Names a zone, a new one where `code` is empty; the sentence for the page. Raises Refused."""
    name = name.strip()
    if not name or len(name) > LONGEST:
        raise Refused(f"请填写管理区名称，不超过 {LONGEST} 个字。")
    if code and code not in known:
        raise Refused("没有这个管理区，请刷新页面。")
    if not code and len(county) != 6:
        raise Refused("管理区由县设立，本节点不是县级节点。")
    serial = max((int(one[-3:]) for one in known), default=0) + 1
    accounts.put_places([PlaceRow(code or zone_code(county, serial), name, 4, county)])
    return f"已{'改名' if code else '设立'}“{name}”。"
