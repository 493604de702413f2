"""Who the grammatical subject of a record is: in front of its verb, behind 由, or in front of the condition it waits for."""

import re

from anlan.engines.directives.closed_class import IS_HEAD, MODAL_HEAD, TOGETHER
from anlan.engines.directives.grammar import Grammar
from anlan.engines.directives.lexicon import any_of
from anlan.engines.directives.phrases import at_depth_zero
from anlan.engines.directives.record import Record

_MODAL_TAIL = re.compile(r"(?:都|也|还|均|同时|并)$")


def subject(text: str, record: Record, grammar: Grammar) -> str | None:
    """The grammatical subject of the record's verb phrase, as written; None when there is none that can act."""
    if heads_its_sentence(record) and record.tail and "领域" in text[slice(*record.tail)]:
        return text[record.core[0] : min(record.core[1], record.tail[0])]
    phrase, start = _dated(*_asked(*verb_phrase(text, record, grammar)))
    if record.span[0] < record.core[0] and record.shared is None:
        own = grammar.strip(at_depth_zero(text, *record.core))
        place = record.core[1] - len(own)
        if found := _of_modal(text, place, own, grammar):
            return found
    elliptic = grammar.each_place.match(phrase)
    if elliptic:
        return _clean(text[start : start + elliptic.end()])
    if _MEASURE.match(phrase) or phrase.startswith(("任何", "一切")):
        return None
    near = _of_modal(text, start, phrase, grammar) or _plain(text, start, phrase, grammar) or _before(text, record, grammar)
    return near or (_waiting(at_depth_zero(text, *record.told), grammar) if record.told else None)


def _of_modal(text: str, start: int, phrase: str, grammar: Grammar) -> str | None:
    modal = grammar.subject.match(phrase)
    if modal is None or re.search(r"[的对将把]", modal["subject"][:2]) or _pivoted(phrase, modal["subject"], grammar):
        return None
    return _clean(text[start : start + modal.end("subject")] + _joined(phrase[modal.end() :], grammar))


def _plain(text: str, start: int, phrase: str, grammar: Grammar) -> str | None:
    """Without a modal: 由甲局通报, 各乡镇每月检查; a verb or a preposition at the head leaves no place for one."""
    by = grammar.by.match(phrase) or grammar.by_anyone.match(phrase)
    if grammar.binding.match(phrase) or grammar.opening_verb.match(phrase) and not (by and _PASSIVE.match(phrase)):
        return None
    if by is None and _PREPOSITION.match(re.sub(rf"^(?:{grammar.adverb}|立即|立刻){{1,6}}", "", phrase)):
        return None
    plain = [match for match in (pattern.match(phrase) for pattern in grammar.plain_subjects) if match]
    bare = by or min(plain, key=lambda match: match.end("subject"), default=None)
    if bare is None:
        return None
    return _clean(text[start + bare.start("subject") : start + _with_helpers(phrase, bare, grammar)])


_PASSIVE = re.compile(  # 检查结果由甲局通报
    r"[^，由的]{3,16}由[^，的]+$|[^，由]{2,16}的(?:具体|有关|相关)?(?:事项|工作|时间|事宜|任务|办法|费用|经费)由|[^，由]{2,16}[后前时]由"
)


def _before(text: str, record: Record, grammar: Grammar) -> str | None:
    """The subject that stands in front of the verb's own phrase: 由甲局牵头，乙局配合，开展…; 负责人接到报告后，应当…"""
    head = text[record.span[0] : record.core[0]]
    together = [match["who"] for match in map(TOGETHER.fullmatch, re.split("，", head.strip("，"))) if match]
    together += [match["who"] for match in map(_WITH.fullmatch, re.split("，", head.strip("，"))) if match and together]
    if together:
        return "、".join(together)
    condition = grammar.subject_of_condition.match(head) or IS_HEAD.match(head)
    if (
        condition is None
        and head.endswith(("的，", "时，", "后，", "前，", "期间，"))
        and MODAL_HEAD.match(text, *record.core)
        and not AUTHORITY.search(text, *record.core)
    ):
        condition = grammar.bare_subject.match(head)  # 企业新增设备的，应当…
    narrowed = grammar.narrowed.match(head)
    waiting = next(filter(None, (_waiting(phrase, grammar) for phrase in head.split("，"))), None) if "，" in head else None
    found = condition or (
        narrowed if narrowed and not (is_thing(head.strip("，")) or AUTHORITY.search(text, *record.core)) else None
    )
    return _clean(found["subject"]) if found else waiting or _ahead(text, record, grammar)


