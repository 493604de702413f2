"""安全宣传“五进”: activities logged this year with their venue."""

from anlan.insight.indicator import Counted, Indicator

FIVE_ENTRIES = Indicator(
    name="five_entries",
    title="安全宣传“五进”",
    unit="次",
    question="本年登记了多少次进企业、农村、社区、学校、家庭的宣传活动？",
    rows=Counted(register="publication", since="year", on="on", facts=(("kind", "“五进”活动"),)),
    source="山政发〔2025〕1号 二（六）；晋政发〔2026〕1号 六（二十一）",
)
