"""What all formal measures promise: two pairs of eyes, nothing leaves before 签发, a number only then."""

import importlib
import pkgutil

import pytest

from anlan.duties import loops
from anlan.duties.loops.circular import CIRCULAR
from anlan.duties.loops.exposure import EXPOSURE
from anlan.duties.loops.inspection_tour import INSPECTION_TOUR
from anlan.duties.loops.listed_supervision import LISTED_SUPERVISION
from anlan.duties.loops.reminder_letter import REMINDER_LETTER
from anlan.duties.loops.supervision_letter import SUPERVISION_LETTER
from anlan.duties.loops.supervision_order import SUPERVISION_ORDER
from anlan.duties.loops.talk import TALK
from anlan.duties.measures import CHECKED, DRAFT, PROPOSED, SENT, TO_SIGN, VOID
from anlan.duties.tests.cast import CLERK, DEPARTMENT, LIAISON, MEASURE, NOW, OTHER_CLERK, SIGNER, STRANGER, opened, sent
from anlan.kernel.loop import After, Loop
from anlan.kernel.people import CLOCK, Role
from anlan.kernel.reads import UNKNOWN
from anlan.kernel.testing import someone

PEOPLE = {"host": "李某 副县长", "called": ["王某 局长"], "on": "2026-03-10"}
ALL = [
    (CIRCULAR, {"kind": "情况通报", "copies": ["unit-traffic"]}),
    (EXPOSURE, {"kind": "隐患场景", "script": "画面一", "checked": True}),
    (INSPECTION_TOUR, {"kind": "专项督导巡查", "leader": "p1", "begins": "2026-03-09", "ends": "2026-03-13"}),
    (LISTED_SUPERVISION, {"kind": "重大事故隐患", "source": "隐患 1"}),
    (TALK, {"kind": "警示约谈"} | PEOPLE),
    (REMINDER_LETTER, {}),
    (SUPERVISION_LETTER, {}),
    (SUPERVISION_ORDER, {}),
]


@pytest.fixture(params=ALL, ids=lambda one: one[0].kind)
def paper(request):
    loop, more = request.param
    return opened(loop, MEASURE | more, who=DEPARTMENT)


def test_a_proposal_lies_with_the_signer(paper):
    assert (paper.state, paper.holder) == (PROPOSED, "signer")


def test_the_clock_never_moves_a_paper(paper):
    assert not any(CLOCK.is_clock and paper.why_not(step.name, CLOCK) is None for step in paper.loop.steps_from(PROPOSED))
    paper.wait("60 days")
    assert paper.state == PROPOSED
    assert ("安委办签发人", "建议采取的措施还没有研判") in paper.told


def test_two_pairs_of_eyes_then_the_signer_then_a_number(paper):
    paper.take("adopt", CLERK)
    assert "不能“签发”" in (paper.why_not("issue", SIGNER) or "")
    paper.take("submit", CLERK)
    assert paper.state == CHECKED
    assert paper.why_not("review", CLERK) == "须由送审人以外的人办理。"
    paper.take("review", OTHER_CLERK)
    assert (paper.state, paper.look.number) == (TO_SIGN, "")
    assert paper.why_not("issue", OTHER_CLERK) == "“签发”须由安委办签发人办理。"
    paper.take("issue", SIGNER)
    assert paper.state == SENT
    assert paper.look.number


def test_a_paper_comes_back_with_a_reason_and_may_be_dropped(paper):
    paper.take("adopt", CLERK)
    paper.take("submit", CLERK)
    paper.take("return", OTHER_CLERK, reason="依据不全")
    assert paper.state == DRAFT
    paper.take("withdraw", CLERK, reason="已办结，不必再发")
    assert paper.state == VOID


def test_the_signer_may_decline_with_a_reason(paper):
    assert paper.why_not("decline", CLERK, reason="无") == "“不予采取”须由安委办签发人办理。"
    paper.take("decline", SIGNER, reason="已当面督促")
    assert paper.state == VOID


def test_an_unknown_unit_gets_no_paper(paper):
    paper.see(who=UNKNOWN, firm=UNKNOWN)
    assert paper.why_not("adopt", CLERK) == "单位台账里没有受文单位，请先登记单位再办理。"


@pytest.mark.parametrize("loop", [SUPERVISION_ORDER, REMINDER_LETTER, SUPERVISION_LETTER], ids=lambda loop: loop.kind)
@pytest.mark.parametrize(("changed", "says"), [({"demand": ""}, "办理要求和反馈期限"), ({"due": "2026-03-01"}, "已经过了")])
def test_a_paper_says_what_and_by_when(loop, changed, says):
    paper = opened(loop, MEASURE | changed, who=DEPARTMENT, at=NOW)
    paper.take("adopt", CLERK)
    assert says in (paper.why_not("submit", CLERK) or "")


def test_only_the_addressed_unit_signs_for_it():
    paper = sent(opened(SUPERVISION_ORDER, MEASURE, who=DEPARTMENT))
    assert paper.holder == f"liaison:{DEPARTMENT.id}"
    assert paper.why_not("receive", STRANGER) == "“签收”须由部门联络员、安全管理人员、企业主要负责人办理。"
    assert paper.why_not("receive", LIAISON) is None


def test_one_county_setting_stands_for_one_span_everywhere():
    found = {}
    for module in pkgutil.iter_modules(loops.__path__):
        shapes = vars(importlib.import_module(f"{loops.__name__}.{module.name}")).values()
        for deadline in (it for shape in shapes if isinstance(shape, Loop) for it in shape.deadlines):
            if isinstance(deadline.at, After):
                assert deadline.at.tunable
                found.setdefault(deadline.at.tunable, set()).add(deadline.at.span)
    assert len(found) > 50
    assert {name: spans for name, spans in found.items() if len(spans) > 1} == {}


def test_a_firm_answers_by_its_own_people():
    firm = someone(Role.FIRM_HEAD, unit=DEPARTMENT.id)
    paper = sent(opened(SUPERVISION_ORDER, MEASURE, who=UNKNOWN, firm=DEPARTMENT))
    paper.take("receive", firm)
    paper.take("reply", firm, evidence="照片", result="已整改")
    assert paper.state == "待认定"
