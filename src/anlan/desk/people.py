"""通讯录 and the keeping of accounts and roles: the system administrator keeps accounts, the security administrator roles."""

import secrets
from datetime import date, datetime, time
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.desk.forms import Form
from anlan.desk.frame import DeskRequest, say
from anlan.desk.offers import Offers
from anlan.desk.posted import posted
from anlan.desk.steps import attempt, draw_form, marks
from anlan.kernel import accounts, directory
from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.facts import BadFacts, Facts, choice, day, many, place, read, text
from anlan.kernel.facts import unit as unit_of
from anlan.kernel.people import FIELDS, SECTORS, GrantView, Role
from anlan.kernel.refusals import Refused

PAGE = 100
ROLES = {role.title: role for role in Role if role.bound != "nobody"}
ROLE_TITLES = {str(role): role.title for role in Role}
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


class Account(Facts):
    login: str = text("登录名", longest=64, hint="建立后不能改")
    name: str = text("姓名", longest=40)
    phone: str | None = text("电话", longest=20, optional=True, pattern=r"^\+?[0-9][0-9 -]{5,18}[0-9]$")
    post: str | None = text("职务", longest=80, optional=True)
    unit: str | None = unit_of("单位", optional=True)
    active: str = choice("账号", "启用", "停用")


class Given(Facts):
    role: str = choice("岗位", *ROLES)
    place: str = place("属地")
    unit: str | None = unit_of("单位", optional=True, hint="联络员、企业人员等按单位办事的岗位必选")
    sectors: tuple[str, ...] = many("行业", *SECTORS, *FIELDS, optional=True, hint="不选为全部行业")
    until: date | None = day("有效期至", optional=True)


@require_GET
def people(request: DeskRequest) -> HttpResponse:
    """通讯录: whom I may look up, by name, post or unit."""
    by, words = request.actor, request.GET.get("words", "").strip()
    found = (
        directory.people_known_to(by).filter(id__in=[one.id for one in directory.people_found(by, words, 500)])
        if words
        else directory.people_known_to(by)
    )
    if unit := request.GET.get("unit", ""):
        found = found.filter(unit=unit)
    after = request.GET.get("after", "")
    rows = list((found.filter(login__gt=after) if after else found)[: PAGE + 1])
    grants = directory.grants_in_force([row.id for row in rows], request.now)
    names = Offers(by, request.now)
    names.learn("record", {row.unit for row in rows})
    listed = [(row, names.name("record", row.unit) if row.unit else "", roles_of(grants.get(row.id, []))) for row in rows[:PAGE]]
    shown = {
        "rows": listed,
        "words": words,
        "after": rows[PAGE - 1].login if len(rows) > PAGE else "",
        "may_keep": Role.SYSTEM_ADMIN in by.roles(),
    }
    return render(request, "desk/people.html", shown)


def roles_of(grants: list[Any]) -> str:
    return "、".join(dict.fromkeys(ROLE_TITLES[grant.role] for grant in grants))


@require_GET
def person(request: DeskRequest, id: str) -> HttpResponse:
    """A person: how to reach them, which roles they hold, and what an administrator may change."""
    found, by = directory.person(id, request.actor), request.actor
    names = Offers(by, request.now)
    roles = by.roles()
    grants = [
        (
            grant,
            ROLE_TITLES[grant.role],
            names.name("place", grant.place),
            names.name("record", grant.unit) if grant.unit else "",
            names.name("person", grant.stands_in_for) if grant.stands_in_for else "",
        )
        for grant in directory.grants_in_force([id], request.now).get(id, [])
    ]
    shown = {
        "found": found,
        "unit": names.name("record", found.unit) if found.unit else "",
        "grants": grants,
        "may_keep": Role.SYSTEM_ADMIN in roles,
        "may_give": Role.SECURITY_ADMIN in roles and id != by.person,
        "may_trail": may_trail(request, found),
    }
    return render(request, "desk/person.html", shown)


def may_trail(request: DeskRequest, found: Any) -> bool:
    """Whose 尽职留痕 one may read: one's own, everybody's for auditors, one's unit's for its head."""
    by = request.actor
    heads = {grant.unit for grant in by.grants if grant.role == Role.UNIT_HEAD and grant.unit}
    return found.id == by.person or Role.AUDIT_ADMIN in by.roles() or (bool(found.unit) and found.unit in heads)


