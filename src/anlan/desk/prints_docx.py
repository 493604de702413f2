"""Sets a Paper as docx. Our own slips (form, receipt, table) are here; the official paper is in `prints_docx_official`."""

import io
from datetime import UTC, date, datetime
from typing import Any

import segno
from docx import Document
from docx.shared import Mm

from anlan.desk import prints_docx_official
from anlan.desk.docx_blocks import add_blocks
from anlan.desk.docx_parts import border, fixed, number_field, page, pitch, plain_style, write
from anlan.desk.prints import Paper, dated, foot_of, title_lines
from anlan.desk.values import visible

LINE_MM = {"form": 170.0, "receipt": 170.0, "table": 267.0}
SIZE = {"form": 10.5, "receipt": 10.5, "table": 9.5}
COPIES = ("第一联　存根", "第二联　交当事人")


def docx(paper: Paper) -> bytes:
    """The paper as docx; the same paper gives the same text and setting."""
    document = Document()
    core = document.core_properties
    core.title, core.author, core.created = visible(paper.title)[:250], visible(paper.issuer)[:250], _stamp(paper)
    core.modified = core.created
    plain_style(document, "fang", 16 if paper.layout == "red_head" else SIZE[paper.layout])
    if paper.layout == "red_head":
        prints_docx_official.fill(document, paper)
    else:
        _slip(document, paper)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _stamp(paper: Paper) -> datetime:
    day = paper.date or date(2012, 7, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)


def _slip(document: Any, paper: Paper) -> None:
    section, table = document.sections[0], paper.layout == "table"
    if table:
        page(section, top=18, bottom=34 if paper.digest else 18, left=15, right=15, flipped=True)
    else:
        page(section, top=20, bottom=40 if paper.digest else 24, left=20, right=20)
    section.footer_distance = Mm(10)
    _foot(section.footer, paper)
    names = COPIES if paper.layout == "receipt" else ("",)
    for n, name in enumerate(names):
        if n:
            cut = border(document.add_paragraph(), "bottom", "dashed", 4)
            pitch(cut, 14, before=10, after=14)
        _copy(document, paper, name)


def _copy(document: Any, paper: Paper, name: str) -> None:
    size, face = SIZE[paper.layout], "biao" if paper.layout == "table" else "hei"
    large = 18.0 if paper.layout == "table" else 16.0
    for line in title_lines(paper.title, 34 if paper.layout == "table" else 20):
        pitch(write(document.add_paragraph(), [(line, face)], large, bold=face == "hei"), large * 1.4, align="center", keep=True)
    table = paper.layout == "table"
    left = paper.issuer if table else f"编号：{paper.number}" if paper.number else ""
    right = "　".join(filter(None, (paper.number, dated(paper)))) if table else name or paper.note
    _ends(document, left, right, LINE_MM[paper.layout], size)
    if paper.addressees:
        pitch(write(document.add_paragraph(), [("、".join(paper.addressees) + "：", "hei")], size), size * 1.6)
    add_blocks(document, paper.blocks, LINE_MM[paper.layout], size)
    if not table and (paper.issuer or paper.date):
        signed = "　".join(filter(None, (paper.issuer, dated(paper))))
        pitch(write(document.add_paragraph(), [(signed, "hei")], size), size * 1.8, before=6, align="right")


def _ends(document: Any, left: str, right: str, width: float, size: float) -> None:
    if not (left or right):
        return
    paragraph = pitch(document.add_paragraph(), size * 1.6, before=4, after=4, align="left", keep=True)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), alignment=2)
    write(paragraph, [(f"{left}\t{right}", "hei")], size)


def _foot(footer: Any, paper: Paper) -> None:
    lines = foot_of(paper)
    paragraph = footer.paragraphs[0]
    if not lines:
        _pages(pitch(paragraph, 12, align="center"))
        return
    pitch(border(paragraph, "top", "single", 4), 4)
    table = footer.add_table(1, 3, Mm(LINE_MM[paper.layout]))
    fixed(table, (24, LINE_MM[paper.layout] - 60, 36))
    code, text, pages = table.rows[0].cells
    if paper.link:
        code.paragraphs[0].add_run().add_picture(io.BytesIO(qr_png(paper.link)), width=Mm(18))
    pitch(write(text.paragraphs[0], [("\n".join(lines), "hei")], 9), 13, align="left")
    _pages(pitch(pages.paragraphs[0], 13, align="right"))
    for cell in (text, pages):
        cell.vertical_alignment = 3
    pitch(footer.add_paragraph(), 1)


def _pages(paragraph: Any) -> None:
    write(paragraph, [("第 ", "hei")], 9)
    number_field(paragraph, "PAGE", "hei", 9)
    write(paragraph, [(" 页，共 ", "hei")], 9)
    number_field(paragraph, "NUMPAGES", "hei", 9)
    write(paragraph, [(" 页", "hei")], 9)


def qr_png(link: str) -> bytes:
    """A code for `link`."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="png", scale=8, border=0)
    return out.getvalue()
