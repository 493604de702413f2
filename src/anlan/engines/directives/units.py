"""Who answers for a clause, from its closing bracket or its 责任单位 line.

Forms read: A、B负责; A牵头，B、C配合; A、B等部门分工负责; A指导督促落实; 责任单位：A、B; 牵头单位：A；配合单位：B.
Without a bracket the grammatical subject answers (see roles.py).
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from anlan.engines.directives.directive import Offset, Units
from anlan.engines.directives.lexicon import DEFAULT
from anlan.engines.directives.notes import without_notes

_SCOPES = (
    ("指导督促落实", re.compile(r"(?:按照?(?:职责|分工)+)?(?:指导|督促|监督|推动)+(?:落实|实施|抓好落实)")),
    (
        "分工负责",
        re.compile(
            r"(?:按照?(?:各自)?(?:职责|职能)?分工(?:[抓做]好)?(?:负责|落实)|分工负责|分别负责|各负其责|按职责负责|依职责负责)"
        ),
    ),
    ("牵头", re.compile(r"(?:共同|联合|分工)?牵头(?:负责|落实|抓总|组织实施)?")),
    ("配合", re.compile(r"(?:按(?:照)?职责(?:分工)?)?(?:配合|参与|协助|协同|参加)(?:落实|实施)?")),
    ("负责", re.compile(r"(?:具体|共同|组织)?(?:负责|落实|实施|承办|主办|组织实施)(?:落实)?")),
)
_LABEL = re.compile(
    r"(?P<label>(?:(?:牵头|主要|协同|配合|协办|共同|第一)?责任|牵头|主责|主办|配合|协同|协办|协助|参与|参加|落实|实施)(?:单位|部门|主体|领导))\s*[：:]\s*"
)
_WORD = re.compile(
    r"负责|牵头|配合|落实|指导督促|责任(?:单位|部门|主体)\s*[：:]|牵头(?:单位|部门)\s*[：:]|主责(?:单位|部门)\s*[：:]"
)
_BRACKET = re.compile(r"[（(【〔](?P<inner>[^（）()【】〔〕]*(?:[（(][^（）()]*[）)][^（）()【】〔〕]*)*)[）)】〕]")
_SHARED = re.compile(r"(?:各|有关|相关|各有关|各相关)?(?:成员单位|部门|单位)$")
_BODY = re.compile(r"(?:委员会|安委会|减灾委|防指|指挥部|领导小组)$")
_ETC = re.compile(r"等(?:各)?(?:有关|相关|县直|市直|职能)*(?P<noun>部门(?:和单位)?|单位|部门单位)?$")
_UNITLIKE = re.compile(
    r"(?:局|委|办|厅|部|队|会|院|站|所|中心|公司|集团|企业|单位|部门|政府|乡|镇|街道|街办|管委会|支队|大队|银行|学校|[中小大]学|社|台|组|区|县|市|室|校|处|段|行|协会|机关|机构|员|领导)"
    r"(?:[（(].*[）)])?$"
)


_ACTS = re.compile(rf"(?:{'|'.join(map(re.escape, DEFAULT.subject_ends))})(?:[（(].*[）)])?$")


def brackets(text: str, start: int, end: int) -> Iterator[tuple[Offset, Units]]:
    """Every responsibility bracket or line in the window, in order, with its place; lines that touch count as one."""
    last: tuple[Offset, Units] | None = None
    for offset, units in sorted(_each(text, start, end), key=lambda pair: pair[0]):
        if last and not text[last[0][1] : offset[0]].strip():
            offset, units = (last[0][0], offset[1]), _together(last[1], units)
        elif last:
            yield last
        last = offset, _placed(units, offset)
    if last:
        yield last


def _together(one: Units, two: Units) -> Units:
    """牵头单位：A and, on the next line, 配合单位：B."""
    return Units(_unique([*one.units, *two.units]), _unique([*one.lead, *two.lead]), one.scope, f"{one.text}；{two.text}")


def _each(text: str, start: int, end: int) -> Iterator[tuple[Offset, Units]]:
    for match in _BRACKET.finditer(text, start, end):
        if _closes(text, match, end) and _WORD.search(match["inner"]):
            units = read_units(match["inner"])
            if units:
                yield match.span(), _placed(units, match.span())
    for match in re.finditer(rf"(?:^|(?<=[\n。]))[ \u3000]*(?P<line>{_LABEL.pattern}[^\n。]+)", text[start:end]):
        units = read_units(match["line"])
        if units:
            span = (start + match.start("line"), start + match.end("line"))
            yield span, _placed(units, span)


def _placed(units: Units, span: Offset) -> Units:
    return replace(units, offset=span)


def _closes(text: str, match: re.Match[str], end: int) -> bool:
    """A responsibility bracket stands behind a closed sentence or closes its line."""
    before = text[: match.start()].rstrip()[-1:]
    after = text[match.end() : end].lstrip(" \u3000")[:1]
    return before in "。；;！" or after in ("", "\n", "。") and _ends_in_scope(match["inner"])


def _ends_in_scope(inner: str) -> bool:
    return bool(_LABEL.search(inner)) or any(pattern.search(inner[-12:]) for _, pattern in _SCOPES)


def read_units(inner: str) -> Units | None:
    """Units of one bracket's inside; None when nobody is named."""
    written = inner.strip().rstrip("。．. ")
    named = without_notes(written)
    if _LABEL.search(named):
        return _labelled(named, written)
    units: list[str] = []
    lead: list[str] = []
    scopes: list[str] = []
    for part in re.split(r"[；;，,]|(?<=负责)、|(?<=牵头)、|(?<=配合)、", named):
        scope, names = _scoped(part.strip())
        listed = split_units(names)
        if "会同" in names and scope in ("负责", "牵头", ""):
            lead += split_units(names.split("会同")[0])
        units += listed
        scopes += [scope] if scope else []
        lead += listed if scope == "牵头" else []
    first = next((scope for scope in scopes if scope != "配合"), "负责" if units else "")
    return Units(_unique(units), _unique(lead), first, written) if units and scopes else None


