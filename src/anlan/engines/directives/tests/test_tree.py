"""The clause tree under the numbering schemes that real documents use."""

import pytest

from anlan.engines.directives.directive import NotADirective
from anlan.engines.directives.parse import parse


def paths(text: str) -> list[str]:
    return [clause.path for clause in parse(text).leaves]


def test_chapters_clauses_items_and_a_tail() -> None:
    text = (
        "一、甲项工作\n（一）建立台账。建立隐患台账。\n（二）分行业整治\n1.煤矿。开展检查。\n2.消防。开展演练。\n"
        "其他行业也要开展整治。\n二、乙项工作\n（三）加强保障。落实经费。\n"
    )
    assert paths(text) == ["一/（一）", "一/（二）/1", "一/（二）/2", "一/（二）/尾", "二/（三）"]
    assert [clause.title for clause in parse(text).leaves] == ["建立台账", "煤矿", "消防", "", "加强保障"]


def test_articles_in_chapters() -> None:
    text = (
        "第一章 总则\n第一条 各乡镇应当建立安全生产责任制。\n第二条 各乡镇应当每年组织一次演练，演练结果报县应急局。\n"
        "第二章 附则\n第三条 本办法自印发之日起施行。\n"
    )
    assert paths(text) == ["第一章/第一条", "第一章/第二条", "第二章/第三条"]
    assert parse(text).clause("第一章/第一条").title == ""


def test_decimal_numbers_nest() -> None:
    text = (
        "1 总则\n1.1 编制目的\n规范应急处置工作，提高处置能力。\n1.2 工作原则\n统一领导、分级负责。\n"
        "2 组织体系\n2.1 指挥机构\n县政府设立指挥部，负责组织协调。\n"
    )
    found = paths(text)
    assert [path.split("/")[-1] for path in found] == ["1.1", "1.2", "2.1"]


def test_numbers_with_a_pause_mark_and_lost_line_breaks() -> None:
    text = "一、总体安排。各村要落实责任。二、重点工作。各村要开展排查。三、工作保障。各村要落实经费。"
    assert paths("各村：\n" + text) == ["一", "二", "三"]


def test_titles_on_their_own_line_and_half_width_brackets() -> None:
    text = (
        "一、落实责任\n(一)领导责任\n各乡镇要落实领导责任,每月研究1次。(各乡镇负责)\n"
        "(二)部门责任\n各部门要制定计划。(县应急局牵头,县水利局配合)\n"
    )
    directive = parse(text)
    assert paths(text) == ["一/（一）", "一/（二）"]
    assert directive.clause("一/（二）").units.lead == ("县应急局",)
    assert directive.clause("一/（二）").title == "部门责任"


def test_short_unnumbered_titles_make_subsections() -> None:
    text = (
        "一、重点任务\n森林防火\n各乡镇要严格管控野外用火，落实护林员巡护制度，做到有火必查。\n防汛抗旱\n"
        "各乡镇要检修水库闸门，备足防汛物资，落实二十四小时值班。\n"
    )
    assert paths(text) == ["一/森林防火", "一/防汛抗旱"]


def test_a_decimal_or_a_year_at_a_line_start_is_no_marker() -> None:
    text = "一、储备物资。储备编织袋\n1.5万条，储备帐篷300顶。\n2025年底前完成。\n二、落实责任。落实包保责任。\n"
    assert paths(text) == ["一", "二"]


def test_numbering_that_starts_again_keeps_paths_apart() -> None:
    text = "一、甲项工作。落实责任。\n二、乙项工作。开展检查。\n一、丙项工作。组织演练。\n"
    assert paths(text) == ["一", "二", "一#2"]


def test_a_notice_around_a_plan_keeps_the_plans_clauses() -> None:
    text = (
        "甲县人民政府办公室\n关于印发《甲县燃气整治方案》的通知\n甲政办发〔2026〕3号\n各乡镇人民政府：\n现将方案印发给你们。\n"
        "甲县人民政府办公室\n2026年3月1日\n甲县燃气整治方案\n一、整治任务\n（一）更新管网。年底前更新管网20公里。\n"
    )
    directive = parse(text)
    assert directive.head.number == "甲政办发〔2026〕3号"
    assert [clause.path for clause in directive.leaves] == ["一/（一）"]
    assert directive.obligations[0].deadline_iso == "2026-12-31"


@pytest.mark.parametrize("text", ["", " \n ", "今天天气很好。\n我们去爬山，山上风很大。\n"])
def test_what_is_no_directive_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NotADirective, match="请"):
        parse(text)
