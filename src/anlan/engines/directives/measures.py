"""Deadlines, cadences and quantities inside one phrase, as written and as values.

Where a phrase holds two of a kind, the first is taken: a second binding number makes a second record (rule G5).
"""

import calendar
import re
from dataclasses import dataclass

from anlan.engines.directives.directive import Cadence, Quantity
from anlan.engines.directives.numerals import HAN, number

_N = rf"(?:(?<!\d)\d{{1,9}}(?:[,，]\d{{3}}){{0,3}}(?:\.\d{{1,4}})?|[{HAN}]{{1,9}})"
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_MONTH_DAY = rf"(?:(?:\d{{4}}年|当年|次年|明年|今年)?{_DAY}月(?:{_DAY}[日号]|底|末|初|上旬|中旬|下旬)?)"
_BEFORE = r"(?:之?前|以前)"
_DEADLINE = re.compile(
    rf"(?P<quarterly>每(?:个)?(?:季度|月|年|半年)(?:首月|末月|第一个月|初|末|底)?(?:的)?{_DAY}[日号]{_BEFORE})"
    rf"|(?P<daily>每(?:日|天|周[一二三四五六日末]?)[\u4e00-\u9fff]{{0,2}}?(?:\d{{1,2}}(?:时|点|[:：]\d{{2}})|下班)?{_BEFORE})"
    rf"|(?P<range>(?:\d{{4}}年)?{_DAY}月(?:{_DAY}[日号])?[至到—\-~](?P<end>(?:\d{{4}}年)?{_DAY}月(?:{_DAY}[日号]|底|末)))"
    rf"|(?P<date>(?:于|在|截至|截止)?{_MONTH_DAY}(?:{_BEFORE}|以内|内|底|末))"
    rf"|(?P<third>(?:^|(?<=[，于在]))(?:\d{{4}}年)?\d{{1,2}}月(?:上旬|中旬|下旬|底|末|初))"
    rf"|(?P<day>\d{{4}}年\d{{1,2}}月\d{{1,2}}日(?:{_BEFORE})?)"
    rf"|(?P<by_year>(?:到|至|力争|截至)\d{{4}}年(?:底|末|年底)?(?:{_BEFORE})?|\d{{4}}年(?:底|年底|末|内)(?:{_BEFORE})?)"
    rf"|(?P<in_year>(?:^|(?<=，))\d{{4}}年(?=，|[^\d月底末度年前初]{{0,8}}(?:要|应|须|完成|实现|达到|建成|新增|计划)))"
    rf"|(?P<year_end>(?:今年|本年|当年)?(?:年底|年末)(?:{_BEFORE})?|(?<![\d一二两三四五])年内|本年度内|全年|今年内|当年内)"
    rf"|(?P<half>(?:上|下)半年(?:{_BEFORE}|内)?)"
    rf"|(?P<quarter>第?[一二三四1-4]季度(?:末|底)?(?:{_BEFORE}|内)?|[一二三四]季度末(?:{_BEFORE})?)"
    rf"|(?P<hours>(?:在|于)?{_N}\s*(?:个)?(?:小时|分钟|日|天|工作日|周|月|星期|年)(?:以内|之内|内)(?!发生|累计|出现|连续|[两二三四五]次|\d|再次|多次|发现|查出|受到))"
    rf"|(?P<season>(?:主?汛期?|入汛|进入汛期|防火期|入冬|入夏|入春|供暖期|采暖期|春节|国庆|中秋|两会|节|雪|雨季|开学|寒假|暑假|开工|复工|复工复产|投产|投入使用|月底|本月底|季度末|月末|大风天气|高考|假期|秋收|春耕|换届|冬季)(?:来临|到来)?{_BEFORE}|本?月底前?|季末)"
    rf"|(?P<month>(?:^|(?<=[，在于]))\d{{1,2}}月份?(?=开展|组织|举办|召开|启动|进行|完成))"
    rf"|(?P<first>(?:开学|开工|复工)(?:后)?第一[天周课月])"
    rf"|(?P<over>(?:^|(?<=[在于，]))[\u4e00-\u9fff]{{2,4}}(?:结束|投用|返校){_BEFORE}|(?<=在)[\u4e00-\u9fff]{{2,8}}(?:阶段|期限)内)"
    rf"|(?P<months>(?:\d{{1,2}}月?、){{1,5}}(?P<last>\d{{1,2}})[两三四五六]?个?月|\d{{1,2}}月?[至到—\-~](?P<until>\d{{1,2}})月(?!\d))"
    rf"|(?P<same>当日|当天|当月|当场|次日(?!\d|凌晨|早|上午)|立即)"
)
_DATELIKE = re.compile(r"[月日年季周天时分前内底末场课]|星期")  # no deadline without one of these
_PLAN_YEAR = re.compile(r"(?P<year>\d{4})年度?(?=[\u4e00-\u9fff]{0,12}(?:任务|计划|清单|目标|要点|项目))")

