"""Ids: in the order of time, never twice, and the same for the same names."""

from datetime import timedelta

from anlan.kernel.ids import is_id, made_id, new_id
from anlan.kernel.tests.paper_loop import NOON


def test_later_is_greater():
    ids = [new_id(NOON + timedelta(milliseconds=n)) for n in range(50)]
    assert ids == sorted(ids)


def test_it_is_a_uuid_of_version_7():
    one = new_id(NOON)
    assert is_id(one)
    assert (one[12], one[16] in "89ab", int(one[:12], 16)) == ("7", True, int(NOON.timestamp() * 1000))


def test_never_twice_in_a_millisecond():
    assert len({new_id(NOON) for _ in range(2000)}) == 2000


def test_the_same_names_make_the_same_id_in_this_order_only():
    assert made_id("parent", "step", "target") == made_id("parent", "step", "target")
    assert len({made_id("a", "bc"), made_id("ab", "c"), made_id("bc", "a"), made_id("a", "bc", "")}) == 4
    assert is_id(made_id("a"))


def test_what_a_client_may_not_call_an_id():
    assert not any(map(is_id, ["", "x" * 32, "A" * 32, "a" * 31, "a" * 33, "a" * 32 + "\n", "../" + "a" * 29]))
