"""Nothing is cut off before rights are applied: search, search within a register, news."""

from datetime import timedelta

import pytest

from anlan.kernel import directory, queries, records, search
from anlan.kernel.tests.county import COUNTY, NOON, TOWN, County

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "BITE", 3)
    monkeypatch.setattr(search, "MOST", 30)


def test_an_old_hit_is_found_behind_many_that_one_may_not_see(county: County) -> None:
    mine = county.task(title="核查充电点", place=TOWN)
    for n in range(7):
        county.task(title=f"核查充电点{n}", place=COUNTY)
    assert [one.id for one in queries.searched("充电点", county.town)[0]] == [mine.id]
    assert len(queries.searched("充电点", county.clerk)[0]) == 8
    assert len(queries.searched("充电点", county.clerk, limit=5)[0]) == 5
    assert queries.searched("充电点", county.outsider) == ([], [])
    assert queries.searched("", county.clerk) == ([], [])


def test_a_register_is_searched_in_itself(county: County) -> None:
    for n in range(7):
        county.task(title=f"示例县住建局的任务{n}")
    found = queries.records("test_unit", county.clerk, words="住建局")
    assert [one.id for one in found] == [county.bureau]
    assert not queries.records("test_unit", county.clerk, words="没有这样的").exists()


def test_news_of_what_i_may_see_is_not_crowded_out(county: County) -> None:
    for n in range(6):
        county.task(at=NOON + HOUR, title=f"别处{n}", place=COUNTY)
    mine = county.task(at=NOON + 2 * HOUR, place=TOWN)
    assert [id for id, _ in directory.news(county.town, NOON, most=3)] == [mine.id]
    assert len(directory.news(county.signer, NOON, most=3)) == 3
    assert directory.news(county.town, NOON + 3 * HOUR) == []


def test_a_record_that_is_put_again_is_found_once(county: County) -> None:
    facts = {"name": "示例县文旅局", "place": COUNTY}
    for mark in ("一", "二", "三", "四"):
        records.put_record("test_unit", facts | {"doc_mark": mark}, county.clerk, at=NOON)
    assert [one.title for one in queries.searched("文旅局", county.clerk)[1]] == ["示例县文旅局"]
