"""Indicators: each clean, counted over what one may see, honest about what is not there."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from anlan.insight import figures
from anlan.insight.indicator import Counted, Indicator, faults
from anlan.kernel import actions
from anlan.kernel.catalogue import catalogue, with_kinds
from anlan.kernel.tests.county import COUNTY, KINDS, NOON, OTHER, County

SHARE = Indicator(
    name="test_share", title="测试办结率", unit="%", question="测试任务办结了多少？",
    rows=Counted(kinds=("test_task",), states=("已作废",)), over=Counted(kinds=("test_task",)), source="测试", target="50",
)  # fmt: skip


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with with_kinds(*KINDS):
        yield County()


@pytest.mark.parametrize("indicator", figures.house().values(), ids=lambda one: one.name)
def test_every_indicator_is_clean(indicator: Indicator) -> None:
    kinds, registers = {loop.kind for loop in catalogue().loops()}, {one.kind for one in catalogue().registers()}
    planned = {"problem", "meeting"} - kinds
    assert faults(indicator, kinds | planned, registers) == []


def test_a_bad_indicator_is_named() -> None:
    bad = Indicator("x", "figure", "件", "how?", Counted(), "", over=Counted(kinds=("nothing",)))
    assert len(faults(bad, (), ())) == 6


def test_a_share_of_nothing_is_no_figure(county: County) -> None:
    assert figures.figure(SHARE, county.clerk, COUNTY, NOON).text == "没有可统计的数据"


def test_a_share_and_its_target(county: County) -> None:
    tasks = [county.task(title=f"任务{n}") for n in range(3)]
    actions.take_step(tasks[0].id, "lapse", county.clerk, at=NOON)
    found = figures.figure(SHARE, county.clerk, COUNTY, NOON)
    assert (found.value, found.text, found.target, found.met) == (Decimal("33.3"), "33.3 %", "50 %", False)
    assert figures.figure(SHARE, county.outsider, OTHER, NOON).text == "没有可统计的数据"


def test_what_was_not_imported_is_not_zero(county: County) -> None:
    needs = Indicator("n", "条目", "条", "落实了几条？", Counted(kinds=("test_task",)), "测试", imported="fifteen_measures")
    assert figures.figure(needs, county.clerk, COUNTY, NOON).text == "未导入"


def test_periods_begin_where_they_should() -> None:
    assert str(figures.began("quarter", NOON).date()) == "2026-01-01"
    assert str(figures.began("month", NOON + timedelta(days=30)).date()) == "2026-04-01"


def test_the_page_shows_them(county: County) -> None:
    from django.contrib.auth import get_user_model

    client = Client()
    client.force_login(get_user_model().objects.get(login="clerk"), backend="django.contrib.auth.backends.ModelBackend")
    get_user_model().objects.filter(login="clerk").update(must_change=False)
    assert "任务办结率" in client.get("/insight/").content.decode()


LESSONS = Counted(register="test_paper", since="quarter", on="on", facts=(("kind", "甲"),))


def test_a_registers_period_is_counted_by_its_own_day_and_leads_to_the_same_rows() -> None:
    bare = Indicator("n", "课", "节", "几节？", Counted(register="test_paper", since="year"), "测试")
    assert faults(bare, (), ("test_paper",)) == ["counts a register by period without its day"]
    assert figures.since_day(LESSONS, NOON) == {"facts__on__gte": "2026-01-01"}
    assert figures.address(LESSONS, COUNTY, NOON).endswith(f"place={COUNTY}&f.kind=%E7%94%B2&f.on_from=2026-01-01")
