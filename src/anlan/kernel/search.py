"""Search over character bigrams, the same in SQLite FTS5 and PostgreSQL tsvector: most Chinese names have two characters."""

import re

from django.db.backends.utils import CursorWrapper

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


def find(cursor: CursorWrapper, query: str, most: int) -> list[str]:
    """Subjects that hold every word of the query, newest first; rights are the caller's to apply."""
    words = [grams(word) for word in query.split()]
    words = [word for word in words if word]
    if not words:
        return []
    if cursor.db.vendor == "postgresql":
        match = " && ".join(["phraseto_tsquery('simple', %s)" if len(w) > 1 else "to_tsquery('simple', %s)" for w in words])
        args = [word if len(word) > 1 else f"{word}:*" for word in words]
        cursor.execute(f"SELECT subject FROM search WHERE grams @@ ({match}) ORDER BY id DESC LIMIT %s", [*args, most])
    else:
        match = " AND ".join(f'"{word}"' if len(word) > 1 else f"{word}*" for word in words)
        sql = "SELECT subject FROM search_grams JOIN search ON id = search_grams.rowid "
        sql += "WHERE search_grams MATCH %s ORDER BY id DESC LIMIT %s"
        cursor.execute(sql, [match, most])
    return [str(subject) for (subject,) in cursor.fetchall()]
