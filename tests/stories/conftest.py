"""The sample county for stories across rooms, its people as clients who are signed in."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from anlan.kernel import clock
from anlan.run import sample

SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[2] / ".." / "shared")).resolve()


@pytest.fixture
def shared() -> Path:
    """The documents of the world outside; in CI they are there."""
    if not SHARED.is_dir():
        pytest.skip(f"ANLAN_SHARED is not there: {SHARED}")
    return SHARED


@pytest.fixture
def sample_county(db: None) -> None:
    sample.fill(timezone.now())


@pytest.fixture
def sign_in(sample_county: None) -> Callable[[str], Client]:
    """A client for a login of the sample county."""

    def signed_in(login: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(get_user_model().objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def run_clock() -> Callable[[], int]:
    """Lets the clock do all that is due now."""

    def run() -> int:
        done, total = 1, 0
        while done:
            done = clock.tick(timezone.now(), 200)
            total += done
        return total

    return run
