"""Deadlines, cadences and numbers as written and as values."""

import pytest

from anlan.engines.directives.measures import cadence, counted_noun, deadline, quantity
from anlan.engines.directives.numerals import number


@pytest.mark.parametrize(
    ("text", "written", "iso"),
    [
        ("年底前建成", "年底前", "2027-12-31"),
        ("于6月底前完成", "6月底前", "2027-06-30"),
        ("2月底前完成", "2月底前", "2027-02-28"),
        ("2028年10月31日前报送", "2028年10月31日前", "2028-10-31"),
        ("5月31日前完成修订", "5月31日前", "2027-05-31"),
        ("三季度末完成验收", "三季度末", "2027-09-30"),
        ("上半年完成", "上半年", "2027-06-30"),
        ("次年1月10日前报告", "次年1月10日前", "2028-01-10"),
        ("主汛期前完成检修", "主汛期前", None),
        ("24小时内报告", "24小时内", None),
        ("五个工作日内反馈", "五个工作日内", None),
        ("当日上报", "当日", None),
        ("每季度首月10日前报送", "每季度首月10日前", None),
        ("制定2027年重点工作任务清单", "2027年", "2027-12-31"),
    ],
)
def test_deadlines(text: str, written: str, iso: str | None) -> None:
    found = deadline(text, 2027)
    assert found is not None
    assert (found.text, found.iso) == (written, iso)


@pytest.mark.parametrize("text", ["3个月之内发生2起以上", "贯彻2025年3月1日印发的意见", "推进三年行动", "全年无休"])
def test_what_is_no_deadline(text: str) -> None:
    assert deadline(text, 2027) is None


@pytest.mark.parametrize(
    ("text", "period", "count", "comparator"),
    [
        ("每季度至少召开1次会议", "quarter", 1, ">="),
        ("每月开展2次检查", "month", 2, "="),
        ("每半年组织一次演练", "half", 1, "="),
        ("每半月调度", "half_month", None, None),
        ("制定年度计划", "year", 1, "="),
        ("定期会商", "periodic", None, None),
        ("动态更新台账", "continuous", None, None),
        ("及时报告", "event", None, None),
    ],
)
def test_cadences(text: str, period: str, count: int | None, comparator: str | None) -> None:
    found = cadence(text)
    assert found is not None
    assert (found.period, found.count, found.comparator) == (period, count, comparator)


@pytest.mark.parametrize("text", ["推进隐患动态清零", "动态监控流于形式", "24小时内报告", "健全工作机制"])
def test_what_is_no_cadence(text: str) -> None:
    assert cadence(text) is None


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        ("至少解决10项问题", 10, "项", ">="),
        ("每年解决1—2项问题", (1, 2), "项", ">="),
        ("不超过7天", 7, "天", "<="),
        ("覆盖率达到百分之九十五", 95, "%", ">="),
        ("建成2座煤矿", 2, "座", ">="),
        ("安置6万人", 60000, "人", ">="),
        ("组建三支队伍", 3, "支", ">="),
        ("所有矿山联网", 100, "%", ">="),
        ("推进动态清零", 0, "项", "="),
        ("占比不低于全国平均水平", 1, "×全国平均水平", ">="),
        ("配备双驾驶员", 2, "驾驶员", ">="),
        ("落实十五条硬措施", 15, "条", "="),
        ("每季度报送一次", 1, "次", ">="),
    ],
)
def test_quantities(text: str, value: object, unit: str, comparator: str) -> None:
    found = quantity(text, "")
    assert found is not None
    assert (found.value, found.unit, found.comparator) == (value, unit, comparator)


@pytest.mark.parametrize(
    "text", ["推进三年行动", "落实“三管三必须”", "编制“十五五”规划", "2025年3月25日印发", "进一步统一思想", "第一议题"]
)
def test_what_is_no_quantity(text: str) -> None:
    assert quantity(text, "") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("二百零八", 208), ("十五", 15), ("6万", 60000), ("二〇二五", 2025), ("1,000", 1000), ("2.5", 2.5), ("甲", None)],
)
def test_numerals(text: str, value: float | None) -> None:
    assert number(text) == value


@pytest.mark.parametrize(("what", "noun"), [("1次专题会议", "专题会议"), ("至少10项具体问题", "具体问题"), ("3座", "3座")])
def test_what_a_number_counts(what: str, noun: str) -> None:
    assert counted_noun(what) == noun
