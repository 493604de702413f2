"""会议制度: each period lays its meeting on the table with its last day, so a missing one shows."""

import pytest

from anlan.duties.loops.meeting import MEETING
from anlan.duties.loops.meeting_rule import MEETING_RULE, this_period
from anlan.duties.tests.cast import CLERK, SIGNER, opened
from anlan.kernel.facts import read

FACTS = {
    "title": "政府专题会议",
    "kind": "专题会议",
    "every": "每季度",
    "reporters": ["李某 副县长"],
    "basis": "山政发〔2025〕1号",
}


@pytest.mark.parametrize(
    ("every", "last"), [("每月", "2026-03-31"), ("每季度", "2026-03-31"), ("每半年", "2026-06-30"), ("每年", "2026-12-31")]
)
def test_each_period_gets_its_meeting(every, last):
    rule = opened(MEETING_RULE, FACTS | {"every": every})
    assert rule.why_not("adopt", CLERK) == "“开始执行”须由安委办签发人办理。"
    rule.take("adopt", SIGNER)
    assert rule.loop.repeats is not None
    period = rule.loop.repeats.every(rule.look)
    meeting = read(MEETING.facts, this_period(rule.look, period))
    assert (str(meeting.held_by), meeting.reporters, period in meeting.title) == (last, ("李某 副县长",), True)


def test_is_revised_or_abolished_with_a_reason():
    rule = opened(MEETING_RULE, FACTS)
    rule.take("adopt", SIGNER)
    rule.take("revise", CLERK, reason="改为每月")
    rule.take("abolish", SIGNER, reason="机构改革")
    assert rule.state == "已废止"
