"""The desk in a real browser at 1440 and 360 px: axe, no page wider than the screen, keyboard only, with and without scripts."""

import io
import json
import re
from pathlib import Path

import pypdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.conftest import PICTURES, WIDTHS

from anlan.desk.tests import scene
from anlan.kernel import actions

pytestmark = pytest.mark.browser
AXE = Path("node_modules/axe-core/axe.min.js")
PAGES = {
    "clerk": [
        "/",
        "/matters",
        "/bell",
        "/new",
        "/new/test_letter",
        "/m/{letter0}",
        "/m/{letter1}",
        "/m/{letter1}/return",
        "/r/",
        "/r/test_mine",
        "/r/test_mine/{mine0}",
        "/r/test_mine/{mine0}/edit",
        "/search?q=罐区",
        "/map",
        "/people",
        "/leader",
        "/away",
        "/password",
    ],
    "town": ["/m/{letter0}/report", "/new/test_report"],
    "manager": ["/new/test_permit"],
    "system": ["/people/new", "/people/import", "/places", "/r/unit"],
    "security": ["/people/00000000000000000000000000000000clerk/grant", "/lockouts"],
    "audit": ["/ledger", "/ledger/{letter0}"],
    "": ["/login"],
}


def axe(page: Page) -> list[str]:
    """What axe finds serious or critical."""
    page.evaluate(AXE.read_text())
    found = json.loads(page.evaluate("axe.run({resultTypes: ['violations']}).then((r) => JSON.stringify(r.violations))"))
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize("who", PAGES)
def test_pages_are_sound_at_both_widths(who, size, open_page, county):
    PICTURES.mkdir(parents=True, exist_ok=True)
    page = open_page(who, "/login" if not who else "/", size)
    for n, path in enumerate(PAGES[who]):
        page.goto(path.format(**county).replace("00000000000000000000000000000000clerk", "clerk".rjust(32, "0")))
        if "map" in path:
            page.wait_for_selector("[data-map][data-ready]")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{who or 'nobody'}-{n:02d}-{size}.png", full_page=True)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), f"{path} is wider than the screen"


def test_keyboard_only(open_page, county):
    page = open_page("clerk", "/")
    page.keyboard.press("j")
    expect(page.locator(".row--on")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/m/*")
    page.keyboard.press("Escape")
    page.wait_for_url("**/matters?kind=test_letter")
    page.keyboard.press("/")
    page.keyboard.type("罐区")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.locator("a.row").first).to_contain_text("罐区报警器停用")


def test_a_step_by_keyboard_and_only_once(open_page, county):
    page = open_page("clerk", f"/m/{county['letter3']}")
    page.get_by_role("button", name="送审").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("已办理“送审”。")
    expect(page.locator(".stages .now")).to_have_text("审核中")


def test_the_permit_form_keeps_what_was_typed(open_page, county):
    page = open_page("manager", "/new/test_permit")
    page.fill("#f-crew", "检修班")
    expect(page.locator("[data-fact=camera]")).to_be_hidden()
    page.locator("input[name=watched][value=true]").check()
    expect(page.locator("[data-fact=camera]")).to_be_visible()
    page.fill("#f-gas_tests-0-spot", "人孔")
    page.get_by_role("button", name="添加一行").click()
    expect(page.locator("#f-gas_tests-1-spot")).to_be_visible()
    expect(page.locator("#f-gas_tests-0-spot")).to_have_value("人孔")
    expect(page.locator("[data-draft-said]")).to_contain_text("已存本机")
    page.reload()
    expect(page.locator("#f-crew")).to_have_value("检修班")
    page.get_by_role("button", name="提交").last.click()
    expect(page.get_by_role("alert")).to_contain_text("处要改，改好才能提交")
    expect(page.locator("#f-crew")).to_have_value("检修班")
    page.get_by_role("alert").get_by_role("link", name="动火部位").click()
    expect(page.locator("#f-spot")).to_be_focused()


def test_a_long_form_on_a_phone_is_one_group_a_screen(open_page, county):
    page = open_page("manager", "/new/test_permit", "phone")
    steps = page.locator("form[data-form] > .steps")
    expect(steps).to_have_attribute("aria-label", "第 1 步，共 5 步")
    expect(page.get_by_role("button", name="提交").last).to_be_hidden()
    page.fill("#f-crew", "检修班")
    for n in range(2, 6):
        page.get_by_role("button", name="下一步").click()
        expect(steps).to_have_attribute("aria-label", f"第 {n} 步，共 5 步")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
        page.screenshot(path=PICTURES / f"permit-step-{n}-phone.png")
    page.get_by_role("button", name="提交").last.click()
    expect(page.get_by_role("alert")).to_contain_text("处要改，改好才能提交")
    expect(steps).to_have_attribute("aria-label", "第 1 步，共 5 步")
    expect(page.locator("#f-crew")).to_have_value("检修班")
    page.locator("[role=alert] summary").click()
    page.locator("[role=alert] a[href='#f-signed']").click()
    expect(steps).to_have_attribute("aria-label", "第 5 步，共 5 步")
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("form[data-form] > .group:visible")).to_have_count(5)
    expect(page.get_by_role("button", name="提交").last).to_be_visible()


