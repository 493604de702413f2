"""Logs are JSON with the request's id; health and metrics answer from the database; strangers get no metrics."""

import json
import logging

import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from anlan.run import health, logs


def test_a_request_gets_an_id_and_one_line_without_its_query(caplog: pytest.LogCaptureFixture) -> None:
    answered = logs.request_id(lambda request: HttpResponse("x", status=201))(RequestFactory().get("/m/1?name=secret"))
    with caplog.at_level(logging.INFO, "anlan.request"):
        answered = logs.request_id(lambda request: HttpResponse("x", status=201))(RequestFactory().get("/m/1?name=secret"))
    line = json.loads(logs.Json().format(caplog.records[-1]))
    assert line["request"] == answered["X-Request-Id"]
    assert (line["status"], line["path"], "secret" in str(line)) == (201, "/m/1", False)


@pytest.mark.parametrize(
    ("given", "kept"), [("abcdef-12345678", True), ("short", False), ("a" * 65, False), ('x"; drop table', False)]
)
def test_only_a_sound_id_is_kept(given: str, kept: bool) -> None:
    answered = logs.request_id(lambda request: HttpResponse())(RequestFactory().get("/", HTTP_X_REQUEST_ID=given))
    assert (answered["X-Request-Id"] == given) is kept


def test_an_exception_is_one_line_of_json() -> None:
    try:
        raise ValueError("坏了\n第二行")
    except ValueError as wrong:
        record = logging.LogRecord(
            "anlan", logging.ERROR, __file__, 1, "出错 %s", ("甲",), (ValueError, wrong, wrong.__traceback__)
        )
    text = logs.Json().format(record)
    assert "\n" not in text
    assert json.loads(text)["text"] == "出错 甲"
    assert "坏了" in json.loads(text)["exception"]


def test_health_follows_the_database(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").content == b"ok\n"

    def broken() -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", broken)
        assert health.healthz(RequestFactory().get("/healthz")).status_code == 503


def test_metrics_are_for_this_machine_or_the_bearer(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert b"anlan_matters_open 0.0" in client.get("/metrics").content
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 403
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="10.0.0.9").status_code == 403
    monkeypatch.setenv("ANLAN_METRICS_TOKEN", "t" * 20)
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9", HTTP_AUTHORIZATION=f"Bearer {'t' * 20}").status_code == 200
