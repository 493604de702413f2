"""How the kernel keeps times and codes: the same plain SQL reads and writes both databases."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(value: datetime) -> int:
    since = value - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_micros(value: int) -> datetime:
    return EPOCH + timedelta(microseconds=value)


def facts_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The stored facts, JSON text or already a dict."""
    facts = row["facts"]
    return dict(json.loads(facts) if isinstance(facts, str) else facts)


if TYPE_CHECKING:
    Micros = models.BigIntegerField[datetime | None, Any]
else:
    Micros = models.BigIntegerField


class Moment(Micros):
    """An aware datetime kept as microseconds since 1970 UTC."""

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> datetime | None:
        return None if value is None else from_micros(value)

    def to_python(self, value: Any) -> Any:
        return from_micros(value) if isinstance(value, int) else value

    def get_prep_value(self, value: Any) -> Any:
        return to_micros(value) if isinstance(value, datetime) else value


class Code(models.CharField):  # type: ignore[type-arg]
    """A short code compared byte by byte: on PostgreSQL collate "C", so that prefixes use the index."""

    def db_type(self, connection: Any) -> str:
        base = f"varchar({self.max_length})"
        return f'{base} COLLATE "C"' if connection.vendor == "postgresql" else base

    def rel_db_type(self, connection: Any) -> str:
        return self.db_type(connection)


def an_id(*, db_index: bool = False) -> Any:
    return Code(max_length=32, blank=True, default="", db_index=db_index)
