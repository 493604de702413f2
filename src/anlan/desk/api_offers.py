"""What an upper node handed down, for the API: what was sent, as far as it travels, and what it was accepted as.

Refusing and passing on are steps of `handed_down` like any other; accepting opens a matter, so it has an address of its own."""

from datetime import datetime
from typing import Any

from ninja import Schema

from anlan.kernel import across, handed, queries
from anlan.kernel.people import Actor
from anlan.kernel.refusals import NotThere


class Sent(Schema):
    """An offer. `facts` fit the form of `kind` (POST /open/{kind} shows it); `units` names those that our register must know;
    `accepted`: the id of our own matter, once there is one."""

    id: str
    state: str
    sender: str
    kind: str
    title: str
    due: datetime | None
    facts: dict[str, Any]
    units: dict[str, list[str]]
    shown: list[tuple[str, str]]
    accepted: str


class Accepts(Schema):
    """The facts of our own matter, of the offered kind."""

    facts: dict[str, Any]


def sent(id: str, by: Actor) -> Sent:
    """The offer behind a matter of kind `handed_down`, if these eyes may see it."""
    found = queries.matter(id, by)
    if found.kind != handed.KIND:
        raise NotThere(queries.NOT_YOURS)
    mirror, taken = across.mirror_of(id), across.accepted_of(id)
    mirror = mirror or (across.mirror_of(taken) if taken else None)
    offer = mirror.summary["offer"] if mirror else {}
    own: dict[str, Any] = {name: offer.get(name, blank) for name, blank in (("facts", {}), ("units", {}), ("shown", []))}
    named = {"id": id, "state": found.state, "sender": found.facts["sender"], "kind": str(offer.get("kind", ""))}
    return Sent(**named, title=found.title, due=found.due, accepted=taken, **own)
