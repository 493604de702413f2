"""A second installation beside the tests' own: empty data folder, empty database of the same make, the command as a process."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.db import connection

SRC = Path(__file__).resolve().parents[3]


def dsn(name: str) -> str:
    """The address of a database on the tests' PostgreSQL server."""
    made = connection.settings_dict
    where = f"host={quote(made['HOST'], safe='')}" + (f"&port={made['PORT']}" if made["PORT"] else "")
    return f"postgresql:///{name}?user={made['USER']}&{where}"


def here() -> str:
    """The address of the tests' own database."""
    name = str(connection.settings_dict["NAME"])
    return name if connection.vendor == "sqlite" else dsn(name)


@dataclass
class Elsewhere:
    """An installation of its own; `database` is "" for SQLite in `data`."""

    data: Path
    database: str = ""

    @classmethod
    def make(cls, data: Path, name: str) -> "Elsewhere":
        if connection.vendor == "sqlite":
            return cls(data)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        return cls(data, dsn(name))

    def address(self) -> str:
        return self.database or str(self.data / "anlan.sqlite3")

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANLAN_", "DJANGO_"))}
        own = {"ANLAN_DATA": str(self.data), "ANLAN_DATABASE": self.database, "PYTHONPATH": str(SRC), "PYTHONUTF8": "1"}
        return kept | own

    def anlan(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = (sys.executable, "-m", "anlan.run", *words)
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False, timeout=120)
