"""Gap check between two levels or two years: what the upper directive orders and the lower one does not take up.

Every upper obligation looks for its best counterpart below. Likeness is a Tversky index over character pairs, each pair
weighted by its rarity in both documents (so 安全生产 counts little and 尾矿库 much), level words (省, 市, 县) left out.
What the upper text says more weighs three times what the lower text says more: a lower document may be fuller.
The answer always carries its grounds: the candidate, the likeness, the terms they share.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from anlan.engines.directives.directive import Cadence, Directive, Obligation, Quantity
from anlan.engines.directives.grammar import grammar

FOUND = 0.30  # at or above: a counterpart
UPPER_ONLY, LOWER_ONLY = 0.6, 0.2
RATES = ("%", "‰", "小时", "分钟", "次", "学时", "课时", "天", "个工作日", "日", "轮", "回", "×")
_ORDER = ("day", "week", "half_month", "month", "quarter", "half", "year")
_LEVEL = re.compile(r"[省市县乡镇村]级|我[省市县]|全[省市县]|各级|[省市县](?=政府|委|安委)")
_NOISE = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]|的|等|和|及|与|对|并|要")
Terms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """One finding. `kind`: missing, number_lost, number_weakened, number_share, cadence_weakened, deadline_later.

    number_share is a total that an upper level spreads over many lower ones (60 座 in the province, 2 here): to be
    checked, not wrong.
    """

    kind: str
    upper: Obligation
    candidate: Obligation | None
    similarity: float
    shared: tuple[str, ...]
    sentence: str


def gap(upper: Directive, lower: Directive) -> tuple[Gap, ...]:
    """Findings in the order of the upper document."""
    terms = {id(o): _terms(o) for o in (*upper.obligations, *lower.obligations)}
    weights = _rarity(terms.values())
    index: dict[str, list[int]] = {}
    for place, obligation in enumerate(lower.obligations):
        for term in terms[id(obligation)]:
            index.setdefault(term, []).append(place)
    sizes = [_weight(terms[id(o)], weights) for o in lower.obligations]
    found: list[Gap] = []
    for obligation in upper.obligations:
        scores = _scores(terms[id(obligation)], index, sizes, weights)
        ranked = sorted(scores, key=lambda place: -scores[place])[:5]
        found += _findings(obligation, [(lower.obligations[place], scores[place]) for place in ranked], terms, weights)
    return tuple(found)


def _terms(obligation: Obligation) -> Terms:
    """Character pairs of the span and, for a list item, of its shared verb and object."""
    written = f"{obligation.span} {obligation.object}" if obligation.group else obligation.span
    bare = re.sub(grammar().adverb, " ", _LEVEL.sub(" ", written))
    chunks = _NOISE.sub(" ", bare).split()
    return frozenset(first + second for chunk in chunks for first, second in pairwise(chunk)) or frozenset(chunks)


def _rarity(all_terms: Iterable[Terms]) -> dict[str, float]:
    documents = list(all_terms)
    counts = Counter(term for terms in documents for term in terms)
    return {term: math.log((1 + len(documents)) / (0.5 + count)) for term, count in counts.items()}


def _weight(terms: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(term, 0.0) for term in terms)


def _scores(terms: Terms, index: Mapping[str, list[int]], sizes: list[float], weights: Mapping[str, float]) -> dict[int, float]:
    shared: dict[int, float] = {}
    for term in terms:
        for place in index.get(term, ()):
            shared[place] = shared.get(place, 0.0) + weights[term]
    own = _weight(terms, weights)
    return {
        place: same / (same + UPPER_ONLY * (own - same) + LOWER_ONLY * (sizes[place] - same)) for place, same in shared.items()
    }


def _findings(
    upper: Obligation, ranked: list[tuple[Obligation, float]], terms: Mapping[int, Terms], weights: Mapping[str, float]
) -> Iterator[Gap]:
    close = [pair for pair in ranked if pair[1] >= FOUND]
    best, score = next(iter(ranked), (None, 0.0))
    if not close or best is None:
        yield Gap("missing", upper, best, round(score, 3), _shared(upper, best, terms, weights), _missing(upper, best, score))
        return
    if upper.quantity:
        best, score = next(
            (pair for pair in close if pair[0].quantity and _same_unit(upper.quantity, pair[0].quantity)), close[0]
        )
    shared = _shared(upper, best, terms, weights)
    for kind, sentence in (*_number(upper, best), *_cadence(upper, best), *_deadline(upper, best)):
        yield Gap(kind, upper, best, round(score, 3), shared, sentence)


def _shared(
    upper: Obligation, lower: Obligation | None, terms: Mapping[int, Terms], weights: Mapping[str, float]
) -> tuple[str, ...]:
    if lower is None:
        return ()
    both = terms[id(upper)] & terms[id(lower)]
    return tuple(sorted(both, key=lambda term: (-weights[term], term))[:8])


def _missing(upper: Obligation, best: Obligation | None, score: float) -> str:
    near = f"最接近的是 {best.clause}“{_short(best.span)}”，相似度 {score:.2f}" if best else "没有任何相近的内容"
    return f"上级 {upper.clause}“{_short(upper.span)}”在下级文件中没有对应；{near}。"


def _short(span: str) -> str:
    return span if len(span) <= 40 else span[:39] + "…"


def _same_unit(one: Quantity, two: Quantity) -> bool:
    return one.unit.removeprefix("个") == two.unit.removeprefix("个")


def _low(quantity: Quantity) -> float | None:
    value = quantity.value[0] if isinstance(quantity.value, tuple) else quantity.value
    return float(value) if isinstance(value, int | float) else None


def said(quantity: Quantity) -> str:
    """The number as a reader would write it: ≥10项, 1—2项."""
    sign = {">=": "≥", "<=": "≤", "=": "", ">": ">", "<": "<"}[quantity.comparator]
    value = (
        "—".join(f"{part:g}" for part in quantity.value)
        if isinstance(quantity.value, tuple)
        else f"{quantity.value:g}"
        if not isinstance(quantity.value, str)
        else quantity.value
    )
    return f"{sign}{value}{quantity.unit}"


def _number(upper: Obligation, lower: Obligation) -> Iterator[tuple[str, str]]:
    wanted, got = upper.quantity, lower.quantity
    if wanted is None or wanted.comparator == "=" and wanted.value != 0:
        return  # 六个能力, 五级 …: names, not demands
    where = f"上级 {upper.clause} 要求{said(wanted)}，下级 {lower.clause}“{_short(lower.span)}”"
    if got is None or not _same_unit(wanted, got):
        yield "number_lost", f"{where}没有写这个数。"
        return
    high, low = _low(wanted), _low(got)
    if high is None or low is None:
        return
    weaker = low > high if wanted.comparator in ("<=", "<") else low < high
    if weaker and not wanted.unit.startswith(RATES):
        yield "number_share", f"{where}为{said(got)}：是总量分解还是减少，请核对。"
    elif weaker or _loosened(wanted, got):
        yield "number_weakened", f"{where}只写了{said(got)}，比上级宽。"


def _loosened(wanted: Quantity, got: Quantity) -> bool:
    """A floor that became a ceiling, or the other way round."""
    return {wanted.comparator[0], got.comparator[0]} == {">", "<"}


def _cadence(upper: Obligation, lower: Obligation) -> Iterator[tuple[str, str]]:
    wanted, got = upper.cadence, lower.cadence
    if wanted is None or wanted.period not in _ORDER:
        return
    if got is None or got.period not in _ORDER or _rarer(wanted, got):
        written = f"写的是“{got.text}”" if got else "没有写频次"
        yield "cadence_weakened", f"上级 {upper.clause} 要求“{wanted.text}”，下级 {lower.clause}“{_short(lower.span)}”{written}。"


def _rarer(wanted: Cadence, got: Cadence) -> bool:
    return _ORDER.index(got.period) > _ORDER.index(wanted.period)


def _deadline(upper: Obligation, lower: Obligation) -> Iterator[tuple[str, str]]:
    if not upper.deadline_iso:
        return
    if lower.deadline_iso is None or lower.deadline_iso > upper.deadline_iso:
        written = f"写的是“{lower.deadline}”" if lower.deadline else "没有写时限"
        yield (
            "deadline_later",
            f"上级 {upper.clause} 要求“{upper.deadline}”，下级 {lower.clause}“{_short(lower.span)}”{written}。",
        )