_BEATS = "调度|会商|通报|分析|考核|约谈|研判|例会|点评|排名|检查|自查|报告|评估|巡查|培训|演练|公示|总结|碰头|晾晒|督导"
BEAT = re.compile(rf"(?:[日周旬月季]|半年|季度|年度?)(?:{_BEATS})")
CADENCES: tuple[tuple[str, str], ...] = (
    (
        rf"每(?:个|一)?季度?|按季度?|逐季|一季一|(?<![一二三四第1-4上本])季度?(?={_BEATS})",
        "quarter",
    ),
    (r"每半年|半年一", "half"),
    (r"每半(?:个)?月|半月一", "half_month"),
    (r"每旬|逐旬|按旬", "ten_days"),
    (r"每(?:隔)?(?:\d{1,2}|[两二三四六八十]{1,2})?个?(?:半?小时|分钟)|逐小时", "hour"),
    (
        rf"每(?:个|一|[两二三四]个|[2-9]个)?月(?!底|末)|一月一|按月|逐月|月度|(?<![\d一二三四五六七八九十本当次产])月(?={_BEATS})",
        "month",
    ),
    (rf"每(?:个|一|两|二|2)?(?:周|星期)|一周一|按周|逐周|周(?={_BEATS})", "week"),
    (rf"每(?:[两二三五]|[2-9]|1[05])?(?:日|天|晚|夜)|逐日|按日|一日一|(?<!\d)(?<!节)(?<!假)(?<!工作)日(?={_BEATS})", "day"),
    (rf"每(?:个|一|两|三|[2-5])?年(?!龄)|年度(?!内)|逐年|按年|一年一|每届|(?<![\d年半今本当去次明全三五])年(?={_BEATS})", "year"),
    (r"定期|不定期|周期性|每(?:个)?学期", "periodic"),
    (
        r"每班|随[\u4e00-\u9fff]{1,2}随[\u4e00-\u9fff]|即[\u4e00-\u9fff]即[\u4e00-\u9fff]|即时|(?<![能法])立即|及时|(?<!不)适时|随时|随即|每逢|(?:重大|重要|法定)?节(?:假)?日(?:期间)?前|(?:重大|重要|敏感)(?:活动|时段|节点)(?:期间)?前",
        "event",
    ),
    (
        r"常态化|经常性|长期|动态(?=[并]?(?:监控(?!流于|设备|装置|系统|终端|平台|不|失)|修订|更新|调整|管理|完善|掌握|维护|排查|监管|跟踪|评估|储备|清理))|滚动"
        r"|(?<!过去)(?<!未来)(?<!最近)(?<!近)(?:24|二十四)小时(?!之?内|以内|前|发布)|全天候|全时段|昼夜|不间断|实时|日常(?=巡查|检查|监管|维护|排查)",
        "continuous",
    ),
)
_CADENCE = re.compile("|".join(f"(?P<{period}>{pattern})" for pattern, period in CADENCES))
_CAMPAIGN = re.compile(r"(?:安全生产|消防(?:安全)?宣传|防灾减灾(?:宣传)?|宣传|质量)(?:月|周|日)(?![常期前报均])|119消防日")


