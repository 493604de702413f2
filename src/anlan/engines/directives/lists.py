"""Which lists are closed item by item: named problems, documents, works, campaigns, systems (rules G3 and G4).

A list is cut only when its verb and the noun that sums it up both say so: 开展A、B等活动 is, 打击A、B等违法行为 is not.
"""

import re
from itertools import pairwise

from anlan.engines.directives.directive import Offset
from anlan.engines.directives.grammar import Grammar
from anlan.engines.directives.lexicon import any_of
from anlan.engines.directives.phrases import at_depth_zero, cut, trim

Found = tuple[Offset, list[Offset], Offset | None]


def fault_list_end(text: str, parts: list[Offset], index: int, grammar: Grammar) -> int:
    """Index of the phrase that closes a list of problems opened in phrase `index` (the same index if none does)."""
    opened = at_depth_zero(text, *parts[index])
    verbs, nouns = grammar.lexicon.splits[0] if grammar.lexicon.splits else ((), ())
    strikes = verbs + grammar.lexicon.strikes
    opens = re.match(rf"^(?:{grammar.adverb}|以及){{0,6}}{any_of(strikes)}", opened) or re.search(
        r"^(?:要)?针对|专项(?:治理|整治)", opened
    )
    closes = re.compile(rf"等[^、，等]{{0,8}}{any_of(nouns)}$|等[^、，]{{0,6}}专项(?:治理|整治)[^、，]{{0,4}}$")
    if not opens and not _opens_campaign(opened, grammar):
        return index
    more = index + 1 < len(parts) and text.startswith(("以及", "及"), parts[index + 1][0])
    if closes.search(opened) and not more:
        return index
    for last in range(index + 1, len(parts)):
        phrase = at_depth_zero(text, *parts[last])
        if grammar.aim.match(phrase) or grammar.binding.match(phrase) or any(verb in phrase[:6] for verb in verbs):
            return index
        if closes.search(phrase) and not (last + 1 < len(parts) and text.startswith(("以及", "及"), parts[last + 1][0])):
            return last
    return index


def _opens_campaign(phrase: str, grammar: Grammar) -> bool:
    """开展A、B、C，以及D等专项治理行动."""
    return bool(re.match(rf"^{grammar.adverb}{{0,6}}(?:组织)?开展", phrase)) and "、" in phrase and "等" not in phrase


def items(text: str, phrase: Offset, grammar: Grammar) -> Found | None:
    """(shared head, item spans, 等-tail) of a phrase that is such a list, else None."""
    blanked = at_depth_zero(text, *phrase)
    for number, (verbs, nouns) in enumerate(grammar.lexicon.splits):
        match = _verb(blanked, verbs, grammar)
        if not match:
            continue
        found = _listed(text, phrase, blanked, match, nouns, faults=number == 0, grammar=grammar)
        if found:
            return found
    return (
        _struck(text, phrase, blanked, grammar)
        or _subjects(text, phrase, blanked)
        or _named(text, phrase, blanked, grammar)
        or _quoted(text, phrase, grammar)
        or _two_problems(text, phrase, blanked, grammar)
        or _pair(text, phrase, blanked, grammar)
    )


def _struck(text: str, phrase: Offset, blanked: str, grammar: Grammar) -> Found | None:
    """打击擅自启封密闭、以假图纸隐瞒采掘地点等行为: faults told as sentences are followed singly, 超载、超速 are not."""
    verb = _verb(blanked, grammar.lexicon.strikes, grammar)
    if not verb or not grammar.lexicon.splits:
        return None
    found = _listed(text, phrase, blanked, verb, grammar.lexicon.splits[0][1], faults=True, grammar=grammar)
    if not found:
        return None
    _, spans, tail = found
    length = sum(last - first for first, last in spans) - (tail[1] - tail[0] if tail else 0)
    return found if length >= _SENTENCE_LIKE * len(spans) else None


_SENTENCE_LIKE = 8  # characters an item has on the average


_SUBJECTS = re.compile(
    r"^(?:部门|企业)?(?P<list>[^等，]+、[^等，]+)等(?:其他|其它|主要|核心|重点)*"
    r"(?P<sum>指标(?=不|达到|控制|力争)|(?:行业)?领域(?=[也都均]?要.*(?:整治|治理|排查)))"
)


def _subjects(text: str, phrase: Offset, blanked: str) -> Found | None:
    """A、B等指标不低于…: each figure is a record; A、B等行业领域也要开展整治: each trade has an owner of its own."""
    match = _SUBJECTS.match(blanked)
    if not match:
        return None
    spans = _cut_items(text, phrase[0], phrase[0] + match.end("list"))
    if len(spans) < 2:
        return None
    spans[-1] = (spans[-1][0], phrase[1])
    return (phrase[0], phrase[0]), spans, (phrase[0] + match.end("list"), phrase[1])