def _ahead(text: str, record: Record, grammar: Grammar) -> str | None:
    """县局、镇站（以下简称…），根据…，具体实施…; 县局组织教育等部门，督促…: a phrase of its own, or one that brings others."""
    first = at_depth_zero(text, record.span[0], record.core[0]).split("，")[0]
    brings = grammar.urges_only.fullmatch(first) and grammar.bare_subject.match(first)
    if brings:
        return _clean(brings["subject"])
    named = grammar.body.fullmatch(first) and not grammar.opening_verb.match(first)
    return _clean(text[record.span[0] : record.span[0] + len(first)]) if named else None


_WITH = re.compile(r"(?:会同|联合)(?P<who>[^，]{2,60})")


def _waiting(phrase: str, grammar: Grammar) -> str | None:
    """按照…要求，各县要对…的场所，…: the subject holds its modal in a phrase that waits for the act."""
    modal = grammar.subject.match(phrase) or IS_HEAD.match(phrase)
    return _clean(modal["subject"]) if modal and not re.search(r"[的对将把]", modal["subject"][:2]) else None


def _with_helpers(phrase: str, found: re.Match[str], grammar: Grammar) -> int:
    """检查站会同林场、村委会劝返…: those who act with the subject answer with it."""
    end = found.end("subject")
    return end + helped.end() if (helped := grammar.helpers.match(phrase[end:])) else end


def _joined(rest: str, grammar: Grammar) -> str:
    """要会同公安、民政等部门，对…: the partners behind the modal."""
    partners = re.match(rf"(?:会同|联合)[^，]{{1,40}}?{any_of(grammar.lexicon.subject_ends)}(?=，|$)", rest)
    helped = partners or grammar.helpers.match(rest)
    return helped[0] if helped else ""


def _asked(phrase: str, start: int) -> tuple[str, int]:
    """Without the 请 of 请各单位于…前报送…"""
    return (phrase[1:], start + 1) if re.match(r"[请望](?=各|[^示求假][^，]{0,20}[局委办厅位门府])", phrase) else (phrase, start)


_MEASURE = re.compile(
    r"^[^，]{2,40}(?:率|比例|数量|距离|标准|期限|时间|时限)(?:要|应|须|不得|不低于|达到|不少于|不超过)|^[^，要应须每]{2,24}?(?<![建备立置排织展成增训聘派按])(?:不得|不|应)(?:少于|低于|多于|高于|超过|大于|小于|达到)[^，]{0,10}?\d"
)
_PREPOSITION = re.compile(
    r"^(?:于|至|自(?!然|建|治)|为|对|将|把|在(?![建岗册用产校园])|以|按|根据|针对|围绕|利用|运用|依托|通过|与|向|未(?!成年)|不(?!动产)|经(?=[^，]{2,16}[审批核验同]))|任何|一切"
)
_DATE_HEAD = re.compile(
    r"^\d{4}年(?=[^\d底末前内])|^(?:于|在)?(?:\d{4}年)?(?:\d{1,2}月|[一二三四]季度|上半年|年)?(?:\d{1,2}[日号])?(?:底|末|上旬|中旬|下旬)?(?:之?前|以前|以来)(?=.)"
    r"|^(?:在|于)?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})个?(?:小时|分钟|工作日|日|天|月)(?:之|以)?内(?=.)"
)


def _dated(phrase: str, start: int) -> tuple[str, int]:
    """Without a date at its head."""
    match = _DATE_HEAD.match(phrase)
    return (phrase[match.end() :], start + match.end()) if match and match.end() > 2 else (phrase, start)