_AT_LEAST = r"至少|不少于|不得少于|不低于|不得低于|不小于|不得小于|最少|大于等于|≥|达到|达|力争达到|超过(?=\D?\d)"
_AT_MOST = r"至多|不超过|不得超过|不多于|不高于|不大于|不得大于|最多|控制在|≤|压减至|降至|低于"
_UNIT = (
    r"(?:%|％|‰|个百分点|万人次|人次|万人|万元|亿元|万吨|万户|万平方米|万亩|平方公里|平方米|立方米|公里|千米|米|亩|公顷|吨|公斤|元|"
    r"个小时|小时|分钟|学时|课时|个工作日|工作日|个月|千瓦|兆瓦|层|年|"
    r"[天周册本张块片根盏头只升克名个位人项次遍座处起家户台辆套件支所条间场部艘架份篇种类批轮回级户栋村所口眼公顷枚具顶期倍度镇乡县市把袋箱桶双床扇孔组棵株瓶罐节盘卷斤副]|处所)"
)
_QUANTITY = re.compile(
    rf"(?P<low>{_N})(?:\s*(?P<mid>[%％米元])?[—\-–~～至到]+\s*(?P<high>{_N}))?\s*(?P<scale>[万亿])?(?P<unit>{_UNIT})(?!岁)(?P<after>及?以[上下内]|之内|左右)?"
)
_BOUND = re.compile(rf"(?P<floor>{_AT_LEAST})|(?P<ceiling>{_AT_MOST})")
_ROUND_THE_CLOCK = re.compile(r"24\s*小时(?!之?内|以内|前|发布)")
_PERCENT = re.compile(
    r"百分之(?P<n>[一二三四五六七八九十百零\d]+)|(?<=[于到达的])(?P<tenths>[一二三四五六七八九])成(?=[，。；、]|以上|$)"
)
_ALL = re.compile(
    r"逐户|挨家挨户|全部|所有|全覆盖|全员覆盖|应[\u4e00-\u9fff]尽[\u4e00-\u9fff](?![”’」]?的?原则)|无一遗漏|100％|百分之百"
)
_ZERO = re.compile(
    r"清零|零(?!容忍|距离|报告|门槛|基础|部件|配件|[售星散时点工用担乱碎花食钱])[\u4e00-\u9fff]{2}(?=[”」，。、；]|目标|$)"
)
_MEAN = re.compile(r"不(?:得)?(?:低|高)于(?P<of>(?:全国|全省|全市|全县|国家|省|市)[\u4e00-\u9fff]{0,4}(?:平均)?水平)")
_DOUBLE = re.compile(
    r"(?:配备|配齐|实行|设置|配置|安装|落实)双(?P<unit>(?!控|报告|重|随机|预防|罚|查|向|拥|创|碳)[\u4e00-\u9fff]{1,3})"
)
_NAMED = re.compile(
    rf"(?P<n>[{HAN}]{{1,3}}|\d{{1,4}})(?P<unit>条(?=[\u4e00-\u9fff]{{0,6}}(?:措施|规定|举措|禁令|红线))|到位|个能力|级(?=[\u4e00-\u9fff]{{0,3}}应急))"
)
_WINDOW = re.compile(
    rf"{_N}(?:个)?(?:月|年|日|天|周|小时)(?:之内|以内|内)(?=发生|累计|出现|连续|被|发现|[两二三四五\d]次|再次|多次|查出|受到)"
)
_NOT_COUNTED = re.compile(r"[第新统同进这某]$|[“‘《〔]$|每$|\d[年月日时]$")

_WORDLIKE = frozenset("级类度期条县市乡镇村种批部支所场件位家口")  # behind a Han numeral: 三级, 两类, 一批
_FOUNDING = re.compile(r"(?:建成|组建|新建|建设|新增|增设|增加|配备|储备|配齐|关闭|整治|完成|培育)$")
_COUNTING = re.compile(r"不少于|至少|建成|新增|不超过|开展|组织|达到|完成|召开|储备|配备|增加|每[\u4e00-\u9fff]{1,6}$")


@dataclass(frozen=True, slots=True)
class Deadline:
    text: str
    iso: str | None


def deadline(text: str, year: int | None) -> Deadline | None:
    """6月底前 → 2025-06-30 when the year is known; 汛期前, 24小时内 have no date."""
    if not _DATELIKE.search(text):
        return None
    window = _WINDOW.search(text)
    clean = text[: window.start()] + "□" * len(window[0]) + text[window.end() :] if window else text
    for match in _DEADLINE.finditer(clean):
        written = re.sub(r"^(?:于|在|截至|截止|到|至)", "", match[0])
        if match["same"] == "立即" or _idle(match, clean):
            continue
        return Deadline(written, _iso(match, year))
    plan = _PLAN_YEAR.search(text)
    return Deadline(f"{plan['year']}年", f"{plan['year']}-12-31") if plan else None


