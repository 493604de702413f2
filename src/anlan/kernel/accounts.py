"""The one writer of people, grants, places, query codes and this node; each with its ledger entry where it concerns rights."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.backends.utils import CursorWrapper

from anlan.kernel import chain, codes, db, ids, ledger, looks, people_store
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import to_micros
from anlan.kernel.judge import is_one_of
from anlan.kernel.models import Node, Place
from anlan.kernel.people import ADMINS, Actor, GrantView, Role
from anlan.kernel.places import PlaceRow
from anlan.kernel.refusals import NotThere, Refused

SETUP = Actor(name="系统初始化", is_clock=True)
"""Who writes when a node is set up: nobody has a grant yet."""


def _must_be(by: Actor, role: Role, what: str) -> None:
    if not by.is_clock and role not in by.roles():
        raise Refused(f"{what}由{role.title}办理，您没有这项权限。")


@db.once_more
def put_person(
    login: str,
    name: str,
    by: Actor,
    *,
    at: datetime,
    id: str = "",
    phone: str = "",
    post: str = "",
    unit: str = "",
    password: str = "",
    is_active: bool = True,
    is_sample: bool = False,
    must_change: bool = True,
) -> str:
    """Makes or changes an account (系统管理员). Name and phone stay outside the ledger's hash. Returns the person's id."""
    if not login.strip() or not name.strip():
        raise Refused("登录名和姓名都要填写。")
    with db.writing() as cursor:
        by = people_store.fresh(cursor, by, at)
        _must_be(by, Role.SYSTEM_ADMIN, "人员账号")
        old = db.row(cursor, "SELECT * FROM person WHERE login=%s", [login.strip()])
        if old and id not in ("", old["id"]):
            raise Refused(f"登录名“{login}”已有人使用，请换一个。")
        new = {"login": login.strip(), "name": name.strip(), "phone": phone, "post": post, "unit": unit, "is_active": is_active}
        new |= {"is_sample": is_sample}
        if old and not password and all(old[column] == value for column, value in new.items()):
            return str(old["id"])
        if password:
            new |= {"password": make_password(password), "must_change": must_change}
        person = old["id"] if old else id or ids.new_id(at)
        private = {name: new[name] for name in ("name", "phone")}
        said = {"v": 1, "login": new["login"], "unit": unit, "post": post, "active": is_active, "password": bool(password)}
        head, seq = _entry(cursor, person, old, "person", said, private, by, at)
        if old:
            db.update(cursor, "person", person, new | {"head": head, "seq": seq})
        else:
            blank = {"password": "!", "last_login": None, "must_change": False, "away_until": None}
            db.insert(cursor, "person", blank | new | {"id": person, "head": head, "seq": seq})
        return person


def _entry(
    cursor: CursorWrapper,
    person: str,
    old: Any,
    verb: str,
    said: dict[str, Any],
    private: dict[str, Any],
    by: Actor,
    at: datetime,
) -> tuple[str, int]:
    seq, before = (old["seq"] + 1, old["head"] or chain.GENESIS) if old else (1, chain.GENESIS)
    line = ledger.Line(person, seq, before, verb, said, private)
    return ledger.write(cursor, ids.new_id(at), line, by, at), seq


@db.once_more
def set_password(person: str, password: str, *, at: datetime) -> None:
    """The person's own new password."""
    with db.writing() as cursor:
        old = db.row(cursor, "SELECT * FROM person WHERE id=%s", [person])
        if old is None:
            raise NotThere("没有这个账号，请核对登录名。")
        head, seq = _entry(cursor, person, old, "password", {"v": 1}, {}, Actor(person=person), at)
        db.update(cursor, "person", person, {"password": make_password(password), "must_change": False, "head": head, "seq": seq})


