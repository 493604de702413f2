"""The county as a fixture, with the test kinds lent to the catalogue."""

from collections.abc import Iterator

import pytest

from anlan.kernel.catalogue import with_kinds
from anlan.kernel.tests.county import KINDS, County


@pytest.fixture
def county(db: None) -> Iterator[County]:
    with with_kinds(*KINDS):
        yield County()
