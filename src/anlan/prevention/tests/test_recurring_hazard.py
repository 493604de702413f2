"""反复隐患倒查: the same item of the same firm within a year asks why; opens by itself."""

from anlan.kernel.reads import SeenMatter
from anlan.kernel.testing import opens_by_itself
from anlan.prevention.loops.hazard import HAZARD
from anlan.prevention.loops.recurring_hazard import RECURRING_HAZARD, At
from anlan.prevention.tests.cast import FIRM, HEAD, MANAGER, NOW, OFFICER, opened

FACTS = {"title": "配电箱无盖", "unit": FIRM, "place": "140621100", "item": "临时用电", "source": "企业自查", "severity": "一般",
         "due": "2026-03-05"}  # fmt: skip


def before(item):
    return SeenMatter("h0", "hazard", "旧隐患", "已销号", NOW, facts={"item": item})


def test_the_same_item_again_opens_the_question_why():
    hazard = opened(HAZARD, FACTS, by=MANAGER)
    assert opens_by_itself(RECURRING_HAZARD, hazard, before=(before("有限空间"),)) is None
    found = opens_by_itself(RECURRING_HAZARD, hazard, before=(before("临时用电"), before("临时用电")))
    assert found is not None
    assert found[1]["times"] == 3
    walk = opened(RECURRING_HAZARD, found[1], by=OFFICER)
    assert "企业主要负责人办理" in (walk.why_not("analyse", MANAGER, causes="略", measures="略") or "")
    walk.take("analyse", HEAD, causes="无人巡检", measures="定人定时")
    walk.take("return", OFFICER, reason="没有到人")
    walk.take("analyse", HEAD, causes="无人巡检", measures="张某每日巡检")
    walk.take("settle", OFFICER)
    assert walk.state == At.CLOSED