@require_http_methods(["GET", "POST"])
def account(request: DeskRequest, id: str = "") -> HttpResponse:
    """An account's form (系统管理员). A new account gets a first password, shown once."""
    must_be(request, Role.SYSTEM_ADMIN, "人员账号")
    found = directory.person(id, request.actor) if id else None
    names = Offers(request.actor, request.now)

    def write(sent: QueryDict) -> HttpResponse:
        facts = read(Account, posted(Account, sent, names))
        first = "" if found and "password" not in sent else first_password()
        made = accounts.put_person(
            found.login if found else facts.login,
            facts.name,
            request.actor,
            at=request.now,
            id=id,
            phone=facts.phone or "",
            post=facts.post or "",
            unit=facts.unit or "",
            password=first,
            is_active=facts.active == "启用",
            is_sample=found.is_sample if found else False,
        )
        say(request, f"已保存。首次登录密码为“{first}”，只显示这一次，请当面告知本人。" if first else "已保存。")
        return HttpResponseRedirect(f"/people/{made}")

    start: dict[str, Any] = {"active": "启用"}
    if found:
        start = {name: getattr(found, name) or None for name in ("login", "name", "phone", "post", "unit")} | {
            "active": "启用" if found.is_active else "停用"
        }
    answer = attempt(request, Account, names, write) if request.method == "POST" else Form(Account, start, names)
    return draw_form(
        request, answer, {"found": found, "form": answer, "submit": "保存", **marks(request, f"person.{id}")}, "desk/account.html"
    )


def first_password() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def must_be(request: DeskRequest, role: Role, what: str) -> None:
    if role not in request.actor.roles():
        raise Refused(f"{what}由{role.title}办理，您没有这项权限。")


@require_http_methods(["GET", "POST"])
def grant(request: DeskRequest, id: str) -> HttpResponse:
    """Gives a role (安全管理员)."""
    must_be(request, Role.SECURITY_ADMIN, "授权")
    found, names = directory.person(id, request.actor), Offers(request.actor, request.now)

    def write(sent: QueryDict) -> HttpResponse:
        facts = read(Given, posted(Given, sent, names))
        role = ROLES[facts.role]
        if role.bound == "unit" and not facts.unit:
            raise Refused(f"{role.title}按单位办事，请选择单位。")
        accounts.give_grant(
            id,
            GrantView(role, facts.place, frozenset(facts.sectors), facts.unit or ""),
            request.actor,
            at=request.now,
            until=last_second(facts.until),
        )
        say(request, f"已授予“{role.title}”。")
        return HttpResponseRedirect(f"/people/{id}")

    answer = (
        attempt(request, Given, names, write) if request.method == "POST" else Form(Given, {"unit": found.unit or None}, names)
    )
    return draw_form(
        request, answer, {"found": found, "form": answer, "submit": "授予", **marks(request, f"grant.{id}")}, "desk/grant.html"
    )


def last_second(until: date | None) -> datetime | None:
    return datetime.combine(until, time(23, 59, 59), SHANGHAI) if until else None


@require_POST
def end_grant(request: DeskRequest, id: str, grant: str) -> HttpResponse:
    """Takes a role back, with the reason."""
    accounts.end_grant(grant, request.actor, at=request.now, reason=request.POST.get("reason", ""))
    say(request, "已收回。")
    return HttpResponseRedirect("/away" if request.POST.get("from") == "away" else f"/people/{id}")


class StandIn(Facts):
    until: date = day("到哪天为止", hint="到这一天 24:00 自动收回")


@require_http_methods(["GET", "POST"])
def away(request: DeskRequest) -> HttpResponse:
    """我不在时: lends one's own roles to somebody for a while."""
    by, names = request.actor, Offers(request.actor, request.now)
    refusal = ""
    if request.method == "POST":
        try:
            return lend(request, names)
        except (Refused, BadFacts) as refused:
            refusal = str(refused)
    mine = [
        (n, grant.role.title, names.name("place", grant.place), names.name("record", grant.unit) if grant.unit else "")
        for n, grant in enumerate(by.grants)
    ]
    lent = [(one, ROLE_TITLES[one.role], names.name("person", one.person)) for one in directory.lent_by(by.person, request.now)]
    people = [one for one in directory.people_known_to(by).filter(is_active=True).exclude(id=by.person)[:300]]
    shown = {"mine": mine, "lent": lent, "people": people, "refusal": refusal, "sent": request.POST}
    return render(request, "desk/away.html", shown, status=422 if refusal else 200)


def lend(request: DeskRequest, names: Offers) -> HttpResponse:
    by, sent = request.actor, request.POST
    chosen = [by.grants[int(n)] for n in sent.getlist("grant") if n.isascii() and n.isdigit() and int(n) < len(by.grants)]
    to = directory.person(sent.get("person", ""), by) if sent.get("person") else None
    if not chosen or to is None:
        raise Refused("请选择代办人和要委托的岗位。")
    until = read(StandIn, {"until": sent.get("until", "")}).until
    for one in chosen:
        accounts.give_grant(to.id, one, by, at=request.now, until=last_second(until), stands_in_for=by.person)
    say(request, f"已委托{to.name}代办 {len(chosen)} 个岗位，到 {until.month}月{until.day}日为止。")
    return HttpResponseRedirect("/away")
