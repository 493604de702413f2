"""The map's county outlines: every county once, by its official code, small, valid, without gaps between neighbours."""

import json

import pytest
import shapely
from shapely.geometry import Point, shape
from tools.county_shapes import MOST_BYTES, write

from anlan.kernel.places import shipped_places


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return write("14", tmp_path_factory.mktemp("geo") / "new")


@pytest.fixture(scope="module")
def counties(built):
    features = json.loads(built.read_text("utf-8"))["features"]
    return {feature["properties"]["code"]: (feature["properties"]["name"], shape(feature["geometry"])) for feature in features}


def test_the_file_is_small_and_named_after_the_province(built):
    assert built.name == "140000.json"
    assert built.stat().st_size <= MOST_BYTES


def test_codes_and_names_are_the_official_ones(counties):
    official = {place.code: place.name for place in shipped_places() if place.level == 3}
    assert len(counties) == 117
    assert {code: name for code, (name, _) in counties.items()}.items() <= official.items()


def test_outlines_are_valid_and_fit_together(counties):
    outlines = [outline for _, outline in counties.values()]
    assert all(outline.is_valid for outline in outlines)
    assert shapely.coverage_is_valid(outlines)


def test_a_point_lies_in_its_county_and_no_other(counties):
    shanyin = Point(112.82, 39.53)
    assert [name for name, outline in counties.values() if outline.contains(shanyin)] == ["山阴县"]


def test_a_province_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="no county of province 99"):
        write("99", tmp_path)
