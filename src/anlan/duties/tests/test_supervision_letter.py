"""督办函（工作函）: for a vertically managed unit; no answer goes to its superiors, not to a score."""

from anlan.duties.loops.supervision_letter import SUPERVISION_LETTER
from anlan.duties.tests.cast import CLERK, MEASURE, SIGNER, STRANGER, VERTICAL, WEATHER, opened, sent


def letter():
    walk = sent(opened(SUPERVISION_LETTER, MEASURE | {"unit": WEATHER}, who=VERTICAL))
    walk.take("receive", STRANGER)
    return walk


def test_is_answered_by_letter_and_settled():
    walk = letter()
    assert walk.why_not("answer", CLERK, evidence="照片", result="同意") == "请附复函（至少 1 件），再“登记复函”。"
    walk.take("answer", CLERK, evidence="文件", result="同意", answer_no="示例函〔2026〕3号")
    walk.take("ask_again", CLERK, reason="未说明时间")
    walk.take("answer", STRANGER, evidence="文件", result="4 月底前")
    walk.take("settle", CLERK)
    assert walk.state == "已办结"


def test_no_answer_may_be_taken_to_its_superiors():
    walk = letter()
    walk.wait("30 days")
    assert ("安委办签发人", "函到期还没有答复，可以抄告其上级主管部门") in walk.told
    assert walk.why_not("copy_up", CLERK, superior="市气象局", reason="未复") == "“抄告上级主管部门”须由安委办签发人办理。"
    walk.take("copy_up", SIGNER, superior="市气象局", reason="到期未复")
    assert walk.state == "待复函"
