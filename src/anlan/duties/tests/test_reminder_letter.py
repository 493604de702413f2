"""提醒函: answered and read; a missed date tells both sides and does nothing else."""

from anlan.duties.loops.reminder_letter import REMINDER_LETTER
from anlan.duties.tests.cast import CLERK, DEPARTMENT, LIAISON, MEASURE, VERTICAL, opened, received


def test_is_answered_and_settled():
    letter = received(opened(REMINDER_LETTER, MEASURE, who=DEPARTMENT))
    assert letter.why_not("settle", CLERK) == "本事项现为“待反馈”，不能“阅知了结”，请刷新后再看。"
    letter.take("reply", LIAISON, result="已进场")
    letter.take("settle", CLERK)
    assert letter.state == "已了结"


def test_may_go_to_a_vertically_managed_unit():
    letter = opened(REMINDER_LETTER, MEASURE, who=VERTICAL)
    letter.take("adopt", CLERK)


def test_silence_is_told_and_proposes_nothing():
    letter = received(opened(REMINDER_LETTER, MEASURE, who=DEPARTMENT))
    letter.wait("60 days")
    assert letter.state == "待反馈"
    assert ("安委办经办人", "提醒函到期还没有反馈") in letter.told
    assert letter.opened == []
