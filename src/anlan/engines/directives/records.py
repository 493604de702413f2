"""From a clause's sentences to records: which phrases make one duty, where its span begins and ends, what is a list.

A sentence is read from left to right. Conditions and means wait for the duty that follows; a checkable result joins the
duty before; what continues a phrase joins it. Then named lists are cut into their items (lists.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from anlan.engines.directives import frames, telling
from anlan.engines.directives.closed_class import MODAL_HEAD, TOGETHER
from anlan.engines.directives.directive import Offset
from anlan.engines.directives.grammar import Grammar, Part
from anlan.engines.directives.lexicon import any_of
from anlan.engines.directives.lists import fault_list_end
from anlan.engines.directives.measures import quantity
from anlan.engines.directives.phrases import ITEM_WORD, at_depth_zero, segments
from anlan.engines.directives.pieces import each_its_rhythm, several, split
from anlan.engines.directives.record import Record

_FRAME = re.compile(r"^(?:进一步|不断|持续)?(?:建立健全|健全完善|健全|完善|建立)")
_TWO_COUNTS = re.compile(r"或者?(?=\d{1,9}个?[日天周月年].{0,6}\d{1,9}[起次例])")
_HEADING_VERB = re.compile(r"(?:进一步|切实|持续)?(?:强化|加强|抓好|狠抓|抓实|做好|突出|严格|规范|落实)")
_HEADING = re.compile(
    _HEADING_VERB.pattern + r"[\u4e00-\u9fff]{2,8}?(?P<last>管理|监管|管控|防范|防控|治理|检查|整治|执法|保障)$"
)
_BEFALLS = re.compile(r"(?:再次)?(?:发生|引发|造成|导致|诱发|酿成|出现)")
_TAKES = re.compile(r"(?:及时|立即|迅速|同步|果断)*采取.{2,}措施$")
_EACH = re.compile(r"每[^日天周月季年旬半\d]")  # 每队不少于8人
_AND_ALSO = re.compile(r"每|且|并且|同时")  # …的，每增加1人，…: a second condition on top of the first
_EITHER = re.compile(r"(?<=的)(?:或者?|以及)(?=[^，]{4,})")
_FINISHED = re.compile(r"(?:的|行为|情形|问题|隐患|事故)$")


@dataclass(slots=True)
class _Reader:
    """The state of one sentence."""

    text: str
    grammar: Grammar
    sentence: Offset
    records: list[Record] = field(default_factory=list)
    waiting: list[Offset] = field(default_factory=list)  # means, in order
    dates: list[Offset] = field(default_factory=list)  # 6月底前，…
    triggers: list[Offset] = field(default_factory=list)  # conditions in force
    moments: list[Offset] = field(default_factory=list)  # times in force (汛期, …时, 一旦…)
    fresh: list[Offset] = field(default_factory=list)  # conditions no duty has taken into its span yet
    empty: bool = False  # a principle stood before: an aim behind it is empty too
    subject: Offset | None = None  # a principle that held the subject (各矿要坚持…，选择…)
    told: Offset | None = None  # the same further up in the sentence, out of reach of the span
    said: Part = Part.DUTY  # the part of the phrase before
    open_way: bool = False  # 可采取…方式，: the next phrase is what is permitted
    open_result: bool = False  # 做到一旦发生…, and the next phrase says what then

    def duty(self, phrase: Offset) -> None:
        number = len(self.records) if len(self.fresh) > 1 else None
        for earlier in self.fresh[:-1]:
            self.add(earlier, phrase, [*self.moments, earlier], number)
        own = self.moments + (self.fresh[-1:] or self.triggers[-1:])
        before = [self.subject] if self.subject else []
        start = min([phrase[0], *(offset[0] for offset in self.fresh[-1:] + self.waiting[-1:] + self.dates[-1:] + before)])
        self.add((start, phrase[1]), phrase, own, number)
        self.waiting, self.fresh, self.dates, self.subject = [], [], [], None

    def add(self, span: Offset, core: Offset, triggers: list[Offset], listed: int | None = None) -> None:
        self.records.append(Record(self.sentence, span, core, list(triggers), listed=listed, told=self.told))

    def extend(self, phrase: Offset) -> None:
        """The last duty's span takes the phrase in."""
        record = self.records[-1]
        record.span = (record.span[0], phrase[1])

    def means_alone(self) -> None:
        """A means with no duty behind it is the duty (采取…等方式，提高…)."""
        if self.waiting:
            phrase = self.waiting.pop()
            self.duty(phrase)


