"""Walks an alarm: it climbs while nobody answers, the county by its own rule, and only a person who has looked may close it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.kernel.people import CLOCK, Role, as_tuple
from anlan.kernel.reads import UNKNOWN, SeenMatter, SeenRecord
from anlan.kernel.testing import Refused, Walk, someone
from anlan.monitoring.loops.alarm import ALARM, At
from anlan.monitoring.loops.integrity_doubt import INTEGRITY_DOUBT
from anlan.monitoring.tests.cast import (
    DISPATCHER,
    DUTY_LEADER,
    FIRM,
    HEAD,
    MANAGER,
    NOON,
    OFFICER,
    ON_DUTY,
    SHIFT,
    STRANGER,
    SUPERVISOR,
    TOWN,
)
from anlan.standards.loader import shipped

SIGNAL = {
    "sensor": "s1", "rule": "超过报警值（AQ 1029-2019）", "severity": "橙色", "value": "1.2", "limit": "1.0",
    "first": NOON.isoformat(), "last": NOON.isoformat(), "times": 1,
}  # fmt: skip
FACTS = {
    "title": "1 号面甲烷 1.2", "subject": "s1", "unit": FIRM, "sector": "煤矿", "place": TOWN, "severity": "橙色",
    "happened_at": NOON.isoformat(), "raised_at": NOON.isoformat(), "signals": [SIGNAL],
}  # fmt: skip
RULE = SeenRecord(
    "r1", "alarm_rule", "r1", "接警规则", "在用", {"sectors": ["煤矿"], "levels": ["红色", "橙色"], "to_city": "报市"}
)
DID = {"cause": "通风不良", "measures": "调整风量，加密检查"}


def raised(rules: object = (RULE,), work: object = (), **facts: object) -> Walk:
    return Walk(ALARM, facts=FACTS | facts, by=CLOCK, at=NOON, seen={"rules": rules, "work": work}, figures=shipped())


def handled(**facts: object) -> Walk:
    alarm = raised(**facts)
    alarm.take("receive", by=DISPATCHER)
    alarm.take("confirm", by=MANAGER, found="上隅角积聚")
    alarm.take("handle", by=DISPATCHER, did="停电撤人，处理积聚")
    return alarm


def quiet() -> list[dict[str, object]]:
    return [SIGNAL | {"quiet": True}]


@pytest.mark.parametrize(("minutes", "reached", "holder"), [
    (2, "值班员", f"dispatcher:{FIRM}"), (3, "企业带班领导", f"shift_leader:{FIRM}"), (6, "企业主要负责人", f"firm_head:{FIRM}"),
    (10, "行业部门", "officer"), (15, "县值班长", "duty_officer"), (20, "县带班领导", "duty_leader"), (31, "市", "duty_leader"),
])  # fmt: skip
def test_it_climbs_rung_by_rung_until_somebody_answers(minutes, reached, holder):
    alarm = raised()
    alarm.wait(f"{minutes}min")
    assert (alarm.state, alarm.facts.reached, alarm.holder) == (At.RAISED, reached, holder)
    alarm.take("receive", by=DISPATCHER)
    alarm.wait("12min")
    assert (alarm.facts.reached, alarm.holder) == (reached, f"dispatcher:{FIRM}"), "an answer stops the climbing"


def test_the_supervisor_has_a_copy_when_the_department_is_called():
    alarm = raised()
    alarm.wait("11min")
    assert alarm.told == [("矿山安全监管专员", "报警无人签收，已升级到行业部门，抄送监管专员")]


@pytest.mark.parametrize(("rules", "says"), [
    ((), "没有登记适用的接警规则"), (UNKNOWN, "没有登记适用的接警规则"),
    ((replace(RULE, facts=RULE.facts | {"sectors": ["消防"]}),), "没有登记适用的接警规则"),
    ((replace(RULE, state="待核对"),), "没有登记适用的接警规则"),
    ((replace(RULE, facts=RULE.facts | {"levels": ["红色"]}),), "没有把橙色报警列为升级到县"),
])  # fmt: skip
def test_the_county_is_called_only_for_the_levels_that_its_rule_names(rules, says):
    """The Walk takes the clock's steps without asking; the database asks, see test_alarm_on_the_database."""
    alarm = raised(rules)
    alarm.wait("11min")
    assert says in (alarm.why_not("to_county", by=CLOCK) or "")
    assert says in (alarm.why_not("to_city", by=CLOCK) or "")


