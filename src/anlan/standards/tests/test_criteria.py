"""Three-valued criteria: yes, no, or unknown with the facts that would decide; never without a clause."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.standards.criteria import Compare, Criterion, Group, Not, RuleError, asked, grade, judge, read_rule
from anlan.standards.faults import faults
from anlan.standards.loader import read_standard, shipped

DAY = date(2026, 5, 1)
GRADES = shipped().standard("accident_grade", DAY).criteria


def figures(id):
    return shipped().look_up(id, DAY)


def graded(**facts):
    return grade(GRADES, facts, figures)


def rule(tree):
    return Criterion("demo.x", "示例情形", read_rule(tree), "第一条", "示例办法", "reported", {"a": "甲", "b": "乙"})


@pytest.mark.parametrize(
    ("deaths", "injured", "loss", "title"),
    [
        (30, 0, 0, "特别重大事故"),
        (29, 0, 0, "重大事故"),
        (0, 100, 0, "特别重大事故"),
        (0, 99, 0, "重大事故"),
        (0, 0, 10000, "特别重大事故"),
        (0, 0, "9999.99", "重大事故"),
        (10, 0, 0, "重大事故"),
        (9, 49, 4999, "较大事故"),
        (3, 0, 0, "较大事故"),
        (2, 9, 999, "一般事故"),
        (0, 0, 0, "一般事故"),
    ],
)
def test_accident_grades_at_their_bounds(deaths, injured, loss, title):
    found = graded(deaths=deaths, seriously_injured=injured, direct_loss=loss)
    assert found.at_least is not None
    assert (found.at_least.criterion.title, found.still_open) == (title, ())
    assert found.at_least.clause.startswith("国务院令第493号《生产安全事故报告和调查处理条例》第三条")


def test_a_first_report_leaves_the_higher_grade_open_and_names_what_is_missing():
    found = graded(deaths=12, direct_loss=300)
    assert found.at_least is not None
    assert found.at_least.criterion.title == "重大事故"
    assert [it.sentence for it in found.still_open] == [
        "暂不能判定是否为特别重大事故：缺少重伤人数（含急性工业中毒）（国务院令第493号《生产安全事故报告和调查处理条例》第三条第一款第（一）项）。"
    ]


def test_nothing_known_is_no_grade_at_all():
    found = graded()
    assert found.at_least is None
    assert [it.criterion.title for it in found.still_open] == ["特别重大事故", "重大事故", "较大事故", "一般事故"]


@pytest.mark.parametrize(
    ("lower_limit", "concentration", "holds", "missing"),
    [
        ("4", "0.5", True, ()),
        ("4", "0.51", False, ()),
        ("3.9", "0.21", False, ()),
        ("3.9", "0.2", True, ()),
        (None, "0.2", True, ()),
        (None, "0.3", None, ("lower_limit",)),
        (None, "0.6", False, ()),
        ("5", None, None, ("concentration",)),
        ("5", "不详", None, ("concentration",)),
    ],
)
def test_gas_before_hot_work(lower_limit, concentration, holds, missing):
    fit = shipped().standard("gb30871", DAY).criteria[0]
    finding = judge(fit, {"lower_limit": lower_limit, "concentration": concentration}, figures)
    assert (finding.holds, finding.missing) == (holds, missing)


def test_k_of_knows_as_soon_as_it_can():
    two = rule({"k_of": [{"fact": it, "is": "=", "value": True} for it in ("a", "b", "c")], "k": 2})
    assert judge(two, {"a": True, "b": True}, figures).holds is True
    assert judge(two, {"a": False, "b": False}, figures).holds is False
    finding = judge(two, {"a": True, "b": False}, figures)
    assert (finding.holds, finding.missing) == (None, ("c",))


def test_an_unset_figure_decides_nothing():
    tree = rule({"fact": "a", "is": ">", "figure": "gb30871.hot_work.lel"})
    assert judge(tree, {"a": 99}, figures).holds is None


def test_no_verdict_without_a_clause():
    with pytest.raises(RuleError, match="没有写明依据条款"):
        Criterion("demo.x", "示例情形", Compare("a", "=", True), "", "示例办法", "reported", {})
    head = {
        "topic": "demo",
        "title": "示例",
        "source": "示例办法",
        "valid_from": "2020-01-01",
        "confidence": "reported",
        "facts": {"a": "甲"},
    }
    row = {"id": "x", "title": "示例情形", "when": {"fact": "a", "is": "=", "value": True}}
    without = read_standard(head | {"criteria": [row]})
    assert (without.criteria, faults(without)[0]) == ((), "demo.x：判定“示例情形”没有写明依据条款，不能用于判定。")
    dangling = row | {"clause": "第一条", "when": {"fact": "b", "is": ">", "figure": "demo.none"}}
    assert faults(read_standard(head | {"criteria": [dangling]})) == [
        "demo.x：引用的数值 demo.none 不存在。",
        "demo.x：事实 b 没有中文名称（facts）。",
    ]


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        {},
        {"any": []},
        {"fact": "a"},
        {"fact": "a", "is": "~", "value": 1},
        {"fact": "a", "is": "=", "value": None},
        {"all": [{"fact": "a"}]},
        {"k_of": [{"fact": "a", "is": "=", "value": 1}], "k": 2},
        {"not": {}},
        {"any": [], "all": []},
        {"fact": "a", "is": "=", "value": 1, "or": 2},
    ],
)
def test_a_tree_that_cannot_be_read_is_refused(tree):
    with pytest.raises(RuleError, match="读不懂"):
        read_rule(tree)


def leaf(name):
    return Compare(name, "=", True)


trees = st.recursive(
    st.sampled_from("abc").map(leaf),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).flatmap(lambda it: st.integers(1, len(it)).map(lambda k: Group(k, tuple(it)))),
    ),
    max_leaves=8,
)


@given(trees, st.dictionaries(st.sampled_from("abc"), st.booleans()))
def test_a_verdict_holds_however_the_unknown_turns_out(tree, known):
    """Filling in the unknown facts never overturns a yes or no, and an unknown names at least one absent fact."""
    criterion = Criterion("demo.x", "示例情形", tree, "第一条", "示例办法", "reported", {})
    finding = judge(criterion, known, figures)
    unknown = [fact for fact in asked(tree) if fact not in known]
    for values in product((True, False), repeat=len(unknown)):
        full = judge(criterion, known | dict(zip(unknown, values, strict=True)), figures)
        assert full.holds is not None
        assert finding.holds in (None, full.holds)
    assert (finding.holds is None) == bool(finding.missing)
    assert set(finding.missing) <= set(unknown)


@pytest.mark.parametrize(
    ("facts", "holds", "missing"),
    [
        ({"serious_accidents": 1}, True, ()),
        ({"serious_accidents": 0, "ordinary_3m": 2}, True, ()),
        ({"serious_accidents": 0, "ordinary_3m": 1, "ordinary_6m": 2}, False, ()),
        ({"serious_accidents": 0, "ordinary_3m": 1}, None, ("ordinary_6m",)),
    ],
)
def test_when_a_special_inspection_is_due(facts, holds, missing):
    finding = judge(shipped().standard("county_duties", DAY).criteria[0], facts, figures)
    assert (finding.holds, finding.missing) == (holds, missing)
    assert finding.clause == "山政发〔2025〕1号（山阴县）三（十）"
