"""People, vehicles, slopes and drills: from their registers through the intake to an alarm that is answered and closed."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.stories.acts import Now, SignIn
from tests.stories.streams import Stream, letters, of_kind
from tests.stories.test_monitoring_rules import alarm_closed, doubt_cleared

from anlan.kernel.models import Matter

pytestmark = pytest.mark.slow

PLATE = "晋F12345"
MINUTE = timedelta(minutes=1)
LON, LAT = 112.8, 39.5


@pytest.fixture
def stream(now: Now, sample_county: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stream:
    monkeypatch.setattr("anlan.run.intake.close_old_connections", lambda: None)
    return Stream(now, tmp_path)


def vehicle(stream: Stream, **more: Any) -> str:
    facts = {"plate": PLATE, "colour": "黄色", "sort": "旅游客车", "seats": "49", "gateway": stream.gateway}
    return stream.put("vehicle", **(facts | more))


def fix(speed: float, east: float = 0.0, **more: Any) -> dict[str, Any]:
    """A position so many degrees east of where the story begins."""
    return {"id": PLATE, "lon": LON + east, "lat": LAT, "speed": speed} | more


def rules(alarm: Matter) -> list[str]:
    """What an alarm's signals say, without the clause."""
    return [one["rule"].partition("（")[0] for one in Matter.objects.get(id=alarm.id).facts["signals"]]


def test_overspeed_by_vehicle_and_by_section_day_and_night(stream: Stream, now: Now, sign_in: SignIn) -> None:
    vehicle(stream, limit="100")
    box = [[LON + 0.05, LAT - 0.01], [LON + 0.15, LAT - 0.01], [LON + 0.15, LAT + 0.01], [LON + 0.05, LAT + 0.01]]
    shape = [[round(x * 1e7), round(y * 1e7)] for x, y in box]
    road = {"code": "S210-1", "name": "雁门关长下坡", "road": "S210", "starts": "12.5", "ends": "14", "risks": ["长下坡"]}
    officer = sign_in("jianguan")
    page = officer.post("/r/road_section/new", road | stream.where | {"limit": "60", "night": "70", "level": "较大"})
    assert "夜间限速不能高于日间限速" in page.content.decode()
    stream.put("road_section", **road, limit="60", night="50", level="较大", shape=shape)
    stream.look()
    stream.run(2, lambda _: [fix(80)])
    assert of_kind("alarm") == [], "eighty is allowed there"
    stream.run(1, lambda _: [fix(80, 0.1)])
    [alarm] = of_kind("alarm")
    assert rules(alarm) == ["超过路段限速"]
    assert alarm.facts["signals"][0]["measured_in"] == "公里/小时"
    stream.restart()
    stream.run(1, lambda _: [fix(110, 0.2)])
    stream.run(1, lambda _: [fix(0, 0.2)])
    assert rules(alarm) == ["超过路段限速", "超过最高车速"], "by day beyond its own limit, out of the section"
    now.at = datetime(2025, 4, 8, 15, 0, tzinfo=UTC)
    stream.run(1, lambda _: [fix(0, 0.2)])
    stream.run(1, lambda _: [fix(85, 0.2)])
    assert "夜间超过最高车速的规定比例" in rules(alarm)
    stream.run(1, lambda _: [fix(20, 0.3)])
    assert {"超过最高车速", "夜间超过最高车速的规定比例"} <= set(rules(alarm))
    assert all(one["quiet"] for one in Matter.objects.get(id=alarm.id).facts["signals"])
    alarm_closed(now, sign_in, alarm)


