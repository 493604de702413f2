"""Walks an alarm: it climbs while nobody answers, and only a person who has looked may close it."""

from datetime import timedelta

import pytest
from tests.paper.loops.alarm import ALARM, At
from tests.paper.loops.hazard import HAZARD
from tests.paper.world import DISPATCHER, FIRM, MANAGER, NOON, OFFICER, TOWN, kept

from anlan.kernel.people import CLOCK, Role, as_tuple
from anlan.kernel.reads import UNKNOWN
from anlan.kernel.testing import Refused, Walk

FACTS = {"title": "罐区可燃气体", "subject": "s1", "unit": FIRM, "place": TOWN, "happened_at": NOON.isoformat(), "value": "26"}


def raised(value: str = "26") -> Walk:
    return Walk(ALARM, facts=FACTS, by=CLOCK, at=NOON, seen={"sensor": kept("sensor", value=value, limit="25")})


def test_it_climbs_until_somebody_answers():
    alarm = raised()
    alarm.wait("4min")
    assert alarm.told == []
    alarm.wait("22min")
    assert [who for who, _ in alarm.told] == ["当前承办人", "安全管理人员", "企业主要负责人", "乡镇应急消防岗", "值班员"]
    assert alarm.holder == f"dispatcher:{FIRM}"
    alarm.take("confirm", by=DISPATCHER)
    alarm.wait("10min")
    assert len(alarm.told) == 5, "an answer stops the first ladder"


def test_an_alarm_that_reached_us_late_has_not_a_fresh_clock():
    alarm = Walk(ALARM, facts=FACTS, by=CLOCK, at=NOON + timedelta(minutes=30), seen={})
    alarm.wait("1min")
    assert [who for who, _ in alarm.told][:3] == ["当前承办人", "安全管理人员", "企业主要负责人"]


def test_no_step_that_closes_is_the_clocks():
    assert [step.name for step in ALARM.steps if step.enters in ALARM.closed_states() and Role.CLOCK in as_tuple(step.may)] == []


def test_a_normal_value_closes_nothing():
    alarm = raised()
    alarm.see(sensor=kept("sensor", value="1", limit="25"))
    alarm.wait("3 days")
    assert alarm.state == At.RAISED
    assert (
        alarm.why_not("clear", by=DISPATCHER, cause="真实超限", did="已检修")
        == "本事项现为“报警中”，不能“解除报警”，请刷新后再看。"
    )


@pytest.mark.parametrize("seen, answer", [
    (kept("sensor", value="25", limit="25"), "仍不低于报警值 25"),
    (kept("sensor", limit="25"), "监测值查不到"),
    (UNKNOWN, "监测值查不到"),
])  # fmt: skip
def test_it_is_not_cleared_while_it_is_high_or_silent(seen, answer):
    alarm = raised()
    alarm.take("arrive", by=MANAGER)
    alarm.see(sensor=seen)
    with pytest.raises(Refused, match=answer):
        alarm.take("clear", by=MANAGER, cause="真实超限", did="已检修")


def test_a_true_one_leaves_a_hazard_behind_and_a_calibration_none():
    for cause, left in (("真实超限", 1), ("检修标校", 0)):
        alarm = raised("3")
        alarm.take("arrive", by=MANAGER)
        alarm.take("clear", by=DISPATCHER, cause=cause, did="更换法兰垫片")
        assert (alarm.state, alarm.facts.did, len(alarm.opened)) == (At.CLEARED, "更换法兰垫片", left)
        for kind, facts in alarm.opened:
            assert kind == "hazard"
            assert Walk(HAZARD, facts=facts, by=CLOCK, at=NOON).facts.title == "监测超限：罐区可燃气体"


def test_a_false_alarm_is_proved_by_the_safety_manager():
    alarm = raised()
    alarm.take("arrive", by=DISPATCHER)
    said = {"cause": "设备故障", "did": "探头进水"}
    assert alarm.why_not("mistaken", by=DISPATCHER, evidence="照片", **said) == "“核为误报”须由安全管理人员办理。"
    assert alarm.why_not("mistaken", by=MANAGER, **said) == "请附现场核实照片（至少 1 件），再“核为误报”。"
    alarm.take("mistaken", by=MANAGER, evidence="照片", **said)
    assert alarm.state == At.FALSE


def test_the_office_looks_on_but_has_no_hand_in_it():
    assert raised().why_not("confirm", by=OFFICER) == "“确认报警”须由调度室值班员、安全管理人员办理。"
