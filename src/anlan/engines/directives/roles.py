"""Who must do it and on what condition."""

import re
from functools import lru_cache

from anlan.engines.directives.closed_class import STRIKES_BACK
from anlan.engines.directives.grammar import Grammar
from anlan.engines.directives.lexicon import any_of
from anlan.engines.directives.record import Record
from anlan.engines.directives.subjects import AUTHORITY, verb_phrase

_WITHIN = r"(?:\d{1,9}|[一二三四五六七八九十]+)个?(?:工作日|小时|日|天|月|周|年|分钟)(?:以|之)?内"
FIRMS = "企业"
_ACCIDENT = re.compile(
    r"(?:事故调查处理|责任倒查|(?:事故|灾害)[\u4e00-\u9fff]{0,4}(?:复盘|善后|调查处理))(?!机制|制度|办法|体系)"
)
_LEVER = re.compile(
    r"^(?:充分|有效|更好)?发挥(?P<who>[^，]{2,24}?)(?:等?(?:的)?(?:示范|引领|监督|职能|机构|行业|专业|桥梁|骨干|主力)*(?:作用|优势|职能))"
)


def carries_on(text: str, record: Record, grammar: Grammar) -> bool:
    """False when something else is the subject here (报告要…公布), so that the subject before does not reach this far."""
    phrase, _ = verb_phrase(text, record, grammar)
    return bool(grammar.opening_verb.match(phrase)) or not _OTHER.match(phrase)


_OTHER = re.compile(
    r"^(?![既又还也都更])[^，对将把]{2,15}[^，对将把前后时内中间](?<![主重需必只响反供相适效感])(?:要(?!求)|应当?(?![急用对变])|须(?!知))(?=[^，])"
)


def goes_on(text: str, record: Record, grammar: Grammar) -> bool:
    """Does it go on with the phrase before it: no subject and no condition of its own, a verb or a figure at its head?"""
    phrase, _ = verb_phrase(text, record, grammar)
    return not record.triggers and bool(
        grammar.opening_verb.match(phrase) or re.match(r"[^，]{2,20}率(?:达|不|保持|\d)|\d", phrase)
    )


def reaches(before: str | None, text: str, record: Record, grammar: Grammar) -> bool:
    """Does the subject of an earlier sentence answer for this one? Firms do not urge firms, nor judge their own faults."""
    if before is None:
        return False
    phrase, _ = verb_phrase(text, record, grammar)
    firm = re.search(r"(?:企业|公司|集团|经营[者户]?|业主|煤矿|矿山|矿井|厂|店)(?:（[^）]*）)?$", before)
    judged = record.triggers and AUTHORITY.search(phrase)
    return not (
        firm and (judged or grammar.pivot.match(phrase) or re.match(r"对[^，]{0,30}(?:企业|单位|煤矿|矿山|场所|公司)", phrase))
    )


def actor(text: str, record: Record, own: str | None, scope: str, grammar: Grammar) -> str | None:
    """The body that acts: the subject, the one who is urged or guided, or firms where units only guide and supervise."""
    if own:
        return own
    phrase, start = verb_phrase(text, record, grammar)
    urged = grammar.pivot.match(phrase)
    if urged and len(urged["actor"]) > 1 and not grammar.opening_verb.match(urged["actor"]):
        return text[start + urged.start("actor") : start + urged.end("actor")]
    lever = _LEVER.match(text[record.span[0] : record.span[1]])
    if lever and re.search(rf"{any_of(grammar.lexicon.subject_ends)}$", lever["who"]):
        return lever["who"]
    return FIRMS if scope == "指导督促落实" else None


def trigger(text: str, record: Record, grammar: Grammar) -> str | None:
    """The condition in the words of the text, without 对…的 around it; one of its own goes before one carried over."""
    inside = [offset for offset in record.triggers if offset[0] >= record.span[0]]
    own = None if inside else _own_condition(text, record, grammar)
    if record.triggers and not (own and re.match(rf"对?于?{re.escape(own)}", verb_phrase(text, record, grammar)[0])):
        until = _UNTIL.search(text, *record.core) or _UNALLOWED.search(text, *record.core)
        said = [*(_bare(text[start:end]) for start, end in dict.fromkeys(record.triggers)), until["t"] if until else ""]
        return "，".join(filter(None, said)) or None
    return own or ("发生事故" if _ACCIDENT.search(text[slice(*record.span)]) else None)


def _own_condition(text: str, record: Record, grammar: Grammar) -> str | None:
    for window in dict.fromkeys((text[slice(*record.span)], text[slice(*record.core)])):
        for pattern in _inline(grammar):
            match = pattern.search(window)
            if match:
                return _bare(match["t"])
    return None


