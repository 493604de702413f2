"""The one map: county totals by cell, below that the points of the view; the list beside it is the same answer as words."""

import math
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anlan.desk.frame import DeskRequest, chosen_place
from anlan.desk.offers import Offers
from anlan.desk.rows import kind_title
from anlan.desk.words import level_of
from anlan.kernel import queries, tallies
from anlan.kernel.catalogue import catalogue
from anlan.kernel.refusals import NotThere

MOST, MOST_CELLS, FEW = 5000, 2000, 300
"""Points of a view, symbols to county zoom, and so few points that they are drawn as points at any zoom."""
CELLS_UPTO = 10
"""Up to this zoom of the map cells are drawn, beyond it points."""
SPANS = (("", "全部"), ("7", "近 7 天"), ("30", "近 30 天"), ("90", "近 90 天"))
"""How far back 登记 may lie: days, and the words."""
Box = tuple[float, float, float, float]


@require_GET
def atlas(request: DeskRequest) -> HttpResponse:
    """一张图."""
    place = chosen_place(request)
    shown = {
        "code": place.code,
        "county": place.code[:6],
        "province": place.code[:2],
        "at": request.GET.get("at", ""),
        "layers": layers(request),
        "spans": SPANS,
        "days": request.GET.get("days", ""),
    }
    return render(request, "desk/map.html", shown)


def layers(request: DeskRequest) -> list[tuple[str, str]]:
    """The registers whose records have a place on the map."""
    return [(one.kind, one.title) for one in catalogue().registers() if "point" in one.facts.model_fields]


def box_of(text: str) -> Box | None:
    """West, south, east, north in degrees; None for anything else."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    ok = -180 <= west < east <= 180 and -85.1 <= south < north <= 85.1
    return (west, south, east, north) if ok else None


@require_GET
def cells(request: DeskRequest) -> HttpResponse:
    """What the map draws within a box: cells with a count and the highest level, or points. GeoJSON; `cut` where there is more.

    `of` is how many layers share the view's points."""
    box, zoom = box_of(request.GET.get("box", "")), number(request.GET.get("zoom", "8"), 24)
    if box is None or zoom is None:
        return JsonResponse({"error": "地图范围不对，请刷新页面。"}, status=400)
    days = number(request.GET.get("days", ""), 3650)
    layer, most = request.GET.get("layer", ""), MOST // max(1, number(request.GET.get("of", ""), 50) or 1)
    if not layer and not days and zoom <= CELLS_UPTO:
        try:
            return JsonResponse(collection(counted(request, box, zoom)))
        except NotThere:
            pass
    found = record_points(request, layer, box, most) if layer else matter_points(request, box, most, days)
    cut = len(found) > most
    if zoom <= CELLS_UPTO and len(found) > FEW:
        return JsonResponse(collection(gathered(found, zoom), cut=cut))
    return JsonResponse(collection(found[:most], cut=cut))


def number(text: str, most: int) -> int | None:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 6 else None


def collection(features: list[dict[str, Any]], *, cut: bool = False) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features} | ({"cut": True} if cut else {})


def feature(lon: float, lat: float, **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": more}


Cells = dict[tuple[int, int], tuple[int, int]]
"""Per tile (x, y): how many, and the highest level (9: none)."""


def counted(request: DeskRequest, box: Box, zoom: int) -> list[dict[str, Any]]:
    """The open matters by cell, from the totals. Raises NotThere for who may not see them."""
    fine = max(min(zoom + 3, tallies.ZOOMS[-1]), tallies.ZOOMS[0])
    found: Cells = {}
    for row in queries.cells(request.actor, chosen_place(request).code[:6], fine, box):
        add(found, (row["x"], row["y"]), int(row["n"]), level_of(row["severity"]) or 9)
    return drawn(found, fine)


def gathered(points: list[dict[str, Any]], zoom: int) -> list[dict[str, Any]]:
    """Points by cell, where so many would be a blot."""
    fine, found = zoom + 3, Cells()
    for one in points:
        lon, lat = one["geometry"]["coordinates"]
        add(found, tallies.tile(round(lon * 1e7), round(lat * 1e7), fine), 1, one["properties"]["level"] or 9)
    return drawn(found, fine)


def add(found: Cells, cell: tuple[int, int], n: int, level: int) -> None:
    before, worst = found.get(cell, (0, 9))
    found[cell] = (before + n, min(worst, level))


def drawn(found: Cells, zoom: int) -> list[dict[str, Any]]:
    """One symbol a cell; where a wide view has too many of them, four become one."""
    while len(found) > MOST_CELLS:
        coarse: Cells = {}
        for (x, y), (n, level) in found.items():
            add(coarse, (x // 2, y // 2), n, level)
        found, zoom = coarse, zoom - 1
    return [feature(*middle(x, y, zoom), n=n, level=level % 9) for (x, y), (n, level) in found.items()]


def middle(x: int, y: int, zoom: int) -> tuple[float, float]:
    """Longitude and latitude of the middle of a Web Mercator tile."""
    across = 1 << zoom
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + 0.5) / across))))
    return (x + 0.5) / across * 360 - 180, lat


def matter_points(request: DeskRequest, box: Box, most: int, days: int | None = None) -> list[dict[str, Any]]:
    """The open matters of the view, of the last `days` if told, columns only: 5,000 of them within a pan's time; one more than
    `most` if there are more."""
    names = Offers(request.actor, request.now)
    rows = queries.points(request.actor, box, most + 1, request.now - timedelta(days=days) if days else None)
    names.learn("place", {row.place for row in rows})
    kinds = {kind: kind_title(kind) for kind in {row.kind for row in rows}}
    levels = {word: level_of(word) for word in {row.severity for row in rows}}
    return [
        feature(
            lon / 1e7,
            lat / 1e7,
            href=f"/m/{id}",
            title=title,
            kind=kinds[kind],
            state=state,
            level=levels[severity],
            place=names.name("place", place),
        )
        for id, lon, lat, title, kind, state, severity, place in rows
    ]


def record_points(request: DeskRequest, kind: str, box: Box, most: int) -> list[dict[str, Any]]:
    """The records in use of a register in the view; one more than `most` if there are more."""
    west, south, east, north = (int(side * 1e7) for side in box)
    shape = catalogue().register(kind)
    found = queries.records(kind, request.actor).filter(lon__range=(west, east), lat__range=(south, north)).order_by()
    return [
        feature(lon / 1e7, lat / 1e7, href=f"/r/{kind}/{id}", title=title, kind=shape.title, state=state, level=0, place="")
        for id, lon, lat, title, state in found.values_list("id", "lon", "lat", "title", "state")[: most + 1]
        if lon is not None and lat is not None
    ]
