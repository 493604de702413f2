"""Walks the monthly self-check over 500 firms: one each, once a month, with its own clock."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.paper.loops.hazard import HAZARD
from tests.paper.loops.self_check import SELF_CHECK, At
from tests.paper.loops.self_check_plan import SELF_CHECK_PLAN
from tests.paper.world import COUNTY, FIRM, MANAGER, OFFICER, STRANGER, TOWN, kept

from anlan.kernel.calendar import SHANGHAI
from anlan.kernel.facts import BadFacts
from anlan.kernel.loop import Each
from anlan.kernel.people import CLOCK
from anlan.kernel.testing import Walk

FIRST = datetime(2026, 3, 1, 9, 0, tzinfo=SHANGHAI)
PLAN = {"title": "工贸企业月自查", "place": COUNTY, "sector": "冶金工贸", "checklist": "工贸企业自查清单", "due_on": 20}
FIRMS = [replace(kept("firm", id=f"{n:032x}"), place=f"1406211{n % 12:02d}") for n in range(500)]


def running(at: datetime = FIRST) -> Walk:
    plan = Walk(SELF_CHECK_PLAN, facts=PLAN, by=OFFICER, at=at)
    plan.take("run", by=OFFICER)
    return plan


def check(**facts: object) -> Walk:
    plan = running()
    plan.repeat(replace(FIRMS[0], id=FIRM, place=TOWN))
    return Walk(SELF_CHECK, facts=plan.opened[0][1] | facts, by=CLOCK, at=FIRST)


def test_five_hundred_firms_have_one_each():
    plan = running()
    plan.repeat(*FIRMS)
    assert SELF_CHECK_PLAN.repeats is not None
    assert SELF_CHECK_PLAN.repeats.over == Each("firm")
    walks = [Walk(SELF_CHECK, facts=facts, by=CLOCK, at=FIRST) for _, facts in plan.opened]
    assert len({walk.look.unit for walk in walks}) == 500
    assert {walk.facts.due for walk in walks} == {date(2026, 3, 20)}
    assert {walk.look.place for walk in walks} == {firm.place for firm in FIRMS}


def test_a_plan_that_begins_after_its_day_gives_until_the_end_of_the_month():
    plan = running(datetime(2026, 2, 25, 9, 0, tzinfo=SHANGHAI))
    plan.repeat(FIRMS[0])
    assert plan.opened[0][1]["due"] == date(2026, 2, 28)


def test_nothing_is_asked_before_it_is_put_in_force_or_after_it_ended():
    draft = Walk(SELF_CHECK_PLAN, facts=PLAN, by=OFFICER, at=FIRST)
    draft.repeat(*FIRMS)
    ended = running()
    ended.take("end", by=OFFICER, reason="并入新清单")
    ended.repeat(*FIRMS)
    assert draft.opened == ended.opened == []


def test_a_clean_firm_is_done_in_one_tap():
    one = check()
    one.take("answer", by=MANAGER, result="未发现隐患", evidence="照片")
    assert (one.state, one.opened) == (At.DONE, [])


def test_what_is_found_becomes_hazards_in_the_same_breath():
    one = check()
    rows = [
        {"item": "临时用电", "what": "电缆破损", "severity": "一般", "due": "2026-03-25"},
        {"item": "有限空间", "what": "未作业审批", "severity": "重大", "due": "2026-04-10"},
    ]
    one.take("answer", by=MANAGER, result="发现隐患", found=rows, evidence="照片")
    assert [kind for kind, _ in one.opened] == ["hazard", "hazard"]
    hazards = [Walk(HAZARD, facts=facts, by=CLOCK, at=FIRST) for _, facts in one.opened]
    assert [(hazard.facts.title, hazard.facts.severity) for hazard in hazards] == [("电缆破损", "一般"), ("未作业审批", "重大")]


def test_found_something_means_saying_what():
    with pytest.raises(BadFacts, match="发现的隐患还没有填写，请补上。"):
        check().take("answer", by=MANAGER, result="发现隐患", evidence="照片")
    half = {"what": "破损", "severity": "一般", "due": "2026-03-25"}
    with pytest.raises(BadFacts, match="第 2 行检查事项还没有填写"):
        check().take("answer", by=MANAGER, result="发现隐患", found=[half | {"item": "用电"}, half], evidence="照片")


def test_another_firm_does_not_answer_for_it():
    assert check().why_not("answer", by=STRANGER, result="未发现隐患") == "“报送自查结果”须由安全管理人员、企业主要负责人办理。"


def test_a_firm_that_does_not_look_is_said_not_to_have_looked():
    one = check()
    one.wait("21 days")
    assert [who for who, _ in one.told] == ["当前承办人", "当前承办人", "企业主要负责人"]
    one.wait("15 days")
    assert one.state == At.MISSED
    assert [who for who, _ in one.told][3:] == ["部门监管人员", "乡镇应急消防岗"]


def test_a_plan_is_looked_at_again_after_a_year():
    plan = running()
    plan.wait("366 days")
    assert plan.told == [("当前承办人", "自查安排已满一年，请评估是否继续")]