def _bare(written: str) -> str:
    written = re.sub(
        r"^[^，]{0,24}(?:应当|应|须|要)(?=将|在(?!岗))|^(?:并|同时|以及|或者?|另外|[^，]{0,24}(?:要|应|须)(?=对))?(?:对于?|凡是?|如果?|若|由)(?!标|接|照)",
        "",
        written.strip("，、 "),
    )
    return re.sub(r"(?:[的将]|(?<![主重需必只])[要应须])$", "", written)


_UNTIL = re.compile(r"(?:在|(?<=，))(?P<t>[^，。；]{2,16}?(?:之前|以前|前))(?=不得|严禁|禁止|不准)")
_DONE = re.compile(r"^(?P<t>[^，]{2,10}(?:完成|合格|消除|批准|验收|审批|培训|许可|排除)[^，]{0,3}前)(?=不得|严禁|禁止|不准)")
_UNALLOWED = re.compile(r"(?P<t>未经[^，]{2,8}?)(?=不得|严禁|禁止|不准)")
_AT_ONCE = r"一律|不得|立即|停止|暂停|禁止|必须|严禁|予以|限期"


_STATE = (  # 设施落后、功能不完善
    r"[^，]{0,40}?(?:不(?:符合|具备|满足|达到)[^，的]{2,14}|不[^，、的]{1,4}|未[^，、的]{1,6}|落后|较[大高多差]|突出|薄弱|严重|有力)"
)


@lru_cache(maxsize=8)
def _inline(grammar: Grammar) -> tuple[re.Pattern[str], ...]:
    act = rf"(?:{STRIKES_BACK}|{any_of(grammar.lexicon.consequences)}|{grammar.adverb}|由|当场|每|既)"
    inner = any_of(grammar.lexicon.inline_conditions)
    return (*_narrowed(act, inner, grammar), *_timed(grammar))


def _narrowed(act: str, inner: str, grammar: Grammar) -> tuple[re.Pattern[str], ...]:
    """对…的, 未经…, A级…: the condition narrows the object or the subject."""
    return (
        re.compile(rf"^(?:并|要)?(?P<t>对[^，]{{2,60}}?的)(?={act})"),
        re.compile(rf"^(?:并|要)?对(?P<t>[^，]{{2,30}}?)(?={_WITHIN}|当场|当日|立即)"),
        re.compile(rf"(?:在)?(?P<t>[^，在要应须]{{2,12}}?后)(?={_WITHIN})"),
        re.compile(r"(?P<t>(?:未经|未按|未|不具备|尚未|逾期|拒不)[^，]{1,24}?)的?(?=不得|一律|严禁|禁止|升级|予以|依法)"),
        re.compile(
            r"^(?:并|要)?(?P<t>(?:新建|改建|扩建|在建|涉及|停产|停建|停用|冬期|汛期)[^，]{0,30}?)(?=[都均]?(?:要|应|须|必须)|不得|一律|实行)"
        ),
        re.compile(
            r"^(?P<t>[^，]{2,40}?(?:的|后|时))(?=(?:要|应|须|应当)?(?:予以|给予|一律|及时|立即|第一时间|迅速|果断|马上|全部|停止|暂停|取消|终止|严禁|禁止|升级|提级|从严|从重|限期|责令|不得|依法|移送|约谈))"
        ),
        re.compile(r"^(?P<t>(?:超过|达到|不足|少于)\d[^，]{1,10}的[^，的]{1,10}?)(?=要(?!求)|应当|须|必须|不得)"),
        re.compile(
            r"^(?:并|要)?(?:对)?(?P<t>(?!紧盯|聚焦|针对)[^，]{0,6}(?:查|发现|检出)[^，]{0,2}的[^，]{0,8}?(?:问题|隐患|险情|风险点?|线索))(?=[^，的]{2})"
        ),
        re.compile(rf"^(?P<t>(?:发现|出现|发生)[^，]{{2,12}}?)(?={grammar.adverb}{{1,3}}{grammar.doing.pattern})"),
        _DONE,
        re.compile(r"^在?(?P<t>[^，\d年月日季汛节冬底]{2,16}?(?:前|时|后|过程中|期间))(?=应当|必须|不得|严禁|须)"),
        re.compile(r"^(?P<t>[^，的]{2,16}?(?:超标|超限|报警|异常|故障|失效|泄漏))(?=应当|必须|要(?!求)|须|立即)"),
        re.compile(r"^对(?P<t>[^，]{2,30}的[^，的]{1,14}?)(?=应当|必须|须|要(?!求))"),
        re.compile(r"^(?P<t>[^，]{2,30}?的)(?=应当|必须|不得|严禁|一律)"),
        re.compile(r"^(?P<t>[^，\d]{2,12}?[前后])(?=\d{1,3}(?:分钟|小时|日|天)内?(?:应|要|须|必须))"),
        re.compile(
            r"^(?P<t>(?:能|能够|可以|难以|无法|不能|一时|暂时|逾期|仍|拒|经|确有|确需|确因)[^，]{1,20}?的)(?=，?(?:要|应|须|必须|由|可|依法|一律))"
        ),
        re.compile(r"^(?P<t>(?:突发|发生|出现)[^，、的]{2,10}?)(?=(?:要|应|须|必须)(?![急求用对变]))"),
        re.compile(r"^(?P<t>[^，]{2,16}?后)(?=由|方可|方能|才能|才可|再行)"),
        re.compile(r"^(?P<t>(?:突发|发生|出现)[^，、的]{2,8}?)(?=首报|报告|上报|书面)"),
        re.compile(
            r"^(?P<t>(?:有|含有|存在|具有|位于|列入|符合|具备|首次|从事|涉及)[^，]{1,20}?)的(?=[^，]{2,20}?(?:要|应|须|必须|不得))"
        ),
        re.compile(
            rf"^(?P<t>(?:[A-DⅠ-Ⅳ]级|老化|超期|破损|失效|废弃)(?:(?!{grammar.doing.pattern})[^，、要应须]){{1,8}}?)(?=在|一律|{grammar.doing.pattern})"
        ),
        re.compile(rf"^(?:并|要)?对(?P<t>{_STATE})的[^，的]{{1,14}}?(?={act})"),
        re.compile(rf"^(?:并|要)?对(?P<t>[^，]{{0,40}}{inner}[^，]{{0,30}}?)(?={act})"),
    )


