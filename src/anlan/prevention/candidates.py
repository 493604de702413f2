"""Which criteria a text may be about: ranked by shared character pairs, rare ones weighing more (BM25). People decide."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from anlan.standards.criteria import Criterion, asked

SATURATION, LENGTH = 1.2, 0.75
"""k1 and b of BM25, as usually set."""

PLAIN = {
    "没有": "无", "没": "未", "不能用": "失效", "坏了": "失效", "焊工": "特种作业人员", "电工": "特种作业人员",
    "架子工": "特种作业人员", "有证": "证", "塔吊": "塔机", "煤气罐": "气瓶", "煤气": "燃气", "老板": "主要负责人",
    "厂长": "主要负责人", "矿长": "主要负责人", "堵了": "堵塞", "堵住": "堵塞", "逃生通道": "安全出口",
    "消防通道": "安全出口", "摄像头": "监控", "探头": "监控", "报警器": "报警",
}  # fmt: skip
"""How people say it, and how the criteria do; longer words first."""


def in_their_words(text: str) -> str:
    for plain in sorted(PLAIN, key=len, reverse=True):
        text = text.replace(plain, PLAIN[plain])
    return text


def terms(text: str) -> list[str]:
    """Pairs of neighbouring characters within runs of letters and digits."""
    runs = "".join(char if char.isalnum() else " " for char in text).split()
    return [first + second for run in runs for first, second in pairwise(run)]


@dataclass(frozen=True)
class Index:
    """Criteria with their terms, to be asked with any number of texts."""

    criteria: Sequence[Criterion]

    @cached_property
    def counts(self) -> list[Counter[str]]:
        return [Counter(terms(f"{one.title} {' '.join(asked_of(one))}")) for one in self.criteria]

    @cached_property
    def weights(self) -> dict[str, float]:
        total, among = len(self.counts), Counter(term for count in self.counts for term in count)
        return {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in among.items()}

    @cached_property
    def mean(self) -> float:
        return sum(count.total() for count in self.counts) / max(1, len(self.counts))

    def ranked(self, text: str, most: int = 5) -> list[tuple[Criterion, float]]:
        """The likeliest first, none without a shared term."""
        wanted = {*terms(text), *terms(in_their_words(text))}
        scored = ((self._score(count, wanted), one) for one, count in zip(self.criteria, self.counts, strict=True))
        return [(one, score) for score, one in sorted(scored, key=lambda pair: -pair[0])[:most] if score > 0]

    def _score(self, count: Counter[str], wanted: Iterable[str]) -> float:
        long = SATURATION * (1 - LENGTH + LENGTH * count.total() / self.mean)
        return sum(self.weights[term] * count[term] * (SATURATION + 1) / (count[term] + long) for term in wanted if term in count)


def asked_of(criterion: Criterion) -> list[str]:
    """The Chinese names of the facts that a criterion asks."""
    return [criterion.facts.get(fact, fact) for fact in asked(criterion.when)]
