"""The wall tells each pair of eyes its own sensors and how they stand; what changes comes by itself, in few bytes."""

import asyncio
import base64
import json
import struct
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone
from tests.stories.acts import unit_of

from anlan.engines.stream_rules.events import Event
from anlan.kernel import queries, records
from anlan.kernel.directory import standing
from anlan.monitoring import alarms, wall
from anlan.monitoring.queries import Listed
from anlan.monitoring.signals import Said
from anlan.run import node
from anlan.run.sample import MAKER
from anlan.run.sample_county import SENSORS

pytestmark = pytest.mark.slow

COUNTY, CODES = "140621", [str(one["code"]) for one in SENSORS]
ELSEWHERE = {
    "code": "SL-01",
    "name": "水库水位",
    "unit": "县水利局",
    "place": "140621104",
    "measures": "水位",
    "measured_in": "m",
}


@pytest.fixture
def county(sample_county: None, settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    (tmp_path / "readings").mkdir()
    records.put_record(
        "sensor", ELSEWHERE | {"unit": unit_of("shuili"), "point": (1128500000, 392600000)}, MAKER, at=timezone.now()
    )
    return tmp_path / "readings" / "latest.json"


def says(file: Path, at: datetime, *codes: str) -> None:
    file.write_text(json.dumps({code: [int(at.timestamp() * 1000), 0.4] for code in codes}))


def passes(code: str, at: datetime, level: int = 1) -> str:
    found, ms = standing("sensor").get(key=code), int(at.timestamp() * 1000)
    event = Event(
        "raise" if level else "clear", "high", 0, int(not level), level, ms, 1.2, 1.2, 1.0, "超过报警值", "", 1, (0, ms, ms)
    )
    return alarms.tell([Said(event, Listed(found.id, code, "", found.facts))], at)[0]


def columns(client: Client) -> tuple[int, list[tuple[int, int]], list[int]]:
    """How many, where (1e-7 degrees), in which states."""
    body = client.get("/monitoring/wall/points").content
    (n,) = struct.unpack_from("<I", body)
    lon, lat = struct.unpack_from(f"<{n}i", body, 4), struct.unpack_from(f"<{n}i", body, 4 + 4 * n)
    return n, list(zip(lon, lat, strict=True)), list(body[4 + 8 * n :])


def test_each_sees_their_own_sensors(county: Path, sign_in: Callable[[str], Client]) -> None:
    mine, all_of_them, water = (columns(sign_in(who)) for who in ("diaodu", "zhiban", "shuili"))
    assert (mine[0], all_of_them[0]) == (4, 5)
    assert water[0] == 1
    assert water[1] == [(1128500000, 392600000)]
    assert columns(sign_in("xitong"))[0] == 0, "an administrator of the machine sees no sensor"
    near = sign_in("shuili").get("/monitoring/wall/near", {"box": "112,39,114,40"}).json()
    assert [row["title"] for row in near["rows"]] == ["水库水位"]


def test_a_sensor_without_a_place_stands_at_its_firm(county: Path, sign_in: Callable[[str], Client]) -> None:
    firm = standing("firm").get(id=unit_of("diaodu"))
    assert columns(sign_in("diaodu"))[1] == [(firm.lon, firm.lat)] * 4
    box = ",".join(str(side / 1e7) for side in (firm.lon - 9, firm.lat - 9, firm.lon + 9, firm.lat + 9))
    assert sign_in("diaodu").get("/monitoring/wall/near", {"box": box}).json()["n"] == 4
    assert sign_in("diaodu").get("/monitoring/wall/near", {"box": "墙"}).status_code == 400


def test_how_each_stands(county: Path, sign_in: Callable[[str], Client]) -> None:
    now = timezone.now()
    says(county, now - timedelta(seconds=30), *CODES[:3])
    passes(CODES[0], now)
    filed(CODES[2], now)
    client = sign_in("zhiban")
    by_code = dict(zip(sorted([*CODES, "SL-01"]), columns(client)[2], strict=True))
    assert by_code == {CODES[0]: 1, CODES[1]: wall.NORMAL, CODES[2]: wall.FILED, CODES[3]: wall.SILENT, "SL-01": wall.SILENT}
    loud = client.get("/monitoring/wall/near", {"box": "112,39,114,40", "of": "alarm"}).json()["rows"]
    assert [(row["state"], row["said"], row["level"]) for row in loud] == [("红色", "0.4 %CH4", 1)]
    assert client.get(loud[0]["alarm"]).status_code == client.get(loud[0]["href"]).status_code == 200
    passes(CODES[0], now + timedelta(seconds=1), level=0)
    assert 1 not in columns(client)[2], "an alarm in which a sensor no longer speaks colours it no longer"


def filed(code: str, now: datetime) -> None:
    """Work that was filed yesterday for the hours around now."""
    from anlan.kernel import actions

    sensor = standing("sensor").get(key=code)
    facts = {
        "unit": sensor.unit,
        "place": sensor.place,
        "sector": "煤矿",
        "sensors": [sensor.id],
        "sort": "标校",
        "reason": "月度标校",
    }
    facts |= {
        "starts": (now - timedelta(hours=1)).isoformat(),
        "ends": (now + timedelta(hours=1)).isoformat(),
        "worker": "仪表工",
    }
    who = queries.actor(node.person("anquan"), now)
    actions.open_matter("sensor_work", facts, who, at=now - timedelta(days=1))


def test_only_what_changed_is_told(county: Path) -> None:
    now = timezone.now()
    says(county, now, *CODES[:3])
    by = queries.actor(node.person("zhiban"), now)
    watch = wall.Watch(by, COUNTY, now)
    states = base64.b64decode(watch.news(now)["all"])
    assert sorted(states) == [0, 0, 0, wall.SILENT, wall.SILENT]
    assert watch.news(now) == {}
    number = watch.shown.number[standing("sensor").get(key=CODES[1]).id]
    passes(CODES[1], now)
    assert watch.news(now) == {"states": {"2": [number]}}
    later = now + timedelta(minutes=20)
    assert watch.news(later)["states"].keys() == {str(wall.SILENT)}


def test_the_stream_begins_with_all_and_sends_away_who_knows_other_columns(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    says(county, now, *CODES)
    by = queries.actor(node.person("zhiban"), now)
    monkeypatch.setattr(wall, "EVERY", 0.0)

    async def told(mark: str, most: int) -> list[str]:
        found = []
        async for one in wall.stream(by, COUNTY, mark, timezone.now()):
            found.append(one)
            if len(found) == most:
                break
            await asyncio.sleep(0)
        return found

    mark = wall.seen(by, COUNTY, now).mark
    first = async_to_sync(told)(mark, 3)
    assert json.loads(first[1].removeprefix("data: ")).keys() == {"all"}
    assert first[2] == ": \n\n"
    assert async_to_sync(told)("another", 9)[1:] == ['data: {"anew": true}\n\n']


def test_a_server_without_streams_says_so(county: Path, sign_in: Callable[[str], Client]) -> None:
    assert sign_in("zhiban").get("/monitoring/wall/changes").status_code == 204
    assert "监测墙" in sign_in("zhiban").get("/monitoring/wall/").content.decode()
    assert Client().get("/monitoring/wall/points").status_code == 302
