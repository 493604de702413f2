"""The inbox: what it lists is what one holds, page after page in the order of deadlines, and its counts are of the same."""

import random
from datetime import timedelta
from typing import Any

from anlan.kernel import looks, queries
from anlan.kernel.columns import to_micros
from anlan.kernel.ids import made_id
from anlan.kernel.models import Matter
from anlan.kernel.people import Actor, GrantView, Role, Standing, holds_as
from anlan.kernel.tests.county import COUNTY, NOON, OTHER, TOWN, VILLAGE, County

UNIT, ME = "a" * 32, "b" * 32
GRANTS = (
    GrantView(Role.LIAISON, COUNTY, unit=UNIT),
    GrantView(Role.OFFICER, COUNTY, frozenset({"矿山", "消防"})),
    GrantView(Role.OFFICER, TOWN, frozenset({"矿山"})),
    GrantView(Role.TOWNSHIP_OFFICER, TOWN),
    GrantView(Role.GRID_MEMBER, VILLAGE),
    GrantView(Role.DUTY_OFFICER, "no place"),
)
PLAIN = {"version": 1, "state": "待办", "home": COUNTY, "seq": 1, "head": "", "facts": {}}
BY = Actor(person=ME, grants=GRANTS)


def world(many: int = 300) -> dict[str, dict[str, Any]]:
    """Matters of every holder at every place, a fifth of them closed."""
    dice = random.Random(7)
    rows: dict[str, dict[str, Any]] = {}
    for n in range(many):
        place = dice.choice((COUNTY, TOWN, VILLAGE, OTHER))
        role, unit = dice.choice([(grant.role, grant.unit) for grant in GRANTS] + [(Role.LIAISON, "c" * 32)])
        row: dict[str, Any] = {**looks.levels(place), **dict.fromkeys(("opened", "happened", "since"), NOON), **PLAIN}
        row["id"], row["title"], row["place"] = made_id("waits", str(n)), f"事项 {n}", place
        row["kind"], row["sector"] = dice.choice(("test_task", "test_letter")), dice.choice(("矿山", "消防", "交通"))
        row["holder_unit"], row["holder_role"], row["unit"] = unit, str(role), dice.choice((UNIT, "c" * 32))
        row["holder_person"] = dice.choice(("", "", "", ME, "d" * 32))
        row["sort_due"] = to_micros(NOON) + dice.randrange(40) * 3600_000_000
        rows[row["id"]] = row | {"closed": dice.choice((None, None, None, None, NOON))}
    Matter.objects.bulk_create([Matter(**row) for row in rows.values()])
    return rows


def mine(row: dict[str, Any]) -> bool:
    """The rule in words of its own."""
    there = {name: row[name] for name in ("place", "sector", "unit")}
    role = Standing(**there, secrecy="内部", holder=f"{row['holder_role']}:{row['holder_unit']}".rstrip(":"))
    return row["closed"] is None and (row["holder_person"] == ME or any(holds_as(grant, role) for grant in GRANTS))


def paged(**more: Any) -> list[str]:
    found, after = [], ""
    while True:
        listed = queries.inbox(BY, after=after, limit=7, **more)
        found += [one.id for one in listed.rows]
        if not (after := listed.after):
            return found


def test_what_waits_is_what_one_holds_in_the_order_of_deadlines(county: County) -> None:
    rows = world()
    expected = sorted((row["sort_due"], id) for id, row in rows.items() if mine(row))
    assert 50 < len(expected) < 250
    assert paged() == [id for _, id in expected]
    letters = [id for _, id in expected if rows[id]["kind"] == "test_letter"]
    assert paged(kind="test_letter") == letters
    noon = NOON + timedelta(hours=12)
    assert paged(due_before=noon) == [id for due, id in expected if due < to_micros(noon)]


def test_counts_are_of_what_is_listed(county: County) -> None:
    rows = [row for row in world().values() if mine(row)]
    times = {f"{hours}": NOON + timedelta(hours=hours) for hours in (0, 5, 20, 100)}
    held = {row["id"]: row["sort_due"] for row in rows if row["holder_person"] != ME}
    Matter.objects.exclude(id__in=held).delete()
    assert queries.inbox_counts(BY, times) == {
        name: str(sum(due < to_micros(until) for due in held.values())) for name, until in times.items()
    }


def test_a_cursor_beyond_all_time_is_an_empty_page(county: County) -> None:
    world(20)
    assert queries.inbox(BY, after="9999999999999999999.ab").rows == []
    assert queries.newest(queries.matters(BY), "-9999999999999999999.ab").rows == []


def test_a_list_goes_on_behind_its_cursor(county: County) -> None:
    world(60)
    found, after = [], ""
    while True:
        listed = queries.newest(queries.matters(BY), after, 7)
        found += [one.id for one in listed.rows]
        if not (after := listed.after):
            break
    assert found == sorted((one.id for one in queries.matters(BY)), reverse=True)
    assert len(found) > 14
