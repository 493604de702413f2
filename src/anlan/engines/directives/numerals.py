"""Chinese and Arabic numerals as integers or decimals, the few hundred values that official documents use."""

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
POWERS = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}
HAN = "零〇一二两三四五六七八九十百千"
_FULL = str.maketrans("０１２３４５６７８９．", "0123456789.")


def han_to_int(text: str) -> int | None:
    """十五 → 15, 二百零八 → 208, 二〇二五 → 2025; None when the text is no numeral."""
    if not text or any(char not in HAN for char in text):
        return None
    if not any(char in POWERS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in POWERS:
            total += (digit or 1) * POWERS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit


def number(text: str) -> int | float | None:
    """A numeral in either script with an optional 万 or 亿: 6万 → 60000, 三百 → 300, 2.5 → 2.5."""
    text = text.translate(_FULL).replace(",", "").strip()
    factor = 1
    while text and text[-1] in LARGE:
        factor *= LARGE[text[-1]]
        text = text[:-1]
    try:
        value: int | float | None = float(text) if "." in text else int(text)
    except ValueError:
        value = han_to_int(text)
    if value is None:
        return None
    product = value * factor
    return int(product) if product == int(product) else product
