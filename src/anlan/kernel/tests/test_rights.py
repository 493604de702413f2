"""Rights, role by place by sector by secrecy by step: what SQL shows, what the pure rule says and what the write does are one."""

import itertools
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from anlan.kernel import accounts, actions, directory, few, looks, outbox, queries, search, sight, tallies
from anlan.kernel.catalogue import catalogue
from anlan.kernel.ids import made_id
from anlan.kernel.models import Entry, Grant, Matter, Party, Person, Record
from anlan.kernel.people import ADMINS, SEES_PLACE, Actor, GrantView, Role, Secrecy, Standing, may_see
from anlan.kernel.refusals import NotThere, Refused
from anlan.kernel.tests.county import COUNTY, NOON, OTHER, TOWN, VILLAGE, County

DAY = timedelta(days=1)
ZONE, CITY, OTHER_TOWN = f"Z{COUNTY}001", "1406", "140621101"
PLACES = (COUNTY, TOWN, VILLAGE, OTHER_TOWN, OTHER, CITY, ZONE)
UNITS = (made_id("unit", "1"), made_id("unit", "2"))
SECTORS = ("", "矿山", "消防")
ME, SOMEBODY = made_id("me"), made_id("somebody")
HOLDERS = (
    ("", "", ""),
    (ME, "", ""),
    ("", Role.CLERK, ""),
    ("", Role.OFFICER, ""),
    ("", Role.GRID_MEMBER, ""),
    ("", Role.LIAISON, UNITS[0]),
    ("", Role.LIAISON, ""),
)
PARTIES = ((), ((ME, ""),), (("", UNITS[0]),))
PEOPLE = [role for role in Role if role.bound != "nobody"]
ALL = list(itertools.product(PLACES, SECTORS, Secrecy, HOLDERS, (*UNITS, ""), (ME, SOMEBODY), PARTIES))
how_many = pytest.mark.parametrize("sample", [300, pytest.param(len(ALL), marks=pytest.mark.slow)])


def actors(some: bool) -> Iterator[Actor]:
    """Every role at every place, with and without sectors and unit; then pairs of grants, and nobody."""
    grants = [
        GrantView(role, place, sectors, unit)
        for role in PEOPLE
        for place in (COUNTY, TOWN, CITY, OTHER, ZONE)
        for sectors in (frozenset[str](), frozenset({"矿山"}))
        for unit in ("", UNITS[0])
    ]
    dice = random.Random(11)
    for one in dice.sample(grants, 60) if some else grants:
        yield Actor(person=ME, grants=(one,))
    for _ in range(10 if some else 60):
        yield Actor(person=ME, grants=tuple(dice.sample(grants, 3)))
    yield from (Actor(person=ME), Actor(), Actor(grants=(grants[0],)))


def world(sample: int) -> list[tuple[dict[str, Any], Standing]]:
    """Matters of every standing, with party, search, bell and totals rows, written past the kernel's verbs."""
    picked = ALL if sample == len(ALL) else random.Random(7).sample(ALL, sample)
    made, parties = [], []
    for n, (place, sector, secrecy, (person, role, held), unit, opener, played) in enumerate(picked):
        row = blank(n) | looks.levels(place) | {"place": place, "sector": sector, "secrecy": str(secrecy), "unit": unit}
        row |= {"holder_person": person, "holder_role": str(role), "holder_unit": held, "opener": opener}
        parties += [Party(matter=row["id"], part=f"p{k}", person=p, unit=u) for k, (p, u) in enumerate(played)]
        persons, units = (frozenset(one[k] for one in played if one[k]) for k in (0, 1))
        there = {name: row[name] for name in ("place", "sector", "unit", "secrecy", "opener")}
        made.append((row, Standing(**there, holder=looks.holder_of(row), persons=persons, units=units)))
    Matter.objects.bulk_create([Matter(**row) for row, _ in made], batch_size=200)
    Party.objects.bulk_create(parties, batch_size=500)
    with connection.cursor() as cursor:
        for row, _ in made:
            plain = {field.column: getattr(Matter(**row), field.attname) for field in Matter._meta.concrete_fields}
            tallies.tally(cursor, None, plain)
            search.put(cursor, row["id"], row["title"])
            outbox.to_holder(cursor, row, f"新待办：{row['title']}", NOON, None)
    return made


def blank(n: int) -> dict[str, Any]:
    row: dict[str, Any] = {"id": made_id("matter", str(n)), "kind": "test_task", "version": 1, "state": "待办", "home": COUNTY}
    row |= {"seq": 1, "head": "", "title": f"共同线索 {n}", "facts": {}, "lon": 1128000000 + n * 100, "lat": 394000000}
    return row | {"opened": NOON, "happened": NOON, "since": NOON, "due": None}


