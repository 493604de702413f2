"""设备接入: a person sees the gateways of theirs, why a message was not understood, and has it read again."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from anlan.exchange.doors import devices_http
from anlan.monitoring.actions import Letter, keep_letters
from anlan.monitoring.nights import OTHER, Night, groups, keeping, tell
from anlan.monitoring.queries import letters
from anlan.run.sample_county import GATEWAY, SENSORS

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CODE = str(GATEWAY["code"])


class Line:
    """The line to the bus as a list, or cut."""

    def __init__(self, *, cut: bool = False) -> None:
        self.cut, self.stored = cut, list[tuple[str, bytes]]()

    def store(self, gateway: str, body: bytes, key: str) -> None:
        if self.cut:
            raise OSError
        self.stored.append((gateway, body))


@pytest.fixture
def two_letters(sample_county: None) -> None:
    keep_letters([Letter(1, CODE, AT, "监测点“x”没有登记。", 1, b'[{"id":"x","v":1}]'), Letter(2, "other", AT, "不懂", 1, b"?")])


def test_the_reason_stands_on_the_page_and_only_ones_own(two_letters: None, sign_in: Callable[[str], Client]) -> None:
    page = sign_in("jianguan").get("/exchange/devices").content.decode()
    assert "监测点“x”没有登记。" in page
    assert "不懂" not in page
    assert CODE not in sign_in("shuili").get("/exchange/devices").content.decode()


def test_a_letter_is_read_again_once(
    two_letters: None, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    id, line = str(letters(CODE).values_list("id", flat=True)[0]), Line()
    monkeypatch.setattr(devices_http, "line", lambda: line)
    client = sign_in("jianguan")
    for _ in range(2):
        client.post("/exchange/devices", {"letter": [id]})
    assert line.stored == [(CODE, b'[{"id":"x","v":1}]')]
    assert not letters(CODE).exists()


def test_a_cut_line_is_said_and_the_letter_stays(
    two_letters: None, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices_http, "line", lambda: Line(cut=True))
    client, id = sign_in("jianguan"), str(letters(CODE).values_list("id", flat=True)[0])
    answer = client.post("/exchange/devices", {"letter": [id]})
    assert (answer.status_code, "消息总线没有应答" in answer.content.decode()) == (409, True)
    assert letters(CODE).count() == 1
    assert "请先选中" in client.post("/exchange/devices").content.decode()
    assert sign_in("shuili").post("/exchange/devices", {"letter": [id]}).status_code == 409
    assert letters(CODE).count() == 1


def test_what_the_night_did_stands_on_the_page_and_how_long_a_kind_is_kept_is_the_standards_figure(
    sample_county: None, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = keeping(AT)
    assert own.hour == 2
    assert own.spans["people"] < own.spans["gas"] < own.spans["structure"]
    assert groups()[str(SENSORS[0]["code"])] == "gas"
    assert groups()[str(SENSORS[3]["code"])] == OTHER
    monkeypatch.setattr("anlan.exchange.device_pages.folder", lambda: tmp_path)
    client = sign_in("jianguan")
    assert "还没有整理过" in client.get("/exchange/devices").content.decode()
    tell(tmp_path, Night(), began=AT.isoformat(), ended=AT.isoformat(), days=2, readings=86_400, twice=7)
    assert "整理完历史读数：2 天、86400 个读数，去掉重复的 7 个。" in client.get("/exchange/devices").content.decode()
