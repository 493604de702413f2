"""An installation of an earlier version, with open matters, is restored and upgraded; they are closed, its ledger is whole.

`tests/versions/` holds a data folder of each earlier version (tools/keep_version.py); this version's own is made here.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from tools.keep_version import VERSIONS, keep, version

from anlan.run.tests.elsewhere import Elsewhere

pytestmark = pytest.mark.slow
EARLIER = sorted(path.stem for path in VERSIONS.glob("*.tar"))


@pytest.mark.parametrize("of", [*EARLIER, "this"])
def test_open_matters_survive_the_upgrade_and_are_closed(of: str, tmp_path: Path) -> None:
    saved = keep(tmp_path / "this.tar") if of == "this" else VERSIONS / f"{of}.tar"
    there = Elsewhere(tmp_path / "there")
    for words in (("restore", str(saved)), ("migrate",), ("ledger", "verify")):
        done = there.anlan(*words)
        assert done.returncode == 0, done.stdout + done.stderr
    env = there.environment() | {"DJANGO_SETTINGS_MODULE": "anlan.settings.embedded"}
    closing = subprocess.run(
        [sys.executable, "-m", "anlan.run.tests.closing"], env=env, capture_output=True, text=True, check=False
    )
    assert closing.returncode == 0, closing.stdout + closing.stderr
    assert there.anlan("ledger", "verify").returncode == 0


def test_every_released_version_but_this_one_is_kept() -> None:
    assert version() not in EARLIER, f"{version()} is kept already: raise the version in pyproject.toml"