def _idle(match: re.Match[str], text: str) -> bool:
    """全年 is a deadline only for a number; a plain date (2025年3月1日印发的…) is a name; 3月 within 每年3月 is a cadence."""
    if match["day"] and not match["day"].endswith("前"):
        return True
    return match[0] == "全年" and not re.search(r"\d", text[match.end() :])


def _iso(match: re.Match[str], year: int | None) -> str | None:
    written = match[0]
    own = re.search(r"(\d{4})年", written)
    at = int(own[1]) if own else year + 1 if year and re.search("次年|明年", written) else year
    if (
        at is None
        or match["quarterly"]
        or match["daily"]
        or match["hours"]
        or match["season"]
        or match["same"]
        or match["over"]
        or match["first"]
    ):
        return None
    if match["half"]:
        return f"{at}-06-30" if "上" in written else f"{at}-12-31"
    if match["quarter"]:
        order = number(re.sub(r"[第季度末底前之内以]", "", written))
        return _month_end(at, int(order) * 3) if order else None
    if match["year_end"] or match["by_year"] or match["in_year"]:
        return f"{at}-12-31"
    if match["range"]:
        return _month_day(match["end"], int(own[1]) if (own := re.search(r"(\d{4})年", match["end"])) else at)
    if match["months"]:
        month = int(match["last"] or match["until"])
        return _month_end(at, month) if 1 <= month <= 12 else None
    return _month_day(written, at)


def _month_day(written: str, year: int) -> str | None:
    match = re.search(rf"(?P<m>{_DAY})月(?P<d>{_DAY}(?=[日号])|底|末|初|上旬|中旬|下旬)?", written)
    month = number(match["m"]) if match else None
    if match is None or month is None or not 1 <= month <= 12:
        return None
    part = match["d"]
    fixed = {"初": 5, "上旬": 10, "中旬": 20}
    day = fixed.get(part) if part in fixed else number(part) if part else None
    if day is None and re.search(r"月(?:之?前|以前)", written):  # 6月前 ends with May
        return _month_end(year, int(month) - 1) if month > 1 else f"{year - 1}-12-31"
    if day is None:
        return _month_end(year, int(month))
    return f"{year}-{int(month):02d}-{int(day):02d}" if 1 <= day <= calendar.monthrange(year, int(month))[1] else None


def _month_end(year: int, month: int) -> str:
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def yearly_campaign(text: str) -> Cadence | None:
    """安全生产月, 消防宣传月, 防灾减灾宣传周 come round every year without the text saying so."""
    return Cadence("每年", "year", 1, "=") if _CAMPAIGN.search(text) else None


def cadence(text: str) -> Cadence | None:
    match = _CADENCE.search(text)
    if match is None:
        return None
    period = match.lastgroup or "event"
    if period in ("event", "periodic", "continuous"):
        return Cadence(match[0], period)
    times = re.search(
        rf"(?P<cmp>{_AT_LEAST})?[\u4e00-\u9fff]{{0,8}}?(?P<cmp2>{_AT_LEAST})?(?P<n>{_N})\s*[次轮回](?P<more>及?以上)?",
        text[match.end() :],
    )
    if times and (count := number(times["n"])) is not None:
        at_least = times["cmp"] or times["cmp2"] or times["more"]
        return Cadence(match[0], period, int(count), ">=" if at_least else "=")
    return Cadence(match[0], period, 1, "=") if match[0] == "年度" else Cadence(match[0], period)


def quantity(text: str, of: str) -> Quantity | None:
    """The number that binds; dates, windows (3个月内), ordinals and names in quotes do not."""
    for find in (_mean, _percent, _counted, _double, _all, _zero, _named):
        found = find(text, of)
        if found:
            return found
    return None


def counted_noun(what: str) -> str:
    """What a number counts: the object without number and bound (至少10项具体问题 → 具体问题)."""
    bare = _BOUND.sub("", _QUANTITY.sub("", what)).strip("，、的各 ")
    return bare or what


def _mean(text: str, of: str) -> Quantity | None:
    match = _MEAN.search(text)
    return Quantity(1, f"×{match['of']}", "<=" if "高" in match[0] else ">=", of) if match else None


