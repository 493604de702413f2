"""Undoes the shift of bytes that a blind insertion of pinyin causes.

A copying site searched a page's GBK bytes for the codes of some characters and put pinyin in brackets behind each hit.
Where a hit lay across two characters, what follows was read one byte off until an ASCII byte (or an undecodable one) set
it right again, and undecodable bytes fell out. Here the bytes are put together again: every reading of the garbled
stretch that the bytes allow is a path, the document's own wording chooses among them (`Wording`), and what rests on
wording instead of bytes is marked as such.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import nsmallest
from math import exp

from anlan.engines.directives.gbk import char_of, ended_by, inserted_by, led_by, lost_pairs, pair_of
from anlan.engines.directives.lines import HEADING
from anlan.engines.directives.pinyin import FEW, INSERTION, SYLLABLE, reads
from anlan.engines.directives.repair import Edit, Kind
from anlan.engines.directives.script import has_two_forms, simplified
from anlan.engines.directives.wording import Wording

_TOKEN = re.compile(f"(?P<eaten>[?\ufffd]*)(?P<open>[(（]?)(?P<syllable>{SYLLABLE})[)）]|(?P<char>.)")
_HIT = re.compile(f"(?:[?\ufffd]+[(（]?|[(（]|(?<=[\u3400-\u9fff]))(?P<syllable>{SYLLABLE})[)）]")
_TAG_REST = re.compile("/[a-z]{1,10}>")
BEAM, QUIET = 10, 8
LOST_PAIR, LOST_BYTE, OTHER_CODE, UNKNOWN_HIT, SINGLE_FORM, FOLDED = 4.0, 5.0, 1.5, 1.0, 7.0, 0.5
LOST_MARK = "□"
TRUSTED = 0.8


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    shown: str
    char: str
    """The character, "" for an insertion."""
    syllable: str = ""
    intact: bool = False
    """The insertion has its opening bracket and nothing eaten before it."""


@dataclass(frozen=True)
class _Letter:
    """A restored character, the stretch of source it comes from, and what it might be if its bytes are not all there."""

    char: str
    start: int
    end: int
    moved: bool = True
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Path:
    cost: float
    letters: tuple[_Letter, ...]
    carry: int | None = None
    """The byte left over for the next character; None where reading is aligned."""
    quiet: int = 0

    def then(self, wording: Wording, cost: float, carry: int | None, *letters: _Letter) -> "_Path":
        before, total = self.letters[-1].char, self.cost + cost
        for letter in letters:
            total += wording.fit(before, letter.char)
            before = letter.char
        calm = self.quiet + 1 if carry is None and not any(letter.moved for letter in letters) else 0
        return _Path(total, self.letters + letters, carry, calm)


def shifted(text: str) -> list[Edit]:
    """Edits for every garbled stretch behind an insertion that does not belong to the character before it."""
    hits = list(_stray(text))
    if not hits:
        return []
    search = _Search(text, hits)
    edits: list[Edit] = []
    done = 0
    for hit in hits:
        if hit.start() - 1 >= done:
            found, done = search.restore(hit.start() - 1)
            edits += found
    return edits


def _stray(text: str) -> Iterator[re.Match[str]]:
    """Insertions that are not a reading of the character before them."""
    many = len(INSERTION.findall(text)) >= FEW
    for match in _HIT.finditer(text):
        if match.start() == 0 or pair_of(text[match.start() - 1]) is None:
            continue
        before, bracket = text[match.start() - 1], match.group()[0] in "(（"
        toned = not match["syllable"].isascii() or (many and match.group()[0] in "?\ufffd")
        if toned and not (bracket and reads(before, match["syllable"])):
            yield match


class _Search:
    """Finds the likeliest reading of one stretch after another."""

    def __init__(self, text: str, hits: list[re.Match[str]]) -> None:
        self._text = text
        self._swallows = {hit.group()[0] for hit in hits if hit.group()[0] in "?\ufffd" and "(" not in hit.group()}
        self._known = {m["char"] for m in INSERTION.finditer(text) if reads(m["char"], m["syllable"])}
        whole = list(text)
        for hit in hits:
            stop = re.compile("\n|[(（]|$").search(text, hit.end())
            end = min(hit.end() + 30, stop.start() if stop else len(text))
            whole[hit.start() : end] = " " * (end - hit.start())
        self._wording = Wording(INSERTION.sub(r"\g<char>", "".join(whole)))
        self._best_led: dict[tuple[str, int, str], list[str]] = {}
        self._lost: dict[tuple[str, int, int], list[tuple[float, str, str]]] = {}

    def restore(self, place: int) -> tuple[list[Edit], int]:
        """The edits for the stretch that begins after the character at `place`, and where it ends."""
        line_end = self._text.find("\n", place)
        line = self._text[place : line_end if line_end >= 0 else len(self._text)]
        tokens = [token for match in _TOKEN.finditer(line) for token in _tokens(match, place)]
        first = tokens[0]
        beam = [_Path(0.0, (_Letter(first.char, first.start, first.end, moved=False),))]
        for number, token in enumerate(tokens[1:], start=1):
            follows = tokens[number + 1] if number + 1 < len(tokens) else None
            grown = [path for old in beam for path in self._on(old, token, tokens[number - 1], follows)]
            beam = _best(grown) or [old.then(self._wording, 30.0, None, _plain(token)) for old in beam[:1]]
            if number > 1 and beam[0].quiet > QUIET and (len(beam) < 2 or beam[1].quiet > QUIET):
                break
        ended = sorted((last for path in beam for last in self._closed(path)), key=lambda path: path.cost)
        return self._edits(ended) if ended else ([], first.end)

    def _on(self, path: _Path, token: _Token, before: _Token, after: _Token | None) -> Iterator[_Path]:
        if path.carry is None:
            yield from self._aligned(path, token)
        elif token.syllable:
            yield from self._hit(path, path.carry, token, before)
        else:
            yield from self._off(path, path.carry, token, after)

    def _aligned(self, path: _Path, token: _Token) -> Iterator[_Path]:
        if token.char:
            yield path.then(self._wording, 0.0, None, _Letter(token.char, token.start, token.end, moved=False))
        elif token.intact and reads(path.letters[-1].char, token.syllable):
            yield replace(path, quiet=path.quiet + 1)
        else:
            yield from self._starts(path, token)

    def _starts(self, path: _Path, token: _Token) -> Iterator[_Path]:
        """The hit began inside the last character: its code is that of a character with this reading."""
        last = path.letters[-1]
        code = pair_of(last.char)
        if code is None:
            return
        for char in inserted_by(code[1], token.syllable):
            for form in dict.fromkeys((char, simplified(char))):
                searched = pair_of(form)
                real = char_of(code[0], searched[0]) if searched else None
                if searched is None or real is None:
                    continue
                cost = self._rarity(char) + (0.0 if form == char else OTHER_CODE)
                letter = last if form == char else replace(last, char=real, moved=True)
                begun = replace(path, letters=path.letters[:-1] + (letter,))
                yield replace(begun.then(self._wording, cost, searched[1]), quiet=0)

    def _rarity(self, char: str) -> float:
        return 0.0 if char in self._known else UNKNOWN_HIT if has_two_forms(char) else SINGLE_FORM

    def _hit(self, path: _Path, carry: int, token: _Token, before: _Token) -> Iterator[_Path]:
        """An insertion met while reading one byte off: behind a character that ends here, or across the next border."""
        if token.intact and before.char and reads(before.char, token.syllable):
            yield path
        for char in inserted_by(carry, token.syllable):
            yield path.then(self._wording, self._rarity(char), None, _Letter(char, token.start, token.end))
        for char in self._known:
            lead = (pair_of(char) or (0, 0))[0]
            if reads(char, token.syllable):
                for gone in self._ended(path.letters[-1].char, carry, lead, char):
                    letters = (replace(gone, start=token.start, end=token.start), _Letter(char, token.start, token.end))
                    yield path.then(self._wording, LOST_PAIR, None, *letters)

    def _ended(self, before: str, carry: int, lead: int, after: str) -> list[_Letter]:
        """The character whose second byte fell out together with the first byte (`lead`) of the next one."""
        fit = self._wording.fit
        options = tuple(c for first, seconds in lost_pairs().items() if lead in seconds and (c := char_of(carry, first)))
        best = nsmallest(1, options, key=lambda char: fit(before, char) + fit(char, after))
        return [_Letter(char, 0, 0, options=options) for char in best]

    def _off(self, path: _Path, carry: int, token: _Token, after: _Token | None) -> Iterator[_Path]:
        if token.char in "?\ufffd":
            yield from self._marked(path, carry, token, after)
        for (first, second), cost in _codes(token.char):
            char = char_of(carry, first)
            if char:
                yield path.then(self._wording, cost, second, _Letter(char, token.start, token.end))
            for extra, left, right in self._dropped(path.letters[-1].char, carry, first):
                yield path.then(self._wording, extra + cost, second, *_guessed(left, right, carry, first, token))
        yield from self._byte_lost(path, carry, token)

    def _byte_lost(self, path: _Path, carry: int, token: _Token) -> Iterator[_Path]:
        """The rest of the character fell out, and reading is right again from this token on."""
        here = _Letter(token.char, token.start, token.end, moved=False)
        for char in self._likeliest(path.letters[-1].char, carry, token.char):
            gone = _Letter(char, token.start, token.start, options=led_by(carry))
            yield path.then(self._wording, LOST_BYTE, None, gone, here)
        code = ord(token.char)
        for alone in (0x80,) if token.char == "€" else (code,) if 0x40 <= code <= 0x7E else ():
            ended = char_of(carry, alone)
            if ended:
                yield path.then(self._wording, 0.0, None, _Letter(ended, token.start, token.end))

    def _marked(self, path: _Path, carry: int, token: _Token, after: _Token | None) -> Iterator[_Path]:
        """A replacement mark stands for the rest of a character; in some readers also for the ASCII character behind it."""
        swallows = token.char in self._swallows
        for char in self._likeliest(path.letters[-1].char, carry, "" if swallows or not after else after.char):
            gone = _Letter(char, token.start, token.end, options=led_by(carry))
            found = path.then(self._wording, 2.0, None, gone)
            yield replace(found, letters=(*found.letters, self._eaten(token.end, char))) if swallows else found

    def _eaten(self, place: int, before: str) -> _Letter:
        """The ASCII character that a question mark swallowed, where what is around tells it; else it may be any figure."""
        rest = self._text[place : place + 40]
        closing = re.search("[()（）\n]", _HIT.sub("", rest))
        if _TAG_REST.match(rest):
            return _Letter("<", place, place)
        if HEADING.match(rest) or before in "。；：":
            return _Letter("\n", place, place)
        if closing and closing.group() in ")）":
            return _Letter("(", place, place)
        return _Letter(LOST_MARK, place, place, options=tuple("0123456789"))

    def _likeliest(self, before: str, carry: int, follows: str) -> list[str]:
        """The best three characters that begin with the byte left over, between these neighbours."""
        key = (before, carry, follows)
        if key not in self._best_led:
            fit = self._wording.fit
            costs = ((fit(before, char) + (fit(char, follows) if follows else 0.0), char) for char in led_by(carry))
            self._best_led[key] = [char for _, char in nsmallest(3, costs)]
        return self._best_led[key]

    def _dropped(self, before: str, carry: int, first: int) -> list[tuple[float, str, str]]:
        """A code without a character fell out: it held the end of one character and the beginning of the next."""
        key = (before, carry, first)
        if key not in self._lost:
            fit = self._wording.fit
            lefts = sorted((fit(before, c), lead, c) for lead in lost_pairs() if (c := char_of(carry, lead)))[:4]
            pairs = (
                (cost + fit(left, right), left, right)
                for cost, lead, left in lefts
                for trail in lost_pairs()[lead]
                if (right := char_of(trail, first))
            )
            self._lost[key] = [(LOST_PAIR, left, right) for _, left, right in sorted(pairs)[:3]]
        return self._lost[key]

    def _closed(self, path: _Path) -> Iterator[_Path]:
        if path.carry is None:
            yield path
            return
        end = path.letters[-1].end
        for char in self._likeliest(path.letters[-1].char, path.carry, "\n"):
            yield path.then(self._wording, LOST_BYTE, None, _Letter(char, end, end, options=led_by(path.carry)))

    def _edits(self, paths: list[_Path]) -> tuple[list[Edit], int]:
        best = paths[0]
        rival = next((path for path in paths if _determined(path) != _determined(best)), None)
        sure = 0.99 if rival is None else min(0.99, 1 / (1 + exp(best.cost - rival.cost)))
        moved = [number for number, letter in enumerate(best.letters) if letter.moved]
        if not moved:
            return [], best.letters[0].end
        if any(self._strange(best.letters, number) for number in moved):
            sure = min(sure, 0.9)
        stretch = best.letters[moved[0] : moved[-1] + 1]
        begin = stretch[0].start if moved[0] == 0 else best.letters[moved[0] - 1].end
        edits: list[Edit] = []
        for offset, letter in enumerate(stretch):
            number = moved[0] + offset
            start = edits[-1].end if edits else begin
            if letter.options:
                right = best.letters[number + 1].char if number + 1 < len(best.letters) else "\n"
                edits.append(self._guess(letter, start, best.letters[number - 1].char, right))
            elif edits and edits[-1].kind is Kind.SHIFTED:
                edits[-1] = replace(edits[-1], end=letter.end, new=edits[-1].new + letter.char)
            else:
                edits.append(Edit(start, letter.end, letter.char, Kind.SHIFTED, sure))
        return edits, stretch[-1].end

    def _strange(self, letters: tuple[_Letter, ...], number: int) -> bool:
        """A restored character that nothing on either side of it vouches for."""
        if letters[number].options:
            return False
        around = [letter.char for letter in letters[max(0, number - 1) : number + 2]]
        return not any(map(self._wording.attested, around, around[1:]))

    def _guess(self, letter: _Letter, start: int, left: str, right: str) -> Edit:
        """A character of which one byte is left: written where wording leaves no doubt (a person confirms), else □."""
        fit = self._wording.fit
        costs = sorted((fit(left, char) + fit(char, right), char) for char in set(letter.options))
        weight = sum(exp(costs[0][0] - cost) for cost, _ in costs)
        chance, best = 1 / weight, costs[0][1]
        backed = self._wording.attested(left, best) or self._wording.attested(best, right)
        shown = best if chance >= TRUSTED and backed and not best.isascii() else LOST_MARK
        candidates = tuple(simplified(char) for _, char in costs[:5])
        return Edit(start, max(start, letter.end), shown, Kind.LOST, min(chance, 0.94), candidates)


def _tokens(match: re.Match[str], offset: int) -> Iterator[_Token]:
    """An insertion is one token; a Latin word in brackets is taken letter by letter, unless a mark stands before it."""
    start, shown = match.start() + offset, match.group()
    if match["char"] is None and (match["eaten"] or not match["syllable"].isascii()):
        yield _Token(start, match.end() + offset, shown, "", match["syllable"], bool(match["open"]) and not match["eaten"])
    else:
        yield from (_Token(start + n, start + n + 1, char, char) for n, char in enumerate(shown))


def _plain(token: _Token) -> _Letter:
    return _Letter(token.shown, token.start, token.end, moved=False)


def _codes(char: str) -> Iterator[tuple[tuple[int, int], float]]:
    """The byte pairs that may lie behind a shown character: its own, or the full-width form that was folded to ASCII."""
    code = pair_of(char)
    if code:
        yield code, 0.0
    elif "!" <= char <= "~":
        yield (0xA3, ord(char) + 0x80), FOLDED
    elif char == " ":
        yield (0xA1, 0xA1), FOLDED


def _guessed(left: str, right: str, carry: int, first: int, token: _Token) -> tuple[_Letter, _Letter]:
    gone = _Letter(left, token.start, token.start, options=tuple(c for lead in lost_pairs() if (c := char_of(carry, lead))))
    return gone, _Letter(right, token.start, token.end, options=ended_by(first))


def _best(paths: list[_Path]) -> list[_Path]:
    """The cheapest path to each distinct situation, at most BEAM of them."""
    kept: dict[tuple[int | None, str, str], _Path] = {}
    for path in sorted(paths, key=lambda path: path.cost):
        last = "".join(letter.char for letter in path.letters[-3:])
        kept.setdefault((path.carry, last, ""), path)
        if len(kept) == BEAM:
            break
    return list(kept.values())


def _determined(path: _Path) -> str:
    return "".join("□" if letter.options else letter.char for letter in path.letters if letter.moved)