def sentence_records(text: str, sentence: Offset, grammar: Grammar) -> list[Record]:
    reader = _Reader(text, grammar, sentence)
    if telling.tells(at_depth_zero(text, *sentence)):
        return []
    phrases = list(_joined(text, sentence, grammar))
    for phrase, following in zip(phrases, [*phrases[1:], None], strict=True):
        _read(reader, phrase, following)
    for trigger in reader.fresh:
        reader.add(trigger, trigger, [trigger])  # a condition with nothing behind it is shown, not lost
    single = [part for record in reader.records for part in each_its_rhythm(text, record)]
    whole = [part for record in single for part in several(text, record, grammar)]
    numbered = [split(text, record, number, grammar) for number, record in enumerate(whole)]
    return [record for group in numbered for record in group]


def _unlisted(text: str, part: Offset) -> Offset:
    """一是…，二是…: without the counting word."""
    word = ITEM_WORD.match(text, *part)
    return (word.end(), part[1]) if word and word.end() < part[1] else part


def _joined(text: str, sentence: Offset, grammar: Grammar) -> Iterator[Offset]:
    """Comma phrases; those of one list of problems (着力解决A，B，以及C等问题) stay together."""
    parts = [_unlisted(text, part) for part in segments(text, *sentence) if grammar.strip(text[slice(*part)])]  # not 同时，
    index = 0
    while index < len(parts):
        last = fault_list_end(text, parts, index, grammar)
        if last == index:
            near = [at_depth_zero(text, *part) for part in parts[index : index + 5]]
            last += grammar.object_end(near[:4]) or frames.founded_end(near) or frames.way_end(near)
        yield parts[index][0], parts[last][1]
        index = last + 1


def _read(reader: _Reader, phrase: Offset, following: Offset | None) -> None:
    last = following is None
    blanked = at_depth_zero(reader.text, *phrase)
    part = _alone(reader, blanked, _part(reader, blanked, at_depth_zero(reader.text, *following) if following else ""))
    reader.said = part
    if part is Part.LEAD_IN and last and reader.grammar.when.fullmatch(blanked):
        return  # a date alone binds nobody
    if part is Part.LEAD_IN and not last and (TOGETHER.fullmatch(blanked) or reader.grammar.body.fullmatch(blanked)):
        reader.subject = reader.subject or phrase
    elif part is Part.LEAD_IN and not last:
        _wait(reader, phrase, blanked)
    elif part is Part.TRIGGER and not last:
        _condition(reader, phrase, blanked, reader.text[slice(*following)] if following else "")
    elif part is Part.FREE:
        reader.waiting, reader.fresh, reader.dates = [], [], []  # what waited, waited for the permission
    elif part in (Part.AIM, Part.BINDING, Part.MORE, Part.EMPTY):
        _attach(reader, phrase, part, blanked)
    elif _joins(reader, blanked, phrase):
        reader.extend(phrase)
    else:
        reader.duty(phrase)


def _wait(reader: _Reader, phrase: Offset, blanked: str) -> None:
    """A date or a means waits for its duty; 组织专门力量 goes with the means before it, as does all behind 各县要按照…，"""
    if reader.grammar.when.fullmatch(blanked):
        reader.dates.append(phrase)
        return
    goes_on = reader.waiting and (
        reader.grammar.is_manner(blanked)
        or _holds_subject(reader, reader.waiting[-1])
        or reader.text.startswith(("针对", "要针对"), reader.waiting[-1][0])
    )
    before = reader.waiting.pop()[0] if goes_on else phrase[0]
    reader.waiting.append((before, phrase[1]))


def _holds_subject(reader: _Reader, means: Offset) -> bool:
    written = at_depth_zero(reader.text, *means)
    grammar = reader.grammar
    return any(pattern.match(written) for pattern in (grammar.subject, grammar.intends, grammar.subject_of_condition))


def _alone(reader: _Reader, blanked: str, part: Part) -> Part:
    """各镇不少于20人 goes on with nothing: a figure at the head of its sentence binds by itself."""
    first = part is Part.MORE and not reader.records and not reader.fresh
    return Part.DUTY if first and (_counts(blanked) or blanked.startswith(("特别是", "尤其是"))) else part


