"""A sensor's page draws what history holds, over the span in the address, and gives it as a file; not to strangers."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from django.test import Client
from django.utils import timezone

from anlan.kernel.directory import standing
from anlan.monitoring.history import History
from anlan.monitoring.plan import spans
from anlan.run.sample_county import SENSORS

CODE = str(SENSORS[0]["code"])


@pytest.fixture
def gas(sample_county: None, settings: object, tmp_path: Path) -> str:
    """The address of a methane sensor with an hour of readings and one high one."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    end = int(timezone.now().timestamp() * 1000)
    at = end - np.arange(3600, 0, -10) * 1000
    value = np.where(np.arange(at.size) == 100, 1.37, 0.4)
    rows = pa.table({"sensor": [CODE] * at.size, "at": at, "value": value, "quality": np.zeros(at.size, np.int8)})
    History(tmp_path / "readings" / "history").append(rows, upto=1)
    return f"/monitoring/sensors/{standing('sensor').get(key=CODE).id}"


def test_the_curve_and_the_file_hold_the_peak(gas: str, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("diaodu")
    page = client.get(gas).content.decode()
    assert page.count("<polyline") == 1
    assert "报警值 1" in page
    today = timezone.localtime().date()
    answer = client.get(gas, {"from": str(today - timedelta(days=1)), "to": str(today), "file": "1"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert len(text.splitlines()) == 361
    assert text.count(",1.37,") == 1


def test_an_empty_span_and_a_wrong_one_say_so(gas: str, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("diaodu")
    assert "没有读数" in client.get(gas, {"from": "2020-01-01", "to": "2020-01-02"}).content.decode()
    assert "早于开始日期" in client.get(gas, {"from": "2026-01-02", "to": "2026-01-01"}, follow=True).content.decode()
    assert "日期看不懂" in client.get(gas, {"from": "昨天"}, follow=True).content.decode()


def test_a_stranger_sees_neither_curve_nor_file(gas: str, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("shuili")
    assert client.get(gas).status_code == 404
    assert client.get(gas, {"file": "1"}).status_code == 404


def test_a_firms_page_tells_who_speaks_now(gas: str, sign_in: Callable[[str], Client], tmp_path: Path) -> None:
    now = int(timezone.now().timestamp() * 1000)
    (tmp_path / "readings" / "latest.json").write_text(
        json.dumps({CODE: [now - 5000, 0.42], str(SENSORS[2]["code"]): [now - 3_600_000, 7]})
    )
    firm = standing("firm").get(title__contains="晨石")
    page = sign_in("diaodu").get(f"/monitoring/sites/{firm.id}").content.decode()
    row = {code: page.split(title)[1].split("</tr>")[0] for code, title in ((0, "1031 工作面甲烷"), (2, "1031 回风流一氧化碳"))}
    assert "0.42 %CH4" in row[0]
    assert "在线" in row[0]
    assert "没有上报</b>" in row[2]
    assert "还没有上报过" in page.split("主通风机开停")[1].split("</tr>")[0]


def test_the_spans_of_a_doubt_are_the_standards(sample_county: None) -> None:
    found = spans(timezone.now())
    assert (found.periods, found.least, found.flat) == (10, 60_000, 4 * 3_600_000)
