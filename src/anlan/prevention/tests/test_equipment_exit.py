"""更新改造和淘汰退出: proposed half a year ahead from the register, closed when somebody else has seen it gone."""

import pytest

from anlan.kernel.facts import read
from anlan.kernel.loop import Expires
from anlan.kernel.reads import UNKNOWN, SeenRecord
from anlan.kernel.testing import Refused
from anlan.prevention.loops.equipment_exit import EQUIPMENT_EXIT, OUT, RENEW
from anlan.prevention.tests.cast import FIRM, MANAGER, OFFICER, SIGNER, opened

FACTS = {"title": "示例储罐", "subject": "e1", "unit": FIRM, "basis": "示例目录 6.1", "due": "2026-09-30"}
SAID = {"treatment": OUT, "firm": FIRM, "exit_by": "2026-09-30", "basis": "示例目录 6.1"}


def equipment(**said):
    return SeenRecord("e1", "old_equipment", "T-1", "示例储罐", "在用", SAID | said)


@pytest.mark.parametrize("kind", [RENEW, OUT])
def test_runs_from_plan_to_a_second_look(kind):
    walk = opened(EQUIPMENT_EXIT, FACTS | {"kind": kind}, equipment=equipment())
    assert walk.holder == f"safety_manager:{FIRM}"
    assert "晚于期限" in (walk.why_not("plan", MANAGER, plan="停用", stop_on="2026-12-31") or "")
    walk.take("plan", MANAGER, plan="停用并新建", stop_on="2026-08-31")
    gone = {"gone": "2026-03-02", "how": "已拆除"}
    assert "还没有到" in (walk.why_not("go", MANAGER, evidence=("照片", "照片"), **(gone | {"gone": "2026-05-01"})) or "")
    assert walk.why_not("go", MANAGER, evidence="照片", **gone) == "请附前后对比照片（至少 2 件），再“报停用（改造）完成”。"
    walk.take("go", MANAGER, evidence=("照片", "照片"), **gone)
    walk.take("reject", OFFICER, reason="底座未拆")
    walk.take("go", MANAGER, evidence=("照片", "照片"), **gone)
    walk.take("verify", OFFICER, evidence="照片")
    assert (walk.state, walk.put) == ("已退出", [("old_equipment", {"gone": "2026-03-02"})])


def test_the_register_proposes_it_half_a_year_ahead_once():
    (when,) = EQUIPMENT_EXIT.opens_on
    assert when.on == Expires("old_equipment", "180 days")
    assert read(EQUIPMENT_EXIT.facts, when.facts(equipment()) or {}).unit == FIRM
    assert when.facts(equipment(treatment="继续使用")) is None
    assert when.facts(equipment(gone="2026-01-01")) is None
    assert when.key(equipment()) != when.key(equipment(exit_by="2027-09-30"))


def test_a_missed_day_is_told_and_only_the_signer_gives_more():
    walk = opened(EQUIPMENT_EXIT, FACTS | {"kind": OUT}, equipment=equipment())
    walk.take("plan", MANAGER, plan="停用", stop_on="2026-08-31")
    walk.wait("250 days")
    assert ("部门监管人员", "更新改造或淘汰退出期限已到") in walk.told
    assert "安委办签发人" in (walk.why_not("extend", OFFICER, due="2026-12-31", reason="设备未到") or "")
    walk.take("extend", SIGNER, due="2026-12-31", reason="设备未到")
    assert str(walk.facts.due) == "2026-12-31"


def test_what_is_not_on_record_is_put_there_first():
    with pytest.raises(Refused, match="请先登记"):
        opened(EQUIPMENT_EXIT, FACTS | {"kind": OUT}, equipment=UNKNOWN)
