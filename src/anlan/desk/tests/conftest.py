"""The county of scene.py for page tests, and clients that are signed in."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from anlan.desk.tests import scene


@pytest.fixture
def county(db, settings) -> Iterator[dict[str, str]]:
    settings.ROOT_URLCONF = "anlan.desk.urls"
    with scene.kinds():
        yield scene.build(timezone.now())


@pytest.fixture
def sign_in(county) -> Callable[[str], Client]:
    def signed_in(login: str) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
