"""Rights through every door: what a page, list, search, map, count, export, feed or ledger shows is what people.may_see allows.

The kernel's own tests prove the rule role by role in process; here a fixed-seed sample of people, things and doors goes through
the addresses that people and programs use. A thing is known by its mark, which stands in its title and nowhere else.
"""

import json
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import resources
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import include, path
from django.utils import timezone
from tests import doors
from tests.doors import PAPER, SITE, UNIT, County, Thing

from anlan.desk import api as desk_api
from anlan.duties import actions as duties
from anlan.insight import figures
from anlan.insight.indicator import Counted, Indicator
from anlan.kernel import accounts, directory, queries
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.models import Matter
from anlan.kernel.people import Role, Secrecy, holds_as, reaches
from anlan.kernel.people import Standing as Where
from anlan.kernel.tests.county import COUNTY, OTHER

pytestmark = pytest.mark.django_db
NOWHERE = "0" * 32
MARKS = re.compile(r"(?:记号|场所)\d{3}[件点]")
BOX = {"west": 110, "south": 38, "east": 114, "north": 41}


class Addresses:
    """The house's addresses, the API drawn from the test's kinds."""

    urlpatterns = [
        path("api/v1/", desk_api.made("doors-api", [PAPER], [SITE]).urls),
        path("duties/", include("anlan.duties.urls")),
        path("insight/", include("anlan.insight.urls")),
        path("", include("anlan.desk.urls")),
    ]


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    """Built once for all doors, in a transaction that is taken back."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        with_kinds(PAPER, SITE, UNIT),
        override_settings(ROOT_URLCONF=Addresses),
    ):
        yield doors.build()
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(county: County) -> Iterator[None]:
    """Each test within a savepoint of the county's transaction, in the place of pytest-django's own transaction."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def pairs(county: County, things: list[Thing], door: str, most: int = 60) -> Iterator[tuple[str, Thing]]:
    """A sample of people and things for one door, the same at every run: every person and every thing is in it."""
    dice = random.Random(f"20261122 {door}")
    people, shuffled = county.everybody, dice.sample(things, len(things))
    for n in range(most):
        yield people[n % len(people)] if n < len(people) else dice.choice(people), shuffled[n % len(shuffled)]


def text(answer: Any) -> str:
    """What came back, as text; JSON without its escapes, so that marks can be found in it."""
    if answer.get("Content-Type", "").startswith("application/json"):
        return json.dumps(answer.json(), ensure_ascii=False)
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("utf-8", "replace")


def bare(page: str) -> str:
    """A page without the moment and the token that every answer has of its own."""
    return re.sub(r"\d{16}|[0-9A-Za-z]{64}", "", page)


def marks(county: County, login: str, things: list[Thing]) -> set[str]:
    return {thing.mark for thing in things if county.sees(login, thing)}


# one thing at a time --------------------------------------------------------------------------------------------------


def test_the_sample_holds_both_answers(county: County) -> None:
    """A door that lets all or nobody through would not be noticed without these."""
    for secrecy in Secrecy:
        of_it = [thing for thing in county.papers if thing.row.secrecy == secrecy]
        told = {county.sees(login, thing) for login in county.everybody for thing in of_it}
        assert told == {True, False}, secrecy
    assert all(county.sees("clerk", one) for one in county.papers if one.row.opener == county.people["clerk"])
    assert not any(county.sees(login, one) for login in ("auditor", "admin", "guard") for one in county.papers)


@pytest.mark.parametrize("door", ["", "/report", "/edit", "/print/0?as=docx", "/proof/{proof}"])
def test_a_matter_s_pages(county: County, door: str) -> None:
    for login, thing in pairs(county, county.papers, door):
        where = f"/m/{thing.id}{door.format(proof=thing.proof)}"
        answer = county.pages[login].get(where)
        said = text(answer)
        assert (answer.status_code == 404) is not county.sees(login, thing), (login, thing.mark, where)
        if answer.status_code == 404:
            nothing = text(county.pages[login].get(where.replace(thing.id, NOWHERE)))
            assert queries.NOT_YOURS in said
            assert thing.mark not in said
            assert bare(said.replace(thing.id, NOWHERE)) == bare(nothing), "hidden and not there must look the same"
        elif "docx" not in door:
            assert thing.mark in said


def test_a_matter_s_page_names_nothing_else_that_is_hidden(county: County) -> None:
    for login, thing in pairs(county, county.papers, "names", 90):
        if county.sees(login, thing):
            said = set(MARKS.findall(text(county.pages[login].get(f"/m/{thing.id}"))))
            assert said <= marks(county, login, [*county.papers, *county.sites]), (login, thing.mark)


