"""The upper side: a child whose first holder sits at another node is offered to that node, and a mirror stands here for it.

The mirror counts as a child of its cause until the other node has closed the matter. A refused offer stays open: nobody does
it, so whoever holds the cause offers it again or takes it back.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import chain, db, enclosed, ids, judge, looks, matters, nodes, outbox, people_store
from anlan.kernel.calendar import end_of_day, local
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import from_micros, to_micros
from anlan.kernel.facts import Facts, Widget, widgets
from anlan.kernel.letters import Answer, moment
from anlan.kernel.loop import Loop
from anlan.kernel.people import HOLDER, OPENER, Actor, Role, reaches
from anlan.kernel.refusals import NotThere, Refused

OFFERED, REFUSED, WITHDRAWN = "待接收", "已退回", "已撤回"
STAYS = ("person", "contact", "photo", "file", "signature", "record", "reading")
"""Facts that name something of this node only, or a person: they do not travel."""
MAY_ASK = (Role.CLERK, Role.SIGNER, OPENER, HOLDER)


def offer_id(child: str) -> str:
    """The id of the offer of what would have been this child: the same, however often a job runs."""
    return ids.made_id("offer", child)


def hand_over(
    cursor: CursorWrapper, loop: Loop[Any], facts: Facts, row: Mapping[str, Any], by: Actor, at: datetime
) -> tuple[str, dict[str, str]]:
    """Where the first holder of a child sits at a unit that lives at another node: ("the offer's id", {}), and nothing is opened
    here. What may not be told there is opened here after all, and its entry says so: ("", {"ground": …})."""
    is_childs = row["parent"] and by.is_clock and row["holder_unit"]
    if not is_childs or not (node := nodes.home_of(cursor, row["holder_unit"], up=loop.goes_up)):
        return "", {}
    if nodes.may_go(node, row["secrecy"]):
        return offer(cursor, loop, facts, row, node, by, at), {}
    return "", {"ground": f"密级“{row['secrecy']}”没有获准传给{node['title']}，留在本级办理。"}


def offer(
    cursor: CursorWrapper, loop: Loop[Any], facts: Facts, row: Mapping[str, Any], node: Mapping[str, Any], by: Actor, at: datetime
) -> str:
    """Offers the matter that this row would have been. Returns the offer's id; the same again changes nothing."""
    id, parent = offer_id(row["id"]), row["parent"]
    if db.row(cursor, "SELECT id FROM mirror WHERE id=%s", [id]):
        return id
    cause = db.row(cursor, "SELECT title, number FROM matter WHERE id=%s", [parent]) or {"title": "", "number": ""}
    place = row["place"] if reaches(node["place"], row["place"]) else node["place"]
    sent, units = travelling(cursor, type(facts), facts.dump())
    due = wanted(facts, row)
    letter = {
        "type": "offer", "id": id, "upper": parent, "upper_title": cause["title"], "upper_number": cause["number"],
        "kind": loop.kind, "kind_title": loop.title, "version": loop.version, "title": row["title"], "place": place,
        "due": moment(due), "secrecy": row["secrecy"], "unit": _title(cursor, row["unit"]), "again": 0, "why": "",
        "facts": sent, "units": units, "shown": shown(cursor, type(facts), facts.dump()),
        "files": enclosed.of_offer(cursor, node, facts, parent),
    }  # fmt: skip
    mirror = {"id": id, "home": node["id"], "kind": loop.kind, "title": row["title"], "state": OFFERED, "place": place}
    mirror |= {
        "cause": parent,
        "due": to_micros(due) if due else None,
        "summary": chain.canonical({"offer": letter, "answer": {}}),
        "at": to_micros(at),
    }
    db.insert(cursor, "mirror", mirror | {"closed": None, "matter": "", "told": 0, "seq": 0, "head": ""})
    nodes.note(cursor, "mirror", id, "offer", {"v": 1, "node": node["id"], "letter": letter, "to": OFFERED}, by, at)
    nodes.post(cursor, node["id"], letter, id, at)
    matters.count_child(cursor, parent, 1, 0)
    return id


def wanted(facts: Facts, row: Mapping[str, Any]) -> datetime | None:
    """By when it is to be done: the day that fact `due` names, else the first deadline of the row."""
    said = getattr(facts, "due", None)
    if isinstance(said, datetime):
        return said
    if isinstance(said, date):
        return end_of_day(said)
    return from_micros(row["due"]) if row["due"] is not None else None


