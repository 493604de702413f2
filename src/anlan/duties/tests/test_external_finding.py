"""反馈问题整改: checked by another hand; what came from above is answered upward, what is ours is closed here."""

import pytest

from anlan.duties.loops.external_finding import EXTERNAL_FINDING, OURS, SOURCES
from anlan.duties.tests.cast import CLERK, LIAISON, OFFICER, SIGNER, TRAFFIC, opened

FACTS = {
    "title": "动火未审批",
    "notice": "示例反馈意见",
    "item": "3",
    "content": "某企业动火未审批。",
    "unit": TRAFFIC,
    "due": "2026-04-30",
}
GOOD = {"verified": "整改到位", "opinion": "现场核查属实"}


def mended(source):
    walk = opened(EXTERNAL_FINDING, FACTS | {"source": source})
    walk.take("plan", LIAISON, plan="补办票证并培训", answerable="王某")
    assert walk.why_not("mend", LIAISON, evidence="照片", mended="完成") == "请附整改前后对比（至少 2 件），再“报整改完成”。"
    walk.take("mend", LIAISON, evidence=("照片", "照片"), mended="完成")
    return walk


@pytest.mark.parametrize("source", [one for one in SOURCES if one not in OURS])
def test_what_came_from_above_is_answered_upward(source):
    walk = mended(source)
    assert "须上报整改结果" in (walk.why_not("close", OFFICER, evidence="照片", **GOOD) or "")
    walk.take("verify", OFFICER, evidence="照片", **GOOD)
    walk.take("returned", CLERK, reason="缺举一反三")
    walk.take("mend", LIAISON, evidence=("照片", "照片"), mended="完成", wider="同类 5 家已查")
    walk.take("verify", OFFICER, evidence="照片", **GOOD)
    assert walk.why_not("reply_up", CLERK, reply_no="示例〔2026〕9号") == "请附上报文件（至少 1 件），再“上报销号”。"
    walk.take("reply_up", CLERK, evidence="文件", reply_no="示例〔2026〕9号")
    assert walk.state == "已销号"


@pytest.mark.parametrize("source", OURS)
def test_what_is_ours_is_closed_here(source):
    walk = mended(source)
    assert "不用上报" in (walk.why_not("verify", OFFICER, evidence="照片", **GOOD) or "")
    walk.take("close", OFFICER, evidence="照片", **GOOD)
    assert walk.state == "已销号"


def test_half_mended_goes_back():
    walk = mended(OURS[0])
    assert "退回整改" in (walk.why_not("close", OFFICER, evidence="照片", verified="整改不到位", opinion="缺") or "")
    walk.take("reject", OFFICER, reason="票证不全")
    assert walk.state == "整改中"


def test_more_time_is_the_signers_and_lateness_is_told():
    walk = opened(EXTERNAL_FINDING, FACTS | {"source": SOURCES[0]})
    walk.take("plan", LIAISON, plan="略", answerable="王某")
    walk.wait("70 days")
    assert ("安委办签发人", "反馈问题到期还没有整改完成") in walk.told
    walk.take("extend", SIGNER, due="2026-06-30", reason="设备采购")
    assert walk.state == "整改中"
