"""A real chromium against a live server with the desk's small county; any error in the browser's console fails the story."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from anlan.desk.tests import scene

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = os.environ.get("ANLAN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-unsafe-swiftshader"]
WIDTHS = {"desk": (1440, 900), "phone": (360, 740)}
HARMLESS = (
    "GPU stall due to ReadPixels",
    "the server responded with a status of 422",
    "the server responded with a status of 404",
    "ERR_INTERNET_DISCONNECTED",
)
PICTURES = Path("tests/out/desk")


@pytest.fixture(scope="session")
def playing() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playing: Playwright) -> Iterator[Browser]:
    found = playing.chromium.launch(executable_path=CHROMIUM or None, args=ARGS, env={**os.environ, "LANG": "zh_CN.UTF-8"})
    yield found
    found.close()


@pytest.fixture
def county(transactional_db: None, settings: Any) -> Iterator[dict[str, str]]:
    settings.ROOT_URLCONF = "anlan.desk.urls"
    with scene.kinds():
        yield scene.build(timezone.now())


@pytest.fixture
def open_page(browser: Browser, live_server: Any, county: dict[str, str]) -> Iterator[Callable[..., Page]]:
    """Opens a page, signed in; what the console says, and whatever goes elsewhere, is held against the story."""
    faults: list[str] = []
    contexts = []

    def opened(who: str = "", path: str = "/", size: str = "desk", *, scripts: bool = True) -> Page:
        width, height = WIDTHS[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=live_server.url,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda m: (
                faults.append(m.text) if m.type in ("error", "warning") and not any(h in m.text for h in HARMLESS) else None
            ),
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request", lambda r: None if r.url.startswith((live_server.url, "data:", "blob:")) else faults.append(f"asks {r.url}")
        )
        if who:
            page.goto("/login")
            page.fill("#login", who)
            page.fill("#password", scene.PASSWORD)
            page.click("button.btn--main")
            page.wait_for_url("**/")
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
