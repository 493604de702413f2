"""Walks a visit that was made without a signal and written down two days later."""

from datetime import timedelta

import pytest
from tests.paper.loops.hazard import HAZARD
from tests.paper.loops.visit import VISIT, At
from tests.paper.world import ENFORCER, FIRM, HEAD, NOON, SECOND_ENFORCER, TOWN, ago, kept

from anlan.kernel.people import CLOCK, Role
from anlan.kernel.testing import Refused, Walk, someone

FOUND = {"item": "支护", "what": "顶板支护不足", "severity": "重大", "due": "2026-03-20"}


def gone(days_ago: float = 2, **facts: object) -> Walk:
    """The phone was carried home and finds a signal now: the visit is opened with the hour at which it began."""
    then = ago(days=days_ago)
    said = {
        "title": "春季复工检查", "unit": FIRM, "place": TOWN, "happened_at": then.isoformat(), "lead": ENFORCER.person,
        "second": SECOND_ENFORCER.person, "lead_licence": "c1",
    }  # fmt: skip
    seen = {"licence": kept("certificate", until=ago(days=1))}
    return Walk(VISIT, facts=said | facts, by=ENFORCER, at=NOON, happened_at=then, seen=seen)


def test_what_was_done_on_monday_is_judged_by_monday():
    """The licence ran out yesterday; the day before, when they stood in the mine, it was good."""
    visit = gone()
    visit.take("record", by=ENFORCER, happened_at=ago(days=2), found=[FOUND], evidence="照片")
    assert visit.look.taken[0].at == ago(days=2)
    assert visit.look.since == NOON, "recorded now: the firm's own clock starts now"
    visit.take("sign", by=HEAD, met="无异议", evidence="签名")
    assert visit.state == At.CLOSED


def test_a_licence_that_was_gone_that_day_makes_no_inspection():
    visit = gone(days_ago=0.5)
    why_not = visit.why_not("record", by=ENFORCER, happened_at=ago(days=0.5), found=[], evidence="照片")
    assert why_not == "检查当日执法证件无效或查不到，这次检查不能作为执法检查，请核实。"


def test_four_days_is_too_late_and_tomorrow_too_early():
    with pytest.raises(Refused, match="补报时间超过了 3 日，请由承办人核实后另行登记。"):
        gone(days_ago=4)
    visit = gone()
    late = visit.why_not("record", by=ENFORCER, happened_at=ago(days=4), found=[], evidence="照片")
    early = visit.why_not("record", by=ENFORCER, happened_at=NOON + timedelta(hours=1), found=[], evidence="照片")
    assert (late, early) == ("补报时间超过了 3 日，请由承办人核实后另行登记。", "发生时间晚于现在，请核对设备时间后重填。")


def test_a_watch_may_run_ten_minutes_fast():
    assert gone().why_not("record", by=ENFORCER, happened_at=NOON + timedelta(minutes=9), found=[], evidence="照片") is None


def test_each_problem_becomes_a_hazard_with_its_own_day():
    visit = gone()
    visit.take(
        "record", by=SECOND_ENFORCER, happened_at=ago(days=2), found=[FOUND, FOUND | {"what": "通风不良"}], evidence="照片"
    )
    hazards = [Walk(HAZARD, facts=facts, by=CLOCK, at=NOON) for _, facts in visit.opened]
    assert [hazard.facts.title for hazard in hazards] == ["顶板支护不足", "通风不良"]


def test_a_day_that_was_past_when_they_stood_there_is_a_mistake():
    visit = gone()
    slip = FOUND | {"due": ago(days=3).date().isoformat()}
    why_not = visit.why_not("record", by=ENFORCER, happened_at=ago(days=2), found=[slip], evidence="照片")
    assert why_not == "“顶板支护不足”的整改期限早于检查日，请改正。"


def test_one_is_not_two():
    with pytest.raises(Refused, match="两名以上执法人员"):
        gone(second=ENFORCER.person)


def test_a_step_that_comes_when_the_state_has_moved_on_has_its_sentence():
    """The kernel keeps it as late; here only the sentence is asked."""
    visit = gone()
    visit.take("drop", by=SECOND_ENFORCER, reason="门卫不予放行")
    why_not = visit.why_not("record", by=ENFORCER, happened_at=ago(days=2), found=[], evidence="照片")
    assert why_not == "本事项现为“未实施”，不能“填写检查记录”，请刷新后再看。"


def test_only_those_who_were_there_write_it_down():
    stayed = someone(Role.ENFORCER)
    assert (
        gone().why_not("record", by=stayed, found=[], evidence="照片") == "“填写检查记录”须由检查人员、检查人员（第二人）办理。"
    )


def test_the_days_for_writing_it_down_run_from_the_visit():
    visit = gone(days_ago=1)
    visit.wait("2 days")
    assert visit.told == [("当前承办人", "已到期限，请尽快办理。")]
