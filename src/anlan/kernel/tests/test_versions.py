"""Versions: an old loop runs to its end, a change of law carries open matters, old records are read in the live shape."""

from dataclasses import replace

import pytest

from anlan.kernel import actions, queries, records
from anlan.kernel import facts as f
from anlan.kernel.carry import carry
from anlan.kernel.catalogue import Catalogue, catalogue, with_kinds
from anlan.kernel.facts import Facts
from anlan.kernel.loop import Loop, Step
from anlan.kernel.models import Entry, Matter, Record
from anlan.kernel.people import CLOCK, Role
from anlan.kernel.reads import RecordsAt
from anlan.kernel.refusals import Refused
from anlan.kernel.register import Register
from anlan.kernel.tests.county import COUNTY, NOON, TASK, UNIT, County

OTHERWISE = replace(
    TASK,
    version=2,
    opens_in="待签收",
    steps=(
        Step("take", "签收", "待签收", "待核", Role.LIAISON, holds=Role.CLERK),
        Step("check", "核定", "待核", "已完成", Role.CLERK),
    ),
    closes_in="已完成",
    deadlines=(),
    ladder=(),
)


def test_an_open_matter_ends_under_the_version_it_began_with(county: County) -> None:
    old = county.task()
    with with_kinds(OTHERWISE):
        new = county.task(title="新的")
        assert [(one.version, one.state) for one in Matter.objects.order_by("version")] == [(1, "待办"), (2, "待签收")]
        actions.take_step(old.id, "report", county.liaison, at=NOON, asked={"progress": "按旧版办"})
        assert actions.take_step(old.id, "done", county.liaison, at=NOON).state == "待核"
        assert actions.take_step(old.id, "check", county.clerk, at=NOON).state == "已完成"
        assert actions.take_step(new.id, "take", county.liaison, at=NOON).state == "待核"
        assert [choice.step.name for choice in queries.choices(Matter.objects.get(id=new.id), county.clerk, NOON)] == ["check"]


def test_a_state_that_the_new_law_does_not_know_is_not_carried(county: County) -> None:
    county.task()
    with with_kinds(replace(OTHERWISE, carries={1: lambda facts: facts})), pytest.raises(Refused, match="请按旧版办结"):
        carry("test_task", CLOCK, at=NOON, source="示例〔2026〕1号")
    assert Matter.objects.get().version == 1


def test_two_versions_of_a_kind_stand_side_by_side_and_the_higher_is_live() -> None:
    house: Catalogue = Catalogue([TASK, OTHERWISE])
    assert (house.loop("test_task").version, house.loop("test_task", 1).opens_in) == (2, "待办")
    with pytest.raises(ValueError, match="twice"):
        house.add(TASK)


class NewUnit(Facts):
    name: str = f.text("名称")
    place: str = f.place("属地")
    marks: tuple[str, ...] = f.many("发文机关代字", optional=True)


def marks_are_several(facts: dict[str, object]) -> dict[str, object]:
    rest = {name: value for name, value in facts.items() if name in ("name", "place")}
    return rest | ({"marks": [facts["doc_mark"]]} if facts.get("doc_mark") else {})


LIFTED: Register[NewUnit] = replace(
    UNIT, version=2, facts=NewUnit, lifts={1: marks_are_several}, check=lambda facts: None if facts.name else "没有名称。"
)


@pytest.fixture
def newer(county: County, monkeypatch: pytest.MonkeyPatch) -> County:
    monkeypatch.setitem(catalogue()._registers, "test_unit", LIFTED)
    return county


def test_an_old_record_is_read_in_the_live_shape(newer: County) -> None:
    stored = Record.objects.filter(id=newer.bureau).values_list("version", "facts").get()
    assert (stored[0], stored[1]["doc_mark"]) == (1, "示建")
    assert queries.record(newer.bureau, newer.clerk).facts["marks"] == ["示建"]
    assert [one.facts.get("marks") for one in queries.records("test_unit", newer.clerk)].count(["示建"]) == 1


def test_a_read_of_a_loop_sees_it_lifted(newer: County) -> None:
    def one_mark(look: object) -> str | None:
        return None if look.seen.units[0].get("marks") == ["示建"] else "未见代字"  # type: ignore[attr-defined]

    seeing: Loop[object] = replace(TASK, version=2, reads={"units": RecordsAt("test_unit", same="place")}, needs=one_mark)
    with with_kinds(seeing):
        assert newer.task(place=COUNTY).state == "待办"


def test_the_next_write_keeps_it_lifted_and_the_ledger_tells_the_change(newer: County) -> None:
    facts = queries.record(newer.bureau, newer.clerk).facts
    kept = records.put_record("test_unit", facts, newer.clerk, at=NOON)
    assert (kept.id, kept.changed) == (newer.bureau, True)
    stored = Record.objects.filter(id=newer.bureau).values_list("version", "facts").get()
    assert (stored[0], stored[1]["marks"], "doc_mark" in stored[1]) == (2, ["示建"], False)
    assert queries.record_at(newer.bureau, NOON) == stored[1]
    assert '"doc_mark":null' in Entry.objects.filter(subject=newer.bureau).latest("seq").body
    assert not records.put_record("test_unit", facts, newer.clerk, at=NOON).changed
