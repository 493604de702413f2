"""Keeps this version's data folder for the next versions' upgrade test: tests/versions/VERSION.tar, a backup with open matters.

    python tools/keep_version.py           # run once when a version is released, then commit the file

The folder is the sample county with its notice taken in.
"""

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ROOT / "tests" / "versions"


def version() -> str:
    """The version in pyproject.toml."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def keep(target: Path) -> Path:
    """Makes the data folder with this tree's code and backs it up to `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="anlan-version-") as folder:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("ANLAN_", "DJANGO_"))}
        env |= {"ANLAN_DATA": folder, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYTHONUTF8": "1"}
        for words in (("sample", "--quiet"), ("ledger", "seal"), ("backup", str(target))):
            subprocess.run([sys.executable, "-m", "anlan.run", *words], env=env, check=True, stdout=subprocess.DEVNULL)
    target.with_name(f"{target.name}.sha256").unlink(missing_ok=True)
    return target


if __name__ == "__main__":
    print(keep(VERSIONS / f"{version()}.tar"))
