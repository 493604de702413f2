"""挂牌督办: only its three causes; published when it begins and when it ends; the applicant does not inspect."""

import pytest

from anlan.duties.loops.listed_supervision import FOR, LISTED_SUPERVISION
from anlan.duties.tests.cast import CLERK, DEPARTMENT, LIAISON, MEASURE, OFFICER, SIGNER, VERTICAL, opened, received
from anlan.kernel.facts import BadFacts

FACTS = MEASURE | {"kind": "重大火灾隐患", "source": "隐患 2026-001"}
PAGE = {"where": "县政府网站", "on": "2026-03-03"}


@pytest.mark.parametrize("kind", FOR)
def test_runs_from_listing_to_taking_off(kind):
    listed = received(opened(LISTED_SUPERVISION, FACTS | {"kind": kind}, who=DEPARTMENT))
    assert (
        listed.why_not("apply", LIAISON, evidence="文件", result="治好了") == "本事项现为“待公布”，不能“申请摘牌”，请刷新后再看。"
    )
    listed.take("publish", CLERK, **PAGE)
    assert (
        listed.why_not("apply", LIAISON, evidence="照片", result="治好了")
        == "请附治理报告和评估材料（至少 1 件），再“申请摘牌”。"
    )
    listed.take("apply", LIAISON, evidence="文件", result="治好了")
    assert "验收不合格" in (listed.why_not("inspect", OFFICER, evidence="照片", verdict="不合格", opinion="未到位") or "")
    listed.take("fail", OFFICER, reason="两处未到位")
    listed.take("apply", LIAISON, evidence="文件", result="已补")
    listed.take("inspect", OFFICER, evidence="照片", verdict="合格", opinion="到位")
    listed.take("take_off", SIGNER)
    listed.take("publish_end", CLERK, **PAGE)
    assert listed.state == "已摘牌"


def test_anything_else_is_not_listed():
    with pytest.raises(BadFacts, match="挂牌事由"):
        opened(LISTED_SUPERVISION, FACTS | {"kind": "工作滞后"}, who=DEPARTMENT)


def test_it_names_the_hazard_or_case():
    with pytest.raises(BadFacts, match="隐患或事故编号"):
        opened(LISTED_SUPERVISION, FACTS | {"source": ""}, who=DEPARTMENT)


def test_a_vertically_managed_unit_is_not_listed_by_the_county():
    listed = opened(LISTED_SUPERVISION, FACTS, who=VERTICAL)
    assert "请改用督办函" in (listed.why_not("adopt", SIGNER) or "")
