"""手续补办: each missing paper is got with its number, or the thing is dealt with by law; it does not hang for ever."""

import pytest

from anlan.kernel.testing import Refused
from anlan.prevention.loops.formality_gap import FORMALITY_GAP, KINDS
from anlan.prevention.tests.cast import BUREAU, LIAISON, OFFICER, SIGNER, opened

PAPERS = [{"name": "消防验收", "organ": "住建局"}, {"name": "用地批复", "organ": "自然资源局"}]
FACTS = {
    "title": "示例管道",
    "unit": BUREAU,
    "owner": "示例公司",
    "place": "140621",
    "why": "未批先建",
    "papers": PAPERS,
    "due": "2026-06-30",
    "building": "b1",
}


def planned(kind):
    walk = opened(FORMALITY_GAP, FACTS | {"kind": kind}, by=LIAISON)
    walk.take("plan", LIAISON, meanwhile="降压运行、加密巡线", plan="6 月前补齐")
    return walk


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_closed_when_all_papers_are_got(kind):
    walk = planned(kind)
    assert "没有列这项手续" in (walk.why_not("get", LIAISON, evidence="文件", name="环评", got="1") or "")
    walk.take("get", LIAISON, evidence="文件", name="消防验收", got="示例〔2026〕1号")
    assert walk.why_not("complete", LIAISON) == "还缺用地批复，不能报补办完成。"
    assert walk.why_not("get", LIAISON, name="用地批复", got="2") == "请附批准文件（至少 1 件），再“登记取得手续”。"
    walk.take("get", LIAISON, evidence="文件", name="用地批复", got="示例〔2026〕2号")
    walk.take("complete", LIAISON)
    walk.take("reject", OFFICER, reason="复印件不清")
    walk.take("complete", LIAISON)
    walk.take("close", OFFICER)
    assert walk.state == "已销号"


def test_what_cannot_be_made_good_is_dealt_with_by_the_signer():
    walk = planned("油气长输管道")
    walk.wait("150 days")
    assert ("安委办签发人", "手续补办期限已到") in walk.told
    assert "安委办签发人" in (walk.why_not("deal", LIAISON, evidence="文件", dealt="停用", basis="1") or "")
    walk.take("deal", SIGNER, evidence="文件", dealt="停用", basis="示例〔2026〕3号")
    assert walk.state == "已依法处置"


@pytest.mark.parametrize(
    ("changed", "says"), [({"papers": []}, "逐项列出"), ({"kind": "建设工程消防审验", "building": None}, "消防审验历史遗留建筑")]
)
def test_it_says_what_is_missing_and_in_which_building(changed, says):
    with pytest.raises(Refused, match=says):
        opened(FORMALITY_GAP, FACTS | {"kind": "油气长输管道"} | changed, by=LIAISON)
