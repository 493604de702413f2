"""What users read: it can all be collected, it breaks no rule of writing, and one thing has one word."""

from pathlib import Path

import pytest
from tools import sentences


@pytest.fixture(scope="module")
def found() -> list[sentences.Sentence]:
    return sentences.collect()


def test_every_room_and_the_readme_are_read(found):
    tops = {one.path.split("/")[2] for one in found if one.path.startswith("src/anlan/")}
    assert tops >= set(sentences.GROUPS) - {"oversight", "response"}
    assert any(one.path == "README.zh.md" for one in found)


def test_the_page_says_where_each_stands(found):
    page = sentences.page(found)
    assert all(f"### {one.path}" in page and one.text in page for one in found)


def test_nothing_breaks_the_rules_of_writing(found):
    assert sentences.slips(found) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("请先登记,再办理。", "半角标点"),
        ("第{}行重复，请删去。", "缺少空格"),
        ("已保存。。", "重复标点"),
        ("密码 ，只显示一次", "标点前有空格"),
        ("请重新登陆。", "旧称或别字"),
        ("口令不对，请重填。", "旧称或别字"),
        ("值为 null，请核对。", "内部用语"),
    ],
)
def test_a_slip_is_named(text, rule):
    assert sentences.slips([sentences.Sentence("src/anlan/desk/x.py", 7, text)]) == [f"src/anlan/desk/x.py:7 {rule}：{text}"]


def test_patterns_and_docstrings_are_no_sentences(tmp_path, monkeypatch):
    monkeypatch.setattr(sentences, "ROOT", tmp_path)
    code = tmp_path / "one.py"
    code.write_text('"""说明。"""\nA = "(安全|消防)员"\nB = f"还有 {A} 件，请先办结。"\n', "utf-8")
    assert [(one.line, one.text) for one in sentences.in_python(code)] == [(3, "还有 {} 件，请先办结。")]


def test_pages_are_read_between_and_inside_tags(tmp_path, monkeypatch):
    monkeypatch.setattr(sentences, "ROOT", tmp_path)
    page = tmp_path / "one.html"
    page.write_text('{% block title %}待办{% endblock %}\n<a title="看明细" href="/">有 {{ n }} 件</a>', "utf-8")
    assert [(one.line, one.text) for one in sentences.in_page(page)] == [(1, "待办"), (2, "看明细"), (2, "有 {} 件")]


def test_the_page_is_on_record():
    head = Path(sentences.PAGE).read_text("utf-8").splitlines()
    assert head[0] == "# 用户看到的每一句话"
    assert {f"## {title}" for room, title in sentences.GROUPS.items() if room not in ("oversight", "response")} <= set(head)
