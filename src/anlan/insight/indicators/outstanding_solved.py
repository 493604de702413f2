"""突出问题: what share of this year's outstanding problems has been solved."""

from anlan.insight.indicator import Counted, Indicator

OUTSTANDING_SOLVED = Indicator(
    name="outstanding_solved",
    title="突出问题解决率",
    unit="%",
    question="本年列出的“一行一域”突出问题解决了多少？",
    rows=Counted(kinds=("outstanding_problem",), states=("已解决",), since="year"),
    over=Counted(kinds=("outstanding_problem",), since="year"),
    source="山政发〔2025〕1号 四（十一）；晋政发〔2026〕1号 一（四）",
)
