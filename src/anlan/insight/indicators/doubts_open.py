"""监测数据疑点: how many doubts are being looked into."""

from anlan.insight.indicator import Counted, Indicator

DOUBTS_OPEN = Indicator(
    name="doubts_open",
    title="在查的监测数据疑点",
    unit="件",
    question="有多少监测数据疑点还没有查清？",
    rows=Counted(kinds=("integrity_doubt",), states=("待指派", "待核查", "待复核", "待移交")),
    source="山政发〔2025〕1号 三（十）；晋政发〔2026〕1号 二（八）",
    better="lower",
)
