"""A table put twice changes nothing, with or without a key; one that was stopped in the middle goes on."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from anlan.kernel import facts as f
from anlan.kernel import records
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.facts import Facts
from anlan.kernel.models import Entry, Record
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.county import COUNTY, KINDS, NOON, UNIT, County


class PointFacts(Facts):
    name: str = f.text("名称")
    place: str = f.place("属地")
    note: str | None = f.text("备注", optional=True)


def not_wrong(facts: Any) -> str | None:
    return "名称不能是“错”，请改正。" if facts.name == "错" else None


POINT = replace(UNIT, kind="test_keyless", title="测试点位", facts=PointFacts, key="", check=not_wrong)


@pytest.fixture
def keyless(county: County) -> Iterator[County]:
    with with_kinds(POINT):
        yield county


@pytest.fixture
def committing(transactional_db: None) -> Iterator[County]:
    """The same, where each bite is a transaction of its own."""
    with with_kinds(*KINDS, POINT):
        yield County()


def rows(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "place": COUNTY, "note": None} for name in names]


def put(county: County, *names: str) -> list[bool]:
    return [one.changed for one in records.put_table("test_keyless", rows(*names), county.clerk, at=NOON)]


def names() -> list[str]:
    return sorted(one.title for one in Record.objects.filter(kind="test_keyless"))


def test_the_same_table_again_changes_nothing(keyless: County) -> None:
    assert put(keyless, "甲", "乙", "甲") == [True, True, True]
    assert names() == ["乙", "甲", "甲"], "two rows that say the same are two things"
    entries = Entry.objects.count()
    assert put(keyless, "甲", "乙", "甲") == [False, False, False]
    assert put(keyless, "乙", "丙") == [False, True], "in another order, with a new row"
    assert (Entry.objects.count(), len(names())) == (entries + 1, 4)


def test_a_later_correction_is_not_written_over(keyless: County) -> None:
    put(keyless, "甲")
    own = Record.objects.get(kind="test_keyless")
    records.put_record("test_keyless", {"name": "甲（新）", "place": COUNTY}, keyless.clerk, at=NOON, record=own.id)
    assert put(keyless, "甲") == [False]
    assert names() == ["甲（新）"]


def test_the_page_s_way_is_as_harmless(keyless: County) -> None:
    for _ in range(2):
        records.put_records("test_keyless", rows("甲", "乙"), keyless.clerk, at=NOON)
    assert names() == ["乙", "甲"]
    assert put(keyless, "甲", "乙") == [False, False]


def test_a_table_stopped_in_the_middle_goes_on(committing: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "BITE", 3)
    whole, write = [f"点{n}" for n in range(8)], records.putting

    def pulled(*given: Any, **more: Any) -> records.Kept:
        if given[2]["name"] == "点4":
            raise SystemExit("the plug is pulled")
        return write(*given, **more)

    monkeypatch.setattr(records, "putting", pulled)
    with pytest.raises(SystemExit):
        put(committing, *whole)
    assert names() == ["点0", "点1", "点2"], "bites are whole"
    monkeypatch.setattr(records, "putting", write)
    assert put(committing, *whole) == [False] * 3 + [True] * 5
    assert put(committing, *whole) == [False] * 8
    assert names() == whole


def test_a_wrong_row_says_where_and_what_is_in(committing: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "BITE", 2)
    with pytest.raises(Refused, match=r"第 4 行：名称不能是“错”，请改正。前 2 行已经导入"):
        put(committing, "甲", "乙", "丙", "错")
    assert names() == ["乙", "甲"]
    assert put(committing, "甲", "乙", "丙", "丁") == [False, False, True, True]
