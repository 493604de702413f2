"""Figures over registers count their own period, and every one leads to exactly its rows."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.stories.acts import Now, SignIn, opened, paper, take, unit

pytestmark = pytest.mark.django_db


def published(clerk: Client, title: str, on: str, kind: str = "“五进”活动") -> None:
    said = {"title": title, "unit": unit("县应急局"), "channel": "现场活动", "kind": kind, "venue": "社区", "on": on}
    assert clerk.post("/r/publication/new", said | {"link": "https://example.org/1"}).status_code == 302


def shown(client: Client, title: str) -> tuple[str, str]:
    """(address, value) of a figure on the page of figures."""
    page = client.get("/insight/").content.decode()
    found = re.search(rf'<a href="([^"]*)">{title}</a>.*?<td class="num mark">(.*?)</td>', page, re.S)
    assert found is not None
    return unescape(found[1]), found[2].split(" ")[0]


def test_activities_of_other_years_and_kinds_are_not_counted(sign_in: SignIn, now: Now, clerk: Client) -> None:
    published(clerk, "进社区宣讲", "2025-03-01")
    published(clerk, "去年的宣讲", "2024-12-31")
    published(clerk, "知识普及", "2025-03-02", kind="知识普及")
    address, value = shown(clerk, "安全宣传“五进”")
    assert value == "1"
    rows = clerk.get(address).content.decode()
    assert "进社区宣讲" in rows
    assert "去年的宣讲" not in rows
    assert "发布日期自 2025-01-01" in rows


def test_a_meeting_counts_when_it_was_held(sign_in: SignIn, now: Now, clerk: Client) -> None:
    said: dict[str, Any] = {"title": "二季度专题会议", "kind": "专题会议", "topics.0.topic": "隐患治理"}
    id = opened(clerk, "meeting", said)
    assert shown(clerk, "本季度专题会议")[1] == "0"
    assert take(clerk, id, "call", called_for="2025-04-08", **{"proof.file": paper("会议材料.pdf")}) == "待召开"
    held = {"held_on": "2025-04-08", "chair": "示例县领导", "present": [unit("县应急局")]}
    assert take(clerk, id, "hold", held, **{"proof.file": paper("签到表.pdf")}) == "纪要拟稿"
    assert shown(clerk, "本季度专题会议")[1] == "1"