def test_evidence_is_asked_for_by_its_own_matter(county: County) -> None:
    for login, thing in pairs(county, county.papers, "evidence"):
        for other in random.Random(thing.mark).sample(county.papers, 3):
            answer = county.pages[login].get(f"/m/{thing.id}/proof/{other.proof}")
            assert (answer.status_code == 200) is (other is thing and county.sees(login, thing))


def test_a_step_on_what_is_hidden_writes_nothing(county: County) -> None:
    for login, thing in pairs(county, county.papers, "steps"):
        if county.sees(login, thing):
            continue
        page = county.pages[login].post(f"/m/{thing.id}/report", {"progress": "看不见也写"})
        call = county.calls[login].post(
            f"/api/v1/matters/{thing.id}/door_paper/report", {"asked": {"progress": "写"}}, content_type="application/json"
        )
        assert (page.status_code, call.status_code) == (404, 404)
        assert call.json()["sentence"] == queries.NOT_YOURS
        assert county.pages[login].post(f"/m/{thing.id}/code", {"part": "opener"}).status_code == 404
        assert Matter.objects.get(pk=thing.id).seq == thing.row.seq


@pytest.mark.parametrize("door", ["", "/edit"])
def test_a_record_s_pages(county: County, door: str) -> None:
    for login, thing in pairs(county, county.sites, f"record{door}"):
        answer = county.pages[login].get(f"/r/door_site/{thing.id}{door}")
        said = text(answer)
        assert (answer.status_code == 200) is (thing.mark in said) is county.sees(login, thing), (login, thing.mark)
        assert set(MARKS.findall(said)) <= marks(county, login, [*county.papers, *county.sites])


@pytest.mark.parametrize("door", ["", "/story"])
def test_one_matter_over_the_api(county: County, door: str) -> None:
    for login, thing in pairs(county, county.papers, f"api{door}"):
        answer = county.calls[login].get(f"/api/v1/matters/{thing.id}{door}")
        sees = county.sees(login, thing)
        assert answer.status_code == (200 if sees else 404), (login, thing.mark)
        assert (thing.mark in text(answer)) is sees
        if not sees:
            assert answer.json() == county.calls[login].get(f"/api/v1/matters/{NOWHERE}{door}").json()


def test_a_link_opens_its_own_matter_and_its_own_steps(county: County) -> None:
    for login, thing in pairs(county, county.papers, "code", 12):
        code = accounts.give_code(thing.id, "opener", ("report",), accounts.SETUP, at=timezone.now())
        for where in (f"/a/{code}", f"/a/{code}/done", f"/a/{code}/report"):
            said = text(county.pages[login].get(where))
            assert set(MARKS.findall(said)) == {thing.mark}, (where, thing.row.state)
        assert county.pages[login].get(f"/m/{thing.id}").status_code == (200 if county.sees(login, thing) else 404)
    assert county.pages["clerk"].get(f"/a/{code[:-1]}").status_code == 404


# many things at once --------------------------------------------------------------------------------------------------

LISTS = {
    "matters": "/matters?place=14",
    "matters of a kind": "/matters?place=14&kind=door_paper",
    "matters by state": "/matters?place=14&kind=door_paper&state=待办",
    "matters of a place": f"/matters?place={OTHER}",
    "search": "/search?q=记号",
    "api matters": "/api/v1/matters?place=14",
    "api search": "/api/v1/search?q=记号",
}


def within(thing: Thing, door: str) -> bool:
    if "state" in door:
        return bool(thing.row.state == "待办")
    return "of a place" not in door or bool(thing.row.place == OTHER)


@pytest.mark.parametrize("door", LISTS)
def test_lists_of_matters(county: County, door: str) -> None:
    for login in county.everybody:
        who = county.calls if door.startswith("api") else county.pages
        said = text(who[login].get(LISTS[door]))
        expected = {one.mark for one in county.papers if county.sees(login, one) and within(one, door)}
        assert {mark for mark in MARKS.findall(said) if mark.startswith("记号")} == expected, login
        assert {one.mark for one in county.papers if one.id in said} == expected, login
        assert not any(one.id in said for one in county.sites if not county.sees(login, one))


RECORDS = (
    "/r/door_site?place=14",
    "/r/door_site/export?place=14&as=csv",
    "/search?q=场所",
    "/pick?widget=record&of=door_site&name=site&site.q=场所",
    "/api/v1/records/door_site",
)