def _two_problems(text: str, phrase: Offset, blanked: str, grammar: Grammar) -> Found | None:
    """整治违规充装和“黑窝点”: two named problems without 等."""
    verb = re.match(rf"^{grammar.adverb}{{0,6}}{any_of(grammar.lexicon.splits[0][0])}", blanked)
    if not verb or blanked.count("和") != 1 or "等" in blanked:
        return None
    start, joint = phrase[0] + verb.end(), phrase[0] + blanked.index("和")
    one, two = (start, joint), (joint + 1, phrase[1])
    fault = re.compile(any_of(grammar.lexicon.faults))
    if not fault.search(text, *one) or not (fault.search(text, *two) or text[two[0]] == "“"):
        return None
    return (phrase[0], start), [one, two], None


def _named(text: str, phrase: Offset, blanked: str, grammar: Grammar) -> Found | None:
    """深化A、B、C等“一件事”…: the name says that each subject is followed by itself, whatever the verb."""
    name = re.search(any_of(grammar.lexicon.split_names), text[phrase[0] : phrase[1]])
    verb = grammar.opening_verb.match(blanked)
    if not name or not verb or "、" not in blanked[: name.start()]:
        return None
    start, summed = phrase[0] + verb.end(), blanked.rfind("等", 0, name.start())
    end = phrase[0] + (summed if summed > verb.end() else name.start())
    spans = _cut_items(text, start, end)
    if len(spans) < 2:
        return None
    spans[-1] = (spans[-1][0], phrase[1])
    return (phrase[0], start), spans, (end, phrase[1])


def _quoted(text: str, phrase: Offset, grammar: Grammar) -> Found | None:
    """建设“甲”“乙”“丙”: names in quotes side by side, right behind a verb that builds or carries out."""
    written = text[phrase[0] : phrase[1]]
    head = re.match(rf"^{grammar.adverb}{{0,6}}{any_of(grammar.lexicon.carries_out)}(?=“)", written) or re.match(
        rf"^{grammar.adverb}{{0,6}}{any_of(grammar.lexicon.splits[0][0] if grammar.lexicon.splits else ())}[^“、，]{{0,12}}(?=“)",
        written,
    )
    names = list(re.finditer(r"“[^”]+”", written))
    if not head or len(names) < 2 or names[0].start() != head.end():
        return None
    if any(one.end() != two.start() for one, two in pairwise(names)) or len(written) - names[-1].end() > 8:
        return None
    spans = [(phrase[0] + name.start(), phrase[0] + name.end()) for name in names]
    tail = (spans[-1][1], phrase[1])
    spans[-1] = (spans[-1][0], phrase[1])
    return (phrase[0], spans[0][0]), spans, tail


def _verb(blanked: str, verbs: tuple[str, ...], grammar: Grammar) -> re.Match[str] | None:
    """The list's verb, before the first 、 and not behind another object."""
    head = blanked.split("、")[0]
    return (
        re.search(
            rf"(?:{grammar.adverb}){{0,6}}(?:{any_of(verbs)}(?:和|并|、)?)+(?:并{grammar.adverb}{{0,6}}{any_of(verbs)})?", head
        )
        if verbs
        else None
    )


def _listed(
    text: str, phrase: Offset, blanked: str, verb: re.Match[str], nouns: tuple[str, ...], *, faults: bool, grammar: Grammar
) -> Found | None:
    start = phrase[0] + verb.end()
    body = blanked[verb.end() :]
    summed = re.search(rf"等(?:方面|各类|突出|重点)*[^、，等]{{0,8}}{any_of(nouns)}(?:工作|建设|修订|编制)?$", body)
    if faults and not summed:
        summed = re.search(r"的(?:突出|主要)?问题$", body) if body.count("、") > 1 else None
    if not summed:
        return None
    end = start + summed.start()
    start += _bearers(body[: end - start], grammar) if faults else 0
    spans = _cut_items(text, start, end)
    if faults:
        spans = _with_fault(text, spans, grammar)
    if len(spans) < 2 or any(last - first < 2 for first, last in spans) or re.match(r"等\d", summed[0]):
        return None
    spans[-1] = (spans[-1][0], phrase[1])
    return (phrase[0], start), spans, (end, phrase[1])


def _bearers(body: str, grammar: Grammar) -> int:
    """Length of 高层建筑、医院、“九小场所”等: the places that bear the faults, when they come before the list of faults."""
    inner = re.search(r"等", body)
    if not inner or "、" not in body[: inner.start()] or "、" not in body[inner.end() :]:
        return 0
    return 0 if re.search(any_of(grammar.lexicon.faults), body[: inner.start()]) else inner.end()


