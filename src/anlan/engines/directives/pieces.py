"""One verb phrase, several duties: named lists, two counts, two acts joined by 、 or 并, a rhythm for each subject."""

import re
from dataclasses import replace

from anlan.engines.directives.directive import Offset
from anlan.engines.directives.grammar import Grammar
from anlan.engines.directives.lists import items
from anlan.engines.directives.measures import BEAT
from anlan.engines.directives.phrases import at_depth_zero, cut
from anlan.engines.directives.record import Record

_COUNTED = re.compile(r"\d{1,9}(?:[—\-~至]\d{1,9})?[\u4e00-\u9fff]")
_FOUNDS = re.compile(r"(?:设立|建立|制定|明确|修订|建成|组建|成立|出台|开展|编制|配备)")
_RHYTHM = re.compile(r"[\u4e00-\u9fff（）、]{1,24}?(?:要|应|须|应当)?每(?:半|两|三)?(?:年|季度|月|周|日|天)")
_OWN_RHYTHM = re.compile(r"[\u4e00-\u9fff]{0,10}每(?:半|两|三)?(?:年|季度|月|旬|周|日|天)[\u4e00-\u9fff]{2,}")
_NUMBER_END = re.compile(
    r"率\d{1,3}(?:\.\d{1,2})?[%％]$|[\u4e00-\u9fff](?:\d{1,9}|[一二两三四五六七八九十百千]{1,4})(?:余|多)?[万亿]?"
    r"(?:公里|平方米|立方米|万元|[天册本张块片根盏头只个位人名项次座处起家户台辆套件支条间场部艘架份篇吨栋枚具顶箱袋桶口眼把双床扇孔组棵株瓶罐节盘卷斤副])$"
)
_ORDERED = re.compile(r"(?:要|应当|应|须|必须|不得|严禁|禁止)(?![求急点素])[^，、]{3,}")
_NOUN = re.compile(  # 疏散通道, 检查站, 监测设备: a verb inside a name
    r"(?:疏散|救援|抢险|监测|监控|报警|检查|检测|检验|培训|演练|值班|防护|照明|通信|通讯|维修|治理|安置|转移|储备|预警|管理|施工|执法|灭火|消防|救助|作业|生产|应急)"
    r"(?:通道|楼梯|指示|标[志识]|基地|队伍?|系统|平台|设备|设施|站|点|场所|车辆|工程|项目|中心|人员|工作|机制|制度|体系|能力|装置|器材|物资|电源|灯|资金|经费|信息|数据|记录|台账|方案|计划|预案|结果|情况|任务)"
)
_SUMMED = re.compile(
    r"等[^、，等]{0,6}(?:政策|措施|方式|办法|手段|形式|途径|内容|信息|事项|资料|数据|要素|材料)$"
)  # 减免税费、提供补贴等政策
_ONE_FOR_ONE = re.compile(r"[^、，]{2}一([^、，])、[^、，]{2}一\1")  # 发现一处、整治一处


def split(text: str, record: Record, number: int, grammar: Grammar) -> list[Record]:
    found = items(text, record.core, grammar) if record.listed is None else None
    if not found:
        return [record]
    shared, spans, tail = found
    result = []
    for index, (start, end) in enumerate(spans):
        head = next((place for place in (record.span[0], shared[0]) if shared[1] - place <= 30), start)
        first = head if index == 0 else start
        last = max(record.span[1], end) if index == len(spans) - 1 and record.span[1] - end <= 30 else end
        result.append(
            Record(
                record.sentence,
                (first, last),
                (start, end),
                record.triggers,
                (record.span[0], shared[1]),
                tail,
                number,
                record.core,
            )
        )
    return result


def _two_counts(text: str, core: Offset) -> list[Offset]:
    """A和B with a number in each."""
    blanked = at_depth_zero(text, *core)
    joint = re.search(r"(?<=.{6})和(?=.{6})", blanked) if blanked.count("和") == 1 else None
    if joint is None or not (_COUNTED.search(blanked[: joint.start()]) and _COUNTED.search(blanked[joint.end() :])):
        return []
    return [(core[0], core[0] + joint.start()), (core[0] + joint.end(), core[1])]


_HOLDS = re.compile(
    r"并(?:及时|同步|定期)?(?=(?:组织|开展|举办|召开)[^，、]{1,12}(?:演练|推演|培训|检查|排查|评估|宣传|会议|活动|拉练|竞赛)$)"
)


_AND_DRAFTS = re.compile(
    r"和(?=(?:制定|编制|修订|出台|印发|组建|成立)[^，、和]{4,}$)|并(?=(?:及时|定期)?向[^，、]{2,12}(?:发布|公布|公示|通报|报告|反馈)[^，、的]{2,8}$)"
)


def _and_acts(text: str, core: Offset, grammar: Grammar) -> list[Offset]:
    """编制手册并举办实操培训: two verbs, each with an object of its own, and the second is an event that is proved by itself."""
    blanked = at_depth_zero(text, *core)
    joint = _HOLDS.search(blanked, 6) or _AND_DRAFTS.search(blanked, 8)
    if joint is None or not grammar.doing.search(blanked[: joint.start()]):
        return []
    if joint[0] == "和":
        return [(core[0], core[0] + joint.start()), (core[0] + joint.end(), core[1])]
    return [(core[0], core[0] + joint.start()), (core[0] + joint.start(), core[1])]


