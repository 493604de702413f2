"""The loader: figures by id and day, lists of a county by the same way, contents that are not there."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.standards.faults import faults
from anlan.standards.loader import NoFigure, NotImported, Standards, as_text, read_standard, shipped

DAY = date(2026, 5, 1)
LIST = {
    "topic": "fifteen_measures",
    "title": "示例十五条",
    "number": "示安委〔2026〕3号",
    "issuer": "示例市安委会",
    "valid_from": "2026-03-01",
    "items": [{"clause": "一", "text": "示例条文甲", "applies_to": ["煤矿"]}, {"clause": "二", "text": "示例条文乙"}],
}


def figure(**fields):
    return {
        "id": "wind",
        "title": "风力",
        "value": 5,
        "unit": "级",
        "source": "示例",
        "confidence": "reported",
        "valid_from": date(2020, 1, 1),
    } | fields


def one(*figures, **head):
    return read_standard({"topic": "demo", "title": "示例标准", "figures": list(figures)} | head)


@pytest.mark.parametrize("standard", shipped().all, ids=lambda it: it.topic)
def test_every_shipped_standard_is_sound(standard):
    assert faults(standard) == []


def test_a_figure_says_its_value_its_source_and_how_sure_it_is():
    valid = shipped().look_up("gb30871.hot_work.gas_test_valid", DAY)
    assert (valid.value, valid.text, valid.source) == (timedelta(minutes=30), "30 分钟", "GB 30871-2022")
    assert valid.confidence == "unverified"
    report = shipped().look_up("accident_report.firm", DAY)
    assert (report.text, report.clause, report.confidence) == ("1 小时", "第九条", "confirmed")


def test_versions_change_on_their_day():
    standards = Standards([one(figure(valid_to=date(2025, 12, 31)), figure(value=4, valid_from=date(2026, 1, 1)))])
    assert faults(standards.all[0]) == []
    assert standards.look_up("demo.wind", date(2025, 12, 31)).value == 5
    assert standards.look_up("demo.wind", date(2026, 1, 1)).value == 4
    with pytest.raises(NoFigure, match="核对名称和日期"):
        standards.look_up("demo.wind", date(2019, 12, 31))


def test_a_topic_without_content_says_so_and_gives_no_number():
    with pytest.raises(NotImported) as answer:
        shipped().look_up("fifteen_measures.anything", DAY)
    assert str(answer.value) == "《朔州市矿山安全生产十五条硬措施》内容未导入：请导入、向上级索取，或标为暂不适用。"
    with pytest.raises(NotImported):
        shipped().standard("fifteen_measures", DAY)
    with pytest.raises(NoFigure, match="没有名为“nothing”的标准"):
        shipped().look_up("nothing.at.all", DAY)


def test_an_imported_list_takes_the_place_of_the_empty_topic_from_its_first_day():
    brought = read_standard(LIST)
    assert faults(brought) == []
    standards = shipped().and_also(brought)
    found = standards.standard("fifteen_measures", DAY)
    assert [(item.clause, item.text, item.applies_to) for item in found.items] == [
        ("一", "示例条文甲", ("煤矿",)),
        ("二", "示例条文乙", ()),
    ]
    assert found.source == "示例市安委会 示安委〔2026〕3号"
    with pytest.raises(NoFigure, match="没有有效版本"):
        standards.standard("fifteen_measures", date(2026, 2, 28))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"source": ""}, "没有来源"),
        ({"confidence": None}, "没有写明可信程度"),
        ({"confidence": "recalled"}, "可信程度“recalled”不认识"),
        ({"valid_from": "2026-13-01"}, "日期“2026-13-01”读不懂"),
        ({"valid_from": None}, "没有生效日期"),
        ({"valid_to": date(2019, 1, 1)}, "早于生效日期"),
        ({"county_may": "tighten"}, "哪个方向更严"),
        ({"county_may": "perhaps"}, "county_may“perhaps”不认识"),
        ({"direction": "up"}, "direction“up”不认识"),
        ({"value": None}, "没有数值"),
        ({"value": "半小时", "unit": "分钟"}, "不是以分钟计的时间"),
        ({"value": float("nan"), "unit": "小时"}, "不是以小时计的时间"),
        ({"value": 10**12, "unit": "小时"}, "不在 0 到 100 年之间"),
        ({"value": float("inf")}, "不是有限的数值"),
        ({"value": {"a": 1}}, "不是数值、文字或列表"),
        ({"comparator": "about"}, "比较符“about”不认识"),
        ({"title": ""}, "没有标题"),
        ({"id": ""}, "没有名称"),
    ],
)
def test_faults_of_a_figure(changed, told):
    assert any(told in fault for fault in faults(one(figure(**changed))))


def test_overlapping_versions_are_a_fault_and_touching_ones_are_not():
    overlapping = one(figure(valid_to=date(2026, 1, 1)), figure(value=4, valid_from=date(2026, 1, 1)))
    assert faults(overlapping) == ["demo.wind：2020-01-01 至 2026-01-01 与 2026-01-01 至 今 两个版本的有效期重叠。"]


def test_faults_of_a_list():
    assert faults(read_standard({**LIST, "items": [{"clause": "一", "text": ""}, {"clause": "一", "text": "甲"}]})) == [
        "fifteen_measures.1：第 一 条没有内容。",
        "fifteen_measures：条款 一 出现不止一次。",
    ]
    assert "没有来源" in faults(read_standard({**LIST, "number": "", "issuer": ""}))[0]
    assert "没有施行日期" in faults(read_standard({**LIST, "valid_from": None}))[0]
    assert "应为逐条的列表" in faults(read_standard({**LIST, "items": "一、二、三"}))[0]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (timedelta(minutes=30), "分钟", "30 分钟"),
        (timedelta(hours=72), "小时", "72 小时"),
        (timedelta(days=7), "日", "7 日"),
        (timedelta(minutes=90), "小时", "1.5 小时"),
        (Decimal("0.50"), "%VOL", "0.5 %VOL"),
        (Decimal(100), "人", "100 人"),
        (Decimal(5), "", "5"),
        ((Decimal("19.5"), Decimal(21)), "%VOL", "19.5～21 %VOL"),
        (("甲", "乙"), "", "甲；乙"),
        (None, "%LEL", "未设定"),
        ("红色", "", "红色"),
    ],
)
def test_as_text(value, unit, text):
    assert as_text(value, unit) == text


def test_allows_is_yes_no_or_not_known():
    gas, oxygen = (shipped().look_up(f"gb30871.{it}", DAY) for it in ("hot_work.gas_low", "confined_space.oxygen"))
    assert [gas.allows(it) for it in ("0.2", 0.21, None)] == [True, False, None]
    assert [oxygen.allows(it) for it in ("19.5", "21.1", "")] == [True, False, None]
    assert shipped().look_up("gb30871.hot_work.lel", DAY).allows(3) is None


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
KEYS = [
    "id",
    "title",
    "value",
    "unit",
    "source",
    "valid_from",
    "confidence",
    "clause",
    "when",
    "text",
    "applies_to",
    "comparator",
]
rows = st.lists(junk | st.dictionaries(st.sampled_from(KEYS), junk | st.sampled_from(["分钟", "日", ">="])), max_size=3)


@given(st.dictionaries(st.sampled_from(["topic", "title", "number", "issuer", "facts", "valid_from"]), junk), rows, rows, rows)
def test_whatever_is_brought_gets_faults_and_never_an_error(head, figures, criteria, items):
    brought = read_standard(head | {"figures": figures, "criteria": criteria, "items": items})
    assert all(isinstance(fault, str) for fault in faults(brought))
