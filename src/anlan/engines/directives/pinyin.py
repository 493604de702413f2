"""Pinyin that a copying site put in brackets behind characters: 產(chǎn).

An insertion is taken out when the syllable is a reading of the character before it; everything else in brackets stays.
"""

import json
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from anlan.engines.directives.repair import Edit, Kind
from anlan.engines.directives.script import has_two_forms

SYLLABLE = "[a-zɑɡêüāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]{1,7}"
INSERTION = re.compile(f"(?P<char>[\u3400-\u9fff])[(（](?P<syllable>{SYLLABLE})[)）]")
_TONED = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]")
FEW = 3


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    """Code point → readings. Read from pypinyin's own file: importing the package costs 0.25 s for phrases not used here."""
    found = find_spec("pypinyin")
    assert found is not None
    assert found.origin is not None
    readings = json.loads(Path(found.origin).with_name("pinyin_dict.json").read_text("utf-8"))
    assert isinstance(readings, dict)
    return readings


@lru_cache(maxsize=1 << 14)
def readings(char: str) -> frozenset[str]:
    """The toned readings of a character, all of them; none for what is not one character."""
    return frozenset(_table().get(str(ord(char)), "").split(",")) if len(char) == 1 else frozenset()


def plain(syllable: str) -> str:
    """The syllable with the two phonetic letters that GBK pages use written as Latin ones."""
    return syllable.replace("ɑ", "a").replace("ɡ", "g")


def reads(char: str, syllable: str, toneless: bool = False) -> bool:
    """Is the syllable a reading of the character? Without a tone mark (們(men)) only where that is asked for."""
    return (toneless or _TONED.search(syllable) is not None) and plain(syllable) in readings(char)


def pinyin(text: str) -> list[Edit]:
    """Takes the insertions out. One or two beside characters of a single form are a writer's own help and stay."""
    found = [m for m in INSERTION.finditer(text) if reads(m["char"], m["syllable"])]
    if len(found) < FEW:
        found = [m for m in found if has_two_forms(m["char"])]
    else:
        found = [m for m in INSERTION.finditer(text) if reads(m["char"], m["syllable"], toneless=True)]
    return [Edit(m.start(), m.end(), m["char"], Kind.PINYIN, 0.99) for m in found]
