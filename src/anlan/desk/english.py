"""English beside Chinese, for colleagues who do not read it: a catalogue of what pages say, laid over a page as it goes out.

Chinese is the source language and stays in the templates, the loops and the registers. Every package has its `english.tsv`,
a line for each text: figures are written {}, what a page fills in {*}. A text made of known clauses is said clause by clause.
What the catalogue does not know stays Chinese: so do people's own words, codes, and what a form would send.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape, unescape
from importlib import resources

from django.apps import apps

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
HOLE, LONGEST = "{*}", 400
MARKS = {
    "，": ", ",
    "。": ". ",
    "；": "; ",
    "：": ": ",
    "、": ", ",
    "（": " (",
    "）": ") ",
    "　": "  ",
    "/": "/",
    "·": "·",
    "……": "…",
}
EDGES, ENDS = "，。；：、 ", ",.;: "
"""Marks at the ends of a text are no part of it: a sentence is known with its full stop and without."""
CLAUSES = re.compile(f"({'|'.join(map(re.escape, MARKS))})")


@dataclass(frozen=True)
class Pattern:
    """A text with holes: how it reads in Chinese, and in English with {*} for each hole in turn. One that says little by itself
    ("{*}停用") counts only where what fills it is known: else it may be a person's own words."""

    shape: re.Pattern[str]
    english: str
    is_short: bool

    def said(self, text: str) -> str | None:
        found = self.shape.fullmatch(text)
        if found is None:
            return None
        told = [said(hole) or hole for hole in found.groups()]
        if self.is_short and any(re.search(HAN, hole) for hole in told):
            return None
        holes = iter(told)
        return re.sub(r"\{\*?\}", lambda _: next(holes, ""), self.english)


@cache
def catalogue() -> dict[str, str]:
    """Chinese to English, each with {} for a figure and {*} for a hole; of all packages."""
    found: dict[str, str] = {}
    for package in packages():
        source = resources.files(package) / "english.tsv"
        lines = source.read_text("utf-8").splitlines() if source.is_file() else []
        told = (line.split("\t", 1) for line in lines if "\t" in line)
        found = {chinese.strip(EDGES): english.strip(ENDS) for chinese, english in told} | found
    return found


def packages() -> list[str]:
    """Whose texts there are: the desk's first, it has the last word."""
    ours = [app.name for app in apps.get_app_configs() if app.name.startswith("anlan.")]
    return sorted(ours, key=lambda name: (name != "anlan.desk", name))


@cache
def patterns() -> dict[str, list[Pattern]]:
    """The texts with holes by their first character ("": they begin with one), those that say most first."""
    found: dict[str, list[Pattern]] = {}
    for chinese in sorted((one for one in catalogue() if HOLE in one), key=lambda one: -len(one.replace(HOLE, ""))):
        made = re.compile("".join(_shape(part) for part in re.split(r"(\{\*?\})", chinese)))
        found.setdefault("" if chinese.startswith("{") else chinese[0], []).append(
            Pattern(made, catalogue()[chinese], len(re.findall(f"{HAN}|：", chinese)) < 3)
        )
    return found


def _shape(part: str) -> str:
    return {HOLE: "(.+?)", "{}": f"({FIGURE.pattern})"}.get(part) or re.escape(part)


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
    english = said(" ".join(core.split()))
    if english is None:
        return text
    before, after = plain[: len(plain) - len(plain.lstrip(" \n\u3000"))], plain[len(plain.rstrip(" \n\u3000")) :]
    return escape(f"{before}{english}{after}", quote=True)


@lru_cache(maxsize=8192)
def said(text: str) -> str | None:
    """A text in English; None where the catalogue has nothing."""
    if not re.search(HAN, text) or len(text) > LONGEST:
        return None
    core = text.strip(EDGES)
    english = _whole(core) or _with_holes(core) or _bracketed(core) or _by_clauses(core)
    if english is None:
        return None
    before, after = text[: len(text) - len(text.lstrip(EDGES))], text[len(text.rstrip(EDGES)) :]
    return f"{_marks(before)}{english}{_marks(after).rstrip()}"


def _marks(text: str) -> str:
    return "".join(MARKS.get(mark, mark) for mark in text)


def _whole(text: str) -> str | None:
    known = catalogue().get(key(text))
    if known is None:
        return None
    figures = iter(FIGURE.findall(text))
    return re.sub(r"\{\}", lambda _: next(figures, ""), known)


def _with_holes(text: str) -> str | None:
    near = (*patterns().get(text[0], ()), *patterns().get("", ()))
    return next((english for pattern in near if (english := pattern.said(text))), None)


def _bracketed(text: str) -> str | None:
    inner = said(text[1:-1]) if text[:1] == "（" and text[-1:] == "）" else None
    return inner and f"({inner})"


def _by_clauses(text: str) -> str | None:
    """Clause by clause, if every one of them is known."""
    parts = CLAUSES.split(text)
    if len(parts) == 1:
        return None
    told = list(_clauses(parts))
    return None if None in told else re.sub(r"\s+([,.;:)])", r"\1", "".join(part or "" for part in told)).strip()


def _clauses(parts: list[str]) -> Iterator[str | None]:
    for part in parts:
        core = part.strip()
        if part in MARKS or not re.search(HAN, core):
            yield MARKS.get(part, part)
        else:
            yield _whole(core) or _with_holes(core)


def key(text: str) -> str:
    """The text as the catalogue writes it."""
    return FIGURE.sub("{}", " ".join(text.split()))