@pytest.mark.parametrize("door", RECORDS)
def test_lists_of_records(county: County, door: str) -> None:
    for login in county.everybody:
        who = county.calls if door.startswith("/api") else county.pages
        expected = marks(county, login, county.sites)
        said = set(MARKS.findall(text(who[login].get(door))))
        assert said <= expected, login
        assert len(said) == min(len(expected), 10) if "pick" in door else said == expected, login


def test_search_by_the_mark_itself(county: County) -> None:
    for login, thing in [*pairs(county, county.papers, "mark"), *pairs(county, county.sites, "mark")]:
        said = text(county.pages[login].get("/search", {"q": thing.mark}))
        assert (thing.id in said) is county.sees(login, thing), (login, thing.mark)


def held_by(county: County, login: str, row: Matter) -> bool:
    """Whether a matter waits for somebody, by the pure rule."""
    by = county.by(login)
    if row.holder_person:
        return row.holder_person == by.person
    key = f"{row.holder_role}:{row.holder_unit}" if row.holder_unit else row.holder_role
    there = Where(row.place, row.sector, row.unit, row.secrecy, holder=key)
    return any(holds_as(grant, there) for grant in by.grants)


def test_the_inbox_and_its_counts(county: County) -> None:
    for login in county.everybody:
        expected = {one.mark for one in county.papers if held_by(county, login, one.row)}
        page = county.pages[login].get("/")
        assert set(MARKS.findall(text(page))) == expected, login
        assert int(page.context["waiting"]) == len(expected)
        assert set(MARKS.findall(text(county.calls[login].get("/api/v1/inbox")))) == expected
        assert expected <= marks(county, login, county.papers)


def test_the_bell_tells_of_nothing_hidden(county: County) -> None:
    heard = set()
    for login in county.everybody:
        said = set(MARKS.findall(text(county.pages[login].get("/bell"))))
        assert said <= marks(county, login, county.papers), login
        heard |= said
    assert heard


def test_the_event_stream_carries_what_may_be_seen(county: County) -> None:
    since = county.began - timedelta(seconds=1)
    for login in county.everybody:
        told = {id for id, _ in directory.news(county.by(login), since, most=10_000)}
        mine = county.people[login]
        expected = {one.id for one in county.papers if county.sees(login, one) and one.row.opener != mine}
        assert told == expected, login


# map and figures ------------------------------------------------------------------------------------------------------


def totals_seen(county: County, login: str, place: str) -> bool:
    return any(
        grant.role in doors.SEES_PLACE and reaches(grant.place, place) and not grant.sectors for grant in county.by(login).grants
    )


def counted(county: County, place: str) -> int:
    return sum(one.row.secrecy != Secrecy.NAMED and reaches(place, one.row.place) for one in county.papers)


@pytest.mark.parametrize("place", [COUNTY, OTHER, doors.TOWN])
def test_totals_and_cells(county: County, place: str) -> None:
    for login in county.everybody:
        called = county.calls[login].get(f"/api/v1/totals/{place}")
        assert called.status_code == (200 if totals_seen(county, login, place) else 404), login
        if called.status_code == 404:
            assert called.json() == {"sentence": queries.NOT_YOURS, "wrong": {}}
            continue
        assert sum(one["n"] for one in called.json() if one["kind"] == "door_paper") == counted(county, place)
        assert counted(county, place) <= len([one for one in county.papers if county.sees(login, one)])
    for login in county.everybody if len(place) == 6 else ():
        called = county.calls[login].get(f"/api/v1/cells/{place}", BOX | {"zoom": 12})
        assert called.status_code == (200 if totals_seen(county, login, place) else 404), login
        assert called.status_code == 404 or sum(one["n"] for one in called.json()) == counted(county, place)


def test_the_map(county: County) -> None:
    box = ",".join(str(side) for side in BOX.values())
    for login in county.everybody:
        points = county.pages[login].get("/map/cells", {"box": box, "zoom": 15}).json()["features"]
        assert {one["properties"]["title"] for one in points} == marks(county, login, county.papers), login
        layer = county.pages[login].get("/map/cells", {"box": box, "zoom": 8, "layer": "door_site"}).json()["features"]
        assert {one["properties"]["title"] for one in layer} == marks(county, login, county.sites), login
        far = county.pages[login].get("/map/cells", {"box": box, "zoom": 6}).json()["features"]
        place = next((grant.place for grant in county.by(login).grants), "")[:6]
        if totals_seen(county, login, place):
            assert sum(one["properties"]["n"] for one in far) == counted(county, place) or len(place) < 6, login
        else:
            assert {one["properties"]["title"] for one in far} == marks(county, login, county.papers), login


