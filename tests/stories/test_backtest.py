"""试算 over real series: what other limits would have raised, what real alarm would have been missed, many sensors bit by bit.

The counts are held against a plain loop over the same file."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from django.test import Client
from django.utils import timezone
from tests.stories.acts import take, unit_of
from tests.stories.conftest import SHARED

from anlan.engines.stream_rules.events import Event
from anlan.kernel import records
from anlan.kernel.directory import standing
from anlan.kernel.models import Record
from anlan.monitoring import alarms, trials
from anlan.monitoring.history import History
from anlan.monitoring.models import Backtest
from anlan.monitoring.queries import Listed
from anlan.monitoring.signals import Said
from anlan.run.sample import MAKER

pytestmark = pytest.mark.slow

SPAN = {"from": "2013-07-04", "to": "2014-05-29"}
Rows = list[tuple[int, float]]
SignIn = Callable[[str], Client]


def series(name: str) -> Rows:
    """Epoch ms (the file's clock taken as UTC) and value."""
    with (SHARED / "data" / "nab" / name).open() as file:
        return [
            (ms(datetime.fromisoformat(one["timestamp"]).replace(tzinfo=UTC)), float(one["value"]))
            for one in csv.DictReader(file)
        ]


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def crossings(rows: Rows, limit: float, back: float = 0.0, hold: int = 0) -> list[int]:
    """When a value has stood at its limit or above for `hold` s; until it has fallen below limit - back it is the same time."""
    found, up, since = [], False, -1
    for at, value in rows:
        since = -1 if value < limit else at if since < 0 else since
        if up and value < limit - back:
            up = False
        elif not up and since >= 0 and at - since >= 1000 * hold:
            up = True
            found.append(at)
    return found


def sensor(code: str, **more: str) -> Listed:
    facts = {
        "code": code,
        "name": f"温度 {code}",
        "unit": unit_of("diaodu"),
        "place": "140621100",
        "sector": "煤矿",
        "site": "机房",
    }
    facts |= {"measures": "温度", "measured_in": "℉", "limit": "80", "level": "橙色", "period": "3600"} | more
    kept = records.put_record("sensor", facts, MAKER, at=timezone.now())
    return Listed(kept.id, code, "", Record.objects.get(id=kept.id).facts)


@pytest.fixture
def hot(sample_county: None, settings: Any, tmp_path: Path) -> Rows:
    """Two sensors with their history: T1 an office's air (limit 80), T2 a line that never moves."""
    settings.DATA = tmp_path
    history = History(tmp_path / "readings" / "history")
    rows = {"T1": series("ambient_temperature_system_failure.csv"), "T2": series("art_flatline.csv")}
    for number, (code, some) in enumerate(rows.items(), 1):
        at, value = (np.array(column) for column in zip(*some, strict=True))
        table = {"sensor": [code] * len(at), "at": at, "value": value, "quality": np.zeros(len(at), np.int8)}
        history.append(pa.table(table), upto=number)
        sensor(code)
    return rows["T1"]


def asked(client: Client, code: str = "T1", **changed: str) -> str:
    id = standing("sensor").get(key=code).id
    return client.get("/monitoring/backtest", {"sensor": id, "try": "1", **SPAN, **changed}).content.decode()


@pytest.mark.parametrize(("limit", "back", "hold"), [("78", "", ""), ("76", "1.5", ""), ("76", "", "10800"), ("82", "2", "7200")])
def test_a_change_is_counted_as_a_plain_loop_counts(hot: Rows, sign_in: SignIn, limit: str, back: str, hold: str) -> None:
    page = asked(sign_in("diaodu"), limit=limit, back=back, hold=hold)
    before, after = len(crossings(hot, 80)), len(crossings(hot, float(limit), float(back or 0), int(hold or 0)))
    assert f"现在报 {before} 次，改后报 {after} 次" in page
    assert "7267 个读数" in page
    assert "到台账修改" not in page, "a dispatcher does not write the register"
    assert f"/r/sensor/{standing('sensor').get(key='T1').id}/edit" in asked(sign_in("anquan"), limit=limit)


def test_a_real_alarm_that_would_be_missed_is_named(hot: Rows, sign_in: SignIn) -> None:
    found, at = standing("sensor").get(key="T1"), crossings(hot, 80)[0]
    event = Event("raise", "high", 0, 0, 1, at, 80.4, 80.4, 80.0, "超过报警值", "", 1, (0, at, at))
    [alarm] = alarms.tell([Said(event, Listed(found.id, "T1", "", found.facts))], timezone.now())
    client = sign_in("diaodu")
    take(client, alarm, "receive")
    take(client, alarm, "confirm", {"found": "空调停机，机柜过热"})
    assert "有记录的报警 1 件，改后都还会报" in asked(client, limit="78").replace("\n", "")
    page = asked(client, limit="85")
    assert "<b>1 件报不出来</b>，其中核查为真实的 <b>1 件</b>" in page
    assert f'href="/m/{alarm}"' in page


def test_what_the_register_would_refuse_is_said_before(hot: Rows, sign_in: SignIn) -> None:
    sensor("T3", standard="coal_monitoring.methane.face.alarm", measures="甲烷", measured_in="%CH4", limit="1.0")
    client = sign_in("anquan")
    assert "这一段没有读数" in asked(client, "T3", limit="0.8")
    for code, changed, why in (
        ("T1", {"limit": "80"}, "和台账上的一样"), ("T1", {"limit": "热"}, "不是数字"), ("T1", {"hold": "-5"}, "不能是负数"),
        ("T1", {"limit": "70", "from": "2013-01-01", "to": "2020-01-01"}, "最长三年"),
    ):  # fmt: skip
        assert why in asked(client, code, **changed)
    assert "从监测点、一企一档或县里的规定一览进入" in client.get("/monitoring/backtest").content.decode()


def test_a_strangers_sensor_and_trial_are_not_there(hot: Rows, sign_in: SignIn) -> None:
    id = standing("sensor").get(key="T1").id
    assert sign_in("shuili").get("/monitoring/backtest", {"sensor": id}).status_code == 404
    begun = begin(sign_in("diaodu"), unit=unit_of("diaodu"), limit="78")
    for client in (sign_in("zhiban"), sign_in("shuili")):
        assert client.get(begun).status_code == client.post(f"{begun}/go").status_code == 404


def begin(client: Client, **changed: str) -> str:
    answer = client.post("/monitoring/backtest", {"try": "1", **SPAN, **changed})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_many_go_on_bit_by_bit_stop_and_go_on(hot: Rows, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "BITE", 0.0)
    client = sign_in("diaodu")
    begun = begin(client, unit=unit_of("diaodu"), limit="76", back="1.5")
    n = len(Backtest.objects.get().sensors)
    assert n == 6
    assert "已算 1 / 6 个监测点" in client.post(f"{begun}/go").content.decode()
    client.post(f"{begun}/go", {"do": "stop"})
    client.post(f"{begun}/go")
    assert "已算 1 / 6 个监测点，已停止" in client.get(begun).content.decode()
    client.post(f"{begun}/go", {"do": "on"})
    for _ in range(n - 1):
        page = client.post(f"{begun}/go").content.decode()
    assert "算完了，共 6 个监测点" in page
    before, after = len(crossings(hot, 80)), len(crossings(hot, 76, 1.5))
    assert f"现在报 {before} 次，改后报 {after} 次" in page
    assert begun in client.get("/monitoring/backtest").content.decode()


def test_a_figure_of_the_county_is_tried_before_it_is_set(hot: Rows, sign_in: SignIn) -> None:
    client = sign_in("jingban")
    assert (
        "/monitoring/backtest?figure=sensor_integrity.flat"
        in client.get("/r/county_setting/options", {"sort": "figure", "words": "不变"}).content.decode()
    )
    begun = begin(client, figure="sensor_integrity.flat", value="1000")
    while "算完了" not in (page := client.post(f"{begun}/go").content.decode()):
        pass
    assert "少报 1 次" in page, "a line that never moves is flat after 4 hours, not after 1,000"
    answer = client.post("/monitoring/backtest", {"figure": "coal_monitoring.methane.face.alarm", "value": "1.5", "try": "1"})
    assert "只能从严" in answer.content.decode()
    assert begin(client, figure="coal_monitoring.methane.face.alarm", value="0.8")


def test_what_was_filed_stays_silent(hot: Rows) -> None:
    from anlan.monitoring.backtest import raised
    from anlan.monitoring.history import Series
    from anlan.monitoring.plan import Spans, rules_of

    at, value = (np.array(column) for column in zip(*hot, strict=True))
    facts, first = {"limit": "80", "period": 3600}, crossings(hot, 80)[0]
    rules = tuple(one for one in rules_of(facts, Spans(10, 60_000, 1)) if one.id == "high")
    whole = Series(at, value, np.zeros(len(at), np.int8))
    window = (first - 1, first + int(timedelta(days=1).total_seconds() * 1000))
    assert [one.begin for one in raised(rules, facts, whole, hot[-1][0])] == crossings(hot, 80)
    kept = [one for one in hot if not window[0] <= one[0] <= window[1]]
    assert [one.begin for one in raised(rules, facts, whole, hot[-1][0], [window])] == crossings(kept, 80)