def test_a_signature_is_drawn_and_goes_with_the_form(open_page, county):
    page = open_page("manager", "/new/test_permit")
    pad = page.locator(".sign canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=5)
    page.mouse.up()
    assert page.locator("input[name='signed.drawn']").input_value().startswith("data:image/png;base64,")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_letter_is_opened_with_and_without_scripts(scripts, open_page, county):
    page = open_page("clerk", "/new/test_letter", scripts=scripts)
    page.fill("#f-title", "没有脚本也能办")
    page.select_option("#f-unit", county["firm"])
    page.locator("input[name=severity][value=一般]").check()
    page.fill("#f-body", "正文。")
    page.locator("form[data-form] .btn--main").click()
    page.wait_for_url("**/m/*")
    expect(page.locator("h1")).to_have_text("没有脚本也能办")


def test_rows_without_scripts(open_page, county):
    page = open_page("manager", "/new/test_permit", scripts=False)
    page.fill("#f-gas_tests-0-spot", "人孔")
    page.get_by_role("button", name="添加一行").click()
    page.fill("#f-gas_tests-1-spot", "排净口")
    page.get_by_role("button", name="删除第 1 行").click()
    expect(page.locator("#f-gas_tests-0-spot")).to_have_value("排净口")


def test_the_map_shows_cells_and_then_points(open_page, county):
    page = open_page("clerk", "/map")
    page.wait_for_selector("[data-map][data-ready]")
    expect(page.locator("[data-near-said]")).to_contain_text("图上事项 3 件")
    page.locator("[data-near] button").first.click()
    expect(page.locator("[data-near]")).to_contain_text("事故首报", timeout=15000)
    page.locator("[data-near] button").first.click()
    expect(page.locator("[data-panel] h2")).to_contain_text("事故首报")
    page.get_by_text("近 7 天").click()
    page.wait_for_url("**/map?days=7")
    expect(page.locator("[data-near-said]")).to_contain_text("图上事项")


def test_the_leaders_page_is_one_screen(open_page, county):
    page = open_page("leader", "/leader")
    page.wait_for_selector("[data-county-map] canvas")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    box = page.locator(".lead .map").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 900


def test_the_duty_room_is_dark_for_whoever_signs_in(open_page, county):
    page = open_page("clerk", "/matters")
    page.locator("header details.drop--right summary").click()
    page.get_by_role("button", name="换成值班界面").click()
    page.wait_for_url("**/matters")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == "rgb(22, 30, 39)"
    for path in ("/", f"/m/{county['letter1']}", "/new/test_letter", "/r/test_mine", "/leader", "/map", "/queue", "/law/gb30871"):
        page.goto(path)
        assert axe(page) == [], path
    page.locator("header details.drop--right summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert axe(page) == []


def test_what_changed_is_marked_in_place(open_page, county):
    page = open_page("clerk", "/matters")
    row = page.locator(f"a.row[data-id='{county['letter3']}']")
    top = row.bounding_box()
    actions.take_step(county["letter3"], "submit", scene.acting("clerk"), at=timezone.now())
    page.evaluate("document.dispatchEvent(new CustomEvent('anlan:sent'))")
    expect(row.locator(".new")).to_have_count(1)
    expect(row.locator(".next")).to_have_text("审核通过")
    expect(page.locator("[data-live-list]")).to_contain_text("1 件有变化，已用圆点标出")
    assert row.bounding_box() == top
    assert axe(page) == []


@pytest.mark.parametrize("path", ["/m/{letter1}", "/r/test_mine", "/people/{me}/trail"])
def test_a_page_on_paper_has_margins_numbers_and_nothing_to_press(path, open_page, county):
    page = open_page("clerk", path.format(**county, me="clerk".rjust(32, "0")))
    page.emulate_media(media="print")
    hidden = page.locator("nav.nav, header.top, main button, main form[role=search]")
    assert not any(one.is_visible() for one in hidden.all())
    sheet = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert abs(float(sheet.pages[0].mediabox.width) - 595) < 2
    assert f"，共{len(sheet.pages)}" in sheet.pages[0].extract_text().replace(" ", "")


def test_a_phone_finds_the_search(open_page, county):
    page = open_page("clerk", "/", "phone")
    page.get_by_role("link", name="搜索").click()
    page.fill("#again", "罐区")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.locator("a.row").first).to_contain_text("罐区报警器停用")


def test_scripts_stay_small_where_there_is_no_map(open_page, county):
    page = open_page("clerk", "/")
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').filter((r) => r.name.endsWith('.js')).map((r) => r.decodedBodySize)"
    )
    assert sum(sizes) <= 120_000


def test_a_link_answers_on_a_phone_without_an_account(open_page, county):
    clerk = open_page("clerk", f"/m/{county['letter0']}")
    clerk.fill("#phone-liaison", "13800001234")
    clerk.get_by_role("button", name="发免登录链接").click()
    link = re.search(r"http\S+/a/[a-z0-9]+", clerk.locator("#message").inner_text())
    assert link
    page = open_page("", link[0], "phone")
    assert axe(page) == []
    page.locator("main input:not([type=hidden])").fill("1234")
    page.locator("main .btn--main").click()
    assert axe(page) == []
    page.get_by_role("link", name="报进展").click()
    page.fill("#f-progress", "四台已送检。")
    page.locator("form[data-form] .btn--main").click()
    expect(page.get_by_role("status").first).to_contain_text("已办理“报进展”")
