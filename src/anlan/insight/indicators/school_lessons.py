"""学校安全教育课: lessons given this quarter."""

from anlan.insight.indicator import Counted, Indicator

SCHOOL_LESSONS = Indicator(
    name="school_lessons",
    title="学校安全教育课",
    unit="节",
    question="本季度学校上了多少节安全教育课？",
    rows=Counted(register="school_lesson", since="quarter", on="on"),
    source="山政发〔2025〕1号 二（六）",
)
