"""警示教育: made once, approved by another hand, every firm of the industry has it on record."""

import pytest

from anlan.duties.loops.warning_education import WARNING_EDUCATION
from anlan.duties.loops.warning_viewing import WARNING_VIEWING
from anlan.duties.tests.cast import CLERK, LIAISON, OFFICER, SIGNER, TRAFFIC, opened, without
from anlan.kernel.facts import read
from anlan.kernel.loop import Each
from anlan.kernel.people import Role
from anlan.kernel.reads import SeenChildren, SeenRecord
from anlan.kernel.testing import someone

FACTS = {"title": "示例事故警示片", "kind": "警示教育片", "sector": "煤矿", "lesson": "严禁空顶作业", "link": "https://example.org/2",
         "due": "2026-03-31"}  # fmt: skip
FIRM = SeenRecord("f1", "firm", "91", "示例煤业", "在用", {}, place="140621102")


def pushed():
    walk = opened(WARNING_EDUCATION, FACTS, viewings=SeenChildren(0, 0, 0))
    walk.take("submit", CLERK)
    walk.take("return", SIGNER, reason="画面未打码")
    walk.take("submit", CLERK)
    walk.take("approve", SIGNER)
    return walk


def test_every_firm_of_the_industry_gets_its_own():
    walk = pushed()
    spread = walk.loop.step("push_firms").spread
    assert spread is not None
    assert spread.over == Each("firm")
    viewing = read(WARNING_VIEWING.facts, spread.facts(walk.look, FIRM))
    assert (viewing.unit, viewing.audience, viewing.place) == ("f1", "企业", "140621102")


def test_units_are_named_before_it_is_pushed_to_them():
    walk = pushed()
    assert walk.why_not("push_units", CLERK) == "还没有填写推送单位，请先补上。"
    walk.note(units=[TRAFFIC])
    walk.take("push_units", CLERK)
    assert read(WARNING_VIEWING.facts, walk.opened[0][1]).audience == "单位"


def test_ends_when_all_have_seen_it():
    walk = pushed()
    done = {"summary": "全部观看"}
    assert walk.why_not("end", CLERK, **done) == "还没有推送到任何企业或单位，请先推送。"
    walk.see(viewings=SeenChildren(3, 7, 0))
    assert "还没有到" in (walk.why_not("end", CLERK, **done) or "")
    walk.wait("40 days")
    assert walk.why_not("end", CLERK, **done) == "还有 3 家到期没有登记观看，请催办或逐家核销。"
    walk.see(viewings=SeenChildren(0, 10, 0))
    walk.take("end", CLERK, **done)
    assert walk.state == "已结束"


def test_nothing_to_see_is_not_sent():
    walk = opened(WARNING_EDUCATION, without(FACTS, "link"), by=OFFICER)
    assert walk.why_not("submit", OFFICER) == "还没有片子或材料，请上传或填写观看链接。"
    walk.take("cancel", CLERK, reason="改用省里的片子")
    assert walk.state == "已取消"


@pytest.mark.parametrize("role", [Role.SAFETY_MANAGER, Role.FIRM_HEAD, Role.LIAISON])
def test_a_viewing_has_a_list_of_names(role):
    watcher = someone(role, unit=TRAFFIC)
    viewing = opened(WARNING_VIEWING, {"title": "片", "unit": TRAFFIC, "audience": "企业", "lesson": "略", "due": "2026-03-31"})
    watched = {"on": "2026-03-02", "people": "30", "learnt": "已对照检查"}
    assert viewing.why_not("watch", watcher, **watched) == "请附签到表或现场照片（至少 1 件），再“登记观看”。"
    viewing.take("watch", watcher, evidence="照片", **watched)
    assert viewing.state == "已观看"


def test_a_closed_firm_is_excused_not_forgotten():
    viewing = opened(WARNING_VIEWING, {"title": "片", "unit": TRAFFIC, "audience": "企业", "lesson": "略", "due": "2026-03-31"})
    viewing.wait("40 days")
    assert any(text == "警示教育到期还没有登记观看" for _, text in viewing.told)
    assert "核销" in (viewing.why_not("excuse", LIAISON, reason="停产") or "")
    viewing.take("excuse", CLERK, reason="已停产")
    assert viewing.state == "已核销"
