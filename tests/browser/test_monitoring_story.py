"""Gas climbs in a real browser: the dispatcher does not answer, it climbs to the department, is answered, checked and closed; a
filed calibration stays silent, the same curve unfiled becomes a doubt with both curves shown."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.conftest import PICTURES, WIDTHS
from tests.browser.test_desk import axe
from tests.browser.test_duties import signed_in
from tests.stories.acts import Now
from tests.stories.streams import Stream

from anlan.kernel import calendar, clock
from anlan.kernel.models import Matter
from anlan.run import sample

pytestmark = pytest.mark.browser
BUMP = (0.2, 0.2, 1.0, 2.0, 1.0, 0.2)


class Then:
    """A clock of a story that stands where it is put; pages keep the real one."""

    def __init__(self, at: datetime) -> None:
        self.at = at


@pytest.fixture
def county(transactional_db: None) -> dict[str, str]:
    sample.fill(timezone.now())
    return {}


@pytest.fixture
def stream(county: dict[str, str], tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Stream:
    monkeypatch.setattr("anlan.run.intake.close_old_connections", lambda: None)
    settings.DATA = tmp_path
    then: Any = Then(timezone.now() - timedelta(minutes=40))
    held: Now = then
    return Stream(held, tmp_path / "readings")


def turned(until: datetime) -> None:
    """The clock does what is due up to a moment, as it would have minute by minute."""
    while clock.tick(until, 200):
        pass


def step(page: Page, name: str, **said: str) -> None:
    """Takes a step from its matter's page: its button leads to a form."""
    page.locator("aside .btn", has_text=name).first.click()
    for field, value in said.items():
        page.locator(f'[name="{field}"]').first.fill(value)
    page.locator("form .btn--main").first.click()


def minute(at: datetime) -> str:
    return calendar.local(at).strftime("%Y-%m-%dT%H:%M")


def test_gas_climbs_to_the_department_is_answered_checked_and_closed(open_page: Callable[..., Page], stream: Stream) -> None:
    stream.sensor("gas", site="1031 工作面", limit="1.0", level="红色")
    stream.look()
    began = stream.now.at = timezone.now() - timedelta(minutes=14)
    for number, value in enumerate((0.4, 0.8, 1.2, 1.4)):
        stream.now.at = began + timedelta(minutes=number)
        stream.say({"id": "gas", "v": value})
    officer = signed_in(open_page, "jianguan", "desk")
    officer.goto("/monitoring/")
    expect(officer.locator("#alarms tbody tr")).to_have_count(1)
    expect(officer.locator("#alarms [data-answer]")).to_have_count(0)
    dispatcher = signed_in(open_page, "diaodu", "phone")
    dispatcher.goto("/monitoring/")
    expect(dispatcher.locator("#alarms")).to_have_attribute("data-ring", "红色")
    turned(timezone.now())
    expect(officer.locator("#alarms")).to_contain_text("行业部门", timeout=20_000)
    expect(officer.locator("#alarms [data-answer]")).to_have_count(1)
    officer.screenshot(path=PICTURES / "alarm-climbed.png")
    officer.locator("#alarms [data-answer] button").click()
    expect(officer.locator("main .note").first).to_contain_text("已签收")
    [alarm] = Matter.objects.filter(kind="alarm")
    assert (alarm.state, alarm.facts["reached"]) == ("待核查", "行业部门")
    dispatcher.goto(f"/m/{alarm.id}")
    step(dispatcher, "核查为真实", found="上隅角瓦斯积聚，人员已撤出")
    step(dispatcher, "处置完毕", did="加大风量，挂风障")
    dispatcher.locator("aside .btn", has_text="反馈").first.click()
    dispatcher.select_option('[name="cause"]', "通风不良")
    dispatcher.fill('[name="measures"]', "调整通风系统")
    dispatcher.locator('input[type="file"]').first.set_input_files(
        {"name": "处置.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff example"}
    )
    dispatcher.locator("form .btn--main").first.click()
    dispatcher.wait_for_url(f"**/m/{alarm.id}*")
    assert Matter.objects.get(id=alarm.id).state == "待消警"
    leader = signed_in(open_page, "daibankuang", "desk")
    leader.goto(f"/m/{alarm.id}")
    expect(leader.locator(".whynot")).to_contain_text("没有恢复正常")
    stream.now.at = timezone.now() - timedelta(seconds=15)
    stream.look()
    stream.say({"id": "gas", "v": 0.3})
    leader.goto(f"/m/{alarm.id}")
    leader.locator("aside .btn", has_text="消警").first.click()
    expect(leader.locator(".meta")).to_contain_text("已消警")
    leader.screenshot(path=PICTURES / "alarm-closed.png", full_page=True)


@pytest.mark.parametrize("size", WIDTHS)
def test_a_filed_calibration_is_silent_and_the_same_unfiled_a_doubt_with_both_curves(
    open_page: Callable[..., Page], stream: Stream, size: str
) -> None:
    ids = {code: stream.sensor(code, site="1031 工作面", limit="1.0") for code in ("filed", "bare")}
    stream.look()
    begins = timezone.now() + timedelta(minutes=1)
    filing = {"sort": "标校", "sensors": [ids["filed"]], "unit": stream.firm, "place": "140621100", "reason": "月度标校"}
    window = {"starts": minute(begins), "ends": minute(begins + timedelta(minutes=30)), "worker": "示例仪表工"}
    file_it(filing | window)
    stream.now.at = begins
    stream.look()
    for number, value in enumerate(BUMP):
        stream.now.at = begins + timedelta(minutes=1 + number)
        stream.say(*({"id": code, "v": value, "q": 1} for code in ids))
    stream.desk.intake.settle()
    [doubt] = Matter.objects.filter(kind__in=("alarm", "integrity_doubt"))
    assert doubt.facts["subject"] == ids["bare"]
    officer = signed_in(open_page, "jianguan", size)
    officer.goto(f"/m/{doubt.id}")
    officer.locator("a.btn", has_text="打开工作台").click()
    expect(officer.locator("figure.curve svg polyline")).to_have_count(2)
    expect(officer.locator("section h2").nth(0)).to_contain_text("疑点监测点，这一段没有报备")
    expect(officer.locator("section h2").nth(1)).to_contain_text("已报备")
    assert officer.evaluate("document.documentElement.scrollWidth") <= WIDTHS[size][0]
    assert axe(officer) == []
    officer.screenshot(path=PICTURES / f"doubt-{size}.png", full_page=True)


def file_it(facts: dict[str, Any]) -> None:
    """The dispatcher files the work; its form is the desk's own and has its own stories."""
    from anlan.kernel import actions, queries
    from anlan.run import node

    actions.open_matter("sensor_work", facts, queries.actor(node.person("diaodu"), timezone.now()), at=timezone.now())
