"""Reading: every format and encoding gives the same paragraphs, and what is no document gets its sentence."""

import zipfile
from io import BytesIO

import docx
import openpyxl
import pypdf
import pytest
import typst
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from anlan.engines.directives.clean import clean
from anlan.engines.directives.documents import NotADocument, read
from anlan.engines.directives.numbering import han

LINES = [
    "关于做好汛期安全工作的通知",
    "各乡镇人民政府：",
    "一、加强巡查。各村每日巡查河道两次，发现险情立即报告。",
    "二、做好值守。县水利局负责，24小时值班。",
]
TEXT = "\n".join(LINES)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"])
def test_every_encoding_reads_the_same(codec):
    assert clean(read(TEXT.encode(codec), "通知.txt")).text == TEXT


def test_rare_characters_of_gb18030_survive():
    assert "㙟" in read((TEXT + "㙟村𠮷家").encode("gb18030"), "a.txt")


def test_a_few_damaged_bytes_do_not_refuse_a_text():
    data = TEXT.encode()
    assert "\ufffd" in read(data[:100] + b"\xff" + data[100:], "a.txt")


def test_html_drops_scripts_and_keeps_blocks():
    page = f"""<!DOCTYPE html><html><head><title>页</title><script>alert("注入")</script></head><body>
      <div style="display:none">隐藏</div><h1>{LINES[0]}</h1><p>{LINES[1]}</p><p>{LINES[2][:10]}
      <span>{LINES[2][10:]}</span></p><p onclick="x()">{LINES[3]}</p><script>document.write("坏")</script></body></html>"""
    text = clean(read(page.encode("gbk"), "a.html")).text
    assert text.replace(" ", "") == TEXT


def test_a_page_of_scripts_alone_is_refused():
    with pytest.raises(NotADocument, match="没有可读的正文"):
        read("<html><body><script>var 甲 = 1</script></body></html>".encode(), "a.html")


def test_a_tag_in_a_plain_text_makes_no_page():
    assert read((TEXT + "</span>").encode(), "a.txt") == TEXT + "</span>"


def word(document):
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_docx_reads_tables_in_place_and_leaves_heads_out():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉文字"
    document.add_paragraph(LINES[0])
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "县水利局", "巡查河道"
    document.add_paragraph(LINES[3])
    assert read(word(document), "a.docx").split("\n") == [LINES[0], "县水利局", "巡查河道", LINES[3]]


def test_docx_reads_a_text_box_once_and_skips_deleted_text():
    document = docx.Document()
    paragraph = document.add_paragraph("正文前")
    box = "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f'<mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
            "</mc:AlternateContent></w:r>"
        )
    )
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>已删</w:delText><w:t>也删</w:t></w:r></w:del>"))
    assert read(word(document), "a.docx").split("\n") == ["正文前", "框内文字"]


def numbered(levels, uses):
    """A docx whose list has these (format, pattern) levels; `uses` are (level, text), level None for plain text."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    drawn = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, (form, pattern) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{drawn}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in uses:
        paragraph = document.add_paragraph(text)
        if level is not None:
            properties = paragraph._p.get_or_add_pPr()
            properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'))
    return document


def test_docx_counts_automatic_numbers_as_word_draws_them():
    levels = [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    uses = [
        (0, "责任"),
        (1, "领导"),
        (2, "县长"),
        (2, "乡长"),
        (1, "部门"),
        (None, "说明"),
        (0, "排查"),
        (1, "风险"),
        (2, "水库"),
    ]
    lines = read(word(numbered(levels, uses)), "a.docx").split("\n")
    assert lines == ["一、责任", "（一）领导", "1.县长", "2.乡长", "（二）部门", "说明", "二、排查", "（一）风险", "1.水库"]


def test_docx_takes_numbers_from_the_style():
    document = numbered([("chineseCounting", "第%1条　")], [])
    style = document.styles["Heading 1"].element
    style.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="90"/></w:numPr>'))
    for text in ("目的", "范围"):
        document.add_heading(text, 1)
    assert style.find(qn("w:pPr")) is not None
    assert read(word(document), "a.docx").split("\n") == ["第一条　目的", "第二条　范围"]


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一"), (105, "一百零五"), (110, "一百一十")]
)
def test_chinese_counting(number, text):
    assert han(number) == text


def printed(body):
    setting = (
        '#set page(paper:"a5",margin:2cm,numbering:"— 1 —")\n#set text(size:14pt,font:("Noto Serif CJK SC","Noto Sans CJK SC"))\n'
    )
    return typst.compile((setting + "#set par(first-line-indent:(amount:2em,all:true))\n" + body).encode())


def test_pdf_joins_lines_and_drops_page_numbers():
    whole = [
        f"（{han(n)}）加强巡查。各村每日巡查河道{n}次，发现险情立即报告乡镇，乡镇按规定转移群众并做好安置，县水利局负责。"
        for n in range(1, 25)
    ]
    assert clean(read(printed("\n\n".join(whole)), "a.pdf")).text.split("\n") == whole


def test_pdf_with_a_password_and_one_without_text_are_refused():
    writer = pypdf.PdfWriter(BytesIO(printed("正文")))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = BytesIO()
    writer.write(locked)
    with pytest.raises(NotADocument, match="密码"):
        read(locked.getvalue(), "a.pdf")
    with pytest.raises(NotADocument, match="扫描件"):
        read(typst.compile(b"#rect(width: 5cm, height: 5cm)"), "a.pdf")


def archive(**parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/") + ".xml", data)
    return out.getvalue()


def sheet():
    out = BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


REFUSED = {
    "empty": (b"", "空的"),
    "blank": (b"\xef\xbb\xbf \r\n", "空的"),
    "50 MB": (b"a" * 50 * 1024 * 1024, "20 MB"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "图片"),
    "bytes": (bytes(range(256)) * 40, "编码"),
    "locked docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "密码"),
    "old doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版"),
    "bomb": (archive(word__document=b"<a>" + bytes(60_000_000)), "解压后过大"),
    "no body": (archive(word__styles=b"<a/>"), "缺少正文"),
    "broken docx": (archive(word__document=b"<a>"), "损坏"),
    "cut docx": (archive(word__document=b"<a/>")[:40], "损坏"),
    "xlsx": (sheet(), "Excel"),
    "zip": (archive(read__me=b"<a/>"), "压缩包"),
    "cut pdf": (b"%PDF-1.7\n1 0 obj", "损坏"),
    "rtf": (b"{\\rtf1 abc}", "rtf"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_document_gets_its_sentence(case):
    data, said = REFUSED[case]
    with pytest.raises(NotADocument, match=said) as refusal:
        read(data, "文件.docx")
    assert str(refusal.value).endswith("。")


def test_a_docx_that_declares_entities_is_refused():
    bomb = b'<!DOCTYPE a [<!ENTITY x "' + b"y" * 1000 + b'"><!ENTITY z "&x;&x;&x;&x;">]>'
    body = f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>&z;{TEXT}</w:t></w:r></w:p></w:body></w:document>".encode()
    with pytest.raises(NotADocument, match="损坏"):
        read(archive(word__document=bomb + body), "a.docx")
