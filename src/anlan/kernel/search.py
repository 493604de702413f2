"""Search over character bigrams, the same in SQLite FTS5 and PostgreSQL tsvector: most Chinese names have two characters."""

import re
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

BITE, MOST, LAST = 2000, 40_000, 2**62
OF_KIND = " JOIN record r ON r.id = s.subject AND r.kind = %s"
RUN = re.compile(r"[0-9a-z\u3400-\u9fff]+")


def grams(text: str) -> str:
    """The bigrams of every run of letters, digits and characters, separated by spaces; a lone character stands for itself."""
    found: list[str] = []
    for run in RUN.findall(text.lower()):
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return " ".join(found)


def put(cursor: CursorWrapper, subject: str, text: str) -> None:
    """Writes or rewrites a subject's search row."""
    if cursor.db.vendor == "postgresql":
        sql = "INSERT INTO search (subject, grams) VALUES (%s, to_tsvector('simple', %s)) "
        cursor.execute(sql + "ON CONFLICT (subject) DO UPDATE SET grams = excluded.grams", [subject, grams(text)])
        return
    cursor.execute(
        "INSERT INTO search (subject) VALUES (%s) ON CONFLICT (subject) DO UPDATE SET subject=subject RETURNING id", [subject]
    )
    number = cursor.fetchone()[0]
    cursor.execute("DELETE FROM search_grams WHERE rowid=%s", [number])
    cursor.execute("INSERT INTO search_grams (rowid, grams) VALUES (%s, %s)", [number, grams(text)])


def find(cursor: CursorWrapper, query: str, *, kind: str = "", before: int = LAST, most: int = BITE) -> list[tuple[int, str]]:
    """(place, subject) of what holds every word of the query, newest first, behind the place `before`; with `kind` the records
    of that register only. Rights are the caller's to apply."""
    words = [word for word in map(grams, query.split()) if word]
    if not words:
        return []
    if cursor.db.vendor == "postgresql":
        match = " && ".join(["phraseto_tsquery('simple', %s)" if len(w) > 1 else "to_tsquery('simple', %s)" for w in words])
        args: list[Any] = [word if len(word) > 1 else f"{word}:*" for word in words]
        sql = f"SELECT s.id, s.subject FROM search s{OF_KIND if kind else ''} WHERE s.grams @@ ({match}) AND s.id < %s"
    else:
        args = [" AND ".join(f'"{word}"' if len(word) > 1 else f"{word}*" for word in words)]
        sql = f"SELECT s.id, s.subject FROM search_grams g JOIN search s ON s.id = g.rowid{OF_KIND if kind else ''} "
        sql += "WHERE g.search_grams MATCH %s AND s.id < %s"
    cursor.execute(f"{sql} ORDER BY s.id DESC LIMIT %s", [*([kind] if kind else []), *args, before, most])
    return [(int(place), str(subject)) for place, subject in cursor.fetchall()]


def bites(query: str) -> Iterator[list[str]]:
    """The subjects that hold every word, newest first, in bites, so that rights are applied before anything is cut off;
    at most MOST of them."""
    before = LAST
    for _ in range(MOST // BITE):
        with connection.cursor() as cursor:
            found = find(cursor, query, before=before, most=BITE)
        if found:
            yield [subject for _, subject in found]
        if len(found) < BITE:
            return
        before = found[-1][0]
