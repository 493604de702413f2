"""The county's own figures: spans, counts and figures of the law, and what the entry tells of the figures that were asked."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from anlan.kernel import actions, records, tuning
from anlan.kernel.accounts import SETUP
from anlan.kernel.calendar import parse_span
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.loop import Loop
from anlan.kernel.models import Entry, Matter, Record
from anlan.kernel.reads import Setting
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.county import COUNTY, NOON, TASK, County

TODAY = NOON.date()
GAS = "gb30871.hot_work.gas_test_valid"


def asks_the_law(look: Any) -> str | None:
    figure = look.standard(GAS)
    return None if look.facts.progress == figure.text else f"须写明 {figure.text}。"


LAWFUL: Loop[Any] = replace(
    TASK,
    version=2,
    settings=(Setting("task.most", "每月最多几件"),),
    steps=tuple(replace(one, needs=asks_the_law) if one.name == "done" else one for one in TASK.steps),
)


@pytest.fixture
def lawful(county: County) -> Iterator[County]:
    with with_kinds(LAWFUL):
        yield county


def put(key: str, value: str, since: date | None = None) -> str:
    facts = {"key": key, "title": "示例", "value": value, "source": "示例〔2026〕9号"}
    return records.put_record("county_setting", facts | ({"since": since.isoformat()} if since else {}), SETUP, at=NOON).id


def reported(county: County, progress: str) -> str:
    task = county.task()
    actions.take_step(task.id, "report", county.liaison, at=NOON, asked={"progress": progress})
    return task.id


def test_the_entry_notes_the_figure_and_its_source(lawful: County) -> None:
    task = reported(lawful, "30 分钟")
    actions.take_step(task, "done", lawful.liaison, at=NOON)
    body = json.loads(Entry.objects.get(subject=task, verb="done").body)
    told = body["figures"][GAS]
    assert (told["value"], told["confidence"] in ("confirmed", "reported", "unverified")) == ("30 分钟", True)
    assert "GB 30871" in told["source"]
    assert "county" not in told
    assert "figures" not in json.loads(Entry.objects.get(subject=task, verb="report").body)


def test_a_county_tightens_the_law_and_the_entry_says_so(lawful: County) -> None:
    put(GAS, "20 分钟")
    with pytest.raises(Refused, match="20 分钟"):
        actions.take_step(reported(lawful, "30 分钟"), "done", lawful.liaison, at=NOON)
    task = reported(lawful, "20 分钟")
    actions.take_step(task, "done", lawful.liaison, at=NOON)
    told = json.loads(Entry.objects.get(subject=task, verb="done").body)["figures"][GAS]
    assert (told["value"], told["county"], told["source"]) == ("20 分钟", COUNTY, "示例〔2026〕9号")


def test_a_county_s_figure_waits_for_its_day(lawful: County) -> None:
    put(GAS, "20", since=TODAY + timedelta(days=3))
    actions.take_step(reported(lawful, "30 分钟"), "done", lawful.liaison, at=NOON)
    later = tuning.Figures(NOON + timedelta(days=4))
    assert later.look_up(GAS, TODAY + timedelta(days=4)).text == "20 分钟"


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        (GAS, "40 分钟", "只能从严"),
        (GAS, "20 小时", "以“分钟”计"),
        ("task.days", "3", "是期限"),
        ("task.most", "3.5", "是次数"),
    ],
)
def test_what_does_not_fit_is_refused_when_it_is_put_down(lawful: County, key: str, value: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        put(key, value)
    assert not Record.objects.filter(kind="county_setting").exists()


def test_a_span_of_the_county_counts_and_one_that_is_none_breaks_nothing(lawful: County) -> None:
    own = put("task.days", "3 日")
    assert Matter.objects.get(id=lawful.task().id).due == parse_span("3 日").after(NOON)
    Record.objects.filter(id=own).update(facts={"key": "task.days", "value": "3"})
    assert Matter.objects.get(id=lawful.task().id).due == parse_span("5 workdays").after(NOON)


def test_everything_that_may_be_set_is_listed_once(lawful: County) -> None:
    listed = {one.key: one for one in tuning.tunables(TODAY)}
    assert (listed["task.days"].sort, listed["task.days"].default) == ("span", "5 个工作日")
    assert listed["task.days"].title == "测试任务：待办"
    assert listed["task.days"].does == "从进入“待办”起算；到期提醒当前承办人"
    assert (listed["task.most"].sort, listed["task.most"].title) == ("count", "每月最多几件")
    assert (listed[GAS].sort, listed[GAS].default) == ("figure", "30 分钟")
    assert "GB 30871" in listed[GAS].source
    assert all(one.title and one.default and one.does for one in listed.values())
