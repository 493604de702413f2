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
    source="2025 年通知十三；2026 年通知六",
)
