"""Of several who may act, those whom the unit has hold the matter."""

from datetime import UTC, datetime

import pytest

from anlan.kernel.judge import belongs
from anlan.kernel.loop import Look
from anlan.kernel.people import Actor, Part, Role
from anlan.kernel.reads import Seen, SeenRecord

UNIT, NOW = "unit-or-firm", datetime(2026, 3, 2, tzinfo=UTC)
BOTH = (Role.LIAISON, Role.SAFETY_MANAGER, Role.CLERK, Part("liaison"))


def looking(unit: str, found: Seen) -> Look:
    return Look(facts=None, state="", now=NOW, happened_at=NOW, by=Actor(), opened=NOW, since=NOW, unit=unit, seen=found)


def seen(kind: str) -> Look:
    found = {"who": SeenRecord(UNIT, kind, "", "", "在用", {})} if kind else {}
    return looking(UNIT, Seen(found))


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("firm", (Role.SAFETY_MANAGER, Role.CLERK, Part("liaison"))),
        ("unit", (Role.LIAISON, Role.CLERK, Part("liaison"))),
        ("mine", BOTH),
        ("", BOTH),
    ],
)
def test_a_firm_has_no_liaison_and_an_office_no_safety_manager(kind, there):
    assert tuple(who for who in BOTH if belongs(who, seen(kind))) == there


def test_a_record_that_is_not_the_units_says_nothing():
    assert belongs(Role.LIAISON, looking("other", seen("firm").seen))
