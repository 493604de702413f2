"""The lines around the body: number (文号), issuer, title, addressees above it; signature and date below it."""

import re

from anlan.engines.directives.directive import Head, Offset
from anlan.engines.directives.numerals import han_to_int

NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}(?:字)?[〔\[［（(【]\s*(\d{4})\s*[〕\]］）)】]\s*第?\s*\d{1,4}\s*号")
_ORGAN = (
    r"(?:人民政府办公[厅室]|人民政府|委员会办公室|委员会|指挥部办公室|指挥部|办公[厅室]|[厅局]|管委会"
    r"|安委会|安委办|领导小组(?:办公室)?|[\u4e00-\u9fff]{2,9}[队院站委])"
)
_ISSUER_LINE = re.compile(rf"[\u4e00-\u9fff（）()、 \u3000]{{2,60}}?{_ORGAN}")
_KINDS = r"(?:通知|意见|方案|办法|规定|要点|通报|决定|函|批复|公告|通告|规划|计划|细则|措施|清单)"
_TITLE = re.compile(
    rf"^(?P<issuer>[^\n《]{{2,50}}?{_ORGAN})?[ \u3000\n]*"
    rf"(?P<rest>(?:关于|印发)[^\n]*(?:\n[^\n。：]+){{0,2}}?{_KINDS}(?:（[^）]*）)?)[ \u3000]*$",
    re.M,
)
_DATE = re.compile(
    r"(\d{4}|[〇零○ＯO一二三四五六七八九]{4})\s*年\s*([\d一二三四五六七八九十]{1,3})\s*月\s*([\d一二三四五六七八九十]{1,3})\s*日"
)
_SIGNATURE = re.compile(rf"\n(?:[^\n。；，]{{2,60}}\n){{0,3}}[ \u3000]*(?:{_DATE.pattern})(?:印发)?[ \u3000]*(?=\n|$)")
_SIGNED = re.compile(
    rf"\n[ \u3000]*[^\n。；，、：:（）“”]{{2,24}}{_ORGAN}[ \u3000]*\s*$"
)  # a body alone on the last line, without a date
_CLOSING = re.compile(
    r"\n[ \u3000]*(?:附件[一二三四五六七八九十\d]*[：: ]|附[：:]|抄送[：:]|（此件|\(此件|（联系人|（信息公开|主动公开)"
)
_ADDRESSEES = re.compile(r"^[ \u3000]*([^\n。；]{2,400})[：:][ \u3000]*$", re.M)

_FIRST = re.compile(r"^[ \u3000]*(?:[（(]?[一1][）)、.．]|第一[条章节])", re.M)
_NUMBERED = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]+[）)、.]|第[一二三四五六七八九十百\d]+[条章节]|.*(?:下列|如下|以下|之一))"
)


def iso_date(text: str) -> str:
    """The first date of the text as ISO, "" if there is none; 二〇二五年三月五日 is read too."""
    match = _DATE.search(text)
    if not match:
        return ""
    parts = [re.sub("[○ＯO]", "〇", part) for part in match.groups()]
    year, month, day = (int(part) if part.isdigit() else han_to_int(part) or 0 for part in parts)
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def body_window(text: str) -> Offset:
    """Where the numbered part can stand: below the addressees (or the title), above signature, attachments and 抄送."""
    start = 0
    addressees = _ADDRESSEES.search(text, 0, 1500)
    if addressees and not _NUMBERED.match(addressees[0]):
        start = addressees.end()
    first = _FIRST.search(text, start)
    ends = [
        match.start()
        for pattern in (_SIGNATURE, _SIGNED, _CLOSING)
        for match in [pattern.search(text, first.end() if first else start)]
        if match
    ]
    return start, min(ends, default=len(text))


def read_head(text: str, body: Offset, first_marker: int, year: int | None) -> Head:
    top = text[: max(first_marker, body[0])]
    number = NUMBER.search(top)
    title = _TITLE.search(top)
    signature = _SIGNATURE.search(text, body[1] - 1 if body[1] else 0)
    date = iso_date(signature[0]) if signature else iso_date(top)
    titled = re.search(r"(?<!\d)(20\d{2})年", title[0] if title else _title_line(top, 0, body[0] or len(top)))
    written = int(number[1]) if number else int(date[:4]) if date else int(titled[1]) if titled else None
    return Head(
        number=re.sub(r"\s", "", number[0]) if number else "",
        issuer=_issuer(text, body, title),
        title=_join(title[0]) if title else _title_line(top, number.end() if number else 0, body[0]),
        addressees=_addressees(text[: body[0]]),
        date=date,
        year=year or written,
    )


def _join(title: str) -> str:
    return re.sub(r"[ \u3000\n]+", "", title)


def _title_line(top: str, start: int, end: int) -> str:
    """A title that does not say 关于…: the last short line before the addressees, or before the first paragraph."""
    lines = [line.strip() for line in top[start:end].split("\n") if line.strip()]
    short = [line for line in lines if len(line) < 60 and not line.endswith(("：", ":", "。", "文件"))]
    return _join(short[-1]) if short else ""


def _issuer(text: str, body: Offset, title: re.Match[str] | None) -> str:
    if title and title["issuer"]:
        return _join(title["issuer"])
    for line in text[body[1] :].strip().split("\n")[:2]:
        if _ISSUER_LINE.fullmatch(line.strip()):
            return _join(line)
    first = text.strip().split("\n")[0].strip()
    return _join(first.removesuffix("文件")) if first.endswith("文件") else ""


def _addressees(top: str) -> tuple[str, ...]:
    match = _ADDRESSEES.search(top)
    if not match:
        return ()
    parts: list[str] = []
    for block in re.split(r"[，,；;]", match[1]):
        items = re.split(r"、(?![^（(]*[）)])", block)
        elliptic = len(items) > 1 and (len(items[0]) < 3 or all(len(item) < 4 for item in items[1:]))  # 各市、县人民政府
        parts += [block] if elliptic else items
    return tuple(part.strip() for part in parts if part.strip())
