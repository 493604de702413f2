"""Sets an official paper (GB/T 9704—2012) as docx: 文件格式, and 信函格式 for a letter. No digest, no code."""

from datetime import date
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm

from anlan.desk.docx_blocks import add_grid
from anlan.desk.docx_parts import (
    RED,
    border,
    fixed,
    float_at_foot,
    grid,
    indent,
    number_field,
    page,
    pitch,
    table_borders,
    track,
    write,
)
from anlan.desk.prints import (
    Grid,
    Measures,
    Paper,
    Text,
    dated,
    mark_of,
    mark_size,
    measures,
    notes_of,
    runs,
    title_lines,
)  # fmt: skip
from anlan.desk.values import chinese_date

COLOUR = str(RED)


def fill(document: Any, paper: Paper) -> None:
    """Fills an empty document."""
    m = measures(paper.date or date.max)
    section = document.sections[0]
    page(section, top=m["margin_top"], bottom=m.margin_bottom(paper.letter), left=m["margin_left"], right=m.margin_right)
    grid(section, m.line)
    _page_numbers(document, section, paper, m)
    (_letter_head if paper.letter else _file_head)(document, section, paper, m)
    for n, line in enumerate(lines := title_lines(paper.title, 20)):
        first, last = n == 0, n == len(lines) - 1
        title = write(document.add_paragraph(), [(line, "biao")], m["title_size"])
        pitch(title, 32, before=2 * m.line if first else 0, after=m.line if last else 0, align="center", keep=True)
    _body(document, paper, m)
    _signature(document, paper, m)
    _end(document, paper, m)


def _line(document: Any, runs: list[tuple[str, str]], m: Measures, **more: Any) -> Any:
    return track(pitch(write(document.add_paragraph(), runs, m["body_size"]), m.line, **more), m.tracking)


def _page_numbers(document: Any, section: Any, paper: Paper, m: Measures) -> None:
    """— 1 —: right on odd pages, left on even ones, one character from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    size = m["small_size"]
    section.footer_distance = Mm(m.margin_bottom(paper.letter) - m["number_below_core"] - size * 25.4 / 72)
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = pitch(footer.paragraphs[0], size, align=align)
        indent(paragraph, size, **{align: 1})
        write(paragraph, [("— ", "song")], size)
        number_field(paragraph, "PAGE", "song", size)
        write(paragraph, [(" —", "song")], size)


def _file_head(document: Any, section: Any, paper: Paper, m: Measures) -> None:
    marks = [word for word in (paper.secrecy, paper.urgency) if word]
    for word in marks:
        _line(document, [(word, "hei")], m)
    size = mark_size(paper, m["core_width"])
    above = m["mark_below"] * 72 / 25.4 - len(marks) * m.line
    pitch(write(document.add_paragraph(), [(mark_of(paper), "biao")], size, red=True), size, before=max(above, 0), align="center")
    if paper.signer:
        said = [(f"{paper.number}\t签发人：", "fang"), (paper.signer, "kai")]
        number = indent(_line(document, said, m, before=2 * m.line, align="left"), m["body_size"], left=1)
        number.paragraph_format.tab_stops.add_tab_stop(Mm(m["core_width"]) - Mm(5.6), alignment=2)
    else:
        number = _line(document, [(paper.number, "fang")], m, before=2 * m.line, align="center")
    border(number, "bottom", "single", 12, COLOUR, space=round(m["mark_to_line"] * 72 / 25.4))


def _letter_head(document: Any, section: Any, paper: Paper, m: Measures) -> None:
    """The mark and its double line stand in the first page's head, the other double line in its foot."""
    section.different_first_page_header_footer = True
    section.header_distance, out = Mm(m["letter_mark_top"]), (m["letter_line_width"] - m["core_width"]) / 2
    size = mark_size(paper, m["letter_line_width"])
    top = write(section.first_page_header.paragraphs[0], [(mark_of(paper), "biao")], size, red=True)
    pitch(top, size, after=m.line / 2, align="center")
    border(top, "bottom", "thickThinSmallGap", 24, COLOUR, space=round(m["letter_mark_to_line"] * 72 / 25.4))
    foot = pitch(section.first_page_footer.paragraphs[0], 1)
    border(foot, "bottom", "thinThickSmallGap", 24, COLOUR)
    for one in (top, foot):
        one.paragraph_format.left_indent = one.paragraph_format.right_indent = Mm(-out)
    section.first_page_footer.is_linked_to_previous = False
    marks = [word for word in (paper.secrecy, paper.urgency) if word] or [""]
    first = _line(document, [(marks[0], "hei"), (f"\t{paper.number}", "fang")], m, align="left")
    first.paragraph_format.tab_stops.add_tab_stop(Mm(m["core_width"]), alignment=2)
    for word in marks[1:]:
        _line(document, [(word, "hei")], m)


