"""Leftovers of a page's markup, and characters that are lost for good: shown as □, with what the context proposes."""

import re

from anlan.engines.directives.repair import Edit, Kind
from anlan.engines.directives.wording import Wording

LOST_MARK = "□"
_TAG = re.compile(
    r"</?(?:span|p|div|font|strong|b|em|a|br|td|tr|table|tbody|o:p|h[1-6]|li|ul|ol|u|i)(?:\s[^<>\n]{0,300})?/?>|/(?:span|div|font|strong)>",
    re.I,
)
_ENTITY = {"&nbsp;": " ", "&ldquo;": "“", "&rdquo;": "”", "&mdash;": "—", "&middot;": "·", "&amp;": "&", "&lt;": "<", "&gt;": ">"}
_HAN = "\u3400-\u9fff，。、；：（）《》“”"
_GONE = re.compile(f"\ufffd+|[\ue000-\uf8ff]|(?<=[\u3400-\u9fff、（“《])\\?{{1,4}}(?=[{_HAN}])")
_ASKING = re.compile("[吗呢么何谁怎哪几否吧]|多少|是不是|能不能|为啥|什么")
_STOPS = re.compile("[。！？；\n]")


def markup(text: str) -> list[Edit]:
    """Tags and named entities that were copied along with a page's text."""
    edits = [Edit(m.start(), m.end(), "", Kind.MARKUP) for m in _TAG.finditer(text)]
    return edits + [Edit(m.start(), m.end(), _ENTITY[m.group()], Kind.MARKUP) for m in re.finditer("|".join(_ENTITY), text)]


def lost(text: str) -> list[Edit]:
    """One □ for each run of replacement marks; nothing is put in its place without a person."""
    found = [m for m in _GONE.finditer(text) if "?" not in m.group() or not _asks(text, m.start())]
    if not found:
        return []
    wording = Wording(_GONE.sub(" ", text))
    return [_mark(text, match, wording) for match in found]


def _asks(text: str, place: int) -> bool:
    """Does the sentence before a question mark ask something?"""
    sentence = _STOPS.split(text[max(0, place - 40) : place])[-1]
    return _ASKING.search(sentence) is not None


def _mark(text: str, match: re.Match[str], wording: Wording) -> Edit:
    left, right = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
    candidates = wording.between(left.split("\n")[-1], right.split("\n")[0]) if left.strip() or right.strip() else ()
    return Edit(match.start(), match.end(), LOST_MARK, Kind.LOST, 0.0, candidates)
