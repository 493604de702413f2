"""The last rung of an alarm: nobody in the county answers, it reaches the city's node, is received, and the county sees it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.stories.test_two_nodes import COUNTY, Two, now

pytestmark = pytest.mark.slow
TOWN = "140621103"


@pytest.fixture
def both(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Two]:
    with django_db_blocker.unblock():
        two = Two(tmp_path)
    yield two
    two.close()


def rule(two: Two, at: str, **more: Any) -> None:
    said = {"title": "煤矿接警规则", "place": COUNTY, "levels": ["橙色"], "source": "示例〔2026〕12号", "since": "2026-01-01"}
    two.county.record(kind="alarm_rule", facts=said | more, at=at)


def raised(two: Two, mine: str, at: str) -> str:
    """A firm's gas alarm in the county."""
    facts = {"title": "1031 工作面甲烷 1.2 %CH4（报警值 1）", "subject": mine, "unit": mine, "place": TOWN, "severity": "橙色"}
    facts |= {"sector": "煤矿", "happened_at": at, "raised_at": at}
    return str(two.county.open_matter(kind="alarm", facts=facts, login="kuang-diaodu", at=at))


def later(at: str, minutes: int) -> str:
    return (datetime.fromisoformat(at) + timedelta(minutes=minutes)).isoformat()


def test_an_alarm_that_nobody_answers_reaches_the_citys_own_node(both: Two) -> None:
    firm = {"code": "91350100M000100Y43", "name": "示例煤业有限公司", "sector": "煤矿", "place": TOWN}
    mine = both.county.record(kind="firm", facts=firm, at=now())
    both.county.person(login="kuang-diaodu", role="DISPATCHER", place=TOWN, at=now(), unit=mine)
    rule(both, now())
    by_telephone = raised(both, mine, at := now())
    both.county.tick(at=later(at, 31))
    assert both.county.matter(id=by_telephone)["facts"]["reached"] == "市"
    assert both.county.kids(id=by_telephone, login="xian-jingban", at=now()) == [], "no unit of the city is on record"
    rule(both, now(), city=both.county.unit(name="朔州市应急局（示例）", place="1406", at=now()))
    alarm = raised(both, mine, at := now())
    for minute in (4, 7, 11, 16, 21):
        both.county.tick(at=later(at, minute))
    assert both.county.matter(id=alarm)["facts"]["reached"] == "县带班领导"
    assert both.county.kids(id=alarm, login="xian-jingban", at=now()) == []
    both.county.tick(at=later(at, 31))
    assert both.county.matter(id=alarm)["facts"]["reached"] == "市"
    (mirror,) = both.county.kids(id=alarm, login="xian-jingban", at=now())
    assert (mirror["kind"], mirror["state"]) == ("alarm_relay", "待接收")
    both.county.carry(folder=str(both.stick), at=now())
    both.city.carry(folder=str(both.stick), at=now())
    waiting = both.city.inbox(login="shi-lianluo", at=now()) + both.city.inbox(login="shi-jingban", at=now())
    handed = next(one["id"] for one in waiting if one["kind"] == "handed_down")
    form = both.city.form(id=handed, login="shi-jingban", at=now())
    assert ["企业", "示例煤业有限公司"] in form["shown"]
    relay = both.city.accept(id=handed, facts=form["facts"] | {"unit": both.office}, login="shi-lianluo", at=now())
    refused = both.city.answer("step", matter=relay, step="order", login="shi-lianluo", at=now(), asked={"order": "派员"})
    assert "did" not in refused, "first it is received"
    both.city.step(matter=relay, step="receive", login="shi-lianluo", at=now())
    both.city.step(matter=relay, step="order", login="shi-lianluo", at=now(), asked={"order": "已电话联系矿调度室，要求撤人"})
    both.city.carry(folder=str(both.stick), at=now())
    both.county.carry(folder=str(both.stick), at=now())
    (mirror,) = both.county.kids(id=alarm, login="xian-jingban", at=now())
    assert (mirror["state"], mirror["closed"]) == ("市已处理", True)
    both.county.step(matter=alarm, step="receive", login="kuang-diaodu", at=now())
    assert both.county.matter(id=alarm)["state"] == "待核查", "the firm's own work goes on"