def _part(reader: _Reader, blanked: str, following: str) -> Part:
    """The part a phrase plays behind what was read so far and before what follows."""
    grammar = reader.grammar
    part = grammar.part(blanked, first=not reader.records and not reader.empty)
    goes_on = part is Part.MORE or reader.open_way and not (MODAL_HEAD.search(blanked) or grammar.subject.match(blanked))
    if part is Part.FREE or reader.said is Part.FREE and goes_on:
        reader.open_way = bool(grammar.means.search(blanked))
        return Part.FREE
    if following:
        part = grammar.in_context(part, blanked, following)
    elif part is Part.LEAD_IN and reader.records and grammar.lever.match(blanked):
        return Part.AIM  # 充分发挥示范作用 with nothing behind it
    if reader.open_result:
        reader.open_result = False
        return Part.MORE
    if part is Part.MORE and reader.records and blanked.startswith("每") and _counts(blanked):
        said = reader.text[slice(*reader.records[-1].span)]
        return Part.DUTY if re.search(r"每[^，]*\d|每[^，]*[一两二三]次|定期", said) else part  # two rhythms, two records
    if reader.said is Part.AIM and _BEFALLS.match(blanked):
        return Part.AIM
    if part is Part.LEAD_IN and (reader.fresh or reader.moments) and _TAKES.match(blanked):
        return Part.DUTY
    behind = reader.fresh or reader.dates and "、" in blanked and not telling.states(blanked)
    consequence = behind and (part is Part.EMPTY or part is Part.MORE and grammar.begins_with_verb(blanked))
    return Part.DUTY if consequence or part is Part.BINDING and reader.waiting else part


def _condition(reader: _Reader, phrase: Offset, blanked: str, following: str) -> None:
    """A time waits like a means, and so does 凡从业人员 before 未经培训的; 3个月内2起以上或6个月内3起以上 are two conditions."""
    narrows = following.endswith("的") and not _FINISHED.search(blanked)
    if narrows or reader.grammar.time.search(blanked) or blanked.startswith(("在", "遇", "如遇", "一旦")):
        reader.waiting.append(phrase)
        reader.moments.append(phrase)
        return
    if reader.fresh and _AND_ALSO.match(reader.text, *phrase):
        reader.fresh[-1] = reader.triggers[-1] = (reader.fresh[-1][0], phrase[1])
        return
    joint = _TWO_COUNTS.search(reader.text, *phrase) or _EITHER.search(reader.text, *phrase)
    parts = [(phrase[0], joint.start()), (joint.end(), phrase[1])] if joint else [phrase]
    reader.fresh += parts
    reader.triggers += parts


def _more_conditions(reader: _Reader, phrase: Offset) -> None:
    """以及… behind a finished condition is one more, behind an unfinished one (关闭、破坏…设备，以及…等行为) the rest of it."""
    start, end = reader.fresh[-1]
    if _FINISHED.search(reader.text[start:end]) and not _AND_ALSO.match(reader.text, *phrase):
        reader.fresh.append(phrase)
        reader.triggers.append(phrase)
    else:
        reader.fresh[-1] = reader.triggers[-1] = (start, phrase[1])


def _attach(reader: _Reader, phrase: Offset, part: Part, blanked: str) -> None:
    if part is Part.AIM and reader.waiting:
        reader.means_alone()
        reader.extend(phrase)
        return
    if part is Part.EMPTY:
        reader.waiting = []
        named = phrase if reader.grammar.names_subject(blanked) else None
        reader.subject = named if len(blanked) <= _LONGEST_PRINCIPLE else None
        reader.told = named or reader.told
    if part is Part.MORE and reader.fresh and not reader.waiting:
        _more_conditions(reader, phrase)
        return
    if not reader.records and not _alternative(reader, part, blanked):
        reader.empty = reader.empty or part is Part.EMPTY
        return
    if part is Part.BINDING and reader.grammar.lexicon.conditions:
        reader.open_result = bool(re.search(any_of(("一旦", "遇有", "如遇")), blanked))
    if (
        (part is Part.BINDING or _EACH.match(blanked))
        and _counts(blanked)
        and _counts(at_depth_zero(reader.text, *reader.records[-1].span))
    ):
        reader.duty(phrase)
    elif part in (Part.MORE, Part.BINDING) or part is Part.AIM and _near(reader, phrase):
        reader.extend(phrase)


