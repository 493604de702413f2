"""Tables out and in: types, traps, and a sentence for every wrong cell."""

import io
import subprocess
import sys
import zipfile
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.desk import intake, sheets, tables
from anlan.desk.cells import columns_of, joined
from anlan.desk.sheets import BadFile, read_sheet
from anlan.desk.values import IDS
from anlan.kernel.facts import (
    Contact,
    Facts,
    Moment,
    choice,
    contact,
    day,
    long_text,
    many,
    moment,
    money,
    number,
    photo,
    place,
    point,
    text,
    unit,
    yes_no,
)  # fmt: skip

BEIJING = timezone(timedelta(hours=8))


class Firm(Facts):
    code: str = text("统一社会信用代码")
    name: str = text("企业名称")
    place: str | None = place("所属乡镇", optional=True)
    kind: str = choice("行业", "煤矿", "危险化学品", "其他")
    risks: tuple[str, ...] = many("风险类型", "瓦斯", "粉尘", "有限空间", optional=True)
    staff: int | None = number("从业人数", "人", at_least="0", optional=True)
    output: Decimal | None = money("产值", optional=True)
    built: date | None = day("建成日期", optional=True)
    seen: Moment | None = moment("最近检查时间", optional=True)
    open: bool | None = yes_no("是否在产", optional=True)
    keeper: Contact | None = contact("安全管理人员", optional=True)
    at: tuple[int, int] | None = point("位置", optional=True)
    about: str | None = long_text("概况", optional=True)
    pictures: tuple[str, ...] = photo("照片", optional=True)


COLUMNS = columns_of(Firm)
FULL = Firm(
    code="911406210000000011", name="=HYPERLINK(\"http://x\")", place="140621100", kind="煤矿", risks=("瓦斯", "粉尘"), staff=120,
    output=Decimal("3.50"), built=date(2015, 6, 1), seen=datetime(2026, 3, 12, 9, 5, tzinfo=BEIJING), open=True,
    keeper=Contact(name="李工", phone="13900000001"), at=(1128162000, 395270000), about="两行\n概况", pictures=("a", "b"),
)  # fmt: skip


def book_of(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_firms(data, **more):
    return intake.take_in(Firm, read_sheet(data), **more)


HEADS = ["统一社会信用代码", "企业名称", "行业"]


def test_each_cell_has_the_type_of_its_fact():
    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx(COLUMNS, [FULL], "企业/台账"))).active
    said = {sheet.cell(1, n).value: sheet.cell(2, n) for n in range(1, sheet.max_column + 1)}
    assert sheet.title == "企业台账"
    assert sheet.freeze_panes == "B2"
    assert (said["统一社会信用代码"].value, said["统一社会信用代码"].number_format) == ("911406210000000011", "@")
    assert (said["产值（万元）"].value, said["从业人数（人）"].value) == (3.5, 120)
    assert (said["建成日期"].value.date(), said["建成日期"].number_format) == (date(2015, 6, 1), "yyyy-mm-dd")
    assert said["最近检查时间"].value.isoformat() == "2026-03-12T09:05:00"
    assert [said[k].value for k in ("经度", "纬度")] == [112.8162, 39.527]
    assert [said[k].value for k in ("安全管理人员", "安全管理人员电话")] == ["李工", "13900000001"]
    assert [said[k].value for k in ("照片", "风险类型", "是否在产")] == ["2张", "瓦斯、粉尘", "是"]


def test_text_never_becomes_a_formula():
    cell = openpyxl.load_workbook(io.BytesIO(tables.xlsx(COLUMNS, [FULL]))).active["B2"]
    assert (cell.data_type, cell.quotePrefix, cell.value) == ("s", True, '=HYPERLINK("http://x")')
    line = tables.csv_bytes(COLUMNS, [FULL]).decode("utf-8-sig").splitlines()[1]
    assert "\"'=HYPERLINK" in line


@pytest.mark.parametrize("make", [lambda rows: tables.xlsx(COLUMNS, rows), lambda rows: tables.csv_bytes(COLUMNS, rows)])
def test_what_goes_out_comes_in_again(make):
    second = Firm(code="0001", name="二号（示例）", kind="其他", open=False)
    found = read_firms(make([FULL, second]))
    assert found.faults == ()
    assert [row.facts for row in found.rows] == [FULL.model_copy(update={"pictures": ()}), second]
    assert found.ignored == ("照片",)


def test_json_rows_are_as_good_as_facts():
    assert read_firms(tables.xlsx(COLUMNS, [FULL.dump()])).rows == read_firms(tables.xlsx(COLUMNS, [FULL])).rows


