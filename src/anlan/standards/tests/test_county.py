"""A county may tighten, may set what is left to it, and may never loosen."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.standards.county import Override, Refused, county_figure, tightened
from anlan.standards.loader import Standards, read_standard, shipped

DAY = date(2026, 5, 1)


def own(id, value, **fields):
    return Override(id, value, "140621", "示政发〔2026〕1号", date(2026, 1, 1), **fields)


def test_a_tighter_figure_stands_in_front_with_its_own_source():
    standards = tightened(shipped(), [own("gb30871.hot_work.gas_test_valid", "20")])
    mine = standards.look_up("gb30871.hot_work.gas_test_valid", DAY)
    assert (mine.value, mine.text, mine.source, mine.set_by) == (timedelta(minutes=20), "20 分钟", "示政发〔2026〕1号", "140621")
    assert standards.look_up("gb30871.hot_work.gas_test_valid", date(2025, 12, 31)).text == "30 分钟"
    assert shipped().look_up("gb30871.hot_work.gas_test_valid", DAY).text == "30 分钟"


@pytest.mark.parametrize(
    ("id", "value", "sentence"),
    [
        (
            "gb30871.hot_work.valid",
            9,
            "“特级、一级动火作业票的有效期”只能从严：GB 30871-2022规定为 8 小时，9 小时比它宽，请填不大于 8 小时的数值。",
        ),
        (
            "gb30871.hot_work.cylinder_gap",
            3,
            "“氧气瓶与乙炔瓶的间距”只能从严：GB 30871-2022规定为 5 米，3 米比它宽，请填不小于 5 米的数值。",
        ),
        (
            "accident_grade.major.deaths",
            5,
            "“重大事故的死亡人数”由国务院令第493号《生产安全事故报告和调查处理条例》规定为 10 人，县里不能调整。",
        ),
        (
            "gb30871.hot_work.gas_low",
            "少许",
            "“动火处可燃气体浓度（爆炸下限低于 4 % 的）”填写的“少许”不是以%VOL计的数值，请改正。",
        ),
        ("gb30871.hot_work.gas_test_valid", None, "“动火前气体分析的有效时间”没有填写数值，请填写或撤回。"),
        ("gb30871.no_such", 1, "标准中没有“gb30871.no_such”，不能另行规定，请核对名称和生效日期。"),
    ],
)
def test_refusals_say_what_is_wrong_and_what_to_do(id, value, sentence):
    with pytest.raises(Refused) as refusal:
        tightened(shipped(), [own(id, value)])
    assert str(refusal.value) == sentence


def test_a_document_and_sane_dates_are_asked_for():
    with pytest.raises(Refused, match="请补上文号"):
        county_figure(shipped(), Override("gb30871.hot_work.valid", 6, "140621", "", DAY))
    with pytest.raises(Refused, match="早于生效日期"):
        county_figure(shipped(), own("gb30871.hot_work.valid", 6, valid_to=date(2025, 1, 1)))


def test_what_is_left_to_the_county_may_go_either_way():
    standards = tightened(shipped(), [own("supervision_clock.settle", 10), own("gb30871.hot_work.lel", 10)])
    assert standards.look_up("supervision_clock.settle", DAY).text == "10 日"
    assert standards.look_up("gb30871.hot_work.lel", DAY).text == "10 %LEL"


def test_when_the_law_overtakes_the_county_the_law_counts():
    figure = {
        "id": "wind",
        "title": "风力",
        "unit": "级",
        "source": "示例",
        "confidence": "reported",
        "county_may": "tighten",
        "direction": "lower",
    }
    law = read_standard(
        {
            "topic": "demo",
            "title": "示例",
            "figures": [
                figure | {"value": 6, "valid_from": "2020-01-01", "valid_to": "2026-06-30"},
                figure | {"value": 4, "valid_from": "2026-07-01"},
            ],
        }
    )
    standards = tightened(Standards([law]), [own("demo.wind", 5)])
    assert [standards.look_up("demo.wind", day).value for day in (date(2026, 6, 30), date(2026, 7, 1))] == [5, 4]


@given(st.integers(1, 600))
def test_no_override_ever_makes_a_limit_looser(minutes):
    try:
        standards = tightened(shipped(), [own("gb30871.hot_work.gas_test_valid", minutes)])
    except Refused:
        assert minutes > 30
    else:
        assert (
            standards.look_up("gb30871.hot_work.gas_test_valid", DAY).value == timedelta(minutes=minutes) <= timedelta(minutes=30)
        )
