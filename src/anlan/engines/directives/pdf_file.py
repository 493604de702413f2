"""The text layer of a PDF, paragraph by paragraph: a line indented against the page's left edge begins a new one."""

import re
from collections import Counter
from typing import Any

from anlan.engines.directives.refusal import NotADocument

MOST_PAGES = 300
MOST_CHARACTERS = 1_000_000
FEW = 8
"""Fewer characters a page than this is a scan with a stamp or a page number."""

_WIDE = "\u2e80-\uffef“”‘’—…"
_GAP = re.compile(f"(?<=[{_WIDE}]) +(?=[{_WIDE}A-Za-z0-9])|(?<=[A-Za-z0-9%]) +(?=[{_WIDE}])")
"""Blanks that typesetting puts beside Chinese characters; the text itself has none."""


def pdf_text(data: bytes) -> str:
    """Lines with an ideographic indent where the page has one, form feeds between pages."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise NotADocument("PDF 设有打开密码，请去掉密码后重新上传。") from error
        raise NotADocument("PDF 已损坏，打不开；请重新导出，或粘贴正文后再导入。") from error
    try:
        return _pages(document)
    finally:
        document.close()


def _pages(document: Any) -> str:
    if len(document) > MOST_PAGES:
        raise NotADocument(f"PDF 超过 {MOST_PAGES} 页，请只保留文件正文后重新上传。")
    pages: list[str] = []
    total = 0
    for number in range(len(document)):
        page = document[number]
        pages.append(_page(page))
        page.close()
        total += len(pages[-1])
        if total > MOST_CHARACTERS:
            raise NotADocument("PDF 里的文字过多，不像一份文件，请拆分后重新上传。")
    if len(re.findall("[\u3400-\u9fffA-Za-z]", "".join(pages))) < FEW * max(1, len(pages)):
        raise NotADocument("PDF 里没有文字（多半是扫描件），请先做文字识别，或粘贴正文后再导入。")
    return "\f".join(pages)


def _page(page: Any) -> str:
    layer = page.get_textpage()
    try:
        rows = _rows(layer)
    finally:
        layer.close()
    if not rows:
        return ""
    edge = _left_edge(rows)
    size = Counter(round(height) for _, _, height in rows).most_common(1)[0][0] or 1
    return "\n".join(("　　" if 1.2 * size < left - edge < 4 * size else "") + text for text, left, _ in rows)


def _rows(layer: Any) -> list[tuple[str, float, float]]:
    """Each printed line with its left edge and the height of its first character, in points."""
    text = layer.get_text_range()
    rows: list[tuple[str, float, float]] = []
    for match in re.finditer("[^\r\n\ufffe]+", text):
        body = _GAP.sub("", match.group().strip())
        if not body:
            continue
        first = match.start() + len(match.group()) - len(match.group().lstrip())
        left, bottom, _, top = layer.get_charbox(first) if first < layer.count_chars() else (0.0, 0.0, 0.0, 0.0)
        rows.append((body, left, top - bottom))
    return rows


def _left_edge(rows: list[tuple[str, float, float]]) -> float:
    """The leftmost edge that at least two long lines share, else the leftmost."""
    edges = Counter(round(left) for text, left, _ in rows if len(text) > 10)
    shared = [edge for edge, count in edges.items() if count > 1]
    return float(min(shared or edges or [round(left) for _, left, _ in rows]))
