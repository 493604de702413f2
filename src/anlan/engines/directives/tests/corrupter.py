"""Breaks a text the way the copying sites did, so that the cleaning can be tried on breaks nobody has seen."""

import re
from collections.abc import Callable

from opencc import OpenCC
from pypinyin import Style
from pypinyin import pinyin as pinyin_of

from anlan.engines.directives.script import has_two_forms

HALF = str.maketrans("，；：（）？！", ",;:()?!")


def syllable(char: str) -> str:
    return pinyin_of(char, style=Style.TONE)[0][0]


def traditional(text: str) -> str:
    return OpenCC("s2t").convert(text)


def hunted(text: str, count: int, step: int) -> list[str]:
    """Characters to hunt for: `count` of those with two forms, taken from the text at a stride."""
    chars = sorted({char for char in traditional(text) if has_two_forms(char) and len(char.encode("gb18030")) == 2})
    return (chars[step:] + chars[:step])[:count]


def insert(text: str, hunt: list[str]) -> bytes:
    """The GBK bytes with every hit replaced by the character and its pinyin, character borders unheeded."""
    data = text.encode("gbk")
    codes = {char.encode("gbk"): f"{char}({syllable(char)})".encode("gbk") for char in hunt}
    pattern = re.compile(b"|".join(re.escape(code) for code in codes))
    return pattern.sub(lambda match: codes[match.group()], data)


def windows(data: bytes) -> str:
    """Reads as Windows does: an impossible pair becomes one question mark, user-defined pairs fall out."""
    out, at = [], 0
    while at < len(data):
        if data[at] < 0x80:
            out.append(chr(data[at]))
            at += 1
        elif data[at] == 0x80:
            out.append("€")
            at += 1
        else:
            out.append(_pair(data[at : at + 2]))
            at += 2
    return "".join(out)


def _pair(pair: bytes) -> str:
    if len(pair) < 2 or pair[1] < 0x40 or pair[1] in (0x7F, 0xFF):
        return "?"
    try:
        char = pair.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "" if "\ue000" <= char <= "\uf8ff" else char


def skipping(data: bytes) -> str:
    return data.decode("gbk", errors="ignore")


def marking(data: bytes) -> str:
    return data.decode("gbk", errors="replace")


def folded(read: Callable[[bytes], str]) -> Callable[[bytes], str]:
    """The reader, and after it full-width forms turned to ASCII, as in the page we have."""

    def reader(data: bytes) -> str:
        text = read(data).translate(HALF)
        return "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text)

    return reader


READERS = {
    "windows": windows,
    "windows folded": folded(windows),
    "skipping": skipping,
    "skipping folded": folded(skipping),
    "marking": marking,
}
