"""Walks a doubt: two officers look, facts are written, a clue is handed over by rule; nobody is called a faker."""

import inspect

import pytest

from anlan.kernel.facts import BadFacts, widgets
from anlan.kernel.people import CLOCK, Role, Standing, may_see
from anlan.kernel.testing import Refused, Walk, someone
from anlan.monitoring.loops import alarm, integrity_doubt, sensor_work
from anlan.monitoring.loops.integrity_doubt import AGAIN, CHECKING, CLEARED, CLUE, HANDED, INTEGRITY_DOUBT, KINDS, OPEN, TO_HAND
from anlan.monitoring.tests.cast import DISPATCHER, FIRM, HEAD, NOON, OFFICER, SUPERVISOR, TOWN
from anlan.standards.loader import shipped

ONE, TWO = someone(Role.OFFICER, sectors=("煤矿",)), someone(Role.SUPERVISOR, sectors=("煤矿",))
FACTS = {
    "title": "疑似读数平直：1 号面甲烷", "kind": "读数平直", "subject": "s1", "unit": FIRM, "sector": "煤矿", "place": TOWN,
    "happened_at": NOON.isoformat(), "ground": "生产班 6 小时读数不变（0.13），邻近测点有变化。",
}  # fmt: skip
PAIR = {"checker": ONE.person, "second": TWO.person}


def doubt(**facts: object) -> Walk:
    return Walk(INTEGRITY_DOUBT, facts=FACTS | facts, by=CLOCK, at=NOON, figures=shipped())


def checked(conclusion: str) -> Walk:
    walk = doubt()
    walk.take("assign", by=OFFICER, **PAIR)
    walk.take("check", by=ONE, evidence="照片", conclusion=conclusion, finding="到现场比对便携仪，读数 0.41")
    return walk


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_waits_for_the_department(kind):
    assert (doubt(kind=kind).state, doubt(kind=kind).holder) == (OPEN, "officer")


def test_two_officers_look_and_they_are_two():
    walk = doubt()
    assert walk.why_not("assign", by=OFFICER, checker=ONE.person, second=ONE.person) == "核查人和复核人须是两个人，请另选一人。"
    assert "须由" in (walk.why_not("assign", by=HEAD, **PAIR) or "")
    walk.take("assign", by=SUPERVISOR, **PAIR)
    assert (walk.state, walk.holder) == (CHECKING, f"person:{ONE.person}")
    said = {"conclusion": "工况正常", "finding": "停产检修"}
    assert walk.why_not("check", by=TWO, evidence="照片", **said) == "“核查”须由核查人办理。"
    assert "请附" in (walk.why_not("check", by=ONE, **said) or "")
    walk.take("check", by=ONE, evidence="照片", **said)
    assert (walk.state, walk.holder) == (AGAIN, f"person:{TWO.person}")
    assert walk.why_not("clear", by=ONE) == "“复核排除”须由复核人办理。"
    walk.take("clear", by=TWO)
    assert walk.state == CLEARED


def test_the_same_person_does_not_check_twice():
    walk = doubt(checker=ONE.person, second=ONE.person)
    walk.take("assign", by=OFFICER, **PAIR)
    walk.take("check", by=ONE, evidence="照片", conclusion="工况正常", finding="停产")
    walk.note(second=ONE.person)
    assert walk.why_not("clear", by=ONE) == "须由核查人以外的人办理。"


def test_a_clue_is_handed_over_with_its_ground_and_not_before_the_second_saw_it():
    walk = checked(CLUE)
    assert "不能" in (walk.why_not("hand_over", by=OFFICER, to="县公安局", organ="公安机关", basis="国务院令第310号") or "")
    assert walk.why_not("clear", by=TWO) == "核查结论是有人为干预线索，请复核为线索，或退回重新核查。"
    walk.take("refer", by=TWO)
    assert (walk.state, walk.holder) == (TO_HAND, "officer")
    with pytest.raises(BadFacts, match="移送依据"):
        walk.take("hand_over", by=OFFICER, to="县公安局", organ="公安机关")
    walk.take("hand_over", by=OFFICER, to="县公安局", organ="公安机关", basis="国务院令第310号")
    assert walk.state == HANDED
    [(kind, facts)] = walk.opened
    assert (kind, facts["to"], facts["basis"], facts["source"]) == ("clue_transfer", "县公安局", "国务院令第310号", walk.look.id)


@pytest.mark.parametrize("conclusion", ["设备或线路故障", "工况正常", "已作业未及时报备", "不能确认"])
def test_what_is_no_clue_is_not_handed_over(conclusion):
    walk = checked(conclusion)
    assert walk.why_not("refer", by=TWO) == "核查结论不是有人为干预线索，不能作为线索移交。"
    walk.take("again", by=TWO, reason="请再看一次视频")
    assert (walk.state, walk.holder) == (CHECKING, f"person:{ONE.person}")


def test_the_firm_does_not_see_it_while_it_is_looked_into():
    for state, seen in ((OPEN, False), (CHECKING, False), (TO_HAND, False), (CLEARED, True)):
        there = Standing(TOWN, "煤矿", FIRM, INTEGRITY_DOUBT.secrecy, holder="officer", unsent=state in INTEGRITY_DOUBT.unsent)
        assert may_see(DISPATCHER, there) is seen
        assert may_see(SUPERVISOR, there)


def test_nobody_is_called_a_faker():
    """No word of the platform judges, and no fact of a doubt names the one who may have done it."""
    words = "".join(inspect.getsource(module) for module in (integrity_doubt, alarm, sensor_work))
    assert not {word for word in ("造假", "作假", "伪造", "篡改", "嫌疑人") if word in words}
    people = {name for name, widget in widgets(INTEGRITY_DOUBT.facts).items() if widget.kind in ("person", "contact")}
    assert people == {"checker", "second"}


def test_it_does_not_lie_about():
    walk = doubt()
    walk.wait("5h")
    assert walk.told == [("当前承办人", "疑点还没有指派核查"), ("矿山安全监管专员", "疑点还没有指派核查")]
    with pytest.raises(Refused, match="须由"):
        Walk(INTEGRITY_DOUBT, facts=FACTS, by=DISPATCHER, at=NOON, figures=shipped())
