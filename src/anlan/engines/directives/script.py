"""Traditional script to simplified.

A text written in traditional script is converted by phrases (乾隆 stays, 乾燥 becomes 干燥). In a text that is already
simplified only characters that no simplified text uses are converted, one by one.
"""

import re
from functools import lru_cache

from opencc import OpenCC

from anlan.engines.directives.repair import Edit, Kind

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
LIVE = frozenset(
    "乾著於瞭藉徵鍾昇麽麼覆餘週甚溼閒箇祇剋噁嶽彷併佈佔係僅凌叡堃夥姪崑慾捨摺槓沈淨滷瀋煙熔砲祐穀竈箚糰綵"
    "罈膽臺苧藴蘋虖衹裏裡釐鉅閤阪頫颳鬱麯鼕齣鏞鎔甯堯喆晧洩暱"
)
"""Characters with a simplified form that names, old words and set phrases keep in simplified text."""
TRADITIONAL = 0.06
"""Share of traditional forms from which a text counts as written in traditional script (running text has 0.25 and more)."""


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _back() -> OpenCC:
    return OpenCC("s2t")


@lru_cache(maxsize=1 << 15)
def simplified(char: str) -> str:
    """The simplified form of one character by itself."""
    return str(_converter().convert(char))


@lru_cache(maxsize=1 << 12)
def has_two_forms(char: str) -> bool:
    """Does the character differ between the scripts, whichever of the two it is in?"""
    return simplified(char) != char or str(_back().convert(char)) != char


@lru_cache(maxsize=1 << 12)
def only_simplified(char: str) -> bool:
    """Is this a simplified form that traditional script writes otherwise?"""
    return simplified(char) == char and str(_back().convert(char)) != char


def is_traditional(text: str) -> bool:
    """Is the text written in traditional script?"""
    han = HAN.findall(text)
    strange = [char for char in han if simplified(char) != char and char not in LIVE]
    return len(strange) > TRADITIONAL * len(han)


def script(text: str) -> list[Edit]:
    """Each character that changes, one edit a character."""
    han = HAN.findall(text)
    strange = sum(simplified(char) != char and char not in LIVE for char in han)
    if not strange:
        return []
    if strange < TRADITIONAL * len(han):
        return [_edit(n, simplified(char)) for n, char in enumerate(text) if simplified(char) != char and char not in LIVE]
    converted = str(_converter().convert(text))
    if len(converted) != len(text):
        converted = "".join(simplified(char) for char in text)
    edits = [_edit(n, new) for n, (old, new) in enumerate(zip(text, converted, strict=True)) if old != new]
    return edits + [Edit(m.start(), m.end(), _QUOTES[m.group()], Kind.PUNCTUATION) for m in re.finditer("[「」『』]", text)]


_QUOTES = {"「": "“", "」": "”", "『": "‘", "』": "’"}


def _edit(place: int, new: str) -> Edit:
    return Edit(place, place + 1, new, Kind.SCRIPT, 0.99)
