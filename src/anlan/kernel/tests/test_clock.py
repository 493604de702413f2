"""The clock on the database with the time turned by hand: every kind of its rows, and what a restart leaves of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from anlan.kernel import actions, clock, queries, records, unreadable
from anlan.kernel.actions import Receipt
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.models import Due, Entry, Matter, Outgoing
from anlan.kernel.people import GrantView, Role
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.clock_kinds import CLOCK_KINDS
from anlan.kernel.tests.county import COUNTY, NOON, TOWN, County

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def town(county: County) -> Iterator[County]:
    with with_kinds(*CLOCK_KINDS):
        yield county


def run(now: datetime) -> int:
    """Everything due by now."""
    done = 0
    while batch := clock.tick(now):
        done += batch
    return done


def told(subject: str) -> list[tuple[str, str]]:
    """Whom the bell told what of a matter, the first notice of a new task left out."""
    rows = Outgoing.objects.filter(subject=subject).order_by("id")
    return [(row.role or row.person, row.text.partition("：")[2]) for row in rows if not row.text.startswith("新待办")]


def verbs(subject: str) -> list[str]:
    return list(Entry.objects.filter(subject=subject).order_by("seq").values_list("verb", flat=True))


def camera(county: County, name: str = "东门", *, online: bool = True, at: datetime = NOON) -> str:
    given = {"name": name, "place": COUNTY, "online": online}
    return records.put_record("test_camera", given, county.clerk, at=at).id


def permit(county: County, at: datetime = NOON, **facts: Any) -> Receipt:
    given = {"title": "罐区动火", "place": TOWN, "camera": facts.pop("camera", "") or camera(county)} | facts
    return actions.open_matter("test_permit", given, county.clerk, at=at)


def plan(county: County, **facts: Any) -> Receipt:
    return actions.open_matter("test_plan", {"title": "自查", "place": COUNTY} | facts, county.clerk, at=NOON)


# deadlines -----------------------------------------------------------------------------------------------------------


def test_a_missed_deadline_is_told_once_and_then_climbs(town: County) -> None:
    task = town.task()
    due = queries.matter(task.id, town.clerk).due
    assert due == datetime(2026, 3, 25, 23, 59, 59, tzinfo=NOON.tzinfo)
    assert run(due - HOUR) == 0
    run(due)
    assert told(task.id) == [("liaison", "已到期限，请尽快办理。")]
    assert Matter.objects.get(id=task.id).overdue
    run(due + 2 * DAY)
    assert told(task.id)[1:] == [("leader", "逾期未办")]
    run(due + 30 * DAY)
    assert len(told(task.id)) == 2
    assert verbs(task.id) == ["open", "clock", "clock"]


def test_a_report_on_a_late_task_starts_nothing_anew(town: County) -> None:
    task = town.task()
    late = NOON + 20 * DAY
    run(late)
    before = told(task.id)
    actions.take_step(task.id, "report", town.liaison, at=late, asked={"progress": "在办"})
    assert run(late + DAY) == 0
    assert (told(task.id), Matter.objects.get(id=task.id).overdue) == (before, True)


def test_leaving_the_state_stops_its_clock(town: County) -> None:
    task = town.task()
    actions.take_step(task.id, "report", town.liaison, at=NOON, asked={"progress": "已查"})
    actions.take_step(task.id, "done", town.liaison, at=NOON)
    run(NOON + 3 * HOUR)
    assert told(task.id) == [("clerk", "请核定")]
    actions.take_step(task.id, "check", town.clerk, at=NOON + 4 * HOUR)
    assert run(NOON + 90 * DAY) == 0


def test_a_paper_lapses_on_time_after_a_word_of_warning(town: County) -> None:
    paper = permit(town, ends=(NOON + 5 * HOUR).isoformat())
    run(NOON + 4 * HOUR)
    assert [text for _, text in told(paper.id)] == ["已作业一小时", "今天 17:00 前，还剩 1 小时"]
    run(NOON + 5 * HOUR)
    row = Matter.objects.get(id=paper.id)
    assert (row.state, row.closed, verbs(paper.id)) == ("已失效", NOON + 5 * HOUR, ["open", "clock", "lapse"])


def test_a_deadline_moves_with_its_fact_and_others_stay(town: County) -> None:
    paper = permit(town, ends=(NOON + 5 * HOUR).isoformat())
    run(NOON + 2 * HOUR)
    row = Matter.objects.get(id=paper.id)
    actions.take_step(paper.id, "note", town.clerk, at=NOON + 2 * HOUR, asked={"note": "无异常"})
    assert Matter.objects.get(id=paper.id).due == row.due
    assert Due.objects.filter(subject=paper.id, what="deadline").count() == 1
    run(NOON + 3 * HOUR)
    assert [text for _, text in told(paper.id)] == ["已作业一小时"]


def test_the_clock_proposes_and_the_draft_waits_for_a_person(town: County) -> None:
    waiting = plan(town)
    run(NOON + 10 * DAY)
    drafts = Matter.objects.filter(kind="test_order", cause=waiting.id)
    assert [(d.state, d.parent, d.holder_role) for d in drafts] == [("拟办", "", "signer")]
    first = Entry.objects.get(subject=drafts[0].id, seq=1).body
    assert '"ground":"已到期限' in first
    assert [one for one, _ in told(waiting.id)] == ["leader"]


def test_the_county_s_own_figure_counts(town: County) -> None:
    setting = {"key": "task.days", "title": "办理时限", "value": "2 日", "source": "示例文号"}
    kept = records.put_record("county_setting", setting, town.clerk, at=NOON)
    before = town.task()
    assert Matter.objects.get(id=before.id).due == datetime(2026, 3, 25, 23, 59, 59, tzinfo=NOON.tzinfo)
    records.check_record(kept.id, town.clerk2, at=NOON)
    task = town.task()
    assert Matter.objects.get(id=task.id).due == datetime(2026, 3, 20, 23, 59, 59, tzinfo=NOON.tzinfo)


# guards --------------------------------------------------------------------------------------------------------------


def test_a_guard_wakes_when_what_it_reads_changes_and_tells_once(town: County) -> None:
    eye = camera(town)
    paper = permit(town, camera=eye)
    other = permit(town, camera=camera(town, "西门"))
    minute = NOON + timedelta(minutes=1)
    camera(town, online=False, at=minute)
    run(minute)
    assert told(paper.id) == [("clerk", "停止作业")]
    run(NOON + 50 * timedelta(minutes=1))
    assert told(paper.id) == [("clerk", "停止作业")]
    assert told(other.id) == []
    assert "监控离线" in Entry.objects.get(subject=paper.id, verb="clock").body


def test_a_guard_healed_and_broken_again_tells_again(town: County) -> None:
    eye = camera(town)
    paper = permit(town, camera=eye)
    for minute, online in ((1, False), (2, True), (3, False)):
        at = NOON + timedelta(minutes=minute)
        camera(town, online=online, at=at)
        run(at)
    assert len(told(paper.id)) == 2


def test_a_guard_sees_a_neighbour_that_was_not_there(town: County) -> None:
    here, near, far = (1128000000, 394000000), (1128001000, 394000000), (1128100000, 394000000)
    paper = permit(town, point=here)
    permit(town, at=NOON + timedelta(minutes=1), camera=camera(town, "远"), point=far)
    run(NOON + timedelta(minutes=1))
    assert told(paper.id) == []
    permit(town, at=NOON + timedelta(minutes=2), camera=camera(town, "近"), point=near)
    run(NOON + timedelta(minutes=2))
    assert told(paper.id) == [("clerk", "停止作业")]


def test_a_guard_is_asked_every_so_often_and_not_after_closing(town: County) -> None:
    paper = permit(town)
    run(NOON + timedelta(minutes=31))
    guard = Due.objects.get(subject=paper.id, what="guard")
    assert guard.at == NOON + timedelta(minutes=61)
    actions.take_step(paper.id, "close", town.clerk, at=NOON + timedelta(minutes=40))
    assert not Due.objects.filter(subject=paper.id).exclude(what="wake").exists()


def test_a_guard_over_facts_that_no_longer_fit_is_told_as_broken(town: County) -> None:
    admin = queries.actor(town.person("xitong", GrantView(Role.SYSTEM_ADMIN, COUNTY)), NOON)
    paper, minute = permit(town), timedelta(minutes=1)
    fits = Matter.objects.get(id=paper.id).facts
    Matter.objects.filter(id=paper.id).update(facts={"title": "旧的内容", "gone": 1})
    run(NOON + 31 * minute)
    run(NOON + 62 * minute)
    (holder, text), *_ = told(paper.id)
    assert (holder, "无法核对，按不满足处理，请立即到现场确认" in text) == ("clerk", True)
    heard = [one.text for one in queries.notices(admin)]
    assert [one for one in heard if "安全条件" in one] == [
        f"有一件“测试作业票”{unreadable.UNFIT}，请运行 anlan carry（test_permit）"
    ]
    assert "条件不再满足" in Entry.objects.filter(subject=paper.id, verb="clock").latest("seq").body
    Matter.objects.filter(id=paper.id).update(facts=fits)
    before = len(told(paper.id))
    run(NOON + 93 * minute)
    assert len([one for one in told(paper.id)[before:] if "安全条件" in one[1]]) == 0, "carried over, it holds again"
    Matter.objects.filter(id=paper.id).update(facts={"gone": 1})
    run(NOON + 124 * minute)
    assert len([one for one in queries.notices(admin) if "安全条件" in one.text]) == 2


def test_a_guard_whose_reads_fail_is_told_as_broken(town: County, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = queries.actor(town.person("xitong", GrantView(Role.SYSTEM_ADMIN, COUNTY)), NOON)
    paper = permit(town)

    def falls_over(*_: Any) -> None:
        raise KeyError("a lift that forgot a name")

    with monkeypatch.context() as patch:
        patch.setattr(clock.fetch, "fetch", falls_over)
        run(NOON + timedelta(minutes=31))
    assert told(paper.id) == [("clerk", f"{unreadable.UNASKED}，请立即到现场确认")]
    assert [one.text for one in queries.notices(admin)] == [
        f"有一件“测试作业票”{unreadable.UNASKED}，请查看日志并联系开发者（test_permit）"
    ]
    run(NOON + timedelta(minutes=62))
    assert [text for _, text in told(paper.id)[1:]] == ["已作业一小时"], "it can be asked again and holds"


def test_a_row_that_the_clock_gives_up_is_told(transactional_db: None, town: County) -> None:
    admin = queries.actor(town.person("xitong", GrantView(Role.SYSTEM_ADMIN, COUNTY)), NOON)
    task = town.task()
    Matter.objects.filter(id=task.id).update(facts={"gone": 1})
    Due.objects.filter(subject=task.id).update(tries=clock.MOST_TRIES - 1)
    run(NOON + 30 * DAY)
    run(NOON + 60 * DAY)
    assert [text for _, text in told(task.id)] == ["系统没能按期提醒或升级，请自行留意期限"]
    assert [one.text[:16] for one in queries.notices(admin)] == ["有一件“测试任务”的到期事项反复"]


def test_five_hundred_guards_and_more_are_all_woken(town: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anlan.kernel.waking.AT_ONCE", 3)
    eye = camera(town)
    papers = [permit(town, camera=eye).id for _ in range(8)]
    run(NOON)
    camera(town, online=False, at=NOON + timedelta(minutes=1))
    run(NOON + timedelta(minutes=1))
    assert [len(told(paper)) for paper in papers] == [1] * 8


# spread, repeats -----------------------------------------------------------------------------------------------------


class Stopped(BaseException):
    """The process ends here."""


@pytest.mark.django_db(transaction=True)
def test_a_spread_over_500_goes_on_after_a_restart(town: County, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = plan(town, targets="507")
    actions.take_step(parent.id, "start", town.clerk, at=NOON)
    opening, count = actions.opening, 0

    def until_the_end(*args: Any, **named: Any) -> Receipt:
        nonlocal count
        count += 1
        if count == 254:
            raise Stopped
        return opening(*args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(actions, "opening", until_the_end)
        with pytest.raises(Stopped):
            run(NOON)
    there = Matter.objects.filter(parent=parent.id).count()
    assert 0 < there < 254
    assert run(NOON + timedelta(minutes=1)) == 0, "claimed by the process that died"
    run(NOON + timedelta(minutes=6))
    children = Matter.objects.filter(parent=parent.id)
    assert (children.count(), children.values("title").distinct().count()) == (507, 507)
    row = Matter.objects.get(id=parent.id)
    assert (row.kids_open, row.kids_done, row.seq) == (507, 0, 2)
    actions.take_step(children[0].id, "finish", town.signer, at=NOON + DAY)
    row.refresh_from_db()
    assert (row.kids_open, row.kids_done) == (506, 1)


def test_each_period_opens_once_and_none_is_rewritten(town: County) -> None:
    parent = plan(town, every="day")
    actions.take_step(parent.id, "start", town.clerk, at=NOON)
    for day in range(3):
        for hour in (0, 5):
            run(NOON + day * DAY + hour * HOUR)
    titles = Matter.objects.filter(parent=parent.id).order_by("title").values_list("title", flat=True)
    assert list(titles) == ["自查 2026-03-18", "自查 2026-03-19", "自查 2026-03-20"]
    actions.take_step(parent.id, "end", town.clerk, at=NOON + 3 * DAY)
    run(NOON + 9 * DAY)
    assert Matter.objects.filter(parent=parent.id).count() == 3


def test_what_has_no_cadence_does_not_repeat(town: County) -> None:
    parent = plan(town)
    actions.take_step(parent.id, "start", town.clerk, at=NOON)
    run(NOON + 40 * DAY)
    assert not Matter.objects.filter(parent=parent.id).exists()


# opening by itself ---------------------------------------------------------------------------------------------------


def test_the_second_in_three_months_opens_one_order_with_its_ground(town: County) -> None:
    papers = [permit(town, camera=camera(town, str(n)), ends=(NOON + (n + 2) * HOUR).isoformat()) for n in range(3)]
    run(NOON + 2 * HOUR)
    assert not Matter.objects.filter(kind="test_order").exists()
    run(NOON + 5 * HOUR)
    order = Matter.objects.get(kind="test_order")
    first = Entry.objects.get(subject=order.id, seq=1).body
    assert order.cause in {paper.id for paper in papers}
    assert '"ground"' in first
    assert papers[0].id in first


def test_a_certificate_is_told_of_and_a_renewal_opens_before_it_ends(town: County) -> None:
    cert = records.put_record("test_cert", {"name": "焊工证", "place": COUNTY, "until": "2026-06-30"}, town.clerk, at=NOON)
    run(datetime(2026, 6, 1, 12, 0, tzinfo=NOON.tzinfo))
    notices = Outgoing.objects.filter(subject=cert.id)
    assert [(n.role, "到期" in n.text) for n in notices] == [("clerk", True)]
    again = {"name": "焊工证", "place": TOWN, "until": "2026-06-30"}
    records.put_record("test_cert", again, town.clerk, at=datetime(2026, 6, 2, 12, 0, tzinfo=NOON.tzinfo))
    run(datetime(2026, 6, 21, 12, 0, tzinfo=NOON.tzinfo))
    assert notices.count() == 1, "an edit tells nothing anew"
    renewal = Matter.objects.get(kind="test_order")
    assert (renewal.title, renewal.cause) == ("换证：焊工证", cert.id)
    run(datetime(2026, 7, 21, 12, 0, tzinfo=NOON.tzinfo))
    assert Matter.objects.filter(kind="test_order").count() == 1


# faults --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_failing_row_is_put_off_and_the_others_go_on(town: County, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [town.task(title=f"任务{n}") for n in range(3)]
    due = Matter.objects.get(id=tasks[0].id).due
    assert due is not None
    real, bad = clock.outbox.tell, True

    def tell(cursor: Any, whos: Any, text: str, row: Any, *rest: Any) -> list[str]:
        if bad and row["id"] == tasks[1].id:
            raise RuntimeError("the door is broken")
        return real(cursor, whos, text, row, *rest)

    monkeypatch.setattr(clock.outbox, "tell", tell)
    run(due)
    assert [len(told(task.id)) for task in tasks] == [1, 0, 1]
    assert not Matter.objects.get(id=tasks[1].id).overdue, "the failed row left nothing behind"
    row = Due.objects.get(subject=tasks[1].id, what="deadline")
    assert (row.tries, row.claimed, row.at > due) == (1, None, True)
    bad = False
    run(due + timedelta(minutes=2))
    assert len(told(tasks[1].id)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_step_the_clock_may_not_take_leaves_nothing_half(town: County, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = permit(town, ends=(NOON + 2 * HOUR).isoformat())
    monkeypatch.setattr(actions, "_enter", _refuse)
    run(NOON + 2 * HOUR)
    row = Matter.objects.get(id=paper.id)
    assert (row.state, row.seq, verbs(paper.id)) == ("作业中", 3, ["open", "clock", "clock"])
    assert "账本写不进" in Entry.objects.get(subject=paper.id, seq=3).body


def _refuse(*args: Any) -> str:
    raise Refused("账本写不进，请重试。")


def test_a_claim_of_a_dead_process_is_taken_over(town: County) -> None:
    task = town.task()
    due = Matter.objects.get(id=task.id).due
    assert due is not None
    Due.objects.filter(subject=task.id).update(claimed=due)
    assert run(due + timedelta(minutes=4)) == 0
    assert run(due + timedelta(minutes=6)) == 1


def test_nobody_takes_the_clock_s_steps(town: County) -> None:
    paper = permit(town)
    with pytest.raises(Refused, match="须由系统时钟办理"):
        actions.take_step(paper.id, "lapse", town.clerk, at=NOON)
