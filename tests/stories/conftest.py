"""The sample county for stories across rooms, its people as clients who are signed in, and a clock that is turned by hand."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.stories.acts import Now

from anlan.run import sample

SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[2] / ".." / "shared")).resolve()


@pytest.fixture
def shared() -> Path:
    """The documents of the world outside; in CI they are there."""
    if not SHARED.is_dir():
        pytest.skip(f"ANLAN_SHARED is not there: {SHARED}")
    return SHARED


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    """The story's own clock: it begins in the week after the notice came in."""
    return Now(monkeypatch, datetime(2025, 4, 8, 2, 0, tzinfo=UTC))


@pytest.fixture
def sample_county(db: None, now: Now) -> None:
    sample.fill(now.at)


@pytest.fixture
def sign_in(sample_county: None) -> Callable[[str], Client]:
    """A client for a login of the sample county."""

    def signed_in(login: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(get_user_model().objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def clerk(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("jingban")