def _cut_items(text: str, start: int, end: int) -> list[Offset]:
    spans = list(cut(text, start, end, "、，,"))
    spans = [_without_joint(text, span) for span in spans]
    if len(spans) == 0:
        return []
    first, last = spans[-1]
    blanked = at_depth_zero(text, first, last)
    joint = re.search(r"以及|(?<=..)和(?=..)|(?<=..)及(?!其)(?=..)", blanked)
    if joint:
        spans[-1:] = [trim(text, first, first + joint.start()), trim(text, first + joint.end(), last)]
    return [span for span in spans if span[1] > span[0]]


def _without_joint(text: str, span: Offset) -> Offset:
    match = re.compile(r"以及|及|和").match(text, *span)
    return (match.end(), span[1]) if match else span


def _with_fault(text: str, spans: list[Offset], grammar: Grammar) -> list[Offset]:
    """A bare noun is the subject of the next item (拖拉机、联合收割机无牌行驶); a list of nouns alone is one problem."""
    fault = re.compile(any_of(grammar.lexicon.faults))
    if not any(fault.search(text, first, last) for first, last in spans):
        return []
    result: list[Offset] = []
    pending: int | None = None
    for first, last in (part for span in spans for part in _two_faults(text, span, fault)):
        pending = first if pending is None else pending
        if (
            result
            and pending == first
            and "等" in at_depth_zero(text, first, last)[2:-2]
            and "，" not in text[result[-1][1] : first]
        ):
            result[-1] = (result[-1][0], last)
            pending = None
        elif fault.search(text, first, last) or last - first > 5:
            result.append((pending, last))
            pending = None
    if pending is not None and result:
        result.append((pending, spans[-1][1]))
    return result


def _two_faults(text: str, span: Offset, fault: re.Pattern[str]) -> list[Offset]:
    """A和B inside one item, when either half says what is wrong."""
    blanked = at_depth_zero(text, *span)
    for joint in re.finditer(r"(?<=...)和(?=...)", blanked):
        one, two = (span[0], span[0] + joint.start()), (span[0] + joint.end(), span[1])
        if fault.search(text, *one) and fault.search(text, *two):
            return [one, two]
    return [span]


_DRAFT = r"(?:完善|制定|编制|修订完善|编制完善|修订|修编|出台|印发|建立健全|健全完善|建立|健全|落实|制修订)"
_FOUND = r"(?:建设|建成|搭建|开发|打造|升级)"
_BUILD = r"(?:推进|实施|加快推进|加快|推动|完成)"


def _pair(text: str, phrase: Offset, blanked: str, grammar: Grammar) -> Found | None:
    """制定A清单和B清单, 推进A改造和B升级, 出台《A》《B》: two or more named results of one drafting or building verb."""
    again = rf"{grammar.adverb}{{0,6}}(?:并{grammar.adverb}{{0,6}}(?:修订|完善|落实))?"
    draft = re.match(rf"^.{{0,24}}?{_DRAFT}{again}", blanked)
    if draft and (found := _titles(text, phrase)):
        return found
    if draft and "贯彻" in draft[0]:
        return None  # 贯彻落实A细则和B清单 is one duty
    founds = re.match(rf"^{grammar.adverb}{{0,6}}{_FOUND}(?!完善)", blanked)
    head = draft or founds or re.match(rf"^{grammar.adverb}{{0,6}}{_BUILD}", blanked)
    if not head or "等" in blanked[head.end() :]:
        return None
    ends = grammar.lexicon.documents if draft else ("系统", "平台", "数据库", "指挥中心") if founds else grammar.lexicon.works
    return _results(text, phrase, head.end(), re.compile(rf"{any_of(ends)}[”」]?(?:[（(][^）)]*[）)])?$"))


def _titles(text: str, phrase: Offset) -> Found | None:
    titles = [(phrase[0] + match.start(), phrase[0] + match.end()) for match in re.finditer(r"《[^》]*》", text[slice(*phrase)])]
    if len(titles) < 2 or any(text[one[1] : two[0]] not in ("", "、", "和", "以及", "及") for one, two in pairwise(titles)):
        return None
    return (phrase[0], titles[0][0]), titles, None


_JOINTS = re.compile(r"、|以及|和|及(?!时|其|早)")


def _results(text: str, phrase: Offset, head: int, ending: re.Pattern[str]) -> Found | None:
    """The pieces between 、 and 和, each of which must end like a result; a piece that does not is the start of the next."""
    start = phrase[0] + head
    blanked = at_depth_zero(text, start, phrase[1])
    cuts = [start, *(start + match.end() for match in _JOINTS.finditer(blanked))]
    stops = [*(start + match.start() for match in _JOINTS.finditer(blanked)), phrase[1]]
    spans: list[Offset] = []
    pending: int | None = None
    for first, last in zip(cuts, stops, strict=True):
        pending = first if pending is None else pending
        if ending.search(text[first:last]) and last - pending > 3:
            spans.append((pending, last))
            pending = None
    if len(spans) < 2 or pending is not None:
        return None
    return (phrase[0], start), spans, None