_SYSTEMS = re.compile(
    r"(?:执行|落实|健全|完善|建立|实行|坚持|实施|推行)(?P<one>[^，、的和]{4,20}?)(?:制度)?和(?P<two>[^，、的]{4,20})制度$"
)


def _two_systems(text: str, core: Offset) -> list[Offset]:
    """落实领导到岗带班和关键岗位24小时值班制度: two systems under one noun."""
    blanked = at_depth_zero(text, *core)
    found = _SYSTEMS.search(blanked)
    if found and "、" in blanked[: found.start()]:
        return []
    return [(core[0], core[0] + found.end("one")), (core[0] + found.start("two"), core[1])] if found else []


def _behind_subject(text: str, core: Offset, grammar: Grammar) -> list[Offset]:
    """The pieces between 、 of what a subject must do; the 、 inside the subject itself cut nothing."""
    who = grammar.subject.match(at_depth_zero(text, *core))
    pieces = list(cut(text, core[0] + (who.end() if who else 0), core[1], "、"))
    return [(core[0], pieces[0][1]), *pieces[1:]] if pieces else []


def several(text: str, record: Record, grammar: Grammar) -> list[Record]:
    """培养3名、选派2名; 明确机构、设立专岗; 储备船8艘、沙袋1万条; 每日巡检、每周测试: joined by 、, so many duties."""
    if record.listed is not None or _ONE_FOR_ONE.search(text, *record.core):
        return [record]
    joined = _two_systems(text, record.core) or _and_acts(text, record.core, grammar)
    pieces = joined or _two_counts(text, record.core) or _behind_subject(text, record.core, grammar)
    if len(pieces) < 2:
        return [record]
    written = [at_depth_zero(text, *piece) for piece in pieces]
    alone = [bool(grammar.doing.search(piece)) for piece in written]
    counted = all(_COUNTED.search(piece) and (verb or len(piece) > 7) for piece, verb in zip(written, alone, strict=True))
    charged = _charges(written)
    if not (joined or charged or counted and len(pieces) == 2 or _each_counts(written) or _each_acts(written, grammar)):
        return [record]
    parts = [replace(record, span=piece, core=piece, whole=record.core) for piece in pieces]
    parts[0].span, parts[-1].span = (record.span[0], pieces[0][1]), (pieces[-1][0], record.span[1])
    return parts if (charged or all(alone[1:])) and not BEAT.search(written[-1]) else _sharing(parts, written[0], grammar)


def _each_counts(written: list[str]) -> bool:
    """8艘、1500件: a number and a measure at the end of each, or a rhythm at the head of each."""
    return all(_NUMBER_END.search(piece) for piece in written) or all(
        _OWN_RHYTHM.match(piece) or BEAT.search(piece) for piece in written
    )


_CHARGED = re.compile(r"[^，、]{0,24}?负责")
_CHARGE = re.compile(  # 负责宣传教育、掌握路况、排查隐患、养护道路
    r"(?:宣传|掌握|了解|排查|检查|巡查|监测|养护|维护|管理|登记|收集|报告|劝导|劝阻|制止|组织|协调|督促|指导|协助|配合|开展|建立|落实|处理|统计|汇总|发布|转移|维持)"
    r"(?:和|及)?[^，、]{0,2}[^，、]{4,}"
)


def _charges(written: list[str]) -> bool:
    return len(written) > 2 and bool(_CHARGED.match(written[0])) and all(map(_CHARGE.match, written[1:]))


def _each_acts(written: list[str], grammar: Grammar) -> bool:
    """Each piece is a verb with an object of its own; 立案查处、公开曝光 and items of one short length are not."""
    if len(written) == 2 and _FOUNDS.match(written[1]) and len(written[1]) > 6 and grammar.doing.search(written[0]):
        return True
    if all(_ORDERED.match(piece) for piece in written):
        return True
    if _SUMMED.search(written[-1]) or any(grammar.doing.fullmatch(piece[-2:]) for piece in written[:-1]):
        return False  # 新建、扩建仓库 shares its object
    verbs = [None if _NOUN.match(piece) else grammar.opening_verb.match(piece) for piece in written]
    return all(
        verb and len(piece) - verb.end() > 3 and not piece.startswith("的", verb.end())
        for verb, piece in zip(verbs, written, strict=True)
    )


def _sharing(parts: list[Record], first: str, grammar: Grammar) -> list[Record]:
    """Pieces without a verb of their own take that of the first."""
    verb = grammar.doing.search(first)
    start = parts[0].core[0]
    shared = (start, start + verb.end()) if verb else (start, start)
    return [replace(part, shared=shared, listed=-1) if verb else part for part in parts]


def each_its_rhythm(text: str, record: Record) -> list[Record]:
    """省级每年、市级每半年、县级每季度开展考核: one duty for each subject with its own cadence."""
    pieces = list(cut(text, *record.core, "、"))
    if len(pieces) < 2 or record.listed is not None or not all(_RHYTHM.match(text, *piece) for piece in pieces):
        return [record]
    verb = _RHYTHM.match(text, *pieces[-1])
    assert verb is not None
    shared = (verb.end(), pieces[-1][1])
    first = replace(record, span=(record.span[0], pieces[0][1]), core=pieces[0], shared=shared, tail=shared, listed=-1)
    others = [replace(first, span=piece, core=piece) for piece in pieces[1:-1]]
    return [first, *others, replace(record, span=(pieces[-1][0], record.span[1]), core=pieces[-1], listed=-1)]
