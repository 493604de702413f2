"""The lower side: what an upper node offers lies in somebody's inbox as a matter of kind `handed_down`; accepted, a matter of the
offered kind is opened here, which is this node's own. How it stands is told upwards until the upper node has heard it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from anlan.kernel import actions, chain, db, enclosed, ids, judge, looks, nodes, offering, outbox, people_store
from anlan.kernel.catalogue import UnknownKind, catalogue
from anlan.kernel.columns import from_micros, to_micros
from anlan.kernel.facts import NoFacts, read
from anlan.kernel.letters import MOST_FILES, Offer, Withdraw, moment
from anlan.kernel.people import CLOCK, Actor, Role, Secrecy, reaches
from anlan.kernel.refusals import NotThere, Refused

KIND = "handed_down"
MOST = 200
"""So many answers are written in one round."""


def take_in(cursor: CursorWrapper, node: Mapping[str, Any], offer: Offer, at: datetime) -> None:
    """An offer becomes a matter that waits for an answer; the same offer again changes nothing. ValueError: not theirs."""
    mine = people_store.home_place()
    if node["place"] == mine or not (reaches(node["place"], mine) or _may_come_up(offer.kind)):
        raise ValueError(f"{node['title']}不是本节点的上级，不能下达")
    id = ids.made_id(KIND, offer.id, str(offer.again))
    row = offering.mirror(cursor, offer.id)
    if row is not None and (row["home"] != node["id"] or not row["matter"]):
        raise ValueError("这个编号已被别的事项使用")
    if looks.fetch_matter(cursor, id) or (row and not _is_over(cursor, row["matter"])):
        return
    summary = chain.canonical({"offer": offer.model_dump(mode="json", exclude_none=True), "answer": {}})
    due = to_micros(offer.due) if offer.due else None
    new = {"home": node["id"], "kind": offer.kind, "title": offer.title, "state": offering.OFFERED, "place": offer.place or mine}
    new |= {"cause": offer.upper, "due": due, "summary": summary, "at": to_micros(at), "closed": None, "matter": id, "told": 0}
    if row is None:
        db.insert(cursor, "mirror", {"id": offer.id, **new, "seq": 0, "head": ""})
    else:
        db.update(cursor, "mirror", offer.id, new)
    said = {"v": 1, "node": node["id"], "letter": offer.model_dump(mode="json", exclude_none=True), "to": offering.OFFERED}
    nodes.note(cursor, "mirror", offer.id, "offer", said, nodes.BY_LETTER, at)
    enclosed.expect(cursor, offer.id, node["id"], offer.files, at)
    loop = catalogue().loop(KIND)
    facts = read(loop.facts, _facts(cursor, node, offer, mine))
    actions.opening(cursor, loop, facts, nodes.BY_LETTER, at, id, cause=offer.upper, say={"name": node["title"]})


def _may_come_up(kind: str) -> bool:
    """Whether a lower node may report this kind to us; other work only goes down."""
    return catalogue().has_loop(kind) and catalogue().loop(kind).goes_up


def _is_over(cursor: CursorWrapper, matter: str) -> bool:
    row = looks.fetch_matter(cursor, matter)
    return row is None or row["closed"] is not None


def _facts(cursor: CursorWrapper, node: Mapping[str, Any], offer: Offer, mine: str) -> dict[str, Any]:
    """The facts of `handed_down`. A unit that the register knows by this very name answers itself; else the office does."""
    sql = "SELECT id FROM record WHERE kind='unit' AND home=%s AND key=%s AND merged_into='' AND state='在用'"
    unit = db.row(cursor, sql, [people_store.node(), offer.unit]) if offer.unit else None
    about = offer.upper_title + (f"（{offer.upper_number}）" if offer.upper_number else "")
    what = "\n".join(f"{title}：{text}" for title, text in offer.shown)
    said: dict[str, Any] = {"title": offer.title, "sender": node["title"], "sort": offer.kind_title or offer.kind, "about": about}
    said |= {"unit_named": offer.unit, "what": what[:20_000], "said": offer.why, "unit": unit["id"] if unit else None}
    said |= {"place": offer.place if reaches(mine, offer.place) else mine, "due": moment(offer.due)}
    return said | {"secrecy": offer.secrecy if offer.secrecy in nodes.MAY_CARRY else str(Secrecy.INTERNAL)}


@db.once_more
def accept(handed: str, facts: Mapping[str, Any], by: Actor, *, at: datetime) -> actions.Receipt:
    """Accepts what was handed down: opens our own matter of that kind, its cause the upper one's id. Once, however often it is
    asked. Raises BadFacts, Refused, NotThere."""
    with db.writing() as cursor:
        row = looks.fetch_matter(cursor, handed, lock=True)
        by = people_store.fresh(cursor, by, at)
        if row is None or row["kind"] != KIND or not looks.sees(cursor, row, by):
            raise NotThere(actions.NOT_YOURS)
        id = accepted_id(handed)
        if done := looks.fetch_matter(cursor, id):
            return actions.Receipt(id, "", done["seq"], done["state"])
        mirror = db.row(cursor, "SELECT * FROM mirror WHERE matter=%s", [handed])
        if mirror is None or row["closed"] is not None:
            raise Refused(f"本事项现为“{row['state']}”，不能接收。")
        loop, look = catalogue().loop(KIND, row["version"]), looks.look(cursor, row, catalogue().loop(KIND), by, at)
        if not judge.is_one_of(loop.step("refuse").may, look):
            raise Refused(f"接收须由{judge.names_of(loop.step('refuse').may, loop)}办理。")
        ours = known(mirror["kind"])
        clock = replace(CLOCK, person=by.person, name=by.name, grants=by.grants, through=by.through)
        made = actions.opening(cursor, ours, read(ours.facts, facts), clock, at, id, cause=row["cause"])
        look = replace(look, by=clock, asked=NoFacts())
        actions.taking(cursor, row, loop, loop.step("accept"), look, ids.made_id(handed, "accept"))
        db.update(cursor, "mirror", mirror["id"], {"matter": id, "told": 0})
        return made


def accepted_id(handed: str) -> str:
    """The id of the matter that is opened when this one is accepted."""
    return ids.made_id("accepted", handed)


def known(kind: str) -> Any:
    """The loop of an offered kind; Refused if this node does not have it."""
    try:
        return catalogue().loop(kind)
    except UnknownKind:
        raise Refused("本节点还没有这一种事项（对方的版本可能更新），请升级后接收，或者说明理由退回。") from None


def taken_back(cursor: CursorWrapper, node: Mapping[str, Any], told: Withdraw, at: datetime) -> None:
    """The upper node takes an offer back: what waits is closed; whoever has accepted already is told."""
    mirror = offering.mirror(cursor, told.id)
    if mirror is None or mirror["home"] != node["id"] or not mirror["matter"]:
        raise ValueError("没有收到过要撤回的事项")
    row = looks.fetch_matter(cursor, mirror["matter"], lock=True)
    nodes.note(cursor, "mirror", told.id, "withdraw", {"v": 1, "node": node["id"], "why": told.why}, nodes.BY_LETTER, at)
    if row is None or row["closed"] is not None:
        return
    if row["kind"] != KIND:
        outbox.to_holder(cursor, row, f"{node['title']}要求撤回“{row['title']}”：{told.why}", at, None)
        return
    loop = catalogue().loop(KIND, row["version"])
    look = replace(looks.look(cursor, row, loop, CLOCK, at), asked=NoFacts())
    actions.taking(cursor, row, loop, loop.step("withdrawn"), look, ids.new_id(at))


def tell(at: datetime) -> int:
    """Writes an answer for every matter here that stands otherwise than its upper node was told. Returns how many."""
    sql = "SELECT r.id FROM mirror r JOIN matter m ON m.id=r.matter JOIN node n ON n.id=r.home "
    sql += f"WHERE r.matter>'' AND r.told<>m.seq AND n.key<>'' ORDER BY r.id LIMIT {MOST}"
    with connection.cursor() as cursor:
        stale = [one["id"] for one in db.rows(cursor, sql)]
    return sum(_tell_one(id, at) for id in stale)


@db.once_more
def _tell_one(id: str, at: datetime) -> int:
    with db.writing() as cursor:
        mirror = offering.mirror(cursor, id)
        row = looks.fetch_matter(cursor, mirror["matter"]) if mirror else None
        node = nodes.locked(cursor, mirror["home"]) if mirror else None
        if mirror is None or row is None or node is None or not node["key"] or mirror["told"] == row["seq"]:
            return 0
        summary = offering.kept(mirror)
        open_hearted = nodes.may_go(node, row["secrecy"])
        letter = answer(cursor, summary["offer"], row, open_hearted)
        told = summary.get("files", [])
        files = enclosed.of_answer(cursor, row, {one["id"] for one in told}) if open_hearted and row["kind"] != KIND else []
        whole = len(files) < MOST_FILES
        new = {"told": row["seq"] if whole else -1, "state": letter["state"], "closed": row["closed"], "at": to_micros(at)}
        kept = chain.canonical(summary | {"answer": letter, "files": told + files})
        db.update(cursor, "mirror", id, new | {"summary": kept})
        if letter == summary["answer"] and not files:
            return 0
        nodes.post(cursor, node["id"], letter | {"files": files}, id, at)
        return 1


def answer(cursor: CursorWrapper, offer: Mapping[str, Any], row: Mapping[str, Any], open_hearted: bool) -> dict[str, Any]:
    """The answer: the row's state, due, holder and last step; of what may not be told only whether it is done."""
    pending = row["kind"] == KIND
    letter = {"type": "answer", "id": offer["id"], "upper": offer["upper"], "matter": row["id"], "kind": offer["kind"]}
    letter |= {"kind_title": offer.get("kind_title", ""), "version": row["version"], "title": offer["title"], "pending": pending}
    letter |= {"closed": _at(row["closed"]), "refused": "", "place": offer.get("place", "")}
    if not open_hearted and not pending:
        return letter | {"state": "已办结" if row["closed"] is not None else "办理中", "due": offer.get("due")}
    if pending and row["state"] == offering.REFUSED:
        letter["refused"] = str(row["facts"].get("reason") or "没有写明理由")
    last = next((one.title for one in _steps(row) if one.name == row["last_step"]), "")
    letter |= {
        "state": row["state"],
        "title": row["title"],
        "place": row["place"],
        "due": offer.get("due") if pending else _at(row["due"]),
        "number": row["number"],
    }
    return letter | {"holder": _holder(cursor, row), "last": last, "last_at": _last_at(cursor, row)}


def _steps(row: Mapping[str, Any]) -> Any:
    return catalogue().loop(row["kind"], row["version"]).steps if catalogue().has_loop(row["kind"]) else ()


def _last_at(cursor: CursorWrapper, row: Mapping[str, Any]) -> str | None:
    found = db.row(cursor, "SELECT recorded FROM entry WHERE subject=%s AND seq=%s", [row["id"], row["seq"]])
    return _at(found["recorded"]) if found else None


def _at(micros: int | None) -> str | None:
    return from_micros(micros).isoformat() if micros is not None else None


def _holder(cursor: CursorWrapper, row: Mapping[str, Any]) -> str:
    """Who holds it, by unit and role; people are not named to other nodes."""
    if row["closed"] is not None:
        return ""
    unit = db.row(cursor, "SELECT title FROM record WHERE id=%s", [row["holder_unit"] or row["unit"]])
    role = next((one.title for one in Role if one == row["holder_role"]), "承办人" if row["holder_person"] else "")
    return "　".join(filter(None, (unit["title"] if unit else "", role)))
