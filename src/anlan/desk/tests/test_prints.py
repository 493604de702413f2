"""Papers: what a Print draws from a matter, and how the four layouts are set. The PDF is measured, the docx is read."""

import io
import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import docx as python_docx
import pdfplumber
import pytest
import segno
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.desk import fonts
from anlan.desk.prints import (
    Field,
    Grid,
    Paper,
    Stamp,
    Text,
    fold,
    measures,
    notes_of,
    pairs,
    paper_of,
    runs,
    split_names,
    title_lines,
    widths_of,
)  # fmt: skip
from anlan.desk.prints_docx import docx
from anlan.desk.prints_pdf import pdf
from anlan.desk.values import shown
from anlan.kernel.facts import (
    Facts,
    Moment,
    long_text,
    many,
    moment,
    number,
    photo,
    point,
    rows,
    signature,
    text,
    unit,
    widgets,
    yes_no,
)
from anlan.kernel.loop import Look, Print
from anlan.kernel.people import Actor
from anlan.standards.faults import faults
from anlan.standards.loader import shipped

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 3, 12, 23, 30, tzinfo=BEIJING)
MM = 72 / 25.4
DIGEST = "7c419e0b52d8a6f31b9044cee27a8d35" * 2
SENTENCE = "各乡镇各有关部门要对照任务清单逐项细化措施明确责任领导和联络员按月报送进展情况"
FILE = Paper(
    "red_head", "关于做好安全生产重点工作的通知", tuple(Text(SENTENCE * 4) for _ in range(9)), "澄安委〔2026〕3号",
    "澄川县安全生产委员会", date=date(2026, 4, 2), addressees=("各乡镇人民政府", "县安委会各成员单位"), urgency="加急",
    copies=("县委办公室", "县政府办公室"), attachments=("任务分解表", "报送表"), contact="此件公开发布",
    printed_by="澄川县安委办", printed_on=date(2026, 4, 3),
)  # fmt: skip
LETTER = Paper(
    "red_head", "关于限期整改重大事故隐患的督办函", (Text("一、立即管控风险。督促企业停止作业。"), Text("请按期反馈。")),
    "澄安办督〔2026〕7号", "澄川县安全生产委员会办公室", date=date(2026, 3, 13), addressees=("沙河镇人民政府",),
    copies=("县政府办公室",), letter=True,
)  # fmt: skip
SLIP = Paper(
    "form", "现场检查记录单", (Field("被检查单位", "青禾化工（示例）", wide=True), Field("时间", "09:05"), Field("地点", "罐区"),
    Field("检查人员签字", signed=True)), "澄检〔2026〕118号", digest=DIGEST, sealed="封存 2026-03-12 11:10",
    link="https://anlan.example/v/1",
)  # fmt: skip
LINES = tuple((str(n), SENTENCE, "王振") for n in range(1, 61))
TABLE = Paper("table", "任务分解表", (Grid(("序号", "工作任务", "责任领导"), LINES),))


class GasTest(Facts):
    at: Moment = moment("时间")
    lel: Decimal = number("可燃气体", "%LEL")


class Check(Facts):
    firm: str = unit("被检查单位")
    found: str = long_text("发现问题")
    copies: tuple[str, ...] = many("抄送", optional=True)
    tests: tuple[GasTest, ...] = rows("气体分析", optional=True)
    stopped: bool | None = yes_no("是否停止作业", optional=True)
    at: tuple[int, int] | None = point("位置", optional=True)
    pictures: tuple[str, ...] = photo("照片", optional=True)
    signed: str | None = signature("检查人员签字", optional=True)
    note: str | None = text("备注", optional=True)


CHECK = Check(
    firm="u1", found="一、报警器停用。\n立即修复。", copies=("县政府办公室", "县公安局"), stopped=True,
    at=(1128162000, 395270000), signed="e1", tests=(GasTest(at=NOW, lel=Decimal("0.10")),), pictures=("a", "b"),
)  # fmt: skip
TIMES = {"now": NOW, "happened_at": NOW, "opened": NOW, "since": NOW}
LOOK = Look(facts=CHECK, state="已印发", by=Actor("p1", "何静"), number="澄安办〔2026〕1号", **TIMES)


class Names:
    def title(self, widget, id):
        return {"u1": "青禾化工（示例）"}.get(id, id)

    def find(self, widget, text):
        return (text,)


def pages(data):
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return [(page.extract_text(), page.chars, page) for page in opened.pages]