def announced(written: str, grammar: Grammar) -> str | None:
    """The subject of 县应急局应当履行下列职责：, whose items hold the verbs."""
    match = grammar.subject.match(re.split(r"[。；\n]", written.strip("：。； \n"))[-1])
    return _clean(match["subject"]) if match else None


_THING = re.compile(
    r"^(?:新建|改建|扩建|在建|改造)[^，]*(?:院|楼|房|建筑|住宅|校|厂)$|(?:^(?:新建|改建|扩建|在建|涉及|未|不)|的).*(?:项目|园区|场所|工地|煤矿|矿山|库区|工贸)$"
)


def is_thing(who: str) -> bool:
    """新建化工项目一律进入园区: what is spoken of, nobody who answers."""
    return bool(_THING.search(who))


AUTHORITY = re.compile(
    r"责令|处罚|立案|查封|吊销|暂扣|约谈|通报|挂牌|督办|行政|停产整顿|曝光|移送|取缔|关闭|查处|执法|依法|问询|函告|惩戒|黑名单"
)


def heads_its_sentence(record: Record) -> bool:
    """A list at the head of its sentence, whose verb stands behind it (A、B等行业领域要…)."""
    return record.shared is not None and record.shared[0] == record.shared[1]


def _pivoted(phrase: str, who: str, grammar: Grammar) -> bool:
    """督促企业要…: the subject found is the one who is urged."""
    return bool(re.match(rf"{grammar.adverb}{{0,6}}{any_of(grammar.lexicon.pivots)}", phrase)) and len(who) > 3


_HEADS = re.compile(  # 县局1名副局长
    r"(?P<unit>[^，\d]{2,}?)(?:选派|抽调|派出|安排)?(?:至少|不少于)?[\d一二两三四五六七八九十]{1,3}名[^，]{0,12}"
    r"(?:领导|人员|干部|同志|负责人|专家|骨干|民警|队员|[局处科站所队主任]长|主任)"
)
_HEADCOUNT = re.compile(r"(?:至少|不少于)?[\d一二两三四五六七八九十]{1,3}名")  # 2名技术人员参加 names nobody


def _clean(written: str) -> str | None:
    if _HEADCOUNT.match(written):
        return None
    if led := _HEADS.fullmatch(written):
        written = led["unit"]  # 由县局1名副局长带队
    if re.search(
        r"^全[省市县区镇乡国]$|^.{0,4}[入逐挨分进到]户$|^每(?:[日天晚夜周旬月年]|半|季|两)|^(?:可以?|能|先|再|一并|原则上)",
        written,
    ):
        return None
    if re.search(r"应对(?!办|中心|局|处)", written):
        return None  # 作业前应对人员进行…
    if written.endswith("力量") and not re.search(r"(?:社会|救援|应急|武警|消防|志愿)[^，]{0,6}力量$", written):
        return None  # 集中力量, 选调精干力量
    written = _MODAL_TAIL.sub("", re.sub(r"^(?:同时|并|另外|此外|要)[，]?", "", written)).strip("，、 ")
    return written or None


def verb_phrase(text: str, record: Record, grammar: Grammar) -> tuple[str, int]:
    """The verb phrase with quotes blanked, without 要, 并; the waiting subject of 各单位要针对…， counts too."""
    start, end = record.span if _led_by_subject(text, record, grammar) else record.core
    if record.shared and record.shared[0] < record.shared[1] <= record.core[0]:
        start, end = record.shared
    blanked = at_depth_zero(text, start, end)
    bare = grammar.strip(blanked)
    return bare, start + len(blanked) - len(bare)


def _led_by_subject(text: str, record: Record, grammar: Grammar) -> bool:
    head = text[record.span[0] : record.core[0]]
    return (
        bool(head)
        and bool(grammar.subject.match(head) or grammar.leading_subject.match(head))
        and not head.startswith(("对", "在"))
        and not grammar.is_manner(head.strip("，"))
    )
