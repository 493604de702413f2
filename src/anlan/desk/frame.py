"""The frame round every page: who asks, when, which entries they have; and who is turned away at the door.

No page is open by itself: a view without `open_to_all` is for people who are signed in. Sample accounts work on this machine
only; privileged roles need their second factor; an idle session ends. Refusals that a page does not catch are answered here as a
page with the kernel's sentence.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from anlan.desk import english
from anlan.kernel import directory, queries
from anlan.kernel.catalogue import UnknownKind
from anlan.kernel.facts import BadFacts
from anlan.kernel.people import ADMINS, NOBODY, PRIVILEGED, Actor, Role, reaches
from anlan.kernel.refusals import NotThere, Refused

if TYPE_CHECKING:
    from anlan.kernel.models import Person

HERE = ("127.0.0.1", "::1")
AT_THE_DOOR = ("/login", "/logout", "/password", "/second")
THEME, THEMES = "anlan-theme", ("light", "dark")
"""The cookie that remembers a browser's theme, and what may stand in it."""
QUIET = ("/events", "/pick")
"""Addresses that scripts ask by themselves: they do not keep a session alive."""


class DeskRequest(HttpRequest):
    """A request as pages see it: with its actor and its moment."""

    user: "Person"
    actor: Actor
    now: datetime
    htmx: HtmxDetails


@dataclass(frozen=True)
class Entry:
    """A line of the navigation and who has it: everyone but bare administrators, or the holders of these roles."""

    title: str
    path: str
    icon: str
    roles: frozenset[Role] = frozenset()
    far: bool = False


ENTRIES = (
    Entry("待办", "/", "inbox"),
    Entry("一张图", "/map", "map"),
    Entry("事项", "/matters", "matter"),
    Entry("台账", "/r/", "register"),
    Entry("隐患", "/prevention/", "alarm", far=True),
    Entry("监测", "/monitoring/", "pulse", far=True),
    Entry("指挥", "/response/", "flag"),
    Entry(
        "统计",
        "/leader",
        "chart",
        frozenset({Role.CLERK, Role.SIGNER, Role.LEADER, Role.COMMANDER, Role.OFFICER, Role.TOWNSHIP_OFFICER}),
        far=True,
    ),
    Entry("人员", "/people", "people", ADMINS - {Role.AUDIT_ADMIN}),
    Entry("单位", "/r/unit", "register", frozenset({Role.SYSTEM_ADMIN})),
    Entry("管理区", "/places", "pin", frozenset({Role.SYSTEM_ADMIN})),
    Entry("上下级", "/exchange/", "out", frozenset({Role.SYSTEM_ADMIN})),
    Entry("县里的规定", "/r/county_setting/options", "book", frozenset({Role.SYSTEM_ADMIN})),
    Entry("登录安全", "/lockouts", "alarm", frozenset({Role.SECURITY_ADMIN})),
    Entry("账本", "/ledger", "book", frozenset({Role.AUDIT_ADMIN})),
)
V = TypeVar("V", bound=Callable[..., Any])


