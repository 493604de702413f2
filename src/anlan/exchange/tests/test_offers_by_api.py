"""Accepting and refusing what was handed down by the API: the rights, the sentences and the results of the page."""

from typing import Any

import pytest
from django.urls import path

from anlan.desk import api as desk_api
from anlan.desk.tests.test_api import Caller
from anlan.exchange import parcel
from anlan.exchange.loops.handed_down import HANDED_DOWN
from anlan.exchange.tests.test_parcels import county, handed_down, offer, sent
from anlan.kernel import queries
from anlan.kernel.tests.county import COUNTY, NOON, TASK, County

assert county


@pytest.fixture
def waiting(county: County, settings: Any) -> str:
    """An offer of the city that waits for an answer, and the API over the two kinds."""
    mounted = desk_api.made("test-offers", [TASK, HANDED_DOWN], [])
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("api/v1/", mounted.urls)]})
    parcel.unpack(sent(offer(kind="test_task", kind_title="测试任务")), NOON)
    return str(handed_down(county)[0].id)


def test_an_offer_is_read_and_accepted_once(county: County, waiting: str) -> None:
    clerk = Caller(county.ids["clerk"])
    status, told = clerk.get(f"/offers/{waiting}")
    assert (status, told["sender"], told["kind"], told["accepted"]) == (200, "朔州市应急局", "test_task", "")
    assert (told["facts"]["title"], told["units"]) == ("排查充电点", {"unit": ["县应急局"]})
    assert told["shown"] == [["工作任务", "逐处登记"]]
    facts = {"title": told["facts"]["title"], "place": COUNTY}
    assert clerk.post(f"/offers/{waiting}/accept", {"facts": facts})[0] == 422
    assert clerk.post(f"/offers/{waiting}/accept", {"facts": facts | {"title": "a\0b", "unit": county.bureau}})[0] == 422
    status, done = clerk.post(f"/offers/{waiting}/accept", {"facts": facts | {"unit": county.bureau}})
    assert (status, done["state"]) == (200, "待办")
    assert clerk.post(f"/offers/{waiting}/accept", {"facts": {}})[1]["id"] == done["id"], "asked twice, opened once"
    own = queries.matter(done["id"], county.clerk)
    assert (own.kind, own.cause) == ("test_task", "b" * 32)
    after = clerk.get(f"/offers/{waiting}")[1]
    assert (after["state"], after["accepted"], after["facts"]["title"]) == ("已接收", own.id, "排查充电点")
    status, refused = clerk.post(f"/matters/{waiting}/handed_down/refuse", {"asked": {"reason": "不属本县"}})
    assert (status, "已接收" in refused["sentence"]) == (409, True)


def test_whoever_may_not_on_the_page_may_not_here(county: County, waiting: str) -> None:
    facts = {"facts": {"title": "排查", "place": COUNTY, "unit": county.bureau}}
    stranger, leader = Caller(county.ids["outsider"]), Caller(county.ids["leader"])
    assert [stranger.get(f"/offers/{waiting}")[0], stranger.post(f"/offers/{waiting}/accept", facts)[0]] == [404, 404]
    assert leader.get(f"/offers/{waiting}")[0] == 200
    status, refused = leader.post(f"/offers/{waiting}/accept", facts)
    assert (status, refused["sentence"]) == (409, "接收须由部门联络员、单位负责人、安委办经办人办理。")
    assert Caller(county.ids["clerk"]).get(f"/offers/{county.task().id}")[0] == 404


def test_an_offer_is_refused_with_its_reason(county: County, waiting: str) -> None:
    clerk = Caller(county.ids["clerk"])
    assert clerk.post(f"/matters/{waiting}/handed_down/refuse", {"asked": {"reason": " "}})[0] == 422
    status, done = clerk.post(f"/matters/{waiting}/handed_down/refuse", {"asked": {"reason": "不属本县"}})
    assert (status, done["state"]) == (200, "已退回")
    own = clerk.client.post(f"/api/v1/matters/{waiting}/handed_down/accept", {}, content_type="application/json")
    assert own.status_code == 404, "the clock's own step is nobody's"
    status, refused = clerk.post(f"/offers/{waiting}/accept", {"facts": {}})
    assert (status, refused["sentence"]) == (409, "本事项现为“已退回”，不能接收。")
