"""English beside Chinese: what the catalogue knows is said in English, and nothing that a form would send is touched."""

import re

import pytest
from tools import english as tools_english

from anlan.desk import english
from anlan.desk.tests.browserish import sent_by

MENU = ("待办", "一张图", "事项", "台账", "统计", "我的履职记录", "退出", "跳到正文")


def test_every_line_of_the_catalogue_is_sound():
    lines = english.catalogue()
    assert len(lines) > 300
    for chinese, said in lines.items():
        assert chinese == english.key(chinese), chinese
        assert said.strip(), chinese
        assert chinese.count("{}") >= said.count("{}"), chinese
        assert chinese.count("{*}") + chinese.count("{}") >= said.count("{*}") + said.count("{}"), chinese
        assert not re.search(r"[\u4e00-\u9fff]", said), chinese


@pytest.mark.parametrize(
    ("chinese", "said"),
    [
        ("逾期 3 件", "Overdue: 3"),
        ("近 7 天新增 6 件，办结 0 件", "last 7 days: 6 new, 0 closed"),
        ("没有这一句", None),
        ("导入责任任务", "Import Duty"),
        ("没有找到“张三”，请换个名称再查。", "Nothing found for “张三”, try another name."),
        ("（只能办这一件，请勿转发）", "(for this matter only, please do not pass it on)"),
        ("报送、签发。", "Report, Sign and issue."),
        ("罐区报警器停用", None),
        ("张三、签发", None),
    ],
)
def test_figures_stand_where_english_wants_them(chinese, said):
    assert english.said(chinese) == said


def test_only_what_is_read_is_said_in_english():
    page = '<html lang="zh-CN"><a aria-label="搜索">待办</a>行业<option>煤矿</option><textarea>煤矿</textarea>'
    said = english.page(page + "<b>张三 &amp; 李四</b><i> 打印 </i>")
    assert '<html lang="en"><a aria-label="Search">Inbox</a>Sector<option>煤矿</option><textarea>煤矿</textarea>' in said
    assert "<b>张三 &amp; 李四</b><i> Print </i>" in said
    assert english.page("<p>x</p>") == "<p>x</p>"


def test_a_person_chooses_and_goes_back(county, sign_in):
    clerk = sign_in("clerk")
    assert clerk.post("/choices", {"language": "en", "next": "/matters"})["Location"] == "/matters"
    page = clerk.get("/").content.decode()
    menu = page[: page.index('<main class="main"')]
    assert not [word for word in MENU if f">{word}<" in menu]
    assert "罐区报警器停用" in clerk.get("/matters").content.decode()
    clerk.post("/choices", {"language": "zh"})
    assert ">待办<" in clerk.get("/").content.decode()
    assert clerk.post("/choices", {"language": "fr", "theme": "pink", "next": "//evil"})["Location"] == "/"


def test_a_form_sends_the_same_in_both_languages(county, sign_in):
    clerk = sign_in("clerk")
    path = f"/r/test_mine/{county['mine0']}/edit"
    chinese = sent_by(clerk.get(path).content.decode())
    clerk.cookies[english.LANGUAGE] = "en"
    spoken = sent_by(clerk.get(path).content.decode())
    for one in (chinese, spoken):
        del one["csrfmiddlewaretoken"]
        del one["client_id"]
    assert spoken == chinese


def test_nearly_every_text_of_shapes_and_pages_is_said_in_english():
    """Other packages bring texts of their own by the day: `python -m tools.english --missing` names what is missing."""
    found = tools_english.missing()
    rate = sum(found.values()) / len(found)
    mine = [known for one, known in found.items() if one[:2] in (("desk", "page"), ("duties", "page"))]
    assert len(found) > 2500
    assert sum(mine) / len(mine) >= 0.95
    assert rate >= 0.5, f"{rate:.0%}"
