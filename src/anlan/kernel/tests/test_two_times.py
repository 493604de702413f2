"""Two times: a step that came too late is taken in or not, and what was recorded then is told as it was then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.kernel import actions, proofs, queries, records
from anlan.kernel.back_then import list_at
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.loop import Proof
from anlan.kernel.models import Entry, Late, Matter
from anlan.kernel.models import Proof as Kept
from anlan.kernel.refusals import NotThere, Refused
from anlan.kernel.settling import settle_late
from anlan.kernel.tests.county import COUNTY, NOON, TOWN, UNIT, County

HOUR = timedelta(hours=1)


def overtaken(county: County) -> tuple[str, str]:
    """(matter, late step): the liaison reported offline what the clerk had ended meanwhile."""
    task = county.task()
    actions.take_step(task.id, "lapse", county.clerk, at=NOON + 2 * HOUR)
    photo = proofs.keep(b"\xff\xd8\xff1", "现场.jpg", "照片", county.liaison, NOON + 3 * HOUR)
    late = actions.take_step(
        task.id, "report", county.liaison, at=NOON + 3 * HOUR, happened_at=NOON + HOUR, asked={"progress": "已整改"},
        evidence=(Proof("照片", photo),),
    )  # fmt: skip
    return task.id, late.entry


def test_what_came_late_is_kept_with_its_evidence(county: County) -> None:
    task, late = overtaken(county)
    assert Late.objects.get().id == late
    assert [one.title for one in queries.proofs_of(task)] == ["现场.jpg"]
    assert Kept.objects.get().entry == late


def test_it_is_taken_in_by_an_entry_and_the_state_stays(county: County) -> None:
    task, late = overtaken(county)
    settled = settle_late(late, county.clerk, at=NOON + 4 * HOUR, take_in=True)
    row = Matter.objects.get(id=task)
    assert (row.state, row.facts["progress"], row.seq) == ("已作废", "已整改", settled.seq)
    told = queries.story(task)[-1]
    assert (told["verb"], told["body"]["sender"], told["body"]["taken_in"]) == ("late", county.liaison.person, True)
    assert told["body"]["happened"].startswith("2026-03-18T")
    assert any("已采纳" in one.text for one in queries.notices(county.liaison))
    again = settle_late(late, county.clerk, at=NOON + 5 * HOUR, take_in=False, reason="改主意")
    assert again.seq == row.seq
    assert Late.objects.get().taken_in


def test_it_is_left_out_with_a_reason(county: County) -> None:
    task, late = overtaken(county)
    with pytest.raises(Refused, match="理由"):
        settle_late(late, county.clerk, at=NOON, take_in=False)
    settle_late(late, county.clerk, at=NOON + 4 * HOUR, take_in=False, reason="现场已另行核实")
    assert "progress" not in Matter.objects.get(id=task).facts
    assert "现场已另行核实" in Entry.objects.get(subject=task, verb="late").body
    assert any("未采纳：现场已另行核实" in one.text for one in queries.notices(county.liaison))


def test_neither_its_sender_nor_a_stranger_settles_it(county: County) -> None:
    _, late = overtaken(county)
    for who, why in (("liaison", Refused), ("leader", Refused), ("outsider", NotThere)):
        with pytest.raises(why):
            settle_late(late, getattr(county, who), at=NOON, take_in=True)
    assert Late.objects.get().settled is None


def test_a_list_is_told_as_it_was_then(county: County) -> None:
    first, second = county.task(), county.task(at=NOON + 2 * HOUR, title="后来的", place=TOWN)
    actions.take_step(first.id, "report", county.liaison, at=NOON + HOUR, asked={"progress": "一"})
    actions.take_step(first.id, "lapse", county.clerk, at=NOON + 3 * HOUR)
    then = list_at("test_task", county.clerk, NOON + 2 * HOUR)
    assert [(one.id, one.state, one.facts.get("progress"), one.seq) for one in then] == [
        (first.id, "待办", "一", 2),
        (second.id, "待办", None, 1),
    ]
    assert list_at("test_task", county.clerk, NOON - HOUR) == []
    assert [one.id for one in list_at("test_task", county.clerk, NOON + 4 * HOUR, state="已作废")] == [first.id]
    assert [one.id for one in list_at("test_task", county.town, NOON + 4 * HOUR)] == [second.id]
    assert list_at("test_task", county.outsider, NOON + 4 * HOUR) == []


def test_a_register_is_told_as_it_was_then(county: County) -> None:
    register = replace(UNIT, kind="test_list", second_person=True)
    with with_kinds(register):
        facts = {"name": "示例清单", "place": COUNTY, "contact": {"name": "张三", "phone": ""}}
        kept = records.put_record("test_list", facts, county.clerk, at=NOON)
        records.check_record(kept.id, county.clerk2, at=NOON + HOUR)
        records.put_record("test_list", facts | {"doc_mark": "改"}, county.clerk2, at=NOON + 2 * HOUR)
        records.end_record(kept.id, county.clerk, at=NOON + 3 * HOUR, reason="撤并")
        told = [list_at("test_list", county.clerk, NOON + n * HOUR)[0] for n in range(4)]
        assert [one.state for one in told] == ["待核对", "在用", "待核对", "停用"]
        assert [one.facts.get("doc_mark") for one in told] == [None, None, "改", "改"]
        assert told[0].facts["contact"]["name"] == "张三"
