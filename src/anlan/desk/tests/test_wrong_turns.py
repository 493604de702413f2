"""What one reads where nothing else answers: an address that is none, a form that has gone stale, a fault of ours."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from anlan.desk.tests import scene


def test_an_address_that_is_none_is_said_in_chinese(db):
    page = Client().get("/no/such/page")
    assert (page.status_code, "没有这一页" in page.content.decode()) == (404, True)


def test_a_form_gone_stale_says_that_nothing_was_sent(db):
    page = Client(enforce_csrf_checks=True).post("/login", {"login": "x", "password": scene.PASSWORD})
    assert page.status_code == 403
    assert "页面已过期，内容没有提交" in page.content.decode()


@pytest.mark.parametrize(("code", "sentence"), [("400", "没有办理"), ("403", "没有权限"), ("500", "系统出错")])
def test_the_rest_need_no_request(code, sentence):
    page = render_to_string(f"{code}.html")
    assert sentence in page
    assert '<html lang="zh-CN"' in page
