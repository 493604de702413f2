"""Calendar: the days that are worked, spans as the law writes them, and how a due time is said."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.calendar import (
    SHANGHAI,
    Span,
    SpanError,
    add_months,
    add_workdays,
    distance,
    end_of_day,
    is_assumed,
    is_workday,
    parse_span,
    span_of,
    spoken,
)
from anlan.standards.loader import NoFigure, NotImported, shipped


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


moments = st.integers(0, 10 * 365 * 24 * 60).map(lambda minutes: at("2020-01-01 00:00") + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 10, 1), False),
        (date(2025, 10, 11), True),
        (date(2025, 10, 12), False),
        (date(2026, 2, 17), False),
        (date(2026, 2, 14), True),
        (date(2031, 10, 1), True),
        (date(2031, 10, 4), False),
        (date(1999, 1, 1), True),
    ],
)
def test_workdays_follow_the_arrangement_and_else_the_week(day, worked):
    assert is_workday(day) is worked


def test_a_year_without_arrangement_is_flagged():
    assert not is_assumed(at("2025-12-30 10:00"), at("2026-01-05 10:00"))
    assert is_assumed(at("2026-01-05 10:00"), at("2031-01-05 10:00"))
    assert is_assumed(at("2031-01-05 10:00"), at("2026-01-05 10:00"))


def test_only_working_days_of_an_unpublished_year_make_a_due_date_provisional():
    far = at("2030-12-30 10:00")
    assert parse_span("5 workdays").is_provisional(far)
    assert parse_span("standard:major_hazard_report.coal_notice").is_provisional(far, shipped())
    assert not parse_span("5 days").is_provisional(far)
    assert not parse_span("5 workdays").is_provisional(at("2025-12-01 10:00"))


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2025-09-30 15:00", 1, "2025-10-09 15:00"),
        ("2025-10-10 15:00", 1, "2025-10-11 15:00"),
        ("2025-10-10 15:00", 2, "2025-10-13 15:00"),
        ("2025-10-04 15:00", 1, "2025-10-09 15:00"),
        ("2025-10-04 15:00", 0, "2025-10-04 15:00"),
        ("2026-11-20 09:30", 5, "2026-11-27 09:30"),
    ],
)
def test_add_workdays(start, n, end):
    assert add_workdays(at(start), n) == at(end)


@given(moments, st.integers(0, 30), st.integers(0, 30))
def test_working_days_add_up(moment, m, n):
    assert add_workdays(add_workdays(moment, m), n) == add_workdays(moment, m + n)
    assert n == 0 or is_workday(add_workdays(moment, n).date())


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-01-31 08:00", 1, "2026-02-28 08:00"),
        ("2028-01-31 08:00", 1, "2028-02-29 08:00"),
        ("2026-11-22 08:00", 2, "2027-01-22 08:00"),
        ("2026-12-31 08:00", 12, "2027-12-31 08:00"),
    ],
)
def test_add_months(start, n, end):
    assert add_months(at(start), n) == at(end)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30min", Span(30, "min")),
        ("2h", Span(2, "h")),
        ("3 days", Span(3, "days")),
        ("1 day", Span(1, "days")),
        ("7d", Span(7, "days")),
        ("5 workdays", Span(5, "workdays")),
        ("1 workday", Span(1, "workdays")),
        ("1 month", Span(1, "months")),
        ("2 个工作日", Span(2, "workdays")),
        ("30分钟", Span(30, "min")),
        ("3个月", Span(3, "months")),
        ("1 年", Span(1, "years")),
        ("standard:gb30871.hot_work.valid", Span(standard="gb30871.hot_work.valid")),
    ],
)
def test_spans_are_read(text, span):
    assert parse_span(text) == span
    assert parse_span(str(span)) == span


@pytest.mark.parametrize("text", ["", "h", "2", "-2h", "1.5h", "2 fortnights", "standard:", "2h 30min", "两天", "100000 days"])
def test_a_span_that_cannot_be_read_is_refused(text):
    with pytest.raises(SpanError, match="读不懂"):
        parse_span(text)


@pytest.mark.parametrize(
    ("span", "start", "end"),
    [
        ("30min", "2026-11-22 23:45", "2026-11-23 00:15"),
        ("72h", "2026-11-22 10:00", "2026-11-25 10:00"),
        ("1 day", "2026-11-22 10:00", "2026-11-23 23:59:59"),
        ("5 workdays", "2026-11-20 18:00", "2026-11-27 23:59:59"),
        ("1 month", "2026-01-31 10:00", "2026-02-28 23:59:59"),
        ("1 年", "2028-02-29 10:00", "2029-02-28 23:59:59"),
        ("standard:gb30871.hot_work.gas_test_valid", "2026-11-22 10:00", "2026-11-22 10:30"),
        ("standard:gb30871.hot_work.valid_second", "2026-11-22 10:00", "2026-11-25 10:00"),
        ("standard:accident_report.reply", "2026-11-22 10:00", "2026-12-07 23:59:59"),
        ("standard:accident_report.review", "2026-11-22 10:00", "2027-11-22 23:59:59"),
        ("standard:major_hazard_report.penalty_publication", "2025-09-30 10:00", "2025-10-16 23:59:59"),
    ],
)
def test_when_a_span_is_over(span, start, end):
    assert parse_span(span).after(at(start), shipped()) == at(end)


def test_a_span_counts_by_chinese_days_whatever_zone_the_moment_comes_in():
    utc = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    assert parse_span("1 day").after(utc) == at("2026-11-23 23:59:59")
    with pytest.raises(ValueError, match="time zone"):
        parse_span("2h").after(at("2026-11-22 10:00").replace(tzinfo=None))


def test_a_standard_that_gives_no_length_is_refused_in_words():
    start = at("2026-11-22 10:00")
    with pytest.raises(SpanError, match="没有标准可查"):
        parse_span("standard:accident_report.firm").after(start)
    with pytest.raises(SpanError, match="不是一个期限"):
        parse_span("standard:accident_report.contents").after(start, shipped())
    with pytest.raises(SpanError, match="未设定）不是一个期限，请先设定"):
        parse_span("standard:gb30871.hot_work.lel").after(start, shipped())
    with pytest.raises(NotImported):
        parse_span("standard:fifteen_measures.visit").after(start, shipped())
    with pytest.raises(NoFigure):
        parse_span("standard:accident_report.firm").after(at("2006-01-01 10:00"), shipped())


def test_every_shipped_figure_with_a_unit_of_time_is_a_span():
    times = [
        it
        for topic in shipped().all
        for it in topic.figures
        if isinstance(it.value, timedelta) or it.unit in ("个工作日", "个月", "年")
    ]
    assert len(times) > 20
    for figure in times:
        minutes = {"min": 1, "h": 60, "days": 1440}.get(span_of(figure).unit)
        amount = Decimal(span_of(figure).amount)
        assert (timedelta(minutes=float(amount * minutes)) if minutes else amount) == figure.value


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-22 17:00", "今天 17:00 前，还剩 2 小时"),
        ("2026-11-22 15:40", "今天 15:40 前，还剩 40 分钟"),
        ("2026-11-22 16:20", "今天 16:20 前，还剩 1 小时 20 分钟"),
        ("2026-11-22 19:59", "今天 19:59 前，还剩 4 小时"),
        ("2026-11-22 15:00:30", "今天 15:00 前，还剩不到 1 分钟"),
        ("2026-11-22 23:59:59", "今天 24:00 前，还剩 8 小时"),
        ("2026-11-23 12:00", "明天 12:00 前"),
        ("2026-11-24 09:05", "后天 09:05 前"),
        ("2026-11-27 23:59:59", "11月27日 24:00 前，还剩 5 天"),
        ("2027-01-03 08:00", "2027年1月3日 08:00 前，还剩 41 天"),
        ("2026-11-22 14:59:59", "刚刚逾期"),
        ("2026-11-22 14:20", "逾期 40 分钟"),
        ("2026-11-22 09:00", "逾期 6 小时"),
        ("2026-11-20 14:00", "逾期 2 天"),
        ("2026-11-22 15:00", "今天 15:00 前，还剩不到 1 分钟"),
    ],
)
def test_spoken(due, said):
    assert spoken(at(due), at("2026-11-22 15:00")) == said


def test_spoken_goes_by_chinese_clocks():
    assert spoken(datetime(2026, 11, 22, 17, 0, tzinfo=UTC), datetime(2026, 11, 22, 7, 0, tzinfo=UTC)) == "明天 01:00 前"


@given(moments, st.integers(-(10**7), 10**7))
def test_it_never_promises_more_time_than_there_is(now, seconds):
    said = distance(now + timedelta(seconds=seconds), now)
    assert said.startswith(("逾期", "刚刚逾期") if seconds < 0 else "还剩")
    units = {"天": 86400, "小时": 3600, "分钟": 60}
    words = said.split()[1:]
    if len(words) % 2 == 0 and "不到" not in said:
        told = sum(int(amount) * units[unit] for amount, unit in zip(words[::2], words[1::2], strict=True))
        assert told <= abs(seconds)


def test_the_end_of_a_day_is_its_last_second_here():
    assert end_of_day(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == at("2026-11-23 23:59:59")
    assert end_of_day(date(2026, 11, 22)) == at("2026-11-22 23:59:59")
