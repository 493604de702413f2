"""What a form sent, back into the raw data that `kernel.facts.read` judges. Nothing is trusted and nothing is refused here.

Names are dotted as the facts are (`gas_tests.0.lel`, `guardian.phone`, `point.lon`). A fact whose `shown_when` does not hold is
left out; a row of blanks is no row; what was typed into a picker's search box counts when exactly one thing is called that.
"""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from anlan.desk.choices import Choices
from anlan.kernel.facts import FULL_WIDTH, Facts, Widget, mend, widgets

YES_NO = {"true": True, "false": False}
PICKED = ("place", "unit", "person", "record")
MOST_ROWS = 500
Reads = Callable[[QueryDict, str, Widget], Any]


def posted(model: type[Facts], post: QueryDict, choices: Choices, prefix: str = "") -> dict[str, Any]:
    """The raw data of a model's form; blanks are absent."""
    found: dict[str, Any] = {}
    for key, widget in widgets(model).items():
        name = prefix + key
        value = (
            _rows(widget, post, choices, name) if widget.kind == "rows" else READS.get(widget.kind, _plain)(post, name, widget)
        )
        if not value and value is not False and is_picked(widget):
            value = typed_in(post, name, widget, choices)
        if value not in ("", None, [], {}):
            found[key] = value
    return mend(model, {key: value for key, value in found.items() if is_shown(widgets(model)[key], found)})


def is_picked(widget: Widget) -> bool:
    """Whether the value is the id of something that exists, chosen from a list or by search."""
    return widget.kind in PICKED or (widget.kind == "many" and bool(widget.of))


def is_shown(widget: Widget, data: Mapping[str, Any]) -> bool:
    """Whether a fact's `shown_when` holds in this data."""
    if widget.shown_when is None:
        return True
    fact, values = widget.shown_when
    given = data.get(fact)
    said = {
        "是" if one in (True, "true") else "否" if one in (False, "false") else str(one)
        for one in (given if isinstance(given, list) else [given])
    }
    return bool(
        said & {{"True": "是", "true": "是", "False": "否", "false": "否"}.get(str(value), str(value)) for value in values}
    )


def typed_in(post: QueryDict, name: str, widget: Widget, choices: Choices) -> Any:
    """What the search box beside a picker names, if it names exactly one thing."""
    asked = post.get(f"{name}.q", "").strip()
    found = choices.found(widget, asked) if asked else ()
    same = [option for option in found if option.label == asked] or list(found)
    if len(same) != 1:
        return ""
    return [same[0].value] if widget.kind == "many" else same[0].value


def _plain(post: QueryDict, name: str, widget: Widget) -> Any:
    return post.get(name, "").strip()


def _many(post: QueryDict, name: str, widget: Widget) -> Any:
    """Several values; a list without options of its own is typed, one a line."""
    values = post.getlist(name)
    if widget.kind == "many" and not widget.options and not widget.of:
        values = [line for value in values for line in value.splitlines()]
    return list(dict.fromkeys(value.strip() for value in values if value.strip()))


def _yes_no(post: QueryDict, name: str, widget: Widget) -> Any:
    said = post.get(name, "")
    return YES_NO.get(said, said)


def _contact(post: QueryDict, name: str, widget: Widget) -> Any:
    parts = {part: post.get(f"{name}.{part}", "").strip() for part in ("name", "phone")}
    parts["phone"] = parts["phone"].translate(FULL_WIDTH)
    return parts if any(parts.values()) else ""


def _reading(post: QueryDict, name: str, widget: Widget) -> Any:
    parts = {part: post.get(f"{name}.{part}", "").strip() for part in ("sensor", "value", "at")}
    if not any(parts.values()):
        return ""
    at = parts["at"].translate(FULL_WIDTH).replace(" ", "T")
    offset = "+08:00" if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", at) else ""
    return parts | {"value": parts["value"].translate(FULL_WIDTH), "at": at + offset}


def _point(post: QueryDict, name: str, widget: Widget) -> Any:
    parts = [post.get(f"{name}.{part}", "") for part in ("lon", "lat")]
    return a_point(parts) if any(part.strip() for part in parts) else ""


def _area(post: QueryDict, name: str, widget: Widget) -> Any:
    """Corners, one a line, or a polygon as other systems give it out (GeoJSON)."""
    if (said := post.get(name, "").strip()).startswith("{"):
        return outline(said)
    lines = [line for line in said.splitlines() if line.strip()]
    return [a_point(re.split(r"[,，\s]+", line.strip())) for line in lines]


def outline(text: str) -> Any:
    """The outer ring of a GeoJSON polygon, a feature or a collection of one; what is none stays as it was typed."""
    try:
        found = json.loads(text)
        found = found["features"][0] if found.get("type") == "FeatureCollection" else found
        found = found["geometry"] if found.get("type") == "Feature" else found
        ring = found["coordinates"][0] if found["type"] == "Polygon" else found["coordinates"]
        corners = [a_point([str(lon), str(lat)]) for lon, lat, *_ in ring]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return [text[:80]]
    return corners[:-1] if len(corners) > 1 and corners[0] == corners[-1] else corners


def a_point(parts: list[str]) -> Any:
    """Degrees as typed → a pair of integers of 1e-7 degree; what is no point stays as it was typed, for the judge to refuse."""
    try:
        lon, lat = (Decimal(part.translate(FULL_WIDTH).strip()) for part in parts)
        if abs(lon) <= 180 and abs(lat) <= 90:
            return [round(lon * 10**7), round(lat * 10**7)]
    except (InvalidOperation, ValueError):
        pass
    return ", ".join(parts)


def _rows(widget: Widget, post: QueryDict, choices: Choices, name: str) -> list[dict[str, Any]]:
    assert widget.row is not None
    rows = (posted(widget.row, post, choices, f"{name}.{number}.") for number in row_numbers(post, name))
    return [row for row in rows if row]


def row_numbers(post: QueryDict, name: str) -> list[int]:
    """The numbers of the rows that were sent, in order."""
    at = re.compile(re.escape(name) + r"\.([0-9]{1,4})(?:\.|$)", re.ASCII)
    return sorted({int(match[1]) for key in post if (match := at.match(key))})[:MOST_ROWS]


READS: dict[str, Reads] = {
    "many": _many,
    "photo": _many,
    "file": _many,
    "yes_no": _yes_no,
    "contact": _contact,
    "reading": _reading,
    "point": _point,
    "area": _area,
}
