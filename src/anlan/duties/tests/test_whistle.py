"""街乡吹哨: departments are sent, come, act; the township judges."""

import pytest

from anlan.duties.loops.whistle import WHISTLE
from anlan.duties.loops.whistle_call import WHISTLE_CALL
from anlan.duties.tests.cast import CLERK, LIAISON, NOW, TRAFFIC, WEATHER, opened
from anlan.kernel.facts import read
from anlan.kernel.people import Role
from anlan.kernel.reads import SeenChildren
from anlan.kernel.testing import Refused, someone

TOWNSHIP = someone(Role.TOWNSHIP_OFFICER)
FACTS = {"title": "燃气管线被占压", "kind": "攻坚吹哨", "place": "140621102", "what": "请住建、交通到场。"}


def blown():
    walk = opened(WHISTLE, FACTS, by=TOWNSHIP, calls=SeenChildren(0, 0, 0))
    assert walk.why_not("send", CLERK, units=[]) == "请选择派单部门。"
    walk.take("send", CLERK, units=[TRAFFIC, WEATHER])
    return walk


def test_is_settled_when_the_township_says_so():
    walk = blown()
    assert [read(WHISTLE_CALL.facts, facts).unit for _, facts in walk.opened] == [TRAFFIC, WEATHER]
    walk.see(calls=SeenChildren(1, 1, 0))
    assert "还有 1 个部门没有报到" in (walk.why_not("act", TOWNSHIP, evidence="照片", acted="已清理") or "")
    walk.see(calls=SeenChildren(0, 2, 0))
    walk.take("act", CLERK, evidence="照片", acted="已清理")
    walk.take("again", TOWNSHIP, reason="又占上了")
    walk.take("act", TOWNSHIP, evidence="照片", acted="已清理并立牌")
    assert walk.why_not("judge", CLERK, judged="满意") == "“评价办结”须由乡镇应急消防岗办理。"
    walk.take("judge", TOWNSHIP, judged="满意")
    assert walk.state == "已办结"


def test_only_a_township_whistles():
    with pytest.raises(Refused, match="须由乡镇应急消防岗发起"):
        opened(WHISTLE, FACTS, by=CLERK)


def test_a_whistle_unheard_is_told_within_hours():
    walk = opened(WHISTLE, FACTS, by=TOWNSHIP)
    walk.wait("3h")
    assert ("安委办经办人", "乡镇吹哨还没有派单") in walk.told
    walk.take("turn_down", CLERK, reason="属乡镇自办事项")
    assert walk.state == "已退哨"


def test_a_department_comes_or_says_why_not():
    call = opened(WHISTLE_CALL, FACTS | {"unit": TRAFFIC})
    call.take("object", LIAISON, reason="属住建局")
    assert call.holder == "clerk"
    call.take("insist", CLERK, reason="需交通局配合封道")
    call.take("arrive", LIAISON, who="张三", at=NOW.isoformat())
    assert call.state == "已报到"


def test_a_department_may_be_excused_but_not_by_itself():
    call = opened(WHISTLE_CALL, FACTS | {"unit": TRAFFIC})
    call.take("object", LIAISON, reason="属住建局")
    assert call.why_not("excuse", LIAISON, reason="无") == "“核销”须由安委办经办人办理。"
    call.take("excuse", CLERK, reason="属实")
    assert call.state == "已核销"
