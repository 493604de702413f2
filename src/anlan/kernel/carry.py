"""A change of law moves open matters to the new version of their loop, each by an entry that names its source."""

from datetime import datetime

from django.db import connection

from anlan.kernel import chain, db, ids, ledger, looks
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import facts_of
from anlan.kernel.facts import read
from anlan.kernel.people import Actor, Role
from anlan.kernel.refusals import Refused

AT_ONCE = 500


def carry(kind: str, by: Actor, *, at: datetime, source: str) -> int:
    """Moves open matters of older versions to the live loop by its `carries`; returns how many. Raises BadFacts, Refused.

    One transaction a matter; called again it goes on where it was. A state that the new loop does not know is refused."""
    if not by.is_clock and Role.SYSTEM_ADMIN not in by.roles():
        raise Refused("版本迁移由系统管理员办理，您没有这项权限。")
    if not source.strip():
        raise Refused("请写明迁移依据（文号）。")
    live = catalogue().loop(kind)
    with db.writing() as cursor:
        sql = f"SELECT id FROM matter WHERE kind=%s AND version<%s AND closed IS NULL ORDER BY id LIMIT {AT_ONCE}"
        waiting = [row["id"] for row in db.rows(cursor, sql, [kind, live.version])]
    return sum(_carry(id, by, at, source.strip()) for id in waiting)


def homeless() -> list[tuple[str, int, int]]:
    """(kind, version, how many): open matters whose loop this program does not have. They wait, but nobody can work them here."""
    house = catalogue()
    with connection.cursor() as cursor:
        sql = "SELECT kind, version, count(*) AS n FROM matter WHERE closed IS NULL GROUP BY kind, version ORDER BY kind, version"
        found = [(row["kind"], int(row["version"]), int(row["n"])) for row in db.rows(cursor, sql)]
    return [(kind, version, n) for kind, version, n in found if version not in house.versions(kind)]


def _carry(id: str, by: Actor, at: datetime, source: str) -> int:
    with db.writing() as cursor:
        row = looks.fetch_matter(cursor, id, lock=True)
        if row is None:
            return 0
        live = catalogue().loop(row["kind"])
        lift = live.carries.get(row["version"])
        if lift is None or row["closed"] is not None:
            return 0
        if row["state"] not in live.states():
            raise Refused(f"新版“{live.title}”没有“{row['state']}”这一状态，不能迁移，请按旧版办结。")
        before = facts_of(row)
        facts = read(live.facts, lift(before)).dump()
        changed, private = ledger.split(live.facts, ledger.delta(before, facts))
        said = {"v": 1, "version": live.version, "was": row["version"], "source": source, "facts": changed}
        line = ledger.Line(id, row["seq"] + 1, row["head"], "carry", said, {"facts": private} if private else {})
        head = ledger.write(cursor, ids.new_id(at), line, by, at)
        new = {"version": live.version, "facts": chain.canonical(facts), "seq": row["seq"] + 1, "head": head}
        db.update(cursor, "matter", id, new)
        return 1