def travelling(
    cursor: CursorWrapper, model: type[Facts], facts: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The facts that mean the same at another node, and the names of the units that the others name."""
    sent: dict[str, Any] = {}
    units: dict[str, list[str]] = {}
    for name, widget in widgets(model).items():
        value = facts.get(name)
        if value in (None, "", [], ()) or widget.personal or _kind(widget) in STAYS:
            continue
        if _kind(widget) == "unit":
            named = [_title(cursor, one) for one in (value if isinstance(value, list | tuple) else [value])]
            units[name] = [one for one in named if one]
        elif widget.row is not None:
            sent[name] = [travelling(cursor, widget.row, one)[0] for one in value]
        else:
            sent[name] = value
    return sent, units


def shown(cursor: CursorWrapper, model: type[Facts], facts: Mapping[str, Any]) -> list[list[str]]:
    """The same facts as text, so that a node which does not know the kind can still read them."""
    said = []
    for name, widget in widgets(model).items():
        value = facts.get(name)
        if value not in (None, "", [], (), False) and not widget.personal and _kind(widget) not in STAYS:
            text = _rows(cursor, widget.row, value) if widget.row else _said(cursor, widget, value)
            said.append([widget.title, text])
    return said


def _kind(widget: Widget) -> str:
    return widget.of if widget.kind == "many" and widget.of else widget.kind


def _rows(cursor: CursorWrapper, model: type[Facts], rows: list[Mapping[str, Any]]) -> str:
    lines = ("；".join(text for _, text in shown(cursor, model, row)) for row in rows)
    return "\n".join(line for line in lines if line)


def _said(cursor: CursorWrapper, widget: Widget, value: Any) -> str:
    if isinstance(value, list | tuple) and widget.kind == "many":
        return "、".join(_said(cursor, widget, one) for one in value)
    if _kind(widget) == "unit":
        return _title(cursor, str(value))
    if _kind(widget) == "place":
        found = db.row(cursor, "SELECT name FROM place WHERE code=%s", [value])
        return str(found["name"]) if found else str(value)
    if widget.kind in ("date", "moment"):
        at = local(datetime.fromisoformat(value)) if widget.kind == "moment" else date.fromisoformat(value)
        return f"{at.year}年{at.month}月{at.day}日" + (f"{at:%H:%M}" if isinstance(at, datetime) else "")
    return "是" if value is True else f"{value} {widget.unit}".strip()


def _title(cursor: CursorWrapper, record: str) -> str:
    found = db.row(cursor, "SELECT title FROM record WHERE id=%s", [record]) if record else None
    return str(found["title"]) if found else ""


def heard(cursor: CursorWrapper, node: Mapping[str, Any], told: Answer, at: datetime) -> None:
    """An answer is laid into the mirror. One whose offer we do not know (we were restored) makes its mirror anew."""
    row = mirror(cursor, told.id)
    if row is None:
        row = _anew(cursor, node, told, at)
    if row["home"] != node["id"] or row["matter"]:
        raise ValueError(f"mirror {told.id} is not {node['id']}'s")
    closed = None if told.refused else told.closed
    summary = kept(row) | {"answer": told.model_dump(mode="json", exclude_none=True)}
    new = {"state": told.state, "title": told.title, "place": told.place or row["place"], "at": to_micros(at)}
    new |= {"due": to_micros(told.due) if told.due else None, "closed": to_micros(closed) if closed else None}
    db.update(cursor, "mirror", told.id, new | {"summary": chain.canonical(summary)})
    said = {"v": 1, "node": node["id"], "letter": summary["answer"], "from": row["state"], "to": told.state}
    nodes.note(cursor, "mirror", told.id, "answer", said, nodes.BY_LETTER, at)
    enclosed.expect(cursor, told.id, node["id"], told.files, at)
    _recount(cursor, row, closed is not None)
    words = (
        f"{node['title']}退回了“{told.title}”：{told.refused}" if told.refused else f"{node['title']}：“{told.title}”{told.state}"
    )
    if told.state != row["state"] and (told.refused or (closed is not None) != (row["closed"] is not None)):
        _tell(cursor, row["cause"], words, at)


def _anew(cursor: CursorWrapper, node: Mapping[str, Any], told: Answer, at: datetime) -> dict[str, Any]:
    row = {"id": told.id, "home": node["id"], "kind": told.kind, "title": told.title, "state": OFFERED, "place": told.place}
    row |= {"cause": told.upper, "due": None, "summary": chain.canonical({"offer": {}, "answer": {}}), "at": to_micros(at)}
    row |= {"closed": None, "matter": "", "told": 0, "seq": 0, "head": ""}
    db.insert(cursor, "mirror", row)
    matters.count_child(cursor, told.upper, 1, 0)
    return row


def _recount(cursor: CursorWrapper, row: Mapping[str, Any], closed: bool) -> None:
    if closed != (row["closed"] is not None):
        matters.count_child(cursor, row["cause"], *((-1, 1) if closed else (1, -1)))


def _tell(cursor: CursorWrapper, matter: str, words: str, at: datetime) -> None:
    """Whoever holds the cause; where it is closed, whoever opened it."""
    row = looks.fetch_matter(cursor, matter)
    if row is None:
        return
    if row["closed"] is None and (row["holder_person"] or row["holder_role"]):
        outbox.to_holder(cursor, row, words, at, None)
    elif row["opener"]:
        outbox.put(cursor, words, at, subject=matter, person=row["opener"], place=row["place"])


@db.once_more
def offer_again(id: str, by: Actor, *, at: datetime, why: str) -> None:
    """Offers once more what was refused, with what is to be considered. Raises Refused, NotThere."""
    with db.writing() as cursor:
        row, by = _asked(cursor, id, by, at, why)
        if row["state"] != REFUSED or not kept(row)["offer"]:
            raise Refused(f"这一项现为“{row['state']}”，不用再次下达。")
        summary = kept(row)
        letter = summary["offer"] | {"again": int(summary["offer"].get("again", 0)) + 1, "why": why.strip()}
        _send(
            cursor,
            row,
            letter,
            {"state": OFFERED, "closed": None, "summary": chain.canonical(summary | {"offer": letter})},
            by,
            at,
        )


@db.once_more
def withdraw(id: str, by: Actor, *, at: datetime, why: str) -> None:
    """Takes back what was not accepted yet, or refused. Raises Refused, NotThere."""
    with db.writing() as cursor:
        row, by = _asked(cursor, id, by, at, why)
        if row["state"] not in (OFFERED, REFUSED):
            raise Refused(f"对方已经接收，现为“{row['state']}”，不能撤回；请与对方商定后由对方办结。")
        letter = {"type": "withdraw", "id": id, "why": why.strip()}
        _send(cursor, row, letter, {"state": WITHDRAWN, "closed": to_micros(at)}, by, at)
        _recount(cursor, row, closed=True)


def _send(
    cursor: CursorWrapper, row: Mapping[str, Any], letter: Mapping[str, Any], new: dict[str, Any], by: Actor, at: datetime
) -> None:
    said = {"v": 1, "node": row["home"], "letter": letter, "from": row["state"], "to": new["state"]}
    db.update(cursor, "mirror", row["id"], new | {"at": to_micros(at)})
    nodes.note(cursor, "mirror", row["id"], str(letter["type"]), said, by, at)
    nodes.post(cursor, row["home"], letter, row["id"], at)


def _asked(cursor: CursorWrapper, id: str, by: Actor, at: datetime, why: str) -> tuple[dict[str, Any], Actor]:
    if not why.strip():
        raise Refused("请写明理由。")
    row = mirror(cursor, id)
    cause = looks.fetch_matter(cursor, row["cause"], lock=True) if row and not row["matter"] else None
    by = people_store.fresh(cursor, by, at)
    if row is None or cause is None or not looks.sees(cursor, cause, by):
        raise NotThere("没有这一项，或者您无权查看。")
    loop = catalogue().loop(cause["kind"], cause["version"])
    if not judge.is_one_of(MAY_ASK, looks.look(cursor, cause, loop, by, at)):
        raise Refused("须由安委办经办人、签发人，或者上级事项的发起人、承办人办理。")
    return mirror(cursor, id) or row, by


def mirror(cursor: CursorWrapper, id: str) -> dict[str, Any] | None:
    """A mirror's row, locked until the transaction ends."""
    lock = " FOR UPDATE" if cursor.db.vendor == "postgresql" else ""
    return db.row(cursor, f"SELECT * FROM mirror WHERE id=%s{lock}", [id])


def kept(row: Mapping[str, Any]) -> dict[str, Any]:
    """{"offer": the letter, "answer": the last one} of a mirror."""
    summary = row["summary"]
    return dict(json.loads(summary) if isinstance(summary, str) else summary)