def visible_at(county: County, login: str) -> int:
    place = next((grant.place for grant in county.by(login).grants), "")
    return sum(county.sees(login, one) and reaches(place, one.row.place) for one in county.papers)


def test_figures_count_what_may_be_seen(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Counted(kinds=("door_paper",))
    monkeypatch.setattr(figures, "house", lambda: {"doors": Indicator("doors", "门禁", "件", "有几件？", rows, "测试")})
    for login in county.everybody:
        expected, page = visible_at(county, login), county.pages[login]
        led = page.get("/leader")
        assert int(led.context["whole"][0]) == expected, login
        assert int(page.get("/matters").context["count"]) == expected, login
        assert [int(one.value) for one in page.get("/insight/").context["figures"]] == [expected], login
        assert set(MARKS.findall(text(led))) <= marks(county, login, county.papers), login
        towns = {row.code: int(row.counts[0]) for row in led.context["table"]}
        for town, going in towns.items():
            assert going == sum(county.sees(login, one) and reaches(town, one.row.place) for one in county.papers), login


def test_registers_count_what_may_be_seen(county: County) -> None:
    for login in county.everybody:
        place = next((grant.place for grant in county.by(login).grants), "")
        found = dict(county.pages[login].get("/r/").context["groups"])["其他"]
        n = next(int(count) for shape, count in found if shape.kind == "door_site")
        assert n == sum(county.sees(login, one) and reaches(place, one.row.place) for one in county.sites), login


# ledger and people ----------------------------------------------------------------------------------------------------


def test_the_ledger_is_for_auditors_and_says_nothing_hidden(county: County) -> None:
    for login, thing in [*pairs(county, county.papers, "ledger"), *pairs(county, county.sites, "ledger")]:
        answer = county.pages[login].get(f"/ledger/{thing.id}")
        audits = Role.AUDIT_ADMIN in county.by(login).roles()
        assert (answer.status_code == 200) is audits, login
        assert (thing.mark in text(answer)) is (audits and county.sees(login, thing)), login
    for login in county.everybody:
        answer = county.pages[login].get("/ledger")
        assert (answer.status_code == 200) is (Role.AUDIT_ADMIN in county.by(login).roles()), login
        assert not MARKS.findall(text(answer))


def test_trails_name_what_the_reader_may_see(county: County) -> None:
    dice = random.Random(20261122)
    for reader in county.everybody:
        may = marks(county, reader, county.papers)
        for of in {reader, "clerk", "worker", *dice.sample(county.everybody, 2)}:
            answer = county.pages[reader].get(f"/people/{county.people[of]}/trail")
            said = set(MARKS.findall(text(answer)))
            assert said <= may, (reader, of)
            of_unit = of in ("worker", "both") and reader == "head"
            assert (answer.status_code == 200) is (reader == of or reader == "auditor" or of_unit), (reader, of)
            assert answer.status_code == 200 or not said
    mine = set(MARKS.findall(text(county.pages["clerk"].get(f"/people/{county.people['clerk']}/trail"))))
    assert mine >= {one.mark for one in county.papers if one.row.opener == county.people["clerk"]}


# the room of duties ---------------------------------------------------------------------------------------------------


def test_a_directive_s_workbench(county: County) -> None:
    notice = (resources.files("anlan.run") / "sample_notice.txt").read_bytes()
    id = duties.take_in(notice, "通知.txt", county.by("clerk"), at=timezone.now())
    row = Matter.objects.get(pk=id)
    for login in county.everybody:
        sees, page = doors.sees_matter(county.by(login), row), county.pages[login]
        for where in ("", "/table", "/table.xlsx", "/table.docx"):
            answer = page.get(f"/duties/directives/{id}{where}")
            assert answer.status_code == (200 if sees else 404), (login, where)
            assert sees or row.title not in text(answer)
        assert page.get(f"/duties/directives/{id}/rows/1").status_code == 404
        if not sees:
            assert page.post(f"/duties/directives/{id}/work", {"do": "clause", "clause": "一"}).status_code == 404
            assert page.post(f"/duties/directives/{id}/table").status_code == 404
        compared = page.get("/duties/gap")
        assert (id in text(compared)) is sees, login
        assert (page.get("/duties/gap", {"upper": id, "lower": NOWHERE}).status_code) == 404
    assert not doors.sees_matter(county.by("outsider"), row)
    assert Matter.objects.get(pk=id).seq == row.seq
