"""The API keeps its own schema: whatever is sent, the answer is one that the schema names. (schemathesis, in process)"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS

from anlan.desk import tokens
from anlan.kernel import queries
from anlan.kernel.accounts import SETUP
from anlan.run import node, sample
from anlan.run.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
CHOSEN = (
    r"^/api/v1/(inbox|matters|matters/\{id\}|matters/\{id\}/story|search|totals/\{place\}|cells/\{county\}|"
    r"open/(directive|duty|instruction)|records/(unit|firm)|matters/\{id\}/duty/(start|progress|accept)|"
    r"offers/\{id\}|offers/\{id\}/accept|matters/\{id\}/handed_down/(refuse|pass_on))$"
)
MUST = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
"""Every kind has the same three shapes of operation; these stand for all, and the generic ones are all there."""


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The requests share the test's own transaction, as those of Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(db: None) -> str:
    sample.fill(timezone.now())
    now = timezone.now()
    person = node.person("jingban")
    assert queries.actor(person, now).grants
    return tokens.make(person, "schemathesis", SETUP, now=now, until=now + timedelta(hours=1))


def test_answers_keep_to_the_schema(token: str) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application).include(path_regex=CHOSEN)
    checks = [check for check in CHECKS.get_all() if check.__name__ in MUST]
    assert len(checks) == len(MUST)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @schemathesis_given(operation)
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=checks)

        ask()
        tried += 1
    assert tried >= 15


def schemathesis_given(operation: "schemathesis.APIOperation") -> object:
    from hypothesis import given

    return given(case=operation.as_strategy())
