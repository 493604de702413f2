"""消防“生命通道”: a blocked one is cleared and seen again by another, or goes to the enforcers."""

import pytest

from anlan.kernel.facts import BadFacts
from anlan.prevention.loops.fire_passage import FIRE_PASSAGE
from anlan.prevention.tests.cast import GRID, TOWNSHIP, opened

FACTS = {"title": "示例小区", "place": "140621102", "kind": "消防车通道", "answerable": "示例物业"}
BLOCKED = FACTS | {"found": "堵塞", "what": "石墩"}


def ordered():
    walk = opened(FIRE_PASSAGE, BLOCKED, by=GRID)
    assert walk.why_not("pass", GRID, evidence="照片") == "检查情况是“堵塞”，请责令清理，不能按畅通办结。"
    walk.take("order", TOWNSHIP, evidence="照片", due="2026-03-05")
    return walk


def test_a_clear_one_is_settled_with_a_photograph():
    walk = opened(FIRE_PASSAGE, FACTS | {"found": "畅通"}, by=GRID)
    assert "直接办结" in (walk.why_not("order", TOWNSHIP, evidence="照片", due="2026-03-05") or "")
    walk.take("pass", GRID, evidence="照片")
    assert walk.state == "畅通"


def test_a_blocked_one_is_cleared_and_seen_again_by_another():
    walk = ordered()
    walk.take("cleared", TOWNSHIP, evidence="照片")
    assert walk.why_not("recheck", TOWNSHIP, evidence="照片") == "须由报清理的人以外的人办理。"
    walk.take("still", TOWNSHIP, reason="又堵上了")
    walk.take("cleared", GRID, evidence="照片")
    walk.take("recheck", TOWNSHIP, evidence="照片")
    assert walk.state == "畅通"


def test_a_stubborn_one_goes_to_the_enforcers():
    walk = ordered()
    walk.wait("5 days")
    assert ("乡镇应急消防岗", "生命通道清理期限已到，请复查或移交执法") in walk.told
    walk.take("hand_over", TOWNSHIP, evidence="文件", to="县消防救援大队")
    assert walk.state == "已移交执法"


def test_what_blocks_it_is_said():
    with pytest.raises(BadFacts, match="占堵情况"):
        opened(FIRE_PASSAGE, FACTS | {"found": "占用"}, by=GRID)
