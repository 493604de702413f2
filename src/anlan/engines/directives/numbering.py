"""The numbers Word counts by itself (numPr): real notices are often numbered so, and their text holds no “一、” at all."""

import re
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"


def han(number: int) -> str:
    """1–9999 in Chinese numerals: 10 十, 11 十一, 21 二十一, 105 一百零五."""
    if number < 20:
        return _DIGITS[number] if number < 10 else "十" + (_DIGITS[number - 10] if number > 10 else "")
    out, pending = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // value % 10
        if digit:
            out += ("零" if pending else "") + _DIGITS[digit] + unit
        pending = bool(out) and not digit
    return out


def roman(number: int) -> str:
    out = ""
    for value, sign in zip((100, 90, 50, 40, 10, 9, 5, 4, 1), ["C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"], strict=True):
        out += sign * (number // value)
        number %= value
    return out


def shown(number: int, form: str) -> str:
    """A count in one of Word's number formats; formats not known here count in figures."""
    if form in ("bullet", "none") or number < 1:
        return "" if form in ("bullet", "none") else str(number)
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
    ):
        return han(number)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("lowerLetter", "upperLetter") and number <= 26:
        return chr((97 if form == "lowerLetter" else 65) + number - 1)
    if form in ("lowerRoman", "upperRoman"):
        return roman(number).lower() if form == "lowerRoman" else roman(number)
    return f"{number:02d}" if form == "decimalZero" else str(number)


class Numbering:
    """Counts the numbered paragraphs of one document in order; `label` is the text that Word would draw before one."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()
        self._styles = {style.get(W + "styleId"): style for style in styles.iter(W + "style")} if styles is not None else {}
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: Any) -> None:
        abstract = {
            item.get(W + "abstractNumId"): {int(level.get(W + "ilvl")): level for level in item.iter(W + "lvl")}
            for item in numbering.iter(W + "abstractNum")
        }
        for item in numbering.iter(W + "num"):
            number, base = item.get(W + "numId"), item.find(W + "abstractNumId").get(W + "val")
            self._abstract[number] = base
            self._levels[number] = dict(abstract.get(base, {}))
            for override in item.iter(W + "lvlOverride"):
                level = int(override.get(W + "ilvl"))
                start, whole = override.find(W + "startOverride"), override.find(W + "lvl")
                if whole is not None:
                    self._levels[number][level] = whole
                if start is not None:
                    self._starts[number, level] = int(start.get(W + "val"))

    def label(self, paragraph: Any) -> str:
        number, level = self._place(paragraph)
        levels = self._levels.get(number, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._abstract[number], {})
        self._count(number, level, counts)
        text = levels[level].find(W + "lvlText")
        pattern = text.get(W + "val", "") if text is not None else ""
        if _form(levels[level]) == "bullet":
            return ""
        return re.sub("%([1-9])", lambda m: self._part(number, int(m[1]) - 1, levels, counts), pattern)

    def _count(self, number: str, level: int, counts: dict[int, int]) -> None:
        restart = self._starts.get((number, level))
        if restart is not None and (number, level) not in self._restarted:
            self._restarted.add((number, level))
            counts[level] = restart
        else:
            counts[level] = counts.get(level, self._start(number, level) - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

    def _start(self, number: str, level: int) -> int:
        start = self._levels[number][level].find(W + "start") if level in self._levels[number] else None
        return int(start.get(W + "val")) if start is not None else 1

    def _part(self, number: str, level: int, levels: dict[int, Any], counts: dict[int, int]) -> str:
        return shown(counts.get(level, self._start(number, level)), _form(levels[level])) if level in levels else ""

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and level of a paragraph: its own, else its style's; numId 0 switches numbering off."""
        properties = paragraph.find(W + "pPr")
        number, level, seen = None, None, 0
        while properties is not None and seen < 20:
            found = properties.find(W + "numPr")
            if found is not None:
                number = number or _value(found, "numId")
                level = level or _value(found, "ilvl")
            if number is not None:
                break
            style = self._styles.get(_value(properties, "pStyle") or _value(properties, "basedOn") or "")
            properties, seen = _with_base(style), seen + 1
        return number or "0", int(level or 0)


def _with_base(style: Any) -> Any:
    """A style's paragraph properties, carrying on to the style it is based on when it has no numbering itself."""
    if style is None:
        return None
    properties = style.find(W + "pPr")
    if properties is not None and properties.find(W + "numPr") is not None:
        return properties
    return style


def _value(element: Any, name: str) -> str | None:
    found = element.find(W + name)
    return found.get(W + "val") if found is not None else None


def _form(level: Any) -> str:
    return _value(level, "numFmt") or "decimal"
