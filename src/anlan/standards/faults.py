"""What is wrong with a standard: run over every file in CI, and over a list before a county may take it in."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from anlan.standards.criteria import OPERATORS, leaves
from anlan.standards.loader import CONFIDENCE, COUNTY_MAY, DIRECTIONS, Figure, Standard


def faults(standard: Standard) -> list[str]:
    """Sentences for whoever wrote or brought the standard; none is a sound one. Without content only its name is asked."""
    return [*standard.problems, *_of_head(standard), *_of_figures(standard), *_of_criteria(standard), *_of_items(standard)]


def _of_head(it: Standard) -> Iterator[str]:
    if not it.topic or "." in it.topic:
        yield "标准没有名称（topic），或名称中有点号。"
    if not it.title:
        yield f"{it.topic}：没有标题。"
    if it.items and not it.source:
        yield f"{it.topic}：没有来源，请写明文号和发布机关。"
    if not it.is_imported and not (it.source or it.named_in):
        yield f"{it.topic}：内容未导入，也没有写明哪个文件提到它。"


def _of_figures(standard: Standard) -> Iterator[str]:
    for figure in standard.figures:
        yield from (f"{figure.id}：{fault}" for fault in _of_figure(figure))
    for one, other in combinations((figure for figure in standard.figures if not figure.set_by), 2):
        if one.id == other.id and _overlap(one, other):
            yield f"{one.id}：{_period(one)} 与 {_period(other)} 两个版本的有效期重叠。"


def _of_figure(figure: Figure) -> Iterator[str]:
    if figure.id.endswith("."):
        yield "没有名称（id）。"
    if not figure.title:
        yield "没有标题。"
    if not figure.source:
        yield "没有来源。"
    if not figure.confidence:
        yield "没有写明可信程度（confidence）。"
    elif figure.confidence not in CONFIDENCE:
        yield f"可信程度“{figure.confidence}”不认识，应为 {'、'.join(CONFIDENCE)}。"
    yield from _of_validity(figure)
    yield from _of_county(figure)


def _of_validity(figure: Figure) -> Iterator[str]:
    if figure.valid_from is None:
        yield "没有生效日期。"
    elif figure.valid_to and figure.valid_to < figure.valid_from:
        yield f"失效日期 {figure.valid_to} 早于生效日期 {figure.valid_from}。"


def _of_county(figure: Figure) -> Iterator[str]:
    if figure.county_may not in COUNTY_MAY:
        yield f"county_may“{figure.county_may}”不认识，应为 {'、'.join(COUNTY_MAY)}。"
    if figure.direction not in DIRECTIONS:
        yield f"direction“{figure.direction}”不认识，应为 {'、'.join(DIRECTIONS)}。"
    if figure.county_may == "tighten" and figure.direction == "none":
        yield "县可从严，却没有写明哪个方向更严（direction）。"
    if figure.value is None and figure.county_may != "set":
        yield "没有数值；只有由县设定的数值可以空着。"
    if figure.comparator and figure.comparator not in OPERATORS:
        yield f"比较符“{figure.comparator}”不认识，应为 {' '.join(OPERATORS)}。"


def _of_criteria(standard: Standard) -> Iterator[str]:
    ids = {figure.id for figure in standard.figures}
    for criterion in standard.criteria:
        if criterion.confidence not in CONFIDENCE:
            yield f"{criterion.id}：没有写明可信程度（confidence）。"
        for leaf in leaves(criterion.when):
            if leaf.figure.partition(".")[0] == standard.topic and leaf.figure not in ids:
                yield f"{criterion.id}：引用的数值 {leaf.figure} 不存在。"
            if leaf.fact not in criterion.facts:
                yield f"{criterion.id}：事实 {leaf.fact} 没有中文名称（facts）。"


def _of_items(standard: Standard) -> Iterator[str]:
    if standard.items and standard.valid_from is None:
        yield f"{standard.topic}：没有施行日期。"
    yield from (f"{item.id}：第 {item.clause} 条没有内容。" for item in standard.items if not item.text)
    twice = (clause for clause, times in Counter(item.clause for item in standard.items).items() if times > 1)
    yield from (f"{standard.topic}：条款 {clause} 出现不止一次。" for clause in twice)


def _overlap(one: Figure, other: Figure) -> bool:
    ends = (one.valid_to or date.max, other.valid_to or date.max)
    return max(one.valid_from or date.min, other.valid_from or date.min) <= min(ends)


def _period(figure: Figure) -> str:
    return f"{figure.valid_from or '……'} 至 {figure.valid_to or '今'}"
