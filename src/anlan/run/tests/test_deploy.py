"""What deploy/ says fits what the program knows: commands, modules, settings, ports."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from anlan.run import proxy
from anlan.run.main import COMMANDS
from anlan.run.tests.elsewhere import SRC

DEPLOY = SRC.parent / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
EXAMPLE = dict(re.findall(r"^#?(\w+)=(.*)$", (DEPLOY / "anlan.env.example").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_calls_what_exists(unit: Path) -> None:
    text = unit.read_text("utf-8")
    called = re.findall(r"/opt/anlan/bin/(anlan|granian) (\S+)", text)
    assert called
    assert {word for program, word in called if program == "anlan"} <= COMMANDS.keys()
    for module in re.findall(r"(anlan[.\w]+):application", text):
        assert find_spec(module)


def test_the_proxy_sends_events_to_the_events_unit() -> None:
    ports = {unit.stem: re.search(r"--port (\d+)", unit.read_text("utf-8")) for unit in UNITS}
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    events = re.search(r"location [^{]*events[^{]* \{\s+proxy_pass http://127.0.0.1:(\d+)", nginx)
    assert events
    assert events[1] == ports["anlan-events"][1]  # type: ignore[index]
    assert f"location / {{\n        proxy_pass http://127.0.0.1:{ports['anlan-web'][1]}" in nginx  # type: ignore[index]


@pytest.mark.parametrize(
    ("database", "vendor"), [("", "sqlite"), ("postgresql://anlan:secret@127.0.0.1:5432/anlan", "postgresql")]
)
def test_the_example_settings_start_production_on_either_database(tmp_path: Path, database: str, vendor: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANLAN_", "DJANGO_"))}
    own = EXAMPLE | {
        "ANLAN_DATA": str(tmp_path),
        "ANLAN_SECRET": "of this test",
        "ANLAN_DATABASE": database,
        "PYTHONPATH": str(SRC),
    }
    code = "import django; django.setup(); from django.conf import settings as s; from django.db import connection as c; "
    code += "print(c.vendor, s.SESSION_COOKIE_SECURE, s.MIDDLEWARE[0])"
    done = subprocess.run([sys.executable, "-c", code], env=kept | own, capture_output=True, text=True, check=False)
    assert done.stdout.split() == [vendor, "True", "anlan.run.proxy.real_address"], done.stderr


def test_production_has_no_secret_of_its_own(tmp_path: Path) -> None:
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(SRC),
        "DJANGO_SETTINGS_MODULE": "anlan.settings.production",
        "ANLAN_DATA": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"], env=env, capture_output=True, text=True, check=False
    )
    assert "ANLAN_SECRET" in done.stderr


def test_every_setting_in_the_example_is_read_somewhere() -> None:
    code = "".join(path.read_text("utf-8") for path in (*(SRC / "anlan").rglob("*.py"), *UNITS))
    assert [name for name in EXAMPLE if name not in code and name != "DJANGO_SETTINGS_MODULE"] == []


@pytest.mark.parametrize(
    ("peer", "told", "seen"),
    [
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "1.1.1.1, 10.1.2.3", "10.1.2.3"),
        ("10.9.9.9", "127.0.0.1", "10.9.9.9"),
    ],
)
def test_only_the_proxy_of_this_machine_is_believed(peer: str, told: str, seen: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=told)
    assert proxy.real_address(lambda asked: HttpResponse(asked.META["REMOTE_ADDR"]))(request).content.decode() == seen


@pytest.mark.parametrize(("address", "status"), [("/r/firm?after=%00", 400), ("/r/firm%00", 400), ("/r/firm?after=%200", 200)])
def test_a_nul_in_the_address_is_refused(address: str, status: int) -> None:
    assert proxy.no_nul(lambda asked: HttpResponse())(RequestFactory().get(address)).status_code == status