KEPT: Mapping[str, tuple[Role | None, str]] = {
    "second_set": (None, "两步验证"),
    "second_cleared": (Role.SECURITY_ADMIN, "清除两步验证"),
    "unlocked": (Role.SECURITY_ADMIN, "解除登录限制"),
    "token": (Role.SYSTEM_ADMIN, "接口令牌"),
    "token_ended": (Role.SYSTEM_ADMIN, "停用接口令牌"),
}
"""What the desk keeps of an account in tables of its own: whose work it is (None: the person's own), and what it is called."""


@db.once_more
def keep_account(
    person: str, what: str, by: Actor, *, at: datetime, doing: Callable[[], bool], said: Mapping[str, Any] | None = None
) -> bool:
    """Does something to an account that the desk keeps (one of KEPT), and writes it into the person's ledger in the same
    transaction. `doing` answers whether there was anything to do; if not, nothing is written."""
    role, title = KEPT[what]
    with db.writing() as cursor:
        by = people_store.fresh(cursor, by, at)
        if role is not None:
            _must_be(by, role, title)
        elif by.person != person:
            raise Refused(f"{title}由本人办理。")
        old = db.row(cursor, "SELECT * FROM person WHERE id=%s", [person])
        if old is None or not doing():
            return False
        head, seq = _entry(cursor, person, old, what, {"v": 1, **(said or {})}, {}, by, at)
        db.update(cursor, "person", person, {"head": head, "seq": seq})
        return True


@db.once_more
def give_grant(
    person: str,
    grant: GrantView,
    by: Actor,
    *,
    at: datetime,
    until: datetime | None = None,
    stands_in_for: str = "",
    id: str = "",
) -> str:
    """Gives a role (安全管理员); or lets somebody stand in for the giver, with no more than the giver has.

    Returns the grant's id; the same `id` again gives nothing twice."""
    with db.writing() as cursor:
        by = people_store.fresh(cursor, by, at)
        if id and db.row(cursor, 'SELECT id FROM "grant" WHERE id=%s AND person=%s', [id, person]):
            return id
        if stands_in_for and stands_in_for == by.person:
            if grant.lent_by or grant not in by.grants or grant.role in ADMINS or until is None:
                raise Refused("只能把自己现有的岗位在一段时间内委托给他人，管理员岗位不能委托，请重新选择。")
        else:
            _must_be(by, Role.SECURITY_ADMIN, "授权")
            if by.person == person and not by.is_clock:
                raise Refused("不能给自己授权，请由另一名安全管理员办理。")
        _apart(cursor, person, grant.role, at)
        old = db.row(cursor, "SELECT * FROM person WHERE id=%s", [person])
        if old is None:
            raise NotThere("没有这个账号，请先由系统管理员建立。")
        id = id or ids.new_id(at)
        what: dict[str, Any] = {"role": str(grant.role), "place": grant.place, "unit": grant.unit, "stands_in_for": stands_in_for}
        times = {"valid_from": to_micros(at), "valid_until": to_micros(until) if until else None}
        sectors = sorted(grant.sectors)
        head, seq = _entry(
            cursor, person, old, "grant", {"v": 1, "id_of_grant": id, "sectors": sectors, **what, **times}, {}, by, at
        )
        row = {"id": id, "person": person, "sectors": chain.canonical_list(sectors), "given_by": by.person, **what, **times}
        db.insert(cursor, "grant", row)
        db.update(cursor, "person", person, {"head": head, "seq": seq})
        return id


def _apart(cursor: CursorWrapper, person: str, role: Role, at: datetime) -> None:
    """The three administrators are three people, and hold no business role."""
    has = {grant.role for grant in people_store.grants(cursor, person, at)}
    if (role in ADMINS and has - {role}) or (role not in ADMINS and has & ADMINS):
        raise Refused("系统、安全、审计管理员须分设，且不兼任业务岗位，请换一名人员。")


