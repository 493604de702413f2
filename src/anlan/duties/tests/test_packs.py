"""Packs: spans, the order of names, and a county where nothing has been handed out yet."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from anlan.duties import pack_papers, packs
from anlan.duties.loops.duty import count_said
from anlan.kernel.refusals import Refused

NOW = datetime(2025, 5, 10, 2, 0, tzinfo=UTC)


def task(span, *, due=None, closed=None, state="正在推进", since=NOW, **facts):
    given = {"due": due} | facts
    return packs.Task(SimpleNamespace(facts=given, closed=closed, state=state, since=since, title="任务"), span)


def test_a_span_ends_where_it_ends_or_now():
    month, quarter, gone = (packs.span_of(name, NOW) for name in ("2025-05", "2025Q2", "2025Q1"))
    assert (month.title, quarter.title) == ("2025年5月", "2025年第二季度")
    assert month.cut == quarter.cut == NOW
    assert (month.today, gone.today) == (date(2025, 5, 10), date(2025, 3, 31))
    assert gone.cut == gone.until


@pytest.mark.parametrize("name", ["2025-06", "2025Q3", "2025-00", "2025Q5", "２０２５-05", "../x"])
def test_what_is_no_span_or_has_not_begun_is_refused(name):
    with pytest.raises(Refused, match="请"):
        packs.span_of(name, NOW)


def test_late_is_counted_from_the_date_or_from_the_report():
    span = packs.span_of("2025-05", NOW)
    assert task(span, due="2025-05-01").days_late == 9
    assert task(span, due="2025-05-10").days_late == 0
    reported = task(span, due="2025-12-31", state="滞后", since=datetime(2025, 5, 8, 2, 0, tzinfo=UTC))
    assert (reported.is_late, reported.days_late) == (True, 2)
    assert not task(span, due="2025-05-01", closed=NOW.replace(day=2)).is_late


def test_a_cancelled_duty_is_not_done():
    span = packs.span_of("2025-05", NOW)
    closed = NOW.replace(day=3)
    assert task(span, closed=closed, state="已完成").is_done
    assert not task(span, closed=closed, state="已取消").is_done
    assert not task(span, closed=NOW.replace(month=4), state="已完成").is_done


def test_names_stand_by_their_sounds():
    names = ["县住建局", "县安委办", "县交通局", "北周庄镇"]
    assert sorted(names, key=packs.in_order) == ["北周庄镇", "县安委办", "县交通局", "县住建局"]


def test_a_setting_begins_with_its_number():
    assert [count_said(value) for value in ("3", "3 次", "", None, "次")] == [3, 3, None, None, None]


def test_a_pack_of_nothing_is_still_a_paper():
    empty = packs.Pack(packs.span_of("2025-05", NOW), (), (), None, (), ("2025-05",), (), packs.UNSET, ())
    paper = pack_papers.paper(empty, "示例县")
    assert paper.title == "示例县2025年5月调度材料"
    assert "不计分、不排名" in paper.blocks[0].text