def code_on(page):
    """The modules of the code at the foot's left, as printed."""
    picture = page.crop((18 * MM, 255 * MM, 42 * MM, 297 * MM)).to_image(resolution=300).original.convert("L")
    dark = picture.point(lambda grey: 255 if grey < 128 else 0)
    left, top, right, bottom = dark.crop((0, 40, *dark.size)).getbbox()
    count = len(segno.make(SLIP.link, error="m", micro=False).matrix)
    step = (right - left) / count
    at = [(n + 0.5) * step for n in range(count)]
    return [[dark.getpixel((left + x, 40 + top + y)) == 255 for x in at] for y in at]


def text_of(data):
    """All text of a docx, tables and feet included."""
    document = python_docx.Document(io.BytesIO(data))
    parts = [document.element.body]
    for section in document.sections:
        parts += [section.footer._element, section.first_page_footer._element, section.first_page_header._element]
    return "".join(node.text or "" for part in parts for node in part.iter(qn("w:t")))


def test_an_official_paper_takes_its_elements_from_the_blocks():
    blocks = (("主送", lambda look: "沙河镇、县公安局"), "copies", ("", lambda look: look.facts.found))
    shape = Print("督办函", "red_head", blocks)
    paper = paper_of(shape, LOOK, Stamp("县安委办", "李明远", date(2026, 3, 13), "县安委办", digest=DIGEST), Names())
    assert (paper.addressees, paper.copies, paper.letter) == (("沙河镇", "县公安局"), ("县政府办公室", "县公安局"), True)
    assert paper.blocks == (Text("一、报警器停用。"), Text("立即修复。"))
    assert (paper.number, paper.date, paper.digest, paper.link) == ("澄安办〔2026〕1号", date(2026, 3, 13), "", "")
    assert paper_of(shape, LOOK, Stamp("县安委办"), Names()).date is None


def test_an_official_paper_never_carries_a_digest():
    with pytest.raises(ValueError, match="公文不印账本摘要"):
        replace(FILE, digest=DIGEST)


def test_a_slip_shows_every_fact_in_order():
    paper = paper_of(Print("检查单", "form"), LOOK, Stamp(digest=DIGEST), Names())
    assert [block.label for block in paper.blocks if isinstance(block, Field)] == [
        "被检查单位", "发现问题", "抄送", "是否停止作业", "位置", "照片", "检查人员签字", "备注"]  # fmt: skip
    said = {block.label: block.value for block in paper.blocks if isinstance(block, Field)}
    assert (said["被检查单位"], said["照片"], said["是否停止作业"], said["备注"]) == ("青禾化工（示例）", "2张", "是", "")
    assert said["位置"] == "东经 112.8162000°，北纬 39.5270000°"
    assert paper.blocks[3] == Grid(("时间", "可燃气体（%LEL）"), (("2026年3月12日23:30", "0.1"),), "气体分析")
    assert (paper.date, paper.digest) == (date(2026, 3, 12), DIGEST)


def test_an_unknown_layout_is_refused():
    with pytest.raises(ValueError, match="不认识的版式“poster”"):
        paper_of(Print("海报", "poster"), LOOK)


def test_values_read_from_json_are_shown_alike():
    model = {name: shown(w, getattr(CHECK, name), Names()) for name, w in widgets(Check).items()}
    stored = CHECK.dump()
    for name, widget in widgets(Check).items():
        if name != "tests":
            assert shown(widget, stored.get(name), Names()) == model[name]


@pytest.mark.parametrize(
    "paragraph, faces",
    [
        ("一、总体要求", ["hei"]), ("一、立即管控。督促停产。", ["hei", "fang"]), ("（一）指导思想。要求如下。", ["kai", "fang"]),
        ("1. 矿山。要求如下。", ["fang"]), ("（1）储罐区。", ["fang"]), ("各单位：", ["fang"]), ("一、" + SENTENCE * 2, ["fang"]),
    ],
)  # fmt: skip
def test_headings_have_their_faces(paragraph, faces):
    assert [face for _, face in runs(paragraph)] == faces
    assert "".join(part for part, _ in runs(paragraph)) == paragraph


@given(st.text("关于做好安全生产的通知《》、0123", min_size=1, max_size=90), st.integers(5, 30))
def test_a_title_is_broken_into_full_lines(title, most):
    lines = title_lines(title, most)
    assert "".join(lines) == title
    assert all(0 < len(line) <= most for line in lines)


