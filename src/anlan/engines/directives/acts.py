"""The act and its object, and the main subject (kind) of a record."""

import re

from anlan.engines.directives.grammar import Grammar
from anlan.engines.directives.lexicon import any_of
from anlan.engines.directives.phrases import at_depth_zero
from anlan.engines.directives.record import Record
from anlan.engines.directives.subjects import heads_its_sentence, subject, verb_phrase


def act(text: str, record: Record, grammar: Grammar) -> tuple[str, str]:
    """(verb, object): the leading verb without its adverbs, and what follows; for a list item the shared verb and the item."""
    if record.shared is not None:
        return _item_act(text, record, grammar)
    phrase, start = _without_subject(text, record, grammar)
    end = record.core[1]
    for pattern in (_TOWARD, _FIGURE, _TAKEN) if len(phrase) <= _LONGEST else ():
        found = pattern.match(phrase)
        if found:
            return text[start + found.start("act") : end], text[start + found.start("what") : start + found.end("what")]
    match = _main_verb(phrase, grammar)
    if match is None:
        return text[start:end], subject(text, record, grammar) or ""
    verb = match["verb"] if "verb" in match.re.groupindex else match[0]
    rest = text[start + match.end() : end].lstrip("了好到")
    first = grammar.doing.match(verb)
    if rest in _BARE and first and first.end() < len(verb):  # 健全约谈机制: 约谈 is the object's name, not a second verb
        verb, rest = first[0], verb[first.end() :] + rest
    return verb, rest or re.sub(r"^(?:对|将|把)", "", text[start : start + match.start()])


def _without_subject(text: str, record: Record, grammar: Grammar) -> tuple[str, int]:
    phrase, start = verb_phrase(text, record, grammar)
    own = subject(text, record, grammar)
    if own and text.startswith(own, start):
        phrase, start = phrase[len(own) :], start + len(own)
    modal = re.match(any_of(grammar.lexicon.modals), phrase)
    return (phrase[modal.end() :], start + modal.end()) if modal else (phrase, start)


def _item_act(text: str, record: Record, grammar: Grammar) -> tuple[str, str]:
    assert record.shared is not None
    tail = text[slice(*record.tail)].lstrip("等") if record.tail else ""
    item = text[record.core[0] : min(record.core[1], record.tail[0]) if record.tail else record.core[1]]
    if heads_its_sentence(record):
        verb = grammar.doing.search(tail, 4)
        return (verb[0], item + tail[verb.end() :]) if verb else (re.sub(r"^.*?指标", "", tail) or tail, item)
    head = at_depth_zero(text, *record.shared)
    verbs = list(grammar.doing.finditer(head))
    if record.shared[0] > record.core[0] and verbs:
        return verbs[0][0], text[record.shared[0] + verbs[0].end() : record.shared[1]]
    return verbs[-1][0] if verbs else head.strip("要并"), item + (f"（{tail}）" if tail and tail not in item else "")


_LONGEST = 400  # no act is told apart in a longer phrase
_BARE = frozenset(("机制", "制度", "体系", "工作", "办法", "平台", "中心"))
_TOWARD = re.compile(
    r"^(?:并|要)?对(?!标|接|照)(?P<what>.{2,}?)(?:既|也)?要?"
    r"(?P<act>(?:进行|予以|给予|不予|逐一|依法|一律|开展|实行|实施|采取)(?!.*(?:进行|予以|给予|不予)).{2,})$"
)
_FIGURE = re.compile(r"^.*?(?P<what>[^，前底]{2,}(?:率|比例|占比|水平))(?P<act>(?:达到|不低于|不少于|保持|控制在).{1,16})$")
_TAKEN = re.compile(r"^(?:将|把)(?P<what>.+?)(?P<act>(?:纳入|列入|列为|作为|用于|融入|移交|移送|分解|细化|报送).+)$")
_PLACE = re.compile(r"^在.{2,24}?(?:[上中内]|期间|之前|前)(?=.)")


def _main_verb(phrase: str, grammar: Grammar) -> re.Match[str] | None:
    """The first verb; behind a means (利用…等方式开展, 会同…部门制定, 在…会议上播放) the first one after it."""
    units = any_of(grammar.lexicon.subject_ends)
    joint = re.match(rf"^(?:会同|联合|配合).*?{units}(?={grammar.adverb}{{0,6}}{grammar.doing.pattern})", phrase)
    led = joint or grammar.lead_in.match(phrase)
    means = joint or (grammar.means_then_verb.search(phrase) if led else _PLACE.match(phrase))
    if means is None:
        return grammar.opening_verb.match(phrase) or grammar.doing.search(phrase)
    start = means.end() if means.re is not grammar.means_then_verb else means.start() + 2
    return grammar.doing.search(phrase, start) or grammar.doing.search(phrase)


def kind(text: str, record: Record, title: str, grammar: Grammar) -> str:
    """The subject whose words weigh most in the phrase; the clause title breaks the tie."""
    written = text[record.span[0] : record.span[1]]
    if record.shared:
        written = (
            text[record.shared[0] : record.shared[1]] + written + (text[record.tail[0] : record.tail[1]] if record.tail else "")
        )
    best, best_weight = "duty", 0.0
    for name, words in grammar.lexicon.kinds:
        weight = sum(len(word) for word in words if word in written) + sum(0.4 * len(word) for word in words if word in title)
        if weight > best_weight:
            best, best_weight = name, weight
    return best
