"""People and this node, as the writers see them: the grants in force now, and where this node stands."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from anlan.kernel import db
from anlan.kernel.columns import to_micros
from anlan.kernel.models import Node
from anlan.kernel.people import Actor, GrantView, Role
from anlan.kernel.refusals import Refused

_me: dict[str, str] = {}
ALL: frozenset[str] = frozenset()
IN_FORCE = """g.valid_from<=%s AND (g.valid_until IS NULL OR g.valid_until>%s) AND (g.stands_in_for='' OR EXISTS (
  SELECT 1 FROM "grant" o WHERE o.person=g.stands_in_for AND o.role=g.role AND o.place=g.place AND o.unit=g.unit
  AND o.stands_in_for='' AND o.valid_from<=%s AND (o.valid_until IS NULL OR o.valid_until>%s)))"""
"""A lent grant ends with the grant it was lent from."""
PERSON = f"""SELECT p.name, g.role, g.place, g.sectors, g.unit, g.stands_in_for FROM person p
  LEFT JOIN "grant" g ON g.person=p.id AND {IN_FORCE} WHERE p.id=%s AND p.is_active ORDER BY g.id"""


def fresh(cursor: CursorWrapper, by: Actor, at: datetime) -> Actor:
    """The actor with the grants in force at this moment, so that a right taken away a second ago is gone."""
    if by.is_clock or not by.person:
        return by
    found = db.rows(cursor, PERSON, [*[to_micros(at)] * 4, by.person])
    if not found:
        raise Refused("您的账号已停用，请联系系统管理员。")
    return replace(by, name=found[0]["name"], grants=tuple(_view(row) for row in found if row["role"]))


def grants(cursor: CursorWrapper, person: str, at: datetime) -> tuple[GrantView, ...]:
    """The grants of a person in force at a moment, oldest first."""
    names = "g.role, g.place, g.sectors, g.unit, g.stands_in_for"
    sql = f'SELECT {names} FROM "grant" g WHERE g.person=%s AND {IN_FORCE} ORDER BY g.id'
    found = db.rows(cursor, sql, [person, *[to_micros(at)] * 4])
    return tuple(_view(row) for row in found)


def _view(row: Mapping[str, Any]) -> GrantView:
    sectors = frozenset(json.loads(row["sectors"])) if row["sectors"] != "[]" else ALL
    return GrantView(Role[row["role"].upper()], row["place"], sectors, row["unit"], row["stands_in_for"])


def node() -> str:
    """This node's id."""
    return _identity()["id"]


def home_place() -> str:
    """The place this node serves."""
    return _identity()["place"]


def must_live_here(row: Mapping[str, Any]) -> None:
    """Only its home writes a matter or record: whoever would write another node's is told where to go."""
    if row["home"] != node():
        found = Node.objects.filter(id=row["home"]).values_list("title", flat=True).first() or row["home"]
        raise Refused(f"这一项由“{found}”维护，本节点只能查看，请到那里办理。")


def forget() -> None:
    """The node's identity is read anew: it has just been said."""
    _me.clear()


def _identity() -> dict[str, str]:
    key = str(connection.settings_dict["NAME"])
    if _me.get("key") != key:
        found = Node.objects.filter(is_me=True).values("id", "place").first()
        if found is None:
            raise Refused("本节点还没有初始化，请先运行 anlan migrate。")
        _me.clear()
        _me.update(id=found["id"], place=found["place"], key=key)
    return _me
