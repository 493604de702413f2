"""Indexes over single facts, made from the catalogue: a fact marked `indexed` or `unique` gets its own, without a migration.

Both databases index what the fact says as text. A list asks for it with `fact_is`, in the very words of the index; SQLite uses an
index over an expression for nothing else. `make` is run after every upgrade and makes what is missing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Func, Q, TextField
from django.db.models.lookups import Exact

from anlan.kernel import db
from anlan.kernel.catalogue import catalogue
from anlan.kernel.facts import Facts, widgets
from anlan.kernel.refusals import Refused

NAME = re.compile(r"[a-z][a-z0-9_]*")
SAYS = {"sqlite": "json_extract({column}, '$.{name}')", "postgresql": "({column} ->> '{name}')"}


@dataclass(frozen=True)
class Wanted:
    """A fact to be indexed: of which table and kind, and whether no two may say the same."""

    table: str
    kind: str
    name: str
    unique: bool


def wanted() -> Iterator[Wanted]:
    """Every fact of the catalogue that is marked."""
    for table, shapes in (("matter", catalogue().loops()), ("record", catalogue().registers())):
        for shape in shapes:
            for name, widget in widgets(shape.facts).items():
                if widget.indexed or widget.unique:
                    yield Wanted(table, shape.kind, name, widget.unique)


def make() -> list[str]:
    """Makes the indexes that are missing; returns the names of all that are wanted."""
    made = {name: sql for one in wanted() for name, sql in _indexes(one)}
    with db.writing() as cursor:
        for sql in made.values():
            cursor.execute(sql)
    return sorted(made)


def _indexes(one: Wanted) -> Iterator[tuple[str, str]]:
    says = _says(one.name, "facts")
    name = f"fact_{one.table}_{one.name}"[:60]
    yield name, f"CREATE INDEX IF NOT EXISTS {name} ON {one.table} (kind, {says}) WHERE {says} IS NOT NULL"
    if one.unique:
        alone = f"once_{one.kind}_{one.name}"[:60]
        live = f"kind='{one.kind}' AND {says} IS NOT NULL" + (" AND merged_into=''" if one.table == "record" else "")
        yield alone, f"CREATE UNIQUE INDEX IF NOT EXISTS {alone} ON {one.table} (home, {says}) WHERE {live}"


def _says(name: str, column: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a fact")
    return SAYS[connection.vendor].format(column=column, name=name)


class Says(Func):
    """What a fact says, as text."""

    output_field = TextField()

    def __init__(self, name: str) -> None:
        super().__init__(F("facts"))
        self.fact = name

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, tuple[str | int, ...]]:
        column, bound = compiler.compile(self.source_expressions[0])
        return _says(self.fact, column), tuple(bound)


def fact_is(shapes: type[Facts] | None, name: str, value: str) -> Q:
    """Rows whose fact says just that; by its index if it has one."""
    widget = widgets(shapes).get(name) if shapes else None
    if widget is not None and (widget.indexed or widget.unique):
        return Q(Exact(Says(name), value))
    return Q(**{f"facts__{name}": value})


def refuse_twice(cursor: CursorWrapper, table: str, row: Mapping[str, Any], facts: Facts) -> None:
    """Refuses what another of the kind says already, where no two may say the same."""
    for name, widget in widgets(type(facts)).items():
        said = facts.dump().get(name) if widget.unique else None
        if said is None:
            continue
        sql = f"SELECT title FROM {table} WHERE kind=%s AND {_says(name, 'facts')}=%s AND home=%s AND id<>%s"
        sql += " AND merged_into=''" if table == "record" else ""
        if other := db.row(cursor, sql, [row["kind"], str(said), row["home"], row["id"]]):
            raise Refused(f"{widget.title}“{said}”已有登记（{other['title']}），请核对后重填。")
