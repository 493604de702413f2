"""What a task table will hand out, and the same change to many rows."""

from datetime import date

from anlan.duties.handout import led_by, marked, outlook, townships_of, without_townships
from anlan.duties.matching import seen

UNITS = [seen("t1", "甲镇", {"kind": "乡镇"}), seen("b1", "县水利局", {"kind": "县级部门"}), seen("b2", "县住建局", {})]
ROWS = [
    {"no": "1", "units": ["t1", "b1", "b2"]},
    {"no": "2", "lead": "b1", "units": ["b2"], "due": "2025-12-31"},
    {"no": "3", "units": [f"u{n}" for n in range(11)]},
    {"no": "4"},
    {"no": "5", "lead": "t1", "item": "道路劝导"},
]


def test_duties_are_counted_before_they_are_handed_out() -> None:
    told = outlook([marked(row, UNITS) for row in ROWS], date(2026, 1, 1))
    assert (told.duties, told.units, told.most) == (3 + 1 + 11 + 1, 14, 2)
    assert (told.each, told.townships, told.past, told.nobody) == (("3",), ("1",), ("2",), ("4",))


def test_a_table_of_nothing_hands_out_nothing() -> None:
    assert outlook([], date(2026, 1, 1)).duties == outlook([], date(2026, 1, 1)).most == 0


def test_a_lead_takes_the_row_and_the_others_work_with_it() -> None:
    row = led_by(ROWS[0], "b1")
    assert (row["lead"], row["units"], row["scope"]) == ("b1", ["t1", "b2"], "牵头配合")


def test_townships_leave_a_row_with_the_item_that_was_theirs() -> None:
    assert townships_of(ROWS[0], UNITS) == {"t1"}
    assert without_townships(ROWS[0], UNITS) == {"no": "1", "units": ["b1", "b2"]}
    assert without_townships(ROWS[4], UNITS) == {"no": "5", "units": []}
