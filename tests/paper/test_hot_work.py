"""Walks the hot-work permit: nobody burns on a stale test, behind a dead camera, or on their own say-so."""

from datetime import timedelta

import pytest
from tests.paper.loops.hot_work import HOT_WORK, At
from tests.paper.world import APPROVER, FIRM, GUARDIAN, LAW, MANAGER, NOON, STRANGER, TOWN, ago, kept, latest, other

from anlan.kernel.facts import BadFacts
from anlan.kernel.reads import UNKNOWN
from anlan.kernel.testing import Refused, Walk, someone

FACTS = {
    "unit": FIRM, "place": TOWN, "point": (1128160000, 395220000), "grade": "一级", "spot": "4 号罐顶", "work": "焊接",
    "starts": NOON.isoformat(), "ends": (NOON + timedelta(hours=8)).isoformat(), "lower_limit": "5",
    "welder": "c1", "camera": "k1", "guardian": GUARDIAN.person,
}  # fmt: skip


def ask(**facts: object) -> Walk:
    seen = {"certificate": kept("certificate"), "blinds": (), "alarms": (), "camera": latest("在线")}
    return Walk(HOT_WORK, facts=FACTS | facts, by=MANAGER, at=ago(hours=1), seen=seen, figures=LAW)


@pytest.fixture
def permit() -> Walk:
    return ask()


def allowed(permit: Walk, concentration: str = "0.1", minutes: int = 10) -> Walk:
    """The permit, allowed and tested so many minutes ago."""
    permit.take("allow", by=APPROVER)
    permit.take("test", by=GUARDIAN, at=permit.now - timedelta(minutes=minutes), spot="罐内", concentration=concentration)
    return permit


def test_a_quiet_day_ends_closed(permit):
    allowed(permit)
    for step in ("start", "stop"):
        permit.take(step, by=GUARDIAN)
    assert permit.why_not("close", by=GUARDIAN) == "请附完工照片（至少 1 件），再“完工验收”。"
    permit.take("close", by=GUARDIAN, evidence="照片")
    assert permit.state == At.CLOSED
    assert [taken.step for taken in permit.look.taken] == ["allow", "test", "start", "stop", "close"]


def test_who_asks_does_not_allow(permit):
    both = someone(unit=FIRM)
    both = type(both)(person=MANAGER.person, name=MANAGER.name, grants=(*MANAGER.grants, *APPROVER.grants))
    assert permit.why_not("allow", by=both) == "须由申请人以外的人办理。"
    assert permit.why_not("allow", by=STRANGER) == "“审批”须由作业票审批人办理。"


def test_another_firms_people_open_nothing_here():
    with pytest.raises(Refused, match="须由安全管理人员发起"):
        Walk(HOT_WORK, facts=FACTS, by=STRANGER, at=NOON, figures=LAW)


@pytest.mark.parametrize(
    "grade, hours, answer", [("特级", 9, "最长 8 小时"), ("二级", 9, ""), ("二级", 73, "72 小时"), ("一级", 0, "不晚于")]
)
def test_a_permit_lives_as_long_as_its_grade_allows(grade, hours, answer):
    ends = (NOON + timedelta(hours=hours)).isoformat()
    if not answer:
        assert ask(grade=grade, ends=ends).state == At.ASKED
        return
    with pytest.raises(Refused, match=answer):
        ask(grade=grade, ends=ends)


@pytest.mark.parametrize("lower, concentration, age, answer", [
    ("5", "0.5", 30, ""), ("5", "0.5", 31, "重新检测"), ("5", "0.51", 5, "通风"),
    ("3.9", "0.3", 5, "通风"), ("3.9", "0.2", 5, ""),
])  # fmt: skip
def test_start_looks_at_the_gas(lower, concentration, age, answer):
    why_not = allowed(ask(lower_limit=lower), concentration, age).why_not("start", by=GUARDIAN) or ""
    assert answer in why_not if answer else why_not == ""


def test_an_untested_spot_is_not_burned_at(permit):
    permit.take("allow", by=APPROVER)
    assert permit.why_not("start", by=GUARDIAN) == "还没有气体分析，请先检测并登记。"


@pytest.mark.parametrize("seen, answer", [
    ({"certificate": kept("certificate", until=ago(days=1))}, "特种作业证查不到或已过期"),
    ({"certificate": UNKNOWN}, "特种作业证查不到或已过期"),
    ({"alarms": (other("alarm", "报警中"),)}, "与未解除的报警“alarm（示例）”冲突"),
    ({"alarms": UNKNOWN}, "查不到周边未解除的报警的情况"),
    ({"blinds": (other("blind_plate", "作业中"),)}, "与盲板抽堵作业"),
    ({"camera": latest("离线")}, "无监控不作业"),
    ({"camera": UNKNOWN}, "无监控不作业"),
])  # fmt: skip
def test_what_stands_against_it(permit, seen, answer):
    allowed(permit).see(**seen)
    assert answer in (permit.why_not("start", by=GUARDIAN) or "")


def test_a_dead_camera_calls_people_but_puts_out_no_flame(permit):
    allowed(permit).take("start", by=GUARDIAN)
    permit.see(camera=latest("离线"))
    sentence = "监控离线或情况不明，无监控不作业，请恢复监控。"
    assert (permit.state, permit.told) == (At.BURNING, [("监护人", sentence), ("安全管理人员", sentence)])
    permit.see(alarms=())
    assert len(permit.told) == 2, "told once, not at every look"
    permit.see(camera=latest("在线"))
    permit.see(camera=UNKNOWN)
    assert len(permit.told) == 4, "told again when it breaks again"


def test_a_certificate_that_runs_out_during_the_work_counts_from_its_hour(permit):
    permit.see(certificate=kept("certificate", until=permit.now + timedelta(minutes=20)))
    allowed(permit, minutes=0)
    assert permit.why_not("start", by=GUARDIAN) is None
    permit.wait("21min")
    assert permit.why_not("start", by=GUARDIAN) == "动火人的特种作业证查不到或已过期，请换有证人员。"


def test_after_a_break_the_gas_is_old(permit):
    allowed(permit).take("start", by=GUARDIAN)
    permit.take("pause", by=GUARDIAN)
    permit.wait("31min")
    assert "重新检测" in (permit.why_not("start", by=GUARDIAN) or "")


def test_paper_that_nobody_used_lapses(permit):
    permit.take("allow", by=APPROVER)
    permit.wait("9h")
    assert permit.state == At.REFUSED
    assert permit.why_not("start", by=GUARDIAN) == "本事项现为“已作废”，不能“开始作业”，请刷新后再看。"


def test_time_alone_never_ends_the_fire(permit):
    allowed(permit).take("start", by=GUARDIAN)
    permit.wait("12h")
    assert permit.state == At.BURNING
    assert ("监护人", "已到期限，请尽快办理。") in permit.told


def test_a_form_half_filled_is_answered_fact_by_fact(permit):
    permit.take("allow", by=APPROVER)
    with pytest.raises(BadFacts) as wrong:
        permit.take("test", by=GUARDIAN, at="昨天", spot="", concentration="200")
    assert wrong.value.wrong == {
        "at": "检测时间请填日期和时间，例如 2026-03-18 09:30。",
        "spot": "取样部位还没有填写，请补上。",
        "concentration": "可燃气体浓度请填不小于 0、不大于 100 的数（%VOL）。",
    }
