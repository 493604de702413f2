"""The map's limits: 2,000 symbols to county zoom, 5,000 points below it, and a word where there is more."""

import json
from datetime import timedelta

import pytest

from anlan.desk import atlas
from anlan.desk.tests import scene
from anlan.kernel import actions, records

BOX = "112.2,39.1,113.2,39.9"


def asked(client, **query):
    answer = client.get("/map/cells", {"box": BOX, "zoom": "8", **query})
    return answer.status_code, json.loads(answer.content)


@pytest.mark.parametrize(("lon", "lat"), [(112.8, 39.5), (-179.9, -84.0), (0.0, 0.0), (179.9, 84.9)])
def test_a_cell_is_drawn_where_its_points_are(lon, lat):
    [cell] = atlas.gathered([atlas.feature(lon, lat, level=0)], 8)
    west, south = cell["geometry"]["coordinates"]
    assert abs(west - lon) + abs(south - lat) <= 2 * 180 / 2**11
    assert cell["properties"] == {"n": 1, "level": 0}


def test_a_wide_view_draws_four_cells_as_one_and_loses_nobody():
    fine = {(x, y): (1, 2 if x == y else 9) for x in range(100) for y in range(50)}
    drawn = atlas.drawn(fine, 13)
    assert len(drawn) <= atlas.MOST_CELLS
    assert sum(one["properties"]["n"] for one in drawn) == 5000
    assert {one["properties"]["level"] for one in drawn} == {0, 2}


@pytest.mark.parametrize("query", [{"zoom": "x"}, {"box": "1,2,3"}, {"box": "5,5,1,1"}, {"box": "nan,nan,nan,nan"}])
def test_a_box_that_is_none_is_refused(query, county, sign_in):
    status, said = asked(sign_in("clerk"), **query)
    assert (status, "error" in said) == (400, True)


def test_layers_share_the_points_and_say_when_there_are_more(county, sign_in, monkeypatch):
    facts = {
        "kind": "其他",
        "place": scene.TOWN,
        "patron": "leader".rjust(32, "0"),
        "post": "副县长",
        "since": "2026-01-01",
        "basis": "示例",
    }
    for n in range(12):
        spot = facts | {"title": f"示例点 {n}", "point": [1128000000 + n * 200_000, 395000000]}
        records.put_record("patron_point", spot, scene.acting("clerk"), at=scene.NOW[0])
    clerk = sign_in("clerk")
    monkeypatch.setattr(atlas, "MOST", 10)
    said = asked(clerk, layer="patron_point", zoom="14")[1]
    assert (len(said["features"]), said["cut"]) == (10, True)
    assert len(asked(clerk, layer="patron_point", zoom="14", of="2")[1]["features"]) == 5
    monkeypatch.setattr(atlas, "FEW", 5)
    said = asked(clerk, layer="patron_point", zoom="6")[1]
    assert all("n" in one["properties"] for one in said["features"])
    monkeypatch.setattr(atlas, "MOST", 5000)
    said = asked(clerk, layer="patron_point", zoom="6")[1]
    assert sum(one["properties"]["n"] for one in said["features"]) == 12
    assert "cut" not in said


def test_who_may_not_see_the_totals_gets_points_or_cells_of_what_they_see(county, sign_in, monkeypatch):
    monkeypatch.setattr(atlas, "FEW", 1)
    said = asked(sign_in("town"), zoom="6")[1]
    assert sum(one["properties"].get("n", 1) for one in said["features"]) == 3


def test_a_span_of_days_counts_only_what_was_opened_in_it(county, sign_in):
    clerk = sign_in("clerk")
    now = sum(one["properties"].get("n", 1) for one in asked(clerk, days="7", zoom="6")[1]["features"])
    assert now == 3
    old = {**scene.REPORT.dump(), "unit": county["firm"], "reported_to": [county["firm"]], "place": scene.TOWN}
    old |= {"evidence": [], "photos": [], "people": [], "point": [1128160000, 395270000]}
    then = scene.NOW[0] - timedelta(days=20)
    old |= {"happened_at": (then - timedelta(hours=2)).isoformat(), "heard_at": then.isoformat()}
    actions.open_matter("test_report", old, scene.acting("town"), at=then)
    for days, found in (("7", 3), ("30", 4), ("", 4)):
        said = asked(clerk, days=days, zoom="6")[1]
        assert sum(one["properties"].get("n", 1) for one in said["features"]) == found
    assert 'value="30" data-days checked' in clerk.get("/map?days=30").content.decode()