@db.once_more
def end_grant(grant: str, by: Actor, *, at: datetime, reason: str) -> None:
    """Takes a role back (安全管理员, or whoever lent it)."""
    if not reason.strip():
        raise Refused("请写明收回的原因。")
    with db.writing() as cursor:
        by = people_store.fresh(cursor, by, at)
        row = db.row(cursor, 'SELECT * FROM "grant" WHERE id=%s', [grant])
        if row is None:
            raise NotThere("没有这项授权。")
        if row["stands_in_for"] != by.person or not by.person:
            _must_be(by, Role.SECURITY_ADMIN, "收回授权")
        if row["valid_until"] is not None and row["valid_until"] <= to_micros(at):
            return
        old = db.row(cursor, "SELECT * FROM person WHERE id=%s", [row["person"]])
        head, seq = _entry(cursor, row["person"], old, "end_grant", {"v": 1, "id_of_grant": grant, "reason": reason}, {}, by, at)
        db.update(cursor, "grant", grant, {"valid_until": to_micros(at)})
        db.update(cursor, "person", row["person"], {"head": head, "seq": seq})


@db.once_more
def give_code(
    matter: str,
    part: str,
    steps: Iterable[str],
    by: Actor,
    *,
    at: datetime,
    until: datetime | None = None,
    phone: str = "",
    once: bool = False,
) -> str:
    """A query code for somebody without an account; only its digest is kept, and the matter's ledger tells who gave it.

    Returns the code: it is told once. Raises Refused, NotThere."""
    code = "".join(secrets.choice("23456789abcdefghjkmnpqrstuvwxyz") for _ in range(12))
    told = list(steps)
    row: dict[str, Any] = {"matter": matter, "part": part, "steps": chain.canonical_list(told), "phone_tail": phone[-4:]}
    row |= {"digest": codes.digest_of(code), "until": to_micros(until or at + timedelta(days=90)), "once": once}
    with db.writing() as cursor:
        found = looks.fetch_matter(cursor, matter, lock=True)
        by = people_store.fresh(cursor, by, at)
        if found is None or not looks.sees(cursor, found, by):
            raise NotThere("没有这个事项，或者您无权查看。")
        if not by.is_clock:
            _may_give(cursor, found, part, by, at)
        said = {"v": 1, "part": part, "steps": told, "until": row["until"], "once": once, "code": row["digest"][:16]}
        private = {"phone_tail": row["phone_tail"]} if row["phone_tail"] else {}
        line = ledger.Line(matter, found["seq"] + 1, found["head"], "code", said, private)
        head = ledger.write(cursor, ids.new_id(at), line, by, at)
        db.update(cursor, "matter", matter, {"seq": found["seq"] + 1, "head": head})
        db.insert(cursor, "query_code", row | {"tries": 0, "used": None})
    return code


def _may_give(cursor: CursorWrapper, row: Mapping[str, Any], part: str, by: Actor, at: datetime) -> None:
    loop = catalogue().loop(row["kind"], row["version"])
    if (
        part not in loop.codes
        or row["closed"] is not None
        or not is_one_of(codes.MAY_GIVE, looks.look(cursor, row, loop, by, at))
    ):
        raise Refused("这个事项现在不能发免登录链接，请由经办人在事项办结前办理。")


def put_places(rows: Iterable[PlaceRow]) -> int:
    """Makes or renames places; returns how many."""
    many = [Place(code=row.code, name=row.name, level=row.level, parent=row.parent) for row in rows]
    with db.writing():
        Place.objects.bulk_create(
            many, update_conflicts=True, unique_fields=["code"], update_fields=["name", "level", "parent"], batch_size=500
        )
    return len(many)


def set_node(id: str, title: str, place: str, *, is_exercise: bool = False, is_sample: bool = False) -> None:
    """Says who this node is; once."""
    with db.writing():
        Node.objects.filter(is_me=True).exclude(id=id).delete()
        Node.objects.update_or_create(
            id=id, defaults={"title": title, "place": place, "is_me": True, "is_exercise": is_exercise, "is_sample": is_sample}
        )
    people_store.forget()
