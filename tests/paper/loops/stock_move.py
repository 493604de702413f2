"""物资出入库: what leaves the shelf was on the shelf. Stock is read under a lock: two keepers cannot give away one tent."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from anlan.kernel.facts import Contact, Facts, choice, contact, number, place, record, text
from anlan.kernel.loop import After, Deadline, Keeps, Look, Loop, Notify, Print, Put, Reason, Step, Take, someone_else_than
from anlan.kernel.people import HOLDER, Role
from anlan.kernel.reads import RecordOf


class At(StrEnum):
    ASKED = "待审批"
    ALLOWED = "待交接"
    DONE = "已交接"
    REFUSED = "已撤销"


class StockMove(Facts):
    place: str = place("仓库所在地")
    stock: str = record("stock", "物资")
    way: str = choice("方向", "出库", "入库")
    quantity: Decimal = number("数量", at_least="0.001")
    purpose: str = text("用途")
    receiver: Contact | None = contact("领用人", shown_when=("way", ("出库",)))


def on_the_shelf(look: Look[Any]) -> Decimal | None:
    told = look.seen.stock.get("quantity")
    return None if told is None else Decimal(told)


def there_is_enough(look: Look[StockMove]) -> str | None:
    there = on_the_shelf(look)
    if there is None:
        return "查不到这项物资的库存，请先在物资台账中登记。"
    short = look.facts.quantity - there
    return f"库存不足，现有 {there}，还差 {short}，请核减数量或先行补库。" if look.facts.way == "出库" and short > 0 else None


def after_the_move(look: Look[StockMove]) -> dict[str, Any]:
    moved = look.facts.quantity if look.facts.way == "入库" else -look.facts.quantity
    return {"quantity": (on_the_shelf(look) or Decimal(0)) + moved}


STORE = (Role.TOWNSHIP_OFFICER, Role.DUTY_OFFICER)

STOCK_MOVE = Loop(
    kind="stock_move",
    version=1,
    title="应急物资出入库",
    facts=StockMove,
    opens_in=At.ASKED,
    may_open=STORE,
    closes_in=(At.DONE, At.REFUSED),
    needs=there_is_enough,
    reads={"stock": RecordOf("stock", of="stock", lock=True)},
    steps=(
        Step("allow", "审批", At.ASKED, At.ALLOWED, Role.DUTY_LEADER, (someone_else_than("open", "申请人"), there_is_enough)),
        Step("refuse", "不予批准", At.ASKED, At.REFUSED, Role.DUTY_LEADER, asks=Reason),
        Step(
            "hand_over",
            "交接",
            At.ALLOWED,
            At.DONE,
            STORE,
            there_is_enough,
            evidence="交接单或照片",
            puts=Put("stock", after_the_move, of="stock"),
        ),
        Step("drop", "撤销", (At.ASKED, At.ALLOWED), At.REFUSED, (*STORE, Role.CLOCK)),
    ),
    deadlines=(
        # Our defaults: in an emergency an hour is long.
        Deadline(At.ASKED, After("1h", tunable="stock_move.allow"), Notify((HOLDER, Role.DUTY_OFFICER))),
        Deadline(
            At.ALLOWED,
            After("3 days", tunable="stock_move.hand_over"),
            (Take("drop"), Notify(STORE, "已批准的物资三日未交接，已撤销")),
        ),
    ),
    prints=(Print("应急物资交接单", "receipt", ("stock", "way", "quantity", "purpose", "receiver")),),
    keeps=Keeps(10, "物资账目"),
)
