"""The kernel's verbs on the database: a task from open to closed through its refusals, idempotent, numbered, chained."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anlan.kernel import actions, many, queries, records
from anlan.kernel.accounts import SETUP
from anlan.kernel.carry import carry
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.facts import BadFacts
from anlan.kernel.ids import new_id
from anlan.kernel.merging import merge_records
from anlan.kernel.models import Due, Entry, Matter, Outgoing, Party, Personal, Record
from anlan.kernel.people import CLOCK, Secrecy
from anlan.kernel.refusals import NotThere, Refused
from anlan.kernel.tests.county import COUNTY, NOON, TASK, TOWN, UNIT, County

HOUR = timedelta(hours=1)


def test_a_task_goes_from_open_to_closed(county: County) -> None:
    task = county.task()
    assert [m.id for m in queries.inbox(county.liaison).rows] == [task.id]
    with pytest.raises(Refused, match="请先报一次进展"):
        actions.take_step(task.id, "done", county.liaison, at=NOON + HOUR)
    actions.take_step(task.id, "report", county.liaison, at=NOON + HOUR, asked={"progress": "已查 12 处"})
    assert actions.take_step(task.id, "done", county.liaison, at=NOON + 2 * HOUR).state == "待核"
    assert [m.id for m in queries.inbox(county.clerk).rows] == [task.id]
    closed = actions.take_step(task.id, "check", county.clerk, at=NOON + 3 * HOUR)
    assert (closed.state, queries.inbox(county.clerk).rows) == ("已完成", [])
    assert not Due.objects.filter(subject=task.id).exists()
    assert [e.verb for e in Entry.objects.filter(subject=task.id).order_by("seq")] == ["open", "report", "done", "check"]


@pytest.mark.parametrize(
    ("who", "why", "says"),
    [("clerk", Refused, "须由部门联络员办理"), ("liaison2", NotThere, "无权查看"), ("outsider", NotThere, "无权查看")],
)
def test_only_the_unit_s_liaison_reports(county: County, who: str, why: type[Exception], says: str) -> None:
    task = county.task()
    with pytest.raises(why, match=says):
        actions.take_step(task.id, "report", getattr(county, who), at=NOON, asked={"progress": "x"})
    assert Entry.objects.filter(subject=task.id).count() == 1


def test_the_same_id_again_is_the_same_answer(county: County) -> None:
    id, step = new_id(NOON), new_id(NOON)
    facts = {"title": "示例", "place": COUNTY, "unit": county.bureau}
    first = actions.open_matter("test_task", facts, county.clerk, at=NOON, id=id)
    assert actions.open_matter("test_task", facts, county.clerk, at=NOON, id=id) == first
    once = actions.take_step(id, "report", county.liaison, at=NOON, id=step, asked={"progress": "一"})
    again = actions.take_step(id, "report", county.liaison, at=NOON + HOUR, id=step, asked={"progress": "一"})
    assert (again.entry, again.seq) == (once.entry, once.seq)
    assert Entry.objects.filter(subject=id).count() == 2


def test_bad_facts_are_said_one_by_one_and_nothing_is_written(county: County) -> None:
    with pytest.raises(BadFacts) as wrong:
        actions.open_matter("test_task", {"title": "", "place": "abc", "odd": "1"}, county.clerk, at=NOON)
    assert set(wrong.value.wrong) == {"title", "place", "unit", "odd"}
    assert not Matter.objects.exists()


def test_a_stranger_s_matter_and_none_at_all_are_said_alike(county: County) -> None:
    task = county.task()
    for id in (task.id, "0" * 32):
        with pytest.raises(NotThere, match="或者您无权查看"):
            queries.matter(id, county.outsider)


def test_a_letter_is_numbered_without_gaps(county: County) -> None:
    numbers = []
    for n in range(2):
        letter = actions.open_matter(
            "test_letter", {"title": f"函{n}", "place": COUNTY, "unit": county.bureau}, county.clerk, at=NOON
        )
        actions.take_step(letter.id, "submit", county.clerk, at=NOON)
        with pytest.raises(Refused, match="以外的人"):
            actions.take_step(letter.id, "review", county.clerk, at=NOON)
        actions.take_step(letter.id, "review", county.clerk2, at=NOON)
        numbers.append(actions.take_step(letter.id, "issue", county.signer, at=NOON).number)
        assert actions.take_step(letter.id, "receive", county.liaison, at=NOON).state == "已签收"
    assert numbers == ["示安委办函〔2026〕1号", "示安委办函〔2026〕2号"]


def test_personal_facts_stay_outside_the_hash(county: County) -> None:
    task = county.task(caller={"name": "张三", "phone": "13911112222"})
    entry = Entry.objects.get(subject=task.id)
    assert "张三" not in entry.body
    assert "张三" in Personal.objects.get(entry=entry.id).body
    assert Party.objects.get(matter=task.id).name == "张三"
    found = queries.matter_at(task.id, NOON + HOUR)
    assert found is not None
    assert found[0]["caller"]["name"] == "张三"


def test_what_was_known_then_is_told_then(county: County) -> None:
    task = county.task()
    actions.take_step(task.id, "report", county.liaison, at=NOON + 2 * HOUR, asked={"progress": "二"})
    assert queries.matter_at(task.id, NOON - HOUR) is None
    then = queries.matter_at(task.id, NOON + HOUR)
    assert then is not None
    assert "progress" not in then[0]
    now = queries.matter_at(task.id, NOON + 3 * HOUR)
    assert now is not None
    assert (now[0]["progress"], now[1]) == ("二", "待办")


def test_a_step_told_late_is_kept_when_its_state_has_moved_on(county: County) -> None:
    task = county.task()
    actions.take_step(task.id, "lapse", county.clerk, at=NOON + 2 * HOUR)
    late = actions.take_step(
        task.id, "report", county.liaison, at=NOON + 3 * HOUR, happened_at=NOON + HOUR, asked={"progress": "早报"}
    )
    assert late.late
    with pytest.raises(Refused, match="补报时间超过"):
        actions.take_step(
            task.id, "report", county.liaison, at=NOON + timedelta(days=9), happened_at=NOON, asked={"progress": "x"}
        )
    with pytest.raises(Refused, match="晚于现在"):
        actions.take_step(task.id, "report", county.liaison, at=NOON, happened_at=NOON + HOUR, asked={"progress": "x"})


def test_facts_are_corrected_by_those_the_loop_lets(county: County) -> None:
    task = county.task()
    with pytest.raises(Refused, match="须由"):
        actions.set_facts(task.id, {"title": "别的"}, county.liaison, at=NOON)
    actions.set_facts(task.id, {"title": "改过的任务", "place": TOWN}, county.clerk, at=NOON)
    row = Matter.objects.get(id=task.id)
    assert (row.title, row.l4) == ("改过的任务", TOWN)
    assert [m.id for m in queries.searched("改过", county.clerk)[0]] == [task.id]


def test_the_ledger_refuses_update_and_delete(county: County) -> None:
    county.task()
    for sql in ("UPDATE entry SET body='x'", "DELETE FROM entry"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_holders_are_told_but_not_of_their_own_doing(county: County) -> None:
    task = county.task()
    assert [n.subject for n in queries.notices(county.liaison)] == [task.id]
    assert queries.notices(county.liaison2) == []
    assert Outgoing.objects.filter(subject=task.id).count() == 1


def test_a_record_is_put_once_by_its_key_and_not_overwritten_unseen(county: County) -> None:
    facts = {"name": "示例县文旅局", "place": COUNTY}
    first = records.put_record("test_unit", facts, county.clerk, at=NOON)
    assert not records.put_record("test_unit", facts, county.clerk, at=NOON).changed
    second = records.put_record("test_unit", facts | {"doc_mark": "示文旅"}, county.clerk, at=NOON)
    assert (second.id, second.seq) == (first.id, 2)
    with pytest.raises(Refused, match="刚被别人改过"):
        records.put_record("test_unit", facts | {"doc_mark": "示文"}, county.clerk, at=NOON, record=first.id, seen=1)
    with pytest.raises(Refused, match="没有这项权限"):
        records.put_record("test_unit", facts | {"doc_mark": "x"}, county.liaison, at=NOON)


def test_two_records_of_one_thing_become_one(county: County) -> None:
    twin = records.put_record(
        "test_unit", {"name": "示例县住房和城乡建设局", "place": COUNTY, "contact": {"name": "李四"}}, county.clerk, at=NOON
    )
    task = county.task(unit=twin.id)
    merge_records(county.bureau, twin.id, county.clerk, at=NOON)
    assert Matter.objects.get(id=task.id).unit == county.bureau
    assert queries.record(county.bureau, county.clerk).facts["contact"]["name"] == "李四"
    assert [m.id for m in queries.inbox(county.liaison).rows] == [task.id]
    actions.take_step(task.id, "report", county.liaison, at=NOON, asked={"progress": "并入后照办"})
    row = Matter.objects.get(id=task.id)
    assert (row.unit, row.facts["unit"]) == (county.bureau, county.bureau)
    assert [e.verb for e in Entry.objects.filter(subject=task.id).order_by("seq")] == ["open", "merged", "report"]


def test_a_unit_with_people_in_it_is_not_merged_away(county: County) -> None:
    with pytest.raises(Refused, match="岗位授权"):
        merge_records(county.office, county.bureau, county.clerk, at=NOON)


def test_only_its_home_writes(county: County) -> None:
    task = county.task()
    Matter.objects.filter(id=task.id).update(home="1406")
    Record.objects.filter(id=county.house).update(home="1406")
    with pytest.raises(Refused, match="请到那里办理"):
        actions.take_step(task.id, "report", county.liaison, at=NOON, asked={"progress": "x"})
    with pytest.raises(Refused, match="请到那里办理"):
        actions.set_facts(task.id, {"title": "别的"}, county.clerk, at=NOON)
    with pytest.raises(Refused, match="请到那里办理"):
        records.put_record("test_unit", {"name": "改名", "place": COUNTY}, county.clerk, at=NOON, record=county.house)
    with pytest.raises(Refused, match="请到那里办理"):
        records.end_record(county.house, county.clerk, at=NOON, reason="撤并")
    assert [m.id for m in queries.inbox(county.liaison).rows] == [task.id]


def test_kept_totals_equal_counted_rows(county: County) -> None:
    for n in range(3):
        county.task(title=f"任务{n}", place=TOWN)
    task = county.task(secrecy="限知悉人")
    actions.take_step(task.id, "lapse", county.clerk, at=NOON)
    assert queries.totals(county.clerk, COUNTY)["test_task", "待办"] == 3
    assert queries.totals(county.town, TOWN) == {("test_task", "待办"): 3}
    with pytest.raises(NotThere):
        queries.totals(county.miner, COUNTY)


def test_a_list_counts_once_a_second_person_has_checked_it(county: County) -> None:
    register = replace(UNIT, kind="test_list", second_person=True)
    with with_kinds(register):
        facts = {"name": "示例清单", "place": COUNTY}
        kept = records.put_record("test_list", facts, county.clerk, at=NOON)
        assert not queries.records("test_list", county.clerk).exists()
        with pytest.raises(Refused, match="登记人以外的人"):
            records.check_record(kept.id, county.clerk, at=NOON)
        records.check_record(kept.id, county.clerk2, at=NOON)
        assert queries.records("test_list", county.clerk).get().id == kept.id
        records.put_record("test_list", facts | {"doc_mark": "改"}, county.clerk2, at=NOON)
        assert queries.record(kept.id, county.clerk).state == "待核对"


def test_many_at_once_gives_a_line_each(county: County) -> None:
    mine, done = county.task(), county.task(title="别的")
    actions.take_step(done.id, "lapse", county.clerk, at=NOON)
    lines = many.take_steps("report", [mine.id, done.id, "0" * 32], county.liaison, at=NOON, asked={"progress": "一并上报"})
    assert [line.receipt is not None for line in lines] == [True, False, False]
    assert "不能“报进展”" in lines[1].why_not
    assert "无权查看" in lines[2].why_not


def test_a_change_of_law_moves_open_matters_by_an_entry(county: County) -> None:
    task = county.task()
    new = replace(TASK, version=2, carries={1: lambda facts: {**facts, "sector": "矿山"}})
    with with_kinds(new):
        with pytest.raises(Refused, match="系统管理员"):
            carry("test_task", county.clerk, at=NOON, source="示例文号")
        with pytest.raises(Refused, match="依据"):
            carry("test_task", CLOCK, at=NOON, source=" ")
        assert carry("test_task", CLOCK, at=NOON, source="示例〔2026〕1号") == 1
        assert carry("test_task", CLOCK, at=NOON, source="示例〔2026〕1号") == 0
        row = Matter.objects.get(id=task.id)
        assert (row.version, row.facts["sector"]) == (2, "矿山")
        assert "示例〔2026〕1号" in Entry.objects.get(subject=task.id, verb="carry").body


def test_nobody_overwrites_by_its_key_what_they_may_not_see(county: County) -> None:
    register = replace(UNIT, kind="test_secret", secrecy=Secrecy.NAMED)
    with with_kinds(register):
        facts = {"name": "示例隐名单位", "place": COUNTY}
        records.put_record("test_secret", facts, SETUP, at=NOON)
        with pytest.raises(Refused, match="无权查看"):
            records.put_record("test_secret", facts | {"doc_mark": "x"}, county.clerk, at=NOON)


@pytest.mark.parametrize("name", ["\0县局", "县\ud800局"])
def test_a_key_that_no_database_can_keep_is_a_sentence(county: County, name: str):
    with pytest.raises(BadFacts) as refused:
        records.put_record("test_unit", {"name": name, "place": COUNTY}, county.clerk, at=NOON)
    assert "不能保存的字符" in refused.value.wrong["name"]
