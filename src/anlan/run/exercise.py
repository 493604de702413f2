"""`anlan exercise start`: a node of its own for an exercise: places, people, grants, registers in a fresh folder, no matters.

The copy has another node id and says that it is an exercise, so pages wear the frame 演练, doors take no credentials and write
down what they would have sent (/exchange/exercise). The nodes above and below come along, so that handing down is practised too,
and so does the ledger of what was copied. The exercise runs on SQLite; it needs no second database server.
"""

import argparse
import contextlib
import json
import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from anlan.exchange.delivery import credentials
from anlan.run import node
from anlan.run.main import Stop

SUBJECTS = "SELECT id FROM record UNION SELECT id FROM person UNION SELECT id FROM node WHERE NOT is_me"
COPIED = {
    "place": "",
    "person": "",
    "grant": "",
    "record": "",
    "series": "",
    "total": "WHERE kind LIKE 'r:%%'",
    "node": "WHERE NOT is_me",
    "entry": f"WHERE subject IN ({SUBJECTS})",
    "personal": f"WHERE entry IN (SELECT id FROM entry WHERE subject IN ({SUBJECTS}))",
}
WORDS = {
    "sqlite": """SELECT s.subject, g.grams FROM search s
      JOIN search_grams g ON g.rowid = s.id JOIN record r ON r.id = s.subject""",
    "postgresql": """SELECT s.subject, (SELECT string_agg(lexeme, ' ' ORDER BY place) FROM
      (SELECT lexeme, unnest(positions) AS place FROM unnest(s.grams)) AS words)
      FROM search s JOIN record r ON r.id = s.subject""",
}
AT_ONCE = 1000
NOTHING_YET = "confirmed=0, confirmed_hash='', received=0, received_hash='', heard=NULL, sent=NULL, trouble=''"
"""How far letters with the neighbours have come, in the exercise."""


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="start")
    starting = verbs.add_parser("start", help="在一个空目录里建立演练节点")
    starting.add_argument("folder", type=Path, help="演练的数据目录，须为空")
    starting.add_argument("--title", default="", help="演练名称")


def run(args: argparse.Namespace) -> int:
    me = node.me()
    if me.is_exercise:
        raise Stop("这里本身就是演练节点，请在正式节点上发起演练。")
    folder = args.folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise Stop(f"{folder} 不是空目录，请另指一个。")
    folder.mkdir(parents=True, exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if name not in credentials()}
    environment = inherited | {
        "ANLAN_DATA": str(folder),
        "ANLAN_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "anlan.settings.embedded",
    }
    subprocess.run([sys.executable, "-m", "anlan.run", "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
    counts = copy(folder / "anlan.sqlite3", me, args.title or f"{me.title}演练")
    print(f"演练节点已建立：{folder}，人员 {counts['person']} 名、台账 {counts['record']} 条。")
    print(f"启动：ANLAN_DATA={folder} anlan up --port 8100")
    return 0


def copy(target: Path, me: node.Me, title: str) -> dict[str, int]:
    """Copies the rows into the fresh SQLite database and names the new node; returns how many rows of each table."""
    home = f"{me.place}-y{secrets.token_hex(3)}"[:16]
    counts = dict.fromkeys(COPIED, 0)
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as there:
        there.execute("BEGIN IMMEDIATE")
        for table, where in COPIED.items():
            for names, rows in _rows(table, where):
                listed, marks = ",".join(f'"{name}"' for name in names), ",".join("?" * len(names))
                there.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', rows)
                counts[table] += len(rows)
        for table in ("record", "total"):
            there.execute(f"UPDATE {table} SET home = ? WHERE home = ?", [home, me.id])
        there.execute(f"UPDATE node SET {NOTHING_YET}")
        _searchable(there)
        columns = "(id, title, place, is_me, is_exercise, is_sample)"
        there.execute(f"INSERT INTO node {columns} VALUES (?, ?, ?, ?, ?, ?)", [home, title, me.place, True, True, me.is_sample])
        there.execute("COMMIT")
    return counts


def _searchable(there: sqlite3.Connection) -> None:
    """The copied records can be found by their words."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS[connection.vendor])
        for number, (subject, grams) in enumerate(cursor.fetchall(), 1):
            there.execute("INSERT INTO search (id, subject) VALUES (?, ?)", [number, subject])
            there.execute("INSERT INTO search_grams (rowid, grams) VALUES (?, ?)", [number, grams or ""])


def _rows(table: str, where: str) -> Iterator[tuple[list[str], list[list[Any]]]]:
    """The rows of a table in bites, as SQLite keeps them: JSON as text."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" {where}', [])
        names = [column[0] for column in cursor.description]
        while bite := cursor.fetchmany(AT_ONCE):
            yield names, [[_plain(value) for value in row] for row in bite]


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
