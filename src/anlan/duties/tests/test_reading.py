"""Numbers of a document become a row's target only where they are what the row must reach, with the words that say so."""

from datetime import date

import pytest

from anlan.duties.handout import outlook
from anlan.duties.reading import row_facts, target_of
from anlan.duties.table_pages import goal_said

TEN = {"span": "至少办成10件民生实事；", "quantity": "民生实事 ≥10件"}


@pytest.mark.parametrize(
    ("span", "quantity", "target"),
    [
        ("每年至少办成10件实事", "实事 ≥10件", ("不少于", "10", "件")),
        ("培训覆盖率达到95.5%以上", "培训覆盖率 ≥95.5%", ("不少于", "95.5", "%")),
        ("事故起数控制在5起以内", "事故 ≤5起", ("不超过", "5", "起")),
        ("每年研究1—2个课题", "课题 ≥1—2个", ("不少于", "1", "个")),
        ("培养3—5名", "≥3—5名", ("不少于", "3", "名")),
        ("落实九条硬措施", "硬措施 9条", None),
        ("紧盯6层以上、人员密集的楼房", "≥6层", None),
        ("检查10人以上的作坊", "作坊 ≥10人", None),
        ("开展夜查", None, None),
    ],
)
def test_a_number_that_binds_is_the_target(span, quantity, target):
    said = target_of([{"span": span, "quantity": quantity}])
    assert (tuple(said.get(name) for name in ("comparator", "target", "target_unit")) if said else None) == target
    assert said.get("quantity") == (span if target else None)


def test_what_sets_a_task_off_is_no_target():
    said = {"span": "一个月内发生3起事故的，开展巡查", "quantity": "巡查 ≥3起", "trigger": "一个月内发生3起事故"}
    assert target_of([said]) == {}


def test_a_row_has_one_target_or_a_person_chooses():
    two = {"span": "新建2座水池", "quantity": "水池 ≥2座"}
    assert target_of([TEN, {"span": "认真总结"}])["target"] == "10"
    assert target_of([TEN, TEN])["quantity"] == "至少办成10件民生实事"
    assert target_of([TEN, two]) == {"quantity": "至少办成10件民生实事；新建2座水池"}
    row = row_facts(1, [TEN | {"clause": "一", "unit_ids": ["u1"]}], ())
    assert (row["target"], row["target_unit"], row["comparator"]) == ("10", "件", "不少于")


def test_the_table_says_which_rows_carry_a_number():
    rows = [{"no": "1", "target": "10", "quantity": "10件"}, {"no": "2", "quantity": "10件；2座"}, {"no": "3"}]
    told = outlook(rows, date(2026, 3, 2))
    assert (told.counted, told.unchosen) == (("1",), ("2",))
    assert goal_said({"target": "10", "target_unit": "件", "comparator": "不超过"}) == "指标：不超过 10 件"
    assert goal_said(rows[1]) == ""
