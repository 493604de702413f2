"""`anlan restore FILE.tar`: a backup into an empty data folder (SQLite) or an empty database (PostgreSQL), checked first."""

import argparse
import hashlib
import json
import shutil
import sqlite3
import tarfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from anlan.kernel import proofs
from anlan.run.backup import DATABASE, FORMAT, tables
from anlan.run.main import Stop

BLOCK = 1 << 20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)


def run(args: argparse.Namespace) -> int:
    manifest = read(args.file)
    print(f"已恢复 {manifest['made'][:19]} 的备份，{len(manifest['parts'])} 个部分，校验无误。")
    print("请再运行 anlan migrate 和 anlan ledger verify。")
    return 0


def read(source: Path) -> dict[str, Any]:
    """Checks the whole tar before anything is written, then restores it; returns its manifest. Stop with a sentence otherwise."""
    try:
        with tarfile.open(source) as tar:
            manifest = _checked(tar)
            _must_be_empty()
            (_postgres if connection.vendor == "postgresql" else _sqlite)(tar, manifest)
            for name in manifest["parts"]:
                if name.startswith("proofs/"):
                    _write(tar, name, proofs.folder() / name.removeprefix("proofs/"))
    except (OSError, tarfile.TarError, KeyError, ValueError) as wrong:
        raise Stop(f"“{source}”不是完整的备份文件（{wrong}），没有恢复任何内容。") from None
    return manifest


def _checked(tar: tarfile.TarFile) -> dict[str, Any]:
    found = tar.extractfile("manifest.json")
    assert found is not None
    manifest: dict[str, Any] = json.load(found)
    if manifest["format"] != FORMAT or manifest["vendor"] != connection.vendor:
        raise Stop(f"这是 {manifest['vendor']} 的第 {manifest['format']} 版备份，与当前的数据库（{connection.vendor}）不合。")
    for name, digest in manifest["parts"].items():
        if ".." in Path(name).parts or name.startswith("/"):
            raise ValueError(name)
        if _digest(tar, name) != digest:
            raise Stop(f"备份里的 {name} 与校验值不符，文件已损坏，没有恢复任何内容。请换一份备份。")
    return manifest


def _digest(tar: tarfile.TarFile, name: str) -> str:
    file = tar.extractfile(name)
    assert file is not None
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _must_be_empty() -> None:
    if connection.vendor == "sqlite":
        if Path(connection.settings_dict["NAME"]).exists():
            raise Stop(f"{settings.DATA} 里已有数据库，为防覆盖不予恢复。请用 ANLAN_DATA 另指一个空目录。")
    elif connection.introspection.table_names():
        raise Stop("目标数据库不是空的，为防覆盖不予恢复。请新建一个空数据库再恢复。")


def _write(tar: tarfile.TarFile, name: str, target: Path) -> None:
    file = tar.extractfile(name)
    assert file is not None
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        shutil.copyfileobj(file, out, BLOCK)


def _sqlite(tar: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    target = Path(connection.settings_dict["NAME"])
    part = target.with_suffix(".part")
    _write(tar, DATABASE, part)
    link = sqlite3.connect(part)
    (answer,) = link.execute("PRAGMA quick_check").fetchone()
    link.close()
    if answer != "ok":
        part.unlink()
        raise Stop(f"备份里的数据库不完整（{answer}），没有恢复。")
    part.rename(target)


def _postgres(tar: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    """The tables as they were when the backup was made (its own migrations), then the rows in one transaction."""
    for app, name in _last_migrations(manifest["migrations"]).items():
        call_command("migrate", app, name, interactive=False, verbosity=0)
    connection.ensure_connection()
    link = connection.connection
    with link.transaction():
        link.execute("SET CONSTRAINTS ALL DEFERRED")
        present = tables(link)
        filled = [table for table in present if link.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone()]
        if filled:
            link.execute("TRUNCATE " + ",".join(f'"{table}"' for table in filled) + " CASCADE")
        for table in present:
            name = f"tables/{table}.copy"
            if name in manifest["parts"]:
                _copy_in(link, tar, name, table)
        for table in present:
            _set_sequence(link, table)


def _last_migrations(applied: list[str]) -> dict[str, str]:
    """The newest applied migration of each app."""
    newest: dict[str, str] = {}
    for name in applied:
        app, _, migration = name.partition(".")
        newest[app] = max(newest.get(app, ""), migration)
    return newest


def _copy_in(link: Any, tar: tarfile.TarFile, name: str, table: str) -> None:
    file = tar.extractfile(name)
    assert file is not None
    listed = ",".join(f'"{column}"' for column in file.readline().decode().rstrip("\n").split("\t"))
    with link.cursor() as cursor, cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as rows:
        while block := file.read(BLOCK):
            rows.write(block)


def _set_sequence(link: Any, table: str) -> None:
    """The next id goes on where the restored rows end."""
    found = link.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name=%s AND column_name='id'", [table]
    ).fetchone()
    sequence = link.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table]).fetchone()[0] if found else None
    if sequence:
        link.execute(f'SELECT setval(%s, GREATEST((SELECT max(id) FROM "{table}"), 0) + 1, false)', [sequence])
