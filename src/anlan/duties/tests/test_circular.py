"""通报: each addressee signs; ranks only under an approved 考核办法; what was criticised is mended or it is not settled."""

import pytest

from anlan.duties.loops.circular import CIRCULAR
from anlan.duties.tests.cast import CLERK, DEPARTMENT, LIAISON, MEASURE, NOW, TOWN, TRAFFIC, opened, received
from anlan.kernel.reads import UNKNOWN, SeenChildren, SeenRecord

FACTS = MEASURE | {"kind": "通报批评", "copies": [TRAFFIC, TOWN]}
RULE = SeenRecord("r1", "assessment_rule", "示例〔2026〕8号", "考核办法", "在用", {})


def circular(**changed):
    return opened(CIRCULAR, FACTS | changed, who=DEPARTMENT, copies=SeenChildren(2, 0, 0))


def test_goes_to_every_addressee_and_is_settled_when_mended():
    paper = received(circular())
    assert [(kind, facts["unit"]) for kind, facts in paper.opened] == [("receipt", TRAFFIC), ("receipt", TOWN)]
    assert paper.why_not("file", CLERK) == "这份通报要求报整改情况，请等被通报单位反馈并认定。"
    paper.take("mend", LIAISON, evidence="照片", result="已整改")
    paper.take("reject", CLERK, reason="缺出口段")
    paper.take("mend", LIAISON, evidence="照片", result="已补")
    assert paper.why_not("accept", CLERK) == "还有 2 家没有签收，请催签后再了结。"
    paper.see(copies=SeenChildren(0, 2, 0))
    paper.take("accept", CLERK)
    assert paper.state == "已了结"


def test_without_mending_it_is_filed_when_all_signed():
    paper = received(circular(must_mend=False, kind="调度通报"))
    assert "催签" in (paper.why_not("file", CLERK) or "")
    paper.see(copies=SeenChildren(0, 2, 0))
    paper.take("file", CLERK)
    assert paper.state == "已了结"


@pytest.mark.parametrize(("rule", "may"), [(UNKNOWN, False), (RULE, True)])
def test_ranks_need_an_approved_rule(rule, may):
    paper = circular(ranks=True, rule="r1")
    paper.see(rule=rule)
    paper.take("adopt", CLERK)
    why = paper.why_not("submit", CLERK)
    assert why is None if may else "考核办法" in (why or "")


def test_a_rule_out_of_force_is_none():
    paper = circular(ranks=True, rule="r1")
    paper.see(rule=SeenRecord("r1", "assessment_rule", "k", "旧办法", "在用", {}, valid_until=NOW))
    paper.take("adopt", CLERK)
    assert "没有办法的" in (paper.why_not("submit", CLERK) or "")


def test_an_empty_address_list_is_refused():
    paper = circular(copies=[])
    paper.take("adopt", CLERK)
    assert paper.why_not("submit", CLERK) == "还没有填写印发范围，请补上再送审。"
