"""An import that is left half-way is found again by its owner, by nobody else, and has written nothing."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from anlan.desk import unfinished
from anlan.desk.models import UnfinishedImport
from anlan.desk.tests.browserish import sent_by
from anlan.desk.tests.scene import acting
from anlan.desk.tests.test_table_pages import GOOD, SHOP, county_table, send, sheet_of, table
from anlan.kernel import queries
from anlan.kernel.catalogue import with_kinds
from anlan.kernel.refusals import Refused

IMPORT, LAYOUT = "/r/test_shop/import", "/r/test_shop/layout"
BAD = table(*GOOD, ["S3", None, "旅馆", "140621100"])


@pytest.fixture
def clerk(sign_in):
    with with_kinds(SHOP):
        yield sign_in("clerk")


def kept(person: str = "clerk") -> UnfinishedImport:
    return UnfinishedImport.objects.get(person=acting(person).person)


def page(client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_table_with_faults_waits_for_its_owner_and_comes_in_when_mended(clerk, sign_in):
    send(clerk, BAD, name="门店.xlsx")
    left = kept()
    inbox = page(clerk, "/")
    assert ("门店.xlsx" in inbox, "1 处要改，2 行没有问题" in inbox) == (True, True)
    again = page(clerk, f"{IMPORT}?left={left.id}")
    assert "第 4 行（B 列）：名称还没有填写，请补上。" in again
    assert sheet_of(clerk.get("/r/test_shop/export")).max_row == 1
    second = sign_in("second")
    assert "门店.xlsx" not in page(second, "/") + page(second, IMPORT)
    assert second.get(f"{IMPORT}?left={left.id}").status_code == 404
    assert second.post(IMPORT, {"left": left.id, "do": "put"}).status_code == 404
    assert second.post(f"/unfinished/{left.id}/end").status_code == 404
    mended = SimpleUploadedFile("门店改.xlsx", table(*GOOD))
    assert clerk.post(IMPORT, {"left": left.id, "do": "put", "table": mended}).status_code == 302
    assert not UnfinishedImport.objects.exists()
    assert sheet_of(clerk.get("/r/test_shop/export")).max_row == 3


def test_a_good_table_may_be_kept_and_brought_in_later_without_choosing_it_again(clerk):
    assert send(clerk, table(*GOOD), do="keep").status_code == 200
    left = kept()
    assert left.said == "2 行，可以导入"
    assert sheet_of(clerk.get("/r/test_shop/export")).max_row == 1
    form = sent_by(page(clerk, f"{IMPORT}?left={left.id}")).dict()
    assert clerk.post(IMPORT, form | {"do": "put"}).status_code == 302
    assert sheet_of(clerk.get("/r/test_shop/export")).max_row == 3
    assert not UnfinishedImport.objects.exists()


def test_it_is_thrown_away_by_its_owner_and_forgotten_after_a_month(clerk):
    send(clerk, BAD)
    send(clerk, BAD)
    left = kept()
    assert clerk.post(f"/unfinished/{left.id}/end", follow=True).content.decode().count("已删除未完成的导入") == 1
    assert not UnfinishedImport.objects.exists()
    send(clerk, BAD)
    UnfinishedImport.objects.update(at=timezone.now() - timedelta(days=31))
    assert "未完成的导入" not in page(clerk, "/")
    send(clerk, BAD, name="另一张.xlsx")
    assert kept().name == "另一张.xlsx"


def test_what_is_no_table_or_not_ones_to_bring_in_is_not_kept(clerk, sign_in):
    send(clerk, b"%PDF-1.7\0")
    send(sign_in("guardian"), BAD)
    assert not UnfinishedImport.objects.exists()


def test_too_many_left_are_refused(county):
    one, now = unfinished.Left("/x", "导入", "", b"1", "说明"), timezone.now()
    for n in range(unfinished.MOST):
        unfinished.keep(unfinished.Left(one.path, one.title, str(n), one.data, one.said), "p", now)
    with pytest.raises(Refused, match="先到待办里办完或删除几个"):
        unfinished.keep(one, "p", now)


def test_a_layout_is_nobodys_until_it_is_confirmed(clerk, sign_in):
    data = county_table()
    assert "没有找到表头" in send(clerk, data, name="九小.xlsx").content.decode() or kept().name == "九小.xlsx"
    learned = send(clerk, data, "learn", "九小.xlsx")["Location"]
    assert not queries.records("table_layout", acting("clerk")).exists()
    assert sign_in("second").get(learned).status_code == 404
    form = sent_by(page(clerk, learned)).dict() | {"c5": "", "c3": "", "do": "keep"}
    assert clerk.post(LAYOUT, form)["Location"] == "/#unfinished"
    assert "表样待确认，已对应部分列" in page(clerk, "/")
    form = sent_by(page(clerk, learned)).dict()
    assert (form["c3"], form["c2"]) == ("", "名称")
    assert clerk.post(LAYOUT, form | {"c3": "类型", "key": "编号"})["Location"] == IMPORT
    assert queries.records("table_layout", acting("clerk")).count() == 1
    left = kept()
    assert clerk.post(IMPORT, {"left": left.id, "do": "put"}).status_code == 302
    assert sheet_of(clerk.get("/r/test_shop/export")).max_row == 3
    assert not UnfinishedImport.objects.exists()


def test_contacts_are_left_and_found_again(county, sign_in):
    system = sign_in("system")
    wrong = "登录名,姓名\r\nnew1,\r\n".encode()
    assert system.post("/people/import", {"table": SimpleUploadedFile("通讯录.csv", wrong)}).status_code == 422
    left = kept("system")
    again = page(system, f"/people/import?left={left.id}")
    assert ("通讯录.csv" in again, "姓名还没有填写" in again) == (True, True)
    assert "通讯录.csv" not in page(sign_in("clerk"), "/")
    good = SimpleUploadedFile("通讯录.csv", "登录名,姓名\r\nnew1,新人（示例）\r\n".encode())
    assert "首次登录密码" in system.post("/people/import", {"left": left.id, "table": good}).content.decode()
    assert not UnfinishedImport.objects.exists()
