"""Pieces of a docx that python-docx does not offer: faces, the grid of an official page, fields, borders, a floating table."""

import math
from collections.abc import Iterable
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from anlan.desk.fonts import FACES
from anlan.desk.values import visible

RED = RGBColor(0xC8, 0x10, 0x2E)
ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
         "both": WD_ALIGN_PARAGRAPH.JUSTIFY}  # fmt: skip


def element(tag: str, **attributes: Any) -> Any:
    """`element("w:ind", firstLineChars=200)`."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def face(run: Any, name: str, size: float, *, bold: bool = False, red: bool = False) -> None:
    """Sets the run in one of the faces of `fonts.FACES`, for Chinese and Latin alike."""
    family = FACES[name][0]
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), family)
    run.font.size, run.font.bold = Pt(size), bold
    if red:
        run.font.color.rgb = RED


def write(paragraph: Any, runs: Iterable[tuple[str, str]], size: float, *, bold: bool = False, red: bool = False) -> Any:
    """Adds runs (text, face) to a paragraph; a line feed in the text is a line break."""
    for text, name in runs:
        face(paragraph.add_run(visible(text)), name, size, bold=bold, red=red)
    return paragraph


def pitch(paragraph: Any, line: float, *, before: float = 0, after: float = 0, align: str = "both", keep: bool = False) -> Any:
    """Exact line height in pt, space around, alignment; `keep` holds it on the page of what follows."""
    form = paragraph.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    form.space_before, form.space_after, form.alignment = Pt(before), Pt(after), ALIGN[align]
    form.keep_with_next, form.widow_control = keep, False
    return paragraph


def indent(paragraph: Any, size: float, **chars: float) -> Any:
    """Indents in characters of `size` pt: firstLine, left, right, hanging; also in twips for others' programs."""
    found = paragraph._element.get_or_add_pPr().get_or_add_ind()
    for name, count in chars.items():
        found.set(qn(f"w:{name}Chars"), str(round(count * 100)))
        found.set(qn(f"w:{name}"), str(round(count * size * 20)))
    return paragraph


def page(section: Any, *, top: float, bottom: float, left: float, right: float, flipped: bool = False) -> None:
    """A4 with these margins in mm; `flipped` is landscape."""
    width, height = (297, 210) if flipped else (210, 297)
    section.page_width, section.page_height = Mm(width), Mm(height)
    if flipped:
        section._sectPr.get_or_add_pgSz().set(qn("w:orient"), "landscape")
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)


def grid(section: Any, line: float) -> None:
    """The page's own grid of lines; `line` in pt."""
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(element("w:docGrid", type="lines", linePitch=int(line * 20)))


def track(paragraph: Any, points: float) -> Any:
    """Adds `points` (below zero: takes them) to every character, rounded down so that the line holds its characters."""
    for run in paragraph.runs:
        properties = run._element.get_or_add_rPr()
        spacing = element("w:spacing", val=math.floor(points * 20))
        _before(properties, spacing, ("w", "kern", "position", "sz", "szCs", "highlight", "u"))
    return paragraph


def plain_style(document: Any, name: str, size: float) -> None:
    """The style under everything: one face and size, no space around, none added between Chinese and Latin."""
    style = document.styles["Normal"]
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), FACES[name][0])
    style.paragraph_format.space_after = Pt(0)
    properties = style.element.get_or_add_pPr()
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
        _before(properties, element(tag, val=0), ("bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "jc"))


def number_field(paragraph: Any, code: str, name: str, size: float) -> None:
    """A field that the reader's program fills: PAGE or NUMPAGES."""
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        face(run, name, size)
        if kind:
            run._element.append(element("w:fldChar", fldCharType=kind))
        else:
            text = element("w:instrText")
            text.text = f" {code} "
            run._element.append(text)


def border(paragraph: Any, side: str, kind: str, eighths: int, colour: str = "000000", space: int = 0) -> Any:
    """A rule at the top or bottom of a paragraph, its weight in eighths of a point."""
    edges = element("w:pBdr")
    edges.append(element(f"w:{side}", val=kind, sz=eighths, space=space, color=colour))
    after = ("shd", "tabs", "suppressAutoHyphens", "spacing", "ind", "jc", "rPr", "sectPr")
    _before(paragraph._element.get_or_add_pPr(), edges, after)
    return paragraph


def table_borders(table: Any, **sides: int) -> None:
    """Rules of a table in eighths of a point: top, bottom, insideH, left, right, insideV; those not named are none."""
    edges = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        weight = sides.get(side, 0)
        edges.append(element(f"w:{side}", val="single" if weight else "nil", sz=weight, space=0, color="000000"))
    _before(table._tbl.tblPr, edges, ("shd", "tblLayout", "tblCellMar", "tblLook"))


def float_at_foot(table: Any) -> None:
    """Holds the table at the lower edge of the text area of the page it falls on (版记)."""
    place = element("w:tblpPr", vertAnchor="margin", horzAnchor="margin", tblpXSpec="center", tblpYSpec="bottom")
    table._tbl.tblPr.insert(1 if table._tbl.tblPr.find(qn("w:tblStyle")) is not None else 0, place)


def _before(parent: Any, child: Any, tags: tuple[str, ...]) -> None:
    names = {qn(f"w:{tag}") for tag in tags}
    at = next((n for n, one in enumerate(parent) if one.tag in names), len(parent))
    parent.insert(at, child)


def repeat_head(row: Any) -> None:
    """The row stands at the head of each page the table runs over."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))


def whole(row: Any) -> None:
    """The row is not broken over two pages."""
    row._tr.get_or_add_trPr().insert(0, element("w:cantSplit", val="true"))


def fixed(table: Any, widths: Iterable[float]) -> None:
    """Column widths in mm, kept by the reader's program."""
    table.autofit = False
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=70, type="dxa"))
    _before(table._tbl.tblPr, margins, ("tblLook",))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
