"""包保走访: the patron goes in person, findings are followed, the next visit is laid down, a new post takes over."""

import pytest

from anlan.duties.loops.external_finding import EXTERNAL_FINDING
from anlan.duties.loops.patron_visit import PATRON_VISIT
from anlan.duties.tests.cast import CLERK, LEADER, TRAFFIC, opened
from anlan.kernel.facts import read
from anlan.kernel.people import Role
from anlan.kernel.reads import UNKNOWN, SeenRecord
from anlan.kernel.testing import Refused, someone

POINT = SeenRecord("pt1", "patron_point", "1", "示例煤矿", "在用", {})
FACTS = {"title": "示例煤矿", "subject": "pt1", "kind": "包保矿山", "patron": LEADER.person, "every": "2", "due": "2026-03-31"}
WENT = {"on": "2026-03-02", "seen": "下井检查"}
KINDS = ("包保矿山", "领导包联企业", "森林草原防灭火行政首长", "防汛抗旱责任人", "排洪河道、易涝点挂牌", "包保村（社区）")


def visit(**changed):
    return opened(PATRON_VISIT, FACTS | changed, point=POINT)


@pytest.mark.parametrize("kind", KINDS)
def test_the_patron_goes_and_the_next_visit_is_laid_down(kind):
    walk = visit(kind=kind)
    assert walk.holder == f"person:{LEADER.person}"
    assert walk.why_not("visit", CLERK, evidence="照片", **WENT) == "“登记走访”须由责任人办理。"
    assert walk.why_not("visit", LEADER, evidence="文件", **WENT) == "请附现场照片（至少 1 件），再“登记走访”。"
    assert "走访后登记" in (walk.why_not("visit", LEADER, evidence="照片", **(WENT | {"on": "2026-03-05"})) or "")
    walk.take("note", LEADER, what="台账不全", responsible=TRAFFIC, fix_by="2026-03-31")
    walk.take("visit", LEADER, evidence="照片", **WENT)
    assert walk.state == "已走访"
    (first, again), (second, finding) = walk.opened
    assert (first, again["due"], again["kind"], "findings" in again) == ("patron_visit", "2026-05-02", kind, False)
    assert (second, read(EXTERNAL_FINDING.facts, finding).source) == ("external_finding", "领导包保走访")


def test_no_frequency_of_the_county_sets_no_day():
    walk = visit(every=None, due=None)
    walk.wait("60 days")
    assert walk.told == []
    walk.take("visit", LEADER, evidence="照片", on="2026-04-20", seen="正常")
    assert "due" not in walk.opened[0][1]


def test_a_missed_visit_is_told():
    walk = visit()
    walk.wait("40 days")
    assert ("安委办经办人", "包保走访到期还没有走访") in walk.told


def test_a_change_of_post_hands_over():
    new = someone(Role.LEADER)
    walk = visit()
    walk.take("hand_over", CLERK, patron=new.person, post="副县长", reason="职务调整")
    assert walk.holder == f"person:{new.person}"
    assert walk.put == [("patron_point", {"patron": new.person, "post": "副县长"})]


def test_a_point_that_is_not_on_record_has_no_patron():
    with pytest.raises(Refused, match="包保点位不存在"):
        opened(PATRON_VISIT, FACTS, point=UNKNOWN)
