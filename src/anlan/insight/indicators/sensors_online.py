"""监测点在线率: of the sensors that speak to us directly, how many are online now.
Data passed down by the province are not counted."""

from anlan.insight.indicator import Counted, Indicator

SENSORS_ONLINE = Indicator(
    name="sensors_online",
    title="监测点在线率",
    unit="%",
    question="企业直采的监测点，现在有多少在线？",
    rows=Counted(register="sensor", facts=(("source", "企业直采"), ("state", "在线"))),
    over=Counted(register="sensor", facts=(("source", "企业直采"),)),
    source="山政发〔2025〕1号 五（十三）；晋政发〔2026〕1号 二（六）",
)
