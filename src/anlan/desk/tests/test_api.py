"""The API: tokens, the same refusals as the pages, each kind's own schema, nothing of others."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import path
from django.utils import timezone

from anlan.desk import api as desk_api
from anlan.desk import tokens
from anlan.kernel.accounts import SETUP
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.people import GrantView, Role
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.county import COUNTY, KINDS, TASK, UNIT, County


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with with_kinds(*KINDS):
        yield County()


WHY = "还没有填写进展，请先报一次进展。"


class Caller:
    """A client with a token."""

    def __init__(self, person: str) -> None:
        now = timezone.now()
        self.token = tokens.make(person, "测试", SETUP, now=now, until=now + timedelta(days=1))
        self.client = Client(headers={"authorization": f"Bearer {self.token}"})

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        answer = self.client.get(f"/api/v1{path}", query)
        return answer.status_code, answer.json()

    def post(self, path: str, body: Any) -> tuple[int, Any]:
        answer = self.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
        return answer.status_code, answer.json()


@pytest.fixture
def routed(county: County, settings: Any) -> County:
    """An API over the test kinds, mounted as the house's is."""
    mounted = desk_api.made("test-api", [TASK], [UNIT])
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("api/v1/", mounted.urls)]})
    return county


def test_without_a_token_the_door_says_so(db: None) -> None:
    for header in ({}, {"authorization": "Bearer anlan_wrong"}):
        answer = Client(headers=header).get("/api/v1/inbox")
        assert (answer.status_code, answer.json()["sentence"]) == (401, "令牌缺失、错误或已过期，请向系统管理员申请。")


def test_a_task_from_open_to_closed(routed: County) -> None:
    clerk, liaison = Caller(routed.ids["clerk"]), Caller(routed.ids["liaison"])
    facts = {"title": "核查充电点", "place": COUNTY, "unit": routed.bureau}
    status, opened = clerk.post("/open/test_task", {"facts": facts})
    assert (status, opened["state"]) == (200, "待办")
    id = opened["id"]
    assert [row["id"] for row in liaison.get("/inbox")[1]["rows"]] == [id]
    assert liaison.post(f"/matters/{id}/test_task/done", {}) == (
        409,
        {"sentence": "还没有填写进展，请先报一次进展。", "wrong": {}},
    )
    assert liaison.get(f"/matters/{id}")[1]["steps"]["done"] == WHY
    assert liaison.post(f"/matters/{id}/test_task/report", {"asked": {"progress": "已查"}})[0] == 200
    assert liaison.post(f"/matters/{id}/test_task/done", {})[1]["state"] == "待核"
    assert clerk.post(f"/matters/{id}/test_task/check", {})[1]["state"] == "已完成"
    assert [e["verb"] for e in clerk.get(f"/matters/{id}/story")[1]] == ["open", "report", "done", "check"]


def test_wrong_facts_are_named_one_by_one(routed: County) -> None:
    status, said = Caller(routed.ids["clerk"]).post("/open/test_task", {"facts": {"title": "", "place": "x"}})
    assert status == 422
    assert {name.rpartition(".")[2] for name in said["wrong"]} >= {"title", "unit"}


def test_others_matters_are_not_there(routed: County) -> None:
    task = routed.task()
    outsider = Caller(routed.ids["outsider"])
    for where in (f"/matters/{task.id}", f"/matters/{task.id}/story", f"/matters/{'0' * 32}"):
        assert outsider.get(where) == (404, {"sentence": "没有这一项，或者您无权查看。", "wrong": {}})
    assert outsider.post(f"/matters/{task.id}/test_task/lapse", {})[0] == 404


def test_a_token_ends(county: County) -> None:
    now = timezone.now()
    caller = Caller(county.ids["clerk"])
    tokens.end(tokens._digest(caller.token), SETUP, now=now)
    assert caller.get("/inbox")[0] == 401
    with pytest.raises(Refused, match="系统管理员"):
        tokens.make(county.ids["clerk"], "x", county.clerk, now=now, until=now + timedelta(days=1))


def test_the_schema_shows_each_kind_s_form(db: None) -> None:
    schema = Client().get("/api/v1/openapi.json").json()
    assert all(f"/api/v1/open/{loop.kind}" in schema["paths"] for loop in desk_api.catalogue().loops())
    assert "x-widget" in json.dumps(schema)


def test_an_administrator_gives_and_ends_a_token_on_its_page(county: County) -> None:
    admin, clerk = (get_user_model().objects.get(login=login) for login in (admin_of(county), "clerk"))
    client = Client()
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    get_user_model().objects.filter(id=admin.id).update(must_change=False, is_sample=True)
    until = str((timezone.now() + timedelta(days=30)).date())
    page = client.post(f"/people/{clerk.id}/tokens", {"name": "县平台对接", "until": until}).content.decode()
    token = page.split("<b>anlan_")[1].split("</b>")[0]
    assert Client(headers={"authorization": f"Bearer anlan_{token}"}).get("/api/v1/inbox").status_code == 200
    refused = client.post(f"/people/{clerk.id}/tokens", {"name": "", "until": until})
    assert (refused.status_code, "请写明令牌用途" in refused.content.decode()) == (409, True)
    digest = tokens.of_person(clerk.id)[0].digest
    client.post(f"/people/{clerk.id}/tokens/end", {"digest": digest})
    assert Client(headers={"authorization": f"Bearer anlan_{token}"}).get("/api/v1/inbox").status_code == 401
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    get_user_model().objects.filter(id=clerk.id).update(must_change=False)
    assert client.get(f"/people/{clerk.id}/tokens").status_code in (403, 404, 409)


def admin_of(county: County) -> str:
    county.person("xitong", GrantView(Role.SYSTEM_ADMIN, COUNTY))
    return "xitong"