@how_many
def test_what_is_listed_is_what_may_be_seen(county: County, sample: int) -> None:
    made = world(sample)
    for by in actors(some=sample < len(ALL)):
        listed = set(Matter.objects.filter(sight.visible_to(by)).values_list("id", flat=True))
        seen = {row["id"] for row, there in made if may_see(by, there)} if by.person else set()
        assert listed == seen, by
        assert set(queries.matters(by).values_list("id", flat=True)) == seen, by


@how_many
def test_whatever_finds_the_rows_of_a_list_the_same_are_listed(
    county: County, sample: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world(min(sample, 400))
    for n, (row, _) in enumerate(made):
        held = dict.fromkeys(("holder_person", "holder_role", "holder_unit"), "")
        said: tuple[dict[str, Any], ...] = ({"due": NOON}, {"closed": NOON, **held}, {"state": "办理中"}, {"due": NOON + DAY})
        Matter.objects.filter(id=row["id"]).update(**said[n % 4])
    asked: tuple[dict[str, Any], ...] = (
        {}, {"overdue_at": NOON + DAY}, {"overdue_at": NOON - DAY}, {"closed_from": NOON}, {"closed_from": NOON + DAY},
        {"states": ("办理中",)}, {"states": ("办理中", "待办"), "overdue_at": NOON + DAY, "place": TOWN},
    )  # fmt: skip
    for by in actors(some=True):
        found = [set(queries.matters(by, **one).values_list("id", flat=True)) for one in asked]
        with monkeypatch.context() as patch:
            patch.setattr(few, "FEW", -1)
            assert found == [set(queries.matters(by, **one).values_list("id", flat=True)) for one in asked], by


@how_many
def test_no_list_count_map_search_or_bell_tells_more(county: County, sample: int) -> None:
    made = world(min(sample, 1500))
    here, everything = (-180.0, -80.0, 180.0, 80.0), len(made) + 1
    written = {"seq": 1, "recorded": NOON, "verb": "open", "actor": SOMEBODY, "body": "{}"}
    Entry.objects.bulk_create(Entry(id=made_id("entry", row["id"]), subject=row["id"], **written) for row, _ in made)
    for by in actors(some=True):
        seen = set(Matter.objects.filter(sight.visible_to(by)).values_list("id", flat=True))
        rows = {row["id"]: row for row, _ in made}
        assert {one.id for one in queries.inbox(by, limit=everything).rows} <= seen, by
        assert {one.subject for one in queries.notices(by, limit=everything)} <= seen, by
        assert {one.id for one in queries.points(by, here)} <= seen, by
        assert {one.id for one in queries.searched("共同", by, limit=everything)[0]} <= seen, by
        assert {id for id, _ in directory.news(by, NOON - DAY, most=everything)} == seen, by
        for place in (COUNTY, TOWN, ZONE):
            if not queries.may_total(by, place):
                continue
            counted = [id for id in seen if place in levels(rows[id]) and rows[id]["secrecy"] != Secrecy.NAMED]
            there = [id for id, row in rows.items() if place in levels(row) and row["secrecy"] != Secrecy.NAMED]
            assert sorted(counted) == sorted(there), by
            assert queries.totals(by, place).get(("test_task", "待办"), 0) == len(counted), by
            if place == COUNTY:
                assert sum(cell["n"] for cell in queries.cells(by, place, 5, here)) == len(counted), by


def levels(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row[level] for level in looks.LEVELS)


# records -------------------------------------------------------------------------------------------------------------


def may_see_record(by: Actor, row: dict[str, Any]) -> bool:
    """The rule in words of its own: own things, one's unit's things, public ones, and what lies in one's place and sectors."""
    if not by.person:
        return False
    if row["owner"] == by.person or any(g.unit and g.unit in (row["unit"], row["id"], row["owner"]) for g in by.grants):
        return True
    if row["secrecy"] == Secrecy.PUBLIC and any(g.role not in ADMINS for g in by.grants):
        return True
    inside = [g for g in by.grants if g.role in SEES_PLACE and g.place in levels(row)]
    return row["secrecy"] != Secrecy.NAMED and any(not g.sectors or row["sector"] in g.sectors for g in inside)


def test_records_are_shown_by_the_same_rule(county: County) -> None:
    owners = (ME, UNITS[0], "")
    every = itertools.product(PLACES, SECTORS, Secrecy, (*UNITS, ""), owners)
    rows = []
    for n, (place, sector, secrecy, unit, owner) in enumerate(every):
        row = {"id": made_id("record", str(n)), "place": place, "sector": sector, "secrecy": str(secrecy), "unit": unit}
        rows.append(row | {"owner": owner} | looks.levels(place))
    rest = {"kind": "test_unit", "version": 1, "home": COUNTY, "facts": {}, "seq": 1, "head": "", "changed": NOON}
    Record.objects.bulk_create([Record(**row, **rest, key=row["id"], title=row["id"]) for row in rows])
    for by in actors(some=False):
        listed = set(
            Record.objects.filter(sight.records_visible_to(by), kind="test_unit", home=COUNTY).values_list("id", flat=True)
        )
        told = {row["id"] for row in rows if may_see_record(by, row)}
        assert listed & {row["id"] for row in rows} == told, by


# steps ---------------------------------------------------------------------------------------------------------------

MAY = {
    ("test_task", "report"): (Role.LIAISON,), ("test_task", "done"): (Role.LIAISON,), ("test_task", "check"): (Role.CLERK,),
    ("test_task", "back"): (Role.CLERK,), ("test_task", "lapse"): (Role.CLERK,),
    ("test_letter", "submit"): (Role.CLERK,), ("test_letter", "return"): (Role.CLERK, Role.SIGNER),
    ("test_letter", "review"): (Role.CLERK,), ("test_letter", "issue"): (Role.SIGNER,),
    ("test_letter", "receive"): (Role.LIAISON,), ("test_letter", "withdraw"): (Role.CLERK,),
}  # fmt: skip
"""Who may take which step, written down a second time by hand."""
ASKED = {"report": {"progress": "一"}, "back": {"reason": "一"}, "return": {"reason": "一"}, "withdraw": {"reason": "一"}}
PATHS = {
    "test_task": ((), (("liaison", "done"),), (("liaison", "done"), ("clerk", "check"))),
    "test_letter": (
        (),
        (("clerk2", "submit"),),
        (("clerk2", "submit"), ("clerk", "review")),
        (("clerk2", "submit"), ("clerk", "review"), ("signer", "issue")),
    ),
}


def people(county: County) -> list[str]:
    """A person for every role at every place, for one unit, another or none."""
    every = list(itertools.product(PEOPLE, (COUNTY, TOWN, CITY, OTHER), (county.bureau, county.house, "")))
    ids = [made_id("person", str(n)) for n in range(len(every))]
    Person.objects.bulk_create([Person(id=id, login=id, name="示例") for id in ids])
    rest = {"sectors": [], "valid_from": NOON}
    Grant.objects.bulk_create(
        [
            Grant(id=id, person=id, role=str(role), place=place, unit=unit, **rest)
            for id, (role, place, unit) in zip(ids, every, strict=True)
        ]
    )
    return ids


def matter_on(county: County, kind: str, path: tuple[tuple[str, str], ...], secrecy: str) -> str:
    facts = {"title": "示例", "place": TOWN, "unit": county.bureau}
    facts |= {"progress": "已查", "secrecy": secrecy} if kind == "test_task" else {}
    id = actions.open_matter(kind, facts, county.clerk, at=NOON).id
    for who, step in path:
        actions.take_step(id, step, getattr(county, who), at=NOON, asked=ASKED.get(step))
    return id


def expected(kind: str, step: str, found: Matter, by: Actor) -> bool:
    loop = catalogue().loop(kind)
    covers = any(
        grant.role in MAY[kind, step]
        and (grant.unit == found.unit if grant.role is Role.LIAISON else grant.place in (TOWN, COUNTY, CITY))
        for grant in by.grants
    )
    return covers and found.state in loop.step(step).leaves_all()


def took(id: str, step: str, by: Actor) -> str:
    """ "" if the step was taken (and taken back), else how it was refused."""
    try:
        with transaction.atomic():
            actions.take_step(id, step, by, at=NOON, asked=ASKED.get(step))
            transaction.set_rollback(True)
    except (Refused, NotThere) as no:
        return type(no).__name__
    return ""


@pytest.mark.parametrize("share", [0.06, pytest.param(1.0, marks=pytest.mark.slow)])
@pytest.mark.parametrize("secrecy", ["内部", "限知悉人"])
def test_the_write_does_what_the_page_says(county: County, share: float, secrecy: str) -> None:
    dice, everybody, asked = random.Random(5), people(county), 0
    for kind, paths in PATHS.items():
        for path in paths if kind == "test_task" or secrecy == "内部" else ():
            id = matter_on(county, kind, path, secrecy)
            found = Matter.objects.get(id=id)
            for person in everybody:
                if dice.random() > share:
                    continue
                by = queries.actor(person, NOON)
                sees = queries.sees(found, by)
                offered = {choice.step.name for choice in queries.choices(found, by, NOON) if not choice.why_not}
                for step in catalogue().loop(kind).steps:
                    how, asked = took(id, step.name, by), asked + 1
                    may = expected(kind, step.name, found, by)
                    assert (how == "") == (sees and may), (kind, found.state, step.name, by.grants)
                    assert (step.name in offered) == may, (kind, found.state, step.name, by.grants)
                    assert how != "Refused" or sees, "what is not seen is not there"
    assert asked > 2500 * share


def test_nothing_is_learned_of_a_secret_by_its_id(county: County) -> None:
    id = matter_on(county, "test_task", (), "限知悉人")
    for who in ("clerk2", "leader", "town", "outsider"):
        with pytest.raises(NotThere):
            actions.take_step(id, "lapse", getattr(county, who), at=NOON)
        with pytest.raises(NotThere):
            actions.set_facts(id, {"title": "x"}, getattr(county, who), at=NOON)


# grants --------------------------------------------------------------------------------------------------------------

DAY = timedelta(days=1)


def lend(county: County, until: int = 3) -> Actor:
    grant = county.liaison.grants[0]
    accounts.give_grant(
        county.ids["grid"], grant, county.liaison, at=NOON, until=NOON + until * DAY, stands_in_for=county.liaison.person
    )
    return queries.actor(county.ids["grid"], NOON)


def test_a_stand_in_acts_and_the_ledger_says_for_whom(county: County) -> None:
    task = county.task()
    stand_in = lend(county)
    actions.take_step(task.id, "report", stand_in, at=NOON, asked={"progress": "代办"})
    body = Entry.objects.get(subject=task.id, verb="report").body
    assert f'"on_behalf":"{county.liaison.person}"' in body
    actions.take_step(task.id, "report", county.liaison, at=NOON, asked={"progress": "本人"})
    assert '"on_behalf":""' in Entry.objects.get(subject=task.id, seq=3).body


def test_what_was_lent_is_not_lent_on(county: County) -> None:
    stand_in = lend(county)
    lent = next(grant for grant in stand_in.grants if grant.lent_by)
    assert lent.lent_by == county.liaison.person
    with pytest.raises(Refused, match="只能把自己现有的岗位"):
        accounts.give_grant(county.ids["town"], lent, stand_in, at=NOON, until=NOON + DAY, stands_in_for=stand_in.person)


def test_a_lent_grant_ends_on_its_day_and_with_its_source(county: County) -> None:
    task, stand_in = county.task(), lend(county)
    with pytest.raises(NotThere):
        actions.take_step(task.id, "report", stand_in, at=NOON + 4 * DAY, asked={"progress": "x"})
    source = Grant.objects.get(person=county.ids["liaison"])
    accounts.end_grant(source.id, accounts.SETUP, at=NOON + DAY, reason="调离")
    with pytest.raises(NotThere):
        actions.take_step(task.id, "report", stand_in, at=NOON + 2 * DAY, asked={"progress": "x"})
    assert queries.actor(county.ids["grid"], NOON + 2 * DAY).roles() == {Role.GRID_MEMBER}


def test_a_right_taken_away_a_second_ago_is_gone(county: County) -> None:
    task, before = county.task(), county.liaison
    accounts.end_grant(Grant.objects.get(person=before.person).id, accounts.SETUP, at=NOON + DAY, reason="调离")
    with pytest.raises(NotThere):
        actions.take_step(task.id, "report", before, at=NOON + DAY, asked={"progress": "x"})
    accounts.put_person("liaison2", "示例", accounts.SETUP, at=NOON, is_active=False)
    with pytest.raises(Refused, match="账号已停用"):
        actions.take_step(task.id, "report", county_actor(county, "liaison2"), at=NOON, asked={"progress": "x"})


def county_actor(county: County, name: str) -> Actor:
    return Actor(person=county.ids[name], grants=(GrantView(Role.LIAISON, COUNTY, unit=county.bureau),))


def test_claimed_grants_count_for_nothing(county: County) -> None:
    task = county.task()
    forged = Actor(person=county.ids["grid"], grants=(GrantView(Role.LIAISON, COUNTY, unit=county.bureau),))
    with pytest.raises(NotThere):
        actions.take_step(task.id, "report", forged, at=NOON, asked={"progress": "x"})


def test_a_code_opens_one_matter_and_its_steps_until_it_ends(county: County) -> None:
    mine, other = county.task(caller={"name": "来电人"}), county.task()
    code = accounts.give_code(mine.id, "caller", ["report"], accounts.SETUP, at=NOON, until=NOON + DAY)
    found = queries.code_actor(code, NOON)
    assert found is not None
    id, by = found
    assert (id, queries.matter(id, by).id) == (mine.id, mine.id)
    with pytest.raises(NotThere):
        queries.matter(other.id, by)
    with pytest.raises(NotThere):
        actions.take_step(other.id, "report", by, at=NOON, asked={"progress": "x"})
    with pytest.raises(Refused, match="须由部门联络员办理"):
        actions.take_step(mine.id, "report", by, at=NOON, asked={"progress": "x"})
    assert set(Matter.objects.filter(sight.visible_to(by)).values_list("id", flat=True)) == {mine.id}
    assert queries.code_actor(code, NOON + 2 * DAY) is None
    assert queries.code_actor("wrong", NOON) is None
