"""What the clock owes after a fault, to whom a paper's end is told, and what a spread still knows of its step."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from anlan.kernel import actions, clock, queries, records
from anlan.kernel import facts as f
from anlan.kernel.calendar import parse_span
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.facts import Facts
from anlan.kernel.loop import Spread
from anlan.kernel.models import Due, Matter, Outgoing
from anlan.kernel.people import Role
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.clock_kinds import CERT, CLOCK_KINDS, PLAN
from anlan.kernel.tests.county import COUNTY, NOON, TASK, County
from anlan.kernel.tests.test_clock import run


@pytest.fixture
def town(county: County) -> Iterator[County]:
    with with_kinds(*CLOCK_KINDS):
        yield county


def test_the_ladder_counts_from_the_deadline_and_not_from_when_a_fault_was_over(town: County) -> None:
    task = town.task()
    due = Matter.objects.get(id=task.id).due
    assert due is not None
    Due.objects.filter(subject=task.id, what="deadline").update(at=due + timedelta(hours=9), tries=7)
    run(due + timedelta(hours=9))
    assert Due.objects.get(subject=task.id, what="rung").at == parse_span("1 workday").after(due)


class UnitCertFacts(Facts):
    name: str = f.text("名称")
    place: str = f.place("属地")
    until: date = f.day("有效期至")
    unit: str | None = f.unit("持证单位", optional=True)


@pytest.mark.parametrize(
    ("may_put", "of", "reached"),
    [
        ((Role.CLERK,), "bureau", ("clerk",)),
        ((Role.LIAISON, Role.CLERK), "bureau", ("liaison",)),
        ((Role.LIAISON, Role.CLERK), "", ("clerk",)),
    ],
)
def test_the_end_of_a_paper_is_told_to_somebody(
    county: County, may_put: tuple[Role, ...], of: str, reached: tuple[str, ...]
) -> None:
    cert = replace(CERT, kind="test_unit_cert", facts=UnitCertFacts, may_put=may_put)
    with with_kinds(cert):
        facts = {"name": "焊工证", "place": COUNTY, "until": "2026-06-30"} | ({"unit": county.bureau} if of else {})
        by = county.liaison if of and may_put[0] is Role.LIAISON else county.clerk
        kept = records.put_record("test_unit_cert", facts, by, at=NOON)
        run(datetime(2026, 6, 1, 12, 0, tzinfo=NOON.tzinfo))
        assert Outgoing.objects.filter(subject=kept.id).exists()
        for who in reached:
            assert [one.subject for one in queries.notices(getattr(county, who))] == [kept.id], who


class Start(Facts):
    note: str = f.text("要求")


def as_asked(look: Any, target: Any) -> dict[str, Any]:
    return {"title": f"{target}：{look.asked.note}", "place": look.place}


def test_a_spread_still_knows_what_its_step_was_asked(town: County) -> None:
    spread = Spread("test_order", lambda look: ("甲", "乙"), as_asked)
    start = replace(PLAN.steps[0], asks=Start, spread=spread)
    with with_kinds(replace(PLAN, version=2, steps=(start, *PLAN.steps[1:]))):
        plan = actions.open_matter("test_plan", {"title": "自查", "place": COUNTY}, town.clerk, at=NOON)
        actions.take_step(plan.id, "start", town.clerk, at=NOON, asked={"note": "周五前"})
        run(NOON)
        titles = Matter.objects.filter(parent=plan.id).values_list("title", flat=True)
        assert sorted(titles) == ["乙：周五前", "甲：周五前"]


def test_facts_that_no_longer_fit_are_refused_with_a_way_out(county: County) -> None:
    task = county.task()
    Matter.objects.filter(id=task.id).update(facts={"title": "缺了属地和单位"})
    with pytest.raises(Refused, match="按新版迁移"):
        actions.take_step(task.id, "report", county.liaison, at=NOON, asked={"progress": "x"})
    lapsing = replace(TASK, version=2, carries={1: lambda facts: {**facts, "place": COUNTY, "unit": county.bureau}})
    from anlan.kernel.carry import carry
    from anlan.kernel.people import CLOCK

    with with_kinds(lapsing):
        assert carry("test_task", CLOCK, at=NOON, source="示例〔2026〕1号") == 1
        assert actions.take_step(task.id, "report", county.liaison, at=NOON, asked={"progress": "x"}).state == "待办"


def test_a_row_that_failed_too_often_is_counted(town: County) -> None:
    task = town.task()
    Due.objects.filter(subject=task.id, what="deadline").update(tries=clock.MOST_TRIES)
    due = Matter.objects.get(id=task.id).due
    assert due is not None
    assert run(due) == 0
    assert Due.objects.filter(tries__gte=clock.MOST_TRIES).count() == 1
