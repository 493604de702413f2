"""`anlan backup FILE.tar`: database and evidence of one moment in one tar, with a digest of every part.

The database first, the evidence after it: evidence is written before the row that names it and never changed, so whatever a row
names is in the tar. SQLite goes through its online backup, PostgreSQL through COPY in one REPEATABLE READ transaction.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Generator, Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from anlan.kernel import proofs
from anlan.run import node

FORMAT = 1
DATABASE = "database.sqlite3"
COLUMNS = """SELECT column_name FROM information_schema.columns
  WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY 1"""
SKIPPED = ("django_session",)
"""Tables that are not worth keeping: whoever was signed in signs in again."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="备份文件，如 anlan-20260318.tar")


def run(args: argparse.Namespace) -> int:
    manifest = write(args.file, timezone.now())
    size = args.file.stat().st_size / 1024**2
    print(f"已备份到 {args.file}（{size:.1f} MB，{len(manifest['parts'])} 个部分）。")
    print(f"总校验值在 {args.file.name}.sha256，请连同备份存到别的机器。")
    return 0


def write(target: Path, now: datetime) -> dict[str, Any]:
    """Writes the tar and its .sha256 beside it, whole or not at all; returns the manifest."""
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    digests: dict[str, str] = {}
    try:
        with tarfile.open(part, "w") as tar:
            dump = _postgres if connection.vendor == "postgresql" else _sqlite
            with contextlib.closing(dump()) as parts:
                for name, path in chain(parts, _evidence()):
                    digests[name] = _add(tar, name, path)
            manifest = {"format": FORMAT, "made": now.isoformat(), "version": _version(), "vendor": connection.vendor}
            manifest |= {"node": node.me().id, "migrations": _migrations(), "parts": digests}
            body = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            head = tarfile.TarInfo("manifest.json")
            head.size = len(body)
            tar.addfile(head, io.BytesIO(body))
        whole = digest_of(part)
        target.with_name(f"{target.name}.sha256").write_text(f"{whole}  {target.name}\n")
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    tar.add(path, name, recursive=False)
    return digest_of(path)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sqlite() -> Generator[tuple[str, Path], None, None]:
    with tempfile.TemporaryDirectory(dir=settings.DATA) as folder:
        copy = Path(folder) / DATABASE
        source, target = sqlite3.connect(connection.settings_dict["NAME"]), sqlite3.connect(copy)
        source.backup(target, pages=4096)
        target.execute("PRAGMA journal_mode=DELETE")
        source.close()
        target.close()
        yield DATABASE, copy


def _postgres() -> Generator[tuple[str, Path], None, None]:
    with tempfile.TemporaryDirectory(dir=settings.DATA) as folder, _snapshot() as link:
        for table in tables(link):
            path = Path(folder) / table
            with path.open("wb") as out:
                copy_out(link, table, out)
            yield f"tables/{table}.copy", path
            path.unlink()


@contextlib.contextmanager
def _snapshot() -> Iterator[Any]:
    """A connection of its own in one read-only snapshot."""
    import psycopg

    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as link:
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield link


def tables(link: Any) -> list[str]:
    """The tables worth keeping, by name."""
    sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return [name for (name,) in link.execute(sql).fetchall() if name not in (*SKIPPED, "django_migrations")]


def copy_out(link: Any, table: str, out: BinaryIO) -> None:
    """Column names on the first line, then COPY text."""
    names = [name for (name,) in link.execute(COLUMNS, [table]).fetchall()]
    out.write(("\t".join(names) + "\n").encode())
    listed = ",".join(f'"{name}"' for name in names)
    with link.cursor() as cursor, cursor.copy(f'COPY "{table}" ({listed}) TO STDOUT') as rows:
        for block in rows:
            out.write(block)


def _evidence() -> Iterator[tuple[str, Path]]:
    folder = proofs.folder()
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        if path.is_file() and path.suffix != ".part":
            yield f"proofs/{path.relative_to(folder).as_posix()}", path


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _version() -> str:
    try:
        return version("anlan")
    except PackageNotFoundError:
        return "source"
