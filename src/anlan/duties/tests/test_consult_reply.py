"""征求意见: every row answered, objections with their ground; silence is no answer of the unit's."""

import pytest

from anlan.duties.loops.consult_reply import CONSULT_REPLY
from anlan.duties.tests.cast import CLERK, LIAISON, STRANGER, TRAFFIC, opened
from anlan.kernel.facts import BadFacts, widgets

ROWS = [{"no": "1", "task": "隧道照明", "role": "牵头"}, {"no": "2", "task": "校园门口防护", "role": "配合"}]
FACTS = {
    "title": "2026 年通知",
    "unit": TRAFFIC,
    "asked": ROWS,
    "due": "2026-03-06",
    "liaison": {"name": "张三", "phone": "13800000000"},
}
MIXED = [{"no": "1", "opinion": "同意"}, {"no": "2", "opinion": "不属本单位", "ground": "“三定”规定第 3 条"}]


@pytest.fixture
def asked():
    return opened(CONSULT_REPLY, FACTS)


def test_one_press_agrees_to_all_by_account_or_by_link(asked):
    assert "部门联络员" in (asked.why_not("agree", STRANGER) or "")
    asked.take("agree", asked.coder("liaison"))
    assert asked.state == "已处理"


def test_objections_are_answered_with_a_reason(asked):
    asked.take("answer", LIAISON, answers=MIXED)
    assert (asked.state, asked.holder) == ("待处理", "clerk")
    with pytest.raises(BadFacts, match="理由"):
        asked.take("handle", CLERK, taken="不采纳")
    asked.take("handle", CLERK, taken="不采纳", why="县政府 2024 年已明确")
    assert asked.state == "已处理"


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (MIXED[:1], "第 2 项还没有答复"),
        ([*MIXED, MIXED[0]], "第 1 项重复"),
        ([*MIXED, {"no": "9", "opinion": "同意"}], "第 9 项"),
    ],
)
def test_every_row_is_answered_once(asked, answers, says):
    assert says in (asked.why_not("answer", LIAISON, answers=answers) or "")


@pytest.mark.parametrize(("opinion", "says"), [("不属本单位", "写明依据"), ("修改", "写明修改为什么")])
def test_an_objection_says_its_ground(asked, opinion, says):
    answers = [{"no": "1", "opinion": opinion}, MIXED[1]]
    assert says in (asked.why_not("answer", LIAISON, answers=answers) or "")


def test_silence_is_closed_by_a_person_after_the_day(asked):
    assert "还没有到" in (asked.why_not("no_answer", CLERK) or "")
    asked.wait("10 days")
    assert asked.state == "待答复"
    asked.take("no_answer", CLERK)
    assert asked.state == "已处理"


def test_an_unclear_answer_is_asked_again(asked):
    asked.take("answer", LIAISON, answers=MIXED)
    asked.take("ask_again", CLERK, reason="第 2 项请附依据原文")
    assert asked.holder == f"liaison:{TRAFFIC}"


def test_the_form_begins_with_every_row_agreed_to():
    answers = widgets(CONSULT_REPLY.step("answer").asks)["answers"]
    assert answers.prefilled_from == "asked"
    assert answers.row(no="1").opinion == "同意"


def test_a_task_is_not_rewritten_in_its_place(asked):
    rewritten = [MIXED[0] | {"task": "隧道不用照明"}, MIXED[1]]
    assert "第 1 项的工作任务请不要直接改" in (asked.why_not("answer", LIAISON, answers=rewritten) or "")
    asked.take("answer", LIAISON, answers=[MIXED[0] | {"task": "隧道 照明"}, MIXED[1]])
    assert asked.state == "待处理"
