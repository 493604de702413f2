"""Whatever concerns rights is in the ledger: accounts, roles, links for people without an account, second factors, tokens."""

from dataclasses import replace
from datetime import timedelta

import pytest

from anlan.kernel import accounts
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.ids import new_id
from anlan.kernel.models import Entry, Grant, Matter, Person, Personal, QueryCode
from anlan.kernel.people import GrantView, Role
from anlan.kernel.refusals import NotThere, Refused
from anlan.kernel.tests.county import COUNTY, NOON, TASK, TOWN, County

DAY = timedelta(days=1)


def test_a_link_is_told_in_the_ledger_of_its_matter(county: County) -> None:
    with with_kinds(replace(TASK, version=2, codes={"caller": ("report",)})):
        task = county.task()
        code = accounts.give_code(task.id, "caller", ["report"], county.clerk, at=NOON, phone="13800001234", once=True)
        entry, row = Entry.objects.get(subject=task.id, verb="code"), QueryCode.objects.get()
        assert (entry.actor, entry.seq) == (county.clerk.person, 2)
        assert Matter.objects.get(id=task.id).head == entry.hash
        assert row.digest[:16] in entry.body
        assert not any(said in entry.body for said in (code, "1234"))
        assert "1234" in Personal.objects.get(entry=entry.id).body
        with pytest.raises(Refused, match="不能发免登录链接"):
            accounts.give_code(task.id, "helper", ["report"], county.clerk, at=NOON)
        for who, why in (("leader", Refused), ("outsider", NotThere)):
            with pytest.raises(why):
                accounts.give_code(task.id, "caller", ["report"], getattr(county, who), at=NOON)
        assert QueryCode.objects.count() == 1


def test_what_the_desk_keeps_of_an_account_is_told_too(county: County) -> None:
    guard = county.person("guard", GrantView(Role.SECURITY_ADMIN, COUNTY))
    by = replace(county.clerk, person=guard)
    whose = county.ids["signer"]
    assert accounts.keep_account(whose, "second_cleared", by, at=NOON, doing=lambda: True)
    entry = Entry.objects.filter(subject=whose).latest("seq")
    assert (entry.verb, entry.actor) == ("second_cleared", guard)
    assert Person.objects.get(id=whose).head == entry.hash
    assert not accounts.keep_account(whose, "second_cleared", by, at=NOON, doing=lambda: False)
    with pytest.raises(Refused, match="安全管理员"):
        accounts.keep_account(whose, "second_cleared", county.clerk, at=NOON, doing=lambda: True)
    with pytest.raises(Refused, match="本人"):
        accounts.keep_account(whose, "second_set", by, at=NOON, doing=lambda: True)
    assert Entry.objects.filter(subject=whose).latest("seq") == entry


def test_a_call_that_comes_twice_writes_once(county: County) -> None:
    id, who, grant = new_id(NOON), county.ids["leader"], GrantView(Role.DUTY_LEADER, TOWN)
    before = Entry.objects.filter(subject=who).count()
    for _ in range(2):
        assert accounts.give_grant(who, grant, accounts.SETUP, at=NOON, id=id) == id
    assert (Grant.objects.filter(id=id).count(), Entry.objects.filter(subject=who).count()) == (1, before + 1)
    for _ in range(2):
        accounts.end_grant(id, accounts.SETUP, at=NOON + DAY, reason="调离")
    for _ in range(2):
        accounts.put_person("leader", "示例leader", accounts.SETUP, at=NOON, phone="13800000000")
    assert Entry.objects.filter(subject=who).count() == before + 2


def test_a_right_taken_away_a_second_ago_gives_and_takes_nothing(county: County) -> None:
    keeper = county.person("keeper", GrantView(Role.SECURITY_ADMIN, COUNTY))
    by = replace(county.clerk, person=keeper, grants=(GrantView(Role.SECURITY_ADMIN, COUNTY),))
    held = Grant.objects.get(person=county.ids["town"])
    accounts.end_grant(Grant.objects.get(person=keeper).id, accounts.SETUP, at=NOON, reason="调离")
    with pytest.raises(Refused, match="没有这项权限"):
        accounts.end_grant(held.id, by, at=NOON + DAY, reason="越权")
