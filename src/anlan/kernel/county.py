"""What the county put down for itself (register `county_setting`) and a second person checked, as it stood at a moment.

A change that waits for its second person, or for its day, leaves what stood before in force; what stood then is read from the
ledger of the record. So a matter asks who signs its papers as of the moment it was opened, and a change is for new ones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.backends.utils import CursorWrapper

from anlan.kernel import db, ledger, people_store, signers
from anlan.kernel.calendar import local
from anlan.kernel.columns import facts_of, to_micros
from anlan.kernel.loop import Look, Loop
from anlan.kernel.people import Role

SETTINGS = "county_setting"
STANDS = "在用"


def setting(cursor: CursorWrapper, key: str, at: datetime) -> dict[str, Any] | None:
    """What the county's record of this key said at a moment: checked by then, and begun."""
    sql = f"SELECT * FROM record WHERE kind='{SETTINGS}' AND home=%s AND key=%s AND merged_into=''"
    row = db.row(cursor, sql, [people_store.node(), key])
    if row is None:
        return None
    facts = facts_of(row)
    if row["state"] == STANDS and row["changed"] <= to_micros(at) and has_begun(facts, at):
        return facts
    stood = next((one for one in reversed(list(_checked(cursor, row["id"], at))) if one is None or has_begun(one, at)), None)
    return dict(stood) if stood is not None else None


def has_begun(facts: Mapping[str, Any], at: datetime) -> bool:
    since = facts.get("since")
    return not since or date.fromisoformat(since) <= local(at).date()


def _checked(cursor: CursorWrapper, record: str, at: datetime) -> Iterator[Mapping[str, Any] | None]:
    """What counted one after the other, as it was recorded by `at`; None from when it was taken out of use."""
    facts: dict[str, Any] = {}
    for entry in ledger.entries(cursor, record, to_micros(at)):
        if entry["verb"] in ("put", "change"):
            facts = ledger.fold(facts, entry["body"]["facts"])
            if entry["body"].get("to") == STANDS or not entry["actor"]:
                yield facts
        elif entry["verb"] == "check":
            yield facts
        elif entry["verb"] in ("end", "merge"):
            yield None


@dataclass(frozen=True)
class Seat:
    """Who signs the papers of a kind by the county's word, and by which document."""

    roles: tuple[Role, ...]
    source: str
    since: str

    def note(self) -> dict[str, str]:
        return {"value": signers.APART.join(role.title for role in self.roles), "source": self.source} | (
            {"since": self.since} if self.since else {}
        )


def seat(cursor: CursorWrapper, loop: Loop[Any], opened: datetime) -> Seat | None:
    """What the county said of a kind's signer when a matter was opened; None where the loop's own signs."""
    said = setting(cursor, signers.key_of(loop), opened) if signers.signing_step(loop) else None
    roles = signers.named(str(said.get("value", ""))) if said else ()
    return Seat(roles, str(said.get("source", "")), str(said.get("since") or "")) if said and roles else None


def seated(cursor: CursorWrapper, loop: Loop[Any], opened: datetime) -> Loop[Any]:
    """The loop of a matter opened then, its papers signed by whom the county said."""
    found = seat(cursor, loop, opened)
    return signers.seated(loop, found.roles) if found else loop


def issuer(cursor: CursorWrapper, loop: Loop[Any], look: Look[Any]) -> tuple[str, dict[str, Any]]:
    """The unit that a paper goes out from, and what the entry says of its signer.

    The unit is the signer's; where the county seats somebody else, that of whoever sent the paper for review: a leader signs the
    office's paper, and the office counts it."""
    found = seat(cursor, loop, look.opened)
    drafted = look.last("submit") if found else None
    grants = people_store.grants(cursor, drafted.by, look.now) if drafted else look.by.grants
    unit = next((grant.unit for grant in grants if grant.unit), "")
    return unit, {"signer": found.note() | {"issuer": unit}} if found else {}
