"""机械化换人、自动化减人: projects closed this year; head-counts before and after stand in each."""

from anlan.insight.indicator import Counted, Indicator

PEOPLE_SAVING_PROJECTS = Indicator(
    name="people_saving_projects",
    title="机械化换人、自动化减人",
    unit="项",
    question="本年有多少项减人工程验收销号？",
    rows=Counted(kinds=("project",), states=("已销号",), since="year", by="closed", facts=(("kind", "机械化换人、自动化减人"),)),
    source="山政发〔2025〕1号 五（十三）",
)