def _scoped(part: str) -> tuple[str, str]:
    for scope, pattern in _SCOPES:
        match = re.search(rf"^(?P<names>.*?)(?:{pattern.pattern})$", part)
        if match:
            return scope, match["names"].removeprefix("由")
    return "", part


def _labelled(named: str, written: str) -> Units | None:
    units: list[str] = []
    lead: list[str] = []
    marks = list(_LABEL.finditer(named))
    for index, mark in enumerate(marks):
        stop = marks[index + 1].start() if index + 1 < len(marks) else len(named)
        if mark["label"].endswith("领导"):
            continue
        listed = split_units(re.split("。", named[mark.end() : stop])[0].strip("；;，,。 \u3000"))
        units += listed
        lead += listed if mark["label"][:2] in ("牵头", "主责", "主办") else []
    return Units(_unique(units), _unique(lead), "牵头" if lead else "负责", written) if units else None


def _unique(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def split_subject(names: str) -> list[str]:
    """A grammatical subject: cut when every piece is a body, whole when they share a head noun (水库、塘坝的管理单位)."""
    names = re.sub(r"（(?:以下)?简称[^）]*）", "", names)
    if re.fullmatch(r"[^、的]{2,10}[及和][^、的]{2,12}的(?:主要|分管)?(?:负责人|领导|责任人|法定代表人)", names):
        return [names]
    parts = split_units(re.sub(r"或者?(?=[^，、]{2,})", "、", names))
    noun = re.search(r"(?:部门|单位|机构|企业)$", names)
    bodies = [
        _UNITLIKE.search(part) or _ACTS.search(part) or noun and len(re.sub(r"（[^）]*）", "", part)) < 6 and "的" not in names
        for part in parts
    ]
    if noun and all(bodies):
        return [part if _UNITLIKE.search(part) or _ACTS.search(part) else part + noun[0] for part in parts]
    return parts if all(bodies) else [names]


def split_units(names: str) -> list[str]:
    """县安委会、县减灾委有关成员单位 → both with 有关成员单位; 教育、住建等部门 → 教育部门, 住建部门.

    What stands in brackets is not cut.
    """
    names = re.sub(r"[\s]+", "", names).strip("、，,。")
    match = _ETC.search(names)
    noun = (match["noun"] or "") if match else ""
    names = names[: match.start()] if match else names
    parts = [
        part.strip()
        for part in re.split(
            r"[、，,；;](?![^（(]*[）)])|(?:以及|会同|(?<!党委)和(?!单位(?:$|[，、（]))(?!(?:有关|相关)?(?:部门|单位)(?:主要)?(?:负责人|领导))|(?<=党委)和(?!政府|人民政府)|与|及(?!其)|及(?=其(?:主管|所属|下属|派出|上级)))(?![^（(]*[）)])",
            names,
        )
    ]
    parts = _joined_places([part for part in parts if part])
    plain = noun.split("和")[0]
    if plain:
        parts = [part if _UNITLIKE.search(part) else part + plain for part in parts]
    return _share_ending(parts)


def _joined_places(parts: list[str]) -> list[str]:
    """市、县两级 and 各市、县政府 are one name: a bare level belongs to the name behind it."""
    result: list[str] = []
    for part in parts:
        if result and re.fullmatch(r"(?:各|设区)?[省市县区乡镇村](?:、[省市县区乡镇村])*", result[-1]):
            result[-1] += "、" + part
        else:
            result.append(part)
    return result


def _share_ending(parts: list[str]) -> list[str]:
    """The last item's 有关成员单位 belongs to the committees directly before it too."""
    if len(parts) < 2:
        return parts
    tail = _SHARED.search(parts[-1])
    if not tail or not _BODY.search(parts[-1][: tail.start()]):
        return parts
    index = len(parts) - 2
    while index >= 0 and _BODY.search(parts[index]):
        parts[index] += tail[0]
        index -= 1
    return parts
