"""The county's own figures: what a county may set for itself, what it did set, and the figures that a look asks for.

A record of register `county_setting` names by its key a loop's span (`After(tunable=…)`), a loop's count (`Loop.settings`), who
signs a loop's papers (kernel.signers), or a figure of the standards that the county may tighten or set. One that does not fit
is refused when it is put down; one that no longer fits (the law became stricter, the loop counts otherwise) stands aside for the
loop's or the law's own.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from anlan.kernel import calendar, judge, people_store, signers
from anlan.kernel.catalogue import catalogue, figures
from anlan.kernel.county import setting
from anlan.kernel.facts import widgets
from anlan.kernel.loop import After, Loop, Notify, Take, Then
from anlan.standards.county import Override, Refused, county_figure
from anlan.standards.loader import Figure

COUNT = re.compile(r"([0-9]+)\s?\D{0,6}")
VALUE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s?(\S{0,6})")


@dataclass(frozen=True)
class Tunable:
    """What a county may set: its key, what it is called and does, its default as shown, its sort (span, count, signer, figure).

    `source` is the law that the default stands in; `law` the figure itself."""

    key: str
    title: str
    does: str
    default: str
    sort: str
    source: str = ""
    law: Figure | None = None


def tunables(on: date) -> list[Tunable]:
    """Everything that a county may set on that day, in the order of the keys; a span that several loops share is told once."""
    found: dict[str, Tunable] = {}
    for one in _all(on):
        known = found.get(one.key)
        if known and one.title not in known.title.split("、"):
            one = Tunable(known.key, f"{known.title}、{one.title}", known.does, known.default, known.sort, known.source)
        found[one.key] = one
    return [found[key] for key in sorted(found)]


def _all(on: date) -> Iterator[Tunable]:
    for loop in catalogue().loops():
        yield from _spans(loop)
        yield from _signers(loop)
        for one in loop.settings:
            yield Tunable(one.key, one.title, f"用于{loop.title}" + (f"：{one.why}" if one.why else ""), one.default, "count")
    for law in figures().in_force(on):
        if law.county_may != "no":
            yield Tunable(law.id, law.title, law.note or law.title, law.text, "figure", f"{law.source}{law.clause}", law)


def _spans(loop: Loop[Any]) -> Iterator[Tunable]:
    for deadline in loop.deadlines:
        at = deadline.at
        if isinstance(at, After) and at.tunable:
            ends = "，".join(_then(loop, then) for then in deadline.then_all())
            does = f"{_counted_from(loop, deadline.state, at)}起算；到期{ends}"
            yield Tunable(at.tunable, f"{loop.title}：{deadline.state}", does, span_shown(at.span), "span")


def _signers(loop: Loop[Any]) -> Iterator[Tunable]:
    step = signers.signing_step(loop)
    if step:
        does = f"在“{'、'.join(step.leaves_all())}”由谁办理"
        yield Tunable(signers.key_of(loop), f"{loop.title}：{step.title}", does, judge.names_of(step.may, loop), "signer")


def _counted_from(loop: Loop[Any], state: str, at: After) -> str:
    if at.since and at.since != "opened":
        return f"从{widgets(loop.facts)[at.since].title}"
    return "从登记" if at.since else f"从进入“{state}”"


def _then(loop: Loop[Any], then: Then) -> str:
    if isinstance(then, Notify):
        return f"提醒{judge.names_of(then.who, loop)}"
    if isinstance(then, Take):
        return f"系统“{loop.step(then.step).title}”"
    return "拟出草稿，等人决定"


def span_shown(span: str) -> str:
    """A span as pages show it: "5 个工作日"; of a standard, its figure and name."""
    found = calendar.parse_span(span)
    if not found.standard:
        return str(found)
    versions = figures().versions(found.standard)
    return f"{versions[-1].text}（{versions[-1].title}）" if versions else found.standard


def misfit(facts: Mapping[str, Any], at: datetime) -> str | None:
    """Why a county setting cannot stand, as a sentence; None if it can, or if nothing of that key is known."""
    on = calendar.local(at).date()
    key, value = str(facts.get("key", "")), str(facts.get("value", ""))
    known = next((one for one in tunables(on) if one.key == key), None)
    if known is None:
        return None
    if known.sort == "span" and not is_span(value):
        return f"“{known.title}”是期限，请写成“3 工作日”“2 小时”这样，现在写的是“{value}”。"
    if known.sort == "count" and not COUNT.fullmatch(value.strip()):
        return f"“{known.title}”是次数，请写整数，现在写的是“{value}”。"
    if known.sort == "signer" and not signers.named(value):
        return f"“{known.title}”只能由{signers.choices()}办理，几个角色用顿号隔开，排在前面的承办；现在写的是“{value}”。"
    try:
        if known.law:
            _own(known.law, facts, on)
    except Refused as refused:
        return str(refused)
    return None


def is_span(text: str) -> bool:
    try:
        return not calendar.parse_span(text).standard
    except calendar.SpanError:
        return False


def _own(law: Figure, facts: Mapping[str, Any], on: date) -> Figure:
    """The county's figure in the law's place. Raises Refused."""
    match = VALUE.fullmatch(str(facts.get("value", "")).strip())
    if match is None or match[2] not in ("", law.unit):
        raise Refused(f"“{law.title}”以“{law.unit}”计，请写数字，或数字加这个单位。")
    since = facts.get("since")
    begins = date.fromisoformat(since) if since else on
    own = Override(law.id, match[1], people_store.home_place(), str(facts.get("source", "")), begins)
    return county_figure(figures(), own)


def tuned(cursor: CursorWrapper, at: datetime) -> Callable[[str], str | None]:
    """The county's own spans; one that is no span stands aside for the loop's."""

    def look_up(name: str) -> str | None:
        value = str((setting(cursor, name, at) or {}).get("value") or "")
        return value if is_span(value) else None

    return look_up


def count(cursor: CursorWrapper, kind: str, key: str, at: datetime) -> int:
    """A count of a loop's settings: the county's own, else the loop's."""
    default = next(one.default for one in catalogue().loop(kind).settings if one.key == key)
    said = str((setting(cursor, key, at) or {}).get("value") or "").strip()
    found = COUNT.fullmatch(said) or COUNT.fullmatch(default)
    assert found is not None
    return int(found[1])


