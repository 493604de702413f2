"""From a file's bytes to raw text, one paragraph a line; what is no readable document is refused with a sentence.

The bytes decide what a file is, not its name. Nothing is read without a bound.
"""

from anlan.engines.directives.docx_file import docx_text
from anlan.engines.directives.pdf_file import pdf_text
from anlan.engines.directives.refusal import NotADocument
from anlan.engines.directives.web_page import html_text, looks_like_html

__all__ = ["MOST_BYTES", "NotADocument", "read"]

MOST_BYTES = 20 * 1024 * 1024
MOST_CHARACTERS = 2_000_000
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MZ", b"\x7fELF")


def read(data: bytes, name: str) -> str:
    """The raw text of a txt, docx, pdf or html file; `name` only helps where the bytes leave a doubt."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise NotADocument("文件是空的，请检查后重新上传。")
    if len(data) > MOST_BYTES:
        raise NotADocument("文件超过 20 MB，请删去图片或拆分后重新上传，也可以直接粘贴正文。")
    text = _by_kind(data, name.lower())
    if not text.strip():
        raise NotADocument("文件里没有文字，请检查内容，或直接粘贴正文。")
    if len(text) > MOST_CHARACTERS:
        raise NotADocument("文字超过 200 万字，不像一份文件，请拆分后重新上传。")
    return text


def _by_kind(data: bytes, name: str) -> str:
    if data.startswith(b"PK"):
        return docx_text(data)
    if b"%PDF-" in data[:1024]:
        return pdf_text(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise NotADocument(_compound(data))
    if data.startswith(_PICTURES):
        raise NotADocument("这是图片，没有可读的文字；请先做文字识别，或粘贴正文后再导入。")
    if data.startswith(_ARCHIVES):
        raise NotADocument("这是压缩包或程序，不是文件正文；请解压后上传 txt、docx、pdf 或网页文件。")
    if data.startswith(b"{\\rtf"):
        raise NotADocument("暂不支持 rtf 格式，请另存为 docx 后重新上传。")
    text = decoded(data)
    return html_text(text) if looks_like_html(text, name) else text


def _compound(data: bytes) -> str:
    """The old container of Office: an encrypted docx, or a doc, xls, wps of old."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "文件设有打开密码，请去掉密码后重新上传。"
    return "这是旧版 Office 或 WPS 格式，请另存为 docx 后重新上传。"


def decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16, GBK or GB 18030; damaged bytes become U+FFFD as long as most of the text is readable."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _readable(data.decode(codec, errors="replace"))
    if b"\x00" in data[:4096]:
        return _readable(data.decode(_utf16_order(data), errors="replace"))
    for codec in ("utf-8", "gb18030"):
        try:
            return _readable(data.decode(codec))
        except UnicodeDecodeError:
            continue
    either = [data.decode(codec, errors="replace") for codec in ("utf-8", "gb18030")]
    return _readable(min(either, key=_unreadable))


def _utf16_order(data: bytes) -> str:
    """Which byte of each pair is the high one: in Chinese text high bytes repeat (4E–9F), low bytes do not."""
    sample = data[:4096]
    return "utf-16-le" if len(set(sample[1::2])) <= len(set(sample[::2])) else "utf-16-be"


def _unreadable(text: str) -> int:
    """Characters that no Chinese or Latin text holds."""
    return sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or (char < " " and char not in "\t\n\r\f\v") for char in text)


def _readable(text: str) -> str:
    sample = text[:200_000]
    bad = _unreadable(sample)
    used = sum(
        "\u3400" <= char <= "\u9fff" or "\u3000" <= char <= "\u303f" or char.isascii() or char >= "\uff00" for char in sample
    )
    if bad * 10 > len(sample) or used * 2 < len(sample):
        raise NotADocument("认不出文件的文字编码或格式；请另存为 UTF-8 编码的 txt，或粘贴正文后再导入。")
    return text
