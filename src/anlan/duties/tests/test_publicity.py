"""宣传计划: approved by the party group, each item published and logged, what is missing explained."""

import pytest

from anlan.duties.loops.publicity import CHANNELS, PUBLICITY
from anlan.duties.tests.cast import LIAISON, TRAFFIC, opened
from anlan.kernel.people import Role
from anlan.kernel.testing import someone

HEAD = someone(Role.UNIT_HEAD, unit=TRAFFIC)
ITEMS = [{"no": "1", "what": "安全生产专栏", "channel": "电视台", "times": "2"}, {"no": "2", "what": "短视频", "channel": "抖音"}]
FACTS = {"title": "2026 年宣传计划", "unit": TRAFFIC, "year": "2026", "items": ITEMS, "due": "2026-12-31"}
OUT = {"title": "专栏第一期", "on": "2026-03-02", "link": "县台 3 月 2 日"}


def approved(**changed):
    walk = opened(PUBLICITY, FACTS | changed, by=LIAISON)
    walk.take("submit", LIAISON)
    walk.take("return", HEAD, reason="次数太少")
    walk.take("submit", LIAISON)
    assert walk.why_not("approve", LIAISON, meeting="党组会") == "“登记审定”须由单位负责人办理。"
    walk.take("approve", HEAD, meeting="党组会 3 月 2 日")
    return walk


def test_each_item_is_published_or_explained():
    walk = approved()
    assert "没有这一条" in (walk.why_not("publish", LIAISON, no="9", **OUT) or "")
    walk.take("publish", LIAISON, no="1", **OUT)
    walk.take("publish", LIAISON, no="1", **OUT)
    assert walk.put[0][1]["channel"] == "电视台"
    assert walk.why_not("sum_up", LIAISON, summary="略") == "第 2 条没有完成，也没有说明原因，请补上再总结。"
    walk.take("explain", LIAISON, no="2", why="账号迁移")
    walk.take("sum_up", LIAISON, summary="完成专栏两期")
    assert walk.state == "已完成"


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_one_of_the_publication_register(channel):
    from anlan.registry.registers.publication import PUBLICATION

    walk = approved(items=[{"no": "1", "what": "略", "channel": channel}])
    walk.take("publish", LIAISON, no="1", **OUT)
    assert PUBLICATION.facts.model_validate(walk.put[0][1]).channel == channel


def test_an_empty_plan_is_no_plan():
    walk = opened(PUBLICITY, FACTS | {"items": []}, by=LIAISON)
    assert walk.why_not("submit", LIAISON) == "计划里还没有宣传内容，请逐条填写。"
