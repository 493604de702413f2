"""Keeping: what is personal may be erased once its matter is closed; the ledger stays whole, and tells who erased it and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import chain, db, ids, ledger, people_store, proofs
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import facts_of
from anlan.kernel.enclosed import in_facts
from anlan.kernel.facts import Facts, widgets
from anlan.kernel.people import Actor, Role
from anlan.kernel.proofs import ERASED
from anlan.kernel.records import IN_USE
from anlan.kernel.refusals import NotThere, Refused


def erase_personal(subject: str, by: Actor, *, at: datetime, reason: str) -> int:
    """Erases names, phones, signatures and all else that is personal of a closed matter, a record out of use or an ended account.

    Every line of the ledger stays and its chain holds: only what stood beside the hash is gone. Returns of how many lines.
    Raises Refused, NotThere."""
    if not reason.strip():
        raise Refused("请写明删除个人信息的依据（文号或本人申请）。")
    many, files = _erase(subject, by, at, reason.strip())
    for sha256 in files:
        proofs.path_of(sha256).unlink(missing_ok=True)
    return many


@db.once_more
def _erase(subject: str, by: Actor, at: datetime, reason: str) -> tuple[int, list[str]]:
    """(how many lines lost what stood beside them, the files to be thrown away once this is written)."""
    with db.writing() as cursor:
        by = people_store.fresh(cursor, by, at)
        if not by.is_clock and Role.SYSTEM_ADMIN not in by.roles():
            raise Refused("删除个人信息由系统管理员办理，您没有这项权限。")
        table, row = _find(cursor, subject)
        if sentence := _still_needed(table, row):
            raise Refused(sentence)
        told = "SELECT count(*) AS n FROM personal WHERE entry IN (SELECT id FROM entry WHERE subject=%s)"
        many = int((db.row(cursor, told, [subject]) or {"n": 0})["n"])
        line = ledger.Line(subject, row["seq"] + 1, row["head"], "erase", {"v": 1, "reason": reason, "lines": many}, {})
        head = ledger.write(cursor, ids.new_id(at), line, by, at)
        cursor.execute("DELETE FROM personal WHERE entry IN (SELECT id FROM entry WHERE subject=%s)", [subject])
        files = proofs.forget(cursor, subject, _own_files(table, row))
        db.update(cursor, table, subject, {"seq": row["seq"] + 1, "head": head} | _blank(cursor, table, row))
        return many, files


def _own_files(table: str, row: Mapping[str, Any]) -> set[str]:
    """The files that facts of this subject hold as personal."""
    return set() if table == "person" else in_facts(_model(table, row), facts_of(row), personal=True)


def _model(table: str, row: Mapping[str, Any]) -> type[Facts]:
    house = catalogue()
    return house.loop(row["kind"], row["version"]).facts if table == "matter" else house.register(row["kind"]).facts


def _find(cursor: CursorWrapper, subject: str) -> tuple[str, dict[str, Any]]:
    lock = " FOR UPDATE" if cursor.db.vendor == "postgresql" else ""
    for table in ("matter", "record", "person"):
        if row := db.row(cursor, f"SELECT * FROM {table} WHERE id=%s{lock}", [subject]):
            return table, row
    raise NotThere("没有这个编号的事项、台账或人员，请核对。")


def _still_needed(table: str, row: Mapping[str, Any]) -> str:
    if table == "matter" and row["closed"] is None:
        return "事项还没有办结，办结后才能删除个人信息。"
    if table == "record" and row["state"] == IN_USE:
        return "这条台账还在用，停用后才能删除个人信息。"
    return "这个账号还在用，停用后才能删除个人信息。" if table == "person" and row["is_active"] else ""


def _blank(cursor: CursorWrapper, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    if table == "person":
        return {"name": ERASED, "phone": ""}
    if table == "matter":
        cursor.execute("UPDATE party SET name=%s, phone='' WHERE matter=%s AND name<>''", [ERASED, row["id"]])
        cursor.execute("UPDATE late SET asked='{}' WHERE matter=%s", [row["id"]])
        cursor.execute("UPDATE query_code SET phone_tail='' WHERE matter=%s", [row["id"]])
    return {"facts": chain.canonical(_without(_model(table, row), facts_of(row)))}


def _without(model: type[Facts], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with what is personal left out; what may not be absent is said to be erased."""
    left = dict(facts)
    for name, widget in widgets(model).items():
        if widget.personal and name in left:
            del left[name]
            if not widget.optional:
                left[name] = {"name": ERASED, "phone": ""} if widget.kind == "contact" else ERASED
    return left
