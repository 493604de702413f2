"""通讯录 from a table: one account a row, all or none, first passwords shown once (系统管理员)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from anlan.desk import intake, sheets, table_pages, tables, unfinished
from anlan.desk.frame import DeskRequest
from anlan.desk.offers import Offers
from anlan.desk.people import first_password, must_be
from anlan.desk.unfinished import Left
from anlan.kernel import accounts, directory
from anlan.kernel.facts import Facts, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.people import Role
from anlan.kernel.refusals import Refused

MOST = 500
PATH = "/people/import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Line(Facts):
    login: str = text("登录名", longest=64)
    name: str = text("姓名", longest=40)
    unit: str | None = unit_of("单位", optional=True)
    post: str | None = text("职务", longest=80, optional=True)
    phone: str | None = text("电话", longest=20, optional=True, pattern=r"^\+?[0-9][0-9 -]{5,18}[0-9]$")


@require_GET
def template(request: DeskRequest) -> HttpResponse:
    """The table to fill in."""
    response = HttpResponse(tables.template(Line, "通讯录"), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, "通讯录模板.xlsx") or "attachment"
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def bring_in(request: DeskRequest) -> HttpResponse:
    """导入通讯录: existing accounts are brought up to date, new ones get a first password. What was read and did not come in is
    kept for its owner; `left` names it."""
    must_be(request, Role.SYSTEM_ADMIN, "人员账号")
    shown: dict[str, object] = {"refusal": "", "faults": [], "made": []}
    left = request.POST.get("left") or request.GET.get("left", "")
    if request.method == "POST" or left:
        try:
            found = read(request, left)
            shown |= {"faults": [intake.said(fault) for fault in found.faults[:200]], "total": len(found.faults), "found": found}
            if found.is_good and request.method == "POST" and request.POST.get("do", "put") == "put":
                shown |= {"made": put(request, found), "rows": len(found.rows)}
                unfinished.finish(left, request.user.id)
            else:
                shown |= leave(request, table_pages.told(found), left)
        except (Refused, sheets.BadFile) as refused:
            shown["refusal"] = str(refused)
    mine = unfinished.of_person(request.user.id, request.now, PATH).exclude(id=shown.get("kept", ""))
    wrong = bool(shown["refusal"] or shown["faults"]) and request.method == "POST"
    return render(request, "desk/people_import.html", shown | {"left": mine}, status=422 if wrong else 200)


def leave(request: DeskRequest, said: str, left: str) -> dict[str, object]:
    """Keeps the table for its owner. What the page says of it."""
    name, data = table_pages.upload(request, left)
    if request.method == "POST":
        left = unfinished.keep(Left(PATH, "导入通讯录", name, data, said), request.user.id, request.now, left)
    return {"kept": left, "kept_name": name}


def read(request: DeskRequest, left: str) -> intake.Intake:
    """The sent table, or the one that was left, judged. Raises BadFile, Refused."""
    name, data = table_pages.upload(request, left)
    found = intake.take_in(Line, sheets.read_sheet(data, name), Offers(request.actor, request.now), key="login")
    if not found.rows and not found.faults:
        raise Refused("表里没有人员，请填写后再导入。")
    if len(found.rows) > MOST:
        raise Refused(f"一次最多导入 {MOST} 人，请分几次导入。")
    return found


def put(request: DeskRequest, found: intake.Intake) -> list[tuple[Line, str]]:
    """Writes the rows; returns the new accounts with their first passwords."""
    rows = [row.facts for row in found.rows if isinstance(row.facts, Line)]
    known = directory.people_known_to(request.actor).in_bulk([row.login for row in rows], field_name="login")
    made = []
    for row in rows:
        old = known.get(row.login)
        first = "" if old else first_password()
        accounts.put_person(
            row.login,
            row.name,
            request.actor,
            at=request.now,
            id=old.id if old else "",
            phone=row.phone or "",
            post=row.post or "",
            unit=row.unit or "",
            password=first,
            is_active=old.is_active if old else True,
            is_sample=old.is_sample if old else False,
        )
        if first:
            made.append((row, first))
    return made
