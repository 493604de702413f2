"""专题会议: meetings held this quarter against the county's number."""

from anlan.insight.indicator import Counted, Indicator

SPECIAL_MEETINGS = Indicator(
    name="special_meetings",
    title="本季度专题会议",
    unit="次",
    question="本季度开了几次安全生产专题会议？",
    rows=Counted(kinds=("meeting",), since="quarter", facts=(("kind", "专题会议"),)),
    target="county_duties.special_meeting",
    source="山政发〔2025〕1号 一（二）",
)
