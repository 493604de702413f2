"""A backup restores to the same rows, the same evidence and a whole ledger, on both databases; a damaged one restores nothing."""

import json
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from anlan.kernel import actions, ledger, proofs
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.loop import Proof
from anlan.kernel.tests.county import KINDS, NOON, County
from anlan.run import backup
from anlan.run.ledger_verify import Database
from anlan.run.tests.elsewhere import Elsewhere, here

pytestmark = pytest.mark.slow
TABLES = (
    "matter",
    "record",
    "entry",
    "personal",
    "person",
    "grant",
    "due",
    "outgoing",
    "proof",
    "seal",
    "total",
    "search",
    "place",
    "node",
)


@pytest.fixture
def county(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[County]:
    settings.DATA = tmp_path / "here"
    with with_kinds(*KINDS):
        yield County()


@pytest.fixture
def saved(county: County, tmp_path: Path) -> Path:
    """A backup of a small county with an open matter, evidence, a personal value and a seal."""
    photo = proofs.keep(b"\x89PNG of a charging point", "现场", "照片", county.liaison, NOON)
    task = county.task(caller={"name": "示例来电人", "phone": "13800000000"}, title="核查“电动车”\t充电点\\一")
    asked = {"progress": "第一行\n第二行"}
    actions.take_step(
        task.id, "report", county.liaison, at=NOON + timedelta(minutes=1), asked=asked, evidence=(Proof("照片", photo),)
    )
    ledger.seal(NOON + timedelta(hours=1))
    target = tmp_path / "backup.tar"
    backup.write(target, NOON)
    return target


@pytest.fixture
def there(transactional_db: None, tmp_path: Path) -> Elsewhere:
    return Elsewhere.make(tmp_path / "there", "restored")


def rows(address: str, table: str) -> list[str]:
    database = Database(address)
    names = [row[0] for row in database.rows(_columns(table))]
    listed = ",".join(f'"{name}"' for name in sorted(names))
    found = sorted(repr(row) for row in database.rows(f'SELECT {listed} FROM "{table}"'))
    database.close()
    return found


def _columns(table: str) -> str:
    if connection.vendor == "sqlite":
        return f"SELECT name FROM pragma_table_info('{table}')"
    return f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'"


def test_what_was_saved_comes_back_row_by_row(saved: Path, there: Elsewhere) -> None:
    restored = there.anlan("restore", str(saved))
    assert restored.returncode == 0, restored.stderr
    for table in TABLES:
        assert rows(there.address(), table) == rows(here(), table), table
    (found,) = [path for path in (there.data / "proofs").rglob("*") if path.is_file()]
    assert found.read_bytes() == b"\x89PNG of a charging point"
    assert there.anlan("ledger", "verify").returncode == 0
    assert there.anlan("migrate").stdout.startswith("数据库已是最新")


def test_work_goes_on_after_a_restore(saved: Path, there: Elsewhere) -> None:
    there.anlan("restore", str(saved))
    clock = there.anlan("clock", "--once")
    assert clock.returncode == 0, clock.stderr
    assert "时钟办完" in clock.stdout
    again = there.anlan("migrate")
    assert again.returncode == 0, again.stderr


def test_nothing_is_overwritten(saved: Path, there: Elsewhere) -> None:
    assert there.anlan("restore", str(saved)).returncode == 0
    second = there.anlan("restore", str(saved))
    assert second.returncode == 2
    assert "为防覆盖不予恢复" in second.stderr


def test_a_damaged_backup_restores_nothing(saved: Path, there: Elsewhere) -> None:
    data = bytearray(saved.read_bytes())
    with tarfile.open(saved) as tar:
        member = next(one for one in tar.getmembers() if one.name.startswith("proofs/"))
        data[member.offset_data] ^= 1
    saved.write_bytes(data)
    answer = there.anlan("restore", str(saved))
    assert answer.returncode == 2
    assert "文件已损坏，没有恢复任何内容" in answer.stderr
    assert not (there.data / "anlan.sqlite3").exists()


@pytest.mark.parametrize("content", [b"", b"not a tar", b"\0" * 10_240])
def test_what_is_no_backup_gets_its_sentence(there: Elsewhere, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.tar"
    file.write_bytes(content)
    answer = there.anlan("restore", str(file))
    assert (answer.returncode, "不是完整的备份文件" in answer.stderr) == (2, True)


def test_the_digest_beside_it_is_that_of_the_file(saved: Path) -> None:
    told, name = saved.with_name("backup.tar.sha256").read_text().split()
    assert (told, name) == (backup.digest_of(saved), "backup.tar")
    with tarfile.open(saved) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
    assert manifest["vendor"] == connection.vendor
    assert any(part.startswith("proofs/") for part in manifest["parts"])
