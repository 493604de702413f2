"""Django's back end for SQLite, shorter for what every statement goes through: its marks are put into SQLite's form once."""

import sqlite3
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.utils import CursorWrapper


@lru_cache(maxsize=1000)
def marked(query: str) -> str:
    """A statement with %s marks as SQLite wants it."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that keeps the statements it has put into SQLite's form."""

    def execute(self, query: str, params: Any = None) -> Any:
        if isinstance(params, (list, tuple)):
            return sqlite3.Cursor.execute(self, marked(query), params)
        return super().execute(query, params)


class Straight(CursorWrapper):
    """What the kernel and Django send through: straight on unless somebody listens, errors told as Django's."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        if params is None or self.db.execute_wrappers:
            return super().execute(sql, params)
        self.db.validate_no_broken_transaction()
        try:
            return self.cursor.execute(sql, params)
        except sqlite3.Error:
            with self.db.wrap_database_errors:
                raise


class DatabaseWrapper(base.DatabaseWrapper):
    def make_cursor(self, cursor: Any) -> CursorWrapper:
        return Straight(cursor, self)

    def create_cursor(self, name: Any = None) -> Cursor:
        made: Cursor = self.connection.cursor(factory=Cursor)
        return made
