"""目录认定: by the imported catalogue only, by two people; what lies outside asks whose it is."""

import pytest

from anlan.kernel.facts import BadFacts
from anlan.kernel.reads import SeenRecord
from anlan.kernel.testing import Refused
from anlan.prevention.loops.catalogue_query import CATALOGUE_QUERY
from anlan.prevention.tests.cast import BUREAU, LIAISON, OFFICER, OTHER_OFFICER, opened

FACTS = {"title": "网红秋千", "checklist": "c1", "unit": BUREAU, "what": "高 8 米，载人旋转。"}
CLAUSES = [{"clause": "6.1", "content": "甲", "group": "淘汰"}]
CATALOGUE = SeenRecord("c1", "checklist", "k", "目录", "在用", {"use": "目录", "clauses": CLAUSES})


def query(kind):
    return opened(CATALOGUE_QUERY, FACTS | {"kind": kind}, by=LIAISON, list=CATALOGUE)


@pytest.mark.parametrize("kind", ["产业结构调整指导目录", "特种设备目录", "落后工艺和设备淘汰目录"])
def test_inside_names_its_clause_and_takes_its_class(kind):
    walk = query(kind)
    assert walk.why_not("judge", OFFICER, verdict="目录内", clause="9.9", ground="略") == "目录里没有第 9.9 条，请核对条款号。"
    with pytest.raises(BadFacts, match="条款号"):
        walk.take("judge", OFFICER, verdict="目录内", ground="略")
    walk.take("judge", OFFICER, verdict="目录内", clause="6.1", ground="参数相符")
    assert walk.facts.group == "淘汰"
    assert walk.why_not("confirm", OFFICER, advice="淘汰") == "须由认定人以外的人办理。"
    walk.take("differ", OTHER_OFFICER, reason="参数不符")
    walk.take("judge", OFFICER, verdict="目录内", clause="6.1", ground="复测相符")
    walk.take("confirm", OTHER_OFFICER, advice="列入淘汰")
    assert (walk.state, walk.opened) == ("已认定", [])


def test_a_ride_outside_the_catalogue_asks_whose_it_is():
    walk = query("特种设备目录")
    walk.take("judge", OFFICER, verdict="目录外", ground="速度、高度均不够")
    walk.take("confirm", OTHER_OFFICER, advice="提请明确监管部门")
    kind, facts = walk.opened[0]
    assert (kind, facts["kind"], facts["units"]) == ("ownership", "特种设备目录外游乐设施", [BUREAU])


def test_without_the_catalogue_nobody_guesses():
    with pytest.raises(Refused, match="目录内容未导入"):
        opened(
            CATALOGUE_QUERY,
            FACTS | {"kind": "特种设备目录"},
            by=LIAISON,
            list=SeenRecord("c1", "checklist", "k", "名", "在用", {}),
        )