def test_driving_without_rest_and_coaches_in_the_small_hours(stream: Stream, now: Now, sign_in: SignIn) -> None:
    vehicle(stream)
    stream.look()
    stream.run(230, lambda n: [fix(60, 0.01 * n)])
    assert of_kind("alarm") == []
    stream.run(15, lambda _: [fix(0, 2.3)])
    stream.run(30, lambda n: [fix(60, 2.3 + 0.01 * n)])
    [alarm] = of_kind("alarm")
    assert rules(alarm) == ["连续驾驶没有休息"], "fifteen minutes are no rest"
    assert "第三十八条" in alarm.facts["signals"][0]["rule"]
    stream.run(21, lambda _: [fix(0, 2.6)])
    alarm_closed(now, sign_in, alarm)
    now.at = datetime(2025, 4, 8, 18, 30, tzinfo=UTC)
    stream.run(1, lambda _: [fix(0, 2.6)])
    stream.run(2, lambda n: [fix(60, 2.6 + 0.01 * n)])
    assert rules(of_kind("alarm")[1]) == ["凌晨 2 至 5 时仍在运行"]
    vehicle(stream, plate="晋F54321", night_exempt=True)
    stream.look()
    stream.run(2, lambda n: [fix(60, 3 + 0.01 * n, id="晋F54321")])
    assert len(of_kind("alarm")) == 2
    assert len(of_kind("alarm")[1].facts["signals"]) == 1


def test_over_capacity_and_overload(stream: Stream, now: Now, sign_in: SignIn) -> None:
    vehicle(stream)
    vehicle(stream, plate="晋F99999", sort="重型载货汽车", seats="", load="31000")
    stream.look()
    stream.run(2, lambda _: [fix(60, persons=49), {"id": "晋F99999", "load": 30_500}])
    assert of_kind("alarm") == []
    stream.run(1, lambda _: [fix(60, persons=53), {"id": "晋F99999", "load": 42_000}])
    [alarm] = of_kind("alarm")
    assert sorted(rules(alarm)) == ["载客超过核定人数", "载质量超过核定"]
    stream.run(1, lambda _: [fix(60, persons=40), {"id": "晋F99999", "load": 12_000}])
    alarm_closed(now, sign_in, alarm)


def test_a_coach_keeps_to_its_route_and_has_two_drivers(stream: Stream, now: Now, sign_in: SignIn) -> None:
    coach = vehicle(stream, night_exempt=True)
    line = [[round((LON + east) * 1e7), round(LAT * 1e7)] for east in (-0.1, 6.0)]
    route = {"code": "R1", "name": "山阴—五台山", "vehicles": [coach], "width": "500", "road": "其他公路", "basis": "包车牌 1 号"}
    form = route | stream.where | {"line": "112.7,39.5\n118.8,39.5", "length": "430", "drivers": "1"}
    assert "须配两名驾驶员" in sign_in("jianguan").post("/r/coach_route/new", form).content.decode()
    stream.put("coach_route", **route, line=line, length="430", drivers="2")
    stream.look()
    stream.run(10, lambda n: [fix(80, 0.015 * n, driver=1)])
    assert of_kind("alarm") == []
    stream.run(1, lambda _: [fix(80, 0.16, lat=LAT + 0.01)])
    [alarm] = of_kind("alarm")
    assert rules(alarm) == ["离开规定线路“山阴—五台山”"]
    stream.run(1, lambda _: [fix(80, 0.17)])
    alarm_closed(now, sign_in, alarm)
    stream.run(21, lambda _: [fix(0, 0.17)])
    stream.run(230, lambda n: [fix(90, 0.17 + 0.02 * n, driver=1)])
    [_, alone] = of_kind("alarm")
    assert rules(alone)[0] == "超过里程没有换驾驶员"
    stream.run(1, lambda _: [fix(80, 4.8, driver=2)])
    stream.run(1, lambda _: [fix(80, 4.81, driver=2)])
    assert Matter.objects.get(id=alone.id).facts["signals"][0]["quiet"]


