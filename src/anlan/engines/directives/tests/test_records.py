"""What counts as one duty: conditions, means, aims, results, lists, subjects."""

import pytest

from anlan.engines.directives.directive import Obligation
from anlan.engines.directives.parse import parse


def duties(sentence: str, closing: str = "") -> tuple[Obligation, ...]:
    return parse(f"一、甲项工作\n（一）任务。{sentence}{closing}\n").obligations


def spans(sentence: str) -> list[str]:
    return [duty.span for duty in duties(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("制定巡查计划，建立隐患台账。", ["制定巡查计划", "建立隐患台账"]),
        ("建立镇村两级隐患排查台账，筑牢安全防线。", ["建立镇村两级隐患排查台账，筑牢安全防线"]),
        ("坚持人民至上、生命至上，全力维护社会稳定。", []),
        ("坚决遏制重特大事故。", []),
        ("以安全生产月为契机，开展进村入户宣传。", ["以安全生产月为契机，开展进村入户宣传"]),
        ("检修闸门和启闭机，确保汛期运行正常。", ["检修闸门和启闭机，确保汛期运行正常"]),
        (
            "着力解决消防通道堵塞、电气线路老化、应急照明缺失等问题。",
            ["着力解决消防通道堵塞", "电气线路老化", "应急照明缺失等问题"],
        ),
        (
            "着力解决学校、医院等安全出口锁闭不畅、疏散标志损坏等问题。",
            ["着力解决学校、医院等安全出口锁闭不畅", "疏散标志损坏等问题"],
        ),
        ("着力解决三轮车、低速货车违法载人、无证驾驶等问题。", ["着力解决三轮车、低速货车违法载人", "无证驾驶等问题"]),
        ("严厉打击超载、超速、酒驾等违法行为。", ["严厉打击超载、超速、酒驾等违法行为"]),
        ("修订防汛、抗旱、防火等专项预案。", ["修订防汛", "抗旱", "防火等专项预案"]),
        ("制定检查计划和责任清单。", ["制定检查计划", "责任清单"]),
        ("加快出台《甲办法》《乙规定》。", ["加快出台《甲办法》", "《乙规定》"]),
        ("抓实防汛、防火等灾种的防范。", ["抓实防汛、防火等灾种的防范"]),
        ("为镇级培养3名、村级培养2名信息员。", ["为镇级培养3名", "村级培养2名信息员"]),
    ],
)
def test_what_is_one_duty(sentence: str, expected: list[str]) -> None:
    assert spans(sentence) == expected


def test_items_of_a_list_share_group_verb_and_date() -> None:
    first, second = duties("6月底前修订防汛、抗旱等专项预案。")
    assert first.group is not None
    assert first.group == second.group
    assert (first.action, second.action) == ("修订", "修订")
    assert second.object.startswith("抗旱")
    assert first.deadline == second.deadline == "6月底前"


def test_conditions_go_with_every_consequence() -> None:
    first, second = duties("对拒不整改的，责令停产停业，纳入失信名单。")
    assert first.trigger == second.trigger == "拒不整改"


def test_several_conditions_are_several_duties() -> None:
    found = duties("对瞒报事故的，破坏现场的，依法追究刑事责任。")
    assert [duty.trigger for duty in found] == ["瞒报事故", "破坏现场"]
    assert {duty.action for duty in found} == {"追究"}
    assert found[0].group == found[1].group is not None


def test_two_counts_are_two_conditions() -> None:
    found = duties("1个月内发生2起以上或3个月内发生5起以上火灾的，由县安委办约谈乡镇主要负责人。")
    assert [(duty.trigger, duty.quantity and duty.quantity.value) for duty in found] == [
        ("1个月内发生2起以上", 2),
        ("3个月内发生5起以上火灾", 5),
    ]
    assert {duty.actor for duty in found} == {"县安委办"}


def test_each_level_its_rhythm() -> None:
    found = duties("市级每半年、县级每季度开展一次考核巡查。")
    assert [(duty.actor, duty.action, duty.cadence and duty.cadence.period) for duty in found] == [
        ("市级", "开展", "half"),
        ("县级", "开展", "quarter"),
    ]


def test_each_figure_and_each_trade_is_followed_by_itself() -> None:
    first, second = duties("隐患整改率、企业自查率等主要指标不低于全省平均水平。")
    assert [(one.quantity and (one.quantity.value, one.quantity.unit)) for one in (first, second)] == [(1, "×全省平均水平")] * 2
    assert [duty.responsible for duty in duties("粮食、邮政等行业领域也要开展专项整治。")] == [("粮食",), ("邮政",)]


def test_without_a_bracket_the_subject_answers() -> None:
    (duty,) = duties("县水利局、各乡镇要排查山塘隐患。")
    assert (duty.responsible, duty.responsible_scope) == (("县水利局", "各乡镇"), "句中主语")


def test_with_a_bracket_the_bracket_answers_and_the_subject_acts() -> None:
    (duty,) = duties("各水库管理单位要落实值守制度。", "（县水利局负责）")
    assert (duty.responsible, duty.responsible_scope, duty.actor) == (("县水利局",), "负责", "各水库管理单位")


def test_guided_firms_act() -> None:
    (duty,) = duties("落实动火作业审批制度。", "（县应急局指导督促落实）")
    assert (duty.actor, duty.responsible_scope) == ("企业", "指导督促落实")


def test_who_is_urged_acts() -> None:
    (duty,) = duties("督促危险化学品企业完善应急预案。")
    assert duty.actor == "危险化学品企业"


def test_a_subject_carries_on_in_its_sentence() -> None:
    first, second = duties("各乡镇要组建巡护队伍，配备巡护装备。")
    assert first.actor == second.actor == "各乡镇"


def test_goals_sections_oblige_only_by_number() -> None:
    text = "一、工作目标\n安全形势持续稳定，特种作业人员持证率达到100%。\n二、工作任务\n开展持证检查。\n"
    assert [duty.span for duty in parse(text).obligations] == ["特种作业人员持证率达到100%", "开展持证检查"]


def test_a_year_can_be_handed_in() -> None:
    text = "一、甲项工作\n（一）任务。年底前建成避难场所。\n"
    assert parse(text, year=2030).obligations[0].deadline_iso == "2030-12-31"
    assert parse(text).obligations[0].deadline_iso is None
