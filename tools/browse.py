"""A sample county that lives as long as a script, people at their browsers in it, and pictures over their shoulders."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from anlan.run.sample_county import PASSWORD

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "manual" / "img"
MOST_BYTES, COLOURS = 120_000, 256
SIZES = {"desk": (1440, 900), "phone": (360, 740)}


class Story:
    """People at their browsers, and the pictures taken over their shoulders."""

    def __init__(self, browser: Browser, url: str, only: str) -> None:
        self.browser, self.url, self.only = browser, url, only
        self.open: dict[tuple[str, str], Page] = {}

    def of(self, who: str, size: str = "desk") -> Page:
        """The page of one who is signed in."""
        if (who, size) not in self.open:
            page = self.blank(size)
            page.goto("/login")
            page.fill("#login", who)
            page.fill("#password", PASSWORD)
            page.click("button.btn--main")
            page.wait_for_url("**/")
            self.open[who, size] = page
        return self.open[who, size]

    def blank(self, size: str = "desk") -> Page:
        width, height = SIZES[size]
        view = {"width": width, "height": height}
        return self.browser.new_context(viewport=view, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=self.url).new_page()

    def shot(self, page: Page, name: str, *, height: int = 0) -> None:
        """Keeps what the page shows, cut at `height` if that is given; a picture too large is a mistake."""
        if not name.startswith(self.only):
            return
        page.wait_for_timeout(400)
        file, size = PICTURES / f"{name}.png", page.viewport_size
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height or size["height"]}
        seen = Image.open(BytesIO(page.screenshot(clip=clip, animations="disabled"))).convert("RGB")
        seen.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, optimize=True)
        assert file.stat().st_size <= MOST_BYTES, f"{file.name}: {file.stat().st_size} bytes"

    def matter(self, who: str, words: str, kind: str) -> str:
        """The id of the first open matter of a kind whose title has these words; the clock may still be handing it out."""
        page = self.of(who)
        for _ in range(40):
            page.goto(f"/matters?kind={kind}")
            found = page.locator("a[href^='/m/']", has_text=words)
            if found.count():
                return str(found.first.get_attribute("href")).rpartition("/")[2]
            page.wait_for_timeout(500)
        raise SystemExit(f"{who} sees no {kind} with {words}")

    def press(self, who: str, id: str, title: str, size: str = "desk") -> Page:
        """A step that asks nothing, or the way to the form of one that does."""
        page = self.of(who, size)
        page.goto(f"/m/{id}")
        page.locator(f".side button:text-is('{title}'), .side a:text-is('{title}')").first.click()
        page.wait_for_load_state()
        return page


@contextmanager
def county() -> Iterator[str]:
    """The address of a sample county of its own, gone afterwards; commands run beside find its folder by ANLAN_DATA."""
    folder = Path(tempfile.mkdtemp(prefix="anlan-manual-"))
    folder.chmod(0o700)
    port = free_port()
    words = [sys.executable, "-m", "anlan.run", "up", "--sample", "--port", str(port), "--workers", "1"]
    os.environ["ANLAN_DATA"] = str(folder)
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    log = (folder / "up.log").open("wb")
    served = subprocess.Popen(words, env=env, cwd=ROOT, stdout=log, stderr=log)
    try:
        await_answer(port, served)
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Two free ports in a row, the first is returned: pages and event stream."""
    for port in range(27200, 27400, 2):
        with suppress(OSError), socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", port))
            two.bind(("127.0.0.1", port + 1))
            return port
    raise SystemExit("no two free ports")


def await_answer(port: int, served: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if served.poll() is not None:
            raise SystemExit(f"anlan up ended with {served.returncode}")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit("anlan up does not answer")
