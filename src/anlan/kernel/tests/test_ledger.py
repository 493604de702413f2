"""What the ledger keeps of a change, and that it folds back."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.ledger import delta, fold

ROW = st.fixed_dictionaries({"a": st.integers(0, 3)})
FACTS = st.dictionaries(st.sampled_from("xyz"), st.one_of(st.integers(0, 3), st.lists(ROW, max_size=6)), max_size=3)


@given(FACTS, FACTS)
def test_a_delta_laid_over_the_old_is_the_new(before: dict[str, Any], after: dict[str, Any]) -> None:
    laid = fold(before, delta(before, after))
    assert {name: value for name, value in laid.items() if value is not None} == after


def test_of_a_long_table_only_the_changed_row_is_kept() -> None:
    before = {"rows": [{"n": n} for n in range(200)]}
    after = {"rows": [*before["rows"][:7], {"n": "x"}, *before["rows"][8:]]}
    assert delta(before, after) == {"rows": {"@rows": {"7": {"n": "x"}}}}
