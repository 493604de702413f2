"""What a heading or an opening line gives to all that stands below it: a body, a response level, a consequence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from anlan.engines.directives.directive import Clause, Offset
from anlan.engines.directives.lexicon import DEFAULT, any_of

_BODY = (
    r"[\u4e00-\u9fff（）]{0,16}(?:局|委|厅|[^督举承主开]办|政府|部门|乡镇|街道|办事处|管委会|委员会|支队|大队|总队|指挥部|办公室|派出所|领导小组|电视台|气象台"
    r"|(?:成员|建设|施工|监理|设计|经营|主管|监管|产权|使用|所属|直属|相关|有关)单位|(?<=[\u4e00-\u9fff]{2})(?<!检查)(?<!督查)(?<!分)组)"
    r"(?:[（(][^）)]*[）)])?"
)
_NAMED = re.compile(rf"(?:各|有关|相关|由)*{_BODY}(?:[、和及]{_BODY})*")
_LISTED = re.compile(r"[\u4e00-\u9fff]{1,10}、[\u4e00-\u9fff、]{1,40}部门")  # 教育、民政等部门
_NOT = re.compile(
    r"(?:责任|牵头|配合|主办|协办|主送|抄送|抄报|报送|发送|印发|联系|落款|发文|落实|参与|编制|起草|制定)(?:单位|部门|机关|科室)$"
    r"|组长|成员$|^(?:及|和|、)"
)
_LABEL = re.compile(r"[ \t\u3000]*(?P<label>[\u4e00-\u9fff（）()、]{2,40})[：:](?=[^\s：]{6})")


def named(written: str) -> str | None:
    """The body, or several, a heading consists of (县应急局; 公安、交通部门); None for any other heading."""
    written = re.sub(r"的?(?:主要|工作|具体)*(?:职责|任务|责任)(?:分工)?$", "", written.strip(" \u3000。：:").removeprefix("由"))
    if not 2 < len(written) <= 40 or _NOT.search(written) or _verbs().match(written):
        return None
    return written if _NAMED.fullmatch(written) or _LISTED.fullmatch(written) else None


@lru_cache(maxsize=1)
def _verbs() -> re.Pattern[str]:
    verb = rf"{any_of(DEFAULT.doing)}(?!部门?|局|厅|处|组|大队|支队|委|指挥部|领导小组)"
    return re.compile(rf"{any_of(DEFAULT.adverbs)}{{0,3}}(?:成立|组成|调整|召集|{verb})")


def label(text: str, start: int, end: int) -> Offset | None:
    """县应急局：… at the head of a line: where the body's name stands, or the firm's, the school's, the village's."""
    match = _LABEL.match(text, start, end)
    if match is None:
        return None
    written = match["label"]
    firm = re.search(r"(?:公司|集团|企业|中心|学校|医院|协会|社区|村|村（居）委会|单位)$", written)
    own = named(written) or firm and not _NOT.search(written) and not _verbs().match(written)
    return match.span("label") if own else None


def labels(text: str, start: int, end: int) -> Iterator[Offset]:
    """The labelled lines of a text whose clauses are 单位：职责 lines without numbers; nothing unless there are two."""
    lines = (match.span() for match in re.finditer(r"[^\n]+", text[start:end]))
    found = [place for first, last in lines if (place := label(text, start + first, start + last))]
    if len(found) > 1:
        yield from found


_LEVEL = re.compile(
    r"(?:启动)?[\u4e00-\u9fff]{0,8}?(?:[ⅠⅡⅢⅣ]|I{1,3}|IV|[一二三四1-4])级(?:[\u4e00-\u9fff]{0,4}应急)?响应|[红橙黄蓝]色预警(?:信号)?(?:响应)?"
)
_RESPONSE = re.compile(rf"(?P<level>{_LEVEL.pattern})(?:行动|措施|启动|启动后|期间)*")
_STARTED = re.compile(rf"(?P<level>启动{_LEVEL.pattern})后?，[^。\n]*[：:]?\s*$")


_OF_LEVELS = re.compile(r"启动(?:条件|标准|程序|权限)|^启动|分级|终止|结束|解除")  # what comes before or after a response


def response(title: str) -> str | None:
    """Ⅱ级响应, 蓝色预警响应措施 as a heading: the level whose start calls for all that stands below."""
    match = _RESPONSE.fullmatch(re.sub(r"（[^）]*）$", "", title.strip(" 。：")))
    return match["level"] if match else None


def announced_response(text: str, start: int, end: int) -> str | None:
    """启动一级应急响应，响应行动如下： above its items."""
    found = _STARTED.search(text[start:end].split("。")[-1])
    return found["level"] if found else None


_CASES = re.compile(
    r"(?:有|具有|存在)?(?:下列|以下)[^，。：\n]{0,16}之一的?，(?P<one>(?![^：]*可以?)[^。：\n]{2,60})[：:]?\s*$"
    r"|(?P<two>[^，。：\s]{0,30}对(?:下列|以下)[^，。：\n]{1,16}?(?:实行|实施|予以|给予|进行|开展|一律|应当|要|挂牌|公开|公布|通报|优先|重点|从严)[^。：\n]{1,30})[：:]?\s*$"
)


def cases(text: str, start: int, end: int) -> Offset | None:
    """有下列情形之一的，由县局责令停产：; 县局对下列企业实行挂牌督办：: the consequence each item below has."""
    match = _CASES.search(text, start, min(end + 1, len(text)))
    return None if match is None else match.span("one" if match["one"] else "two")


@dataclass(frozen=True, slots=True)
class Headings:
    """What the headings above each clause give, by the clause's path."""

    bodies: dict[str, str]  # 县应急局：…, the heading of this very clause
    above: dict[str, str]  # the heading above its items: it acts, but no sentence says that it answers
    levels: dict[str, str]
    consequences: dict[str, Offset]


def _said(clause: Clause) -> Offset:
    """Its own text, title included, without the marker."""
    return clause.offset[0] + len(clause.marker), clause.offset[1]


def headings(text: str, clauses: tuple[Clause, ...], start: int) -> Headings:
    given = Headings({}, {}, {}, {})
    opened = announced_response(text, start, clauses[0].offset[0])
    parents = {clause.parent for clause in clauses}
    below: dict[str, str] = {}
    for clause in clauses:
        above = clause.parent or ""
        body = clause.title if clause.marker == clause.title else named(clause.title)
        higher = body or given.above.get(above)
        level = response(clause.title)
        if level is None and not _OF_LEVELS.search(clause.title):
            level = below.get(above) or given.levels.get(above) or opened
        given.bodies.update({clause.path: body} if body else {})
        given.above.update({clause.path: higher} if higher else {})
        given.levels.update({clause.path: level} if level else {})
        if clause.path in parents and (said := announced_response(text, *_said(clause))):
            below[clause.path] = said
        if clause.path in parents and (consequence := cases(text, *_said(clause))):
            given.consequences[clause.path] = consequence
    return given
