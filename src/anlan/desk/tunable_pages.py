"""县里的规定一览: all that the county may set for itself, with its default, what the county put down, and the way to set it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest, is_there
from anlan.kernel import county, queries, records, signers, tuning
from anlan.kernel.calendar import local
from anlan.kernel.catalogue import catalogue

if TYPE_CHECKING:
    from anlan.kernel.models import Record

SORTS = (("span", "期限"), ("count", "次数"), ("signer", "签发人"), ("figure", "法规数值"), ("own", "只看已设定"))


@dataclass(frozen=True)
class Row:
    """One thing that may be set: what it is, its default, and what the county put down, if it did."""

    tunable: tuning.Tunable
    own: "Record | None"
    address: str
    trial: str


@require_GET
def tunables(request: DeskRequest) -> HttpResponse:
    """The list, by sort and words; what was put down under a key that nothing uses stands at its end."""
    known = tuning.tunables(local(request.now).date())
    own = {one.key: one for one in queries.records(county.SETTINGS, request.actor, state="")[:1000] if one.state in LIVE}
    sort, words = request.GET.get("sort", "span"), request.GET.get("words", "").strip()
    chosen = [one for one in known if (one.key in own if sort == "own" else one.sort == sort) and holds(one, words)]
    register = catalogue().register(county.SETTINGS)
    shown = {
        "rows": [Row(one, own.get(one.key), address(one, own.get(one.key)), trial(one)) for one in chosen],
        "sorts": [
            (name, title, sum(one.key in own if name == "own" else one.sort == name for one in known)) for name, title in SORTS
        ],
        "sort": sort,
        "may_sign": signers.choices(),
        "words": words,
        "unused": [one for key, one in sorted(own.items()) if key not in {tunable.key for tunable in known}],
        "may_put": bool(request.actor.roles() & set(register.may_put)),
        "waiting": sum(one.state == records.UNCHECKED for one in own.values()),
    }
    return render(request, "desk/tunables.html", shown)


LIVE = (records.IN_USE, records.UNCHECKED)


def holds(one: tuning.Tunable, words: str) -> bool:
    text = " ".join((one.key, one.title, one.does, one.source))
    return all(word in text for word in words.split())


def address(one: tuning.Tunable, own: "Record | None") -> str:
    """Where it is set: the county's own record, or a new one with key and name filled in."""
    if own is not None:
        return f"/r/{county.SETTINGS}/{own.id}/edit"
    return f"/r/{county.SETTINGS}/new?{urlencode({'key': one.key, 'title': one.title[:200]})}"


def trial(one: tuning.Tunable) -> str:
    """Where its effect on readings of the past is tried; "" for what has none."""
    page, keys = settings.FIGURE_TRIALS
    return f"{page}{one.key}" if one.key.startswith(keys) and is_there(page.partition("?")[0]) else ""