def test_a_rule_may_say_that_the_city_is_not_told():
    alarm = raised((replace(RULE, facts=RULE.facts | {"to_city": "不报市"}),))
    assert alarm.why_not("to_city", by=CLOCK) == "接警规则写明不报市。"
    assert alarm.why_not("to_county", by=CLOCK) is None


def test_each_answers_when_it_has_come_to_them():
    alarm = raised()
    for early in (OFFICER, SUPERVISOR, ON_DUTY, DUTY_LEADER):
        assert alarm.why_not("receive", by=early) == "报警现在由值班员签收，还没有升级到您这里。"
    assert alarm.why_not("receive", by=HEAD) is None, "the firm's own people need not wait"
    alarm.wait("11min")
    assert alarm.why_not("receive", by=OFFICER) is None
    assert alarm.why_not("receive", by=SUPERVISOR) is None
    assert "还没有升级到您这里" in (alarm.why_not("receive", by=ON_DUTY) or "")
    other_sector = someone(Role.OFFICER, sectors=("消防",))
    assert "须由" in (alarm.why_not("receive", by=other_sector) or "")
    assert "须由" in (alarm.why_not("receive", by=STRANGER) or "")


def test_an_alarm_that_reached_us_late_has_not_a_fresh_clock():
    alarm = Walk(ALARM, facts=FACTS, by=CLOCK, at=NOON + timedelta(minutes=12), seen={"rules": ()}, figures=shipped())
    alarm.wait("1min")
    assert alarm.facts.reached == "行业部门"


def test_no_step_that_closes_is_the_clocks():
    assert [step.name for step in ALARM.steps if step.enters in ALARM.closed_states() and Role.CLOCK in as_tuple(step.may)] == []
    alarm = raised(signals=quiet())
    alarm.wait("3 days")
    assert alarm.state == At.RAISED, "the sensor cleared; nobody has looked"


def test_a_true_one_is_handled_told_and_closed_by_another():
    alarm = handled(signals=quiet())
    assert alarm.why_not("report", by=MANAGER, **DID) == "请附处置后的照片、文件或读数（至少 1 件），再“反馈”。"
    alarm.take("report", by=MANAGER, evidence="照片", **DID)
    assert alarm.holder == f"shift_leader:{FIRM}"
    assert alarm.why_not("close", by=MANAGER) == "须由反馈人以外的人办理。"
    alarm.take("close", by=SHIFT)
    assert (alarm.state, alarm.opened, alarm.facts.result) == (At.CLOSED, [], "真实")


def test_it_is_not_closed_while_a_sensor_still_speaks():
    alarm = handled()
    alarm.take("report", by=MANAGER, evidence="照片", **DID)
    assert alarm.why_not("close", by=SHIFT) == "还有 1 个监测点没有恢复正常，不能消警，请继续处置或先恢复监测。"
    alarm.take("back", by=OFFICER, reason="还没有降下来")
    assert alarm.state == At.HANDLING


def test_what_is_left_becomes_a_hazard_and_what_grows_an_incident():
    alarm = handled(signals=quiet())
    alarm.take("report", by=MANAGER, evidence="照片", left=True, **DID)
    assert [kind for kind, _ in alarm.opened] == ["hazard"]
    assert alarm.opened[0][1]["title"] == "监测超限：1 号面甲烷 1.2"
    grown = raised()
    grown.take("receive", by=DISPATCHER)
    grown.take("confirm", by=MANAGER, found="瓦斯涌出")
    grown.take("incident", by=HEAD, reason="有人员受困")
    assert (grown.state, [kind for kind, _ in grown.opened]) == (At.HANDLING, ["incident"])