def test_who_is_below_is_counted_and_who_may_not_be_there_is_fenced_out(stream: Stream, now: Now, sign_in: SignIn) -> None:
    tags = [stream.put("tag", code=f"K{n}", bears="人员", post=f"采煤工 {n}", gateway=stream.gateway) for n in range(4)]
    zone = {"code": "Z1", "name": "1031 工作面", "site": "1031", "fence": "只清点人数", "basis": "作业规程"}
    form = zone | stream.where | {"station": "17", "declared": "2"}
    assert "一起填" in sign_in("jianguan").post("/r/zone/new", form).content.decode()
    stream.put("zone", **zone, station="17", most="2", declared="2", apart="2")
    stream.put(
        "zone", code="Z2", name="盲巷", site="盲巷", fence="只有列明的可以进入", station="18", tags=[tags[0]], basis="通知单"
    )
    stream.look()
    stream.run(1, lambda _: [{"id": f"K{n}", "zone": 17} for n in range(2)])
    assert of_kind("alarm") == []
    stream.run(1, lambda _: [{"id": "K2", "zone": 17}])
    [crowd] = of_kind("alarm")
    assert (crowd.title, crowd.facts["site"]) == ("1031 工作面 3 人（报警值 3）", "1031")
    assert rules(crowd) == ["超过定员 2 人"]
    stream.run(1, lambda _: [{"id": "K0", "zone": 18}])
    assert all(one["quiet"] for one in Matter.objects.get(id=crowd.id).facts["signals"])
    assert len(of_kind("alarm")) == 1, "he is listed"
    alarm_closed(now, sign_in, crowd)
    stream.restart()
    stream.run(1, lambda _: [{"id": "K3", "zone": 18}])
    fenced = of_kind("alarm")[1]
    assert fenced.title == "采煤工 3（卡 K3）：进入“盲巷”"
    stream.run(1, lambda _: [{"id": f"K{n}", "zone": 0} for n in range(4)])
    assert "人数与报备 2 人不符" in rules(of_kind("alarm")[-1]), "nobody is where two were declared"
    alarm_closed(now, sign_in, fenced)


def test_a_loader_outside_the_mining_right_and_one_that_left_its_ground(stream: Stream, now: Now, sign_in: SignIn) -> None:
    loaders = [stream.put("tag", code=f"L{n}", bears="设备", post=f"{n} 号铲车", gateway=stream.gateway) for n in (1, 2)]
    near = {"fence": "列明的不得离开", "tags": loaders[:1], "basis": "采矿许可证"}
    form = {"code": "P", "name": "采矿权范围", **stream.where, **near, "shape": "112.8,39.5\n112.81,39.51\n112.82,39.52"}
    assert "不在一条直线上" in sign_in("jianguan").post("/r/zone/new", form).content.decode()
    corners = [(LON, LAT), (LON + 0.01, LAT), (LON + 0.01, LAT + 0.01), (LON, LAT + 0.01)]
    drawn = json.dumps({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}})
    broken = sign_in("jianguan").post("/r/zone/new", form | {"shape": '{"type": "Point"}'})
    assert broken.status_code == 422
    made = sign_in("jianguan").post("/r/zone/new", form | {"shape": drawn, "site": "采场", "level": "橙色", "sector": "煤矿"})
    assert made.status_code == 302, made.content.decode()[-3000:]
    stream.look()
    inside = {"lon": LON + 0.005, "lat": LAT + 0.005}
    stream.run(2, lambda _: [{"id": "L1", **inside}, {"id": "L2", "lon": LON + 0.05, "lat": LAT}])
    assert of_kind("alarm") == [], "the second is not listed"
    stream.run(1, lambda _: [{"id": "L1", "lon": LON + 0.011, "lat": LAT + 0.005}])
    [alarm] = of_kind("alarm")
    assert alarm.title == "1 号铲车（卡 L1）：离开“采矿权范围”"
    zone = Matter.objects.get(id=alarm.id).facts["subject"]
    assert sign_in("jianguan").get(f"/r/sensor/{zone}", follow=True).status_code == 200, "the link leads to the card"
    ended = sign_in("jianguan").post(f"/r/zone/{zone_id(stream, 'P')}/end", {"reason": "范围变更"})
    assert ended.status_code == 302
    stream.look()
    assert all(one["quiet"] for one in Matter.objects.get(id=alarm.id).facts["signals"]), "a rule that is gone holds up nothing"
    alarm_closed(now, sign_in, alarm)


def zone_id(stream: Stream, code: str) -> str:
    return next(one.id for one in stream.desk.intake.roster.sensors if one.code == code)


