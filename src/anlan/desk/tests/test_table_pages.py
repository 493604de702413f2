"""A register out and in through the pages: all rows or none, and the county's own table in the same layout."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.desk.tests.browserish import sent_by
from anlan.desk.tests.county import put, saved
from anlan.kernel.catalogue import catalogue, with_kinds
from anlan.kernel.facts import Facts, choice, place, text
from anlan.kernel.loop import Keeps
from anlan.kernel.people import Role, Secrecy
from anlan.kernel.register import Register


class Shop(Facts):
    code: str = text("编号")
    title: str = text("名称")
    kind: str = choice("类型", "餐饮", "旅馆", "其他")
    place: str = place("属地")


SHOP = Register(
    kind="test_shop", version=1, title="九小场所（测试）", facts=Shop, key="code", may_put=(Role.CLERK,), may_end=(Role.CLERK,),
    keeps=Keeps(5, "测试用"), secrecy=Secrecy.PUBLIC, filters=("kind",),
)  # fmt: skip
HEADS = ["编号", "名称", "类型", "属地"]


@pytest.fixture
def clerk(sign_in):
    with with_kinds(SHOP):
        yield sign_in("clerk")


def county_table():
    book = openpyxl.Workbook()
    book.active["A1"] = "山阴县九小场所台账（示例）"
    book.active.merge_cells("A1:E1")
    put(book.active, 2, ["序号", "门店编号", "场所名称", "场所类型", "所在乡镇", "手写"])
    put(book.active, 3, [1, "S1", "甲店（示例）", "餐饮", "140621100", "老王"])
    put(book.active, 4, [2, "S2", "乙店（示例）", "旅馆", "140621100", "老李"])
    book.active["A5"] = "填表人："
    return saved(book)


def send(client, data, do="put", name="表.xlsx"):
    return client.post("/r/test_shop/import", {"table": SimpleUploadedFile(name, data), "do": do})


def table(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def sheet_of(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.content)).active


GOOD = (HEADS, ["S1", "甲店（示例）", "餐饮", "140621100"], ["S2", "乙店（示例）", "旅馆", "140621100"])


def test_a_table_comes_in_and_goes_out_under_the_pages_filters(clerk):
    answer = send(clerk, table(*GOOD))
    assert (answer.status_code, answer["Location"]) == (302, "/r/test_shop")
    names = sheet_of(clerk.get("/r/test_shop/export?place=140621"))["B"]
    assert [c.value for c in names] == ["名称", "甲店（示例）", "乙店（示例）"]
    assert [c.value for c in sheet_of(clerk.get("/r/test_shop/export?f.kind=旅馆"))["A"]] == ["编号", "S2"]
    assert clerk.get("/r/test_shop/export?as=csv").content.startswith(b"\xef\xbb\xbf\xe7\xbc\x96\xe5\x8f\xb7")
    again = sheet_of(clerk.get("/r/test_shop/export"))
    out = io.BytesIO()
    again.parent.save(out)
    assert send(clerk, out.getvalue()).status_code == 302


def test_one_wrong_row_and_nothing_is_written(clerk):
    bad = table(*GOOD, ["S3", None, "茶馆", "140621100"])
    answer = send(clerk, bad)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 4 行（B 列）：名称还没有填写，请补上。" in page
    assert sheet_of(clerk.get("/r/test_shop/export")).max_row == 1
    assert sheet_of(send(clerk, bad, "mark"))["E4"].value == "名称还没有填写，请补上。类型请从“餐饮、旅馆、其他”中选一项。"
    assert "2 行都没有问题" in send(clerk, table(*GOOD), "mark").content.decode()
    assert sheet_of(clerk.get("/r/test_shop/export")).max_row == 1


NO_TABLES = [(b"", "空"), (b"%PDF-1.7\0", "不是表格文件"), (table(["甲"], ["乙"]), "没有找到表头")]


@pytest.mark.parametrize("data, sentence", NO_TABLES, ids=["empty", "pdf", "no head"])
def test_a_file_that_will_not_do_gets_its_sentence(clerk, data, sentence):
    answer = send(clerk, data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_who_may_not_write_may_not_bring_in(clerk, sign_in):
    answer = send(sign_in("guardian"), table(*GOOD))
    assert answer.status_code in (403, 409, 422)
    assert sheet_of(clerk.get("/r/test_shop/export")).max_row == 1


def test_the_template_is_there(clerk):
    assert [c.value for c in sheet_of(clerk.get("/r/test_shop/template"))[1]] == HEADS


def test_the_countys_own_table_is_learned_confirmed_read_and_written_back(clerk):
    assert catalogue().has_register("table_layout")
    data = county_table()
    assert send(clerk, data).status_code == 422
    learned = send(clerk, data, "learn", "九小台账.xlsx")["Location"]
    page = clerk.get(learned).content.decode()
    form = sent_by(page)
    assert [form[f"c{c}"] for c in range(6)] == ["#", "编号", "名称", "类型", "属地", ""]
    form["key"] = "编号"
    assert clerk.post(learned, form.dict())["Location"] == "/r/test_shop/import"
    assert send(clerk, data).status_code == 302
    layout = re.search(r"/r/test_shop/export\?as=(\w+)", clerk.get("/r/test_shop/import").content.decode())[1]
    names = sheet_of(clerk.get("/r/test_shop/export"))
    assert [c.value for c in names["A"]] == ["编号", "S1", "S2"]
    send(clerk, table(HEADS, ["S2", "乙店改名（示例）", "旅馆", "140621100"], ["S3", "丙店（示例）", "其他", "140621100"]))
    out = sheet_of(clerk.get(f"/r/test_shop/export?as={layout}"))
    assert [[c.value for c in row[:3]] + [row[5].value] for row in out.iter_rows(3, 5)] == [
        [1, "S1", "甲店（示例）", "老王"], [2, "S2", "乙店改名（示例）", "老李"], [3, "S3", "丙店（示例）", None]]  # fmt: skip
    assert (out["A1"].value, out["A6"].value) == ("山阴县九小场所台账（示例）", "填表人：")


def test_one_meaning_for_two_columns_is_refused(clerk):
    learned = send(clerk, county_table(), "learn")["Location"]
    form = sent_by(clerk.get(learned).content.decode()).dict() | {"c5": "名称"}
    answer = clerk.post(learned, form)
    assert answer.status_code == 422
    assert "“名称”对应了两列，请只留一列。" in answer.content.decode()
