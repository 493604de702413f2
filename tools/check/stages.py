"""The stages of the check: the static ones, and pytest on SQLite, on PostgreSQL and in the browser."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.check import machine
from tools.check.outcome import Outcome, of_junit, same_ids

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "tests" / "out"
BIN = Path(sys.executable).parent
NO_TESTS = 5


def environment(**more: str) -> dict[str, str]:
    """The environment of every stage: this tree's sources first, its tools on the path, Chinese output as UTF-8."""
    shared = os.environ.get("ANLAN_SHARED") or str(ROOT.parent / "shared")
    told = {
        "PYTHONPATH": str(ROOT / "src"),
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUTF8": "1",
        "ANLAN_SHARED": shared,
    }
    return {**os.environ, **told, **more}


def command(*words: str) -> Outcome:
    """One command that must end with 0."""
    done = subprocess.run(words, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, check=False)
    return Outcome(passed=1) if done.returncode == 0 else Outcome(failed=1)


def static() -> Outcome:
    """Lint, format, types, floors, and no model without its migration."""
    words = (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("lint-imports", "--no-logo"),
        ("django-admin", "makemigrations", "--check", "--dry-run", "--settings=anlan.settings.test"),
    )
    total = Outcome()
    for each in words:
        began = time.monotonic()
        found = command(*each)
        print(f"  {' '.join(each)[:60]}: {'passed' if found.passed else 'FAILED'} ({time.monotonic() - began:.0f} s)", flush=True)
        total += found
    return total


def pytest(name: str, marks: str, *more: str, env: Mapping[str, str] | None = None, may_be_empty: bool = False) -> Outcome:
    """A pytest run with its JUnit file beside it. No test at all is a failure, unless `may_be_empty`."""
    OUT.mkdir(parents=True, exist_ok=True)
    junit = OUT / f"{name}.xml"
    junit.unlink(missing_ok=True)
    words = (sys.executable, "-m", "pytest", "-m", marks, f"--junitxml={junit}", "--durations=5", *more)
    done = subprocess.run(words, cwd=ROOT, env=environment(**(env or {})), stdin=subprocess.DEVNULL, check=False)
    if done.returncode == NO_TESTS and may_be_empty:
        return Outcome()
    found = of_junit(junit) if junit.exists() else Outcome()
    return found if found.failed or done.returncode == 0 else found + Outcome(failed=1)


def quick(only: Sequence[str] = ()) -> Outcome:
    """Unit tests and contracts on SQLite, the slow ones left to the full run."""
    return pytest("quick", "not browser and not spark and not slow", *only, *_workers())


def sqlite(only: Sequence[str] = ()) -> Outcome:
    return pytest("sqlite", "not browser and not spark", *only, *_workers())


def both(only: Sequence[str] = ()) -> Outcome:
    """The same test ids on SQLite and on PostgreSQL."""
    first = sqlite(only)
    with machine.postgres() as dsn:
        second = pytest("postgresql", "not browser and not spark", *only, *_workers(), env={"ANLAN_TEST_DATABASE": dsn})
    return Outcome(first.passed + second.passed, first.failed + second.failed, first.left_out + second.left_out) + same_ids(
        first.ids, second.ids, ("SQLite", "PostgreSQL")
    )


def browser(only: Sequence[str] = ()) -> Outcome:
    """Stories in a real chromium."""
    if lacking := machine.lacks_chromium():
        return Outcome(left_out=[lacking])
    return pytest("browser", "browser", *only)


def spark(only: Sequence[str] = ()) -> Outcome:
    """The rules under Spark, in .venv-spark (the first time some minutes for 450 MB)."""
    if lacking := machine.lacks_java():
        return Outcome(left_out=[lacking])
    made = command(str(ROOT / "bin" / "venv"), "spark")
    return pytest("spark", "spark", *(only or ("src/anlan/run",))) if made.passed else made


def _workers() -> tuple[str, ...]:
    cores = os.cpu_count() or 1
    return ("-n", "2", "--dist", "loadfile") if cores > 1 else ()
