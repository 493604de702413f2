"""For all tests: one that commits (transactional_db, live_server) may be wiped afterwards although the ledger is append-only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase


@contextmanager
def unguarded_ledger() -> Iterator[None]:
    """The ledger's tables without their triggers, as somebody who owns the database could have them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            try:
                yield
            finally:
                cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('entry', 'seal')")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        try:
            yield
        finally:
            for _, sql in triggers:
                cursor.execute(sql)


@pytest.fixture(scope="session", autouse=True)
def _wiping_may_empty_the_ledger() -> Iterator[None]:
    flush = TransactionTestCase._fixture_teardown

    def wipe(case: Any) -> None:
        with unguarded_ledger():
            flush(case)
            with connection.cursor() as cursor:
                for table in ("search", *(["search_grams"] if connection.vendor == "sqlite" else [])):
                    cursor.execute(f"DELETE FROM {table}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", wipe)
        yield
