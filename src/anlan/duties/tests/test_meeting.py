"""会议: called with topics, held with a sign-in and every deputy's report, its 纪要 signed, its decisions duties."""

from datetime import date

import pytest

from anlan.duties.loops.duty import DUTY
from anlan.duties.loops.meeting import KINDS, MEETING, period_end
from anlan.duties.tests.cast import CLERK, OTHER_CLERK, SIGNER, TRAFFIC, opened
from anlan.kernel.facts import read
from anlan.kernel.reads import SeenChildren

NONE = SeenChildren(0, 0, 0)
FACTS = {"title": "一季度专题会议", "kind": "专题会议", "held_by": "2026-03-31", "reporters": ["李某 副县长"]}
HELD = {"held_on": "2026-03-02", "chair": "县长", "present": [TRAFFIC]}


def called(**changed):
    walk = opened(MEETING, FACTS | changed, kids=NONE)
    walk.take("gather", CLERK)
    walk.take("propose", CLERK, topic="隧道照明")
    walk.take("call", CLERK, evidence="文件", called_for="2026-03-02")
    return walk


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_runs_from_topics_to_its_last_duty(kind):
    walk = called(kind=kind)
    assert walk.why_not("hold", CLERK, evidence="签名", **HELD) == "李某 副县长还没有汇报履职情况，请先登记汇报。"
    walk.take("report", CLERK, who="李某 副县长", said="分管交通，已研究两次。")
    assert walk.why_not("hold", CLERK, **HELD) == "请附签到表（至少 1 件），再“登记召开”。"
    walk.take("hold", CLERK, evidence="签名", **HELD)
    walk.take("decide", CLERK, task="4 月底前完成照明改造", lead=TRAFFIC, due="2026-04-30")
    assert "纪要还是空的" in (walk.why_not("submit", CLERK) or "")
    walk.note(minutes="一、……")
    walk.take("submit", CLERK)
    walk.take("review", OTHER_CLERK)
    assert walk.opened == []
    walk.take("issue", SIGNER)
    duty = read(DUTY.facts, walk.opened[0][1])
    assert (duty.unit, str(duty.due)) == (TRAFFIC, "2026-04-30")
    walk.see(kids=SeenChildren(1, 0, 0))
    assert walk.why_not("finish", CLERK) == "还有 1 件没有办结，请先办结。"
    walk.see(kids=NONE)
    walk.take("finish", CLERK)
    assert walk.state == "已办结"


def test_a_meeting_not_held_in_time_is_told():
    walk = opened(MEETING, FACTS, kids=NONE)
    assert walk.why_not("call", CLERK, evidence="文件", called_for="2026-03-10") == "还没有议题，请先征集或登记议题。"
    walk.wait("35 days")
    assert ("安委办签发人", "这次会议到期还没有召开") in walk.told


def test_a_day_ahead_is_not_a_meeting_held():
    walk = called(reporters=[])
    assert "会后登记" in (walk.why_not("hold", CLERK, evidence="签名", **(HELD | {"held_on": "2026-03-05"})) or "")
    assert walk.why_not("hold", CLERK, evidence="签名", **(HELD | {"present": []})) == "请登记到会单位。"


def test_may_be_called_off_only_with_a_reason_by_the_signer():
    walk = called()
    assert walk.why_not("cancel", CLERK, reason="无") == "“取消”须由安委办签发人办理。"
    walk.take("cancel", SIGNER, reason="与县委会议合并")
    assert walk.state == "已取消"


@pytest.mark.parametrize(
    ("period", "day"),
    [("2026-02", (2026, 2, 28)), ("2026Q4", (2026, 12, 31)), ("2026H1", (2026, 6, 30)), ("2026", (2026, 12, 31))],
)
def test_a_period_ends_on_its_last_day(period, day):
    assert period_end(period) == date(*day)
