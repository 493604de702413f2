"""Walks an accident: the phone first, the paper after, every clock from the moment it happened, and the second one too many."""

from datetime import timedelta

import pytest
from tests.paper.loops.accident import ACCIDENT, At, late_by_law
from tests.paper.loops.special_inspection import SPECIAL_INSPECTION
from tests.paper.world import CLERK, COUNTY, DUTY, FIRM, HEAD, LAW, MANAGER, NOON, SECOND_CLERK, SIGNER, TOWN, ago, other

from anlan.kernel.people import CLOCK, Role
from anlan.kernel.testing import Refused, Walk, opens_by_itself, someone

BY_PHONE = {"title": "厂内车辆伤害", "unit": FIRM, "place": TOWN, "sort": "其他", "deaths": 1, "seriously_injured": 0}
WRITTEN = {
    "brief": "倒车时碰撞", "scene": "已封闭", "did": "已送医",
    "deaths": 1, "seriously_injured": 1, "missing": 0, "direct_loss": "12",
}  # fmt: skip
DUTY_LEADER = someone(Role.DUTY_LEADER)


def phoned(minutes_after: int = 10, **facts: object) -> Walk:
    happened = ago(minutes=minutes_after)
    return Walk(ACCIDENT, facts=BY_PHONE | {"happened_at": happened.isoformat()} | facts, by=MANAGER, at=NOON, figures=LAW)


def followed(**facts: object) -> Walk:
    accident = phoned(**facts)
    accident.take("write", by=HEAD, **WRITTEN)
    accident.take("pass_up", by=DUTY)
    return accident


def test_the_phone_asks_little_and_the_paper_comes_after():
    accident = phoned()
    assert (accident.state, accident.holder) == (At.PHONED, f"firm_head:{FIRM}")
    accident.take("write", by=HEAD, **WRITTEN)
    assert (accident.state, accident.holder, accident.facts.seriously_injured) == (At.WRITTEN, "duty_officer", 1)
    accident.take("pass_up", by=DUTY)
    assert accident.state == At.FOLLOWED
    assert accident.look.number.startswith("事故报告〔2026〕")
    assert accident.opened == [("investigation", {"title": "厂内车辆伤害", "unit": FIRM, "place": TOWN})]


def test_the_hour_runs_from_the_moment_it_happened():
    accident = phoned(minutes_after=50)
    accident.wait("9min")
    assert accident.told == []
    accident.wait("2min")
    assert accident.told == [("企业主要负责人", "已超过规定的报告时限"), ("值班员", "已超过规定的报告时限")]


def test_whoever_waits_for_paper_passes_up_by_phone():
    accident = phoned(minutes_after=55)
    accident.take("phone_up", by=DUTY)
    assert accident.holder == f"firm_head:{FIRM}"
    accident.take("write_after", by=HEAD, **WRITTEN)
    accident.take("pass_up", by=DUTY)
    assert [taken.step for taken in accident.look.taken] == ["phone_up", "write_after", "pass_up"]


def test_what_was_hidden_is_written_down_all_the_same_and_said_to_be_late():
    accident = phoned(minutes_after=60 * 24 * 40)
    assert late_by_law(accident.look) == "是"
    accident.wait("1min")
    assert ("党政领导", "逾期未办") in accident.told
    assert late_by_law(phoned(minutes_after=60).look) == "否"


def test_nothing_happens_tomorrow():
    with pytest.raises(Refused, match="发生时间晚于现在，请改正。"):
        phoned(minutes_after=-60)


def test_each_day_has_its_follow_up_and_the_newest_figures_stand():
    accident = followed()
    accident.wait("1 day")
    assert accident.told[-1] == ("值班员", "请续报")
    before = len(accident.told)
    accident.take("follow_up", by=DUTY, told_at=accident.now, deaths=2, seriously_injured=0, news="一人经抢救无效死亡")
    assert (accident.facts.deaths, len(accident.facts.follow_ups), accident.state) == (2, 1, At.FOLLOWED)
    accident.wait("12h")
    assert len(accident.told) == before, "the next follow-up is due a day after this one"
    accident.wait("2 days")
    assert accident.told[before:][1] == ("值班员", "请续报")


def test_a_follow_up_is_not_older_than_the_last():
    accident = followed()
    old = accident.now - timedelta(hours=5)
    told = {"deaths": 1, "seriously_injured": 1, "news": "无变化"}
    assert accident.why_not("follow_up", by=DUTY, told_at=old, **told) == "续报时间早于上一次报告，请改正。"


@pytest.mark.parametrize("sort, days", [("其他", 30), ("道路交通", 7), ("火灾", 7)])
def test_it_is_not_finished_while_the_count_may_change(sort, days):
    accident = followed(sort=sort)
    accident.wait(timedelta(days=days) - timedelta(hours=1))
    assert f"事故发生未满 {days} 日" in (accident.why_not("finish", by=DUTY_LEADER) or "")
    accident.wait("1h")
    accident.take("finish", by=DUTY_LEADER)
    assert accident.state == At.CLOSED


def test_two_in_three_months_open_an_inspection_that_leaves_only_when_signed():
    opened = opens_by_itself(
        SPECIAL_INSPECTION, followed(), others=(other("accident", At.CLOSED, deaths=1, seriously_injured=0),)
    )
    assert opened is not None
    facts = opened[1]
    assert (facts["place"], facts["accidents"]) == (COUNTY, 2)
    assert facts["ground"].startswith("山政发〔2025〕1号")
    assert "三（十）" in facts["ground"]
    draft = Walk(SPECIAL_INSPECTION, facts=facts, by=CLOCK, at=NOON, figures=LAW)
    assert (draft.state, draft.holder, draft.look.number) == ("拟办", "clerk", "")
    draft.take("submit", by=CLERK)
    assert draft.why_not("review", by=CLERK) == "须由送审人以外的人办理。"
    draft.take("review", by=SECOND_CLERK)
    assert draft.why_not("issue", by=SIGNER) == "还没有指定部门联络员，请先补填，再“签发”。"
    draft.take("return", by=SIGNER, reason="没有写明被巡查单位")
    draft.note(unit=FIRM)
    liaison = someone(Role.LIAISON, unit=FIRM)
    for step, by in (("submit", CLERK), ("review", SECOND_CLERK), ("issue", SIGNER), ("receive", liaison)):
        draft.take(step, by=by)
    assert draft.look.number == "专项巡查〔2026〕1号"
    draft.take("report", by=liaison, report="已巡查 12 家企业", evidence="文件")
    draft.take("settle", by=CLERK)
    assert draft.state == "已办结"


@pytest.mark.parametrize("deaths, before", [
    (1, ()),  # one is not two
    (3, (other("accident", At.CLOSED, deaths=1, seriously_injured=0),)),  # a graver one has its own rule
    (1, (other("accident", At.CLOSED, deaths=3, seriously_injured=0),)),
])  # fmt: skip
def test_what_does_not_start_an_inspection(deaths, before):
    accident = phoned()
    accident.take("write", by=HEAD, **WRITTEN | {"deaths": deaths})
    accident.take("pass_up", by=DUTY)
    assert opens_by_itself(SPECIAL_INSPECTION, accident, others=before) is None


def test_a_report_by_phone_alone_starts_nothing_yet():
    before = (other("accident", At.CLOSED, deaths=1, seriously_injured=0),)
    assert opens_by_itself(SPECIAL_INSPECTION, phoned(), others=before) is None
