"""A phone without a network: the step is kept, sent once when the network is back, and a refused one shows its sentence."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.browser.test_desk import axe

from anlan.desk.tests import scene
from anlan.kernel import actions, queries
from anlan.kernel.loop import Proof

pytestmark = pytest.mark.browser


def cut(page: Page) -> None:
    page.context.set_offline(True)


def back(page: Page) -> None:
    page.context.set_offline(False)


def told(id: str) -> int:
    return sum(1 for one in queries.story(id) if one["verb"] == "tell")


def keep_one(page: Page, text: str) -> None:
    page.fill("#f-progress", text)
    page.locator("form[data-form] .btn--main").click()
    expect(page.get_by_text("已存在这部手机里")).to_be_visible()


def test_a_step_without_a_network_is_sent_once_when_it_is_back(open_page, county):
    page = open_page("town", f"/m/{county['letter0']}/tell", "phone")
    cut(page)
    keep_one(page, "两台已送检。")
    expect(page.locator("[data-offline]")).to_contain_text("没有网络，已存 1 条")
    assert told(county["letter0"]) == 0
    back(page)
    expect(page.locator("[data-offline]")).to_contain_text("已补发 1 条")
    page.goto("/queue")
    expect(page.locator("[data-part=sent]")).to_contain_text("报进展：城东化工罐区报警器停用")
    page.get_by_role("button", name="再试").click()
    page.goto(f"/m/{county['letter0']}")
    expect(page.locator("#story")).to_contain_text("两台已送检")
    assert told(county["letter0"]) == 1


def test_two_steps_of_one_kept_page_are_two(open_page, county):
    path = f"/m/{county['letter0']}/tell"
    page = open_page("town", path, "phone")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto("/queue")
    page.goto(path)
    cut(page)
    keep_one(page, "第一次。")
    page.goto(path)
    keep_one(page, "第二次。")
    page.goto("/m/" + "0" * 32)
    expect(page.locator("[data-missing]")).to_be_visible()
    expect(page.locator("[data-part=waiting] li")).to_have_count(2)
    back(page)
    expect(page.locator("[data-part=sent] li")).to_have_count(2)
    assert told(county["letter0"]) == 2


def test_a_refused_step_shows_its_sentence_and_can_be_mended(open_page, county):
    id = county["letter0"]
    page = open_page("town", f"/m/{id}/tell", "phone")
    cut(page)
    page.locator("form[data-form] .btn--main").click()
    expect(page.get_by_text("“进展”还没有填写，请补上再存。")).to_be_visible()
    expect(page.locator("#f-progress")).to_be_focused()
    page.evaluate("() => document.querySelector('#f-progress').removeAttribute('maxlength')")
    keep_one(page, "长" * 501)
    back(page)
    expect(page.locator("[data-offline]")).to_contain_text("有 1 条没有发出")
    page.locator("[data-offline] a").click()
    expect(page.locator("[data-part=refused]")).to_contain_text("进展")
    assert axe(page) == []
    page.get_by_role("button", name="打开修改").click()
    page.wait_for_url(re.compile("/tell$"))
    page.fill("#f-progress", "补上了。")
    page.locator("form[data-form] .btn--main").click()
    page.wait_for_url(re.compile(f"/m/{id}$"))
    assert told(id) == 1


JPEG = b"\xff\xd8\xff\xe0" + b"0" * 400


def test_a_refused_step_keeps_its_photos_and_its_signature(open_page, county):
    id = county["letter0"]
    page = open_page("town", f"/m/{id}/report", "phone")
    cut(page)
    page.locator("input[name='proof.photo']").last.set_input_files(
        [{"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": JPEG}]
    )
    page.evaluate("() => document.querySelector('#f-reason').removeAttribute('maxlength')")
    page.fill("#f-reason", "长" * 2001)
    page.locator("form[data-form] .btn--main").click()
    expect(page.get_by_text("已存在这部手机里")).to_be_visible()
    back(page)
    page.locator("[data-offline] a").click()
    expect(page.locator("[data-part=refused]")).to_contain_text("附件 1 个")
    page.get_by_role("button", name="打开修改").click()
    expect(page.locator("[data-files] [data-chosen]").first).to_contain_text("已选 1 个：现场.jpg")
    page.goto("/queue")
    page.get_by_role("button", name="打开修改").click()
    expect(page.locator("[data-files] [data-chosen]").first).to_contain_text("现场.jpg")
    page.fill("#f-reason", "整改完成，请认定。")
    page.locator("form[data-form] .btn--main").click()
    page.wait_for_url(re.compile(f"/m/{id}$"))
    expect(page.locator("[data-offline]")).to_be_hidden()
    assert [one.title for one in queries.proofs_of(id)] == ["现场.jpg"]
    page.goto("/queue")
    expect(page.locator("[data-part=refused]")).to_be_hidden()


def test_what_came_too_late_says_so(open_page, county):
    id = county["letter0"]
    page = open_page("town", f"/m/{id}/tell", "phone")
    cut(page)
    keep_one(page, "路上写的。")
    proof = (Proof("记录", "会议纪要", "会议纪要"),)
    actions.take_step(id, "report", scene.acting("town"), at=timezone.now(), asked={"reason": "整改完成。"}, evidence=proof)
    back(page)
    expect(page.locator("[data-offline]")).to_contain_text("已补发 1 条")
    page.goto("/queue")
    expect(page.locator("[data-part=sent]")).to_contain_text("记为迟到，等承办人认定")


def test_the_inbox_and_its_matters_open_without_a_network(open_page, county):
    page = open_page("clerk", "/", "phone")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    first = page.locator("a.row").first
    path = first.get_attribute("href")
    page.wait_for_function("path => caches.open('anlan-pages').then((c) => c.match(path)).then(Boolean)", arg=path)
    cut(page)
    page.reload()
    expect(page.locator("[data-offline]")).to_contain_text("没有网络")
    page.locator("a.row").first.click()
    page.wait_for_url(f"**{path}")
    expect(page.locator("h1")).to_be_visible()
    back(page)
    page.goto("/bell")
    page.locator("header details.drop--right summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login")
    assert page.evaluate("caches.has('anlan-pages')") is False
