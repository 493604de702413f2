"""Walks hazards: two taps for the ordinary, five settlements and two officers for the major; and why it came back."""

import pytest
from tests.paper.loops.hazard import HAZARD, At
from tests.paper.world import FAR_OFFICER, FIRM, HEAD, MANAGER, NOON, OFFICER, SECOND_OFFICER, STRANGER, TOWN, other

from anlan.kernel.facts import BadFacts
from anlan.kernel.people import CLOCK
from anlan.kernel.testing import Refused, Walk, opens_by_itself
from anlan.prevention.loops.recurring_hazard import RECURRING_HAZARD

FACTS = {"title": "配电箱无盖", "unit": FIRM, "place": TOWN, "item": "临时用电", "severity": "一般", "due": "2026-03-05"}
PLAN = {"responsible": HEAD.person, "measures": "更换", "fund": "3.5", "due": "2026-04-30", "emergency_plan": "断电、围挡"}


def found(**facts: object) -> Walk:
    return Walk(HAZARD, facts=FACTS | facts, by=MANAGER, at=NOON)


def governed() -> Walk:
    hazard = found(severity="重大")
    hazard.take("govern", by=OFFICER)
    hazard.take("plan", by=HEAD, **PLAN)
    return hazard


def test_an_ordinary_hazard_is_two_taps():
    hazard = found()
    assert hazard.holder == f"safety_manager:{FIRM}"
    hazard.take("fixed", by=MANAGER, evidence="照片")
    assert hazard.state == At.CLOSED


def test_fixed_means_seen_to_be_fixed():
    hazard = found()
    assert hazard.why_not("fixed", by=MANAGER) == "请附整改后照片（至少 1 件），再“改完销号”。"
    assert hazard.why_not("fixed", by=MANAGER, evidence="文件") == "请附整改后照片（至少 1 件），再“改完销号”。"
    assert hazard.why_not("fixed", by=STRANGER, evidence="照片") == "“改完销号”须由安全管理人员、企业主要负责人办理。"


def test_a_major_hazard_has_no_short_way():
    hazard = found(severity="重大")
    assert hazard.may_try("fixed", by=MANAGER) == "重大隐患不能直接销号，请先转入治理，编制五落实方案。"
    hazard.take("govern", by=MANAGER)
    assert (hazard.state, hazard.holder) == (At.PLANNING, f"firm_head:{FIRM}")


@pytest.mark.parametrize("missing", sorted(PLAN))
def test_all_five_settlements_or_none(missing):
    hazard = found(severity="重大")
    hazard.take("govern", by=OFFICER)
    with pytest.raises(BadFacts) as wrong:
        hazard.take("plan", by=HEAD, **{name: value for name, value in PLAN.items() if name != missing})
    assert list(wrong.value.wrong) == [missing]
    assert hazard.state == At.PLANNING


def test_a_plan_is_not_due_yesterday():
    hazard = found(severity="重大")
    hazard.take("govern", by=OFFICER)
    assert hazard.may_try("plan", by=HEAD) is None, "before the form is there, its days cannot be asked"
    assert hazard.why_not("plan", by=HEAD, **PLAN | {"due": "2026-03-01"}) == "治理时限早于今天，请改正。"


def test_two_officers_take_it_off_the_list():
    hazard = governed()
    assert (hazard.holder, hazard.facts.responsible) == (f"person:{HEAD.person}", HEAD.person)
    hazard.take("apply", by=HEAD, evidence="文件")
    assert hazard.why_not("accept", by=FAR_OFFICER, evidence="照片") == "“验收通过”须由部门监管人员办理。"
    hazard.take("accept", by=OFFICER, evidence="照片")
    assert hazard.why_not("confirm", by=OFFICER) == "须由验收人以外的人办理。"
    hazard.take("confirm", by=SECOND_OFFICER)
    assert hazard.state == At.CLOSED


def test_what_is_not_good_goes_back_with_a_reason():
    hazard = governed()
    hazard.take("apply", by=HEAD, evidence="文件")
    with pytest.raises(BadFacts, match="理由还没有填写"):
        hazard.take("reject", by=OFFICER)
    hazard.take("reject", by=OFFICER, reason="护栏未装")
    assert (hazard.state, hazard.holder) == (At.GOVERNED, f"person:{HEAD.person}")


def test_a_month_late_climbs():
    hazard = governed()
    hazard.wait("80 days")
    assert [who for who, _ in hazard.told] == [
        "当前承办人",
        "当前承办人",
        "企业主要负责人",
        "部门监管人员",
        "乡镇应急消防岗",
        "党政领导",
    ]


def test_what_was_closed_too_soon_is_opened_again_with_a_reason():
    hazard = found()
    hazard.take("fixed", by=MANAGER, evidence="照片")
    with pytest.raises(Refused, match="须由部门监管人员办理"):
        hazard.take("reopen", by=MANAGER, reason="没修好")
    hazard.take("reopen", by=OFFICER, reason="复查仍无盖")
    assert (hazard.state, hazard.holder) == (At.FIXING, f"safety_manager:{FIRM}")


def test_the_same_thing_again_within_a_year_asks_why():
    again = found()
    before = other("hazard", "已销号", item="临时用电")
    opened = opens_by_itself(RECURRING_HAZARD, again, before=(before, other("hazard", "已销号", item="消防通道")))
    assert opened is not None
    key, facts = opened
    assert (key, facts["times"]) == (again.look.id, 2)
    why = Walk(RECURRING_HAZARD, facts=facts, by=CLOCK, at=NOON)
    assert why.holder == f"firm_head:{FIRM}"
    why.take("analyse", by=HEAD, causes="电工离岗后无人顶岗", measures="定人定责")
    why.take("return", by=OFFICER, reason="没有写明谁来查")
    why.take("analyse", by=HEAD, causes="电工离岗后无人顶岗", measures="班组长每日查")
    why.take("settle", by=OFFICER)
    assert why.state == "已审定"


@pytest.mark.parametrize("before", [(), (other("hazard", "已销号", item="消防通道"),)])
def test_another_thing_asks_nothing(before):
    assert opens_by_itself(RECURRING_HAZARD, found(), before=before) is None
