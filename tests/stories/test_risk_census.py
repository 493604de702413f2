"""风险普查: the county's own table comes in by a layout that was recognised once and confirmed by a person."""

import io
import re

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.desk.tests.browserish import sent_by
from anlan.kernel.models import Record

HEADS = ["序号", "统一编号", "隐患点名称", "灾种", "所在乡镇", "影响人数", "风险等级", "调查人"]
ROWS = [
    [1, "140621-D-001", "示例沟泥石流沟", "地质", "140621103", 36, "较高", "示例甲"],
    [2, "140621-D-002", "示例村西崩塌", "地质", "140621104", 12, "中", "示例乙"],
]


def table(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "山阴县地质灾害隐患点调查成果表（示例）"
    book.active.append(HEADS)
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(client: Client, data: bytes, do: str = "put") -> str:
    sent = {"table": SimpleUploadedFile("地质灾害隐患点表.xlsx", data), "do": do}
    return client.post("/r/risk_census/import", sent, follow=True).content.decode()


def learn(client: Client) -> None:
    """The layout is recognised from the table; the person says what each column means."""
    sent = {"table": SimpleUploadedFile("地质灾害隐患点表.xlsx", table(*ROWS)), "do": "learn"}
    page = client.post("/r/risk_census/import", sent)["Location"]
    form = sent_by(client.get(page).content.decode()).dict()
    assert form["c0"] == "#"
    said = {
        "c1": "普查编码",
        "c2": "对象名称",
        "c3": "灾种",
        "c4": "属地",
        "c5": "影响人数",
        "c6": "风险等级",
        "c7": "",
        "key": "普查编码",
    }
    assert client.post(page, form | said)["Location"] == "/r/risk_census/import"


def test_the_countys_census_table_comes_in_as_it_is(clerk: Client) -> None:
    assert "请" in send(clerk, table(*ROWS)), "before it is confirmed, the table is not read"
    assert not Record.objects.filter(kind="risk_census").exists()
    learn(clerk)
    send(clerk, table(*ROWS))
    kept = {one.key: one.facts for one in Record.objects.filter(kind="risk_census")}
    assert set(kept) == {"140621-D-001", "140621-D-002"}
    assert (kept["140621-D-001"]["people"], kept["140621-D-001"]["hazard"], kept["140621-D-001"]["level"]) == (36, "地质", "较高")
    assert "示例村西崩塌" in clerk.get("/r/risk_census?f.hazard=地质").content.decode()


def test_a_wrong_cell_is_told_and_nothing_is_written(clerk: Client) -> None:
    learn(clerk)
    bad = send(clerk, table(ROWS[0], [2, "140621-D-002", "示例村西崩塌", "火山", "140621104", 12, "中", ""]))
    assert re.search("灾种请从“地震、", bad)
    assert not Record.objects.filter(kind="risk_census").exists()
