"""The package stage: bin/demo runs from a bare copy; a wheel with the assets inside runs from an empty environment."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from tools.check.outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]
CORE_MB = 400
FIRST_RUN, LATER_RUN = 240.0, 10.0
INSIDE = ("htmx.js", "desk.js", "maplibre-gl-worker.js", "geo/140000.json", "LICENCES.txt")
Check = Callable[[], None]


def package() -> Outcome:
    """Each check once; a failed one says why, the others go on."""
    with tempfile.TemporaryDirectory(prefix="anlan-package-") as folder:
        place = Path(folder)
        checks: tuple[Check, ...] = (lambda: demo(place / "bare"), lambda: wheel(place))
        total = Outcome()
        for check in checks:
            try:
                check()
                total += Outcome(passed=1)
            except (AssertionError, OSError, subprocess.SubprocessError) as wrong:
                print(f"  FAILED: {wrong}", flush=True)
                total += Outcome(failed=1)
        return total


def demo(copy: Path) -> None:
    """bin/demo from a bare copy of the committed tree: to the login page; its times are told, not tested."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    words = (str(copy / "bin" / "demo"),)
    first = serve(words, copy, {"ANLAN_DATA": str(copy / "data")})
    size = megabytes(copy / ".venv")
    later = min(serve(words, copy, {"ANLAN_DATA": str(copy / "data")}) for _ in range(2))
    print(f"  bin/demo: first {first:.0f} s, later {later:.1f} s, environment with streams {size:.0f} MB", flush=True)
    if first > FIRST_RUN or later > LATER_RUN:
        print(f"  bin/demo: slower than its goals ({FIRST_RUN:.0f} s, {LATER_RUN:.0f} s); told, not tested", flush=True)


def megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def wheel(place: Path) -> None:
    """Builds the wheel from the bare copy (its assets are built), installs it beside the core lock alone (in size), starts it."""
    copy, empty = place / "bare", place / "empty"
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place), str(copy))
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    (made,) = place.glob("anlan-*.whl")
    names = zipfile.ZipFile(made).namelist()
    missing = [name for name in INSIDE if f"anlan/desk/static/desk/built/{name}" not in names]
    assert not missing, f"the wheel lacks {missing}"
    assert not [name for name in names if "/tests/" in name], "the wheel carries tests"
    venv.create(empty, with_pip=True)
    pip = (
        str(empty / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "-qq",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-compile",
    )
    subprocess.run(
        [*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "core.txt")], check=True, stdin=subprocess.DEVNULL
    )
    subprocess.run([*pip, str(made)], check=True, stdin=subprocess.DEVNULL)
    size = megabytes(empty)
    assert size <= CORE_MB, f"the core environment holds {size:.0f} MB"
    anlan = str(empty / "bin" / "anlan")
    env = {"ANLAN_DATA": str(place / "data"), "PYTHONPATH": ""}
    subprocess.run([anlan, "sample", "--quiet"], cwd=place, env=os.environ | env, check=True, stdin=subprocess.DEVNULL)
    took = serve((anlan, "up"), place, env)
    print(f"  wheel: {made.stat().st_size / 1e6:.1f} MB, core environment {size:.0f} MB, started in {took:.1f} s", flush=True)


def serve(words: tuple[str, ...], cwd: Path, env: Mapping[str, str]) -> float:
    """Starts it, waits for the login page, asks for health and an asset, stops it. Returns the seconds to the login page."""
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(words, cwd=cwd, env={**os.environ, **env, "ANLAN_PORT": str(port)}, stdin=subprocess.DEVNULL)
    try:
        page = wait_for(f"http://127.0.0.1:{port}/login", process, FIRST_RUN)
        took = time.monotonic() - began
        assert "安澜" in page, "the login page is not ours"
        assert wait_for(f"http://127.0.0.1:{port}/healthz", process, 5) == "ok\n"
        assert "htmx" in wait_for(f"http://127.0.0.1:{port}/static/desk/built/htmx.js", process, 5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0, "SIGTERM did not end it cleanly"
        return took
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes], patience: float) -> str:
    """The page, as soon as it is there."""
    end = time.monotonic() + patience
    while True:
        assert process.poll() is None, f"ended with {process.returncode} before {address} answered"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as wrong:
            raise AssertionError(f"{address} answered {wrong.code}") from None
        except OSError:
            assert time.monotonic() < end, f"{address} did not answer in {patience:.0f} s"
            time.sleep(0.2)


def free_port() -> int:
    """A port that is free together with its next three (events, bus, MQTT)."""
    while True:
        with ExitStack() as held:
            first = held.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                for more in (1, 2, 3):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port + more))
            except OSError:
                continue
            return port
