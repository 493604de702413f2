"""The visible text of a web page: scripts, styles and hidden parts are dropped, never run."""

import re
from html.parser import HTMLParser

from anlan.engines.directives.refusal import NotADocument

_DROPPED = frozenset(("script", "style", "noscript", "template", "iframe", "object", "svg", "head", "select", "button", "nav"))
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
        "pre",
        "dd",
        "dt",
        "center",
        "hr",
        "td",
        "th",
        "body",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|p|div|table|span|br|script|meta)\b", re.I)
_VOID = frozenset(["br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "source", "wbr"])


def looks_like_html(text: str, name: str) -> bool:
    """A page begins with a tag, or its name says so and it holds some; a stray tag in a text makes no page."""
    named = name.endswith((".html", ".htm", ".shtml", ".xhtml"))
    head = text[:2000].lstrip("\ufeff \t\r\n")
    return bool(_PAGE.search(text[:20000])) and (named or head.startswith("<"))


def html_text(page: str) -> str:
    """One line a block, white space as a browser shows it."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (re.sub("[ \t\r\n]+", " ", line).strip(" ") for line in "".join(reader.pieces).split("\v"))
    text = "\n".join(line for line in lines if line.strip(" \u3000\u00a0"))
    if not text:
        raise NotADocument("网页里没有可读的正文，请在浏览器中打开后复制正文粘贴。")
    return text


class _Reader(HTMLParser):
    """Collects text; \\v stands for a block's edge."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\v")
        if tag in _VOID:
            return
        hidden = any(name == "hidden" or (name == "style" and value and _HIDDEN.search(value)) for name, value in attrs)
        if self._dropping or tag in _DROPPED or hidden:
            self._dropping.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\v")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropping:
            while self._dropping.pop() != tag:
                continue
        if tag in _BLOCKS:
            self.pieces.append("\v")

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self.pieces.append(data)
