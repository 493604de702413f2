"""试算: the form, one sensor's answer at once, and the page of a trial of many that goes on while it is open."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anlan.desk.frame import DeskRequest, chosen_place, say
from anlan.kernel.catalogue import catalogue
from anlan.kernel.refusals import Refused
from anlan.monitoring import actions, trials
from anlan.monitoring.backtest import Raised, by_level
from anlan.monitoring.curve import SPANS, WIDE, Curve, curve
from anlan.monitoring.registers.sensor import LEVELS, SENSOR, figure_of
from anlan.monitoring.sensors import ms
from anlan.monitoring.signals import moment, plain
from anlan.monitoring.trial_asked import MS, NAMES, Wanted, wanted
from anlan.monitoring.trial_asked import SPANS as FIGURES
from anlan.monitoring.trials import Judged, Question

if TYPE_CHECKING:
    from anlan.monitoring.models import Backtest

MOST = 200
WIDTH = 2


@dataclass(frozen=True)
class Line:
    """A stretch as a row: what, how grave, from when to when, the value that raised it."""

    title: str
    level: str
    begin: datetime
    end: datetime | None
    value: str


@dataclass(frozen=True)
class Side:
    """Before or after: how many in all and of each level, and the stretches as bars of a strip as wide as the curve."""

    name: str
    n: int
    levels: tuple[tuple[str, int], ...]
    bars: tuple[tuple[float, float], ...]


@require_http_methods(["GET", "POST"])
def trial(request: DeskRequest) -> HttpResponse:
    """The form; with `try`, a sensor's answer under it. A POST begins a trial of many."""
    try:
        asked = wanted((request.POST if request.method == "POST" else request.GET).dict(), request.actor, request.now)
    except Refused as refused:
        return render(request, "monitoring/backtest.html", {"wrong": str(refused), "mine": trials.lately(request.actor)})
    shown: dict[str, Any] = {"asked": asked, "mine": trials.lately(request.actor), "spans": _spans(), "unit": _unit(asked)}
    try:
        if request.method == "POST":
            return _begun(request, asked)
        if asked.is_asked and asked.record:
            shown |= _answer(request, asked)
    except Refused as refused:
        shown["wrong"] = str(refused)
    return render(request, "monitoring/backtest.html", shown)


def _spans() -> list[tuple[str, str]]:
    return [(key, SPANS[key][0]) for key in ("7d", "30d", "1y")]


def _unit(asked: Wanted) -> str:
    if asked.record:
        return str(asked.record.facts.get("measured_in", ""))
    return asked.figure.unit if asked.figure else ""


def _begun(request: DeskRequest, asked: Wanted) -> HttpResponse:
    question = asked.question(request.actor, request.now)
    scope = {} if asked.rests_on_span else {asked.scope: asked.value}
    sensors = trials.scope(scope, request.actor, chosen_place(request).code)
    return HttpResponseRedirect(f"/monitoring/backtests/{trials.begin(asked.title, sensors, question)}")


def _answer(request: DeskRequest, asked: Wanted) -> dict[str, Any]:
    question = asked.question(request.actor, request.now)
    one = trials.judged(asked.value, question)
    level = str(one.record.facts.get("level") or LEVELS[2])
    lost = [real for real in one.real if real.is_lost]
    return {
        "one": one,
        "curve": _curve(one, question),
        "sides": [_side(name, some, level, one) for name, some in (("现在", one.tried.before), ("改后", one.tried.after))],
        "added": [_line(each, level) for each in one.tried.added[:MOST]],
        "gone": [_line(each, level) for each in one.tried.gone[:MOST]],
        "lost": lost,
        "lost_true": sum(real.is_true for real in lost),
        "refused": asked.why_not(question.change),
        "may_put": bool(request.actor.roles() & set(catalogue().register(SENSOR.kind).may_put)),
        "most": MOST,
    }


def _curve(one: Judged, question: Question) -> Curve:
    """The readings with the limits as they are; those of the change are drawn by `Curve.more`."""
    from anlan.monitoring.history import drawn

    first, last = ms(one.start), ms(one.end)
    facts, names = one.record.facts, ("limit", "low")
    old = [float(facts[name]) for name in names if facts.get(name) is not None]
    new = [float(figure) for name in names if (figure := question.change.facts.get(name)) is not None]
    points = drawn(one.series, first, last, WIDE)
    return curve(points, first, last, old, 3000 * int(facts.get("period") or 0), [figure for figure in new if figure not in old])


def _side(name: str, some: tuple[Raised, ...], level: str, one: Judged) -> Side:
    first, length = ms(one.start), max(1, ms(one.end) - ms(one.start))

    def across(at: int) -> float:
        return round((at - first) / length * WIDE, 1)

    ends = [(across(each.begin), across(each.end) if each.end is not None else float(WIDE)) for each in some]
    bars = dict.fromkeys((round(begin), max(WIDTH, round(end - begin))) for begin, end in ends)
    return Side(name, len(some), tuple((_level(level, n), times) for n, times in by_level(some).items()), tuple(bars))


def _level(first: str, number: int) -> str:
    """The level's word: the sensor's own for the first limit, one graver for each above."""
    return LEVELS[min(LEVELS.index(first) + number - 1, len(LEVELS) - 1)]


def _line(one: Raised, level: str) -> Line:
    end = moment(one.end) if one.end is not None else None
    return Line(one.title, _level(level, one.level), moment(one.begin), end, plain(one.value))


@require_GET
def many(request: DeskRequest, id: str) -> HttpResponse:
    """A trial of many: how far it is and what it found; its script asks `go` once a second until it is done or stopped."""
    return _drawn(request, id, "monitoring/backtest_many.html")


@require_POST
def go(request: DeskRequest, id: str) -> HttpResponse:
    """Another second of it; `do` is stop or on."""
    found = trials.mine(id, request.actor)
    if do := request.POST.get("do"):
        actions.set_backtest_stopped(found.id, stopped=do == "stop")
        return HttpResponseRedirect(f"/monitoring/backtests/{id}")
    try:
        trials.go_on(found, request.actor, request.now)
    except Refused as refused:
        say(request, str(refused))
        actions.set_backtest_stopped(found.id, stopped=True)
    return _drawn(request, id, "monitoring/backtest_progress.html")


def _drawn(request: DeskRequest, id: str, template: str) -> HttpResponse:
    found = trials.mine(id, request.actor)
    start, end = trials.span_of(found)
    more = {"changes": _changes(found), "start": start, "last": end - MS}
    return render(request, template, {"found": found, "so_far": trials.progress(found, request.actor)} | more)


def _changes(found: "Backtest") -> list[tuple[str, str]]:
    """What is changed, in words. Times of figures stand in ms."""
    named = [(NAMES[name], str(value)) for name, value in found.asked["facts"].items()]
    return named + [(_said(name), _time(name, value)) for name, value in found.asked["figures"].items()]


def _said(name: str) -> str:
    law = figure_of(next(id for id, one in FIGURES.items() if one == name))
    return law.title if law else name


def _time(name: str, value: int) -> str:
    return f"{value / 60_000:g} 分钟" if name in ("flat", "least") else str(value)
