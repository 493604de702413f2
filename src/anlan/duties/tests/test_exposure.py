"""公开曝光: nothing airs unchecked; what aired is logged by itself and visited before it is settled."""

from anlan.duties.loops.exposure import EXPOSURE
from anlan.duties.tests.cast import CLERK, DEPARTMENT, LIAISON, MEASURE, OFFICER, SIGNER, opened, sent

FACTS = MEASURE | {"kind": "隐患场景", "script": "画面一", "checked": True, "channel": "电视台"}


def test_airs_and_is_settled_after_a_visit():
    case = sent(opened(EXPOSURE, FACTS, who=DEPARTMENT))
    case.take("receive", CLERK, link="3 月 3 日 19:30 县台")
    assert case.put[0][0] == "publication"
    assert case.put[0][1]["kind"] == "曝光台"
    assert case.holder == f"liaison:{DEPARTMENT.id}"
    case.take("mend", LIAISON, evidence="照片", result="已整改")
    case.take("not_mended", OFFICER, reason="仍缺一处")
    case.take("mend", LIAISON, evidence="照片", result="已补")
    assert case.why_not("settle", OFFICER) == "请附回访照片或记录（至少 1 件），再“回访了结”。"
    case.take("settle", OFFICER, evidence="照片")
    assert case.state == "已了结"


def test_nothing_airs_unchecked():
    case = opened(EXPOSURE, FACTS | {"checked": False}, who=DEPARTMENT)
    case.take("adopt", CLERK)
    assert case.why_not("submit", CLERK) == "请先核实事实并隐去个人信息，再送审。"
    case = opened(EXPOSURE, FACTS | {"script": ""}, who=DEPARTMENT)
    case.take("adopt", CLERK)
    assert "还没有曝光内容" in (case.why_not("submit", CLERK) or "")


def test_a_wrong_one_is_taken_back():
    case = sent(opened(EXPOSURE, FACTS, who=DEPARTMENT))
    case.take("receive", CLERK, link="县台")
    case.take("take_back", SIGNER, reason="地点有误")
    assert case.state == "已作废"
