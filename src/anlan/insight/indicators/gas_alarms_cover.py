"""燃气泄漏报警器覆盖率: how many gas stations have every leak alarm that they must have."""

from anlan.insight.indicator import Counted, Indicator

GAS_ALARMS_COVER = Indicator(
    name="gas_alarms_cover",
    title="燃气泄漏报警器全覆盖的场站",
    unit="%",
    question="燃气和加油加气站里，泄漏报警器装齐的占多少？",
    rows=Counted(register="gas_station", facts=(("covered", "全覆盖"),)),
    over=Counted(register="gas_station"),
    source="晋政发〔2026〕1号 三（十一）6",
)
