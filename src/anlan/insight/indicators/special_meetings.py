"""专题会议: meetings of this quarter that were really held, against the county's number; one that was only laid down is none."""

from anlan.insight.indicator import Counted, Indicator

HELD = ("纪要拟稿", "审核中", "待签发", "落实中", "已办结")

SPECIAL_MEETINGS = Indicator(
    name="special_meetings",
    title="本季度专题会议",
    unit="次",
    question="本季度开了几次安全生产专题会议？",
    rows=Counted(kinds=("meeting",), states=HELD, since="quarter", facts=(("kind", "专题会议"),)),
    target="county_duties.special_meeting",
    source="山政发〔2025〕1号 一（二）",
)