def _alternative(reader: _Reader, part: Part, blanked: str) -> bool:
    """应按照职责组织抢险，或驻点指导: what waited was a duty after all; whether there is one now."""
    if part is Part.MORE and blanked.startswith("或"):
        reader.means_alone()
    return bool(reader.records)


def _counts(written: str) -> bool:
    """Does it hold a number that binds? Two numbers make two records (rule G5)."""
    return quantity(written, "") is not None and re.search(r"\d|[一两二三四五六七八九十]次", written) is not None


_LONGEST_PRINCIPLE = 24  # a longer one that holds the subject stays out of the span
_LONG_AIM = 2  # aims more than twice as long as their duty would drown it


def _near(reader: _Reader, phrase: Offset) -> bool:
    """An aim right behind its duty stays inside the span."""
    record = reader.records[-1]
    length = record.core[1] - record.core[0]
    return phrase[0] - record.span[1] <= 1 and phrase[1] - record.core[1] <= _LONG_AIM * length


def _joins(reader: _Reader, blanked: str, phrase: Offset) -> bool:
    """建立落实清单，加强跟踪问效: a phrase without an object of its own goes with the duty before."""
    if not reader.records or reader.fresh or reader.waiting:
        return False
    said = reader.text[slice(*reader.records[-1].span)]
    own = _own_object(blanked, reader.grammar) or blanked.startswith("每") and re.search("每|定期", said) is not None
    if reader.grammar.hollow.match(blanked.replace("□", "")) or not own:
        return True
    before = at_depth_zero(reader.text, *reader.records[-1].core)
    if (
        frames.outcome(before, blanked)
        or frames.whether(said, blanked)
        or _rate_of(before, blanked)
        or _general(before, blanked, reader.grammar)
    ):
        return True
    return bool(_FRAME.match(before) and _FRAME.match(blanked)) and _shared_part(before, blanked, reader.grammar) > 0.65


def _rate_of(before: str, blanked: str) -> bool:
    """更换老旧灯具，更换率达到90%: the rate of the very act before, which holds no number of its own."""
    named = re.match(r"(?:[^，]{0,8}?[内前底])?(?:力争)?(?P<act>[\u4e00-\u9fff]{2})率(?:达|要|不|保持|稳定|控制|\d)", blanked)
    return bool(named and named["act"] in before and not _counts(before))


def _general(before: str, blanked: str, grammar: Grammar) -> bool:
    """要强化用电管理，规范临时用电线路管理: a short heading with a verb, then the same thing told exactly."""
    head = _HEADING.match(grammar.strip(before))
    exact = _HEADING_VERB.match(blanked)
    return bool(
        head
        and exact
        and head["last"] in blanked
        and len(blanked) > len(before)
        and _shared_part(grammar.strip(before), blanked, grammar) > 0.5
    )


def _own_object(blanked: str, grammar: Grammar) -> bool:
    """年内完成改造45公里 has none: it is the measure of the duty before."""
    if not re.search(r"\d", blanked):
        return True
    rest = re.sub(
        rf"{grammar.adverb}|{grammar.doing.pattern}|年内|年底前|全年|全覆盖|全部|至少|不少于|再|\d{{1,9}}[月年日]?(?:底前|前)?|公里|平方米|[个座处项次户台套家名]|[年月日前底%％]|以[上内]|左右",
        "",
        blanked,
    )
    return len(rest.strip("，、")) > 1


def _shared_part(before: str, phrase: str, grammar: Grammar) -> float:
    """Share of the shorter phrase's character pairs that the other holds too, verbs and adverbs left out."""
    sets = []
    for written in (before, phrase):
        bare = re.sub(grammar.adverb, "", written)
        verb = grammar.opening_verb.match(bare)
        bare = re.sub(r"[□、]", " ", bare[verb.end() if verb else 0 :])
        sets.append({bare[i : i + 2] for i in range(len(bare) - 1) if " " not in bare[i : i + 2]})
    smaller = min(map(len, sets))
    return len(sets[0] & sets[1]) / smaller if smaller else 0.0
