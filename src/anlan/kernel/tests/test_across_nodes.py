"""The kernel's part of exchange between nodes, on one database: this node once as the upper one, once as the lower one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel import (
    accounts,
    across,
    actions,
    chain,
    clock,
    directory,
    fetch,
    handed,
    ids,
    letters,
    looks,
    mail,
    nodes,
    offering,
    records,
)
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.loop import Spread
from anlan.kernel.mail import Mark, Numbered
from anlan.kernel.models import Entry, Matter, Mirror, Outgoing
from anlan.kernel.people import GrantView, Role
from anlan.kernel.reads import Children
from anlan.kernel.refusals import NotThere, Refused
from anlan.kernel.tests.county import COUNTY, KINDS, NOON, TASK, TOWN, County

KEY = "ab" * 32
PARENT = replace(
    TASK,
    kind="test_parent",
    title="测试来文",
    reads={"kids": Children("test_task")},
    steps=tuple(
        replace(
            step,
            spread=Spread(
                "test_task",
                lambda look: (look.facts.progress or "").split("、"),
                lambda look, target: {
                    "title": f"分办{look.facts.title}",
                    "place": TOWN,
                    "unit": target,
                    "secrecy": look.facts.secrecy,
                },
            ),
        )
        if step.name == "report"
        else step
        for step in TASK.steps
    ),
)


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with with_kinds(*KINDS, PARENT):
        yield County()


@pytest.fixture
def town(county: County) -> str:
    """A unit whose matters live at the node of the town below us."""
    made = county.unit("示例镇人民政府", "示镇")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record SET place=%s WHERE id=%s", [TOWN, made])
    nodes.put_node("town", "示例镇", TOWN, KEY, accounts.SETUP, at=NOON, carries="内部")
    return made


def spread(county: County, unit: str, **facts: Any) -> str:
    """A matter of the county that has been handed out to a unit."""
    given = {"title": "核查", "place": COUNTY, "unit": county.bureau} | facts
    id = actions.open_matter("test_parent", given, county.clerk, at=NOON).id
    actions.take_step(id, "report", county.liaison, at=NOON, asked={"progress": unit})
    clock.tick(NOON)
    return id


def kids_of(county: County, id: str, at: Any = NOON) -> tuple[int, int, int]:
    """What a need that reads the children is told: open, done, overdue."""
    with connection.cursor() as cursor:
        row = looks.fetch_matter(cursor, id)
        assert row is not None
        look = looks.look(cursor, row, PARENT, county.clerk, at)
        seen = fetch.fetch(cursor, PARENT, row, look).kids
    return seen.open, seen.done, seen.overdue


def said(node: str, *bodies: dict[str, Any], after: Mark | None = None) -> list[Numbered]:
    """Letters of a node as it numbers them, behind those that we have."""
    mark = after or mail.waiting(node, 1)[1]
    found = []
    for body in bodies:
        mark = Mark(mark.seq + 1, chain.link(mark.hash, chain.canonical(body)))
        found.append(Numbered(mark.seq, mark.hash, body))
    return found


def answer(mirror: Mirror, state: str, **more: Any) -> dict[str, Any]:
    body = {
        "type": "answer",
        "id": mirror.id,
        "upper": mirror.cause,
        "matter": "c" * 32,
        "kind": mirror.kind,
        "title": mirror.title,
    }
    return body | {"state": state, "place": mirror.place} | more


def test_a_child_at_a_lower_node_is_offered_and_counted(county: County, town: str) -> None:
    parent = spread(county, f"{town}、{county.bureau}")
    mirror = Mirror.objects.get(cause=parent)
    assert (mirror.home, mirror.state, mirror.place, mirror.matter) == ("town", "待接收", TOWN, "")
    assert Matter.objects.filter(parent=parent).count() == 1
    assert kids_of(county, parent) == (2, 0, 0)
    assert kids_of(county, parent, NOON + timedelta(days=30)) == (2, 0, 2)
    (letter,), _ = mail.waiting("town", 9)
    assert letter.body["facts"] == {"title": "分办核查", "place": TOWN}
    assert letter.body["units"] == {"unit": ["示例镇人民政府"]}
    assert [one.id for one in directory.family(Matter.objects.get(id=parent), county.clerk)[2]] == [mirror.id]
    assert Entry.objects.filter(subject=mirror.id, verb="offer").count() == 1

    mail.receive("town", said("town", answer(mirror, "待办", holder="示例镇", due=(NOON + timedelta(days=1)).isoformat())), NOON)
    assert kids_of(county, parent, NOON + timedelta(days=2)) == (2, 0, 1)
    mail.receive("town", said("town", answer(mirror, "已完成", closed=NOON.isoformat())), NOON)
    assert kids_of(county, parent) == (1, 1, 0)
    row = Matter.objects.get(id=parent)
    assert (row.kids_open, row.kids_done) == (1, 1)


def test_what_is_personal_or_lies_here_does_not_travel(county: County, town: str) -> None:
    facts = TASK.facts(
        title="核查", place=TOWN, unit=town, helper=county.ids["grid"], files=("f" * 32,),
        caller={"name": "示例人", "phone": "13900000000"},
    )  # fmt: skip
    with connection.cursor() as cursor:
        sent, _ = offering.travelling(cursor, TASK.facts, facts.dump())
        shown = offering.shown(cursor, TASK.facts, facts.dump())
    assert sent == {"title": "核查", "place": TOWN}
    assert "13900000000" not in str(shown)
    assert shown == [["任务", "核查"], ["属地", "示例镇"], ["责任单位", "示例镇人民政府"]]


@pytest.mark.parametrize("carries, secrecy, goes", [
    ("公开", "公开", True), ("公开", "内部", False), ("公开", "限知悉人", False),
    ("内部", "公开", True), ("内部", "内部", True), ("内部", "限知悉人", False),
])  # fmt: skip
def test_secrecy_is_obeyed(county: County, town: str, carries: str, secrecy: str, goes: bool) -> None:
    nodes.put_node("town", "示例镇", TOWN, KEY, accounts.SETUP, at=NOON, carries=carries)
    parent = spread(county, town, secrecy=secrecy)
    assert Mirror.objects.filter(cause=parent).exists() is goes
    assert Matter.objects.filter(parent=parent).exists() is not goes
    if not goes:
        body = Entry.objects.get(subject=Matter.objects.get(parent=parent).id, seq=1).body
        assert f"密级“{secrecy}”没有获准传给示例镇" in body


def test_only_those_who_may_take_it_back_and_only_while_nobody_has_it(county: County, town: str) -> None:
    parent = spread(county, town)
    mirror = Mirror.objects.get(cause=parent)
    with pytest.raises(NotThere):
        offering.withdraw(mirror.id, county.outsider, at=NOON, why="x")
    with pytest.raises(Refused, match="安委办经办人"):
        offering.withdraw(mirror.id, county.leader, at=NOON, why="x")
    with pytest.raises(Refused, match="不用再次下达"):
        offering.offer_again(mirror.id, county.clerk, at=NOON, why="x")
    mail.receive("town", said("town", answer(mirror, "待办")), NOON)
    with pytest.raises(Refused, match="对方已经接收"):
        offering.withdraw(mirror.id, county.clerk, at=NOON, why="x")
    mail.receive("town", said("town", answer(mirror, "已退回", refused="不归我们", closed=NOON.isoformat())), NOON)
    assert kids_of(county, parent) == (1, 0, 0)
    assert Outgoing.objects.filter(subject=parent, text__contains="不归我们").exists()
    offering.withdraw(mirror.id, county.clerk, at=NOON, why="另派")
    assert kids_of(county, parent) == (0, 1, 0)


def offer(**more: Any) -> dict[str, Any]:
    body = {
        "type": "offer",
        "id": "a" * 32,
        "upper": "b" * 32,
        "upper_title": "市里来文",
        "kind": "test_task",
        "kind_title": "测试任务",
    }
    body |= {"version": 1, "title": "市里交办的核查", "place": TOWN, "unit": "示例县应急局", "shown": [["任务", "核查"]]}
    return body | {"facts": {"title": "市里交办的核查", "place": TOWN}, "due": (NOON + timedelta(days=9)).isoformat()} | more


@pytest.fixture
def city(county: County) -> str:
    nodes.put_node("city", "朔州市", "1406", KEY, accounts.SETUP, at=NOON, carries="内部")
    return "city"


def handed_down() -> Matter:
    return Matter.objects.get(kind="handed_down")


def test_an_offer_waits_for_somebody_and_becomes_our_own_once(county: County, city: str) -> None:
    mail.receive(city, said(city, offer(), offer(), offer(id="d" * 32, kind="unheard_of")), NOON)
    assert Matter.objects.filter(kind="handed_down").count() == 2
    waits = Matter.objects.get(kind="handed_down", cause="b" * 32, id=across.Mirror.objects.get(id="a" * 32).matter)
    assert (waits.state, waits.holder_role, waits.place, waits.opener) == ("待接收", Role.CLERK, TOWN, "")
    facts = {"title": "市里交办的核查", "place": TOWN, "unit": county.bureau}
    with pytest.raises(Refused, match="接收须由"):
        handed.accept(waits.id, facts, county.leader, at=NOON)
    with pytest.raises(NotThere):
        handed.accept(waits.id, facts, county.outsider, at=NOON)
    made = handed.accept(waits.id, facts, county.clerk, at=NOON)
    assert handed.accept(waits.id, facts, county.clerk, at=NOON).id == made.id
    mine = Matter.objects.get(id=made.id)
    assert (mine.kind, mine.cause, mine.parent, mine.opener) == ("test_task", "b" * 32, "", county.ids["clerk"])
    other = Matter.objects.get(kind="handed_down", id=across.Mirror.objects.get(id="d" * 32).matter)
    with pytest.raises(Refused, match="请升级后接收"):
        handed.accept(other.id, {}, county.clerk, at=NOON)


def test_every_change_is_told_upwards_once(county: County, city: str) -> None:
    mail.receive(city, said(city, offer()), NOON)
    assert (handed.tell(NOON), handed.tell(NOON)) == (1, 0)
    facts = {"title": "市里交办的核查", "place": TOWN, "unit": county.bureau}
    made = handed.accept(handed_down().id, facts, county.clerk, at=NOON)
    actions.take_step(made.id, "report", county.liaison, at=NOON, asked={"progress": "查了一半"})
    assert (handed.tell(NOON), handed.tell(NOON)) == (1, 0)
    first, last = mail.waiting(city, 9)[0]
    assert (first.body["state"], first.body["pending"], str(first.body["due"])[:10]) == ("待接收", True, "2026-03-27")
    told = letters.read(last.body)
    assert isinstance(told, letters.Answer)
    assert (told.state, told.holder, told.last, told.pending) == ("待办", "示例县住建局　部门联络员", "报进展", False)


def test_a_node_that_is_stopped_hears_nothing_until_it_is_known_again(county: County, city: str) -> None:
    mail.receive(city, said(city, offer()), NOON)
    nodes.end_node(city, accounts.SETUP, at=NOON, reason="换服务器")
    assert handed.tell(NOON) == 0
    nodes.put_node(city, "朔州市", "1406", KEY, accounts.SETUP, at=NOON, carries="内部")
    assert handed.tell(NOON) == 1


def test_what_is_for_named_people_is_told_without_its_content(county: County, city: str) -> None:
    mail.receive(city, said(city, offer()), NOON)
    facts = {"title": "涉密线索", "place": TOWN, "unit": county.bureau, "secrecy": "限知悉人"}
    handed.accept(handed_down().id, facts, county.clerk, at=NOON)
    handed.tell(NOON)
    told = mail.waiting(city, 9)[0][-1].body
    assert (told["state"], told["title"]) == ("办理中", "市里交办的核查")
    assert "涉密" not in str(told)
    assert "holder" not in told


def test_what_cannot_be_read_is_kept_and_holds_up_nothing(county: County, city: str) -> None:
    song = {"type": "song", "title": "新版本的来件"}
    broken = offer(id="not an id")
    from_nowhere = answer(Mirror(id="e" * 32, cause="f" * 32, kind="test_task", title="没有的", place=TOWN), "待办")
    taken = mail.receive(city, said(city, song, broken, offer(), from_nowhere), NOON)
    assert taken == 4
    assert sorted(one.title for one in across.unread()) == ["市里交办的核查", "新版本的来件"]
    assert Matter.objects.filter(kind="handed_down").count() == 1
    assert Mirror.objects.get(id="e" * 32).home == "city"


def test_a_lower_node_hands_nothing_up_and_nobody_speaks_for_another(county: County, town: str, city: str) -> None:
    parent = spread(county, town)
    mirror = Mirror.objects.get(cause=parent)
    mail.receive("town", said("town", offer()), NOON)
    assert not Matter.objects.filter(kind="handed_down").exists()
    mail.receive("city", said("city", answer(mirror, "已完成", closed=NOON.isoformat())), NOON)
    mirror.refresh_from_db()
    assert (mirror.state, mirror.closed) == ("待接收", None)
    nodes.end_node("town", accounts.SETUP, at=NOON, reason="撤并")
    with pytest.raises(NotThere):
        mail.receive("town", said("town", answer(mirror, "待办")), NOON)


def test_letters_come_once_and_in_order(county: County, city: str) -> None:
    one, two, three = said(city, offer(), offer(id="1" * 32), offer(id="2" * 32))
    assert mail.receive(city, [three, two], NOON) == 0
    assert mail.receive(city, [two, one], NOON) == 2
    assert mail.receive(city, [one, two], NOON) == 0
    forged = replace(three, body={**three.body, "title": "改过的"})
    assert mail.receive(city, [forged], NOON) == 0
    assert mail.receive(city, [three], NOON) == 1


def test_what_was_confirmed_rests_and_after_a_restore_nothing_is_lost(county: County, town: str) -> None:
    for _ in range(3):
        spread(county, town)
    one, two, three = mail.waiting("town", 9)[0]
    mail.confirm("town", Mark(two.seq, two.hash), NOON)
    assert [letter.hash for letter in mail.waiting("town", 9)[0]] == [three.hash]
    mail.confirm("town", Mark(one.seq, one.hash), NOON)
    assert [letter.hash for letter in mail.waiting("town", 9)[0]] == [two.hash, three.hash], "they were restored: sent again"
    mail.confirm("town", Mark(7, "9" * 64), NOON)
    again = mail.waiting("town", 9)[0]
    assert [letter.seq for letter in again] == [8, 9], "we were restored: what they have not heard from us goes on behind"
    assert [letter.body for letter in again] == [two.body, three.body]
    mail.confirm("town", Mark(again[1].seq, again[1].hash), NOON)
    assert mail.waiting("town", 9)[0] == []


def test_what_was_confirmed_long_ago_is_thinned_out(county: County, town: str) -> None:
    own = {"key": mail.LETTERS_DAYS, "title": "信件保存", "value": "30 天", "source": "示例〔2026〕9号"}
    records.put_record("county_setting", own, accounts.SETUP, at=NOON)
    for day in (0, 40, 80):
        spread(county, town)
        (letter,) = mail.waiting("town", 9)[0]
        mail.confirm("town", Mark(letter.seq, letter.hash), NOON + timedelta(days=day))
    assert Outgoing.objects.filter(door=nodes.door_of("town")).count() == 1
    assert mail.waiting("town", 9)[0] == []
    assert Outgoing.objects.filter(door="portal").count() > 0, "only letters"


def test_a_node_from_an_older_backup_is_told_all_that_stands(county: County, town: str) -> None:
    offers = []
    for day in (0, 0, 500):
        offers.append(Mirror.objects.get(cause=spread(county, town)).id)
        (letter,) = mail.waiting("town", 9)[0]
        mail.confirm("town", Mark(letter.seq, letter.hash), NOON + timedelta(days=day))
    gone, stands, newest = offers
    offering.withdraw(gone, county.clerk, at=NOON, why="不办了")
    mail.confirm("town", Mark(), NOON + timedelta(days=501))
    again = [(one.body["type"], one.body["id"]) for one in mail.waiting("town", 9)[0]]
    assert ("offer", stands) in again, "its letter is thinned out, but it stands"
    assert ("offer", newest) in again
    assert ("offer", gone) not in again
    assert Entry.objects.filter(subject="town", verb="told_anew").count() == 1


def test_an_upper_node_from_an_older_backup_hears_every_answer_again(county: County, city: str) -> None:
    mail.receive(city, said(city, offer()), NOON)
    handed.tell(NOON)
    (letter,) = mail.waiting(city, 9)[0]
    mail.confirm(city, Mark(letter.seq, letter.hash), NOON)
    Outgoing.objects.filter(door=nodes.door_of(city)).delete()
    assert handed.tell(NOON) == 0
    mail.confirm(city, Mark(), NOON + timedelta(days=1))
    assert handed.tell(NOON) == 1
    assert [one.body for one in mail.waiting(city, 9)[0]] == [letter.body]


@pytest.mark.parametrize("given, sentence", [
    ({"id": "140621"}, "自己的名片"), ({"key": "ab"}, "不完整"), ({"place": "999"}, "区划代码不对"),
    ({"place": COUNTY}, "只在上下级"),
    ({"place": "140602"}, "只在上下级"), ({"address": "ftp://x"}, "https://"), ({"carries": "限知悉人"}, "一律不外传"),
])  # fmt: skip
def test_a_bad_card_gets_its_sentence(county: County, given: dict[str, str], sentence: str) -> None:
    card = {"id": "town", "title": "示例镇", "place": TOWN, "key": KEY} | given
    with pytest.raises(Refused, match=sentence):
        nodes.put_node(by=accounts.SETUP, at=NOON, **card)


def test_trust_is_the_system_administrators_and_stands_in_the_ledger(county: County) -> None:
    with pytest.raises(Refused, match="系统管理员"):
        nodes.put_node("town", "示例镇", TOWN, KEY, county.clerk, at=NOON)
    county.ids["admin"] = county.person("xitong", GrantView(Role.SYSTEM_ADMIN, COUNTY))
    for _ in range(2):
        nodes.put_node("town", "示例镇", TOWN, KEY, county.admin, at=NOON)
    (entry,) = Entry.objects.filter(subject="town")
    assert (entry.verb, entry.actor) == ("node", county.ids["admin"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ways=st.lists(st.lists(st.integers(0, 5), max_size=8), max_size=6))
def test_whatever_is_lost_doubled_or_mixed_up_all_arrive_once(county: County, city: str, ways: list[list[int]]) -> None:
    """Parcels with any letters in any order; at last one with all that is outstanding."""
    begun = mail.waiting(city, 1)[1]
    all_of_them = said(city, *(offer(id=ids.made_id(str(begun.seq), str(n))) for n in range(6)))
    for way in ways:
        mail.receive(city, [all_of_them[n] for n in way], NOON)
    before = Matter.objects.filter(kind="handed_down").count()
    last = mail.waiting(city, 1)[1]
    assert before == last.seq
    mail.receive(city, all_of_them, NOON)
    assert mail.waiting(city, 1)[1] == Mark(all_of_them[-1].seq, all_of_them[-1].hash)
    assert Matter.objects.filter(kind="handed_down").count() == begun.seq + 6