def filed(until: int = 60, state: str = "已报备", opened: int = -30) -> SeenMatter:
    times = {"starts": (NOON - timedelta(minutes=10)).isoformat(), "ends": (NOON + timedelta(minutes=until)).isoformat()}
    return SeenMatter("w1", "sensor_work", "标校报备", state, NOON + timedelta(minutes=opened), None, times | {"sensors": ["s1"]})


@pytest.mark.parametrize(("result", "work", "doubts"), [
    ("误报", (), 0), ("标校", (filed(),), 0), ("标校", (), 1), ("断电", UNKNOWN, 1),
    ("标校", (filed(until=-1),), 1), ("检修", (filed(state="已撤回"),), 1), ("标校", (filed(opened=5),), 1),
])  # fmt: skip
def test_a_filed_work_leaves_nothing_and_an_unfiled_one_a_doubt(result, work, doubts):
    alarm = raised(work=work)
    alarm.take("receive", by=DISPATCHER)
    said = {"result": result, "found": "探头标校"}
    assert alarm.why_not("dismiss", by=MANAGER, **said) == "请附现场照片、记录或读数（至少 1 件），再“核查为非真实”。"
    alarm.take("dismiss", by=MANAGER, evidence="照片", **said)
    assert (alarm.state, [kind for kind, _ in alarm.opened]) == (At.DISMISSED, ["integrity_doubt"] * doubts)
    for _, facts in alarm.opened:
        opened = Walk(INTEGRITY_DOUBT, facts=facts, by=CLOCK, at=NOON, figures=shipped())
        assert opened.facts.title == f"疑似未报备{result}：1 号面甲烷 1.2"
    assert alarm.why_not("agree", by=MANAGER) == "须由核查人以外的人办理。"
    alarm.take("again", by=OFFICER, reason="请附标校记录")
    assert (alarm.state, alarm.holder) == (At.RECEIVED, f"dispatcher:{FIRM}")
    alarm.take("dismiss", by=MANAGER, evidence="照片", **said)
    alarm.take("agree", by=SHIFT)
    assert alarm.state == At.NOT_TRUE, "what was no danger needs no quiet"


def test_each_state_has_its_hour():
    alarm = raised()
    alarm.take("receive", by=DISPATCHER)
    alarm.wait("16min")
    assert [who for who, _ in alarm.told] == ["当前承办人", "企业带班领导", "部门监管人员"]
    alarm.take("confirm", by=MANAGER, found="真实")
    alarm.wait("121min")
    assert {text for _, text in alarm.told[3:]} == {"报警还没有处置完"}


def test_what_grows_worse_is_to_be_answered_again():
    alarm = handled()
    later = NOON + timedelta(minutes=30)
    alarm.wait("30min")
    alarm.note(severity="红色", raised_at=later.isoformat(), reached="值班员")
    alarm.take("worsen", by=CLOCK)
    assert (alarm.state, alarm.holder) == (At.RAISED, f"dispatcher:{FIRM}")
    alarm.wait("4min")
    assert alarm.facts.reached == "企业带班领导", "it climbs from the first rung again"


def test_a_county_sets_its_own_times():
    from datetime import date

    from anlan.standards.county import Override, tightened

    own = tightened(shipped(), [Override("alarm_clock.shift_leader", 1, "山阴县", "示例〔2026〕12号", date(2026, 1, 2))])
    alarm = Walk(ALARM, facts=FACTS, by=CLOCK, at=NOON, seen={"rules": ()}, figures=own)
    alarm.wait("1min")
    assert alarm.facts.reached == "企业带班领导"


def test_the_clock_speaks_for_nobody():
    with pytest.raises(Refused, match="须由"):
        Walk(ALARM, facts=FACTS, by=OFFICER, at=NOON, figures=shipped())
