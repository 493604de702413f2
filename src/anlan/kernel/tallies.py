"""Kept totals and map cells: one upsert a step, so that counts and maps are flat in table size."""

import math
import os
from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel.db import insert_many

ZOOMS = (5, 6, 7, 8, 9, 10, 11, 12)
SHARDS = 8
TOTAL = ("place", "kind", "state", "sector", "secrecy", "home", "shard", "n")
CELL = ("county", "zoom", "x", "y", "kind", "sector", "severity", "secrecy", "shard", "n")
LEVELS = ("l1", "l2", "l3", "l4", "l5")
COUNTED = itemgetter("kind", "state", "sector", "secrecy", "home", *LEVELS)


def shard(cursor: CursorWrapper) -> int:
    """This process's shard: on PostgreSQL writers do not fight over one row."""
    return os.getpid() % SHARDS if cursor.db.vendor == "postgresql" else 0


def tile(lon: int, lat: int, zoom: int) -> tuple[int, int]:
    """Column and row of the Web Mercator tile of a point in 1e-7 degree."""
    across = 1 << zoom
    x = (lon / 1e7 + 180) / 360 * across
    sin = math.sin(math.radians(max(-85.0, min(85.0, lat / 1e7))))
    y = (0.5 - math.log((1 + sin) / (1 - sin)) / (4 * math.pi)) * across
    return min(across - 1, int(x)), min(across - 1, int(y))


def tally(cursor: CursorWrapper, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
    """Counts a matter (or record: state and kind "r:<kind>") out of where it stood and into where it stands."""
    mine = shard(cursor)
    if _counted(before) != _counted(after):
        _upsert(cursor, "total", TOTAL, [*_totals(before, mine, -1), *_totals(after, mine, 1)])
    if _stands(before) != _stands(after):
        _upsert(cursor, "cell", CELL, [*_cells(before, mine, -1), *_cells(after, mine, 1)])


def _upsert(cursor: CursorWrapper, table: str, names: tuple[str, ...], many: list[tuple[Any, ...]]) -> None:
    summed: dict[tuple[Any, ...], int] = {}
    for one in many:
        summed[one[:-1]] = summed.get(one[:-1], 0) + one[-1]
    ordered = sorted((*key, n) for key, n in summed.items() if n)
    clash = ",".join(names[:-1])
    insert_many(cursor, table, names, ordered, or_else=f'ON CONFLICT ({clash}) DO UPDATE SET n = "{table}".n + excluded.n')


def _counted(row: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    """All that decides in which totals a row is counted; None for in none."""
    return COUNTED(row) if row else None


def _totals(row: Mapping[str, Any] | None, shard: int, n: int) -> list[tuple[Any, ...]]:
    if row is None:
        return []
    counted = COUNTED(row)
    return [(place, *counted[:5], shard, n) for place in counted[5:] if place]


def _stands(row: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    """All that decides in which map cells a row is counted; None for in none."""
    if row is None or row["lon"] is None or row.get("closed"):
        return None
    return (row["lon"], row["lat"], row["l3"] or row["place"], row["kind"], row["sector"], row["severity"], row["secrecy"])


def _cells(row: Mapping[str, Any] | None, shard: int, n: int) -> list[tuple[Any, ...]]:
    stands = _stands(row)
    if stands is None:
        return []
    lon, lat, county, *rest = stands
    return [(county, zoom, *tile(lon, lat, zoom), *rest, shard, n) for zoom in ZOOMS]