def open_to_all(view: V) -> V:
    """Marks a view that needs no account: a page behind a code, a public plate."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


class FrameMiddleware:
    """Sets actor and moment, and stands at the door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: DeskRequest) -> HttpResponse:
        request.now = timezone.now()
        request.actor = NOBODY
        response = self.get_response(request)
        if request.path.startswith(("/static/", "/healthz")):
            return response
        response.setdefault("Cache-Control", "no-store")
        if request.COOKIES.get(english.LANGUAGE) == "en" and response.get("Content-Type", "").startswith("text/html"):
            response.content = english.page(response.content.decode()).encode()
        return response

    def process_view(self, request: DeskRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        if request.path.startswith("/api/") or view.__module__.startswith("anlan.run."):
            return None
        if has_nul(request):
            return refusal(request, "提交的内容里有不能识别的字符，没有写入任何内容。请删去后重试。", 400)
        if getattr(view, "open_to_all", False):
            return None
        if not request.user.is_authenticated:
            return away(request, "/login", next=request.get_full_path())
        request.actor = queries.actor(request.user.id, request.now)
        return turned_away(request)

    def process_exception(self, request: DeskRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotThere | UnknownKind):
            return refusal(request, str(error).strip("'"), 404)
        if isinstance(error, Refused | BadFacts):
            return refusal(request, str(error), 409)
        return None


def has_nul(request: HttpRequest) -> bool:
    """Whether something sent holds the character that no database keeps."""
    sent = (value for query in (request.GET, request.POST) for _, values in query.lists() for value in values)
    return "\0" in request.path or any("\0" in value for value in sent if isinstance(value, str))


def turned_away(request: DeskRequest) -> HttpResponse | None:
    """Why one who is signed in may not go on: not this machine, too long away, a password to change, no second factor."""
    if request.user.is_sample and not is_here(request):
        logout(request)
        return refusal(request, "示例账号只能在安装安澜的这台机器上使用（127.0.0.1），请换用正式账号。", 403)
    if is_idle(request):
        logout(request)
        return away(request, "/login", next=request.get_full_path(), idle="1")
    if request.path.startswith(AT_THE_DOOR):
        return None
    if request.user.must_change:
        return away(request, "/password")
    if needs_second_factor(request):
        return away(request, "/second", next=request.get_full_path())
    return None


def is_here(request: HttpRequest) -> bool:
    """Whether the request comes from this very machine and through no proxy."""
    forwarded = any(f"HTTP_{name}" in request.META for name in ("FORWARDED", "X_FORWARDED_FOR", "X_REAL_IP"))
    return request.META.get("REMOTE_ADDR") in HERE and not forwarded


def is_idle(request: DeskRequest) -> bool:
    """Whether nobody did anything for settings.IDLE_MINUTES; notes at most once a minute that somebody does."""
    stamp, seen = int(request.now.timestamp()), request.session.get("seen", 0)
    if seen and stamp - seen > settings.IDLE_MINUTES * 60:
        return True
    if stamp - seen >= 60 and not request.path.startswith(QUIET):
        request.session["seen"] = stamp
    return False


def needs_second_factor(request: DeskRequest) -> bool:
    """Privileged roles show their second factor; sample accounts cannot leave this machine and are spared."""
    is_privileged = bool(request.actor.roles() & PRIVILEGED)
    return is_privileged and not request.user.is_sample and not request.user.is_verified()  # type: ignore[attr-defined]


def is_queued(request: HttpRequest) -> bool:
    """Whether a phone's script sends a step that it kept while there was no network."""
    return request.headers.get("X-Anlan-Queued") == "1"


def away(request: HttpRequest, path: str, **query: str) -> HttpResponse:
    """A redirect that a script's request obeys as well."""
    if is_queued(request):
        return JsonResponse({"door": path}, status=401)
    if query.get("next") in ("/", "/logout") or request.method != "GET":
        query.pop("next", None)
    target = f"{path}?{urlencode(query)}" if query else path
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def refusal(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """A page that says why not."""
    if is_queued(request):
        return JsonResponse({"refused": sentence}, status=status)
    return render(request, "desk/refusal.html", {"sentence": sentence}, status=status)


def stands_alone(request: HttpRequest) -> bool:
    """Whether the page needs no account: it is drawn without the frame, also for somebody who is signed in."""
    return bool(request.resolver_match and getattr(request.resolver_match.func, "open_to_all", False))


def say(request: HttpRequest, text: str, done: str = "") -> None:
    """A sentence for the next page; `done` is the client id of a form whose local draft may go."""
    request.session["said"] = {"text": text, "done": done}


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template may use; nothing is read before it is asked for."""
    actor = getattr(request, "actor", NOBODY)
    now = getattr(request, "now", None)
    found: dict[str, Any] = {
        "now": now,
        "actor": actor,
        "english": request.COOKIES.get(english.LANGUAGE) == "en",
        "theme": theme if (theme := request.COOKIES.get(THEME, "")) in THEMES else "light",
        "base": "desk/inner.html" if getattr(request, "htmx", False) else "desk/base.html",
    }
    if not getattr(getattr(request, "user", None), "is_authenticated", False) or now is None or stands_alone(request):
        return found
    return found | {
        "person": request.user,
        "nav": SimpleLazyObject(lambda: navigation(actor, request.path)),
        "places": SimpleLazyObject(lambda: jurisdictions(request, actor)),
        "here_place": SimpleLazyObject(lambda: chosen_place(request)),
        "waiting": SimpleLazyObject(lambda: queries.inbox_counts(actor, {"all": now + timedelta(days=36_500)})["all"]),
        "bell": SimpleLazyObject(lambda: unread(request, actor)),
        "said": SimpleLazyObject(lambda: request.session.pop("said", None) or {}),
        "node": SimpleLazyObject(directory.this_node),
    }


def navigation(actor: Actor, path: str) -> list[tuple[Entry, bool]]:
    """The person's entries, seven at most, each with whether the page stands under it."""
    roles = actor.roles()
    bare = bool(roles) and roles <= ADMINS
    mine = [
        entry
        for entry in ENTRIES
        if (roles & entry.roles if entry.roles else not bare or entry.path == "/") and is_there(entry.path)
    ]
    current = max(
        (entry.path for entry in mine if path == entry.path or (entry.path != "/" and path.startswith(entry.path.rstrip("/")))),
        key=len,
        default="",
    )
    current = current or ("/matters" if path.startswith(("/m/", "/new")) else "")
    return [(entry, entry.path == current) for entry in mine[:7]]


@functools.cache
def is_there(path: str) -> bool:
    """Whether a room has pages at this address."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@dataclass(frozen=True)
class There:
    """A place one may look at."""

    code: str
    name: str
    current: bool = False


def chosen_place(request: HttpRequest) -> There:
    """The place lists and maps look at: as chosen, else the first grant's. Read once a request."""
    known: There | None = getattr(request, "chosen_place", None)
    if known is None:
        known = request.chosen_place = chosen(request)  # type: ignore[attr-defined]
    return known


def chosen(request: HttpRequest) -> There:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    own = [grant.place for grant in actor.grants]
    code = request.session.get("place") or ""
    if not code or not any(reaches(place, code) for place in own):
        code = own[0] if own else ""
    return There(code, queries.place_names([code]).get(code, code) if code else "", True)


def jurisdictions(request: HttpRequest, actor: Actor) -> list[There]:
    """The places of the person's grants and those directly below them, to switch between."""
    own = list(dict.fromkeys(grant.place for grant in actor.grants))
    names = queries.place_names(own)
    now_at = chosen_place(request).code
    found = {code: There(code, names.get(code, code), code == now_at) for code in own}
    for code in own:
        found |= {place.code: There(place.code, place.name, place.code == now_at) for place in queries.places_under(code)}
    return list(found.values())


def unread(request: HttpRequest, actor: Actor) -> int:
    """How many notices came since the bell was last opened; counted at most every quarter of a minute."""
    heard = int(request.session.get("heard", 0))
    found = cache.get_or_set(f"bell:{actor.person}:{heard}", lambda: queries.unheard(actor, heard), 15)
    return int(found or 0)
