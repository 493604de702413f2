"""GBK codes as pairs of bytes, and the pairs that stand for no character (readers drop them or show a question mark)."""

from functools import cache, lru_cache

from anlan.engines.directives.pinyin import reads
from anlan.engines.directives.script import has_two_forms

Pair = tuple[int, int]
LEADS = range(0x81, 0xFF)
TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))


@cache
def char_of(lead: int, trail: int) -> str | None:
    """The character of a code, None where GBK has none (user-defined areas included)."""
    if lead not in LEADS or trail not in range(0x40, 0xFF) or trail == 0x7F:
        return None
    try:
        char = bytes((lead, trail)).decode("gb18030")
    except UnicodeDecodeError:
        return None
    return None if "\ue000" <= char <= "\uf8ff" else char


@lru_cache(maxsize=1 << 14)
def pair_of(char: str) -> Pair | None:
    """The two bytes of a character (user-defined ones too), None for ASCII and for what GBK cannot write."""
    try:
        code = char.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return (code[0], code[1]) if len(code) == 2 else None


@lru_cache(maxsize=1)
def lost_pairs() -> dict[int, tuple[int, ...]]:
    """Lead → trails of the codes without a character: a reader that meets them drops them."""
    empty = {lead: tuple(trail for trail in TRAILS if char_of(lead, trail) is None) for lead in LEADS}
    return {lead: trails for lead, trails in empty.items() if trails}


@cache
def led_by(lead: int) -> tuple[str, ...]:
    """All characters whose code begins with this byte."""
    return tuple(char for trail in TRAILS if (char := char_of(lead, trail)))


@cache
def ended_by(trail: int) -> tuple[str, ...]:
    """All characters whose code ends with this byte."""
    return tuple(char for lead in LEADS if (char := char_of(lead, trail)))


@cache
def inserted_by(lead: int, syllable: str) -> tuple[str, ...]:
    """The characters that an insertion of this syllable may belong to, given the first byte of their code."""
    fitting = [char for char in led_by(lead) if reads(char, syllable, toneless=True)]
    return tuple(sorted(fitting, key=lambda char: not has_two_forms(char)))