def test_a_title_breaks_where_a_word_ends():
    assert title_lines("关于印发《澄川县2026年重点行业领域安全生产专项整治工作任务分解表》的通知", 20)[-1].endswith("的通知")
    assert title_lines("短标题", 20) == ("短标题",)
    assert fold("责任领导", 3.2) == "责任\n领导"


def test_lists_notes_and_lines():
    assert split_names("1. 任务分解表，含说明；2. 报送表。", "attachments") == ("任务分解表，含说明", "报送表")
    assert notes_of(FILE) == ("附件：1. 任务分解表", "　　　2. 报送表")
    assert notes_of(replace(FILE, attachments=("甲",))) == ("附件：甲",)
    narrow, wide = Field("甲"), Field("乙", wide=True)
    assert pairs([narrow, narrow, narrow, wide]) == [(narrow, narrow), (narrow,), (wide,)]


@given(st.lists(st.lists(st.text("文字abc123 ", max_size=30), min_size=3, max_size=3).map(tuple), max_size=5), st.floats(30, 90))
def test_columns_fill_the_line(cells, line):
    grid = Grid(("甲", "责任领导", "备注"), tuple(cells))
    assert sum(widths_of(grid, line)) == pytest.approx(line) or min(widths_of(grid, line)) >= 3.2


def test_the_figures_of_the_standard_are_sound():
    m = measures(date(2026, 1, 1))
    assert faults(shipped().standard("gbt9704", date(2026, 1, 1))) == []
    assert (m["margin_top"], m.margin_right, m.margin_bottom()) == (37, 26, 35)
    assert m.line == pytest.approx(28.99, abs=0.01)


def test_a_full_page_has_22_lines_of_28_characters_within_the_core():
    _, chars, page = pages(pdf(FILE))[1]
    body = [char for char in chars if abs(char["size"] - 16) < 0.01]
    lines = {}
    for char in body:
        lines.setdefault(round(char["top"]), []).append(char)
    assert (page.width / MM, page.height / MM) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))
    assert len(lines) == 22
    assert sorted({len(line) for line in lines.values()})[-1] == 28
    assert min(char["x0"] for char in body) == pytest.approx(28 * MM, abs=1)
    assert max(char["x1"] for char in body) <= 184 * MM + 1
    assert min(char["top"] for char in body) >= 37 * MM - 4
    assert max(char["bottom"] for char in body) <= 262 * MM + 4


def test_a_file_has_its_mark_line_numbers_and_end():
    found = pages(pdf(FILE))
    first, last = found[0], found[-1]
    marks = [char for char in first[1] if char["text"] in "澄川县安全生产委员会文件" and char["size"] > 30]
    assert "".join(char["text"] for char in marks) == "澄川县安全生产委员会文件"
    assert marks[0]["non_stroking_color"] != (0,)
    red = [line for line in first[2].lines if line["stroking_color"] == marks[0]["non_stroking_color"]]
    assert [(line["x0"] / MM, line["x1"] / MM) for line in red] == [(pytest.approx(28, abs=0.1), pytest.approx(184, abs=0.1))]
    assert "加急" in first[0]
    assert [re.search(r"— (\d) —", page[0])[1] for page in found] == [str(n) for n in range(1, len(found) + 1)]
    dash = [[c for c in page[1] if c["text"] == "—" and abs(c["size"] - 14) < 0.1] for page in found]
    assert dash[0][0]["x0"] > 105 * MM > dash[1][0]["x0"]
    ends = ("附件：1. 任务分解表", "2026年4月2日", "（此件公开发布）", "抄送：县委办公室，县政府办公室。", "2026年4月3日印发")
    assert [part for part in ends if part not in last[0]] == []
    assert max(line["bottom"] for line in last[2].lines) == pytest.approx(262 * MM, abs=1)
    assert "摘要" not in "".join(page[0] for page in found)


def test_a_letter_has_two_double_lines_and_no_number_on_its_first_page():
    (said, _, page), *rest = pages(pdf(LETTER))
    assert rest == []
    assert "文件" not in said.split("\n")[0]
    assert not re.search(r"— \d —", said)
    lines = sorted({round(line["top"] / MM, 1) for line in page.lines})
    assert len(lines) == 4
    assert lines[-1] == pytest.approx(277, abs=1)
    assert {round(line["width"] / MM) for line in page.lines} == {170}
    assert "抄送：县政府办公室。" in said


