"""Boards over what is connected: online rate and promptness of direct sensors, cameras, fire, speeds of roads."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.stories.acts import Now, SignIn, take
from tests.stories.streams import Stream, ms, of_kind

from anlan.kernel import records
from anlan.run.sample import MAKER

CAMERAS = [f"1406210000132000000{n}" for n in range(1, 4)]


@pytest.fixture
def stream(now: Now, sample_county: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Stream:
    monkeypatch.setattr("anlan.run.intake.close_old_connections", lambda: None)
    settings.DATA = tmp_path
    return Stream(now, tmp_path / "readings")


def text(page: str) -> str:
    """A page as people read it."""
    main = page[page.index('<main class="page"') :] if '<main class="page"' in page else page[page.index("<main") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def target(now: Now, key: str, value: str) -> None:
    """The county's own figure, put down and checked."""
    facts = {"key": key, "title": "接入目标", "value": value, "source": "示例〔2026〕9号"}
    records.put_record("county_setting", facts, MAKER, at=now.at)


def test_only_direct_sensors_are_judged_against_the_countys_own_target(stream: Stream, now: Now, sign_in: SignIn) -> None:
    for code in ("a", "b", "c", "mended"):
        stream.sensor(code, state="检修" if code == "mended" else "离线")
    relay = stream.put("gateway", code="G2", name="省平台", source="省级回流", speaks="MQTT")
    stream.sensor("far", gateway=relay, source="省级回流")
    stream.look()
    officer = sign_in("jianguan")
    stream.run(3, lambda _: [{"id": "a", "v": 0.1}, {"id": "b", "v": 0.1, "t": ms(now.at) - 45_000}])
    stream.desk.intake.settle()
    page = text(officer.get("/monitoring/access").content.decode())
    assert "7 个，在线 2 个" in page
    assert "在线率 28.6 % 目标没有设定" in page
    assert "不判及时" in page
    assert "省级回流 1 个" in page
    target(now, "sensor_access.online", "95")
    target(now, "sensor_access.prompt", "30")
    target(now, "sensor_access.prompt_share", "50")
    page = text(officer.get("/monitoring/access").content.decode())
    assert "目标 95 %（示例〔2026〕9号）， 没有达到" in page
    assert "50.0 % 30 秒以内收到（示例〔2026〕9号），目标 50 %，达到" in page
    assert re.search(r"28\.6 50\.0 CSMY.*、c ", page), "who is silent is named"
    stream.run(1, lambda _: [{"id": code, "v": 0.1} for code in "abc"])
    stream.desk.intake.settle()
    assert "在线率 42.9 %" in text(officer.get("/monitoring/access").content.decode())
    wrong = sign_in("jingban").post(
        "/r/county_setting/new", {"key": "sensor_access.online", "title": "在线率", "value": "很高", "source": "示例"}
    )
    assert "请" in text(wrong.content.decode())
    assert wrong.status_code == 422


def test_cameras_have_their_own_online_rate(stream: Stream, now: Now, sign_in: SignIn) -> None:
    for number, code in enumerate(CAMERAS):
        more = {"gateway": stream.gateway, "period": "30"} if number < 2 else {}
        stream.put("camera", code=code, name=f"摄像机 {number}", spot="井口", **more)
    stream.look()
    stream.run(2, lambda _: [{"id": CAMERAS[0], "v": 1}])
    stream.desk.intake.settle()
    page = text(sign_in("jianguan").get("/monitoring/access?kind=camera").content.decode())
    assert "2 个，在线 1 个" in page, "the third is on record and speaks through nobody"
    assert CAMERAS[1] in page


def test_the_fire_board_shows_who_burns_who_is_dark_and_how_it_was_answered(stream: Stream, now: Now, sign_in: SignIn) -> None:
    officer = sign_in("zhuanyuan")
    assert "还没有登记消防联网单位" in text(officer.get("/monitoring/fire").content.decode())
    base = {"sort": "工厂仓库", "sector": "煤矿"}
    stream.put("fire_unit", code="X1", name="一号库房", key_unit=True, room=True, manned="夜间无人", **base)
    stream.put("fire_unit", code="X2", name="二号库房", address="01.02.03.04.05.06", **base)
    smoke = {"measures": "其他", "measured_in": "dB/m", "limit": "0.3"}
    for code, site in (("s1", "一号库房"), ("s2", "二号库房")):
        stream.sensor(code, site=site, **smoke)
    stream.look()
    stream.run(3, lambda n: [{"id": "s1", "v": 0.2 * n}])
    stream.desk.intake.settle()
    [alarm] = of_kind("alarm")
    page = text(officer.get("/monitoring/fire").content.decode())
    assert re.search(r"正在报警 1 个单位", page)
    assert re.search(r"全部失联 1 个单位", page)
    assert "重点单位联网 1 / 1" in page
    assert "控制室不足双人值班 1 个" in page
    assert page.index("一号库房") < page.index("二号库房"), "who burns comes first"
    take(sign_in("diaodu"), alarm.id, "receive")
    assert "签收中位" in text(officer.get("/monitoring/fire").content.decode())


def test_speeds_of_a_road_section_out_of_history(stream: Stream, now: Now, sign_in: SignIn) -> None:
    plates = ("晋F12345", "晋F54321")
    for plate in plates:
        stream.put("vehicle", plate=plate, colour="黄色", sort="旅游客车", seats="49", gateway=stream.gateway)
    corners = [(112.80, 39.49), (112.90, 39.49), (112.90, 39.51), (112.80, 39.51)]
    road = {"road": "S210", "starts": "12.5", "ends": "14", "risks": ["长下坡"], "limit": "60", "level": "较大"}
    shape = [[round(x * 1e7), round(y * 1e7)] for x, y in corners]
    stream.put("road_section", code="A", name="雁门关长下坡", shape=shape, **road)
    stream.put("road_section", code="B", name="没有画的路段", **road)
    stream.look()

    def fixes(n: int) -> list[dict[str, Any]]:
        fast = {"id": plates[0], "lon": 112.85, "lat": 39.5, "speed": 50 + n}
        return [fast, {"id": plates[1], "lon": 113.2 if n % 2 else 112.86, "lat": 39.5, "speed": 40 if n else 0}]

    stream.run(20, fixes)
    officer = sign_in("lingdao")
    assert "没有车辆经过" in text(officer.get("/monitoring/roads").content.decode()), "not yet in history"
    stream.desk.intake.settle()
    page = text(officer.get("/monitoring/roads").content.decode())
    assert re.search(r"雁门关长下坡 .* S210 60 / 60 2 29 ", page), "twenty fixes, and nine of the other while it moved inside"
    row = page[page.index("雁门关长下坡") :]
    assert re.search(r" 34\.5 ", row), "ten of twenty-nine at sixty or more"
    assert "没有画路段范围，不能统计" in page
    assert len(of_kind("alarm")) == 1
