"""The wall in a real browser at 1440 and 360 px: it draws, counts, opens a sensor by the keyboard, and takes what changed."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from tests.browser.conftest import PICTURES, WIDTHS
from tests.browser.test_desk import axe
from tests.browser.test_duties import signed_in
from tests.browser.test_monitoring import speaks
from tests.stories.acts import unit_of

from anlan.kernel import records
from anlan.run import sample

pytestmark = pytest.mark.browser
MANY = 120


@pytest.fixture
def county(transactional_db: None) -> dict[str, str]:
    """The sample county with a mine of a hundred sensors and one in alarm."""
    now = timezone.now()
    sample.fill(now)
    facts = {"unit": unit_of("diaodu"), "place": "140621103", "sector": "煤矿", "measures": "甲烷", "measured_in": "%CH4"}
    many = [facts | {"code": f"M{n:03d}", "name": f"甲烷 {n}", "point": place(n)} for n in range(MANY)]
    records.put_records("sensor", many, sample.MAKER, at=now)
    speaks("loud", 1.3, now)
    return {}


def place(n: int) -> tuple[int, int]:
    return 1128000000 + n % 12 * 20000, 395000000 + n // 12 * 20000


@pytest.mark.parametrize("size", WIDTHS)
def test_the_wall_draws_counts_and_opens(open_page: Callable[..., Page], size: str) -> None:
    page: Any = signed_in(open_page, "diaodu", size)
    page.route("**/monitoring/wall/changes*", news)
    page.goto("/monitoring/wall/")
    page.wait_for_selector("[data-map][data-ready]", timeout=30_000)
    expect(page.locator("[data-said]")).to_contain_text(f"{MANY + 5} 个监测点")
    count = page.locator("label", has_text="红色").locator("[data-count]")
    expect(count).to_have_text("2", timeout=20_000)
    expect(page.locator("[data-news]")).to_have_text("新报警：红色 1 个")
    expect(page.locator("[data-near] li")).to_have_count(1, timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[size][0]
    axe(page)
    page.screenshot(path=PICTURES / f"wall-{size}.png")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel = page.locator("[data-panel]")
    expect(panel).to_be_visible(timeout=20_000)
    expect(panel.locator("a", has_text="看报警")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    page.locator("label", has_text="正常").click()
    page.keyboard.press("0")
    page.screenshot(path=PICTURES / f"wall-{size}-alarms.png")
    assert page.url.endswith("/monitoring/wall/")


def news(route: Route) -> None:
    """What the stream would say: all are normal but the one that spoke; then one more speaks."""
    states = bytearray(MANY + 5)
    states[-1] = 1
    told = [{"all": base64.b64encode(states).decode()}, {"states": {"1": [7]}}]
    route.fulfill(
        content_type="text/event-stream", body="retry: 600000\n\n" + "".join(f"data: {json.dumps(one)}\n\n" for one in told)
    )