def test_our_own_slip_carries_digest_and_code():
    (said, _, page), *_ = pages(pdf(SLIP))
    assert "账本摘要 7c41 9e0b 52d8 a6f3 1b90 44ce e27a 8d35" in said
    assert "第 1 页，共 1 页" in said
    assert code_on(page) == [[bool(module) for module in row] for row in segno.make(SLIP.link, error="m", micro=False).matrix]
    assert "摘要" not in pages(pdf(replace(SLIP, digest="", link="")))[0][0]


def test_a_receipt_has_two_copies_to_be_cut_apart():
    found = pages(pdf(replace(SLIP, layout="receipt")))
    assert len(found) == 1
    assert ("第一联" in found[0][0], "第二联" in found[0][0]) == (True, True)
    long = replace(SLIP, layout="receipt", blocks=(Field("事由", SENTENCE * 20, wide=True),))
    assert [("第一联" in said, "第二联" in said) for said, _, _ in pages(pdf(long))] == [(True, False), (False, True)]


def test_a_table_lies_across_and_repeats_its_head():
    found = pages(pdf(TABLE))
    assert len(found) > 1
    assert all(page.width > page.height and "工作任务" in said for said, _, page in found)


def test_text_is_never_markup():
    trap = '#let x = 1 *粗* $x^2$ @ref <b> \\ " [#image("/etc/passwd")]'
    said = pages(pdf(replace(SLIP, blocks=(Text(trap), Field("标", trap, wide=True)))))[0][0]
    assert said.count("#image(") == 2
    assert "*粗*" in said
    assert trap in text_of(docx(replace(SLIP, blocks=(Text(trap),))))


def test_the_same_paper_gives_the_same_bytes():
    assert pdf(LETTER) == pdf(LETTER)


def test_a_docx_has_the_page_of_the_standard():
    document = python_docx.Document(io.BytesIO(docx(FILE)))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in margins] == [37, 35, 28, 26]
    assert document.settings.odd_and_even_pages_header_footer
    body = next(p for p in document.paragraphs if p.text.startswith(SENTENCE))
    assert (body.runs[0].font.size.pt, round(body.paragraph_format.line_spacing.pt, 1)) == (16, 29.0)
    assert body._element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert body.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    said = text_of(docx(FILE))
    parts = ("澄川县安全生产委员会文件", "附件：1. 任务分解表", "抄送：县委办公室，县政府办公室。", "印发")
    assert [part for part in parts if part not in said] == []
    assert "摘要" not in said


def test_a_letter_in_docx_has_its_mark_in_the_first_head():
    document = python_docx.Document(io.BytesIO(docx(LETTER)))
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == "澄川县安全生产委员会办公室"
    assert round(section.header_distance.mm) == 30


def test_a_table_in_docx_lies_across_and_repeats_its_head():
    document = python_docx.Document(io.BytesIO(docx(TABLE)))
    section, table = document.sections[0], document.tables[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    assert [len(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in table.rows[:3]] == [1, 0, 0]
    assert (len(table.rows), table.rows[60].cells[1].text) == (61, SENTENCE)


def test_a_slip_in_docx_carries_digest_and_code():
    data = docx(SLIP)
    assert "7c41 9e0b" in text_of(data)
    assert python_docx.Document(io.BytesIO(data)).sections[0].footer.part.related_parts
    assert len(text_of(docx(replace(SLIP, layout="receipt"))).split("被检查单位")) == 3


def test_the_doctor_hears_which_faces_are_missing():
    assert fonts.fonts_missing(["FangSong", "SimHei", "KaiTi", "SimSun", "FZXiaoBiaoSong-B05S"]) == ()
    assert fonts.fonts_missing(["DejaVu Sans"])[0].startswith("没有中文字体")
    said = fonts.fonts_missing(["SimHei", "Noto Serif CJK SC"])
    assert "没有仿宋，PDF 暂用 Noto Serif CJK SC 代替，请装上单位已获授权的仿宋字体。" in said
    assert not any("黑体" in one for one in said)


anything = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["form", "receipt", "table", "red_head"]), anything, anything, st.lists(anything, min_size=2, max_size=2))
def test_any_text_can_be_printed(layout, title, said, cells):
    paper = Paper(layout, title, (Text(said), Field(said, title), Grid(("甲", "乙"), (tuple(cells),))), number=title, issuer=said)
    if layout == "red_head":
        paper = replace(paper, blocks=(Text(said), Grid(("甲", "乙"), (tuple(cells),))))
    assert pdf(paper).startswith(b"%PDF")
    assert docx(paper).startswith(b"PK")
