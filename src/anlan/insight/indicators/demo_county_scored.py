"""全国综合减灾示范县: self-scores done this year; without the imported criteria there is no figure."""

from anlan.insight.indicator import Counted, Indicator

DEMO_COUNTY_SCORED = Indicator(
    name="demo_county_scored",
    title="示范县创建自评",
    unit="次",
    question="本年按评定标准完成了几次示范县创建自评？",
    rows=Counted(kinds=("evaluation",), states=("补短板", "已完成"), since="year", facts=(("kind", "示范县创建自评"),)),
    imported="demo_county_criteria",
    source="晋政发〔2026〕1号 四（十二）",
)
