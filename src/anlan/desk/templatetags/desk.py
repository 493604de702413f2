"""The few tags that templates need: icons, level shapes, due times, clocks. Built in, so no template loads them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from anlan.desk import law as laws
from anlan.desk import words
from anlan.desk.icons import ICONS, SHAPES

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon, hidden from screen readers: its word stands beside it."""
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.simple_tag
def shape(level: int) -> SafeString:
    """The shape of a warning or risk level; 0 is closed."""
    return format_html(
        '<svg class="shape" viewBox="0 0 14 14" aria-hidden="true"><path class="l{}" d="{}"/></svg>', level, SHAPES[level]
    )


@register.simple_tag
def level(word: str) -> SafeString:
    """A severity as shape and word; the bare word where it names no level."""
    number = words.level_of(word or "")
    if not number:
        return format_html("{}", word or "")
    return format_html('<span class="level">{}{}</span>', shape(number), word)


@register.simple_tag
def due(at: datetime | None, now: datetime, told: bool = True) -> SafeString:
    """A due time by weight: later grey, today ink, under two hours bold, overdue inverse (`told`: with its clock time)."""
    if at is None:
        return mark_safe("")
    said = words.due_words(at, now)
    if said.weight == "over":
        when = format_html('<span class="quiet desk-only">{}　</span>', said.at) if told else ""
        return format_html('<span class="due">{}<span class="due--over">{}</span></span>', when, said.text)
    if said.weight == "later":
        return format_html('<span class="due">{}</span>', said.text)
    head, comma, left = said.text.partition("，")
    left_said = format_html("<b>{}</b>", left) if said.weight == "soon" else left
    return format_html('<span class="due"><span class="due--today">{}{}{}</span></span>', head, comma, left_said)


@register.simple_tag
def law(one: laws.Law) -> SafeString:
    """A figure of the law with its source on hover or tap."""
    return laws.tag(one)


@register.filter
def with_law(sentence: str, known: Iterable[laws.Law]) -> SafeString:
    """A sentence whose figures carry their source."""
    return laws.in_sentence(sentence, known)


@register.filter
def clock(at: datetime | None, now: datetime) -> str:
    """When something was, as people say it."""
    return words.clock(at, now) if at else ""


@register.filter
def micros(at: datetime) -> int:
    """Microseconds since 1970: when the page was drawn, for its script to compare news with."""
    return int(at.timestamp() * 1_000_000)


@register.filter
def get(mapping: Any, key: str) -> Any:
    """The value of a key that is not a plain word."""
    return mapping.get(key, "")


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], **changes: Any) -> str:
    """This page's address with some parameters changed (empty: dropped); paging starts again."""
    query: QueryDict = context["request"].GET.copy()
    query.pop("after", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"
