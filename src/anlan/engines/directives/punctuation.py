"""Half-width punctuation beside Chinese becomes full width; figures, times and Latin words keep theirs."""

import re
from collections.abc import Iterator

from anlan.engines.directives.repair import Edit, Kind

HAN = "\u3400-\u9fff\uf900-\ufaff〇□"
_CHINESE = re.compile(f"[{HAN}，。、；：！？（）《》〈〉“”‘’【】〔〕—…％℃]")
_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "｡": "。", "､": "、"}
_PAIRS = {"(": "（", ")": "）"}
_QUOTE_GAP = re.compile("(?<=”) +(?=“)")
_STOP = re.compile(f"(?<=[{HAN}”）])\\.(?=[{HAN}“\n]|$)", re.M)
_NUMBERED = re.compile(r"(?:^|\n)[（(]?[一二三四五六七八九十]{1,3}$")


def punctuation(text: str) -> list[Edit]:
    """Marks, brackets, straight quotes and the stop, each where a Chinese neighbour asks for the full form."""
    edits = [Edit(n, n + 1, _FULL[text[n]], Kind.PUNCTUATION) for n in _marks(text)]
    edits += [Edit(n, n + 1, _PAIRS[text[n]], Kind.PUNCTUATION) for n in _brackets(text)]
    edits += [Edit(n, n + 1, new, Kind.PUNCTUATION, 0.97) for n, new in _quotes(text)]
    for match in _STOP.finditer(text):
        if not _NUMBERED.search(text, max(0, match.start() - 5), match.start()):
            edits.append(Edit(match.start(), match.end(), "。", Kind.PUNCTUATION, 0.96))
    return edits


def spaces(text: str) -> list[Edit]:
    """The gap that justified setting leaves between two quoted terms."""
    return [Edit(m.start(), m.end(), "", Kind.SPACE) for m in _QUOTE_GAP.finditer(text)]


def _chinese(text: str, place: int) -> bool:
    return 0 <= place < len(text) and _CHINESE.match(text[place]) is not None


def _run(text: str, place: int) -> tuple[int, int]:
    """The run of one mark around a place: what stands beside ((( stands beside each of them."""
    first = last = place
    while first > 0 and text[first - 1] == text[place]:
        first -= 1
    while last + 1 < len(text) and text[last + 1] == text[place]:
        last += 1
    return first, last


def _beside(text: str, place: int) -> bool:
    first, last = _run(text, place)
    return _chinese(text, first - 1) or _chinese(text, last + 1)


def _marks(text: str) -> Iterator[int]:
    for match in re.finditer("[,;:!?｡､]", text):
        n = match.start()
        left, right = text[n - 1 : n], text[n + 1 : n + 2]
        figures = left.isascii() and right.isascii() and left.isalnum() and right.isalnum()
        address = match.group() in ":?" and text[n + 1 : n + 2] in ("/", "=")
        if not figures and not address and _beside(text, n):
            yield n


def _folded(text: str) -> bool:
    """Did somebody turn all full-width marks of the text to half width? Then brackets around Latin words were too."""
    return not re.search("[，（）]", text) and len(re.findall(f"(?<=[{HAN}]),", text)) > 2


def _brackets(text: str) -> Iterator[int]:
    """Both brackets of a pair that holds Chinese, of a bare figure beside Chinese, and a single one beside Chinese."""
    folded = _folded(text)
    for line in re.finditer("[^\n]+", text):
        opened: list[int] = []
        for match in re.finditer("[()（）]", line.group()):
            n = line.start() + match.start()
            if match.group() in "(（":
                opened.append(n)
            elif opened:
                yield from _pair(text, opened.pop(), n, folded)
            elif match.group() == ")" and _chinese(text, _run(text, n)[0] - 1):
                yield n
        yield from (n for n in opened if text[n] == "(" and _beside(text, n))


def _pair(text: str, left: int, right: int, folded: bool) -> Iterator[int]:
    inner = text[left + 1 : right]
    beside = _chinese(text, left - 1) or _chinese(text, right + 1)
    mixed = text[left] == "（" or text[right] == "）"
    if mixed or _CHINESE.search(inner) or (beside and (folded or inner.strip().isdigit())):
        yield from (n for n in (left, right) if text[n] in _PAIRS)


def _quotes(text: str) -> Iterator[tuple[int, str]]:
    """Straight quotes of a line that has them in pairs around Chinese."""
    for line in re.finditer("[^\n]+", text):
        places = [line.start() + m.start() for m in re.finditer('"', line.group())]
        if places and len(places) % 2 == 0 and _CHINESE.search(line.group()):
            for left, right in zip(places[::2], places[1::2], strict=True):
                if _CHINESE.search(text, left, right) or _chinese(text, left - 1) or _chinese(text, right + 1):
                    yield from ((left, "“"), (right, "”"))
