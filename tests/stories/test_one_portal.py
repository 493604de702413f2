"""One portal for the whole county: one sign-in, each role's own first page, all rooms in one list, one search, one map."""

from typing import Any

import pytest
from django.test import Client
from tests.stories.acts import Now, SignIn, opened, unit

from anlan.kernel.catalogue import catalogue
from anlan.run.sample_county import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PLACES = ("/", "/matters", "/r/", "/map", "/new", "/search?q=示例")


def by_the_door(login: str) -> Client:
    """Signs in at the door as people do, once."""
    client = Client(raise_request_exception=True)
    assert client.get("/matters")["Location"].startswith("/login")
    answer = client.post("/login", {"login": login, "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/"
    return client


@pytest.mark.parametrize(
    "login", ["jingban", "qianfa", "lingdao", "jiaotong", "zhenlianluo", "anquan", "jianguan", "zhifa", "zhiban"]
)
def test_one_sign_in_opens_every_door_of_the_house(sample_county: None, now: Now, login: str) -> None:
    client = by_the_door(login)
    for path in PLACES:
        page = client.get(path)
        assert page.status_code == 200, path
        assert 'name="password"' not in page.content.decode()


def test_nobody_comes_in_with_a_wrong_word(sample_county: None, now: Now) -> None:
    client = Client()
    page = client.post("/login", {"login": "jingban", "password": "不对的口令"}, follow=True)
    assert 'name="password"' in page.content.decode()
    assert client.get("/")["Location"].startswith("/login")


def test_each_role_has_its_own_first_page_and_its_own_things_to_open(sign_in: SignIn, now: Now) -> None:
    opened(sign_in("jingban"), "duty", {"title": "只给交通局的任务", "task": "整治", "scope": "负责", "part": "负责",
                                        "unit": unit("县交通局"), "cadence": "无", "standing": "false"})  # fmt: skip
    first = {login: sign_in(login).get("/").content.decode() for login in ("jiaotong", "zhujian", "lingdao", "xiangzhen")}
    assert "只给交通局的任务" in first["jiaotong"]
    assert all("只给交通局的任务" not in page for login, page in first.items() if login != "jiaotong")
    assert 'href="/leader"' in first["lingdao"]
    assert 'href="/leader"' not in first["jiaotong"]
    assert 'href="/new/whistle"' in sign_in("xiangzhen").get("/new").content.decode()
    assert 'href="/new/whistle"' not in sign_in("jiaotong").get("/new").content.decode()


HERE = {"place": "140621103", "point.lon": "112.82", "point.lat": "39.52"}
OPENED: dict[str, dict[str, Any]] = {
    "whistle": {"title": "蓝色风筝：请来处置", "kind": "日常吹哨", "what": "沟渠坍塌"},
    "fire_passage": {
        "title": "蓝色风筝小区",
        "kind": "消防车通道",
        "answerable": "示例物业",
        "found": "占用",
        "what": "货物占用",
    },
}
"""Something of two rooms, at one place."""


def test_the_rooms_that_stand_share_one_list_one_search_and_one_map(sign_in: SignIn, now: Now) -> None:
    for kind, facts in OPENED.items():
        opened(sign_in("xiangzhen"), kind, facts | HERE)
    assert {catalogue().room(kind) for kind in OPENED} == {"duties", "prevention"}
    clerk = sign_in("jingban")
    for address in ("/matters?all=1", "/search?q=蓝色风筝"):
        page = clerk.get(address).content.decode()
        assert all(facts["title"] in page for facts in OPENED.values()), address
    points = clerk.get("/map/cells?box=112.81,39.51,112.83,39.53&zoom=15").json()["features"]
    assert {one["properties"]["kind"] for one in points} >= {catalogue().loop(kind).title for kind in OPENED}
