"""The judge: who may, why not, who holds it next, what the facts become, when it is due."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from anlan.kernel import judge
from anlan.kernel.calendar import end_of_day
from anlan.kernel.facts import BadFacts, read
from anlan.kernel.loop import (
    After,
    Deadline,
    Evidence,
    Guard,
    Look,
    Loop,
    Notify,
    On,
    Proof,
    Reason,
    Rung,
    Step,
    Taken,
    someone_else_than,
)
from anlan.kernel.people import CLOCK, HOLDER, NOBODY, OPENER, Actor, GrantView, Part, Role, Through, reaches
from anlan.kernel.reads import Seen
from anlan.kernel.testing import someone
from anlan.kernel.tests.paper_loop import DOER, FACTS, NOON, OTHER_UNIT, TASK, UNIT, Done, Row, also, but, step
from anlan.standards.loader import NoFigure, shipped

LIAISON, CLERK = someone(Role.LIAISON, unit=UNIT), someone(Role.CLERK)


def look(
    by: Actor = LIAISON, loop: Loop[Any] = TASK, state: str = "待办", facts: dict[str, Any] | None = None, **more: Any
) -> Look[Any]:
    parsed = read(loop.facts, FACTS | (facts or {}))
    hours = {"now": NOON, "happened_at": NOON, "opened": NOON, "since": NOON}
    return Look(facts=parsed, state=state, by=by, place="140621100", unit=UNIT, id="m1", **hours, **more)


def why_not(loop: Loop[Any], name: str, at: Look[Any], **asked: Any) -> str | None:
    shape = loop.step(name)
    form = {"told": "已修"} | asked if shape.asks is Done else asked
    return judge.why_not(loop, shape, replace(at, asked=judge.ask(shape, form)))


# who


@pytest.mark.parametrize("place, reached", [
    ("140621", True), ("140621100", True), ("140621100001", True), ("1406", False), ("140622", False), ("", False),
    ("Z140621001", True), ("Z140622001", False),
])  # fmt: skip
def test_a_place_reaches_what_lies_in_it(place, reached):
    assert reaches("140621", place) is reached


def test_a_role_bound_to_a_unit_is_not_stretched_by_place():
    assert judge.is_one_of(Role.LIAISON, look())
    assert not judge.is_one_of(Role.LIAISON, look(by=someone(Role.LIAISON, unit=OTHER_UNIT)))
    assert not judge.is_one_of(Role.LIAISON, look(by=someone(Role.LIAISON)))
    assert not judge.is_one_of(Role.LIAISON, replace(look(by=someone(Role.LIAISON)), unit=""))


def test_sectors_narrow_a_grant_and_no_sector_is_all():
    mines = someone(Role.OFFICER, sectors=("煤矿",))
    assert judge.is_one_of(Role.OFFICER, look(by=mines, sector="煤矿"))
    assert not judge.is_one_of(Role.OFFICER, look(by=mines, sector="消防"))
    assert not judge.is_one_of(Role.OFFICER, look(by=mines))
    assert judge.is_one_of(Role.OFFICER, look(by=someone(Role.OFFICER), sector="消防"))


def test_the_clock_is_nobody_else():
    assert judge.is_one_of(Role.CLOCK, look(by=CLOCK))
    assert not judge.is_one_of((Role.ANYONE, OPENER, HOLDER, DOER, Role.CLERK), look(by=CLOCK))
    assert not judge.is_one_of(Role.CLOCK, look(by=CLERK))
    assert judge.is_one_of(Role.ANYONE, look(by=NOBODY))


def test_nobody_has_no_part_in_what_names_nobody():
    assert not judge.is_one_of((OPENER, HOLDER, DOER), look(by=NOBODY))


def test_a_part_is_a_person_not_a_name():
    assert judge.is_one_of(DOER, look(facts={"doer": LIAISON.person}))
    assert not judge.is_one_of(DOER, look(facts={"doer": CLERK.person}))


def test_a_code_is_for_its_matter_and_its_part():
    code = Actor(through=Through.CODE, code_for="m1", code_part="opener", code_steps=frozenset({"do"}))
    assert judge.is_one_of(OPENER, look(by=code))
    assert not judge.is_one_of((DOER, HOLDER, Role.LIAISON), look(by=code))
    assert not judge.is_one_of(OPENER, look(by=replace(code, code_for="m2")))
    assert not judge.is_one_of(OPENER, replace(look(by=replace(code, code_for="")), id=""))
    assert judge.holds_it(code, look(by=code, holder="part.opener"))


@pytest.mark.parametrize("holder, holds", [
    ("", False), ("person:", False), ("clerk", False), (f"liaison:{UNIT}", True),
    (f"liaison:{OTHER_UNIT}", False), ("liaison", True),
])  # fmt: skip
def test_who_holds_it(holder, holds):
    assert judge.holds_it(LIAISON, look(holder=holder)) is holds


# why not


def test_state_then_person_then_proof_then_need_then_holder():
    loop = step(needs=lambda look: "天气不好，请改日。", evidence=Evidence("照片", 2, ("照片",)))
    two = (Proof("照片", "1"), Proof("照片", "2"))
    assert why_not(loop, "do", look(state="待核")) == "本事项现为“待核”，不能“办理”，请刷新后再看。"
    assert why_not(loop, "do", look(by=CLERK)) == "“办理”须由部门联络员办理。"
    assert why_not(loop, "do", look(evidence=(Proof("照片", "1"), Proof("文件", "2")))) == "请附照片（至少 2 件），再“办理”。"
    assert why_not(loop, "do", look(evidence=two)) == "天气不好，请改日。"
    assert why_not(step(holds=DOER), "do", look()) == "还没有指定经手人，请先补填，再“办理”。"
    assert why_not(TASK, "do", look()) is None


def test_the_step_itself_may_name_who_holds_it_next():
    class Names(Done):
        doer: str = TASK.facts.model_fields["doer"]  # type: ignore[assignment]

    loop = step(asks=Names, holds=DOER)
    form = judge.ask(loop.step("do"), {"told": "交办", "doer": CLERK.person})
    assert judge.why_not(loop, loop.step("do"), replace(look(), asked=form)) is None


def test_a_step_that_spoils_the_facts_is_refused_by_its_sentence():
    loop = step(sets=lambda look: {"place": "山阴"})
    assert why_not(loop, "do", look()) == "属地请选择地点。"


def test_before_the_form_is_there_only_what_does_not_look_at_it_is_asked():
    def helper(at: Look[Any]) -> bool:
        return bool(at.asked.told)

    def by_form(at: Look[Any]) -> str | None:
        return None if helper(at) else "写上进展。"

    loop = step(needs=(by_form, lambda at: "缺人，请增派。" if at.now == NOON else None), evidence="照片")
    at = look()
    assert judge.why_not(loop, loop.step("do"), at, asking=True) == "缺人，请增派。"
    alone = step(needs=by_form, evidence="照片")
    assert judge.why_not(alone, alone.step("do"), at, asking=True) is None
    assert judge.why_not(alone, alone.step("do"), look(by=CLERK), asking=True) == "“办理”须由部门联络员办理。"


def test_a_figure_that_is_not_at_hand_is_a_reason_not_a_crash():
    unknown = step(needs=lambda at: str(at.standard("law.nowhere").value))
    assert why_not(unknown, "do", look()) == "标准“law.nowhere”无处可查，请联系系统管理员。"
    assert why_not(unknown, "do", look(figures=shipped())) == "没有名为“law”的标准，请核对名称。"
    missing = step(needs=lambda at: str(at.standard("fifteen_measures.any").value))
    assert "内容未导入" in (why_not(missing, "do", look(figures=shipped())) or "")


def test_the_figure_is_that_of_the_day_on_which_it_happened():
    at = replace(look(figures=shipped()), happened_at=NOON.replace(year=2021))
    with pytest.raises(NoFigure, match="在 2021-03-02 没有有效版本"):
        at.standard("gb30871.hot_work.gas_test_valid")


def test_a_second_pair_of_eyes():
    need = someone_else_than("do")
    taken = (Taken("do", LIAISON.person, "", NOON), Taken("do", CLERK.person, "", NOON))
    assert need(look(taken=taken)) is None, "the last time counts"
    assert need(look(by=CLERK, taken=taken)) == "须由前一步经办人以外的人办理。"
    assert someone_else_than("open")(look(opener=LIAISON.person)) == "须由前一步经办人以外的人办理。"
    assert someone_else_than("open")(look(by=NOBODY)) is None


def test_a_code_takes_only_what_is_listed_even_of_anyones_steps():
    loop = step(may=(Role.ANYONE, Role.LIAISON))
    code = Actor(through=Through.CODE, code_for="m1", code_part="opener", code_steps=frozenset({"other"}))
    assert why_not(loop, "do", look(by=code)) == "查询码不能用于“办理”，请联系承办单位办理。"
    assert why_not(loop, "do", look(by=replace(code, code_steps=frozenset({"do"})))) is None


@pytest.mark.parametrize("hours, answer", [(-73, "超过了 3 日"), (-71, ""), (0, ""), (0.16, ""), (0.2, "晚于现在")])
def test_what_happened_lies_between_the_bound_and_now(hours, answer):
    said = judge.wrong_time(TASK, NOON + timedelta(hours=hours), NOON)
    assert answer in said if answer and said else said is None


def test_a_guard_that_cannot_be_asked_is_broken():
    guard = Guard("待办", (lambda at: None, lambda at: "离线。" if not at.seen.camera.is_("在线") else None), Notify(HOLDER))
    assert judge.guard_broken(guard, look()) == "离线。"
    crash = Guard("待办", lambda at: 1 / 0 and None, Notify(HOLDER))  # type: ignore[arg-type]
    assert judge.guard_broken(crash, look()) == "安全条件无法核对，按不满足处理，请到现场确认。"
    assert judge.guard_broken(Guard("待办", lambda at: None, Notify(HOLDER)), look(seen=Seen())) is None


# who holds it next


def test_whoever_may_take_the_first_step_holds_it():
    assert judge.held_by(TASK, "待办", look()) == judge.Held(role="liaison", unit=UNIT)
    assert judge.held_by(TASK, "待核", look()) == judge.Held(role="clerk")
    assert judge.held_by(TASK, "办结", look()) == judge.Held()
    lapse = but(steps=(Step("lapse", "失效", "待办", "办结", (Role.CLOCK, Role.ANYONE)), *TASK.steps))
    assert judge.held_by(lapse, "待办", look()) == judge.Held(role="liaison", unit=UNIT)


@pytest.mark.parametrize("holds, held", [
    (DOER, None), (OPENER, judge.Held(person="o")), ((DOER, Role.CLERK), judge.Held(role="clerk")),
    (HOLDER, judge.Held(person="h")),
])  # fmt: skip
def test_the_step_says_who_holds_it(holds, held):
    assert judge.held_by(TASK, "待核", look(opener="o", holder="person:h"), holds) == held


def test_a_role_of_a_unit_holds_nothing_where_no_unit_is_named():
    assert judge.held_by(TASK, "待办", replace(look(), unit="")) is None


def test_somebody_without_an_account_holds_by_code():
    at = look()
    assert judge.held_by(but(codes={"opener": ("do",)}), "待办", at, OPENER) == judge.Held(role="part.opener")
    assert judge.held_by(TASK, "待办", at, OPENER) is None


# facts


def test_what_was_asked_goes_into_facts_of_the_same_name():
    at = replace(look(facts={"told": "旧"}), asked=Done(told="新"))
    assert judge.facts_after(TASK, TASK.step("do"), at).dump() == FACTS | {"told": "新", "rows": []}


def test_or_as_a_row_beside_those_before():
    loop = but(steps=(Step("add", "登记", "待办", "待办", Role.LIAISON, asks=Row, into="rows"), *TASK.steps))
    at = replace(look(facts={"rows": [{"what": "一"}]}), asked=Row(what="二", size="1.50"))  # type: ignore[arg-type]
    assert judge.facts_after(loop, loop.step("add"), at).dump()["rows"] == [{"what": "一"}, {"what": "二", "size": "1.50"}]


def test_what_a_step_sets_wins_and_none_clears():
    loop = step(sets=lambda at: {"told": None, "until": date(2026, 4, 1)})
    after = judge.look_after(loop, loop.step("do"), replace(look(facts={"told": "旧"}), asked=Done(told="新")))
    assert (after.facts.told, after.facts.until, after.state, after.since) == (None, date(2026, 4, 1), "待核", NOON)


def test_columns_follow_the_facts():
    loop = step(sets=lambda at: {"unit": OTHER_UNIT})
    assert judge.look_after(loop, loop.step("do"), replace(look(), asked=Done(told="新"))).unit == OTHER_UNIT


def test_a_step_that_breaks_the_facts_says_of_which_loop():
    loop = step(sets=lambda at: {"title": ""})
    with pytest.raises(BadFacts) as refused:
        judge.facts_after(loop, loop.step("do"), replace(look(), asked=Done(told="新")))
    assert refused.value.wrong == {"task.title": "任务还没有填写，请补上。"}


# due


def due(at: Any, **facts: Any) -> Any:
    loop = but(deadlines=(Deadline("待办", at, Notify(HOLDER)),))
    return judge.falls_due(loop.deadlines[0], replace(look(facts=facts, figures=shipped()), since=NOON + timedelta(hours=5)))


def test_from_where_a_deadline_counts():
    late = NOON + timedelta(hours=5)
    assert due(After("2h")) == late + timedelta(hours=2)
    assert due(After("2h", since="opened")) == NOON + timedelta(hours=2)
    assert due(After("2h", since="started"), started="2026-03-01 08:00") == NOON - timedelta(hours=26)
    assert due(After("2h", since="started")) is None
    assert due(After("standard:accident_report.firm", since="opened")) == NOON + timedelta(hours=1)
    assert due(After("5 workdays")) == end_of_day(date(2026, 3, 9))


def test_on_a_day_means_until_it_is_over():
    assert due(On("until"), until="2026-03-05") == end_of_day(date(2026, 3, 5))
    assert due(On("until", before="1 day"), until="2026-03-05") == end_of_day(date(2026, 3, 4))
    assert due(On("started"), started="2026-03-05 08:00") == end_of_day(date(2026, 3, 5))
    assert due(On("started", end_of_day=False), started="2026-03-05 08:00").hour == 8
    assert due(On("until")) is None


def test_the_countys_figure_comes_before_the_loops():
    after = After("2h", tunable="task.hours")
    assert judge.after(after, NOON, look(), lambda name: "30min" if name == "task.hours" else None) == NOON + timedelta(
        minutes=30
    )
    assert judge.after(after, NOON, look(), lambda name: None) == NOON + timedelta(hours=2)


def test_only_the_deadlines_of_the_state_the_first_first():
    more = (Deadline("待办", After("1h"), Notify(HOLDER), soon="20min"), *TASK.deadlines)
    found = judge.deadlines(but(deadlines=more), look())
    assert [(one.what, one.number) for one in found] == [("soon", 0), ("deadline", 0), ("deadline", 1)]
    assert found[0].at == NOON + timedelta(minutes=40)


def test_the_rungs_of_a_state_count_from_what_was_missed():
    loop = but(ladder=(Rung("1h", tells=HOLDER), Rung("2h", tells=HOLDER, states=("待核",)), Rung("3h", tells=HOLDER)))
    assert [(n, at - NOON) for n, _, at in judge.rungs(loop, look(), NOON)] == [(0, timedelta(hours=1)), (2, timedelta(hours=3))]


def test_names_in_the_sentence():
    assert (
        judge.names_of((Role.CLERK, DOER, OPENER, HOLDER, Part("gone")), TASK) == "安委办经办人、经手人、发起人、当前承办人、gone"
    )


def test_all_grants_of_a_person_count():
    both = Actor(
        person="p", grants=(GrantView(Role.LIAISON, "140621", unit=OTHER_UNIT), GrantView(Role.LIAISON, "140621", unit=UNIT))
    )
    assert why_not(also(Step("again", "重开", "办结", "待办", Role.CLERK, asks=Reason)), "do", look(by=both)) is None
