"""One node as a process of its own, for the story of two: a line of JSON names an act, a line of JSON answers.

Run as `python -m tests.stories.a_node`, with ANLAN_DATA (and ANLAN_DATABASE) of that node.
"""

import hashlib
import json
import os
import random
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.settings.embedded")
import django

django.setup()

from django.db import connection  # noqa: E402

from anlan.exchange import cards, parcel  # noqa: E402
from anlan.exchange.doors import nodes_folder, nodes_http  # noqa: E402
from anlan.kernel import (  # noqa: E402
    accounts,
    across,
    actions,
    clock,
    directory,
    freight,
    handed,
    nodes,
    offering,
    proofs,
    queries,
    records,
)
from anlan.kernel.catalogue import catalogue  # noqa: E402
from anlan.kernel.facts import BadFacts  # noqa: E402
from anlan.kernel.loop import Proof  # noqa: E402
from anlan.kernel.models import Entry, Matter, Mirror, Outgoing  # noqa: E402
from anlan.kernel.people import Actor, GrantView, Role  # noqa: E402
from anlan.kernel.refusals import NotThere, Refused  # noqa: E402

MAKER = Actor(name="建库", is_clock=True)


def unit(name: str, place: str, at: datetime) -> str:
    facts = {"name": name, "kind": "县级部门", "place": place, "vertical": False, "safety_duty": False}
    by = Actor(name="建库", is_clock=True, grants=(GrantView(Role.CLERK, place),))
    return records.put_record("unit", facts, by, at=at).id


def person(login: str, role: str, place: str, at: datetime, unit: str = "") -> str:
    id = accounts.put_person(login, f"示例{login}", accounts.SETUP, at=at, unit=unit)
    accounts.give_grant(id, GrantView(Role[role], place, frozenset(), unit), accounts.SETUP, at=at)
    return id


def by_login(login: str, at: datetime) -> Actor:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM person WHERE login=%s", [login])
        return queries.actor(cursor.fetchone()[0], at)


def card() -> str:
    return cards.own_card().line()


def know(line: str, at: datetime, carries: str = "内部", address: str = "") -> None:
    other = cards.read_card(line)
    nodes.put_node(other.id, other.title, other.place, other.key, accounts.SETUP, at=at, carries=carries, address=address)


def open_matter(kind: str, facts: dict[str, Any], login: str, at: datetime) -> str:
    return actions.open_matter(kind, facts, by_login(login, at), at=at).id


def bytes_for(seed: int, size: int) -> bytes:
    """A file that is not like any other."""
    return random.Random(seed).randbytes(size)


def upload(login: str, title: str, seed: int, size: int, at: datetime, kind: str = "文件") -> str:
    return proofs.keep(bytes_for(seed, size), title, kind, by_login(login, at), at)


def files(id: str) -> dict[str, str]:
    """What came with a mirror's letters: the digest of what lies here, "" while it is on its way."""
    found = {}
    for one in queries.proofs_of(id):
        found[one.title] = "" if one.ref else hashlib.sha256(directory.bytes_of(one)).hexdigest()
    return found


def lacking(at: datetime) -> list[int]:
    """How much is here of each file that is on its way."""
    return [one.have for one in freight.lacking(across.neighbours()[0].id)]


def gives(mirror: str, seed: int, size: int, at: datetime) -> int:
    """How many pieces of a file the other node would be given if it asked."""
    want = freight.Want(mirror, hashlib.sha256(bytes_for(seed, size)).hexdigest(), 0)
    return len(list(freight.pieces(across.neighbours()[0].id, [want])))


def record(kind: str, facts: dict[str, Any], at: datetime) -> str:
    by = Actor(name="建库", is_clock=True, grants=(GrantView(Role.CLERK, facts["place"]),))
    return records.put_record(kind, facts, by, at=at).id


def step(
    matter: str, step: str, login: str, at: datetime, asked: dict[str, Any] | None = None, proof: str = "",
    uploads: list[tuple[str, str]] | None = None,
) -> str:  # fmt: skip
    evidence: tuple[Proof, ...] = (Proof("记录", proof, proof),) if proof else ()
    evidence += tuple(Proof(kind, id) for kind, id in uploads or ())
    return actions.take_step(matter, step, by_login(login, at), at=at, asked=asked or {}, evidence=evidence).state


