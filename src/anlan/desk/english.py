"""English beside Chinese, for colleagues who do not read it: a catalogue of what pages say, laid over a page as it goes out.

Chinese is the source language and stays in the templates, the loops and the registers; `english.tsv` has a line for each text,
its figures written {}. What the catalogue does not know stays Chinese: so do people's own words, codes, and what a
form would send.
"""

import re
from functools import cache
from html import escape, unescape
from importlib import resources

LANGUAGE = "anlan-language"
"""The cookie that remembers the choice; "en" or nothing."""
HAN = r"[\u4e00-\u9fff]"
SPOKEN = re.compile(
    rf"<(?P<kept>option|textarea|script|code)\b.*?</(?P=kept)>"
    rf"|(?P<attr>\b(?:aria-label|placeholder|alt)=\")(?P<said>[^\"]*{HAN}[^\"]*)\""
    rf"|>(?P<text>[^<>]*{HAN}[^<>]*)(?=<)",
    re.DOTALL,
)
FIGURE = re.compile(r"\d[\d,.:/〕〔]*\d|\d")


@cache
def catalogue() -> dict[str, str]:
    """Chinese to English, each with {} for a figure."""
    lines = (resources.files("anlan.desk") / "english.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if "\t" in line)


def page(html: str) -> str:
    """The same page with every text that the catalogue knows in English."""
    return SPOKEN.sub(_spoken, html).replace('<html lang="zh-CN"', '<html lang="en"', 1)


def _spoken(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    if found["attr"]:
        return f'{found["attr"]}{_translated(found["said"])}"'
    return f">{_translated(found['text'])}"


def _translated(text: str) -> str:
    plain = unescape(text)
    core = plain.strip(" \n\u3000")
    english = said(core)
    if english is None:
        return text
    before, after = plain[: len(plain) - len(plain.lstrip(" \n\u3000"))], plain[len(plain.rstrip(" \n\u3000")) :]
    return escape(f"{before}{english}{after}", quote=True)


def said(text: str) -> str | None:
    """A text in English; None where the catalogue has nothing."""
    known = catalogue().get(key(text))
    if known is None:
        return None
    figures = iter(FIGURE.findall(text))
    return re.sub(r"\{\}", lambda _: next(figures, ""), known)


def key(text: str) -> str:
    """The text as the catalogue writes it."""
    return FIGURE.sub("{}", " ".join(text.split()))
