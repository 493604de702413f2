"""办实事解难题: problems solved this year against the county's number."""

from anlan.insight.indicator import Counted, Indicator

PRACTICAL_MATTERS = Indicator(
    name="practical_matters",
    title="办实事、解难题",
    unit="项",
    question="本年为安全生产研究解决了多少项具体问题？",
    rows=Counted(kinds=("problem",), states=("已解决",), since="year", by="closed"),
    target="county_duties.practical_matters",
    source="山政发〔2025〕1号 一（二）",
)