def _percent(text: str, of: str) -> Quantity | None:
    match = _PERCENT.search(text)
    value = number(match["n"] or match["tenths"]) if match else None
    if match is None or value is None:
        return None
    value = value * 10 if match["tenths"] else value
    return Quantity(value, "%", _comparator(bool(re.search(_AT_MOST, text[: match.start()][-6:])), text[match.end() :][:3]), of)


def _counted(text: str, of: str) -> Quantity | None:
    masked = _masked(text)
    for match in _QUANTITY.finditer(masked):
        before = masked[max(0, match.start() - 10) : match.start()]
        bound = next(reversed(list(_BOUND.finditer(before))), None)
        if match["after"] and _NARROWS.match(text, match.end()):
            continue
        if not _binds(text, match, bounded=bound is not None or match["after"] is not None):
            continue
        unit, scale = match["unit"].replace("％", "%"), match["scale"] or ""
        per = re.match(r"/[年月日天人户次]", text[match.end() :])
        if per:  # 2万元/年 is a rate, kept as written
            unit, scale = scale + unit + per[0], ""
        elif not scale and unit[0] in "万亿" and unit != "万人次":
            scale, unit = unit[0], unit[1:]
        low, high = (
            number(match["low"] + ("" if match["mid"] else scale)),
            number(match["high"] + scale) if match["high"] else None,
        )
        if low is None:
            continue
        ceiling = bound is not None and bound["ceiling"] is not None
        sign = (
            "="
            if _ROUND_THE_CLOCK.match(text, match.start())
            else _comparator(ceiling, match["after"] or text[match.end() :][:3])
        )
        return Quantity(low if high is None else (low, high), unit, sign, of)
    return None


_NARROWS = re.compile(r"的[^，]*(?:不少于|至少|不得少于|不低于|不超过)\D{0,6}\d")  # 5万平方米以上的工程不少于3人


def _masked(text: str) -> str:
    """Dates, windows, deadlines and book titles blanked, so that their digits are not counted."""
    patterns = (
        _WINDOW,
        re.compile(r"每(?:再?(?:增加|新增|增|满|超过?))\d{1,6}[\u4e00-\u9fff]{1,3}?(?=[^，]*\d)"),
        re.compile(r"\d{4}年度?|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}[日号]|“[^”]{1,24}”(?!\d)|《[^》]*》|[“‘]?十[四五六]五[”’]?"),
    )
    for pattern in patterns:
        text = pattern.sub(lambda match: "□" * len(match[0]), text)
    return text


def _binds(text: str, match: re.Match[str], *, bounded: bool) -> bool:
    """Han numerals count only with a plain counting word; 三年行动, 一批, 统一个, 进一步 are words, not numbers."""
    low, unit, before = match["low"], match["unit"], text[: match.start()]
    if _NOT_COUNTED.search(before) or unit in ("年", "层") and not bounded:
        return False
    if re.match(r"[\d.]", low):
        return unit not in "级类度期"
    if low == "一":
        return unit in ("次", "轮", "回", "场", "遍") and not re.match(r"性|采|全高", text[match.end() :])
    if (
        unit in "次起例"
        and low in "两三四五六七八九十"
        or (number(low + (match["scale"] or "")) or 0) >= 20
        and unit not in "级类度期"
    ):
        return True
    if unit in _WORDLIKE and (not bounded or unit in "级类度期种"):
        return unit not in "级类度期种" and bool(_FOUNDING.search(before))
    return bounded or bool(_COUNTING.search(before[-10:]))


def _comparator(ceiling: bool, after: str) -> str:
    """A count in a duty is a floor unless the text says otherwise."""
    return "<=" if ceiling or re.match(r"及?以[下内]|之内|内", after) else ">="


def _double(text: str, of: str) -> Quantity | None:
    match = _DOUBLE.search(text)
    return Quantity(2, match["unit"], ">=", of) if match else None


def _all(text: str, of: str) -> Quantity | None:
    return Quantity(100, "%", ">=", of) if _ALL.search(text) else None


def _zero(text: str, of: str) -> Quantity | None:
    return Quantity(0, "项", "=", of) if _ZERO.search(text) else None


def _named(text: str, of: str) -> Quantity | None:
    match = _NAMED.search(text)
    value = number(match["n"]) if match else None
    return Quantity(value, match["unit"], "=", of) if match and value is not None else None