def tick(at: datetime) -> int:
    done = 0
    while batch := clock.tick(at):
        done += batch
    return done


def carry(folder: str, at: datetime) -> dict[str, Any]:
    done = nodes_folder.carry(Path(folder), at)
    return {"read": [new for _, new in done.read], "wrong": done.wrong}


def matter(id: str) -> dict[str, Any]:
    found = Matter.objects.get(id=id)
    names = ("kind", "state", "title", "home", "cause", "parent", "place", "secrecy", "kids_open", "kids_done", "facts")
    return {name: getattr(found, name) for name in names} | {"closed": found.closed is not None}


def inbox(login: str, at: datetime) -> list[dict[str, str]]:
    return [{"id": one.id, "kind": one.kind, "title": one.title} for one in queries.inbox(by_login(login, at)).rows]


def kids(id: str, login: str, at: datetime) -> list[dict[str, Any]]:
    """The mirrors under a matter as its page shows them."""
    by = by_login(login, at)
    _, _, elsewhere = directory.family(queries.matter(id, by), by)
    return [
        {"id": one.id, "title": one.title, "state": one.state, "place": one.place, "closed": one.closed is not None,
         "kind": one.kind, "due": one.due and one.due.isoformat(), "summary": one.summary}
        for one in elsewhere
    ]  # fmt: skip


def form(id: str, login: str, at: datetime) -> dict[str, Any]:
    """What the offer holds for our own form."""
    mirror = across.mirror_of(queries.matter(id, by_login(login, at)).id)
    assert mirror is not None
    offer = mirror.summary["offer"]
    return {"facts": offer["facts"], "units": offer["units"], "shown": offer["shown"]}


def accept(id: str, facts: dict[str, Any], login: str, at: datetime) -> str:
    return handed.accept(id, facts, by_login(login, at), at=at).id


def again(id: str, why: str, login: str, at: datetime) -> None:
    offering.offer_again(id, by_login(login, at), at=at, why=why)


def withdraw(id: str, why: str, login: str, at: datetime) -> None:
    offering.withdraw(id, by_login(login, at), at=at, why=why)


def told(login: str, at: datetime) -> list[str]:
    return [one.text for one in queries.notices(by_login(login, at))]


def counts() -> dict[str, int]:
    """How many rows there are: a parcel that was not taken in leaves them as they were."""
    models = {"matters": Matter, "mirrors": Mirror, "entries": Entry, "letters": Outgoing}
    return {name: model.objects.count() for name, model in models.items()}


def neighbour() -> dict[str, Any]:
    one = across.neighbours()[0]
    return {"waiting": one.waiting, "trouble": one.trouble, "heard": one.heard is not None, "version": one.version}


def forget_kind(kind: str) -> None:
    """This node becomes one of a version that does not know a kind yet."""
    catalogue()._loops.pop(kind)


def speak_unknown(body: dict[str, Any], at: datetime) -> None:
    """This node becomes one of a version that sends letters the other does not know."""
    with connection.cursor() as cursor:
        nodes.post(cursor, across.neighbours()[0].id, body, "", at)


def unread() -> list[str]:
    return [one.title for one in across.unread()]


def serve() -> int:
    """This node answers on a free port; returns it."""
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_port)


def call(at: datetime) -> int:
    return nodes_http.send(at)


def pack(at: datetime) -> str:
    return parcel.pack(across.neighbours()[0], at).decode()


ACTS = {
    act.__name__: act
    for act in (
        unit, record, person, card, know, open_matter, step, tick, carry, matter, inbox, kids, form, accept, again, withdraw,
        told, upload, files, lacking, gives, counts, neighbour, forget_kind, speak_unknown, unread, serve, call, pack,
    )
}  # fmt: skip


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    given = dict(asked["with"])
    if "at" in given:
        given["at"] = datetime.fromisoformat(given["at"])
    try:
        return {"did": ACTS[asked["act"]](**given)}
    except (Refused, NotThere, BadFacts) as refused:
        return {"refused": str(refused)}
    except OSError as wrong:
        return {"unreached": str(wrong)}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line)), ensure_ascii=False) + "\n")
        sys.stdout.flush()
