"""包保走访: visits made this quarter. The county sets how many there should be; until then there is no target."""

from anlan.insight.indicator import Counted, Indicator

PATRON_VISITS = Indicator(
    name="patron_visits",
    title="包保走访",
    unit="次",
    question="本季度包保责任人到点走访了多少次？",
    rows=Counted(kinds=("patron_visit",), states=("已走访",), since="quarter", by="closed"),
    source="山政发〔2025〕1号 一（二）；晋政发〔2026〕1号 一（一）",
)
