"""Doors: each clean, closed ones say so, the seals go out once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from anlan.exchange.delivery import deliver, house
from anlan.exchange.door import Door, faults
from anlan.exchange.doors import seals_folder
from anlan.kernel import ledger
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.tests.county import KINDS, NOON, County


@pytest.mark.parametrize("door", house(), ids=lambda door: door.name)
def test_every_door_is_clean(door: Door) -> None:
    assert faults(door) == []


def test_a_bad_door_is_named() -> None:
    bad = Door("Bad Door", "seals", "out", ("SEALS",), lambda: False, lambda: "closed")
    assert len(faults(bad)) == 5


def test_a_closed_door_says_what_to_do(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(seals_folder.SETTING, raising=False)
    assert "ANLAN_SEALS_FOLDER" in (seals_folder.check() or "")
    assert deliver(timezone.now()) == 0


def test_seals_lie_elsewhere_once(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(seals_folder.SETTING, str(tmp_path))
    with with_kinds(*KINDS):
        County().task()
    number = ledger.seal(NOON + timedelta(hours=1))
    assert seals_folder.check() is None
    assert (deliver(NOON), deliver(NOON)) == (1, 0)
    written = (tmp_path / f"seal-{number:08d}.txt").read_text().split()
    assert (written[0], len(written[2])) == ("1", 64)
    monkeypatch.setenv(seals_folder.SETTING, str(tmp_path / "gone"))
    assert "不存在" in (seals_folder.check() or "")
