"""The nodes that this one exchanges with: who they are, whether what is to be done at a unit is theirs, what may travel to them.

Trust is put in a node by the system administrator, who enters its card (id, place, public key); each such act is in the ledger.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import chain, db, ids, ledger, outbox, people_store
from anlan.kernel.people import Actor, Role, Secrecy, Through, reaches
from anlan.kernel.places import PlaceError, level_of
from anlan.kernel.refusals import NotThere, Refused

MAY_CARRY = (str(Secrecy.PUBLIC), str(Secrecy.INTERNAL))
BY_LETTER = Actor(name="其他节点", is_clock=True, through=Through.DOOR)
"""Who writes when a letter of another node is taken in."""


@db.once_more
def put_node(
    id: str, title: str, place: str, key: str, by: Actor, *, at: datetime, address: str = "", carries: str = "公开"
) -> None:
    """Makes a node known, or changes what is known of it (系统管理员). `key`: 64 hex digits. Raises Refused."""
    _check(id, title, place, key, address, carries, by)
    with db.writing() as cursor:
        by = people_store.fresh(cursor, by, at)
        new: dict[str, Any] = {"title": title, "place": place, "key": key, "address": address, "carries": carries}
        old = locked(cursor, id)
        if old is None:
            db.insert(cursor, "node", {"id": id, "is_me": False, "is_exercise": False, "is_sample": False, **new})
        elif all(old[name] == value for name, value in new.items()):
            return
        _note(cursor, id, "node", {"v": 1, **new}, by, at)
        db.update(cursor, "node", id, new)


def _check(id: str, title: str, place: str, key: str, address: str, carries: str, by: Actor) -> None:
    if not by.is_clock and Role.SYSTEM_ADMIN not in by.roles():
        raise Refused("上下级节点由系统管理员登记，您没有这项权限。")
    if id == people_store.node():
        raise Refused("这是本节点自己的名片，请粘贴对方的名片。")
    if not 0 < len(id) <= 16 or not title.strip() or len(title) > 80 or len(key) != 64 or not set(key) <= set("0123456789abcdef"):
        raise Refused("名片不完整，请让对方重新复制整行名片。")
    mine = people_store.home_place()
    try:
        level_of(place)
    except PlaceError:
        raise Refused("名片里的区划代码不对，请让对方核对。") from None
    if place == mine or not (reaches(mine, place) or reaches(place, mine)):
        raise Refused(f"{title}（{place}）不是本节点（{mine}）的上级或下级，只在上下级之间交换。")
    if address and not address.startswith(("https://", "http://")):
        raise Refused("网址须以 https:// 开头；没有网络的留空，用 U 盘交换。")
    if carries not in MAY_CARRY:
        raise Refused("可传密级只能是“公开”或“内部”；“限知悉人”的一律不外传。")


@db.once_more
def end_node(id: str, by: Actor, *, at: datetime, reason: str) -> None:
    """Nothing more goes to this node or is taken in from it; what was exchanged stays. Raises Refused, NotThere."""
    if not reason.strip():
        raise Refused("请写明停止交换的原因。")
    if not by.is_clock and Role.SYSTEM_ADMIN not in by.roles():
        raise Refused("上下级节点由系统管理员登记，您没有这项权限。")
    with db.writing() as cursor:
        if (row := locked(cursor, id)) is None or row["is_me"]:
            raise NotThere("没有这个节点。")
        _note(cursor, id, "end_node", {"v": 1, "reason": reason.strip()}, by, at)
        db.update(cursor, "node", id, {"key": "", "address": ""})


def _note(cursor: CursorWrapper, id: str, verb: str, said: Mapping[str, Any], by: Actor, at: datetime) -> None:
    note(cursor, "node", id, verb, said, by, at)


def note(cursor: CursorWrapper, table: str, id: str, verb: str, said: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """A line in the ledger of a node or a mirror; its row keeps number and head."""
    row = db.row(cursor, f"SELECT seq, head FROM {table} WHERE id=%s", [id])
    assert row is not None
    line = ledger.Line(id, row["seq"] + 1, row["head"] or chain.GENESIS, verb, said, {})
    head = ledger.write(cursor, ids.new_id(at), line, by, at)
    db.update(cursor, table, id, {"seq": row["seq"] + 1, "head": head})


def locked(cursor: CursorWrapper, id: str) -> dict[str, Any] | None:
    """A node's row, locked until the transaction ends."""
    lock = " FOR UPDATE" if cursor.db.vendor == "postgresql" else ""
    return db.row(cursor, f"SELECT * FROM node WHERE id=%s{lock}", [id])


def peers(cursor: CursorWrapper) -> list[dict[str, Any]]:
    """The nodes that we exchange with."""
    return db.rows(cursor, "SELECT * FROM node WHERE is_me=%s AND key<>'' ORDER BY place, id", [False])


def home_of(cursor: CursorWrapper, unit: str, *, up: bool = False) -> dict[str, Any] | None:
    """The node below us where a unit's own matters live: the nearest one whose place holds the unit; with `up` also a node above
    us, for a unit that is not of our place. None: they live here."""
    mine = people_store.home_place()
    others = [one for one in peers(cursor) if one["place"] != mine and (up or reaches(mine, one["place"]))]
    found = db.row(cursor, "SELECT place FROM record WHERE id=%s", [unit]) if others else None
    if found is None:
        return None
    here = [one for one in others if reaches(one["place"], found["place"])]
    ours = reaches(mine, found["place"])
    return max((one for one in here if ours is reaches(mine, one["place"])), key=lambda one: len(one["place"]), default=None)


def may_go(node: Mapping[str, Any], secrecy: str) -> bool:
    """Whether what is of this secrecy may be told to the node."""
    return secrecy == Secrecy.PUBLIC or (secrecy == Secrecy.INTERNAL and node["carries"] == Secrecy.INTERNAL)


def post(cursor: CursorWrapper, node: str, letter: Mapping[str, Any], subject: str, at: datetime) -> None:
    """One more letter for a node; it lies there until the node confirms it (kernel.mail)."""
    outbox.put(cursor, "", at, subject=subject, door=door_of(node), body=chain.canonical(letter))


def door_of(node: str) -> str:
    return f"node:{node}"
