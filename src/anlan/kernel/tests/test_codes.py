"""Query codes: bound to a phone, good for one step, over when guessed at too often."""

from collections.abc import Iterator

import pytest

from anlan.kernel import accounts, codes, queries
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.tests.county import KINDS, NOON, County

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with with_kinds(*KINDS):
        yield County()


def a_code(county: County, **more: object) -> str:
    return accounts.give_code(county.task(title="任务").id, "caller", ["report"], accounts.SETUP, at=NOON, **more)


def test_a_bound_code_knows_its_phone_by_its_end(county: County) -> None:
    code = a_code(county, phone="13900001234")
    assert codes.needs_phone(code, NOON)
    assert not codes.is_phone_of(code, "0000", at=NOON)
    assert codes.is_phone_of(code, " 1234 ", at=NOON)
    assert not codes.needs_phone(a_code(county), NOON)


def test_five_wrong_phones_end_a_code(county: County) -> None:
    code = a_code(county, phone="13900001234")
    for _ in range(codes.TRIES):
        assert queries.code_actor(code, NOON) is not None
        assert not codes.is_phone_of(code, "0000", at=NOON)
    assert queries.code_actor(code, NOON) is None
    assert not codes.is_phone_of(code, "1234", at=NOON)


def test_a_code_for_once_is_over_when_used(county: County) -> None:
    once, often = a_code(county, once=True), a_code(county)
    for code in (once, often):
        codes.use(code, at=NOON)
    assert queries.code_actor(once, NOON) is None
    assert queries.code_actor(often, NOON) is not None
    assert not codes.is_phone_of("no such code", "1234", at=NOON)
