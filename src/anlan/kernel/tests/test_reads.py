"""What a need sees: unknown is never a value, and an entry keeps what was seen without whole rows."""

from datetime import timedelta

import pytest

from anlan.kernel.reads import UNKNOWN, Seen, SeenChildren, SeenLatest, SeenMatter, SeenRecord
from anlan.kernel.tests.paper_loop import NOON

CERTIFICATE = SeenRecord("r1", "certificate", "T1", "焊工证", "在用", {"holder": "李某"}, valid_until=NOON, version=4)


def test_unknown_is_nothing_at_every_depth():
    assert (bool(UNKNOWN), len(UNKNOWN), list(UNKNOWN)) == (False, 0, [])
    assert UNKNOWN.owner.phone is UNKNOWN
    assert (UNKNOWN.valid_on(NOON), UNKNOWN.is_("在线"), UNKNOWN.get("value")) == (False, False, None)
    assert UNKNOWN != 0
    assert UNKNOWN != ""


def test_unknown_is_not_compared_by_chance():
    """`seen.stock.quantity < 5` must not pass as no; a need has to say what unknown means."""
    with pytest.raises(TypeError):
        _ = UNKNOWN.quantity < 5
    with pytest.raises(TypeError):
        _ = UNKNOWN.open > 0


def test_what_was_never_read_is_unknown():
    assert Seen().anything is UNKNOWN
    assert Seen({"a": (1,)}).b is UNKNOWN


@pytest.mark.parametrize("at, valid", [(NOON - timedelta(seconds=1), True), (NOON, False)])
def test_validity_ends_at_its_moment(at, valid):
    assert CERTIFICATE.valid_on(at) is valid


def test_a_record_out_of_use_or_not_yet_in_force_is_not_valid():
    assert not SeenRecord("r", "k", "k", "t", "停用", {}).valid_on(NOON)
    assert not SeenRecord("r", "k", "k", "t", "在用", {}, valid_from=NOON + timedelta(days=1)).valid_on(NOON)


def test_an_entry_notes_ids_versions_and_counts():
    seen = Seen({
        "cert": CERTIFICATE, "kids": SeenChildren(2, 5, 1), "camera": SeenLatest("在线", NOON), "gone": UNKNOWN,
        "near": (SeenMatter("m1", "hot_work", "动火", "作业中", NOON),),
    })  # fmt: skip
    assert seen.note() == {
        "cert": {"record": "r1", "version": 4, "state": "在用"},
        "kids": {"open": 2, "done": 5, "overdue": 1},
        "camera": {"value": "在线", "at": "2026-03-02T12:00:00+08:00"},
        "gone": "unknown",
        "near": [{"matter": "m1", "state": "作业中"}],
    }