def _timed(grammar: Grammar) -> tuple[re.Pattern[str], ...]:
    """…前, …时, …期间 and what is told with a number."""
    return (
        _UNTIL,
        re.compile(r"^(?:并|要)?(?P<t>(?:必要|情况紧急|形势需要)时|(?:紧急|特殊)情况下)(?=[^，的]{2})"),
        re.compile(r"^(?P<t>[^，]{0,6}\d[^，]{1,8}?以[上下]的[^，]{1,10}?)(?=不少于|至少|不得少于|每|要|应|须|必须|一律|实行)"),
        re.compile(
            r"对(?P<t>[^，]{0,12}[\d一二三四五六七八九十][^，]{1,8}以[上下][^，]{1,14}?)(?=优先|给予|开展|实行|委托|进行|组织|实施|予以|要|逐)"
        ),
        re.compile(r"(?<=[要应须])在(?P<t>[^，\d年月汛底季节]{2,8}?前)(?=[^，往])"),
        re.compile(
            rf"^(?P<t>[^，]{{0,24}}(?:达到|达|超过|低于|高于|发生|出现|遇)[^，]{{1,20}}?时)(?=[^，间候]{{0,12}}(?:{_AT_ONCE}|应|要|须|启动))"
        ),
        re.compile(rf"^(?P<t>(?![对将把由])[^，]{{2,30}}?的[^，的]{{1,8}}?)(?={_AT_ONCE})"),
        re.compile(rf"(?<=[业位门者员府局])对(?P<t>[^，]{{2,40}}?的[^，的]{{1,10}}?)(?={_AT_ONCE}|应当)"),
        re.compile(
            rf"^(?!{grammar.doing.pattern}|要|密切|盯|聚焦)(?P<t>(?:[^，、]{{2,8}}、){{0,4}}[^，、]{{2,12}}?(?:期间|时段|季节))(?!的|内)"
        ),
        re.compile(
            r"^(?:[^，]{2,10}(?=发现|接到))?(?P<t>(?:发现|发生|出现|接到|收到)[^，]{2,24}?)(?<![主重需必])(?=要|应|须|必须|立即|及时|第一时间)"
        ),
        re.compile(rf"^(?:并|要)?(?:在)?(?P<t>{any_of(grammar.lexicon.seasons)}(?:期间|来临前)?)(?!前)"),
        re.compile(
            r"(?P<t>一旦[^，]{2,20}|遇[有到]?[\u4e00-\u9fff、]{2,20}?(?=必须|一律|不得|应(?!急)|提前|及时|立即|立刻|随时|第一时间|加密|启动|停止|组织|转移|暂停|加强|实行|要(?!求)|应当|须)|(?<=做到)雪停)"
        ),
    )