def test_a_slope_by_velocity_and_by_what_it_foretells(stream: Stream, now: Now, sign_in: SignIn) -> None:
    slope = {"code": "B1", "name": "东帮", "sort": "露天采场", "rock": "硬岩", "height": "80", "basis": "边坡设计"}
    form = slope | stream.where | {"watched": ["边坡雷达"], "red": "9"}
    assert "只能从严" in sign_in("jianguan").post("/r/slope/new", form).content.decode()
    stream.put("slope", **slope, watched=["边坡雷达"], yellow="2", red="6", ahead="24")
    stream.sensor("D1", measures="位移", measured_in="mm", site="东帮", period="600")
    stream.look()
    ten = timedelta(minutes=10)
    stream.run(12, lambda n: [{"id": "D1", "v": 0.1 * n}], ten)
    assert of_kind("alarm") == []
    moved = [1.1 + 0.35 * (n + 1) for n in range(12)]
    stream.run(12, lambda n: [{"id": "D1", "v": moved[n]}], ten)
    [alarm] = of_kind("alarm")
    assert (alarm.severity, alarm.title) == ("黄色", "监测点 D1 2.1 毫米/小时（报警值 2）")
    place, speed = [moved[-1]], [2.1]
    for _ in range(8):
        speed.append(speed[-1] * 1.25)
        place.append(place[-1] + speed[-1] / 6)
    stream.run(8, lambda n: [{"id": "D1", "v": place[n + 1]}], ten)
    assert {"位移速度超过预警值", "外推将要滑坡"} <= set(rules(alarm))
    assert Matter.objects.get(id=alarm.id).severity == "红色"
    stream.run(8, lambda _: [{"id": "D1", "v": place[-1]}], ten)
    alarm_closed(now, sign_in, alarm)


def test_drilled_length_against_plan(stream: Stream, now: Now, sign_in: SignIn) -> None:
    design = {"code": "TFS-3", "name": "3 号探放水", "site": "3 号掘进面", "lead": "30", "on": "2025-04-01", "basis": "设计 3 号"}
    holes = [{"hole": "1", "planned": "80"}, {"hole": "2", "planned": "80"}]
    form = design | stream.where | {"gateway": stream.gateway, "lead": "90", "holes.0.hole": "1", "holes.0.planned": "80"}
    assert "请核对设计" in sign_in("jianguan").post("/r/drilling/new", form).content.decode()
    stream.put("drilling", **design, holes=holes, gateway=stream.gateway)
    stream.look()
    stream.run(2, lambda n: [{"id": "TFS-3/1", "v": 40.0 * (n + 1)}, {"id": "TFS-3/2", "v": 36.0 * (n + 1)}])
    stream.run(1, lambda _: [{"id": "TFS-3/1/done", "v": 1}, {"id": "TFS-3/9", "v": 3}])
    assert of_kind("alarm") == []
    assert "没有登记" in letters()[0], "a hole that is not in the design"
    stream.run(1, lambda _: [{"id": "TFS-3/2/done", "v": 1}])
    [alarm] = of_kind("alarm")
    assert (alarm.severity, rules(alarm)) == ("红色", ["2 号孔孔深不足"])
    stream.run(1, lambda _: [{"id": "TFS-3/face", "v": 41.0}])
    assert rules(alarm) == ["2 号孔孔深不足"], "forty-two metres are allowed"
    stream.run(1, lambda _: [{"id": "TFS-3/face", "v": 43.5}])
    assert set(rules(alarm)) == {"2 号孔孔深不足", "没有探够就掘进"}
    stream.run(1, lambda _: [{"id": "TFS-3/2", "v": 80.2}])
    stream.run(1, lambda _: [{"id": "TFS-3/face", "v": 44.0}])
    alarm_closed(now, sign_in, alarm)


def test_a_limit_changed_in_the_device_is_a_doubt(stream: Stream, sign_in: SignIn) -> None:
    stream.sensor("a", limit="1.0")
    stream.look()
    stream.run(3, lambda _: [{"id": "a", "v": 0.3}, {"id": "a/limit", "v": 1.0}])
    assert of_kind("integrity_doubt") == []
    stream.run(1, lambda _: [{"id": "a/limit", "v": 1.5}])
    [doubt] = of_kind("integrity_doubt")
    assert doubt.title == "疑似限值被改：监测点 a"
    assert "监测点 a 1.5 %CH4，设备限值与备案的 1 不同" in doubt.facts["ground"]
    doubt_cleared(sign_in, doubt)
