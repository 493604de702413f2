"""The county's own 任务分解表 as xlsx: in by its numbers, out in its own layout, unchanged where nothing changed."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, Side
from tests.stories.acts import Now, SignIn, said, take, unit

from anlan.kernel.models import Matter, Record

pytestmark = pytest.mark.django_db


def county_file(rows: list[dict[str, Any]]) -> bytes:
    """Two title lines, a head of two levels, a column of the county's own, a note below: an invented county's table."""
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "附件", "示例县任务分解表（示例）"
    sheet.merge_cells("A2:K2")
    top = ["序号", "条款", "工作任务", "具体措施", "责任落实", None, None, "完成时限", "进展情况", "佐证材料", "经办科室"]
    lower = [None, None, None, None, "牵头部门", "责任部门", "分管领导"]
    for line, values in ((3, top), (4, lower)):
        for column, value in enumerate(values, 1):
            sheet.cell(line, column, value).font = Font(name="黑体", size=12)
    for letter in "ABCDHIJK":
        sheet.merge_cells(f"{letter}3:{letter}4")
    sheet.merge_cells("E3:G3")
    thin = Border(*(Side("thin"),) * 4)
    for n, row in enumerate(rows):
        people = [row.get("lead_said"), row.get("units_said"), "示例领导"]
        values = [int(row["no"]), row["clause"], row["task"], row.get("measures"), *people, row.get("due_said"), "正在推进", None]
        for column, value in enumerate([*values, f"科室{n}"], 1):
            cell = sheet.cell(5 + n, column, value)
            cell.border, cell.font = thin, Font(name="仿宋", size=11)
    sheet.cell(5 + len(rows), 1, "注：完成时限为最迟日期。")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(data: bytes) -> dict[str, Any]:
    sheet = load_workbook(io.BytesIO(data)).active
    look = {cell.coordinate: (cell.value, cell.font.name, cell.border.bottom.style) for row in sheet.iter_rows() for cell in row}
    return look | {"merges": sorted(map(str, sheet.merged_cells.ranges))}


@pytest.fixture
def grouped(clerk: Client) -> str:
    """The sample's own notice, read through and grouped into rows."""
    id = Matter.objects.get(kind="directive").id
    for clause in dict.fromkeys(item["clause"] for item in Matter.objects.get(id=id).facts["obligations"]):
        said(clerk, f"/duties/directives/{id}/work", do="clause", clause=clause)
    assert take(clerk, id, "check") == "合并归口"
    said(clerk, f"/duties/directives/{id}/table")
    return id


def bring_in(clerk: Client, id: str, data: bytes) -> str:
    sent = {"table": SimpleUploadedFile("县表.xlsx", data)}
    return clerk.post(f"/duties/directives/{id}/table/county", sent, follow=True).content.decode()


def in_county_words(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as the county writes them: short names, a group for many, a date with dots."""
    first = {"lead_said": "县交通局", "units_said": "县水利局、各乡镇", "due_said": "2025.9.30"}
    second = {"lead_said": "县应急局", "units_said": "县住建局"}
    return [row | {0: first, 1: second}.get(n, in_short(row)) for n, row in enumerate(rows)]


def in_short(row: dict[str, Any]) -> dict[str, Any]:
    short = dict(Record.objects.filter(kind="unit").values_list("id", "facts__short"))
    said = {"units_said": "、".join(short[one] for one in row.get("units", ())), "due_said": row.get("due")}
    return said | {"lead_said": short.get(row.get("lead"))}


def test_goes_in_by_number_and_comes_out_as_it_was(sign_in: SignIn, now: Now, clerk: Client, grouped: str) -> None:
    data = county_file(in_county_words(Matter.objects.get(id=grouped).facts["rows"]))
    assert "县里的表已导入" in bring_in(clerk, grouped, data)
    rows = Matter.objects.get(id=grouped).facts["rows"]
    assert (rows[0]["lead"], rows[0]["due"]) == (unit("县交通局"), "2025-09-30")
    assert len(rows[0]["units"]) == 13
    assert rows[1]["units"] == [unit("县住建局")]
    assert {row["leader"] for row in rows} == {"示例领导"}
    address = f"/duties/directives/{grouped}/table/county"
    out = clerk.get(address).content
    assert {key: (cells(out)[key], was) for key, was in cells(data).items() if cells(out)[key] != was} == {}
    assert out == data
    before = cells(data)
    said(clerk, f"/duties/directives/{grouped}/rows/2", **form_of(clerk, grouped, "2", measures="改过的措施"))
    after = cells(clerk.get(address).content)
    assert {key for key in after if after[key] != before.get(key)} == {"D6"}
    assert after["D6"][0] == "改过的措施"


def form_of(clerk: Client, id: str, no: str, **changes: Any) -> dict[str, Any]:
    """What the row's form sends, with changes."""
    from anlan.desk.tests.browserish import sent_by

    sent = sent_by(clerk.get(f"/duties/directives/{id}/rows/{no}").content.decode()).copy()
    for name, value in changes.items():
        sent[name] = value
    return {name: sent.getlist(name) for name in sent}


def test_what_cannot_be_is_refused_whole(clerk: Client, grouped: str) -> None:
    rows = Matter.objects.get(id=grouped).facts["rows"]
    strange = [rows[0] | {"no": "999", "units_said": "县住建局"}]
    unknown = [rows[0] | {"units_said": "县太空局"}]
    for wrong, sentence in ((strange, "序号 999 不在任务分解表里"), (unknown, "县太空局")):
        assert sentence in bring_in(clerk, grouped, county_file(wrong))
    assert "请" in bring_in(clerk, grouped, b"not a table")
    assert Matter.objects.get(id=grouped).facts["rows"] == rows
