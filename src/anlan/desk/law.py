"""The law's figures behind a page: which ones a matter stands under now, and the pages that list every figure with its source.

A figure never stands alone: it shows where it was found, since when it holds, how sure we are, and which county set it tighter.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest
from anlan.kernel import calendar, judge, tuning
from anlan.kernel.catalogue import figures
from anlan.kernel.loop import After, Look, Loop
from anlan.kernel.refusals import NotThere
from anlan.standards.loader import CONFIDENCE, COUNTY_MAY, Figure, NoFigure, Standard

SURE = "confirmed"
SIGNS = {"<": "小于", "<=": "不超过", ">": "大于", ">=": "不少于", "within": "", "==": ""}


@dataclass(frozen=True)
class Law:
    """A figure as a page shows it."""

    figure: Figure

    @property
    def topic(self) -> str:
        return self.figure.id.partition(".")[0]

    @property
    def unsure(self) -> str:
        """The mark beside a figure that nobody has read in the document itself."""
        sure = self.figure.confidence
        return "" if sure == SURE else "未核实" if sure == "unverified" else "据转载"

    @property
    def text(self) -> str:
        return self.figure.text

    @property
    def limit(self) -> str:
        """The figure with its comparator in words; 未设定 for one that has no value."""
        sign = SIGNS.get(self.figure.comparator, "")
        return f"{sign} {self.text}".strip() if self.figure.value is not None else self.text

    @property
    def said(self) -> str:
        """Its source in a sentence."""
        f = self.figure
        parts = [f"{f.title}。", f"出处：{f.source}{f.clause}", f"，自 {f.valid_from:%Y-%m-%d} 起施行" if f.valid_from else ""]
        parts += [f"，本县另定（{f.set_by}）" if f.set_by else "", f"。{CONFIDENCE[f.confidence]}。", f.note]
        return "".join(parts)


def behind(loop: Loop[Any], look: Look[Any]) -> list[Law]:
    """The figures that this matter stands under in its present state: asked by the needs of its steps or by its deadlines."""
    for step in loop.steps_from(look.state):
        judge.not_yet(step, look)
    asked = dict.fromkeys([*tuning.noted(look.figures).get("figures", {}), *spans(loop, look.state)])
    return [Law(found) for id in asked if (found := at_hand(look, id))]


def spans(loop: Loop[Any], state: str) -> Iterable[str]:
    """The figures that hold the length of a deadline."""
    lengths = (one.at.span for one in loop.deadlines if one.state == state and isinstance(one.at, After))
    return filter(None, (calendar.parse_span(span).standard for span in lengths))


def at_hand(look: Look[Any], id: str) -> Figure | None:
    try:
        return look.standard(id)
    except NoFigure:
        return None


def tag(law: Law) -> SafeString:
    """A figure whose source shows on hover, on tap and to the keyboard."""
    unsure = format_html(' <span class="tag tag--unsure">{}</span>', law.unsure) if law.unsure else ""
    return format_html(
        '<span class="law" tabindex="0"><u>{}</u>{}<span class="law-said" role="note">{} '
        '<a href="/law/{}">看全部</a></span></span>',
        law.text,
        unsure,
        law.said,
        law.topic,
    )


def in_sentence(sentence: str, laws: Iterable[Law]) -> SafeString:
    """The sentence with the figures that it names carrying their source."""
    known = sorted((law for law in laws if law.text), key=lambda law: -len(law.text))
    for law in known:
        before, found, after = sentence.partition(law.text)
        if found:
            return mark_safe(in_sentence(before, known) + tag(law) + escape(after))
    return format_html("{}", sentence)


@require_GET
def law(request: DeskRequest) -> HttpResponse:
    """法规数值: every topic, the ones without content among them."""
    words = request.GET.get("words", "").strip()
    found = [one for one in figures().all if holds(one, words)]
    return render(request, "desk/law.html", {"topics": sorted(found, key=lambda one: one.title), "words": words})


def holds(one: Standard, words: str) -> bool:
    said = (one.title, one.source, one.number, *(figure.title for figure in one.figures))
    return not words or any(words in text for text in said)


@require_GET
def topic(request: DeskRequest, topic: str) -> HttpResponse:
    """One topic with its figures, each with value, source, date and how sure we are; criteria and clauses in words."""
    found = [one for one in figures().all if one.topic == topic]
    if not found:
        raise NotThere("没有这一项标准，请从法规数值的目录进入。")
    county = tuning.Figures(request.now)
    shown = {
        "versions": [
            (one, [(Law(as_set(county, figure, request.now.date())), COUNTY_MAY[figure.county_may]) for figure in one.figures])
            for one in found
        ],
        "title": found[-1].title,
    }
    return render(request, "desk/law_topic.html", shown)


def as_set(county: tuning.Figures, figure: Figure, on: date) -> Figure:
    """The figure as it holds here today: the county's own if it set one."""
    if not figure.in_force(on):
        return figure
    try:
        return county.look_up(figure.id, on)
    except NoFigure:
        return figure
