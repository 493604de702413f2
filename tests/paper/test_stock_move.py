"""Walks the store: nothing leaves that is not there, and who asks does not allow."""

from decimal import Decimal

import pytest
from tests.paper.loops.stock_move import STOCK_MOVE, At
from tests.paper.registers.stock import STOCK
from tests.paper.world import DUTY, NOON, TOWN, kept

from anlan.kernel.facts import BadFacts
from anlan.kernel.people import Role
from anlan.kernel.reads import UNKNOWN
from anlan.kernel.testing import Refused, Walk, someone

KEEPER = someone(Role.TOWNSHIP_OFFICER)
LEADER = someone(Role.DUTY_LEADER)
RECEIVER = {"name": "领用人（示例）", "phone": "13900000000"}


def move(quantity: str, there: str | None = "10", way: str = "出库", **more: object) -> Walk:
    facts = {"place": TOWN, "stock": "s1", "way": way, "quantity": quantity, "purpose": "转移群众"} | more
    seen = {"stock": UNKNOWN if there is None else kept("stock", quantity=there)}
    return Walk(STOCK_MOVE, facts=facts, by=KEEPER, at=NOON, seen=seen)


def test_ten_tents_may_leave_and_none_is_left():
    out = move("10", receiver=RECEIVER)
    out.take("allow", by=LEADER)
    out.take("hand_over", by=KEEPER, evidence="照片")
    assert (out.state, out.put) == (At.DONE, [("stock", {"quantity": Decimal(0)})])


def test_eleven_may_not_even_be_asked_for():
    with pytest.raises(Refused, match="库存不足，现有 10，还差 1，请核减数量"):
        move("11", receiver=RECEIVER)


def test_an_unknown_stock_is_none():
    with pytest.raises(Refused, match="查不到这项物资的库存"):
        move("1", there=None, receiver=RECEIVER)


def test_two_storekeepers_do_not_give_away_one_tent():
    """Both moves were allowed over ten; the first to hand over takes them, and the second sees the shelf under the lock."""
    first, second = move("8", receiver=RECEIVER), move("8", receiver=RECEIVER)
    for out in (first, second):
        out.take("allow", by=LEADER)
    first.take("hand_over", by=KEEPER, evidence="照片")
    second.see(stock=kept("stock", **first.put[0][1]))
    assert second.why_not("hand_over", by=KEEPER, evidence="照片") == "库存不足，现有 2，还差 6，请核减数量或先行补库。"
    assert STOCK_MOVE.reads["stock"].lock
    assert STOCK.balances == ("quantity",)


def test_what_comes_in_is_added_and_needs_no_receiver():
    into = move("2.5", way="入库")
    into.take("allow", by=LEADER)
    into.take("hand_over", by=KEEPER, evidence="文件")
    assert into.put == [("stock", {"quantity": Decimal("12.5")})]


def test_what_goes_out_goes_to_somebody():
    with pytest.raises(BadFacts, match="领用人还没有填写，请补上。"):
        move("1")


@pytest.mark.parametrize("quantity", ["0", "-3", "许多", "NaN"])
def test_a_quantity_is_a_quantity(quantity):
    with pytest.raises(BadFacts, match="数量请填"):
        move(quantity, receiver=RECEIVER)


def test_full_width_digits_are_digits():
    assert move("１．５", receiver=RECEIVER).facts.quantity == Decimal("1.5")


def test_who_asks_does_not_allow():
    both = type(KEEPER)(person=KEEPER.person, grants=(*KEEPER.grants, *LEADER.grants))
    assert move("1", receiver=RECEIVER).why_not("allow", by=both) == "须由申请人以外的人办理。"


def test_what_nobody_fetched_is_dropped_and_said():
    out = move("1", receiver=RECEIVER)
    out.take("allow", by=LEADER)
    out.wait("4 days")
    assert (out.state, out.put) == (At.REFUSED, [])
    assert out.told[-1] == ("值班员", "已批准的物资三日未交接，已撤销")
    assert out.why_not("hand_over", by=DUTY, evidence="照片") == "本事项现为“已撤销”，不能“交接”，请刷新后再看。"
