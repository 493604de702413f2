"""The paragraphs of a docx in reading order, with the numbers that Word counts by itself; heads and feet are left out."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from anlan.engines.directives.numbering import Numbering
from anlan.engines.directives.refusal import NotADocument

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PART = 40 * 1024 * 1024
MOST_RATIO = 200
MOST_MEMBERS = 5000
_SKIPPED = frozenset(W + tag for tag in ("del", "moveFrom", "instrText", "pPr", "rPr", "sectPr", "footnoteReference"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOMB = "文件解压后过大，疑似有害文件，已拒绝；请另存为 docx 或粘贴正文后再导入。"
_BROKEN = "docx 已损坏，打不开；请用 Word 或 WPS 另存一次后重新上传。"


def docx_text(data: bytes) -> str:
    """One line a paragraph; table cells and text boxes stand where they are anchored."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _refuse_bombs(archive)
            document, numbering, styles = (_part(archive, f"word/{name}.xml") for name in ("document", "numbering", "styles"))
            if document is None:
                raise NotADocument(_what_else(archive.namelist()))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, etree.XMLSyntaxError) as error:
        if isinstance(error, NotADocument):
            raise
        raise NotADocument(_BROKEN) from error
    counter = Numbering(numbering, styles)
    return "\n".join(line for paragraph in document.iter(W + "p") for line in _lines(paragraph, counter))


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    whole = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MOST_MEMBERS or whole > MOST_UNPACKED or (whole > 10_000_000 and whole > packed * MOST_RATIO):
        raise NotADocument(_BOMB)
    if any(member.flag_bits & 1 for member in members):
        raise NotADocument("文件设有打开密码，请去掉密码后重新上传。")


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    """A part's root; the read is bounded whatever the archive's table of contents claims. No docx declares entities."""
    if name not in archive.namelist():
        return None
    with archive.open(name) as part:
        data = part.read(MOST_PART + 1)
    if len(data) > MOST_PART:
        raise NotADocument(_BOMB)
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    if root.getroottree().docinfo.doctype:
        raise NotADocument(_BROKEN)
    return root


def _what_else(names: list[str]) -> str:
    if any(name.startswith("xl/") for name in names):
        return "这是 Excel 表格，不是文件正文；请上传 docx、pdf、txt 或网页，表格请到清单登记处导入。"
    if any(name.startswith("ppt/") for name in names):
        return "这是演示文稿，不是文件正文；请上传 docx、pdf、txt 或网页。"
    if any(name.startswith("word/") for name in names):
        return "docx 里缺少正文，文件已损坏；请用 Word 或 WPS 另存一次后重新上传。"
    return "这是压缩包，不是文件正文；请解压后上传 docx、pdf、txt 或网页。"


def _lines(paragraph: Any, counter: Numbering) -> Iterator[str]:
    if any(_skipped(parent) for parent in paragraph.iterancestors()):
        return
    text = "".join(_words(paragraph))
    if text.strip():
        yield counter.label(paragraph) + text


def _skipped(element: Any) -> bool:
    return element.tag in _SKIPPED or element.tag == _FALLBACK


def _words(element: Any) -> Iterator[str]:
    """The text of a paragraph without that of paragraphs nested in it (text boxes have their own lines)."""
    for child in element:
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag == W + "tab":
            yield " "
        elif child.tag in (W + "br", W + "cr"):
            yield "\f" if child.get(W + "type") == "page" else "\n"
        elif child.tag == W + "noBreakHyphen":
            yield "-"
        elif child.tag != W + "p" and not _skipped(child):
            yield from _words(child)