class Figures:
    """The figures that one look asks for: the law's, or the county's where it is not looser. It remembers which were asked."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._asked: dict[str, Figure] = {}

    def look_up(self, id: str, on: date) -> Figure:
        """The figure in force on that day. Raises NoFigure."""
        law = figures().look_up(id, on)
        self._asked[id] = found = law if law.county_may == "no" else self._county(law, on)
        return found

    def _county(self, law: Figure, on: date) -> Figure:
        with connection.cursor() as cursor:
            facts = setting(cursor, law.id, self._now)
        try:
            own = _own(law, facts, on) if facts else law
        except Refused:
            return law
        return own if own.in_force(on) else law

    def note(self) -> dict[str, dict[str, str]]:
        """Which figures were asked, as the entry keeps them: value, source, how sure, and by which county."""
        return {id: _told(figure) for id, figure in sorted(self._asked.items())}


def noted(asked: object) -> dict[str, Any]:
    """What the entry says of the figures that a look asked for; nothing if it asked for none."""
    told = asked.note() if isinstance(asked, Figures) else {}
    return {"figures": told} if told else {}


def _told(figure: Figure) -> dict[str, str]:
    told = {"value": figure.text, "source": f"{figure.source}{figure.clause}", "confidence": figure.confidence}
    since = figure.valid_from.isoformat() if figure.valid_from else ""
    return told | ({"since": since} if since else {}) | ({"county": figure.set_by} if figure.set_by else {})
