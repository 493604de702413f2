"""A 清单 as numbered text, as pasted table, as rows."""

import pytest

from anlan.engines.directives.checklist import Item, read_checklist, read_rows
from anlan.engines.directives.directive import NotADirective

NUMBERED = """甲县矿山安全硬措施清单
一、井工矿山
1.严格执行带班下井制度。（县能源局负责）
2.瓦斯超限立即撤人。（县能源局牵头，县应急局配合）
二、尾矿库
1.“头顶库”逐库落实包保责任。
"""


def test_numbered_text() -> None:
    assert read_checklist(NUMBERED).items == (
        Item("一/1", "严格执行带班下井制度", "井工矿山", ("县能源局",)),
        Item("一/2", "瓦斯超限立即撤人", "井工矿山", ("县能源局", "县应急局")),
        Item("二/1", "“头顶库”逐库落实包保责任", "尾矿库", ()),
    )


def test_conditions_of_a_standard_apply_to_its_lead_in() -> None:
    text = (
        "第三条 化工企业有下列情形之一的，判定为重大隐患：\n（一）未取得许可证；\n（二）超量储存。\n"
        "第四条 本标准自印发之日起施行。\n"
    )
    items = read_checklist(text).items
    assert [(item.number, item.text) for item in items] == [
        ("第三条/（一）", "未取得许可证"),
        ("第三条/（二）", "超量储存"),
        ("第四条", "本标准自印发之日起施行"),
    ]
    assert items[0].applies_to.startswith("化工企业有下列情形之一")


def test_a_pasted_table() -> None:
    text = "乡镇履职事项清单\n序号\t类别\t事项名称\t责任单位\n1\t应急\t组织隐患排查\t县应急局、各乡镇\n2\t\t值班值守\t各乡镇\n"
    assert read_checklist(text).items == (
        Item("1", "组织隐患排查", "应急", ("县应急局", "各乡镇")),
        Item("2", "值班值守", "应急", ("各乡镇",)),
    )


def test_rows_with_a_title_above_and_two_text_columns() -> None:
    rows = [
        ["任务分解表", "", ""],
        ["序号", "工作任务", "具体措施", "牵头单位"],
        ["1", "防汛", "检修闸门", "县水利局"],
        ["", "", "", ""],
    ]
    assert read_rows(rows) == (Item("1", "防汛；检修闸门", "", ("县水利局",)),)


def test_bare_lines_are_items_too() -> None:
    assert [item.text for item in read_checklist("一、严禁无证上岗\n二、严禁带病运行\n").items] == [
        "严禁无证上岗",
        "严禁带病运行",
    ]


def test_what_has_no_numbering_is_refused() -> None:
    with pytest.raises(NotADirective, match="请"):
        read_checklist("只是一段话，没有编号。")


def test_rows_without_a_heading() -> None:
    with pytest.raises(NotADirective, match="表头"):
        read_rows([["1", "防汛"], ["2", "防火"]])