def test_every_wrong_cell_has_its_row_and_what_to_do():
    data = book_of(
        ["澄川县企业台账（示例）"], [*HEADS, "从业人数（人）", "建成日期", "是否在产", "经度", "纬度", "安全管理人员电话"],
        ["A1", "一号", "煤矿", "十二", "2026-02-30", "也许", 112.8, 99, ""],
        ["A2", None, "农业", -3, "3月底", "√", None, None, "abc"],
        [None] * 9, ["A1", "三号", "煤矿"],
        ["A4", "四号", "煤矿", "１２０人", "2026年3月1日", "×", "112.5", 39.5, ""],
        [123456789012345678, "五号", "其他"], ["A1", "六号", "煤矿"],
    )  # fmt: skip
    found = read_firms(data, key="code")
    assert [(fault.row, fault.column, fault.sentence) for fault in found.faults] == [
        (3, 3, "从业人数请填数字。"),
        (3, 4, "建成日期“2026-02-30”没有这一天，请核对后填成 2026-03-18。"),
        (3, 5, "是否在产应填“是”或“否”。"),
        (3, 7, "纬度应填十进制的度数，不超过 90，例如 39.5270。"),
        (4, 1, "企业名称还没有填写，请补上。"),
        (4, 2, "行业请从“煤矿、危险化学品、其他”中选一项。"),
        (4, 3, "从业人数请填不小于 0 的数（人）。"),
        (4, 4, "建成日期“3月底”不是完整的日期，请填成 2026-03-18。"),
        (4, 8, "安全管理人员还没有填写，请补上。"),
        (4, 8, "安全管理人员请填姓名和电话，电话只用数字。"),
        (8, 0, "统一社会信用代码是数字格式，超过 15 位的尾数已丢失，请把该列设为“文本”格式后重填。"),
        (9, 0, "统一社会信用代码与第 6 行重复，请删去一行或改正。"),
    ]
    assert [(row.number, row.facts.staff) for row in found.rows] == [(6, None), (7, 120)]
    assert found.rows[1].facts.at == (1125000000, 395000000)
    assert intake.said(found.faults[0]) == "第 3 行（D 列）：从业人数请填数字。"


def test_the_marked_table_can_be_mended_and_sent_again():
    found = read_firms(book_of(HEADS, ["A1", None, "煤矿"], ["A2", "二号", "煤矿"]))
    book = openpyxl.load_workbook(io.BytesIO(intake.marked(found)))
    sheet = book.active
    assert [sheet.cell(r, 4).value for r in (1, 2, 3)] == ["需修改", "企业名称还没有填写，请补上。", None]
    assert sheet["B2"].fill.fgColor.rgb.endswith("FFF2CC")
    sheet["B2"] = "一号"
    out = io.BytesIO()
    book.save(out)
    again = read_firms(out.getvalue())
    assert (again.is_good, len(again.rows), again.ignored) == (True, 2, ())


def test_the_register_has_its_say():
    found = read_firms(book_of(HEADS, ["A1", "一号", "煤矿"]), check=lambda facts: "煤矿由省厅登记，请删去这一行。")
    assert [fault.sentence for fault in found.faults] == ["煤矿由省厅登记，请删去这一行。"]
    assert found.rows == ()


