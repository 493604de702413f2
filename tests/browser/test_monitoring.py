"""The console in a real browser at 1440 and 360 px: an alarm comes by itself, the keyboard answers it and silences it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.conftest import PICTURES, WIDTHS
from tests.browser.test_desk import axe
from tests.browser.test_duties import signed_in
from tests.stories.acts import unit_of

from anlan.engines.stream_rules.events import Event
from anlan.kernel import records
from anlan.kernel.models import Matter, Record
from anlan.monitoring import alarms
from anlan.monitoring.queries import Listed
from anlan.monitoring.signals import Said
from anlan.run import sample

pytestmark = pytest.mark.browser


@pytest.fixture
def county(transactional_db: None) -> dict[str, str]:
    """The sample county in place of the desk's small one."""
    sample.fill(timezone.now())
    return {}


def speaks(code: str, value: float, at: datetime) -> str:
    """A sensor of the sample mine is put down and passes its limit; the alarm."""
    facts = {
        "code": code,
        "name": f"甲烷 {code}",
        "unit": unit_of("diaodu"),
        "place": "140621103",
        "sector": "煤矿",
        "site": code,
    }
    facts |= {"measures": "甲烷", "measured_in": "%CH4", "limit": "1.0", "level": "红色"}
    kept = records.put_record("sensor", facts, sample.MAKER, at=at)
    ms = int(at.timestamp() * 1000)
    event = Event("raise", "high", 0, 0, 1, ms, value, value, 1.0, "超过报警值", "", 1, (0, ms, ms))
    return alarms.tell([Said(event, Listed(kept.id, code, "", Record.objects.get(id=kept.id).facts))], at)[0]


@pytest.mark.parametrize("size", WIDTHS)
def test_an_alarm_comes_by_itself_and_is_answered(open_page: Callable[..., Page], size: str) -> None:
    page = signed_in(open_page, "diaodu", size)
    page.goto("/monitoring/")
    expect(page.locator("#alarms")).to_contain_text("没有未消的报警")
    first = speaks("a", 1.3, timezone.now())
    expect(page.locator("#alarms tbody tr")).to_have_count(1, timeout=20_000)
    expect(page.locator("#alarms")).to_have_attribute("data-ring", "红色")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[size][0]
    axe(page)
    page.screenshot(path=PICTURES / f"console-{size}.png")
    page.locator("#alarms [data-answer] button").click()
    expect(page.locator("main .note").first).to_contain_text("已签收")
    assert Matter.objects.get(id=first).state == "待核查"


def test_the_keyboard_alone_answers_and_silences(open_page: Callable[..., Page]) -> None:
    page: Any = signed_in(open_page, "diaodu", "desk")
    speaks("a", 1.3, timezone.now())
    page.goto("/monitoring/")
    expect(page.locator("[data-sound]")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("[data-sound]")).to_have_text("报警声已开")
    page.keyboard.press("m")
    expect(page.locator("main .note").first).to_contain_text("已静音并记入账本：1 件报警没有签收")
    expect(page.locator("#alarms")).to_have_attribute("data-ring", "")
    later = speaks("b", 1.4, timezone.now())
    expect(page.locator("#alarms")).to_have_attribute("data-ring", "红色", timeout=20_000)
    page.keyboard.press("j")
    chosen = page.locator("#alarms tr.row--on").get_attribute("data-id")
    speaks("c", 1.5, timezone.now())
    expect(page.locator("#alarms tbody tr")).to_have_count(3, timeout=20_000)
    expect(page.locator("#alarms tr.row--on")).to_have_attribute("data-id", chosen)
    page.keyboard.press("a")
    expect(page.locator("main .note").first).to_contain_text("已签收")
    assert Matter.objects.get(id=chosen).state == "待核查"
    assert Matter.objects.get(id=later).kind == "alarm"
