"""The workbench of notices in a real browser at 1440 and 360 px: axe, no page wider than the screen, the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.conftest import PICTURES, WIDTHS
from tests.browser.test_desk import axe

from anlan.kernel.models import Matter, Record
from anlan.run import sample
from anlan.run.sample_county import PASSWORD

pytestmark = pytest.mark.browser
NOTICE = """关于做好汛期工作的通知（示例）
各乡镇、县直有关单位：
一、压实责任
（一）开展巡查。每月开展1次巡查，6月底前公布责任人名单。（县水利局、各乡镇负责）
（二）开展演练。每年组织1次演练。（县应急局、县气象局分工负责）
"""
UPPER = NOTICE.replace("每月开展1次", "每周开展1次").replace("汛期", "全年")


@pytest.fixture
def county(transactional_db: None) -> dict[str, str]:
    """The sample county in place of the desk's small one."""
    sample.fill(timezone.now())
    return {}


def signed_in(open_page: Callable[..., Page], who: str, size: str) -> Page:
    page = open_page("", "/login", size)
    page.fill("#login", who)
    page.fill("#password", PASSWORD)
    page.click("button.btn--main")
    page.wait_for_url("**/")
    return page


def taken_in(page: Page, text: str) -> str:
    page.goto("/duties/directives/new")
    page.fill("#pasted", text)
    page.click("form .btn--main")
    page.wait_for_url("**/duties/directives/*")
    return page.url.rpartition("/")[2]


def grouped(page: Page, id: str) -> None:
    """Every clause is confirmed, and the table made."""
    page.goto(f"/duties/directives/{id}")
    while page.locator("button[name=do][value=clause]").count():
        with page.expect_navigation():
            page.locator("button[name=do][value=clause]").first.click()
    while page.locator(".duty .tag--unsure").count() or page.locator(".duty--on button[value=confirm]").count():
        with page.expect_navigation():
            page.locator("button[name=do][value=confirm]").first.click()
    page.goto(f"/m/{id}")
    with page.expect_navigation():
        page.get_by_role("button", name="校对完成").click()
    page.goto(f"/duties/directives/{id}/table")
    with page.expect_navigation():
        page.get_by_role("button", name="按归口生成").click()


def sound(page: Page, path: str) -> None:
    page.goto(path)
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], (path, width)
    assert axe(page) == [], path


@pytest.mark.parametrize("size", WIDTHS)
def test_the_clerks_pages_are_sound_at_both_widths(size: str, open_page: Any, county: Any) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page = signed_in(open_page, "jingban", size)
    upper, id = taken_in(page, UPPER), taken_in(page, NOTICE)
    sound(page, f"/duties/directives/{id}")
    sound(page, f"/duties/directives/{id}/table")
    grouped(page, id)
    expect(page.get_by_text("交办后是这样")).to_be_visible()
    sound(page, f"/duties/directives/{id}/table?pick=townships")
    page.screenshot(path=PICTURES / f"duties-table-{size}.png")
    for path in (f"/duties/directives/{id}/rows/1", f"/duties/gap?upper={upper}&lower={id}", "/duties/packs", "/insight/",
                 "/duties/campaigns/new", "/new/meeting", "/new/project", "/new/patron_visit"):  # fmt: skip
        sound(page, path)


def consulted(page: Page, id: str) -> None:
    """Townships are left out, and the units are asked."""
    page.goto(f"/duties/directives/{id}/table?pick=townships")
    with page.expect_navigation():
        page.get_by_role("button", name="不交乡镇，由县级部门负责").click()
    page.goto(f"/m/{id}/consult")
    page.fill("[name=consult_due]", str(timezone.now().date().fromordinal(timezone.now().date().toordinal() + 5)))
    with page.expect_navigation():
        page.click("#form .btn--main")


def pressed(page: Page, name: str, most: int = 120) -> None:
    """Goes to what is called so by the Tab key alone, and presses Enter."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if name in page.evaluate("document.activeElement.innerText || document.activeElement.value || ''"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never came to {name}")


@pytest.mark.parametrize("size", WIDTHS)
def test_a_liaison_answers_row_by_row_with_the_keyboard_alone(size: str, open_page: Any, county: Any) -> None:
    from anlan.kernel import clock

    clerk = signed_in(open_page, "jingban", "desk")
    id = taken_in(clerk, NOTICE)
    grouped(clerk, id)
    consulted(clerk, id)
    while clock.tick(timezone.now()):
        pass
    water = Record.objects.get(kind="unit", facts__short="县水利局").id
    reply = Matter.objects.get(kind="consult_reply", unit=water).id
    page = signed_in(open_page, "shuili", size)
    sound(page, f"/m/{reply}")
    pressed(page, "逐项答复")
    page.wait_for_url(f"**/m/{reply}/answer")
    assert axe(page) == []
    assert "开展1次巡查" in page.locator("[name='answers.0.task']").input_value()
    pressed(page, "逐项答复")
    expect(page.get_by_text("待处理").first).to_be_visible()
    assert Matter.objects.get(id=reply).state == "待处理"


def test_what_was_picked_stays_while_something_else_is_looked_for(open_page, county):
    """A whistle goes to two bureaus that were found one after the other."""
    page = signed_in(open_page, "jingban", "desk")
    whistle = Matter.objects.get(kind="whistle")
    page.goto(f"/m/{whistle.id}/send")
    for name in ("水利局", "住建局"):
        page.locator("[name='units.q']").press_sequentially(name)
        page.locator("[data-found] label").first.click()
    expect(page.locator("[data-kept] input:checked")).to_have_count(2)
    assert axe(page) == []
    page.locator("#form .btn--main").click()
    page.wait_for_url(f"**/m/{whistle.id}")
    whistle.refresh_from_db()
    assert len(whistle.facts["units"]) == 2