def _body(document: Any, paper: Paper, m: Measures) -> None:
    if paper.addressees:
        _line(document, [("、".join(paper.addressees) + "：", "fang")], m)
    for n, block in enumerate(paper.blocks):
        if isinstance(block, Grid):
            add_grid(document, block, m["core_width"], m["small_size"])
        elif isinstance(block, Text):
            parts = list(runs(block.text))
            alone = len(parts) == 1 and parts[0][1] != "fang"
            indent(_line(document, parts, m, keep=alone or n == len(paper.blocks) - 1), m["body_size"], firstLine=2)
    for n, note in enumerate(notes_of(paper)):
        line = _line(document, [(note, "fang")], m, before=0 if n else m.line, align="left", keep=True)
        indent(line, m["body_size"], left=5, hanging=3)


def _signature(document: Any, paper: Paper, m: Measures) -> None:
    """The date four characters from the right edge, the issuer centred over it."""
    day = dated(paper)
    over = 4 + width_of(day) / 2 - width_of(paper.issuer) / 2
    if paper.issuer:
        name = _line(document, [(paper.issuer, "fang")], m, before=m.line, align="right", keep=bool(day))
        indent(name, m["body_size"], right=max(0, over))
    if day:
        indent(_line(document, [(day, "fang")], m, before=0 if paper.issuer else m.line, align="right"), m["body_size"], right=4)
    if paper.contact:
        indent(_line(document, [(f"（{paper.contact.strip('（）()')}）", "fang")], m, align="left"), m["body_size"], firstLine=2)


def width_of(text: str) -> float:
    """Width in characters: Latin letters and digits are half of one."""
    return sum(0.5 if char.isascii() else 1 for char in text)


def _end(document: Any, paper: Paper, m: Measures) -> None:
    """版记 at the foot of the last page."""
    printed = "" if paper.letter else paper.printed_by
    rows = [text for text in (f"抄送：{'，'.join(paper.copies)}。" if paper.copies else "", printed) if text]
    if not rows:
        return
    size = m["small_size"]
    table = document.add_table(len(rows), 1)
    thick, thin = round(m["end_line_thick"] * 72 / 25.4 * 8), round(m["end_line_thin"] * 72 / 25.4 * 8)
    table_borders(table, **({} if paper.letter else {"top": thick, "bottom": thick, "insideH": thin}))
    fixed(table, (m["core_width"],))
    float_at_foot(table)
    for row, text in zip(table.rows, rows, strict=True):
        paragraph = row.cells[0].paragraphs[0]
        if text == printed:
            on = f"\t{chinese_date(paper.printed_on)}印发" if paper.printed_on else ""
            pitch(write(paragraph, [(text + on, "fang")], size), size * 1.5, align="left")
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(m["core_width"]) - Mm(9), alignment=2)
            indent(paragraph, size, left=1)
        else:
            indent(pitch(write(paragraph, [(text, "fang")], size), size * 1.5), size, left=4, hanging=3, right=1)
    tail = pitch(document.add_paragraph(), 1)
    tail._element.get_or_add_pPr().find(qn("w:spacing")).set(qn("w:line"), "20")
