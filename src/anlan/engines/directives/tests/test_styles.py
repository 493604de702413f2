"""Documents in other clothes: limit lines, tables, subjects that carry, items opened in a line, text that is none."""

import time

import pytest

from anlan.engines.directives.directive import NotADirective, Obligation
from anlan.engines.directives.parse import parse

LABELLED = """一、整治任务
（一）建账。建立隐患台账。开展夜间抽查。
牵头单位：甲局
配合单位：乙局、丙镇
完成时限：2030年4月底前
（二）值守。落实值守制度。
责任单位：丁局；完成时限：长期坚持
联系人：某某
"""
HEADS, ROWS = "序号\t任务\t责任单位\t完成时限", "1\t检修水闸\t甲局\t5月底前\n2\t修订预案\t乙局、丙镇\t6月10日前"
TABBED = f"一、分工\n{HEADS}\n{ROWS}\n以上任务按月调度。\n"


def parsed(text: str) -> tuple[Obligation, ...]:
    return parse(text, 2030).obligations


def test_lines_below_the_text_say_who_and_by_when() -> None:
    first, second, third = parsed(LABELLED)
    assert first.span == "建立隐患台账"
    assert first.responsible == second.responsible == ("甲局", "乙局", "丙镇")
    assert first.lead == ("甲局",)
    assert first.deadline_iso == second.deadline_iso == "2030-04-30"
    assert (third.responsible, third.deadline_iso) == (("丁局",), None)
    assert third.cadence is not None
    assert third.cadence.period == "continuous"


@pytest.mark.parametrize("text", [TABBED, TABBED.replace("\t", "\n")])
def test_each_row_of_a_table_is_a_duty_with_its_units(text: str) -> None:
    one, two, below = parsed(text)
    assert (one.span, one.responsible, one.deadline_iso) == ("检修水闸", ("甲局",), "2030-05-31")
    assert (two.span, two.responsible, two.deadline_iso) == ("修订预案", ("乙局", "丙镇"), "2030-06-10")
    assert below.clause == "一"


def test_a_subject_reaches_the_next_sentences_of_its_clause() -> None:
    found = parsed("一、甲项\n（一）乙项。各乡镇要开展排查。建立台账。甲局要组织抽查。\n（二）丙项。落实经费。\n")
    assert [(duty.responsible, duty.responsible_scope) for duty in found] == [
        (("各乡镇",), "句中主语"),
        (("各乡镇",), "承前主语"),
        (("甲局",), "句中主语"),
        ((), "未写明"),
    ]
    assert [duty.actor for duty in found] == ["各乡镇", None, "甲局", None]


def test_firms_do_not_urge_firms() -> None:
    assert parsed("一、甲项。企业要落实责任制。督促企业开展演练。\n")[1].responsible == ()


def test_a_subject_above_the_items_answers_for_them() -> None:
    found = parsed("第一条 甲局应当履行下列职责：\n（一）编制规划；\n（二）开展监督检查。\n第二条 本办法自2030年1月1日起施行。\n")
    assert [(duty.clause, duty.responsible) for duty in found] == [
        ("第一条/（一）", ("甲局",)),
        ("第一条/（二）", ("甲局",)),
    ]


def test_items_that_open_inside_a_line() -> None:
    clauses = parse("一、责任。（一）领导责任。每季度研究一次。（二）部门责任。制定清单。\n二、保障。落实经费。\n").leaves
    assert [clause.path for clause in clauses] == ["一/（一）", "一/（二）", "二"]


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("2030年6月底前，完成水闸改造。", ["2030年6月底前，完成水闸改造"]),
        ("储备冲锋舟8艘、救生衣1500件、编织袋六万条。", ["储备冲锋舟8艘", "救生衣1500件", "编织袋六万条"]),
        ("落实周调度、月通报、季考核机制。", ["落实周调度", "月通报", "季考核机制"]),
        ("为规范处置程序，制定本预案。", []),
        ("对搭建的房间，限期拆除。", ["对搭建的房间，限期拆除"]),
        ("联系人：某某，电话：0000-1234567。", []),
        ("严格按照调度指令泄洪，任何单位不得拦蓄洪水。", ["严格按照调度指令泄洪", "任何单位不得拦蓄洪水"]),
    ],
)
def test_spans(sentence: str, spans: list[str]) -> None:
    assert [duty.span for duty in parsed(f"一、甲项\n（一）乙项。{sentence}\n")] == spans


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("达到红色预警标准时，甲站要电话通知乡镇。", "达到红色预警标准时"),
        ("跨汛期施工的涉河项目，建设单位必须编制度汛方案。", "跨汛期施工的涉河项目"),
        ("已经转移的群众，在预警解除前不得返回。", "已经转移的群众，预警解除前"),
        ("景区要在开园前检测索道。", "开园前"),
        ("阵风达到7级以上时渡船一律停航。", "阵风达到7级以上时"),
        ("对责任不落实的单位，予以挂牌督办。", "责任不落实的单位"),
        ("清明、国庆等重点时段实行领导带班。", "清明、国庆等重点时段"),
    ],
)
def test_conditions(sentence: str, trigger: str) -> None:
    (duty,) = parsed(f"一、甲项\n（一）乙项。{sentence}\n")
    assert duty.trigger == trigger


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("一、甲项。" + "各村要开展排查。" * 90_000, "万字"),
        ("一、甲项。" + "的" * 1_200 + "。", "断句"),
        ("一、甲项。" + "排查，" * 2_000, "断句"),
    ],
)
def test_what_is_no_prose_is_refused_at_once(text: str, says: str) -> None:
    start = time.process_time()
    with pytest.raises(NotADirective, match=says):
        parse(text)
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "unit", ["的", "进一步", "（", "由各", "每月、", "部门要", "对严重", "《甲》", "2030年6月", "开展制定", "隐患、"]
)
def test_no_pattern_runs_away(unit: str) -> None:
    start = time.process_time()
    parse("一、甲项。" + (unit * (990 // len(unit)) + "。") * 4)
    assert time.process_time() - start < 60
