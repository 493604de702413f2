"""学习事项: a new directive becomes one by itself; the absent make it up."""

import pytest

from anlan.duties.loops.directive import DIRECTIVE
from anlan.duties.loops.study_item import STUDY_ITEM
from anlan.duties.tests.cast import CLERK, LIAISON, TOWN, TRAFFIC, opened
from anlan.kernel.facts import read

FACTS = {"title": "示例通知", "kind": "第一议题", "unit": TRAFFIC, "due": "2026-03-20"}
LEARNED = {"on": "2026-03-02", "should": "20", "present": "18", "carried_out": "结合实际制定措施"}


def test_a_new_directive_is_to_be_studied():
    (when,) = STUDY_ITEM.opens_on
    directive = opened(DIRECTIVE, {"title": "示例通知", "doc_no": "示例〔2026〕1号", "received": "2026-03-02"})
    item = read(STUDY_ITEM.facts, when.facts(directive.look) or {})
    assert (item.title, item.source, item.kind) == ("示例通知", "示例〔2026〕1号", "第一议题")
    assert when.key(directive.look) == directive.look.id


@pytest.mark.parametrize("kind", ["第一议题", "理论学习中心组", "传达学习"])
def test_is_studied_with_a_list_of_who_was_there(kind):
    item = opened(STUDY_ITEM, FACTS | {"kind": kind})
    assert item.why_not("learn", LIAISON, evidence="文件", **LEARNED) == "有 2 人缺席，请写明补学安排。"
    assert (
        item.why_not("learn", LIAISON, **LEARNED, make_up="3 月 5 日补学") == "请附会议记录或签到表（至少 1 件），再“登记学习”。"
    )
    assert "请核对" in (item.why_not("learn", LIAISON, evidence="文件", **(LEARNED | {"present": "21"})) or "")
    item.take("learn", LIAISON, evidence="文件", **LEARNED, make_up="3 月 5 日补学")
    assert item.state == "已学习"


def test_is_passed_on_to_the_units():
    item = opened(STUDY_ITEM, FACTS)
    assert item.why_not("assign", CLERK) == "还没有填写布置到哪些单位，请先补上。"
    item.note(units=[TOWN])
    item.take("assign", CLERK)
    assert [(kind, facts["unit"], facts["kind"]) for kind, facts in item.opened] == [("study_item", TOWN, "传达学习")]


def test_a_missed_day_is_told_and_leaving_it_out_needs_a_reason():
    item = opened(STUDY_ITEM, FACTS)
    item.wait("20 days")
    assert ("部门联络员", "学习期限已到") in item.told
    item.take("leave_out", CLERK, reason="事务性通知")
    assert item.state == "不列入"
