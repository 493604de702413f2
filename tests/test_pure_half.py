"""The kernel's pure half, the loops and the registers are read without Django: on paper, in a tool, in another program."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PURE = ("people", "facts", "reads", "loop", "register", "judge", "faults", "testing", "chain", "ids", "calendar", "places")


def loaded(code: str) -> str:
    """What a fresh interpreter says after `code`: "django" if that was loaded on the way."""
    told = f"import sys\n{code}\nprint('django' if any(name.split('.')[0] == 'django' for name in sys.modules) else 'pure')"
    run = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env={"PYTHONPATH": "src:."}, capture_output=True, text=True)
    return run.stdout.strip() or run.stderr


@pytest.mark.parametrize("module", PURE)
def test_the_pure_half_needs_no_django(module):
    assert loaded(f"import anlan.kernel.{module}") == "pure"


def test_nor_does_a_loop_or_a_register():
    house = [
        *ROOT.glob("src/anlan/*/loops/[a-z]*.py"),
        *ROOT.glob("src/anlan/*/registers/[a-z]*.py"),
        *ROOT.glob("tests/paper/*s/[a-z]*.py"),
    ]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts).removeprefix("src.") for file in house]
    assert len(names) > 20
    assert loaded("\n".join(f"import {name}" for name in names)) == "pure"


def test_this_gate_shuts():
    assert loaded("import django") == "django"
    assert "ModuleNotFoundError" in loaded("import anlan.kernel.nowhere")
