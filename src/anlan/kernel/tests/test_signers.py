"""Who signs which paper is the county's word: new matters take it, open ones keep theirs, the entry tells by which document."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from anlan.kernel import accounts, actions, clock, queries, records, signers, tuning
from anlan.kernel.catalogue import catalogue
from anlan.kernel.columns import to_micros
from anlan.kernel.loop import Deadline, Notify
from anlan.kernel.models import Due, Entry, Matter, Outgoing
from anlan.kernel.people import GrantView, Role
from anlan.kernel.refusals import Refused
from anlan.kernel.tests.county import COUNTY, LETTER, NOON, County

KEY = "test_letter.signer"


def say(value: str, at: datetime = NOON, since: date | None = None, source: str = "示县办〔2026〕3号") -> str:
    facts = {"key": KEY, "title": "测试函：签发", "value": value, "source": source}
    facts |= {"since": since.isoformat()} if since else {}
    return records.put_record("county_setting", facts, accounts.SETUP, at=at).id


def to_sign(county: County, at: datetime) -> str:
    """A letter that waits for its signature."""
    letter = actions.open_matter("test_letter", {"title": "函", "place": COUNTY, "unit": county.bureau}, county.clerk, at=at).id
    actions.take_step(letter, "submit", county.clerk, at=at)
    actions.take_step(letter, "review", county.clerk2, at=at)
    return letter


def test_the_county_s_signer_signs_and_the_entry_says_by_which_document(county: County) -> None:
    say("党政领导")
    letter, later = to_sign(county, NOON + timedelta(hours=1)), NOON + timedelta(hours=2)
    assert Matter.objects.get(id=letter).holder_role == Role.LEADER
    assert queries.inbox(county.leader).rows[0].id == letter
    with pytest.raises(Refused, match="“签发”须由党政领导办理"):
        actions.take_step(letter, "issue", county.signer, at=later)
    offered = {one.step.name: one for one in queries.choices(queries.matter(letter, county.signer), county.signer, later)}
    assert (offered["issue"].mine, offered["issue"].why_not) == (False, "“签发”须由党政领导办理。")
    receipt = actions.take_step(letter, "issue", county.leader, at=later)
    assert receipt.number == "示安委办函〔2026〕1号", "the office's paper, whoever signs it"
    told = json.loads(Entry.objects.get(subject=letter, verb="issue").body)["signer"]
    assert told == {"value": "党政领导", "source": "示县办〔2026〕3号", "issuer": county.office}


def test_an_open_paper_keeps_its_signer_and_a_new_one_takes_the_change(county: County) -> None:
    before, change, after = NOON, NOON + timedelta(days=1), NOON + timedelta(days=2)
    old = to_sign(county, before)
    say("党政领导", change)
    newer = to_sign(county, after)
    say("带班领导、安委办签发人", after + timedelta(hours=1))
    newest = to_sign(county, after + timedelta(hours=2))
    late = after + timedelta(hours=3)
    for letter, signs, waits in ((old, "signer", "leader"), (newer, "leader", "signer"), (newest, "signer", "leader")):
        with pytest.raises(Refused, match="“签发”须由"):
            actions.take_step(letter, "issue", getattr(county, waits), at=late)
        actions.take_step(letter, "issue", getattr(county, signs), at=late)
    assert "signer" not in json.loads(Entry.objects.get(subject=old, verb="issue").body)
    assert json.loads(Entry.objects.get(subject=newest, verb="issue").body)["signer"]["value"] == "带班领导、安委办签发人"


def test_a_change_waits_for_its_second_person_and_for_its_day(county: County) -> None:
    say("党政领导")
    admin = accounts.put_person("guanli", "示例管理", accounts.SETUP, at=NOON)
    accounts.give_grant(admin, GrantView(Role.SYSTEM_ADMIN, COUNTY), accounts.SETUP, at=NOON)
    facts = {"key": KEY, "title": "测试函：签发", "value": "指挥长", "source": "示县办〔2026〕9号", "since": "2026-06-01"}
    put = NOON + timedelta(days=1)
    own = records.put_record("county_setting", facts, county.clerk, at=put).id
    letter = to_sign(county, put + timedelta(hours=1))
    assert Matter.objects.get(id=letter).holder_role == Role.LEADER, "what waits to be checked is not in force"
    records.check_record(own, queries.actor(admin, put), at=put + timedelta(hours=2))
    assert Matter.objects.get(id=to_sign(county, put + timedelta(hours=3))).holder_role == Role.LEADER, "nor before its day"
    begun = datetime.fromisoformat("2026-06-01T09:00:00+08:00")
    assert Matter.objects.get(id=to_sign(county, begun)).holder_role == Role.COMMANDER
    records.end_record(own, county.clerk, at=begun + timedelta(hours=1), reason="收回")
    assert Matter.objects.get(id=to_sign(county, begun + timedelta(hours=2))).holder_role == Role.SIGNER


def test_the_clock_tells_who_sits_there(county: County) -> None:
    say("党政领导")
    with_reminder = replace(LETTER, version=2, deadlines=(*LETTER.deadlines[:2], Deadline("待签发", LETTER.deadlines[2].at,
                            Notify(Role.SIGNER, "还没有签发")), LETTER.deadlines[3]))  # fmt: skip
    catalogue().add(with_reminder)
    letter = to_sign(county, NOON + timedelta(hours=1))
    Due.objects.filter(subject=letter, what="deadline").update(at=to_micros(NOON + timedelta(hours=2)))
    clock.tick(NOON + timedelta(hours=3))
    told = Outgoing.objects.filter(subject=letter, text__contains="还没有签发").values_list("role", flat=True)
    assert list(told) == [Role.LEADER]


@pytest.mark.parametrize("value", ["张三", "安委办经办人", "单位负责人", "系统管理员", "党政领导、局长"])
def test_a_role_that_may_not_sign_is_refused_when_it_is_put_down(county: County, value: str) -> None:
    with pytest.raises(Refused, match="只能由安委办签发人、党政领导"):
        say(value)


def test_what_a_county_may_set_lists_the_signer_of_every_numbered_paper(county: County) -> None:
    listed = {one.key: one for one in tuning.tunables(NOON.date()) if one.sort == "signer"}
    signed = {signers.key_of(loop) for loop in catalogue().loops() if signers.signing_step(loop)}
    assert {KEY, "supervision_order.signer", "directive.signer", "meeting.signer"} <= signed == set(listed)
    assert (listed[KEY].title, listed[KEY].default) == ("测试函：签发", "安委办签发人")


def test_only_the_signer_s_seat_changes(county: County) -> None:
    order = catalogue().loop("supervision_order")
    changed = signers.seated(order, (Role.LEADER,))
    moved = {one.name for one, other in zip(order.steps, changed.steps, strict=True) if one != other}
    assert moved == {"return", "review", "issue"}
    assert changed.step("return").may == (Role.CLERK, Role.LEADER)
    assert changed.step("lift").may == Role.SIGNER
