"""批示件: its clocks run from when the leader wrote it, by the figures of the standard, or the county's own."""

import pytest

from anlan.duties.loops.instruction import DOING, HARD, INSTRUCTION, SETTLED, TO_GIVE, TO_PLAN, TO_READ
from anlan.duties.tests.cast import CLERK, LIAISON, NOW, SIGNER, TRAFFIC, opened
from anlan.kernel import judge

FACTS = {"title": "信访件", "leader": "县长", "words": "请交通局核实整改。", "happened_at": "2026-03-02 08:00"}


@pytest.fixture
def instruction():
    return opened(INSTRUCTION, FACTS)


def given(walk):
    walk.take("give", CLERK, unit=TRAFFIC)
    walk.take("plan", LIAISON, plan="已部署")
    return walk


def due(walk, tuned=judge.untuned):
    return judge.deadlines(walk.loop, walk.look, tuned)[-1].at


def test_runs_to_the_leaders_own_word(instruction):
    given(instruction)
    assert instruction.why_not("reply", LIAISON, result="办好") == "请附佐证（至少 1 件），再“报办理结果”。"
    instruction.take("reply", LIAISON, evidence="照片", result="办好")
    assert (instruction.state, instruction.holder) == (TO_READ, "clerk")
    instruction.take("not_yet", CLERK, reason="领导要求补充")
    instruction.take("reply", LIAISON, evidence="照片", result="已补充")
    instruction.take("settle", CLERK, evidence="文件", word="同意", on="2026-03-09")
    assert instruction.state == SETTLED


def test_its_clocks_are_one_three_and_seven_days_and_a_month(instruction):
    days = {TO_GIVE: (due(instruction) - NOW).days}
    instruction.take("give", CLERK, unit=TRAFFIC)
    days[TO_PLAN] = (due(instruction) - NOW).days
    instruction.take("plan", LIAISON, plan="已部署")
    days[DOING] = (due(instruction) - NOW).days
    instruction.take("hard", SIGNER, reason="跨部门", milestones="3 月底出方案")
    days[HARD] = (due(instruction) - NOW).days
    assert days == {TO_GIVE: 1, TO_PLAN: 3, DOING: 7, HARD: 31}


def test_the_county_may_set_its_own_clock(instruction):
    assert (due(instruction, {"instruction.deploy": "4h"}.get) - NOW).total_seconds() == 3 * 3600


def test_a_missed_clock_is_told_to_unit_and_office(instruction):
    given(instruction).wait("9 days")
    assert ("部门联络员", "批示件到期还没有办结") in instruction.told
    assert instruction.state == DOING


def test_a_wrong_unit_sends_it_back(instruction):
    instruction.take("give", CLERK, unit=TRAFFIC)
    instruction.take("refuse", LIAISON, reason="属住建局")
    assert (instruction.state, instruction.holder) == (TO_GIVE, "clerk")


def test_only_the_signer_makes_it_a_hard_one(instruction):
    why = given(instruction).why_not("hard", LIAISON, reason="跨部门", milestones="略")
    assert why == "“列为复杂事项”须由安委办签发人办理。"