def test_merged_cells_stand_for_every_row_they_cover():
    data = book_of(HEADS, ["A1", "一号", "煤矿"], ["A2", "二号", None], ["A3", "三号", "煤矿"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.active.merge_cells("C2:C3")
    book.active.merge_cells("B4:C4")
    out = io.BytesIO()
    book.save(out)
    found = read_firms(out.getvalue())
    assert [row.facts.kind for row in found.rows] == ["煤矿", "煤矿"]
    assert "有左右合并的单元格，请取消合并后逐格填写。" in [fault.sentence for fault in found.faults]


@pytest.mark.parametrize(
    "rows, sentence",
    [
        ([["甲", "乙"], [1, 2]], "没有找到表头"),
        ([["统一社会信用代码", "企业名称"], ["A", "B"]], "表头缺少“行业”"),
        ([[*HEADS, "企业名称"], ["A", "B", "煤矿", "C"]], "表头“企业名称”出现了两次（B 列、D 列）"),
    ],
)
def test_a_head_that_will_not_do(rows, sentence):
    with pytest.raises(BadFile, match=sentence):
        read_firms(book_of(*rows))


class People:
    """A directory with two namesakes."""

    def title(self, widget, id):
        return {"u1": "县公安局", "u2": "沙河镇", "u3": "沙河镇"}[id]

    def find(self, widget, said):
        return tuple(id for id in ("u1", "u2", "u3") if self.title(widget, id) == said)


class Duty(Facts):
    lead: str = unit("牵头单位")
    others: tuple[str, ...] = many("责任单位", optional=True, of="unit")


def test_names_are_found_unknown_or_namesakes():
    out = tables.xlsx(columns_of(Duty), [Duty(lead="u1", others=("u1", "u1"))], names=People())
    assert openpyxl.load_workbook(io.BytesIO(out)).active["B2"].value == "县公安局、县公安局"
    assert intake.take_in(Duty, read_sheet(out), People()).rows[0].facts == Duty(lead="u1", others=("u1", "u1"))
    wrong = intake.take_in(Duty, read_sheet(book_of(["牵头单位", "责任单位"], ["县水务局", "沙河镇"])), People())
    assert [fault.sentence for fault in wrong.faults] == [
        "牵头单位“县水务局”在单位中没有找到，请填全称，或先登记。", "责任单位“沙河镇”有 2 个同名的，请改填编号。"]  # fmt: skip


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def bomb():
    """301 MB of noughts in 300 kB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        with archive.open("xl/a.xml", "w") as entry:
            for _ in range(301):
                entry.write(b"\0" * 2**20)
    return out.getvalue()


def with_sheet(change):
    """A workbook whose sheet's XML was changed by hand."""
    out, data = io.BytesIO(), io.BytesIO(book_of(HEADS, ["A", "B", "煤矿"]))
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    return out.getvalue()


FAR = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
VAST = b'</sheetData><mergeCells><mergeCell ref="A9:XFD1048576"/></mergeCells>'
BAD_FILES = [
    (b"", "文件是空的"),
    (b"x" * (sheets.LARGEST + 1), "超过 30 MB"),
    (sheets.OLE + b"\0" * 600 + sheets.LOCKED, "设有打开密码"),
    (sheets.OLE + b"\0" * 600, "已损坏或不是表格"),
    (b"%PDF-1.7\0\0", "不是表格文件"),
    (b"PK\x03\x04broken", "文件已损坏"),
    (zipped(a_xml="x"), "这是压缩包"),
    (bomb(), "文件解开后过大"),
    (with_sheet(lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml), "不该有的声明"),
    (with_sheet(lambda xml: xml.replace(b"</sheetData>", FAR)), "远离正文的单元格"),
    (with_sheet(lambda xml: xml.replace(b"</sheetData>", VAST)), "过大的合并区域"),
    ("、".encode() + b"\xff\xfe\xff,\x80", "文字编码认不出来"),
    (b"\xef\xbb\xbf,,\n,,\n", "表格里没有内容"),
    (book_of(), "表格里没有内容"),
]  # fmt: skip


@pytest.mark.parametrize("data, sentence", BAD_FILES, ids=[sentence for _, sentence in BAD_FILES])
def test_a_file_that_cannot_be_taken_is_refused_in_words(data, sentence):
    with pytest.raises(BadFile, match=sentence):
        read_sheet(data, "表")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gbk", "utf-16"])
def test_csv_in_the_encodings_people_have(encoding):
    data = '统一社会信用代码,企业名称,行业\r\n0001,"一,号",煤矿\r\n'.encode(encoding)
    assert read_firms(data).rows[0].facts == Firm(code="0001", name="一,号", kind="煤矿")


def test_the_template_says_how_to_fill_in():
    data = tables.template(Firm, "企业台账")
    book = openpyxl.load_workbook(io.BytesIO(data))
    guide = {row[0]: row[1:] for row in book["填写说明"].iter_rows(values_only=True)}
    assert guide["行业"] == ("必填", "从“煤矿、危险化学品、其他”中选一项")
    assert guide["从业人数（人）"] == ("选填", "填数字；单位：人；不小于 0")
    assert "照片" not in guide
    assert [choice.formula1 for choice in book.active.data_validations.dataValidation] == ['"煤矿,危险化学品,其他"', '"是,否"']
    assert read_firms(data).rows == ()


printable = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp", "Zs", "Cf")), min_size=1, max_size=30)
moments = st.integers(0, 10**9).map(lambda n: datetime.fromtimestamp(n * 3 // 60 * 60, BEIJING))
firms = st.builds(
    Firm, code=st.from_regex(r"[0-9A-Z]{1,18}", fullmatch=True), name=printable,
    kind=st.sampled_from(["煤矿", "危险化学品", "其他"]),
    place=st.none() | st.just("140621"), about=st.none() | printable, seen=st.none() | moments,
    risks=st.lists(st.sampled_from(["瓦斯", "粉尘", "有限空间"]), unique=True).map(tuple),
    staff=st.none() | st.integers(0, 10**9),
    built=st.none() | st.dates(date(1949, 10, 1), date(2099, 1, 1)),
    output=st.none() | st.decimals(0, 10**9, places=4), open=st.none() | st.booleans(),
    keeper=st.none() | st.builds(Contact, name=printable, phone=st.just("") | st.just("0349-7072345")),
    at=st.none() | st.tuples(st.integers(-1800000000, 1800000000), st.integers(-900000000, 900000000)),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(firms, min_size=1, max_size=5), st.booleans())
def test_a_round_trip_loses_nothing(rows, as_csv):
    found = read_firms(tables.csv_bytes(COLUMNS, rows) if as_csv else tables.xlsx(COLUMNS, rows))
    assert [fault.sentence for fault in found.faults] == []
    assert [row.facts for row in found.rows] == rows


def test_words_with_separators_keep_apart():
    assert joined(["甲、乙", "丙"]) == "甲、乙\n丙"
    assert IDS.find(None, "u1") == ("u1",)


def test_papers_and_tables_need_no_django():
    names = ["prints_pdf", "prints_docx", "tables", "intake", "layouts", "refill", "fonts"]
    asked = f"import sys, {', '.join(f'anlan.desk.{name}' for name in names)}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=Path(__file__).parents[3], check=False).returncode == 0
