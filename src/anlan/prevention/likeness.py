"""Which reports tell of one thing: near in place, lately, in like words. It proposes; a clerk joins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

EARTH = 6_371_000
NEAR, LATELY = 500, timedelta(days=30)
"""Metres, and how far back: defaults of ours for what a clerk is shown, no rule."""
LIKE = 0.3


@dataclass(frozen=True)
class Told:
    """A report as it is compared: `point` in 1e-7 degree."""

    id: str
    title: str
    at: datetime
    place: str
    words: str
    point: tuple[int, int] | None = None


def told(id: str, title: str, at: datetime, place: str, facts: Mapping[str, Any]) -> Told:
    point = facts.get("point")
    return Told(
        id, title, at, place, f"{facts.get('about', '')}{facts.get('story', '')}", (point[0], point[1]) if point else None
    )


def metres(one: tuple[int, int], two: tuple[int, int]) -> float:
    """Great-circle distance of two points in 1e-7 degree."""
    (lon1, lat1), (lon2, lat2) = ((radians(lon / 1e7), radians(lat / 1e7)) for lon, lat in (one, two))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def likeness(one: str, two: str) -> float:
    """Shared character pairs over the shorter text's: a short note of the same thing counts as like. 0 to 1."""
    a, b = (set(pairwise(filter(str.isalnum, text))) for text in (one, two))
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def are_near(one: Told, two: Told) -> bool:
    if one.point and two.point:
        return metres(one.point, two.point) <= NEAR
    return one.place.startswith(two.place) or two.place.startswith(one.place)


def same_as(one: Told, others: Iterable[Told]) -> list[Told]:
    """Earlier reports that may tell of the same, the likest first."""
    near = (two for two in others if two.at < one.at and one.at - two.at <= LATELY and are_near(one, two))
    ranked = sorted(((likeness(one.words, two.words), two) for two in near), key=lambda pair: -pair[0])
    return [two for score, two in ranked if score >= LIKE]
