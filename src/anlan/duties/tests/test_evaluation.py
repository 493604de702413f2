"""总结评估: every figure of the list, checked by another hand; what fell short is named and becomes a duty."""

import pytest

from anlan.duties.loops.evaluation import EVALUATION
from anlan.duties.tests.cast import CLERK, LIAISON, OTHER_CLERK, SIGNER, TRAFFIC, opened
from anlan.kernel.reads import UNKNOWN, SeenChildren, SeenRecord

FACTS = {"title": "治本攻坚三年行动总结评估", "unit": TRAFFIC, "since": "2024-01-01", "until": "2026-12-31", "due": "2026-12-31"}
LIST = SeenRecord("c1", "checklist", "k", "指标", "在用", {"clauses": [{"clause": "1"}, {"clause": "2"}]})
KINDS = ("治本攻坚三年行动总结评估", "年度评估", "示范县创建自评", "森防三年行动评估", "规划中期评估")


def evaluation(kind=KINDS[0], **changed):
    return opened(EVALUATION, FACTS | {"kind": kind} | changed, list=LIST, kids=SeenChildren(0, 0, 0))


def scored(walk):
    walk.take("score", LIAISON, evidence="记录", clause="1", target="10", value="8", source="隐患台账")
    walk.take("score", LIAISON, evidence="记录", clause="2", value="3", source="统计")
    return walk


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_ends_with_a_signed_report_and_its_gaps_closed(kind):
    walk = scored(evaluation(kind, checklist="c1"))
    walk.take("complete", CLERK)
    assert walk.why_not("check", CLERK, checked="属实") == "须由填报人以外的人办理。"
    walk.take("reject", OTHER_CLERK, reason="来源不清")
    walk.take("complete", CLERK)
    walk.take("check", OTHER_CLERK, checked="属实")
    assert walk.why_not("submit", CLERK) == "指标 1 没有达到目标，请写明短板弱项和补强措施。"
    walk.take("find_gap", CLERK, gap="检查发现率低", task="培训", lead=TRAFFIC, due="2027-03-31")
    assert "指标 1：8，目标 10，未达到（来源：隐患台账）" in walk.facts.report
    assert "指标 2：3，目标未设定（来源：统计）" in walk.facts.report
    assert "共评估指标 2 项，其中有目标值的 1 项，未达到目标的 1 项" in walk.facts.report
    walk.take("submit", CLERK)
    walk.take("review", OTHER_CLERK)
    walk.take("issue", SIGNER)
    assert [(kind, facts["unit"]) for kind, facts in walk.opened] == [("duty", TRAFFIC)]
    walk.see(kids=SeenChildren(1, 0, 0))
    assert walk.why_not("finish", CLERK) == "还有 1 件没有办结，请先办结。"
    walk.see(kids=SeenChildren(0, 1, 0))
    walk.take("finish", CLERK)
    assert walk.state == "已完成"


def test_the_lists_figures_are_all_there_or_said_to_be_missing():
    walk = evaluation(checklist="c1")
    walk.take("score", LIAISON, evidence="记录", clause="1", value="8", source="台账")
    assert walk.why_not("complete", CLERK) == "指标 2 还没有登记，没有数据的也要如实写明。"
    walk.see(list=UNKNOWN)
    assert "内容未导入" in (walk.why_not("complete", CLERK) or "")
    assert evaluation().why_not("complete", CLERK) == "还没有登记指标完成情况，请逐项登记。"


def test_a_figure_has_its_proof():
    walk = evaluation()
    assert "佐证" in (walk.why_not("score", LIAISON, clause="1", value="8", source="台账") or "")


def test_a_report_already_begun_is_not_written_over():
    walk = scored(evaluation(report="一、已起草"))
    walk.take("complete", CLERK)
    walk.take("check", OTHER_CLERK, checked="属实")
    assert walk.facts.report == "一、已起草"
